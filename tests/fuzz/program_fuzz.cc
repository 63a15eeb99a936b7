// The whole program, through the pipeline's door: bytes become files, files become every view and type, and what is
// written has to be what its type promises; on an error there is nothing.
//
// The input is PART [SEPARATOR PART]... [MARK OPTIONS]: the parts are files, OPTIONS bytes for choose_case(). So every
// profile is an input as it is.
#include <unistd.h>

#include <array>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostics.h"
#include "check.h"
#include "marshal_grammar.h"
#include "marshal_mutator.h"
#include "mutator.h"
#include "pipeline.h"
#include "program_options.h"
#include "well_formed.h"

// Cairo asks fontconfig for fonts, which keeps its caches until the end of the program.
extern "C" const char* __lsan_default_suppressions();
extern "C" const char* __lsan_default_suppressions() { return "leak:libfontconfig\n"; }

namespace p2g {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view separator = "\n%%%%\n";
constexpr std::string_view mark = "\n%%options:";
constexpr std::size_t most_parts = 4;
__extension__ typedef __int128 Wide;  // -Wpedantic knows no 128-bit type

// A folder of its own for the files of this process.
class Folder {
 public:
  Folder() {
    // In memory where there is such a place: everything is written many times.
    const fs::path parent = fs::is_directory("/dev/shm") ? fs::path("/dev/shm") : fs::temp_directory_path();
    std::string name = (parent / "prof2graph-fuzz-XXXXXX").string();
    require(::mkdtemp(name.data()) != nullptr, "there is a folder for temporary files");
    path_ = name;
  }
  ~Folder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  std::string file(const std::string& name) const { return (path_ / name).string(); }
  std::size_t size() const {
    std::size_t files = 0;
    for ([[maybe_unused]] const fs::directory_entry& entry : fs::directory_iterator(path_)) ++files;
    return files;
  }

 private:
  fs::path path_;
};

std::string content(const std::string& file) {
  std::ostringstream out;
  out << std::ifstream(file, std::ios::binary).rdbuf();
  return out.str();
}

// ---- What outputs promise
// ----------------------------------------------------------------------------------------------

// In units of 10^-18; figures have at most 18 decimals and 19 digits before them.
Wide amount(std::string_view text) {
  const bool negative = text.starts_with('-');
  if (negative) text.remove_prefix(1);
  Wide value = 0;
  int decimals = -1;  // -1: before the point
  for (const char c : text) {
    if (c == '.' && decimals < 0) {
      decimals = 0;
      continue;
    }
    require(c >= '0' && c <= '9' && decimals < 18, "figures are decimal numbers");
    value = value * 10 + (c - '0');
    if (decimals >= 0) ++decimals;
  }
  require(!text.empty() && text.size() < 40 && decimals != 0, "figures have digits");
  for (int i = decimals < 0 ? 0 : decimals; i < 18; ++i) value *= 10;
  return negative ? -value : value;
}

// The number behind a key; quotes within texts are escaped, so a key cannot be inside one.
std::optional<Wide> figure(std::string_view line, std::string_view key) {
  const std::size_t at = line.find(key);
  if (at == std::string_view::npos) return std::nullopt;
  const std::string_view rest = line.substr(at + key.size());
  return amount(rest.substr(0, rest.find_first_of(",}\n")));
}

// Without filters nothing may be lost: what is shown and what was dropped is the total.
std::optional<Wide> check_json(std::string_view text, bool filtered) {
  require(is_json(text), "JSON is well-formed");
  const std::optional<Wide> total = figure(text, ", \"total\": ");
  std::string_view functions = text.substr(std::min(text.find("\"functions\": ["), text.size()));
  functions = functions.substr(0, functions.find("\n \"edges\": ["));
  std::optional<Wide> dropped = figure(text.substr(std::min(text.rfind("\"dropped\": {"), text.size())), "\"self\": ");
  if (!total || !dropped || filtered) return std::nullopt;
  Wide sum = *dropped;
  while (!functions.empty()) sum += figure(take_until(functions, "\n"), ", \"self\": ").value_or(0);
  require(sum == *total, "self times and what was dropped are the total");
  return total;
}

Wide folded_sum(std::string_view text) {
  Wide sum = 0;
  if (text.starts_with("# unit: ")) take_until(text, "\n");
  while (!text.empty()) {
    const std::string_view line = take_until(text, "\n");
    sum += amount(line.substr(line.rfind(' ') + 1));
  }
  return sum;
}

void check_output(std::string_view type, const std::string& text) {
  if (type == "svg") require(is_xml(text), "SVG is well-formed");
  if (type == "json") require(is_json(text), "JSON is well-formed");
  if (type == "csv") require(is_csv(text), "CSV has rows of as many cells");
  if (type == "dot") require(is_dot(text), "DOT closes what it opens");
  if (type == "txt" || type == "md" || type == "folded") require(is_plain_text(text), "text is plain");
  if (type == "png") require(text.starts_with("\x89PNG\r\n\x1a\n"), "PNG begins like one");
  if (type == "pdf") require(text.starts_with("%PDF-"), "PDF begins like one");
}

// ---- One run
// -----------------------------------------------------------------------------------------------------------

void check_error(const Error& error) {
  require(!error.message.empty(), "an error says something");
  require(error.kind != ErrorKind::output && error.kind != ErrorKind::broken_pipe, "outputs can be written");
  require(is_plain_text(format_error(error)), "nothing raw reaches the terminal");
}

// The output, or nothing after an error.
std::optional<std::string> run_once(const Options& options, const Folder& folder) {
  const std::size_t files = folder.size();
  const Result<Outcome> outcome = run(options, Hooks{});
  if (!outcome) {
    check_error(outcome.error());
    require(folder.size() == files, "an error leaves no file");
    return std::nullopt;
  }
  for (const Warning& warning : outcome->warnings.list()) require(!warning.kind.empty(), "warnings have a kind");
  require(folder.size() == files + 1, "there is one output");
  std::string text = content(options.output);
  std::error_code ignored;
  fs::remove(options.output, ignored);
  return text;
}

void run_case(ProgramCase chosen, const Folder& folder) {
  std::optional<Wide> total;
  std::optional<std::string> folded;
  const bool filtered = !chosen.options.filter.empty();
  const bool listed = chosen.options.list_functions.has_value();
  for (const auto& [view, format] : chosen.pictures) {
    chosen.options.view = view->name;
    chosen.options.type = format->name;
    chosen.options.output = folder.file("output." + std::string(format->name));
    const std::optional<std::string> text = run_once(chosen.options, folder);
    if (!text) continue;
    if (listed) {
      require(is_plain_text(*text), "names are plain text");
      continue;
    }
    check_output(format->name, *text);
    if (format->name == "json" && !chosen.compare) total = check_json(*text, filtered);
    if (format->name == "json" && text->find("\"source\": {\"format\": \"pstats\"") != std::string::npos)
      folded.reset();
    if (format->name == "folded" && !chosen.compare) folded = text;
    if (chosen.pictures.size() == 1) require(run_once(chosen.options, folder) == text, "the same bytes twice");
  }
  // pstats' own stacks are an estimate, which conserves only what the file determines.
  if (total && folded && !folded->starts_with("# unit: s"))
    require(folded_sum(*folded) == *total, "stacks are the total");
}

std::vector<std::string> write_parts(std::string_view input, const Folder& folder) {
  std::vector<std::string> files;
  while (files.size() < most_parts && (files.empty() || !input.empty())) {
    files.push_back(folder.file("part-" + std::to_string(files.size())));
    std::ofstream(files.back(), std::ios::binary) << take_until(input, separator);
  }
  return files;
}

// ---- Mutations
// -----------------------------------------------------------------------------------------------------------

std::string join(std::string_view parts, std::string_view options) {
  std::string out(parts);
  if (!options.empty()) out.append(mark).append(options);
  return out;
}

std::string mutate_options(std::string options, Dice& dice) {
  constexpr std::size_t most = 24;
  if (dice.one_in(6)) return {};
  options.resize(1 + dice.below(most), '\0');
  for (std::size_t changes = 1 + dice.below(3); changes > 0; --changes) {
    options[dice.below(options.size())] = static_cast<char>(dice.one_in(3) ? 0 : dice.any());
  }
  return options;
}

std::string mutate(std::string_view input, std::size_t most_bytes, Dice& dice) {
  std::string_view options = input;
  std::string parts(take_until(options, mark));
  if (dice.one_in(4)) return join(parts, mutate_options(std::string(options), dice));
  if (dice.one_in(20)) return join(parts + std::string(separator) + MarshalGrammar(dice).dump().bytes, options);
  const bool marshalled = parts.empty() || (parts.front() & '\x7f') == '{';
  if (marshalled && !dice.one_in(4)) return join(mutate_marshal(std::move(parts), dice), options);
  return join(mutate_bytes(std::move(parts), most_bytes), options);
}

}  // namespace
}  // namespace p2g

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const p2g::Folder folder;
  std::string_view options = p2g::text_of(data, size);
  const std::string_view parts = p2g::take_until(options, p2g::mark);
  p2g::ProgramCase chosen = p2g::choose_case(options);
  std::vector<std::string> files = p2g::write_parts(parts, folder);
  chosen.options.files = files;
  if (chosen.compare) {
    const auto half = static_cast<std::ptrdiff_t>((files.size() + 1) / 2);
    chosen.options.diff = true;
    chosen.options.before.assign(files.begin(), files.begin() + half);
    chosen.options.after.assign(files.size() > 1 ? files.begin() + half : files.begin(), files.end());
    chosen.options.files = chosen.options.before;
    chosen.options.files.insert(chosen.options.files.end(), chosen.options.after.begin(), chosen.options.after.end());
  }
  p2g::run_case(std::move(chosen), folder);
  for (const std::string& file : files) {
    std::error_code ignored;
    std::filesystem::remove(file, ignored);
  }
  return 0;
}

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t most_bytes,
                                               unsigned int seed) {
  p2g::Dice dice(seed);
  return p2g::hand_over(p2g::mutate(p2g::text_of(data, size), most_bytes, dice), data, most_bytes);
}

// The other input becomes one more file.
extern "C" std::size_t LLVMFuzzerCustomCrossOver(const std::uint8_t* one, std::size_t one_size, const std::uint8_t* two,
                                                 std::size_t two_size, std::uint8_t* out, std::size_t most_bytes,
                                                 unsigned int) {
  std::string_view options = p2g::text_of(one, one_size);
  const std::string_view first = p2g::take_until(options, p2g::mark);
  std::string_view rest = p2g::text_of(two, two_size);
  const std::string parts =
      std::string(first) + std::string(p2g::separator) + std::string(p2g::take_until(rest, p2g::mark));
  return p2g::hand_over(p2g::join(parts, options), out, most_bytes);
}

#include "program_runs.h"

#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <sstream>

#include "check.h"
#include "marshal_grammar.h"
#include "marshal_mutator.h"
#include "mutator.h"
#include "src/base/diagnostics.h"
#include "src/pipeline.h"
#include "well_formed.h"

// Cairo asks fontconfig for fonts, which keeps its caches until the end of the program.
extern "C" const char* __lsan_default_suppressions();
extern "C" const char* __lsan_default_suppressions() { return "leak:libfontconfig\n"; }

namespace p2g {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t most_pieces = 4;

std::string content(const std::string& file) {
  std::ostringstream out;
  out << std::ifstream(file, std::ios::binary).rdbuf();
  return out.str();
}

void check_error(const Error& error) {
  require(!error.message.empty(), "an error says something");
  require(error.kind != ErrorKind::output && error.kind != ErrorKind::broken_pipe, "outputs can be written");
  require(is_plain_text(format_error(error)), "nothing raw reaches the terminal");
}

}  // namespace

Folder::Folder() {
  // In memory where there is such a place: everything is written many times.
  const fs::path parent = fs::is_directory("/dev/shm") ? fs::path("/dev/shm") : fs::temp_directory_path();
  std::string name = (parent / "prof2graph-fuzz-XXXXXX").string();
  require(::mkdtemp(name.data()) != nullptr, "there is a folder for temporary files");
  path_ = name;
}

Folder::~Folder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

std::size_t Folder::size() const {
  std::size_t files = 0;
  for ([[maybe_unused]] const fs::directory_entry& entry : fs::directory_iterator(path_)) ++files;
  return files;
}

void write_file(const std::string& file, std::string_view bytes) { std::ofstream(file, std::ios::binary) << bytes; }

void remove_files(const std::vector<std::string>& files) {
  std::error_code ignored;
  for (const std::string& file : files) fs::remove(file, ignored);
}

std::vector<std::string> write_parts(std::string_view input, const Folder& folder) {
  std::vector<std::string> files;
  while (files.size() < most_pieces && (files.empty() || !input.empty())) {
    files.push_back(folder.file("part-" + std::to_string(files.size())));
    write_file(files.back(), take_until(input, part_separator));
  }
  return files;
}

void compare_files(Options& options, const std::vector<std::string>& before, const std::vector<std::string>& after) {
  options.diff = true;
  options.before = before;
  options.after = after.empty() ? before : after;
  options.files = options.before;
  options.files.insert(options.files.end(), options.after.begin(), options.after.end());
}

// In units of 10^-18; figures have at most 18 decimals and 19 digits before them.
Figure amount(std::string_view text) {
  const bool negative = text.starts_with('-');
  if (negative) text.remove_prefix(1);
  Figure value = 0;
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
std::optional<Figure> figure(std::string_view line, std::string_view key) {
  const std::size_t at = line.find(key);
  if (at == std::string_view::npos) return std::nullopt;
  const std::string_view rest = line.substr(at + key.size());
  return amount(rest.substr(0, rest.find_first_of(",}\n")));
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
  std::string text = content(options.outputs.front());
  std::error_code ignored;
  fs::remove(options.outputs.front(), ignored);
  return text;
}

std::string join_options(std::string_view parts, std::string_view options) {
  std::string out(parts);
  if (!options.empty()) out.append(options_mark).append(options);
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

std::string mutate_case(std::string_view input, std::size_t most_bytes, Dice& dice) {
  std::string_view options = input;
  std::string parts(take_until(options, options_mark));
  if (dice.one_in(4)) return join_options(parts, mutate_options(std::string(options), dice));
  if (dice.one_in(20))
    return join_options(parts + std::string(part_separator) + MarshalGrammar(dice).dump().bytes, options);
  const bool marshalled = parts.empty() || (parts.front() & '\x7f') == '{';
  if (marshalled && !dice.one_in(4)) return join_options(mutate_marshal(std::move(parts), dice), options);
  return join_options(mutate_bytes(std::move(parts), most_bytes), options);
}

}  // namespace p2g

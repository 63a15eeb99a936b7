// The whole program, through the pipeline's door: every view and type of what the bytes hold (program_runs.h).
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "check.h"
#include "mutator.h"
#include "program_options.h"
#include "program_runs.h"
#include "well_formed.h"

namespace p2g {
namespace {

// Without filters nothing may be lost: what is shown and what was dropped is the total.
std::optional<Figure> check_json(std::string_view text, bool filtered) {
  require(is_json(text), "JSON is well-formed");
  const std::optional<Figure> total = figure(text, ", \"total\": ");
  std::string_view functions = text.substr(std::min(text.find("\"functions\": ["), text.size()));
  functions = functions.substr(0, functions.find("\n \"edges\": ["));
  std::optional<Figure> dropped =
      figure(text.substr(std::min(text.rfind("\"dropped\": {"), text.size())), "\"self\": ");
  if (!total || !dropped || filtered) return std::nullopt;
  Figure sum = *dropped;
  while (!functions.empty()) sum += figure(take_until(functions, "\n"), ", \"self\": ").value_or(0);
  require(sum == *total, "self times and what was dropped are the total");
  return total;
}

Figure folded_sum(std::string_view text) {
  Figure sum = 0;
  while (text.starts_with("# unit: ") || text.starts_with("# lines: ")) take_until(text, "\n");
  while (!text.empty()) {
    const std::string_view line = take_until(text, "\n");
    sum += amount(line.substr(line.rfind(' ') + 1));
  }
  return sum;
}

void run_case(ProgramCase chosen, const Folder& folder) {
  std::optional<Figure> total;
  std::optional<std::string> folded;
  bool has_stacks = true;
  const bool filtered = !chosen.options.filter.empty();
  const bool listed = chosen.options.list_functions.has_value();
  for (const auto& [view, format] : chosen.pictures) {
    chosen.options.view = view->name;
    chosen.options.type = format->name;
    chosen.options.outputs = {folder.file("output." + std::string(format->name))};
    const std::optional<std::string> text = run_once(chosen.options, folder);
    if (!text) continue;
    if (listed) {
      require(is_plain_text(*text), "names are plain text");
      continue;
    }
    check_output(format->name, *text);
    if (format->name == "json" && !chosen.compare) total = check_json(*text, filtered);
    if (format->name == "folded" && !chosen.compare) folded = text;
    for (const std::string_view calls : {"pstats", "callgrind", "gprof", "axe", "mixed"}) {
      const bool is_it = text->find("\"source\": {\"format\": \"" + std::string(calls)) != std::string::npos;
      if (format->name == "json" && is_it) has_stacks = false;
    }
    if (chosen.pictures.size() == 1) require(run_once(chosen.options, folder) == text, "the same bytes twice");
  }
  // The stacks of profiles of calls are an estimate, which conserves only what the file determines; times are in
  // nanoseconds there and in seconds here.
  if (total && folded && has_stacks && !folded->starts_with("# unit: "))
    require(folded_sum(*folded) == *total, "stacks are the total");
}

}  // namespace
}  // namespace p2g

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const p2g::Folder folder;
  std::string_view options = p2g::text_of(data, size);
  const std::string_view parts = p2g::take_until(options, p2g::options_mark);
  p2g::ProgramCase chosen = p2g::choose_case(options);
  const std::vector<std::string> files = p2g::write_parts(parts, folder);
  chosen.options.files = files;
  if (chosen.compare) {
    const auto half = static_cast<std::ptrdiff_t>((files.size() + 1) / 2);
    p2g::compare_files(chosen.options, {files.begin(), files.begin() + half}, {files.begin() + half, files.end()});
  }
  p2g::run_case(std::move(chosen), folder);
  p2g::remove_files(files);
  return 0;
}

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t most_bytes,
                                               unsigned int seed) {
  p2g::Dice dice(seed);
  return p2g::hand_over(p2g::mutate_case(p2g::text_of(data, size), most_bytes, dice), data, most_bytes);
}

// The other input becomes one more file.
extern "C" std::size_t LLVMFuzzerCustomCrossOver(const std::uint8_t* one, std::size_t one_size, const std::uint8_t* two,
                                                 std::size_t two_size, std::uint8_t* out, std::size_t most_bytes,
                                                 unsigned int) {
  std::string_view options = p2g::text_of(one, one_size);
  const std::string_view first = p2g::take_until(options, p2g::options_mark);
  std::string_view rest = p2g::text_of(two, two_size);
  const std::string parts =
      std::string(first) + std::string(p2g::part_separator) + std::string(p2g::take_until(rest, p2g::options_mark));
  return p2g::hand_over(p2g::join_options(parts, options), out, most_bytes);
}

// A comparison in every view and type (program_runs.h). The input is a recipe of two sides (profile_recipe.h) or, with
// a separator in it, two files: RECIPE | PART SEPARATOR PART, then [MARK OPTIONS].
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "check.h"
#include "mutator.h"
#include "profile_recipe.h"
#include "program_options.h"
#include "program_runs.h"

namespace p2g {
namespace {

struct Sides {
  std::vector<std::string> before, after;  // files
  bool same = false;
};

Sides write_sides(std::string_view input, const Folder& folder) {
  Sides sides;
  if (input.find(part_separator) != std::string_view::npos) {
    const std::vector<std::string> files = write_parts(input, folder);
    const auto half = static_cast<std::ptrdiff_t>((files.size() + 1) / 2);
    return {{files.begin(), files.begin() + half}, {files.begin() + half, files.end()}, false};
  }
  const RecipeSides made = make_sides(input);
  sides.same = made.same;
  const auto write = [&](const std::vector<std::string>& runs, const char* name, std::vector<std::string>& files) {
    for (const std::string& run : runs) {
      files.push_back(folder.file(name + std::to_string(files.size())));
      write_file(files.back(), run);
    }
  };
  write(made.before, "before-", sides.before);
  write(made.after, "after-", sides.after);
  return sides;
}

std::string_view line_of(std::string_view text, std::string_view begin) {
  const std::size_t at = text.find(begin);
  require(at != std::string_view::npos, "the JSON has its keys");
  text.remove_prefix(at + begin.size());
  return text.substr(0, text.find('\n'));
}

// Changes of self cost add up to that of the total; without filters nothing is outside.
void check_sums(std::string_view text, bool filtered) {
  if (filtered) return;
  const std::optional<Figure> total = figure(line_of(text, "\n \"total\": "), "\"delta\": ");
  require(total.has_value(), "a comparison has a total");
  constexpr std::string_view begin = "\n \"functions\": [";
  std::string_view functions = text.substr(text.find(begin) + begin.size());
  Figure sum = 0;
  while (!functions.empty()) {
    const std::string_view line = take_until(functions, "\n");
    if (const std::size_t self = line.find(", \"self\": {"); self != std::string_view::npos) {
      sum += figure(line.substr(self), "\"delta\": ").value_or(0);
    }
  }
  require(sum == *total, "changes of self cost are the change of the total");
}

void check_sides_match(std::string_view there, std::string_view back) {
  const std::string_view total = line_of(there, "\n \"total\": ");
  const std::string_view mirrored = line_of(back, "\n \"total\": ");
  require(figure(total, "\"before\": ") == figure(mirrored, "\"after\": "), "sides change places");
  require(figure(total, "\"after\": ") == figure(mirrored, "\"before\": "), "sides change places");
}

void run_case(ProgramCase chosen, const Sides& sides, const Folder& folder) {
  compare_files(chosen.options, sides.before, sides.after);
  chosen.options.list_functions.reset();
  for (const auto& [view, format] : chosen.pictures) {
    chosen.options.view = view->name;
    chosen.options.type = format->name;
    chosen.options.outputs = {folder.file("output." + std::string(format->name))};
    const std::optional<std::string> text = run_once(chosen.options, folder);
    if (!text) continue;
    check_output(format->name, *text);
    if (chosen.pictures.size() == 1) require(run_once(chosen.options, folder) == text, "the same bytes twice");
    if (format->name != "json") continue;
    check_sums(*text, !chosen.options.filter.empty());
    if (sides.same) require(text->find("\"functions\": []") != std::string::npos, "the same is no change");
    if (chosen.options.compare.normalize || !chosen.options.fail_on.empty()) continue;
    // With the machine's speed taken out, figures are those at the speed of the side before, whichever that is.
    Options as_measured = chosen.options;
    as_measured.compare.drift = false;
    Options turned = as_measured;
    compare_files(turned, as_measured.after, as_measured.before);
    const std::optional<std::string> there = run_once(as_measured, folder);
    const std::optional<std::string> back = run_once(turned, folder);
    if (there && back) check_sides_match(*there, *back);
  }
}

std::string mutate_recipe(std::string recipe, std::size_t most_bytes, Dice& dice) {
  constexpr std::size_t most = 8;
  if (dice.one_in(10)) return mutate_bytes(std::move(recipe), most_bytes);
  recipe.resize(most, '\0');
  for (std::size_t changes = 1 + dice.below(3); changes > 0; --changes) {
    recipe[dice.below(most)] = static_cast<char>(dice.any());
  }
  return recipe;
}

std::string mutate(std::string_view input, std::size_t most_bytes, Dice& dice) {
  if (input.find(part_separator) != std::string_view::npos) return mutate_case(input, most_bytes, dice);
  std::string_view options = input;
  const std::string recipe(take_until(options, options_mark));
  if (dice.one_in(3)) return join_options(recipe, mutate_options(std::string(options), dice));
  return join_options(mutate_recipe(recipe, most_bytes, dice), options);
}

}  // namespace
}  // namespace p2g

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const p2g::Folder folder;
  std::string_view options = p2g::text_of(data, size);
  const std::string_view input = p2g::take_until(options, p2g::options_mark);
  const p2g::Sides sides = p2g::write_sides(input, folder);
  p2g::run_case(p2g::choose_case(options), sides, folder);
  p2g::remove_files(sides.before);
  p2g::remove_files(sides.after);
  return 0;
}

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t most_bytes,
                                               unsigned int seed) {
  p2g::Dice dice(seed);
  return p2g::hand_over(p2g::mutate(p2g::text_of(data, size), most_bytes, dice), data, most_bytes);
}

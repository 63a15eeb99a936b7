#include "src/choose_outputs.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <filesystem>

#include "src/base/diagnostics.h"
#include "src/base/output_place.h"
#include "src/importers/importer.h"

namespace p2g {
namespace {

constexpr std::array<std::string_view, 2> list_types = {"txt", "json"};  // of --list-profiles

bool ends_with_item(std::string_view file, std::string_view suffixes) {
  while (!suffixes.empty()) {
    const std::size_t comma = std::min(suffixes.find(','), suffixes.size());
    const std::string_view suffix = suffixes.substr(0, comma);                                  // small letters
    const auto same = [](char a, char b) { return a == (b >= 'A' && b <= 'Z' ? b + 32 : b); };  // "A.SVG"
    if (file.size() >= suffix.size() && std::equal(suffix.begin(), suffix.end(), file.end() - suffix.size(), same)) {
      return true;
    }
    suffixes.remove_prefix(std::min(comma + 1, suffixes.size()));
  }
  return false;
}

// Null when the name says nothing.
const Format* format_of_suffix(const std::string& target) {
  for (const Format* format : formats()) {
    if (target != "-" && ends_with_item(target, format->suffixes)) return format;
  }
  return nullptr;
}

// "a.markdown" is what is called so; of others what may have been meant.
Result<const Format*> format_of_strange_suffix(const std::string& target) {
  const std::string suffix = std::filesystem::path(target).extension().string().substr(1);
  Result<const Format*> called = find_format(suffix);
  if (called) return called;
  std::string known;
  std::vector<std::string_view> names;
  for (const Format* format : formats()) {
    known += " " + std::string(format->name);
    names.push_back(format->name);
  }
  const std::string_view near = nearest_name(suffix, names);
  const bool alike = !near.empty() && !suffix.empty() && near.front() == suffix.front();
  std::string hint = (alike ? "did you mean ." + std::string(near) + "? Or " : "") + "add -T NAME, one of:" + known;
  const std::string& said = called.error().hint;  // of a type that people ask for, and nobody writes
  if (!alike && !said.starts_with("known are") && !said.starts_with("did you mean")) hint += "; " + said;
  return fail(usage_error("the suffix of \"" + target + "\" names no output type", std::move(hint)));
}

// What is read and what is written have options of their own, which are easily taken for each other.
Result<const Format*> find_type(const std::string& name) {
  Result<const Format*> format = find_format(name);
  if (format || !find_importer(name)) return format;
  return fail(usage_error("--type says what is written, and " + name + " is an input format", "-f " + name));
}

Result<const Format*> choose_format(const Options& options, const std::string& target, const View* view, bool alone) {
  const Format* by_suffix = format_of_suffix(target);
  if (!options.type.empty() && (alone || by_suffix == nullptr)) return find_type(options.type);
  if (by_suffix != nullptr) return by_suffix;
  if (target != "-" && !std::filesystem::path(target).extension().empty()) {
    // Devices and the like have no meaningful suffix; a regular name with a strange one is a slip.
    return format_of_strange_suffix(target);
  }
  if (options.list_profiles) return find_format(list_types[0]);
  if (options.shards) return find_format("p2g");
  if (options.spread) return find_format("txt");
  if (is_for_reading(options)) return find_format("txt");
  if (options.diff) return find_format(view != nullptr && view->draw_comparison != nullptr ? "svg" : "txt");
  return find_format(view != nullptr ? view->default_type : "dot");
}

bool fit(const View& view, const Format& format, bool diff) {
  if (diff && format.is_picture()) return view.draw_comparison != nullptr;
  if (diff && !format.compares) return false;
  if (format.is_picture()) return view.draw != nullptr;
  if (view.shows == Content::sandwich && format.prints_sandwich) return true;
  return format.any_view || view.shows == format.prints;
}

// Data that goes on to other programs: nobody can guess which of them, and a picture is no data.
Result<void> check_data(const Options& options, const std::string& target, const Format& format) {
  const bool has_default = options.shards || options.spread;
  if (options.type.empty() && format_of_suffix(target) == nullptr && !has_default) {
    return fail(usage_error("data can be written in several types, and none is named", "-o OUT.json, or -T NAME"));
  }
  if (!format.is_picture() && !format.is_report) return {};
  return fail(
      usage_error(std::string(format.name) + (format.is_report ? " is a report" : " is a picture") + ", not data",
                  "prof2graph FILE... -o " + (target == "-" ? "picture." + std::string(format.name) : target)));
}

// Lists are text or JSON.
Result<void> check_list(const Format& format) {
  if (format.name == list_types[0] || format.name == list_types[1]) return {};
  return fail(usage_error("a list cannot be written as " + std::string(format.name), "types for it are: txt json"));
}

Result<void> check_merging(const Options& options, const Format& format) {
  if (options.shards && format.name != "p2g") {
    return fail(usage_error("a shard cannot be written as " + std::string(format.name),
                            "-o OUT.p2g.zst; prof2graph OUT.p2g.zst -o picture.svg draws it then"));
  }
  if (!options.spread || format.name == "txt" || format.name == "csv") return {};
  return fail(usage_error("a spread cannot be written as " + std::string(format.name), "types for it are: txt csv"));
}

Result<Output> choose_output(const Options& options, std::size_t index, const std::string& target, const View* view,
                             bool alone) {
  Output output;
  output.target = target;
  if (options.types.empty()) {
    P2G_TRY_ASSIGN(output.format, choose_format(options, target, view, alone));
  } else {
    P2G_TRY_ASSIGN(output.format, find_type(options.types[index]));
  }
  if (options.data_only) P2G_TRY(check_data(options, target, *output.format));
  if (options.list_profiles) P2G_TRY(check_list(*output.format));
  P2G_TRY(check_merging(options, *output.format));
  output.view = view != nullptr ? view : natural_view(*output.format);
  P2G_TRY(check_fit(*output.view, *output.format, options.diff));
  if (output.format->binary && target == "-" && ::isatty(STDOUT_FILENO) == 1) {
    return fail(usage_error(std::string(output.format->name) + " is binary and the output is a terminal",
                            "name a file: -o picture." + std::string(output.format->name)));
  }
  return output;
}

OutputPlace place_of(const std::string& output) {
  if (output == "-") return stdout_place();
  Result<OutputPlace> place = find_output_place(output);
  return place ? std::move(*place) : OutputPlace();  // who opens it says what is wrong
}

// What a file is written by.
struct Target {
  std::string_view option;
  std::string name;
};

std::vector<std::string> targets_of(const Options& options) {
  return options.outputs.empty() ? std::vector<std::string>{"-"} : options.outputs;
}

Error same_file_error(const Target& a, const Target& b) {
  if (a.option != b.option) {
    return usage_error("-o and --junit both write " + (a.name == "-" ? "stdout" : a.name),
                       "choose another name for one of them");
  }
  if (a.name == b.name) return usage_error("-o " + a.name + " is given twice", "leave one of them out");
  return usage_error("-o " + a.name + " and -o " + b.name + " are one file", "choose another name for one of them");
}

}  // namespace

bool is_for_reading(const Options& options) {
  return options.outputs.empty() && options.view.empty() && !options.diff && !options.list_profiles &&
         !options.list_functions && options.explain.empty() && ::isatty(STDOUT_FILENO) == 1;
}

const View* natural_view(const Format& format) {
  const Content content = format.is_picture() ? Content::graph : format.prints;
  const auto found =
      std::find_if(views().begin(), views().end(), [&](const View* view) { return view->shows == content; });
  return found != views().end() ? *found : views().front();
}

Result<void> check_fit(const View& view, const Format& format, bool comparison) {
  if (fit(view, format, comparison)) return {};
  std::string possible;
  for (const Format* other : formats()) {
    if (fit(view, *other, comparison)) possible += " " + std::string(other->name);
  }
  const std::string what = (comparison ? "a comparison in the " : "the ") + std::string(view.name) + " view";
  return fail(usage_error(what + " cannot be written as " + std::string(format.name), "types for it are:" + possible));
}

Result<std::vector<Output>> choose_outputs(const Options& options) {
  const View* view = nullptr;
  if (!options.view.empty()) {
    P2G_TRY_ASSIGN(view, find_view(options.view));
    if (options.diff && view->shows == Content::sandwich) {
      return fail(usage_error("a sandwich is of one profile, and a comparison has two sides",
                              "prof2graph -V sandwich --function PATTERN AFTER; what changed is in diff -V table"));
    }
  }
  const std::vector<std::string> targets = targets_of(options);
  const bool alone = targets.size() == 1;
  const bool all_say = std::all_of(targets.begin(), targets.end(),
                                   [](const std::string& target) { return format_of_suffix(target) != nullptr; });
  if (!options.type.empty() && !alone && all_say) {
    return fail(usage_error("-T " + options.type + " is for no output: the suffix of each says its type",
                            "leave out -T, or give a name without a suffix"));
  }
  std::vector<Output> outputs;
  for (const std::string& target : targets) {
    P2G_TRY_ASSIGN(Output output, choose_output(options, outputs.size(), target, view, alone));
    outputs.push_back(std::move(output));
  }
  return outputs;
}

Result<void> refuse_lost_files(const Options& options) {
  std::vector<std::string> inputs = options.files;
  inputs.push_back(options.budget);
  // A bare word is a built-in theme, whatever else has its name.
  if (options.theme.find_first_of("/.") != std::string::npos) inputs.push_back(options.theme);
  std::vector<Target> targets;
  for (const std::string& name : targets_of(options)) targets.push_back({"-o", name});
  if (!options.junit.empty()) targets.push_back({"--junit", options.junit});
  std::vector<OutputPlace> places;
  for (const Target& target : targets) places.push_back(place_of(target.name));
  for (const std::string& file : inputs) {
    struct stat status {};
    if ((file == "-" ? ::fstat(STDIN_FILENO, &status) : ::stat(file.c_str(), &status)) != 0) continue;
    for (std::size_t i = 0; i < targets.size(); ++i) {
      if (!would_change(places[i], status)) continue;
      const std::string& name = targets[i].name;
      Error error{ErrorKind::usage, "is an input and cannot be the output too", name == "-" ? "<stdout>" : name};
      error.hint = "choose another name for " + std::string(targets[i].option);
      return fail(std::move(error));
    }
  }
  for (std::size_t i = 0; i < targets.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (same_place(places[j], places[i])) return fail(same_file_error(targets[j], targets[i]));
    }
  }
  return {};
}

}  // namespace p2g

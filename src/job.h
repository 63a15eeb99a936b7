// What is to be done, once all defaults are settled and all names are looked up: nothing is left to be decided but what
// only the profile can tell.
#pragma once

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "renderers/renderer.h"
#include "src/analysis/comparison.h"
#include "src/base/diagnostics.h"
#include "src/base/result.h"
#include "src/gate/limits.h"
#include "src/importers/importer.h"
#include "src/options.h"
#include "src/passes/compare/match.h"
#include "src/passes/names/rename.h"
#include "src/passes/select/filter.h"

namespace p2g {

struct Inputs {
  std::vector<std::string> files;          // of one run; "-" is stdin
  std::vector<std::string> before, after;  // the runs of two sides instead
  std::string format = "auto";
  ReadOptions read;
  NameRules names;

  bool merge_sides = false;  // the files of a side are parts of one run
  bool keep_parts = false;   // of a sum of files an output shows each beside the others

  std::map<std::string, std::string> shown_names;  // of files that the user never saw: what they are called
  std::string clock;                               // what times are called, like "CPU time"; empty: as the format does

  bool compares() const { return !before.empty(); }
};

struct Output {
  std::string target = "-";  // a file, or "-" for stdout
  const Format* format = nullptr;
  const View* view = nullptr;
  ViewOptions options;
  std::string below = {};  // a folder: `target` is seen from there, and no link in it is followed; empty: any file

  // "<stdout>" in messages.
  std::string name() const { return is_stdout() ? "<stdout>" : below.empty() ? target : below + '/' + target; }
  bool is_stdout() const { return target == "-"; }
  // What a reader of it sees: the view's figures behind a picture, else the format's own.
  Content content() const { return format->is_picture() ? view->shows : format->prints; }
};

struct Job {
  Inputs inputs;
  FilterOptions filter;
  MatchOptions match;         // comparing
  ComparisonOptions compare;  // comparing
  std::vector<Limit> limits;
  std::vector<Output> outputs;  // at least one; no two of them are the same file
  Theme theme;
  std::vector<std::string> sources;  // folders in which reports look for the source of functions; none: the profiles'
  bool strict = false;
  // Instead of all that, into the only output: functions that match a pattern, or what the files offer.
  std::optional<std::string> list_functions;
  std::string explain;
  bool list_profiles = false;
  bool shards = false;  // the sum is to be summed again
  bool spread = false;
  bool limit_is_given = false;  // tables are as long as the user wants them
  bool say_all = false;         // the outcome has observations
  bool summarize = false;       // the outcome has a summary
  Warnings warnings;
  std::vector<std::string> notes;  // what is no mistake, but good to know

  // Whether any output is stdout.
  bool prints() const {
    return std::any_of(outputs.begin(), outputs.end(), [](const Output& output) { return output.is_stdout(); });
  }
};

// Fails with ErrorKind::usage; opens nothing but a theme and a budget.
Result<Job> make_job(const Options& options);

}  // namespace p2g

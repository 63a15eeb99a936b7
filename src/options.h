// What the user asked for: one plain struct a stage, each field with its default. cli/ fills it, job.h says what it
// means once all defaults are settled.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "renderers/renderer.h"
#include "src/model/offer.h"
#include "src/passes/compare/compare.h"
#include "src/passes/graph/to_table.h"
#include "src/passes/select/filter.h"

namespace p2g {

// What functions are called; NameRules (passes/names/rename.h) before --rename-re is looked at.
struct NameOptions {
  bool exact = false;
  bool strip = false;
  bool merge_stripped = false;
  std::vector<std::string> rewrites;  // s/RE/TEXT/
};

// One report of many profiles. `files` then holds files, patterns, folders and lists of them.
struct BatchOptions {
  bool asked = false;
  std::string folder;       // where to
  int jobs = 0;             // 0: as many as there are processors
  bool force = false;       // draw what is unchanged, too
  std::string group_by;     // an expression: inputs in which it finds the same are one run
  std::string baseline;     // a folder; empty: nothing is compared
  std::string fingerprint;  // of all options that outputs depend on, as they were given
};

// Recording a program and drawing what was recorded.
struct RecordOptions {
  bool asked = false;
  std::vector<std::string> command;  // the program and its arguments; empty: the process `pid`
  int pid = 0;
  int seconds = 30;      // of a process
  std::string recorder;  // empty: what suits the program
  std::string clock;     // wall or cpu; empty: cpu for what is compared or limited
  int runs = 1;
  std::string before;  // a revision that is recorded, too; empty: none
  std::string keep;    // where the raw profile goes; empty: nowhere
};

struct Options {
  // Input.
  std::vector<std::string> files;  // "-" is stdin
  std::string format = "auto";
  Wanted wanted;         // of what a file offers
  std::string unit;      // of the counts of folded stacks; empty: as the file says
  bool by_line = false;  // executed lines are functions of their own
  int threads = 0;
  bool shards = false;  // merge: the sum is to be summed again
  bool spread = false;  // merge: the least, middle and largest figure of each function instead of the sum
  NameOptions names;

  // Selection.
  FilterOptions filter;
  std::optional<double> node_percent;     // unset: automatic for pictures, 0.5 for dot, 0 for other data types
  std::optional<double> edge_percent;     // unset: automatic for pictures, 0.1 for dot, 0 for other data types
  std::optional<std::int64_t> max_nodes;  // unset: automatic for pictures, no limit for data types
  bool no_groups = false;
  std::vector<std::string> groups;  // NAME=PATTERN

  // Comparing. `files` then holds all files of both sides.
  bool diff = false;
  std::vector<std::string> before, after;
  MatchOptions match;
  DiffOptions compare;

  // Gate.
  std::vector<std::string> fail_on;
  std::string budget;  // a TOML file; empty: none
  std::string junit;   // where to; empty: nowhere
  bool fail_undecided = false;

  // Outputs: all of them show the same selection in the same look.
  std::vector<std::string> outputs;  // files, or "-"; none is "-"
  std::string view;                  // empty: what suits the type
  std::string type;                  // empty: by each output's suffix, then the view's default
  std::vector<std::string> types;    // of a batch: of each output, whatever its suffix
  std::string theme = "heat";
  PictureOptions picture;
  FlameOptions flame;
  DotOptions dot;
  TableOptions table;
  SandwichOptions sandwich;
  std::vector<std::string> sources;  // folders of source files
  std::optional<std::string> sort;   // unset: cumulative, in a comparison self

  BatchOptions batch;
  RecordOptions record;

  // Behaviour.
  bool strict = false;
  bool quiet = false;
  bool verbose = false;
  bool stats = false;
  std::optional<std::string> list_functions;  // --list-functions [PATTERN]
  std::string explain;                        // a function; empty: none
  bool list_profiles = false;
  bool watch = false;              // draw again whenever an input grows
  bool data_only = false;          // merge and convert: pictures are no data, and the type has to be said
  std::vector<std::string> given;  // long names of the options that were given: what has no effect is told

  bool is_given(std::string_view name) const { return std::find(given.begin(), given.end(), name) != given.end(); }
};

}  // namespace p2g

// Machinery that a picture shows as one thing: functions that only pass on, from the import system to an event loop.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "src/model/frame.h"
#include "src/model/graph.h"
#include "src/model/weight.h"

namespace p2g {

// A row of a group's card. Exact, or marked.
struct GroupRow {
  FrameId frame = no_frame;  // whose row it is; none: several functions
  std::string_view text;     // instead of a frame's name; static
  Weight weight = 0;
  std::int64_t calls = 0;  // 0: not known, or of several
  bool estimated = false;
};

// What importing consists of, in the order in which it happens to a module.
enum class ImportStep : std::uint8_t { find, read, unmarshal, compile, create, rest, bodies, count };
inline constexpr std::size_t import_step_count = static_cast<std::size_t>(ImportStep::count);

// A part of the time spent importing; together they are all of it.
struct ImportPhase {
  ImportStep step = ImportStep::rest;
  FrameId frame = no_frame;  // the function that does it; none: several
  Weight weight = 0;
  bool estimated = false;
  std::vector<GroupRow> rows;  // parts of it, heaviest first
};

struct ImportedPackage {
  std::string name;
  bool standard = false;  // of Python's own library
  std::int64_t modules = 0;
  Weight bodies = 0;  // spent in the code of its modules without what that imports
  Weight cost = 0;    // bodies, and an equal part of finding and loading a module: an estimate
  Weight below = 0;   // of its heaviest module, and of all that it was the first to import: overlaps
};

struct Importing {
  Weight total = 0;
  bool about = false;                     // ways to measure it differ: figures are no more than likely
  bool exact_stacks = false;              // from stacks: packages have no cost that would be an estimate
  std::int64_t functions = 0;             // import system, module bodies and what only they call
  std::int64_t modules = 0;               // bodies that ran
  std::vector<ImportPhase> phases;        // that have a weight, heaviest first
  std::vector<ImportedPackage> packages;  // costliest first
  FrameId script = no_frame;              // the body that is the program itself
  std::vector<std::uint8_t> inside;       // by frame of the profile, 1: one of `functions`
};

struct Group {
  std::string name;              // "Importing", "asyncio"
  FrameId frame = no_frame;      // stands for it in the grouped graph
  std::vector<FrameId> members;  // heaviest first
  Weight self = 0;               // of all members
  bool importing = false;
};

// A call graph in which each group is one function. `frames` are those of the profile and behind them one a group.
struct GroupedGraph {
  Frames frames;
  CallGraph graph;
  std::vector<Group> groups;
  std::optional<Importing> importing;
  // By index of graph.functions: the part of a function's time that is spent importing, [0, 1]; empty without
  // importing. For choosing what is drawn, never to be printed.
  std::vector<float> import_side;
  std::vector<std::uint8_t> held;  // by frame of the profile, 1: it is in a group

  // Whether a frame of the profile is in any group, or runs mostly below one that is importing.
  bool holds(FrameId frame) const { return frame < held.size() && held[frame] != 0; }
  std::int64_t member_count() const {
    std::int64_t count = 0;
    for (const std::uint8_t each : held) count += each;
    return count;
  }
  const Group* group_of(FrameId frame) const {
    for (const Group& group : groups) {
      if (group.frame == frame) return &group;
    }
    return nullptr;
  }
};

}  // namespace p2g

// Functions and calls of a callgrind file, added up as they are read, and the profile that they make.
//
// callgrind itself writes the outermost activation of a recursive function as `fib` and deeper ones as `fib'2` (a
// level: an apostrophe and digits). They are one function again here: its own costs are the sum of all levels, and what
// `fib` (level 1) and its calls cost is exactly the cumulative cost, in cycles too, because the outermost activations
// do not lie in each other. So is the cost of a pair of which one side is at level 1. Contexts (`leaf'caller`,
// --separate-callers) stay part of the name.
//
// Files without levels have overlapping costs in cycles: kit/cycles.h says what is done.
#pragma once

#include <cstdint>
#include <map>
#include <string_view>
#include <tuple>
#include <vector>

#include "src/base/id_table.h"
#include "src/base/result.h"
#include "src/importers/callgrind/events.h"
#include "src/importers/kit/calls_builder.h"
#include "src/model/profile.h"

namespace p2g::callgrind {

// An index into the functions of Costs.
using FunctionIndex = std::uint32_t;

class Costs {
 public:
  // The one that this object, this file and this name are; new ones are made.
  FunctionIndex function(StringId object, StringId file, StringId name) {
    if (name < recent_.size() && recent_[name].object == object && recent_[name].file == file) {
      return recent_[name].index;
    }
    return find_function(object, file, name);
  }
  // Where a function begins, as a call says.
  void note_line(FunctionIndex function, std::int64_t line);

  // What a file says of a function itself (ours do); unknown_calls where it does not.
  struct Given {
    bool is_given = false;
    Weight cumulative = 0;
    std::int64_t primitive_calls = unknown_calls;
    std::int64_t calls = unknown_calls;
    std::uint8_t estimated = 0;  // bits of EstimatedFigure
  };
  void note_given(FunctionIndex function, const Given& given);

  void add_self(FunctionIndex function, Weight cost) { add(functions_[function].self, cost); }
  // The same cost by line, beside it; `file` is where the line is.
  void add_line(FunctionIndex function, StringId file, std::int64_t line, Weight cost);
  // Calls of one pair follow each other in a file, and those of several parts come in the same order again.
  void add_call(FunctionIndex caller, FunctionIndex callee, std::int64_t calls, Weight cost) {
    if (!is_pair(last_pair_, caller, callee) && !is_pair(++last_pair_, caller, callee)) {
      last_pair_ = find_pair(caller, callee);
    }
    add(pairs_[last_pair_].calls, calls);
    add(pairs_[last_pair_].cost, cost);
  }

  std::size_t size() const { return functions_.size(); }
  std::size_t pairs() const { return pairs_.size(); }
  // What was added so far is in a unit that is `times` as large.
  void rescale(std::int64_t times);
  // Some sum had no room.
  bool overflowed() const { return overflowed_; }
  void note_overflow() { overflowed_ = true; }
  // The frame of each function; functions that differ in their level only are one when `levels` are told apart.
  std::vector<FrameId> make_frames(Frames& frames, bool levels) const;
  // Fills in the profile's data, total and metric. `frames` are those of make_frames().
  Result<void> finish(Profile& profile, const Metric& metric, const std::vector<FrameId>& frames, int workers);

 private:
  struct Function {
    StringId object;
    StringId file;
    StringId name;
    std::int32_t line = 0;  // 0: nobody said; below: several did, and not the same
    Weight self = 0;
  };
  struct Pair {
    FunctionIndex caller;
    FunctionIndex callee;
    std::int64_t calls = 0;
    Weight cost = 0;
  };
  // Sums of a function over its levels.
  struct Merged {
    Weight self = 0;
    Weight outermost = 0;  // cumulative
    std::int64_t calls = 0;
    std::int64_t primitive_calls = 0;
    bool has_outermost = false;
    bool is_exact = true;
  };

  // The function that had a name last: most names have only one.
  struct Recent {
    StringId object = Strings::none;
    StringId file = Strings::none;
    FunctionIndex index = no_index;
  };

  FunctionIndex find_function(StringId object, StringId file, StringId name);
  std::size_t find_pair(FunctionIndex caller, FunctionIndex callee);
  void note_lines(Profile& profile, const std::vector<FrameId>& frames) const;
  bool is_pair(std::size_t index, FunctionIndex caller, FunctionIndex callee) const {
    return index < pairs_.size() && pairs_[index].caller == caller && pairs_[index].callee == callee;
  }
  template <class Number>
  void add(Number& sum, Number number) {
    if (__builtin_add_overflow(sum, number, &sum)) overflowed_ = true;
  }
  std::uint64_t clamp_negative();
  std::vector<Merged> merge(const std::vector<FrameId>& frames, const std::vector<bool>& deeper, std::size_t size);
  std::vector<bool> deeper_levels(const Frames& frames, const std::vector<FrameId>& ids) const;
  bool gives_figures() const;
  void take_given(const std::vector<FrameId>& frames, std::vector<Merged>& merged) const;
  void add_functions(CallsBuilder& calls, std::vector<Merged>& merged) const;
  bool add_pairs(CallsBuilder& calls, const std::vector<FrameId>& frames, const std::vector<bool>& deeper) const;
  void mark_given(Profile& profile, const std::vector<FrameId>& frames) const;

  std::vector<Function> functions_;
  IdTable function_table_;
  std::vector<Recent> recent_;  // by name
  std::vector<Given> given_;    // by function
  std::vector<Pair> pairs_;
  IdTable pair_table_;
  std::size_t last_pair_ = 0;
  bool overflowed_ = false;
  std::map<std::tuple<FunctionIndex, StringId, std::int32_t>, Weight> lines_;
};

// Where the level of a name begins and ends, "'2" of "fib'2'main"; both at its end where it has none.
struct Level {
  std::size_t begin;
  std::size_t end;
};
Level find_level(std::string_view name);

}  // namespace p2g::callgrind

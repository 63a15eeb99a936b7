// What lines of the source cost by themselves: of a profile whose format knows the line that was being executed, kept
// only where an output asks for it (ReadOptions::with_lines).
//
// What a place costs beyond its lines was spent nobody knows where: in code without lines, or in functions that a
// selection hides. So lines and that rest are a function's self cost, exactly.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "src/base/no_index.h"
#include "src/model/frame.h"
#include "src/model/weight.h"

namespace p2g {

struct Profile;

struct LineCost {
  std::uint32_t place = no_index;  // a node of stacks, a function of calls (FrameId)
  std::uint32_t file = 0;          // 0: the function's own; else a number of LineCosts::files
  std::int32_t line = 0;
  Weight self = 0;  // never negative
};

// Invariant: costs ascend by place, file and line, and no two are of the same line.
struct LineCosts {
  std::map<std::string, std::uint32_t> files;  // that functions have code of beside their own, numbered from 1
  std::vector<LineCost> costs;
  bool of_run = false;  // of the whole run: a selection was made that they could not follow

  bool empty() const { return costs.empty(); }
  // 0 for the function's own.
  std::uint32_t add_file(const std::string& file);
};

// Brings costs into order; those of one line become one.
void settle_lines(LineCosts& lines);

// What was at place p is at places[p] from now on, and gone where that is no_index.
void move_lines(LineCosts& lines, const std::vector<std::uint32_t>& places);

// Adds those of another profile: its place p is places[p] here, its weights become weigh(weight).
template <class Weigh>
void add_lines(LineCosts& into, const LineCosts& other, const std::vector<std::uint32_t>& places, Weigh weigh) {
  if (other.empty()) return;
  std::vector<std::uint32_t> files(other.files.size() + 1, 0);
  for (const auto& [file, number] : other.files) files[number] = into.add_file(file);
  for (const LineCost& cost : other.costs) {
    if (places[cost.place] == no_index) continue;
    into.costs.push_back({places[cost.place], files[cost.file], cost.line, weigh(cost.self)});
  }
  into.of_run = into.of_run || other.of_run;
  settle_lines(into);
}

// By function: LineCost::place is a FrameId. A function whose lines cost more than it does itself has none: such a file
// contradicts itself.
LineCosts lines_of_functions(const Profile& profile);

}  // namespace p2g

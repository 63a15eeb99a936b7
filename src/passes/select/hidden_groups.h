// Inside remove_calls.cc: the hidden functions, and by which ways each one's cost goes to those who called it.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "src/base/rows.h"
#include "src/base/wide.h"
#include "src/passes/select/select_calls.h"

namespace p2g {

// One way by which a hidden group gives cost away: an edge into it, or (no_index) its entry from outside the profile.
struct Outlet {
  std::uint32_t edge = no_index;
  Weight weight = 0;  // never negative
};

// Which figure of the edges into a group weighs its outlets.
enum class WeighBy : std::uint8_t {
  self,   // self costs: exact for a function's own cost
  below,  // cumulative without self costs: for what came from below a function
  all,    // cumulative costs: where self costs are not known, or mean something else (in cycles)
  calls,  // numbers of calls: where edges have no times
};

// Hidden functions that call each other in a cycle are one group, since the file does not tell their rounds apart; each
// other one is a group of its own. Groups are numbered callees first. The selection must not lose edges while this is
// in use; costs may change, but not those of edges.
class HiddenGroups {
 public:
  HiddenGroups(const CallSelection& selection, const Marks& marks);

  bool hidden(FrameId f) const { return hidden_[f] != 0; }
  std::uint32_t size() const { return static_cast<std::uint32_t>(members_.begin.size() - 1); }
  std::span<const FrameId> members(std::uint32_t group) const { return members_[group]; }
  // Of a hidden function.
  std::uint32_t group_of(FrameId f) const { return group_of_[f]; }
  std::span<const std::uint32_t> edges_from(FrameId f) const { return out_[f]; }

  // A function's own cost can be told from what came from below it: both kinds of figures are known, and it does not
  // call itself.
  bool splits_self(std::uint32_t group) const;
  // The best figure for cost that is not split by `self`.
  WeighBy weigh_rest(std::uint32_t group) const;
  // All ways out of the group; empty when nobody calls it. Of a weight of 0 in all, numbers of calls stand in.
  std::vector<Outlet> outlets(std::uint32_t group, WeighBy by) const;

 private:
  CallCost edge(std::uint32_t e) const { return selection_.calls.edges[e]; }
  void find_groups();
  bool is_inner(const CallCost& edge) const;
  static Weight weight_of(const CallCost& edge, WeighBy by);
  Weight entry_weight(std::uint32_t group, WeighBy by, Wide brought) const;
  Wide weigh(std::vector<Outlet>& outlets, std::uint32_t group, WeighBy by) const;

  const CallSelection& selection_;
  Marks hidden_;
  bool timed_ = true;       // edges have cumulative figures
  bool self_timed_ = true;  // and self figures
  Rows into_, out_;         // hidden function -> edges
  Rows members_;            // group -> hidden functions
  std::vector<std::uint32_t> group_of_;
  std::vector<std::uint8_t> recursive_;  // group -> has an inner edge
  std::vector<std::int64_t> entries_;    // group -> calls from outside the profile; negative where the file contradicts
};

}  // namespace p2g

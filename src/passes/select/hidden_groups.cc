#include "src/passes/select/hidden_groups.h"

#include <algorithm>

#include "src/base/components.h"

namespace p2g {

HiddenGroups::HiddenGroups(const CallSelection& selection, const Marks& marks) : selection_(selection), hidden_(marks) {
  const CallList& edges = selection.calls.edges;
  const std::size_t size = selection.calls.functions.size();
  for (std::size_t f = 0; f < size; ++f) hidden_[f] = hidden_[f] != 0 && selection.present[f] != 0 ? 1 : 0;
  into_ = group_rows(size, edges.size(),
                     [&](std::uint32_t e) { return hidden(edges.callee(e)) ? edges.callee(e) : no_index; });
  out_ = group_rows(size, edges.size(),
                    [&](std::uint32_t e) { return hidden(edges.caller(e)) ? edges.caller(e) : no_index; });
  for (const CallCost& each : edges) {
    timed_ = timed_ && each.cumulative != unknown_weight;
    self_timed_ = self_timed_ && each.self != unknown_weight;
  }
  find_groups();
}

void HiddenGroups::find_groups() {
  // Only hidden functions are looked at, so a cycle that needs a visible function to close is none.
  const Rows callees = mapped_rows(out_, [&](std::uint32_t e) { return selection_.calls.edges.callee(e); });
  std::vector<FrameId> functions;
  for (FrameId f = 0; f < hidden_.size(); ++f) {
    if (hidden(f)) functions.push_back(f);
  }
  ComponentSearch search(callees);
  members_ = search.find(functions);
  group_of_.assign(hidden_.size(), no_index);
  entries_.assign(size(), 0);
  recursive_.assign(size(), 0);
  const std::vector<std::int64_t> outside = calls_from_outside(selection_);
  for (std::uint32_t group = 0; group < size(); ++group) {
    std::sort(members_[group].begin(), members_[group].end());  // so that edges are added in the order of functions
    for (const FrameId f : members(group)) {
      group_of_[f] = group;
      entries_[group] += outside[f];
    }
  }
  for (const std::uint32_t e : into_.item) {
    if (is_inner(edge(e))) recursive_[group_of_[edge(e).callee]] = 1;
  }
}

// Within one group; the callee is hidden.
bool HiddenGroups::is_inner(const CallCost& edge) const { return group_of_[edge.caller] == group_of_[edge.callee]; }

// Within a cycle, an edge's self figure is of all rounds together: it does not say what came in from outside.
bool HiddenGroups::splits_self(std::uint32_t group) const {
  return timed_ && self_timed_ && members_[group].size() == 1 && recursive_[group] == 0;
}

WeighBy HiddenGroups::weigh_rest(std::uint32_t group) const {
  if (!timed_) return WeighBy::calls;
  return splits_self(group) ? WeighBy::below : WeighBy::all;
}

Weight HiddenGroups::weight_of(const CallCost& edge, WeighBy by) {
  switch (by) {
    case WeighBy::self:
      return edge.self;
    case WeighBy::below:
      return edge.cumulative - edge.self;
    case WeighBy::all:
      return edge.cumulative;
    case WeighBy::calls:
      break;
  }
  return edge.calls;
}

// What must have come in from outside, which no file says: what the group holds of that figure beyond what its edges
// bring.
Weight HiddenGroups::entry_weight(std::uint32_t group, WeighBy by, Wide brought) const {
  if (by == WeighBy::calls) return entries_[group];
  Wide held = 0;
  for (const FrameId f : members(group)) {
    if (by != WeighBy::below) held += selection_.calls.functions[f].self;
    if (by == WeighBy::self) continue;
    for (const std::uint32_t e : out_[f]) {
      if (const CallCost call = edge(e); !is_inner(call)) held += std::max<Weight>(call.cumulative, 0);
    }
  }
  return static_cast<Weight>(std::max<Wide>(held - brought, 0));
}

// Gives every outlet its weight, and returns their sum.
Wide HiddenGroups::weigh(std::vector<Outlet>& outlets, std::uint32_t group, WeighBy by) const {
  Wide sum = 0;
  for (Outlet& outlet : outlets) {  // the entry is the last one: it has what the edges leave
    outlet.weight = outlet.edge == no_index ? entry_weight(group, by, sum) : weight_of(edge(outlet.edge), by);
    outlet.weight = std::max<Weight>(outlet.weight, 0);
    sum += outlet.weight;
  }
  return sum;
}

std::vector<Outlet> HiddenGroups::outlets(std::uint32_t group, WeighBy by) const {
  std::vector<Outlet> result;
  for (const FrameId f : members(group)) {
    for (const std::uint32_t e : into_[f]) {
      if (!is_inner(edge(e))) result.push_back({e, 0});
    }
  }
  if (entries_[group] > 0) result.push_back({no_index, 0});
  // No time anywhere: numbers of calls say as much as there is to say. Not even those: all are alike.
  if (weigh(result, group, by) > 0 || weigh(result, group, WeighBy::calls) > 0) return result;
  for (Outlet& outlet : result) outlet.weight = 1;
  return result;
}

}  // namespace p2g

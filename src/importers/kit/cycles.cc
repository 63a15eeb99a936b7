#include "src/importers/kit/cycles.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "src/base/components.h"
#include "src/base/rows.h"

namespace p2g {
namespace {

// An edge counts unless the file has no cost for it, or it is a function's call of itself: what that costs is in the
// activation around it.
bool counts(const CallCost& edge) { return edge.cumulative != unknown_weight && edge.caller != edge.callee; }

class Cycles {
 public:
  explicit Cycles(Calls& calls) : calls_(calls), size_(calls.functions.size()) {
    const CallList& edges = calls_.edges;
    components_ = strong_components(group_rows(
        size_, edges.size(), [&](std::uint32_t i) { return edges.caller(i); },
        [&](std::uint32_t i) { return edges.callee(i); }));
  }

  std::uint64_t derive(Estimates& estimates) {
    add_up();
    owe_missing_entries();
    std::uint64_t marked = 0;
    for (std::size_t i = 0; i < size_; ++i) {
      FunctionCost& function = calls_.functions[i];
      const Weight spent = function.self + out_[i];
      Weight most = total_;
      if (!is_alone(i)) most = std::min({most, in_[i], whole_[components_.of[i]]});
      function.cumulative = std::min(spent, most);
      if (is_alone(i) && spent <= most) continue;
      estimates.mark(static_cast<FrameId>(i), estimated_cumulative);
      ++marked;
    }
    if (marked > 0) mark_calls(estimates);
    return marked;
  }

 private:
  bool is_alone(std::size_t function) const { return members_[components_.of[function]] == 1; }

  void mark_calls(Estimates& estimates) const {
    std::vector<Estimates::Call> marks;
    for (const CallCost& edge : calls_.edges) {
      const std::uint32_t component = components_.of[edge.caller];
      if (component != components_.of[edge.callee] || members_[component] == 1) continue;
      marks.push_back({Estimates::pair_key(edge.caller, edge.callee), estimated_cumulative});
    }
    estimates.mark_calls(std::move(marks));
    estimates.because("the costs of calls in a cycle overlap");
  }

  void add_up() {
    in_.assign(size_, 0);
    out_.assign(size_, 0);
    whole_.assign(components_.count, 0);
    entered_.assign(components_.count, 0);
    members_.assign(components_.count, 0);
    for (std::size_t i = 0; i < size_; ++i) {
      ++members_[components_.of[i]];
      whole_[components_.of[i]] += calls_.functions[i].self;
      total_ += calls_.functions[i].self;
    }
    for (const CallCost& edge : calls_.edges) {
      if (!counts(edge)) continue;
      out_[edge.caller] += edge.cumulative;
      in_[edge.callee] += edge.cumulative;
      if (components_.of[edge.caller] == components_.of[edge.callee]) continue;
      whole_[components_.of[edge.caller]] += edge.cumulative;
      entered_[components_.of[edge.callee]] += edge.cumulative;
    }
  }

  void owe_missing_entries() {
    const auto surplus = [&](std::uint32_t i) { return calls_.functions[i].self + out_[i] - in_[i]; };
    std::vector<std::uint32_t> root(components_.count, no_index);
    for (std::uint32_t i = 0; i < size_; ++i) {
      std::uint32_t& best = root[components_.of[i]];
      // Of equals the first: ids are in the order of the file, which is all that there is to go by.
      if (best == no_index || surplus(i) > surplus(best)) best = i;
    }
    for (std::uint32_t c = 0; c < components_.count; ++c) {
      if (whole_[c] > entered_[c]) in_[root[c]] += whole_[c] - entered_[c];
    }
  }

  Calls& calls_;
  std::size_t size_;
  Components components_;
  std::vector<Weight> in_, out_;  // by function: calls from and to others
  std::vector<Weight> whole_;     // by component: self costs and the calls that leave it
  std::vector<Weight> entered_;   // by component: calls into it
  Weight total_ = 0;
  std::vector<std::uint32_t> members_;  // by component
};

}  // namespace

std::uint64_t derive_cumulative_costs(Calls& calls, Estimates& estimates) { return Cycles(calls).derive(estimates); }

}  // namespace p2g

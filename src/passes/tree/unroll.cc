// Functions are unrolled in the network's order, callers first: all boxes of a function are known when its turn comes.
// The largest first, each box hands on its time in proportion to what the function has left for itself and for each
// callee, so nothing is handed out twice and nothing remains.
//
// In proportion all the way down that would be a box for every path, millions of them, each too thin to be seen. So a
// box below `thin_share` does not split: it hands all its time to the one account where most is still to be placed, and
// what is thin within a larger box goes out in pieces of that size. The boxes stay about as many as the file has pairs.
#include "src/passes/tree/unroll.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "src/model/fraction.h"

namespace p2g {
namespace {

constexpr double thin_share = 0.002;             // below 2 px of 900
constexpr std::size_t max_boxes = 10'000;        // that are kept: the heaviest
constexpr std::size_t max_made = 4 * max_boxes;  // that are made for the choice; beyond, all is begun again, coarser

// What a function has left to hand out, for each callee (index: position among its calls with flow, heaviest first).
class Account {
 public:
  void open(const CallNetwork& network, std::uint32_t node);
  std::size_t size() const { return calls_.size(); }
  std::uint32_t call(std::size_t i) const { return calls_[i]; }
  Weight left(std::size_t i) const { return left_[i]; }
  Weight self() const { return self_; }
  Weight below() const { return below_; }
  void take_self(Weight weight) { self_ -= weight; }
  void take(std::size_t i, Weight weight) {
    left_[i] -= weight;
    below_ -= weight;
  }
  // The callee with most left.
  std::size_t largest();
  // The same among those from `first` on; the others stay out of the way until put_back().
  std::size_t largest_from(std::size_t first);
  void put_back();

 private:
  using Entry = std::pair<Weight, std::uint32_t>;
  static bool less(const Entry& a, const Entry& b) {
    return a.first != b.first ? a.first < b.first : a.second > b.second;
  }
  void push(std::uint32_t i) {
    heap_.emplace_back(left_[i], i);
    std::push_heap(heap_.begin(), heap_.end(), less);
  }
  void pop() {
    std::pop_heap(heap_.begin(), heap_.end(), less);
    heap_.pop_back();
  }

  Weight self_ = 0, below_ = 0;
  std::vector<std::uint32_t> calls_;
  std::vector<Weight> left_;
  std::vector<Entry> heap_;  // may be behind left_: put right when it comes to the top
  std::vector<std::uint32_t> aside_;
};

void Account::open(const CallNetwork& network, std::uint32_t node) {
  calls_.clear();
  left_.clear();
  heap_.clear();
  aside_.clear();
  for (std::uint32_t i = network.begin[node]; i < network.begin[node + 1]; ++i) {
    if (network.calls[i].flow > 0) calls_.push_back(i);
  }
  std::sort(calls_.begin(), calls_.end(), [&](std::uint32_t a, std::uint32_t b) {
    return network.calls[a].flow != network.calls[b].flow ? network.calls[a].flow > network.calls[b].flow : a < b;
  });
  for (const std::uint32_t i : calls_) left_.push_back(network.calls[i].flow);
  for (std::uint32_t i = 0; i < calls_.size(); ++i) heap_.emplace_back(left_[i], i);
  std::make_heap(heap_.begin(), heap_.end(), less);
  self_ = network.self[node];
  below_ = network.inflow[node] - self_;
}

std::size_t Account::largest() {
  while (heap_.front().first != left_[heap_.front().second]) {
    const std::uint32_t i = heap_.front().second;
    pop();
    push(i);
  }
  return heap_.front().second;
}

std::size_t Account::largest_from(std::size_t first) {
  while (!heap_.empty()) {
    const std::size_t i = largest();
    if (left_[i] == 0) break;
    if (i >= first) return i;
    aside_.push_back(static_cast<std::uint32_t>(i));
    pop();
  }
  // Only rounding leaves something to those that were served already.
  return *std::max_element(aside_.begin(), aside_.end(),
                           [&](std::uint32_t a, std::uint32_t b) { return left_[a] < left_[b]; });
}

void Account::put_back() {
  for (const std::uint32_t i : aside_) push(i);
  aside_.clear();
}

class Unroller {
 public:
  Unroller(const CallNetwork& network, const TreeOptions& options)
      : network_(network),
        exact_only_(options.exact_only),
        thin_(weight_of(options.min_share > 0 ? std::min(options.min_share, thin_share) : thin_share)),
        least_(weight_of(options.min_share)) {}

  Boxes run() {
    while (!try_run()) least_ *= 4;
    keep_heaviest();
    return std::move(boxes_);
  }

 private:
  Weight weight_of(double share) const {
    return std::max<Weight>(static_cast<Weight>(std::ceil(share * static_cast<double>(network_.total))), 1);
  }

  bool try_run() {
    boxes_ = {};
    first_box_.assign(network_.size(), no_index);
    next_box_.clear();
    for (const std::uint32_t node : network_.order) {
      if (network_.root_inflow[node] > 0) start(node);
      if (first_box_[node] != no_index) expand(node);
      if (boxes_.list.size() > max_made) return false;
    }
    return true;
  }

  void start(std::uint32_t node) {
    Box box;
    box.node = node;
    box.cumulative = network_.root_inflow[node];
    // What starts here is what the callers do not bring. That is no choice outside of loops, nor when all callers run
    // below this very function.
    const bool filed = !network_.scaled && network_.calls_left[node] > 0 && all_known(node);
    box.pinned = filed && only_caller(node, no_index);
    box.exact = (box.pinned || (filed && network_.loop[node] == 0)) &&
                as_filed(network_.inflow[node], network_.cumulative[node]);
    if (box.cumulative < least_) {
      boxes_.rest += box.cumulative;
    } else {
      add(box);
    }
  }

  static bool as_filed(Weight drawn, Weight filed) {
    const double ratio = static_cast<double>(drawn) / static_cast<double>(std::max<Weight>(filed, 1));
    return ratio >= exact_share && ratio <= 2 - exact_share;
  }

  bool all_known(std::uint32_t node) const {
    const std::span<const std::uint32_t> calls = network_.calls_into[node];
    return std::all_of(calls.begin(), calls.end(), [&](std::uint32_t i) { return network_.calls[i].known(); });
  }

  // Whether whatever the node does is done for this call (no_index: for the root), but for what cannot be seen.
  bool only_caller(std::uint32_t node, std::uint32_t call) const {
    Weight others = call == no_index ? 0 : network_.root_inflow[node];
    for (const std::uint32_t i : network_.calls_into[node]) {
      if (i != call && !network_.returns(network_.calls[i])) others += network_.calls[i].weight;
    }
    return others <= network_.cumulative[node] / 1000;
  }

  std::uint32_t add(const Box& box) {
    const auto id = static_cast<std::uint32_t>(boxes_.list.size());
    boxes_.list.push_back(box);
    next_box_.push_back(std::exchange(first_box_[box.node], id));
    return id;
  }

  void expand(std::uint32_t node) {
    own_.clear();
    for (std::uint32_t id = first_box_[node]; id != no_index; id = next_box_[id]) own_.push_back(id);
    account_.open(network_, node);
    child_.assign(account_.size(), no_index);
    settle_self(node);
    // First those that the file determines: what others take must not touch them.
    std::sort(own_.begin(), own_.end(), [&](std::uint32_t a, std::uint32_t b) {
      const Box& first = boxes_.list[a];
      const Box& second = boxes_.list[b];
      if (self_exact(first) != self_exact(second)) return self_exact(first);
      return first.cumulative != second.cumulative ? first.cumulative > second.cumulative : a < b;
    });
    for (const std::uint32_t id : own_) share_out(id);
  }

  // How much of what each caller brings is self cost. pstats says so for each pair, but not in loops (a figure there
  // includes deeper rounds) nor for the root (what is left). Then, and where figures do not add up, in proportion.
  void settle_self(std::uint32_t node) {
    const Weight need = network_.inflow[node];
    const Weight self = network_.self[node];
    const bool usable = network_.loop[node] == 0 && network_.recursive[node] == 0 && !network_.scaled;
    self_parts_.clear();
    self_known_ = usable;
    Weight sum = 0;
    for (const std::uint32_t i : network_.calls_into[node]) {
      const NetworkCall& call = network_.calls[i];
      if (call.flow == 0) continue;
      const bool given = usable && call.known() && call.self != unknown_weight;
      self_known_ &= given;
      const Weight part = given ? portion(call.flow, std::min(call.self, call.cumulative), call.cumulative)
                                : portion(call.flow, self, need);
      self_parts_.push_back({i, call.flow, part});
      sum += part;
    }
    if (const Weight root = network_.root_inflow[node]; root > 0) {
      self_parts_.push_back({no_index, root, std::clamp<Weight>(self - sum, 0, root)});
      sum += self_parts_.back().self;
    }
    self_known_ &= std::abs(self - sum) <= self / 1000;
    for (SelfPart& part : self_parts_) {
      if (sum > self) part.self = portion(part.self, self, sum);
      if (sum < self) part.self += portion(part.flow - part.self, self - sum, need - sum);
    }
    std::sort(self_parts_.begin(), self_parts_.end(),
              [](const SelfPart& a, const SelfPart& b) { return a.call < b.call; });
  }

  // All that the function does happens in this box, or all that it does for this caller.
  bool self_exact(const Box& box) const {
    return box.pinned || (box.exact && self_known_ && box.cumulative == flow_into(box));
  }
  Weight flow_into(const Box& box) const {
    return box.call == no_index ? network_.root_inflow[box.node] : network_.calls[box.call].flow;
  }

  Weight wanted_self(const Box& box) {
    if (box.cumulative < thin_ && !self_exact(box)) {
      const bool first = account_.size() == 0 || account_.self() >= account_.left(account_.largest());
      return first ? box.cumulative : 0;
    }
    const auto part = std::lower_bound(self_parts_.begin(), self_parts_.end(), box.call,
                                       [](const SelfPart& a, std::uint32_t call) { return a.call < call; });
    return portion(box.cumulative, part->self, part->flow);
  }

  void share_out(std::uint32_t id) {
    Box& box = boxes_.list[id];
    const Weight at_least = std::max<Weight>(box.cumulative - account_.below(), 0);
    const Weight at_most = std::min(box.cumulative, account_.self());
    const Weight self = std::clamp(wanted_self(box), at_least, at_most);
    account_.take_self(self);
    const bool known = self_exact(box);
    (exact_only_ && !known ? box.rest : box.self) = self;
    box.callees = static_cast<std::uint32_t>(account_.size());
    const bool children_exact = box.pinned || (known && account_.size() == 1);
    const Weight below = box.cumulative - self;
    if (below > 0) share_below(id, below, children_exact);
  }

  void share_below(std::uint32_t id, Weight below, bool exact) {
    const Weight all = account_.below();
    Weight open = below;
    std::size_t first_thin = 0;
    served_.clear();
    for (; first_thin < account_.size(); ++first_thin) {
      const Weight part = portion(below, account_.left(first_thin), all);
      if (part < thin_ && below != all) break;
      give(id, first_thin, part, exact);
      open -= part;
    }
    while (open > 0) {
      const std::size_t next = account_.largest_from(first_thin);
      const Weight part = std::min({open, account_.left(next), thin_});
      give(id, next, part, exact);
      open -= part;
    }
    account_.put_back();
    for (const std::size_t i : served_) child_[i] = no_index;
  }

  void give(std::uint32_t id, std::size_t i, Weight part, bool exact) {
    if (part == 0) return;
    account_.take(i, part);
    if (child_[i] != no_index) {
      boxes_.list[child_[i]].cumulative += part;
      return;
    }
    const NetworkCall& call = network_.calls[account_.call(i)];
    Box box;
    box.parent = id;
    box.node = call.callee;
    box.call = account_.call(i);
    box.cumulative = part;
    const bool pinned = boxes_.list[id].pinned;
    box.exact = exact && call.known() && (!pinned || as_filed(part, call.cumulative));
    box.pinned = pinned && call.known() && only_caller(box.node, box.call);
    if (part < least_ || (exact_only_ && !box.exact)) {
      boxes_.list[id].rest += part;
      return;
    }
    child_[i] = add(box);
    served_.push_back(i);
  }

  // A child is never heavier than its parent and comes after it, so the heaviest boxes always form a tree.
  void keep_heaviest() {
    std::vector<Box>& list = boxes_.list;
    if (list.size() <= max_boxes) return;
    std::vector<std::uint32_t> by_weight(list.size());
    for (std::uint32_t i = 0; i < list.size(); ++i) by_weight[i] = i;
    std::nth_element(
        by_weight.begin(), by_weight.begin() + max_boxes, by_weight.end(), [&](std::uint32_t a, std::uint32_t b) {
          return list[a].cumulative != list[b].cumulative ? list[a].cumulative > list[b].cumulative : a < b;
        });
    std::vector<std::uint8_t> keep(list.size(), 0);
    for (std::size_t i = 0; i < max_boxes; ++i) keep[by_weight[i]] = 1;
    std::vector<std::uint32_t> moved_to(list.size());
    std::uint32_t kept = 0;
    for (std::uint32_t i = 0; i < list.size(); ++i) {
      Box box = list[i];
      const bool at_root = box.parent == no_index;
      const bool under_kept = !at_root && keep[box.parent] != 0;
      if (under_kept) box.parent = moved_to[box.parent];
      if (keep[i] != 0) {
        moved_to[i] = kept;
        list[kept++] = box;
      } else if (at_root || under_kept) {  // deeper ones are part of what is dropped above them
        (at_root ? boxes_.rest : list[box.parent].rest) += box.cumulative;
      }
    }
    list.resize(kept);
  }

  struct SelfPart {
    std::uint32_t call;
    Weight flow, self;
  };

  const CallNetwork& network_;
  bool exact_only_;
  Weight thin_;   // boxes below it do not split
  Weight least_;  // boxes below it are not made
  Boxes boxes_;
  std::vector<std::uint32_t> first_box_, next_box_;  // boxes of each node, as linked lists
  // Of the function whose turn it is:
  std::vector<std::uint32_t> own_;
  Account account_;
  std::vector<SelfPart> self_parts_;  // by call
  bool self_known_ = false;
  std::vector<std::uint32_t> child_;  // of the current box, by position in the account
  std::vector<std::size_t> served_;   // where child_ is set
};

}  // namespace

Boxes unroll(const CallNetwork& network, const TreeOptions& options) { return Unroller(network, options).run(); }

}  // namespace p2g

// Functions are unrolled in the network's order, callers first: all places of a function are known when its turn comes.
// The largest first, each place hands on its time in proportion to what the function has left for itself and for each
// callee, so nothing is handed out twice and nothing remains.
//
//   codec: 8, of it self 0, parse 6, read 2       load ─▶ codec 5:  parse 5·6/8 = 3, read 5·2/8 = 1, and 1 by rounding
//                                                 save ─▶ codec 3:  what is left, parse 2, read 1
//
// In proportion all the way down that would be a place for every path, millions of them, each too thin to be seen. So a
// place below `thin_share` does not split: it hands all its time to the one callee for which most is still to be
// placed, and what is thin within a larger place goes out in pieces of that size. The places stay about as many as the
// file has pairs.
#include "src/passes/tree/unroll.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "src/model/fraction.h"
#include "src/passes/tree/account.h"
#include "src/passes/tree/certainty.h"
#include "src/passes/tree/heaviest_places.h"
#include "src/passes/tree/self_split.h"

namespace p2g {
namespace {

constexpr double thin_share = 0.002;              // below 2 px of 900
constexpr std::size_t max_places = 10'000;        // that are kept: the heaviest
constexpr std::size_t max_made = 4 * max_places;  // that are made for the choice; beyond, all is begun again, coarser

class Unroller {
 public:
  Unroller(const CallNetwork& network, const TreeOptions& options)
      : network_(network),
        exact_only_(options.exact_only),
        thin_(weight_of(options.min_share > 0 ? std::min(options.min_share, thin_share) : thin_share)),
        least_(weight_of(options.min_share)) {}

  Places run() {
    while (!try_run()) least_ *= 4;
    keep_heaviest(places_, max_places);
    return std::move(places_);
  }

 private:
  Weight weight_of(double share) const {
    return std::max<Weight>(static_cast<Weight>(std::ceil(share * static_cast<double>(network_.total))), 1);
  }

  bool try_run() {
    places_ = {};
    first_place_.assign(network_.size(), no_index);
    next_place_.clear();
    for (const std::uint32_t node : network_.order) {
      if (network_.root_inflow[node] > 0) start(node);
      if (first_place_[node] != no_index) expand(node);
      if (places_.list.size() > max_made) return false;
    }
    return true;
  }

  // What starts here is what the callers do not bring. That is no choice outside of loops, nor when all callers run
  // below this very function.
  void start(std::uint32_t node) {
    Place place;
    place.node = node;
    place.cumulative = network_.root_inflow[node];
    const bool filed = !network_.scaled && network_.estimated[node] == 0 && network_.calls_left[node] > 0 &&
                       all_callers_known(network_, node);
    place.pinned = filed && is_only_caller(network_, node, no_index);
    place.exact = (place.pinned || (filed && network_.loop[node] == 0)) &&
                  as_filed(network_.inflow[node], network_.cumulative[node]);
    if (place.cumulative < least_) {
      places_.rest += place.cumulative;
    } else {
      add(place);
    }
  }

  std::uint32_t add(const Place& place) {
    const auto id = static_cast<std::uint32_t>(places_.list.size());
    places_.list.push_back(place);
    next_place_.push_back(std::exchange(first_place_[place.node], id));
    return id;
  }

  void expand(std::uint32_t node) {
    own_.clear();
    for (std::uint32_t id = first_place_[node]; id != no_index; id = next_place_[id]) own_.push_back(id);
    account_.open(network_, node);
    self_split_.open(network_, node);
    child_.assign(account_.size(), no_index);
    // First those that the file determines: what others take must not touch them.
    std::sort(own_.begin(), own_.end(), [&](std::uint32_t a, std::uint32_t b) {
      const Place& first = places_.list[a];
      const Place& second = places_.list[b];
      if (self_exact(first) != self_exact(second)) return self_exact(first);
      return first.cumulative != second.cumulative ? first.cumulative > second.cumulative : a < b;
    });
    for (const std::uint32_t id : own_) share_out(id);
  }

  // All that the function does happens at this place, or all that it does for this caller.
  bool self_exact(const Place& place) const {
    return place.pinned || (place.exact && self_split_.is_known() && place.cumulative == flow_into(place));
  }
  Weight flow_into(const Place& place) const {
    return place.call == no_index ? network_.root_inflow[place.node] : network_.calls[place.call].flow;
  }

  // A thin place is all self cost or none, by what the function has most left of.
  Weight wanted_self(const Place& place) {
    if (place.cumulative >= thin_ || self_exact(place)) return self_split_.self_in(place.cumulative, place.call);
    const bool mostly_self = account_.size() == 0 || account_.self() >= account_.left(account_.largest());
    return mostly_self ? place.cumulative : 0;
  }

  void share_out(std::uint32_t id) {
    Place& place = places_.list[id];
    // The account has to come out even: what cannot go below is self cost, and there is no more of it than is left.
    const Weight at_least = std::max<Weight>(place.cumulative - account_.below(), 0);
    const Weight at_most = std::min(place.cumulative, account_.self());
    const Weight self = std::clamp(wanted_self(place), at_least, at_most);
    account_.take_self(self);
    const bool known = self_exact(place);
    (exact_only_ && !known ? place.rest : place.self) = self;
    place.callees = static_cast<std::uint32_t>(account_.size());
    const bool children_exact = place.pinned || (known && account_.size() == 1);
    const Weight below = place.cumulative - self;
    if (below > 0) share_below(id, below, children_exact);
  }

  // Callees are sorted by flow, so the parts that are not thin come first. What remains is the thin parts together, and
  // goes out in pieces of that size to those that have most left. A place that is thin as a whole is one such piece.
  void share_below(std::uint32_t id, Weight below, bool exact) {
    const Weight all = account_.below();
    Weight open = below;
    std::size_t first_thin = 0;
    served_.clear();
    for (; first_thin < account_.size(); ++first_thin) {
      const Weight part = portion(below, account_.left(first_thin), all);
      if (part < thin_ && below != all) break;  // the last place takes all that is left, thin or not
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
      places_.list[child_[i]].cumulative += part;
      return;
    }
    const NetworkCall& call = network_.calls[account_.call(i)];
    const bool pinned = places_.list[id].pinned;
    Place place;
    place.parent = id;
    place.node = call.callee;
    place.call = account_.call(i);
    place.cumulative = part;
    const bool known = call.known() && network_.estimated[place.node] == 0;
    place.exact = exact && known && (!pinned || as_filed(part, call.cumulative));
    place.pinned = pinned && known && is_only_caller(network_, place.node, place.call);
    if (part < least_ || (exact_only_ && !place.exact)) {
      places_.list[id].rest += part;
      return;
    }
    child_[i] = add(place);
    served_.push_back(i);
  }

  const CallNetwork& network_;
  bool exact_only_;
  Weight thin_;   // places below it do not split
  Weight least_;  // places below it are not made
  Places places_;
  std::vector<std::uint32_t> first_place_, next_place_;  // places of each node, as linked lists
  // Of the function whose turn it is:
  std::vector<std::uint32_t> own_;
  Account account_;
  SelfSplit self_split_;
  std::vector<std::uint32_t> child_;  // of the current place, by position in the account
  std::vector<std::size_t> served_;   // where child_ is set
};

}  // namespace

Places unroll(const CallNetwork& network, const TreeOptions& options) { return Unroller(network, options).run(); }

}  // namespace p2g

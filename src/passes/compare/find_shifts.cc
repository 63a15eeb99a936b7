#include "src/passes/compare/find_shifts.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include "src/base/no_index.h"
#include "src/base/rows.h"
#include "src/model/fraction.h"

namespace p2g {
namespace {

constexpr int levels_at_most = 4;         // levels of new functions below new functions
constexpr std::int64_t often = 100;       // calls of a function whose price is known well
constexpr std::size_t cheapest_of = 10;   // the price that a tenth of them is below
constexpr double prices_of_one_call = 2;  // the caller pays too
constexpr double least_exchanged = 0.5;   // of what is new, has to have been lost by others

// Who alone calls a function; several, or nobody.
constexpr std::uint32_t nobody = no_index;

class ShiftFinder {
 public:
  explicit ShiftFinder(Diff& diff)
      : diff_(diff),
        callers_(group_rows(
            diff.functions.size(), diff.calls.size(), [&](std::uint32_t i) { return diff.calls[i].callee; },
            [&](std::uint32_t i) { return diff.calls[i].caller; })),
        owner_(diff.functions.size(), nobody),
        price_(price_of_a_call()) {}

  void find() {
    find_owners();
    const Rows owned = group_rows(diff_.functions.size(), owner_.size(), [&](std::uint32_t f) { return owner_[f]; });
    for (std::uint32_t f = 0; f < diff_.functions.size(); ++f) {
      if (!owned[f].empty()) check(f, owned[f]);
    }
    pair_renamed();
  }

 private:
  bool comes_or_goes(std::uint32_t f) const { return diff_.functions[f].is_new() || diff_.functions[f].is_gone(); }

  // The one function that stays and that all calls of f come from, directly or through others that come or go.
  void find_owners() {
    for (int round = 0; round < levels_at_most; ++round) {
      for (std::uint32_t f = 0; f < owner_.size(); ++f) {
        if (comes_or_goes(f) && owner_[f] == nobody) owner_[f] = only_owner(f);
      }
    }
  }
  std::uint32_t only_owner(std::uint32_t f) const {
    std::uint32_t owner = nobody;
    for (const std::uint32_t caller : callers_[f]) {
      if (caller == f) continue;
      const std::uint32_t candidate = comes_or_goes(caller) ? owner_[caller] : caller;
      if (candidate == nobody || (owner != nobody && candidate != owner)) return nobody;
      owner = candidate;
    }
    return owner;
  }

  // What the profiler adds to a call at most: what the cheapest functions cost.
  double price_of_a_call() const {
    std::vector<double> prices;
    if (diff_.counted != Counted::calls || !diff_.metric.is_time()) return 0;
    for (const FunctionDiff& function : diff_.functions) {
      if (function.before.calls < often || function.before.self <= 0) continue;
      prices.push_back(static_cast<double>(function.before.self) / static_cast<double>(function.before.calls));
    }
    if (prices.empty()) return 0;
    std::sort(prices.begin(), prices.end());
    return prices[prices.size() / cheapest_of];
  }

  void check(std::uint32_t f, std::span<const std::uint32_t> owned) {
    FunctionDiff& owner = diff_.functions[f];
    Wide came = 0;
    Wide went = 0;
    std::int64_t calls = 0;
    for (const std::uint32_t other : owned) {
      came += std::max<Weight>(diff_.functions[other].self_delta(), 0);
      went += std::max<Weight>(-diff_.functions[other].self_delta(), 0);
      calls = sum_within(calls, diff_.functions[other].calls_delta());
    }
    (owner.self_delta() > 0 ? came : went) += std::abs(owner.self_delta());
    const Weight room = allowed(owner, calls);
    const auto exchanged = static_cast<double>(std::min(came, went));
    if (exchanged <= static_cast<double>(diff_.noise)) return;
    if (exchanged < least_exchanged * static_cast<double>(std::max(came, went))) return;
    if (std::abs(owner.cumulative_delta()) > room) return;
    for (const std::uint32_t other : owned) {
      diff_.functions[other].shift = diff_.functions[other].is_new() ? CostShift::taken : CostShift::given;
    }
    owner.shift = CostShift::given;
  }

  // What several functions call as often under a new name as before under the old one, at the same cost.
  void pair_renamed() {
    std::map<std::vector<std::uint32_t>, std::pair<std::vector<std::uint32_t>, std::vector<std::uint32_t>>> by_callers;
    for (std::uint32_t f = 0; f < owner_.size(); ++f) {
      if (!comes_or_goes(f) || diff_.functions[f].shift != CostShift::none) continue;
      std::vector<std::uint32_t> callers(callers_[f].begin(), callers_[f].end());
      if (callers.empty()) continue;
      std::sort(callers.begin(), callers.end());
      auto& [gone, added] = by_callers[std::move(callers)];
      (diff_.functions[f].is_gone() ? gone : added).push_back(f);
    }
    for (const auto& [callers, pair] : by_callers) {
      if (pair.first.size() != 1 || pair.second.size() != 1) continue;
      FunctionDiff& gone = diff_.functions[pair.first.front()];
      FunctionDiff& added = diff_.functions[pair.second.front()];
      if (gone.before.calls != added.after.calls || !costs_the_same(gone.before, added.after)) continue;
      gone.shift = CostShift::given;
      added.shift = CostShift::taken;
    }
  }

  bool costs_the_same(const FunctionCost& before, const FunctionCost& after) const {
    if (before.cumulative <= 0 || after.cumulative <= 0) return false;
    const double change = std::log(static_cast<double>(after.cumulative) / static_cast<double>(before.cumulative));
    // A function of its own has no evidence: one band of a large function stands for it.
    constexpr double least_room = 0.02;
    const double error = diff_.clock.sigma * std::sqrt(1 / static_cast<double>(diff_.before.runs) +
                                                       1 / static_cast<double>(diff_.after.runs));
    return std::abs(change) <= std::max(least_room, band_factor(diff_.clock, BandUse::named, 1) * error);
  }

  Weight allowed(const FunctionDiff& owner, std::int64_t more_calls) const {
    const double of_calls = prices_of_one_call * price_ * static_cast<double>(std::max<std::int64_t>(more_calls, 0));
    return bounded(Wide{diff_.cumulative_band(owner)} + static_cast<Weight>(std::min(of_calls, 1e18)));
  }

  Diff& diff_;
  Rows callers_;
  std::vector<std::uint32_t> owner_;
  double price_;
};

}  // namespace

void find_shifts(Diff& diff) { ShiftFinder(diff).find(); }

}  // namespace p2g

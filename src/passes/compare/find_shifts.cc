#include "src/passes/compare/find_shifts.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

#include "src/base/no_index.h"
#include "src/base/rows.h"
#include "src/model/fraction.h"

namespace p2g {
namespace {

constexpr int rounds = 4;                 // levels of new functions below new functions
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
  }

 private:
  bool comes_or_goes(std::uint32_t f) const { return diff_.functions[f].is_new() || diff_.functions[f].is_gone(); }

  // The one function that stays and that all calls of f come from, directly or through others that come or go.
  void find_owners() {
    for (int round = 0; round < rounds; ++round) {
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

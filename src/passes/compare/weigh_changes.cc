#include "src/passes/compare/weigh_changes.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>
#include <vector>

#include "src/model/scatter.h"
#include "src/passes/compare/statistics.h"
#include "src/passes/compare/weigh_samples.h"

namespace p2g {
namespace {

constexpr double error_of_speeds = 1.5;  // medians of the references are that much less exact than their mean

using Field = std::int64_t FunctionCost::*;

// ln of a figure in the runs of each side.
struct Sides {
  std::vector<double> before, after;
};

class Weigher {
 public:
  explicit Weigher(const Diff& diff)
      : clock_(diff.clock),
        variance_(diff.clock.sigma * diff.clock.sigma),
        inverse_(1 / static_cast<double>(diff.before.runs) + 1 / static_cast<double>(diff.after.runs)),
        of_runs_(static_cast<double>(diff.before.runs + diff.after.runs) - 2) {}

  // `noise`: the variance of one run of this figure as the comparison as a whole knows it.
  Evidence weigh(const Sides& sides, double noise) const {
    const double of_noise = std::max(clock_.freedom - of_runs_, 1.0);
    const double squares = squared_deviations(sides.before) + squared_deviations(sides.after);
    const double own = std::max((of_noise * noise + squares) / clock_.freedom, noise / 2);
    const double references = static_cast<double>(std::max<std::size_t>(clock_.references, 1));
    const double of_speeds = error_of_speeds * variance_ * inverse_ / references;
    return {shift_between(sides.before, sides.after), std::sqrt(own * inverse_ + of_speeds)};
  }

  double noise_of(double share) const { return variance_ * scatter_of_share(share); }

 private:
  const Clock& clock_;
  double variance_;
  double inverse_;
  double of_runs_;
};

// Nothing when the figure is not positive in some run: then presence is all that can be compared.
std::optional<Sides> logs_of(const RunTables& tables, FrameId frame, Field field) {
  Sides sides;
  for (std::size_t r = 0; r < tables.runs.size(); ++r) {
    const Weight cost = tables.runs[r].totals[frame].*field;
    if (cost <= 0) return std::nullopt;
    (r < tables.before ? sides.before : sides.after).push_back(std::log(static_cast<double>(cost)));
  }
  return sides;
}

std::optional<Sides> logs_of_totals(const RunTables& tables) {
  Sides sides;
  for (std::size_t r = 0; r < tables.runs.size(); ++r) {
    const double total = tables.runs[r].total();
    if (total <= 0) return std::nullopt;
    (r < tables.before ? sides.before : sides.after).push_back(std::log(total));
  }
  return sides;
}

double median_total(const RunTables& tables, std::size_t first, std::size_t last) {
  std::vector<double> totals;
  for (std::size_t r = first; r < last; ++r) totals.push_back(tables.runs[r].total());
  return median(std::move(totals));
}

void weigh_times(Diff& diff, const RunTables& tables) {
  const Weigher weigher(diff);
  const double whole =
      (median_total(tables, 0, tables.before) + median_total(tables, tables.before, tables.runs.size())) / 2;
  if (whole <= 0) return;
  const auto share = [&](Weight before, Weight after) {
    return (static_cast<double>(before) + static_cast<double>(after)) / 2 / whole;
  };
  double noise_of_total = 0;
  for (FunctionDiff& function : diff.functions) {
    const double self_share = share(function.before.self, function.after.self);
    if (const auto sides = logs_of(tables, function.frame, &FunctionCost::self)) {
      function.self_evidence = weigher.weigh(*sides, weigher.noise_of(self_share));
      const bool counts = std::max(function.before.self, function.after.self) >= diff.noise;
      if (counts) noise_of_total += self_share * self_share * weigher.noise_of(self_share);
    }
    if (const auto sides = logs_of(tables, function.frame, &FunctionCost::cumulative)) {
      const double part = share(function.before.cumulative, function.after.cumulative);
      function.cumulative_evidence = weigher.weigh(*sides, weigher.noise_of(part));
    }
  }
  if (const auto sides = logs_of_totals(tables)) diff.total_evidence = weigher.weigh(*sides, noise_of_total);
}

}  // namespace

void weigh_changes(Diff& diff, const RunTables& tables) {
  for (const FunctionDiff& function : diff.functions) {
    if (std::max(function.before.self, function.after.self) >= diff.noise) ++diff.looked_at;
  }
  if (diff.clock.kind == Clock::Kind::none) return;
  if (diff.clock.kind == Clock::Kind::timed) weigh_times(diff, tables);
  if (diff.clock.kind == Clock::Kind::sampled) weigh_samples(diff, tables);
  diff.list_factor = band_factor(diff.clock, BandUse::list, diff.looked_at);
}

}  // namespace p2g

#include "src/passes/compare/measure_clock.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "src/model/scatter.h"
#include "src/passes/compare/statistics.h"

namespace p2g {
namespace {

constexpr double least_self_s = 20e-6;  // shorter ones are as long as the clock's steps
constexpr double least_share = 0.002;   // of the total
constexpr double least_together = 0.1;  // of the total: less is too little to speak for the rest
constexpr std::size_t least_references = 3;
constexpr double most_weight_of_one = 0.25;  // of the weights of all
constexpr double large_share = 0.01;         // noise is measured with these, if there are enough
constexpr std::size_t enough_large = 4;
constexpr double within_one_sigma = 0.683;
constexpr double least_sigma = 0.005;
constexpr double unknown_sigma = 0.3;
constexpr double most_freedom = 8;  // of the noise: references are less independent than they are many
constexpr int clock_rounds = 3;

struct Reference {
  FrameId frame = no_frame;
  double share = 0;
  double weight = 0;
};

double log_cost(const FunctionCost& cost, bool per_call) {
  const double calls = per_call ? static_cast<double>(cost.calls) : 1;
  return std::log(static_cast<double>(cost.self) / calls);
}

class ClockMaker {
 public:
  ClockMaker(const RunTables& tables, const Metric& metric, bool counts_calls)
      : tables_(tables), counts_calls_(counts_calls), least_self_(least_self_s * std::pow(10.0, metric.decimals)) {
    for (const Run& run : tables.runs) totals_.push_back(run.total());
  }

  Clock make(bool drift) {
    Clock clock{.kind = Clock::Kind::timed, .sigma = unknown_sigma};
    choose_references(clock);
    std::vector<double> speeds(tables_.runs.size(), 0);
    if (drift && !references_.empty()) speeds = measure_speeds(clock.per_call);
    const auto middle = speeds.begin() + static_cast<std::ptrdiff_t>(tables_.before);
    clock.before.assign(speeds.begin(), middle);
    clock.after.assign(middle, speeds.end());
    clock.references = references_.size();
    for (const Reference& reference : references_) clock.reference_share += reference.share;
    clock.sigma = measure_sigma(speeds);
    const double of_noise = std::clamp(static_cast<double>(references_.size()) - 1, 1.0, most_freedom);
    clock.freedom = of_noise + static_cast<double>(tables_.runs.size()) - 2;
    return clock;
  }

 private:
  const FunctionCost& cost(std::size_t run, FrameId frame) const { return tables_.runs[run].totals[frame]; }

  bool is_in_all_runs(FrameId frame) const {
    for (const Run& run : tables_.runs) {
      const FunctionCost& cost = run.totals[frame];
      if (run.present[frame] == 0 || static_cast<double>(cost.self) <= least_self_) return false;
      if (counts_calls_ && cost.calls <= 0) return false;
    }
    return true;
  }

  bool did_the_same_work(FrameId frame) const {
    const FunctionCost& first = cost(0, frame);
    return std::all_of(tables_.runs.begin(), tables_.runs.end(), [&](const Run& run) {
      const FunctionCost& cost = run.totals[frame];
      return cost.calls == first.calls && cost.primitive_calls == first.primitive_calls;
    });
  }

  double share(FrameId frame) const {
    std::vector<double> shares;
    for (std::size_t r = 0; r < totals_.size(); ++r) {
      shares.push_back(static_cast<double>(cost(r, frame).self) / totals_[r]);
    }
    return median(std::move(shares));
  }

  std::vector<Reference> choose(bool same_work) const {
    std::vector<Reference> chosen;
    for (FrameId frame = 0; frame < tables_.runs.front().totals.size(); ++frame) {
      if (!is_in_all_runs(frame) || (same_work && !did_the_same_work(frame))) continue;
      if (const double part = share(frame); part >= least_share) chosen.push_back({frame, part, 0});
    }
    return chosen;
  }

  void choose_references(Clock& clock) {
    if (std::any_of(totals_.begin(), totals_.end(), [](double total) { return total <= 0; })) return;
    references_ = choose(true);
    double together = 0;
    for (const Reference& reference : references_) together += reference.share;
    if (references_.size() < least_references || together < least_together) {
      references_ = choose(false);
      clock.per_call = counts_calls_;
    }
    if (references_.size() < least_references) references_.clear();
    double all = 0;
    for (Reference& reference : references_) all += reference.weight = std::sqrt(reference.share);
    for (Reference& reference : references_) reference.weight = std::min(reference.weight, most_weight_of_one * all);
  }

  // ln of each reference's cost, runs after each other.
  std::vector<std::vector<double>> logs(bool per_call) const {
    std::vector<std::vector<double>> rows(tables_.runs.size());
    for (std::size_t r = 0; r < rows.size(); ++r) {
      for (const Reference& reference : references_) rows[r].push_back(log_cost(cost(r, reference.frame), per_call));
    }
    return rows;
  }

  // What is left of one reference in some of the runs, without their speeds.
  static double middle_of(const std::vector<std::vector<double>>& logs, const std::vector<double>& speeds,
                          std::size_t reference, std::size_t first, std::size_t last) {
    std::vector<double> values;
    for (std::size_t r = first; r < last; ++r) values.push_back(logs[r][reference] - speeds[r]);
    return median(std::move(values));
  }

  std::vector<double> measure_speeds(bool per_call) const {
    const std::size_t runs = tables_.runs.size();
    const std::vector<std::vector<double>> rows = logs(per_call);
    std::vector<double> speeds;
    for (const double total : totals_) speeds.push_back(std::log(total));
    for (int round = 0; round < clock_rounds; ++round) {
      std::vector<double> middles;
      for (std::size_t f = 0; f < references_.size(); ++f) middles.push_back(middle_of(rows, speeds, f, 0, runs));
      for (std::size_t r = 0; r < runs; ++r) {
        std::vector<std::pair<double, double>> left;
        for (std::size_t f = 0; f < references_.size(); ++f) {
          left.emplace_back(rows[r][f] - middles[f], references_[f].weight);
        }
        speeds[r] = weighted_median(std::move(left));
      }
    }
    // A function that changed pulls its own middle half-way: once more, from side to side.
    std::vector<std::pair<double, double>> changes;
    for (std::size_t f = 0; f < references_.size(); ++f) {
      const double before = middle_of(rows, speeds, f, 0, tables_.before);
      changes.emplace_back(middle_of(rows, speeds, f, tables_.before, runs) - before, references_[f].weight);
    }
    const double between = weighted_median(std::move(changes));
    for (std::size_t r = tables_.before; r < runs; ++r) speeds[r] += between;
    const auto end = speeds.begin() + static_cast<std::ptrdiff_t>(tables_.before);
    const double zero = median({speeds.begin(), end});
    for (double& speed : speeds) speed -= zero;
    return speeds;
  }

  // How far the runs of one reference lie from their side's mean, and the sides from each other, as if all had the
  // scatter of a large function.
  void add_deviations(const Reference& reference, const std::vector<double>& speeds, std::vector<double>& all) const {
    const bool per_call = counts_calls_ && !has_equal_calls(reference.frame);
    std::vector<double> sides[2];
    for (std::size_t r = 0; r < tables_.runs.size(); ++r) {
      sides[r < tables_.before ? 0 : 1].push_back(log_cost(cost(r, reference.frame), per_call) - speeds[r]);
    }
    const double scatter = std::sqrt(scatter_of_share(reference.share));
    for (const std::vector<double>& side : sides) {
      if (side.size() < 2) continue;
      const auto n = static_cast<double>(side.size());
      const double middle = mean(side);
      for (const double value : side) all.push_back(std::abs(value - middle) * std::sqrt(n / (n - 1)) / scatter);
    }
    const double inverse = 1 / static_cast<double>(sides[0].size()) + 1 / static_cast<double>(sides[1].size());
    all.push_back(std::abs(shift_between(sides[0], sides[1])) / std::sqrt(inverse) / scatter);
  }

  bool has_equal_calls(FrameId frame) const {
    return std::all_of(tables_.runs.begin(), tables_.runs.end(),
                       [&](const Run& run) { return run.totals[frame].calls == cost(0, frame).calls; });
  }

  double measure_sigma(const std::vector<double>& speeds) const {
    const auto is_large = [](const Reference& reference) { return reference.share >= large_share; };
    const auto large = static_cast<std::size_t>(std::count_if(references_.begin(), references_.end(), is_large));
    std::vector<double> all;
    for (const Reference& reference : references_) {
      if (large < enough_large || is_large(reference)) add_deviations(reference, speeds, all);
    }
    if (all.empty()) return unknown_sigma;
    std::sort(all.begin(), all.end());
    const auto at = static_cast<std::size_t>(within_one_sigma * static_cast<double>(all.size()));
    return std::max(all[std::min(at, all.size() - 1)], least_sigma);
  }

  const RunTables& tables_;
  bool counts_calls_;
  double least_self_;
  std::vector<double> totals_;
  std::vector<Reference> references_;
};

}  // namespace

namespace {

// How many samples a run has; `whole` becomes false when a weight is no whole number of them.
double count_samples(const Profile& run, bool& whole) {
  if (run.counted() == Counted::samples) {
    double samples = 0;
    for (const FunctionCost& cost : run.calls().functions) {
      samples += static_cast<double>(std::max<std::int64_t>(cost.primitive_calls, 0));
    }
    return samples;
  }
  std::int64_t one = 1;
  for (int i = 0; i < run.metric.decimals; ++i) one *= 10;
  whole = whole && run.has_stacks() && run.metric.counts_samples();
  if (!whole) return 0;
  for (const Weight self : run.stacks().self) whole = whole && self % one == 0;
  return static_cast<double>(run.total) / static_cast<double>(one);
}

}  // namespace

Clock measure_clock(const RunTables& tables, const MatchedRuns& runs, bool drift) {
  Clock clock;
  bool whole = true;
  for (const std::vector<Profile>* side : {&runs.before, &runs.after}) {
    for (const Profile& run : *side) clock.samples.push_back(count_samples(run, whole));
  }
  clock.before.assign(tables.before, 0);
  clock.after.assign(tables.after(), 0);
  const Profile& first = runs.before.front();
  if (whole) {
    constexpr double normal = 1e5;  // with so many degrees of freedom Student's distribution is the normal one
    clock.kind = Clock::Kind::sampled;
    clock.freedom = normal;
    return clock;
  }
  clock.samples.clear();
  if (!first.metric.is_time()) return clock;
  return ClockMaker(tables, first.metric, first.counted() == Counted::calls).make(drift);
}

Clock measure_clock(const MatchedRuns& runs, bool drift) {
  Frames frames = runs.frames.copy();
  return measure_clock(read_runs(runs.before, runs.after, frames), runs, drift);
}

}  // namespace p2g

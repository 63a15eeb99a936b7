#include "src/gate/figures.h"

#include <algorithm>
#include <cmath>

#include "src/base/student.h"
#include "src/model/fraction.h"
#include "src/model/totals.h"

namespace p2g {
namespace {

// Of stacks, filters leave frames in the table that are on no stack any more.
std::vector<std::uint8_t> used_frames(const Profile& profile) {
  if (!profile.has_stacks()) return std::vector<std::uint8_t>(profile.calls().functions.size(), 1);
  const Stacks& stacks = profile.stacks();
  std::vector<std::uint8_t> used(profile.frames.size(), 0);
  for (std::uint32_t node = 1; node < stacks.size(); ++node) used[stacks.frame[node]] = 1;
  return used;
}

// "(not listed)" and the like hold time, but nobody calls them.
bool was_called(const Diff& diff, const FunctionDiff& function) {
  const bool counts = diff.counted == Counted::calls && diff.clock.kind == Clock::Kind::timed;
  return !counts || function.before.calls != 0 || function.after.calls != 0;
}

// Nothing exceeds it where a function that nobody calls is there in some runs.
Weight band_if_called(const Diff& diff, const FunctionDiff& function, Weight band) {
  return was_called(diff, function) ? band : most_weight;
}

}  // namespace

Figures::Figures(const Profile& profile, bool filtered)
    : profile_(&profile), filtered_(filtered), costs_(function_totals(profile)) {
  const std::vector<std::uint8_t> used = used_frames(profile);
  for (FrameId frame = 0; frame < costs_.size(); ++frame) {
    if (used[frame] != 0) order_.push_back(frame);
  }
  std::sort(order_.begin(), order_.end(), [&](FrameId a, FrameId b) { return profile.frames.compare(a, b) < 0; });
}

bool Figures::counts_calls() const {
  if (diff_ != nullptr) return diff_->counted == Counted::calls;
  return profile_->counted() == Counted::calls;
}

Weight Figures::base() const { return diff_ != nullptr ? diff_->whole_after : bounded(profile_->total); }

double Figures::share(Weight weight) const {
  const double share = share_of(weight, base());
  return diff_ != nullptr ? share : std::min(share, 1.0);
}

double Figures::band_factor(BandUse use, std::size_t looked_at) const {
  const auto [at, is_new] = factors_.try_emplace({use, looked_at}, 0);
  if (is_new) at->second = p2g::band_factor(diff_->clock, use, looked_at);
  return at->second;
}

Weight Figures::least(Weight spread) const {
  const bool has_clock = diff_->clock.kind == Clock::Kind::timed && diff_->clock.references > 0;
  return has_clock ? diff_->noise : std::max(diff_->noise, spread);
}

Weight Figures::untimed(Weight band) const { return diff_->clock.kind == Clock::Kind::sampled ? most_weight : band; }

LimitFigure Figures::total() const {
  if (diff_ == nullptr) return {.after = bounded(profile_->total), .measured = bounded(profile_->total)};
  LimitFigure figure{.before = diff_->before.total, .after = diff_->after.total, .measured = diff_->after.measured};
  figure.evidence = diff_->total_evidence;
  figure.use = BandUse::total;
  const Weight spread = bounded(Wide{diff_->before.spread} + diff_->after.spread);
  figure.band = figure.evidence.is_timed() ? least(spread) : diff_->total_band();
  // Exact whatever the clock says: all that is done more often. What is gone may be done by what is new.
  Wide work = 0;
  for (const FunctionDiff& function : diff_->functions) {
    if (function.was && function.is && function.calls_changed()) work += function.work;
  }
  figure.work = bounded(work);
  return figure;
}

LimitFigure Figures::added() const {
  Wide sum = 0;
  Wide spread = 0;
  if (diff_ == nullptr) {
    for (const FrameId frame : order_) sum += costs_[frame].self;
    return {.after = bounded(sum), .measured = bounded(sum)};
  }
  Wide measured = 0;
  for (const FunctionDiff& function : diff_->functions) {
    if (!function.is_new() || !was_called(*diff_, function)) continue;
    sum += function.after.self;
    measured += function.measured_self;
    spread += function.spread.self;
  }
  return {.after = bounded(sum), .band = std::max(diff_->noise, bounded(spread)), .measured = bounded(measured)};
}

LimitFigure Figures::speed() const {
  constexpr double millionths = 1e6;
  const Clock& clock = diff_->clock;
  LimitFigure figure{.before = static_cast<std::int64_t>(millionths)};
  figure.after = std::llround(millionths * std::exp(std::min(clock.median_after(), 30.0)));
  const double quantile = p2g::band_factor(clock, BandUse::named, 1);
  if (clock.references == 0 || has_single_runs()) {
    // Nobody knows: a factor of any size would be explained.
    figure.evidence = {clock.median_after(), 1e3};
    return figure;
  }
  const auto squared_error = [](std::vector<double> values) {
    std::sort(values.begin(), values.end());
    const auto n = static_cast<double>(values.size());
    double sum = 0;
    for (const double value : values) sum += value;
    double squares = 0;
    for (const double value : values) squares += (value - sum / n) * (value - sum / n);
    return squares / (n - 1) / n;
  };
  const double before = squared_error(clock.before);
  const double after = squared_error(clock.after);
  const double both = std::max(before + after, 1e-12);
  const auto part = [](double squared, std::size_t runs) {
    return squared * squared / (static_cast<double>(runs) - 1);
  };
  const double freedom =
      both * both / std::max(part(before, clock.before.size()) + part(after, clock.after.size()), 1e-30);
  constexpr double two_sided = 0.02;  // one false alarm in a hundred, upwards
  const double most_freedom = 1e5;
  figure.evidence = {clock.median_after(),
                     std::sqrt(both) * student_quantile(two_sided, std::clamp(freedom, 1.0, most_freedom)) / quantile};
  return figure;
}

// A cost that is 0 on a side which may only not list it.
bool Figures::is_unknown(const FunctionDiff& function, EstimatedFigure figure, Weight before, Weight after) const {
  return (diff_->doubts.of(function.frame) & figure) != 0 && (before == 0 || after == 0);
}

LimitFigure Figures::self(std::size_t i) const {
  if (diff_ == nullptr) {
    const FrameId frame = order_[i];
    const bool estimated = (profile_->estimates.of(frame) & estimated_self) != 0;
    return {.after = costs_[frame].self, .frame = frame, .estimated = estimated, .measured = costs_[frame].self};
  }
  const FunctionDiff& function = diff_->functions[i];
  LimitFigure figure{.before = function.before.self,
                     .after = function.after.self,
                     .frame = function.frame,
                     .moved = function.self_moved,
                     .measured = function.measured_self,
                     .evidence = function.self_evidence,
                     .work = function.calls_changed() ? function.work : 0,
                     .calls_before = function.before.calls,
                     .calls_after = function.after.calls};
  figure.unknown = is_unknown(function, estimated_self, function.before.self, function.after.self);
  figure.band = figure.evidence.is_timed() ? least(function.spread.self)
                                           : untimed(band_if_called(*diff_, function, diff_->self_band(function)));
  return figure;
}

LimitFigure Figures::cumulative(std::size_t i) const {
  if (diff_ == nullptr) {
    const FrameId frame = order_[i];
    const bool estimated = (profile_->estimates.of(frame) & estimated_cumulative) != 0;
    return {.after = costs_[frame].cumulative,
            .frame = frame,
            .estimated = estimated,
            .measured = costs_[frame].cumulative};
  }
  const FunctionDiff& function = diff_->functions[i];
  LimitFigure figure{.before = function.before.cumulative,
                     .after = function.after.cumulative,
                     .frame = function.frame,
                     .moved = function.cumulative_moved,
                     .measured = function.measured_cumulative,
                     .evidence = function.cumulative_evidence,
                     .use = BandUse::total,
                     .work = function.cumulative_work,
                     .shifted = function.shift == CostShift::given};
  figure.unknown = is_unknown(function, estimated_cumulative, function.before.cumulative, function.after.cumulative);
  figure.band = figure.evidence.is_timed()
                    ? least(function.spread.cumulative)
                    : untimed(band_if_called(*diff_, function, diff_->cumulative_band(function)));
  return figure;
}

LimitFigure Figures::calls(std::size_t i) const {
  if (diff_ == nullptr) {
    return {.after = costs_[order_[i]].calls, .frame = order_[i], .measured = costs_[order_[i]].calls};
  }
  const FunctionDiff& function = diff_->functions[i];
  return {.before = function.before.calls,
          .after = function.after.calls,
          .band = function.spread.calls,
          .frame = function.frame,
          .unknown = (diff_->doubts.of(function.frame) & estimated_calls) != 0,
          .measured = function.after.calls};
}

}  // namespace p2g

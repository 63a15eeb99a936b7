#include "src/gate/figures.h"

#include <algorithm>

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

Weight Figures::base() const { return diff_ != nullptr ? diff_->base : bounded(profile_->total); }

double Figures::share(Weight weight) const {
  const double share = share_of(weight, base());
  return diff_ != nullptr ? share : std::min(share, 1.0);
}

LimitFigure Figures::total() const {
  if (diff_ != nullptr) return {diff_->before.total, diff_->after.total, diff_->total_band()};
  return {0, bounded(profile_->total)};
}

LimitFigure Figures::added() const {
  Wide sum = 0;
  Wide spread = 0;
  if (diff_ == nullptr) {
    for (const FrameId frame : order_) sum += costs_[frame].self;
    return {0, bounded(sum)};
  }
  for (const FunctionDiff& function : diff_->functions) {
    if (!function.is_new()) continue;
    sum += function.after.self;
    spread += function.spread.self;
  }
  return {0, bounded(sum), std::max(diff_->noise, bounded(spread))};
}

LimitFigure Figures::self(std::size_t i) const {
  if (diff_ == nullptr) {
    const FrameId frame = order_[i];
    return {0, costs_[frame].self, 0, frame, false, (profile_->estimates.of(frame) & estimated_self) != 0};
  }
  const FunctionDiff& function = diff_->functions[i];
  return {function.before.self, function.after.self, diff_->self_band(function), function.frame, function.self_moved};
}

LimitFigure Figures::cumulative(std::size_t i) const {
  if (diff_ == nullptr) {
    const FrameId frame = order_[i];
    return {0, costs_[frame].cumulative, 0, frame, false, (profile_->estimates.of(frame) & estimated_cumulative) != 0};
  }
  const FunctionDiff& function = diff_->functions[i];
  return {function.before.cumulative, function.after.cumulative, diff_->cumulative_band(function), function.frame,
          function.cumulative_moved};
}

LimitFigure Figures::calls(std::size_t i) const {
  if (diff_ == nullptr) return {0, costs_[order_[i]].calls, 0, order_[i]};
  const FunctionDiff& function = diff_->functions[i];
  return {function.before.calls, function.after.calls, function.spread.calls, function.frame};
}

}  // namespace p2g

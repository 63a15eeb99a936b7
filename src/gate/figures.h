// What limits are checked against: the figures of one profile, or of the two sides of a comparison.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include "src/model/diff.h"
#include "src/model/profile.h"

namespace p2g {

// One figure before and after; of one profile only `after` is of a meaning. Weights, or numbers of calls.
struct LimitFigure {
  std::int64_t before = 0, after = 0;
  std::int64_t band = 0;  // a change up to this is noise
  FrameId frame = no_frame;
  bool moved = false;  // beyond the noise, though perhaps within the band
  bool estimated = false;
  // Of a comparison: a side does not say what it was, so nothing follows from it. Pictures list no more than they show,
  // and selections may guess numbers of calls.
  bool unknown = false;
  std::int64_t measured = 0;     // after, before the machine's speed was taken out
  Evidence evidence{};           // of the change, if there is a clock
  BandUse use = BandUse::named;  // how wide its band has to be
  std::int64_t work = 0;         // of the change, by numbers of calls that changed exactly
  bool shifted = false;          // it only went to other functions
  std::int64_t calls_before = 0, calls_after = 0;
};

// Functions are 0 … size() - 1, in the order of a Diff's, or of one profile by Frames::compare. The profile or the
// comparison outlives it. For one thread.
class Figures {
 public:
  // Not explicit: a comparison is figures, and so is a profile.
  Figures(const Diff& diff) : diff_(&diff) {}  // NOLINT(google-explicit-constructor)
  // `filtered`: it holds a selection, and what a limit names may be gone because of that.
  Figures(const Profile& profile, bool filtered = false);  // NOLINT(google-explicit-constructor)

  const Frames& frames() const { return diff_ != nullptr ? diff_->frames : profile_->frames; }
  const Metric& metric() const { return diff_ != nullptr ? diff_->metric : profile_->metric; }
  bool counts_calls() const;  // calls, and not samples
  bool filtered() const { return diff_ != nullptr ? diff_->filtered : filtered_; }
  // 100 % of what stands on its own: the total, of a comparison that of the side after as measured.
  Weight base() const;
  // Of base(). Of one profile nothing is more than all of it, whatever a file says that contradicts itself.
  double share(Weight weight) const;
  bool has_clock() const { return diff_ != nullptr && diff_->clock.kind == Clock::Kind::timed; }
  Weight noise() const { return diff_ != nullptr ? diff_->noise : 0; }
  bool has_single_runs() const { return diff_ != nullptr && (diff_->before.runs == 1 || diff_->after.runs == 1); }
  // What an error is multiplied with when `looked_at` figures are looked at; remembered.
  double band_factor(BandUse use, std::size_t looked_at) const;

  LimitFigure total() const;
  LimitFigure added() const;  // self cost of all functions that are new
  // The speed of the machine, in millionths; with the evidence of Welch's t, whose factor is in it already.
  LimitFigure speed() const;

  std::size_t size() const { return diff_ != nullptr ? diff_->functions.size() : order_.size(); }
  FrameId frame(std::size_t i) const { return diff_ != nullptr ? diff_->functions[i].frame : order_[i]; }
  bool is_after(std::size_t i) const { return diff_ == nullptr || diff_->functions[i].is; }
  LimitFigure self(std::size_t i) const;
  LimitFigure cumulative(std::size_t i) const;
  LimitFigure calls(std::size_t i) const;

 private:
  bool is_unknown(const FunctionDiff& function, EstimatedFigure figure, Weight before, Weight after) const;
  // What has to be exceeded besides the band, where nothing tells the machine from the code.
  Weight least(Weight spread) const;
  // The band of what has no evidence: of a few samples nothing is said.
  Weight untimed(Weight band) const;

  const Diff* diff_ = nullptr;  // else:
  const Profile* profile_ = nullptr;
  bool filtered_ = false;
  std::vector<FunctionCost> costs_;  // index FrameId
  std::vector<FrameId> order_;
  mutable std::map<std::pair<BandUse, std::size_t>, double> factors_;
};

}  // namespace p2g

#include "src/summary.h"

#include <algorithm>

#include "src/base/text.h"
#include "src/model/names.h"

namespace p2g {
namespace {

constexpr std::size_t most_name_bytes = 120;

struct OwnCost {
  FrameId frame = no_frame;
  Weight self = 0, cumulative = 0;
};

std::string short_name(const Frames& frames, FrameId frame) {
  return shorten_middle(display_name(frames.parts(frame)).name, most_name_bytes);
}

std::vector<SummaryRow> largest(std::vector<OwnCost> costs, const Frames& frames, const Estimates& estimates) {
  const std::size_t shown = std::min(costs.size(), Summary::most_rows);
  std::partial_sort(costs.begin(), costs.begin() + static_cast<std::ptrdiff_t>(shown), costs.end(),
                    [&](const OwnCost& a, const OwnCost& b) {
                      return a.self != b.self ? a.self > b.self : frames.compare(a.frame, b.frame) < 0;
                    });
  std::vector<SummaryRow> rows;
  for (std::size_t i = 0; i < shown && costs[i].self > 0; ++i) {
    const bool estimated = (estimates.of(costs[i].frame) & (estimated_self | estimated_cumulative)) != 0;
    rows.push_back({short_name(frames, costs[i].frame), costs[i].self, costs[i].cumulative, estimated});
  }
  return rows;
}

}  // namespace

Summary summarize(const Analysis& analysis) {
  const Profile& profile = analysis.profile();
  std::vector<OwnCost> costs;
  const std::vector<FunctionCost>& totals = analysis.totals();
  for (FrameId frame = 0; frame < totals.size(); ++frame) {
    costs.push_back({frame, totals[frame].self, totals[frame].cumulative});
  }
  Summary summary{.metric = profile.metric, .total = profile.total};
  summary.functions = static_cast<std::int64_t>(totals.size());
  summary.top = largest(std::move(costs), profile.frames, profile.estimates);
  return summary;
}

Summary summarize(const Diff& diff) {
  std::vector<OwnCost> costs;
  Summary summary{.metric = diff.metric, .total = diff.after.total};
  SummaryChange change{.before = diff.before.total};
  const Weight delta = diff.total_delta();
  change.counts = (delta < 0 ? -delta : delta) > diff.total_band();
  for (const FunctionDiff& function : diff.functions) {  // the largest change that counts comes first
    if (change.function.empty() && function.self_moved) {
      change.function = short_name(diff.frames, function.frame);
      change.delta = function.self_delta();
    }
    if (!function.is) continue;
    ++summary.functions;
    costs.push_back({function.frame, function.after.self, function.after.cumulative});
  }
  summary.top = largest(std::move(costs), diff.frames, diff.doubts);
  summary.change = std::move(change);
  return summary;
}

}  // namespace p2g

#include "src/importers/pstats/timed_calls.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

namespace p2g {

// Times that TimeScale does not take as they are.
void TimedCalls::make_room(double& self_s, double& cumulative_s) {
  for (double* const time : {&self_s, &cumulative_s}) {
    if (!std::isfinite(*time)) {
      ++not_finite_;
      *time = 0;
    }
  }
  calls_.coarsen(scale_.force(self_s, cumulative_s));
}

// In pieces, for the copy is as large as what the builder holds packed. The scale may change with every piece, so they
// are read back in seconds of the scale of the moment.
void TimedCalls::copy_edges(std::size_t begin, std::size_t end, FrameId callee) {
  constexpr std::size_t piece = 64 * 1024;
  while (begin < end) {
    pipe_.drain();
    const std::size_t next = std::min(end, begin + piece);
    const double unit = std::pow(10.0, scale_.decimals());  // of the copies, whatever becomes of the scale
    for (const CallCost& edge : calls_.copy_of_edges(begin, next)) {
      TimedFigures figures{edge.calls, edge.primitive_calls, edge.cumulative != unknown_weight, 0, 0};
      if (figures.has_times) {
        figures.self_s = static_cast<double>(edge.self) / unit;
        figures.cumulative_s = static_cast<double>(edge.cumulative) / unit;
      }
      add_edge(edge.caller, callee, figures);
    }
    begin = next;
  }
}

Result<void> TimedCalls::finish() {
  pipe_.drain();
  if (agrees_) calls_.expect_agreement(not_finite_ > 0);
  P2G_TRY(calls_.finish(metric()));
  warnings_.add(
      "not-finite",
      "a time is not a finite number: it counts as 0, and all shares are of the rest; was the profiler's clock "
      "broken?",
      not_finite_);
  return {};
}

// Of times that no clock measured: what they are counted in keeps their shares.
Metric TimedCalls::metric() const {
  const int decimals = scale_.decimals();
  if (decimals >= 0) return Metric::time(decimals);
  warnings_.add("huge-time", "times are too large for seconds and counted in more: was the profiler's clock broken?");
  Metric metric = Metric::count("10^" + std::to_string(-decimals) + " s");
  metric.name = "time";
  return metric;
}

}  // namespace p2g

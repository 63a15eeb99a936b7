#include "src/importers/pstats/timed_calls.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace p2g {

// Times that TimeScale does not take as they are.
void TimedCalls::make_room(double& self_s, double& cumulative_s) {
  for (double* const time : {&self_s, &cumulative_s}) {
    if (!std::isfinite(*time)) {
      ++not_finite_;
      *time = 0;
    }
    if (*time < 0) ++negative_;
  }
  calls_.coarsen(scale_.force(self_s, cumulative_s, huge_));
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
  P2G_TRY(calls_.finish(Metric::time(scale_.decimals())));
  warnings_.add("negative-time", "a time is negative; pictures show it as 0", negative_);
  warnings_.add("not-finite", "a time is not a finite number; it counts as 0", not_finite_);
  warnings_.add("huge-number", huge_number_text, huge_);
  return {};
}

}  // namespace p2g

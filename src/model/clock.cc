#include "src/model/clock.h"

#include <algorithm>
#include <array>

#include "src/base/student.h"

namespace p2g {
namespace {

constexpr double false_alarms = 0.01;
constexpr double list_margin = 1.2;

}  // namespace

double Clock::median_after() const {
  if (after.empty()) return 0;
  std::vector<double> sorted = after;
  std::sort(sorted.begin(), sorted.end());
  const std::size_t half = sorted.size() / 2;
  return sorted.size() % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

double widening(BandUse use, std::size_t runs) {
  // From two runs (one a side) to seven and more.
  static constexpr std::array<std::array<double, 6>, 3> factors = {
      {{2.2, 1.7, 1.25, 1.2, 1.15, 1.0}, {3.4, 2.0, 1.3, 1.2, 1.25, 1.1}, {4.8, 2.5, 1.6, 1.2, 1.15, 1.0}}};
  const std::size_t column = std::clamp<std::size_t>(runs, 2, 7) - 2;
  return factors.at(static_cast<std::size_t>(use)).at(column);
}

double band_factor(const Clock& clock, BandUse use, std::size_t looked_at) {
  const double each = false_alarms / static_cast<double>(std::max<std::size_t>(looked_at, 1));
  // The list looks at changes in both directions, a limit at one.
  const double two_sided = use == BandUse::list ? each : 2 * each;
  const double quantile = student_quantile(two_sided, clock.freedom) * (use == BandUse::list ? list_margin : 1);
  // Samples scatter as theory says: nothing has to be widened.
  return clock.kind == Clock::Kind::sampled ? quantile : quantile * widening(use, clock.runs());
}

}  // namespace p2g

// Statistics of a few numbers. Each sorts first, so that the order in which runs were given changes no digit.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <utility>
#include <vector>

namespace p2g {

// Of an even number the mean of the two in the middle. Not of nothing.
inline double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const std::size_t half = values.size() / 2;
  return values.size() % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
}

// (value, weight): the first value whose running weight exceeds half of all; at exactly half the mean with the next.
inline double weighted_median(std::vector<std::pair<double, double>> values) {
  std::sort(values.begin(), values.end());
  double all = 0;
  for (const auto& [value, weight] : values) all += weight;
  const double half = all / 2;
  const double nothing = 1e-12 * all;  // what sums of weights differ by when they are added in another order
  double running = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    running += values[i].second;
    if (running > half + nothing) return values[i].first;
    if (running >= half - nothing && i + 1 < values.size()) return (values[i].first + values[i + 1].first) / 2;
  }
  return values.empty() ? 0 : values.back().first;
}

// The shift between two samples: the median of all differences (Hodges and Lehmann 1963). One run that went astray does
// not move it. Of so many runs that all their differences would take long, the difference of the medians.
inline double shift_between(const std::vector<double>& before, const std::vector<double>& after) {
  constexpr std::size_t most_differences = 4096;
  if (before.size() * after.size() > most_differences) return median(after) - median(before);
  std::vector<double> differences;
  differences.reserve(before.size() * after.size());
  for (const double y : after) {
    for (const double x : before) differences.push_back(y - x);
  }
  return median(std::move(differences));
}

inline double mean(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  double sum = 0;
  for (const double value : values) sum += value;
  return sum / static_cast<double>(values.size());
}

// Of the values from their mean, squared and added.
inline double squared_deviations(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const double middle = mean(values);
  double sum = 0;
  for (const double value : values) sum += (value - middle) * (value - middle);
  return sum;
}

}  // namespace p2g

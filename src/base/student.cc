#include "src/base/student.h"

#include <cmath>

#include "src/base/platform.h"

namespace p2g {
namespace {

double away_from_zero(double value) { return std::abs(value) < 1e-30 ? 1e-30 : value; }

// The continued fraction of the incomplete beta function, evaluated from the front (Lentz).
double beta_fraction(double a, double b, double x) {
  constexpr int most_steps = 300;
  constexpr double good_enough = 1e-13;
  double numerator = 1;
  double denominator = 1 / away_from_zero(1 - (a + b) * x / (a + 1));
  double value = denominator;
  const auto step = [&](double coefficient) {
    denominator = 1 / away_from_zero(1 + coefficient * denominator);
    numerator = away_from_zero(1 + coefficient / numerator);
    value *= denominator * numerator;
    return std::abs(denominator * numerator - 1);
  };
  for (int m = 1; m <= most_steps; ++m) {
    step(m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)));
    if (step(-(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))) < good_enough) break;
  }
  return value;
}

// What lies beyond t in both directions.
double tails(double t, double freedom) {
  const double x = freedom / (freedom + t * t);
  const double a = freedom / 2;
  constexpr double b = 0.5;
  const double front = std::exp(log_gamma(a + b) - log_gamma(a) - log_gamma(b) + a * std::log(x) + b * std::log1p(-x));
  if (x < (a + 1) / (a + b + 2)) return front * beta_fraction(a, b, x) / a;
  return 1 - front * beta_fraction(b, a, 1 - x) / b;
}

}  // namespace

double student_quantile(double two_sided, double freedom) {
  double low = 1e-6;
  double high = 1e6;
  for (int i = 0; i < 100; ++i) {
    const double middle = std::sqrt(low * high);
    (tails(middle, freedom) > two_sided ? low : high) = middle;
  }
  return std::sqrt(low * high);
}

}  // namespace p2g

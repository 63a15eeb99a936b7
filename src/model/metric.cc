#include "src/model/metric.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "src/base/text.h"

namespace p2g {
namespace {

struct Spelling {
  std::string_view word;  // small letters
  Unit unit;
};

constexpr Unit time_unit(int decimals) { return {Quantity::time, 1, decimals}; }
constexpr Unit byte_unit(std::int64_t factor) { return {Quantity::bytes, factor, 0}; }

constexpr std::int64_t kilo = 1000;
constexpr std::int64_t kibi = 1024;

// µ has two code points that look alike: the micro sign and the Greek letter.
constexpr std::array spellings = std::to_array<Spelling>({
    {"s", time_unit(0)},
    {"sec", time_unit(0)},
    {"second", time_unit(0)},
    {"seconds", time_unit(0)},
    {"ms", time_unit(3)},
    {"msec", time_unit(3)},
    {"millisecond", time_unit(3)},
    {"milliseconds", time_unit(3)},
    {"us", time_unit(6)},
    {"usec", time_unit(6)},
    {"\u00b5s", time_unit(6)},
    {"\u03bcs", time_unit(6)},
    {"microsecond", time_unit(6)},
    {"microseconds", time_unit(6)},
    {"100ns", time_unit(7)},
    {"ns", time_unit(9)},
    {"nsec", time_unit(9)},
    {"nanosecond", time_unit(9)},
    {"nanoseconds", time_unit(9)},
    {"b", byte_unit(1)},
    {"byte", byte_unit(1)},
    {"bytes", byte_unit(1)},
    {"kb", byte_unit(kilo)},
    {"kilobytes", byte_unit(kilo)},
    {"mb", byte_unit(kilo* kilo)},
    {"megabytes", byte_unit(kilo* kilo)},
    {"gb", byte_unit(kilo* kilo* kilo)},
    {"gigabytes", byte_unit(kilo* kilo* kilo)},
    {"tb", byte_unit(kilo* kilo* kilo* kilo)},
    {"kib", byte_unit(kibi)},
    {"mib", byte_unit(kibi* kibi)},
    {"gib", byte_unit(kibi* kibi* kibi)},
    {"tib", byte_unit(kibi* kibi* kibi* kibi)},
    {"sample", {Quantity::count, 1, 0}},
    {"samples", {Quantity::count, 1, 0}},
});

std::string small_letters(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

// Limits lie where three digits round up to the next unit, so nothing reads "1000 ms".
std::string seconds_text(double seconds) {
  if (seconds == 0) return "0 s";
  if (seconds >= 0.9995) return significant_text(seconds, 3) + " s";
  if (seconds >= 0.9995e-3) return significant_text(seconds * 1e3, 3) + " ms";
  if (seconds >= 0.9995e-6) return significant_text(seconds * 1e6, 3) + " µs";
  return significant_text(seconds * 1e9, 3) + " ns";
}

std::string bytes_text(double bytes) {
  constexpr std::array<std::string_view, 7> units = {" B", " kB", " MB", " GB", " TB", " PB", " EB"};
  std::size_t unit = 0;
  for (; bytes >= 999.5 && unit + 1 < units.size(); ++unit) bytes /= 1000;
  // There are whole bytes: "512 B", not "5.00 B".
  const bool whole = unit == 0 && bytes == std::floor(bytes);
  return (whole ? thousands_text(static_cast<std::int64_t>(bytes)) : significant_text(bytes, 3)) +
         std::string(units[unit]);
}

// "sample" of "samples", "cache-miss" of "cache-misses". What is no plural for certain stays: "cpus", "class".
std::string one_of(const std::string& unit) {
  const auto without = [&](std::size_t letters) { return unit.substr(0, unit.size() - letters); };
  if (unit.ends_with("sses") || unit.ends_with("ches")) return without(2);
  if (unit.size() > 4 && unit.ends_with("ries")) return without(3) + 'y';
  const bool plural = unit.size() > 3 && unit.ends_with('s') && std::string_view("aius").find(unit.end()[-2]) > 3;
  return plural ? without(1) : unit;
}

std::string count_of(std::uint64_t value, std::uint64_t scale, const std::string& unit) {
  std::string out;
  if (value % scale == 0 || value / scale >= 1000) {
    const bool up = value % scale >= scale - scale / 2 && scale > 1;
    out = thousands_text(static_cast<std::int64_t>(value / scale + (up ? 1 : 0)));
  } else {
    out = significant_text(static_cast<double>(value) / static_cast<double>(scale), 3);
  }
  if (unit.empty()) return out;
  return out + ' ' + (out == "1" ? one_of(unit) : unit);
}

}  // namespace

std::string Metric::amount(Weight weight) const {
  const std::string sign = weight < 0 ? "−" : "";
  const std::uint64_t value = weight < 0 ? 0 - static_cast<std::uint64_t>(weight) : static_cast<std::uint64_t>(weight);
  std::uint64_t scale = 1;
  for (int i = 0; i < decimals; ++i) scale *= 10;
  if (quantity == Quantity::count) return sign + count_of(value, scale, unit);
  const double real = static_cast<double>(value) / static_cast<double>(scale);
  return sign + (quantity == Quantity::time ? seconds_text(real) : bytes_text(real));
}

std::string Metric::change(Weight weight) const { return (weight > 0 ? "+" : "") + amount(weight); }

std::string Metric::exact_total(Weight weight) const {
  if (quantity == Quantity::bytes) return amount(weight);
  std::string text;
  append_decimal(text, weight, decimals);
  const bool one = text == "1" && quantity == Quantity::count;
  return text + ' ' + (one ? one_of(unit) : unit);
}

int Metric::column_decimals() const { return is_time() ? 3 : std::min(decimals, 3); }

Metric Unit::metric() const {
  switch (quantity) {
    case Quantity::time:
      return Metric::time(decimals);
    case Quantity::bytes:
      return Metric::bytes(decimals);
    case Quantity::count:
      break;
  }
  return Metric::count("samples", decimals);
}

double Unit::to_canonical(double value) const { return value * static_cast<double>(factor) / std::pow(10.0, decimals); }

std::optional<Unit> find_unit(std::string_view spelling) {
  const std::string word = small_letters(spelling);
  for (const Spelling& known : spellings) {
    if (known.word == word) return known.unit;
  }
  return std::nullopt;
}

bool can_name_unit(std::string_view text) {
  constexpr std::size_t most_bytes = 40;
  const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  return !text.empty() && text.size() <= most_bytes && is_letter(text.front()) &&
         std::all_of(text.begin(), text.end(), [&](char c) {
           return is_letter(c) || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == ' ';
         });
}

std::optional<CountedIn> counted_in(std::string_view unit) {
  if (const std::optional<Unit> known = find_unit(unit)) return CountedIn{known->metric(), known->factor, true};
  if (!can_name_unit(unit)) return std::nullopt;
  return CountedIn{Metric::count(unit), 1, false};
}

}  // namespace p2g

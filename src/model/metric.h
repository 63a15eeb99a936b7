// What the weights of a profile measure, and how that is spoken: the one place that knows units.
//
// Times are kept in seconds and memory in bytes, whatever unit a file counts in, so that profiles in nanoseconds and in
// seconds merge and compare. Everything else is counted under the name that the file gives it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "src/model/weight.h"

namespace p2g {

enum class Quantity : std::uint8_t { time, bytes, count };

struct Metric {
  std::string name = "samples";  // "time", "memory", or what is counted
  std::string unit = "samples";  // "s", "bytes", or what is counted
  Quantity quantity = Quantity::count;
  int decimals = 0;  // value in the unit = weight / 10^decimals

  static Metric time(int decimals = 9) { return {"time", "s", Quantity::time, decimals}; }
  static Metric bytes(int decimals = 0) { return {"memory", "bytes", Quantity::bytes, decimals}; }
  static Metric count(std::string_view what, int decimals = 0) {
    return {std::string(what), std::string(what), Quantity::count, decimals};
  }

  bool is_time() const { return quantity == Quantity::time; }
  bool counts_samples() const { return quantity == Quantity::count && unit == "samples"; }
  // A weight is then how many samples there were.
  bool is_whole_samples() const { return counts_samples() && decimals == 0; }
  // Whether weights of both can be added and compared, once they are on one scale.
  bool measures_same(const Metric& other) const { return quantity == other.quantity && unit == other.unit; }

  // What there is more or less of: "time", "bytes", "samples".
  const std::string& noun() const { return is_time() ? name : unit; }

  // Three digits and a unit: "2.52 s", "39.9 ms", "0 s"; "1.07 GB" (powers of 1000), "512 B"; "1,234 samples". A
  // negative weight has U+2212 in front.
  std::string amount(Weight weight) const;
  // The same with a sign: "+25 ms", "−409 ms", "0 s".
  std::string change(Weight weight) const;
  // The sum of a whole profile where there is room for one exact figure: "2.517 s", "286 samples"; but "1.07 GB".
  std::string exact_total(Weight weight) const;
  // Decimals of a column of costs: 3 for times, as pstats has them; of others as many as there are, at most 3.
  int column_decimals() const;
};

// A unit as files, options and limits spell it: one of it is factor × 10^-decimals of the metric's own unit.
struct Unit {
  Quantity quantity = Quantity::count;
  std::int64_t factor = 1;
  int decimals = 0;

  // What is measured in it, on the scale of whole units: decimals are the unit's.
  Metric metric() const;
  double to_canonical(double value) const;
};

// "ns", "nanoseconds", "100ns", "us", "µs", "ms", "s" …; "B", "bytes", "kB" (1000), "KiB" (1024) …; "samples". Letters
// are taken large or small. Nothing for what is none of them.
std::optional<Unit> find_unit(std::string_view spelling);

// Whether it can be the name of what is counted: printed in every output, it must not be able to do harm in one.
bool can_name_unit(std::string_view text);

// What counts are when a file or an option says their unit: each is `factor` of the metric's weights. A unit of neither
// time nor memory is the name of what is counted. Nothing for what cannot be such a name.
struct CountedIn {
  Metric metric;
  std::int64_t factor = 1;
  bool is_known = true;  // find_unit() knows it
};
std::optional<CountedIn> counted_in(std::string_view unit);

}  // namespace p2g

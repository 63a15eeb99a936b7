// What the columns of a callgrind file count, and which metrics they make.
//
//   events: Ir Dr Time_(10ns) Memory_(bytes) cpu(ms) ns      the columns; a unit may stand in brackets or be the name
//   event: ns : Nanoseconds                                  a longer name
//   event: CEst = Ir + 10 Bm + 100 LLm : Cycles              a sum of others, which is a metric, too
//
// The sums that Valgrind's manual names are metrics wherever their parts are: Bm, L1m, LLm and CEst.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "src/model/metric.h"
#include "src/model/offer.h"

namespace p2g::callgrind {

class Events {
 public:
  // Part of a metric: so many of what a column counts.
  struct Part {
    std::size_t column;
    std::int64_t times;
  };
  struct Measured {
    Metric metric;
    std::int64_t factor = 1;  // of the metric's weights
    std::vector<Part> parts;
  };

  // An `event:` line.
  void describe(std::string_view text);
  // The `events:` line: the names of the columns.
  void begin(std::string_view names);
  // Whether another one says the same.
  bool agrees(std::string_view names) const;

  bool has_begun() const { return has_begun_; }
  std::size_t columns() const { return columns_; }
  const std::vector<Measured>& all() const { return measured_; }
  // The first that is a time, else the first.
  std::size_t default_metric() const;

 private:
  struct Formula {
    std::string name;
    std::string text;
  };
  void add_derived(const Formula& formula);
  const Measured* find(std::string_view name) const;

  bool has_begun_ = false;
  std::size_t columns_ = 0;
  std::vector<std::string> names_;
  std::vector<Measured> measured_;  // columns first
  std::vector<Formula> formulas_;
};

}  // namespace p2g::callgrind

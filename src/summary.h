// What stands for a profile, or a comparison, where many are listed: its total, and who holds the time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "src/analysis/analysis.h"
#include "src/analysis/comparison.h"
#include "src/model/metric.h"
#include "src/model/weight.h"

namespace p2g {

struct SummaryRow {
  std::string function;  // as pictures call it
  Weight self = 0, cumulative = 0;
  bool estimated = false;  // one of the two
};

struct SummaryChange {
  Weight before = 0;     // the total
  bool counts = false;   // the total's change is outside the noise
  std::string function;  // whose own cost changed most of those that count; empty: none does
  Weight delta = 0;      // of its own cost
};

struct Summary {
  static constexpr std::size_t most_rows = 8;

  Metric metric;
  Weight total = 0;  // of a comparison that of the side after
  std::int64_t functions = 0;
  std::vector<SummaryRow> top;  // the largest own costs, largest first, at most most_rows
  std::optional<SummaryChange> change;
};

Summary summarize(const Analysis& analysis);
Summary summarize(const Diff& diff);

}  // namespace p2g

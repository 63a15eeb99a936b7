// Rows as pstats' print_stats, print_callers and print_callees show them; txt, md and csv print them.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "src/model/cost.h"
#include "src/model/counted.h"
#include "src/model/estimates.h"
#include "src/model/frame.h"
#include "src/model/metric.h"
#include "src/model/weight.h"

namespace p2g {

struct TableRow : Cost {
  FrameId frame = no_frame;
  std::uint8_t estimated = 0;  // bits of EstimatedFigure
};

// With relations (callers, callees) each row has the rows of the other side in `relations`.
struct Table {
  enum class Kind : std::uint8_t { functions, callers, callees };
  Kind kind = Kind::functions;
  const Frames* frames = nullptr;
  Metric metric;
  Counted counted = Counted::calls;  // nothing: the columns of calls are left out

  bool has_counts() const { return counted != Counted::nothing; }
  std::string sort_key;
  std::int64_t total_rows = 0;  // before the limit
  std::int64_t total_calls = 0;
  std::int64_t total_primitive_calls = 0;
  Weight total = 0;
  std::string estimate_note;  // Estimates::note()
  std::vector<TableRow> rows;
  std::vector<std::vector<TableRow>> relations;  // empty unless kind says so; parallel to rows
};

}  // namespace p2g

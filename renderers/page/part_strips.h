// Several profiles, threads or processes beside each other: one self strip each, all on one scale.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "renderers/scene.h"
#include "renderers/theme.h"
#include "src/model/graph.h"
#include "src/model/part.h"

namespace p2g {

// Which parts are drawn: all of them in their order, or of more than eight the four longest, the median and the
// shortest.
struct PartRows {
  struct Row {
    const Part* part = nullptr;
    std::string_view note{};  // "median", "shortest"; mostly empty
  };
  std::string_view what{};  // what a part is
  std::vector<Row> rows{};  // empty: there are no parts
  Weight longest = 0;       // what the full width stands for
  std::size_t between = 0;  // not drawn
  Weight between_total = 0;

  bool empty() const { return rows.empty(); }
  // By row: the part of the full width that a function has in it, with all that it calls.
  double share(std::size_t row, FrameId frame) const;
  // "w1.prof 141 ms, w2.prof 223 ms" of one function; empty where no row has anything of it.
  std::string figures(const Metric& metric, FrameId frame, bool estimated) const;
};
// The parts outlive their rows.
PartRows choose_part_rows(const Parts& parts);

// Height of the strips without captions (px).
double part_strips_height(const PartRows& rows);
// Name and total at the left of each row, then self costs: functions stand in the order of the sum, and have the colour
// of their cumulative share of it. Returns the y below it (px).
double draw_part_strips(Scene& scene, double y, const CallGraph& sum, const PartRows& rows, const Theme& theme,
                        std::string_view caption);

}  // namespace p2g

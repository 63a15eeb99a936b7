// The list below a call graph: large self times of functions that no card and no row names, mostly because so many
// functions call them that an arrow would say nothing.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "renderers/scene.h"
#include "renderers/theme.h"
#include "src/model/graph.h"

namespace p2g::cards {

// Which frames a picture names, by FrameId: 1.
using Named = std::vector<std::uint8_t>;

struct SpreadRow {
  std::uint32_t function = 0;  // of the graph
  std::string name, self, callers;
};
// The largest self times that are not named, as far as the list goes: no more rows than there is room for, but for what
// has to be named. `graph` is the whole graph of the profile.
std::vector<SpreadRow> find_spread(const CallGraph& graph, const Named& named, std::size_t room = SIZE_MAX);
// So many rows have room in a height, px.
std::size_t spread_rows(double height, std::size_t columns);
// Marks them as named.
void name_rows(const CallGraph& graph, const std::vector<SpreadRow>& rows, Named& named);

// How many columns have room.
std::size_t spread_columns(double width);
// How high the list is in so many columns, px; 0 without rows.
double spread_height(std::size_t rows, std::size_t columns);
struct SpreadPlace {
  double x = 0, y = 0, width = 868;
  std::size_t columns = 3;
};
// Returns the y below.
double draw_spread(Scene& scene, const CallGraph& graph, const std::vector<SpreadRow>& rows, const SpreadPlace& place,
                   const Theme& theme);

}  // namespace p2g::cards

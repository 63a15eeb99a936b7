// The card of importing: what it does, and what is imported at what cost.
#pragma once

#include <string>
#include <vector>

#include "renderers/callgraph/spread.h"
#include "renderers/scene.h"
#include "renderers/theme.h"
#include "src/model/group.h"

namespace p2g::cards {

struct ImportCardPlace {
  double x = 0, y = 0, width = 572;
};
// Functions that the card names in full sight.
void name_import_rows(const Importing& importing, Named& named);
// "12.1 s", "≈86.0%": as the card has it.
std::string importing_share_text(const Importing& importing, const CallGraph& graph);

struct ImportCard {
  const GroupedGraph& grouped;
  const Group& group;
  std::string id;               // of its element
  const CallGraph& full;        // of the profile
  std::vector<SpreadRow> list;  // a third column, where it has room; empty: none
};
// Whether a card of this width has a third column.
bool has_third_column(double width);
// Returns the y below.
double draw_import_card(Scene& scene, const ImportCard& card, const ImportCardPlace& place, const Theme& theme);

}  // namespace p2g::cards

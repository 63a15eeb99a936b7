// The picture of a run that spends much of its time importing: one card for that, and the program itself beside or
// above it.
#pragma once

#include <vector>

#include "renderers/callgraph/arrange.h"
#include "renderers/callgraph/import_card.h"
#include "renderers/callgraph/paint.h"
#include "renderers/callgraph/spread.h"
#include "src/model/group.h"

namespace p2g::cards {

struct ImportPicture {
  enum class Place : std::uint8_t { beside, below, alone } place = Place::alone;  // of the card
  Arrangement program;
  std::vector<SpreadRow> list;
  Named named;
};
// `full`: the graph of the profile; `facts`: those of the grouped graph.
ImportPicture plan_import_picture(const GroupedGraph& grouped, const CallGraph& full, const GraphFacts& facts,
                                  Labels& labels, PageRoom room, Engine engine);

struct PaintedPicture {
  PaintedMarks marks;
  double bottom = 0;
};
PaintedPicture paint_import_picture(Scene& scene, double y, const GroupedGraph& grouped, const CallGraph& full,
                                    const GraphFacts& facts, Labels& labels, const ImportPicture& picture,
                                    const Theme& theme, bool color_by_self);

// Rows of the list below: machinery that stands in an ordinary group is told by its card.
std::vector<SpreadRow> list_unnamed(const CallGraph& full, const GroupedGraph* grouped, const Named& named,
                                    std::size_t room = SIZE_MAX);
// What the cards and rows of a plan name in full sight.
void name_planned(const GraphFacts& facts, const CardPlan& plan, Named& named);

}  // namespace p2g::cards

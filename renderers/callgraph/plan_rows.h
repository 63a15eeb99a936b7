// The rows of the cards: what a drawn function calls besides what it is linked with.
#pragma once

#include <vector>

#include "renderers/callgraph/plan.h"
#include "renderers/callgraph/plan_graph.h"

namespace p2g::cards {

inline constexpr double row_share = 0.01;  // lighter callees have no row of their own: they are summed

// Everything that a drawn function calls is drawn as a link, named in a row or summed in the last row.
Column<NodeIndex, std::vector<Row>> collect_rows(const PlanGraph& graph, const Decisions& decisions);

}  // namespace p2g::cards

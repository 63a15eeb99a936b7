// What the call graph picture says in tooltips.
#pragma once

#include <string>

#include "renderers/callgraph/card.h"

namespace p2g::cards {

// "cumulative 82.5% (2.08 s), self 12.0% (303 ms), 1,501 calls".
std::string function_figures(const GraphFacts& facts, FunctionIndex f);

// "caller → callee: 29.0% (731 ms), 12 calls"; says so when the way leads through functions that are not drawn.
std::string link_title(const GraphFacts& facts, Labels& labels, const VisibleCall& call);

}  // namespace p2g::cards

// What a plan is made from: which functions and calls are to be drawn, and how much may be left out of them.
#pragma once

#include <cstdint>
#include <vector>

#include "renderers/callgraph/facts.h"

namespace p2g::cards {

// A call between two functions of the picture.
struct VisibleCall {
  FunctionIndex caller, callee;
  Weight weight = 0;   // see GraphFacts::weight
  double carried = 0;  // part of the callee's time
  std::int64_t calls = 0;
  bool timed = true;       // the input gives a time, not only a number of calls
  bool residual = false;   // stands for a way through functions that are not drawn
  bool estimated = false;  // its weight, and perhaps that it was made at all
};

// How much is left out so that the rest can be seen. Shares are of the total.
struct Coarseness {
  double least_function = 0.01;  // lighter functions do not enter a picture of more than a dozen
  double light_call = 0.005;     // lighter calls are drawn only when they are the callee's heaviest
  double pass_on = 0.965;        // functions of a stack hand on at least this part of their time …
  double keep_self = 0.01;       // … and keep less than this of the total, nor is any callee beside it that large
};

struct PlanInput {
  std::vector<FunctionIndex> functions;  // to be drawn
  std::vector<VisibleCall> calls;        // among them, without self calls
  Coarseness coarseness;
  // Small functions with one caller may become rows of its card, light calls may be left out: the automatic choice.
  bool simplify = true;
};
// All calls of the graph among the functions, and for each function that nothing drawn leads to a residual one along
// its heaviest callers.
PlanInput automatic_input(const GraphFacts& facts, std::vector<FunctionIndex> functions);
// Exactly the functions and edges of `chosen`, a pruned form of the facts' graph.
PlanInput explicit_input(const GraphFacts& facts, const CallGraph& chosen);

}  // namespace p2g::cards

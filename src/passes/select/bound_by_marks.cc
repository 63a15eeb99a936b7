#include "src/passes/select/bound_by_marks.h"

#include <algorithm>
#include <vector>

#include "src/model/fraction.h"

namespace p2g {
namespace {

Figure at_most(const Figure& figure, const Figure& whole) {
  return Figure::between(std::min(figure.value, whole.value), std::min(figure.low, whole.high),
                         std::min(figure.high, whole.high));
}

}  // namespace

Figure cost_of_marked(const CallSelection& selection, const Marks& marks, const MarkParts& below) {
  Wide low = 0;
  Wide high = 0;
  Wide value = 0;
  for (FrameId f = 0; f < marks.size(); ++f) {
    const SelectedFunction& function = selection.functions[f];
    if (marks[f] == 0 || !function.present) continue;
    low = std::max<Wide>(low, function.cumulative.low);
    high += function.cumulative.high;
    value += function.cumulative.value;
  }
  // What one mark runs below another is there already. A mark that calls itself counts its outermost calls only.
  for (std::uint32_t c = 0; c < selection.calls.size(); ++c) {
    const SelectedCall& call = selection.calls[c];
    if (marks[call.callee] == 0 || call.caller == call.callee) continue;
    value -= std::min(below.call_cumulative[c].value, selection.functions[call.callee].cumulative.value);
  }
  // Stacks with a mark are no more than all stacks. Where cumulative costs are more than that, the file has its
  // reasons.
  if (selection.timed && selection.self_timed) high = std::max(low, std::min(high, own_costs(selection)));
  return Figure::between(std::min(value, high), low, high);
}

void bound_by_marks(CallSelection& selection, const Figure& whole) {
  for (SelectedFunction& function : selection.functions) {
    if (!function.present) continue;
    function.cumulative = at_most(function.cumulative, whole);
    function.self = at_most(function.self, whole);
  }
  for (SelectedCall& call : selection.calls) {
    call.cumulative = at_most(call.cumulative, whole);
    call.self = at_most(call.self, whole);
  }
  balance_own_costs(selection, whole.value);
}

void balance_own_costs(CallSelection& selection, Wide sum) {
  if (!selection.timed || !selection.self_timed) return;
  std::vector<Figure*> doubtful;
  Wide known = 0;
  Wide low = 0;
  Wide high = 0;
  for (SelectedFunction& function : selection.functions) {
    if (!function.present) continue;
    if (function.self.doubt() <= 0) {
      known += function.self.value;
      continue;
    }
    doubtful.push_back(&function.self);
    low += function.self.low;
    high += function.self.high;
  }
  balance_figures(std::clamp<Wide>(sum - known, low, high), doubtful);
}

Wide own_costs(const CallSelection& selection) {
  Wide sum = 0;
  for (const SelectedFunction& function : selection.functions) {
    if (function.present) sum += function.self.value;
  }
  return sum;
}

}  // namespace p2g

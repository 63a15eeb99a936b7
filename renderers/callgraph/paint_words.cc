#include "renderers/callgraph/paint_words.h"

#include <fmt/format.h>

#include <algorithm>

#include "renderers/page/sizes.h"
#include "renderers/page/text_width.h"
#include "src/base/number_text.h"
#include "src/model/share_text.h"

namespace p2g::cards {
namespace {

std::string share_and_amount(const GraphFacts& facts, Weight weight, bool estimated) {
  return share_text(weight, facts.graph.total, estimated) + " (" + facts.graph.metric.amount(weight) + ")";
}

std::string calls_words(const CallGraph& graph, std::int64_t calls, std::int64_t primitive) {
  if (graph.counted == Counted::nothing || calls <= 0) return "";  // stacks do not tell how often a function was called
  if (graph.counted == Counted::samples) {
    return fmt::format(", on the stack in {} sample{}", thousands_text(calls), calls == 1 ? "" : "s");
  }
  std::string words = fmt::format(", {} call{}", thousands_text(calls), calls == 1 ? "" : "s");
  if (primitive >= 0 && primitive != calls) words += fmt::format(" ({} primitive)", thousands_text(primitive));
  return words;
}

std::string short_name(Labels& labels, FunctionIndex f) {
  return fit_text(labels[f].forms.front(), 500, text_px, false, 0.6);
}

}  // namespace

std::string function_figures(const GraphFacts& facts, FunctionIndex f) {
  const Function& function = facts.function(f);
  const bool self = (function.estimated & estimated_self) != 0;
  const bool cumulative = (function.estimated & estimated_cumulative) != 0;
  std::string hidden;
  if (function.hidden != 0) {
    hidden = fmt::format(", of it in hidden functions {}", share_and_amount(facts, function.hidden, self));
  }
  return fmt::format("cumulative {}, self {}{}{}", share_and_amount(facts, function.cumulative, cumulative),
                     share_and_amount(facts, function.self, self), hidden,
                     calls_words(facts.graph, function.calls, function.primitive_calls));
}

std::string link_title(const GraphFacts& facts, Labels& labels, const VisibleCall& call) {
  std::string title = fmt::format("{} {} {}", short_name(labels, call.caller), call.residual ? "⇢" : "→",
                                  short_name(labels, call.callee));
  if (call.residual && !call.timed) return title + ": through functions that are not drawn";
  title += ":";
  if (call.timed) title += fmt::format(" {}", share_and_amount(facts, call.weight, call.estimated));
  std::string calls = calls_words(facts.graph, call.calls, -1);
  if (!call.timed && !calls.empty()) calls.erase(0, 1);  // nothing stands before the comma
  if (call.estimated) calls += ", estimated";
  return title + calls + (call.residual ? ", through functions that are not drawn" : "");
}

}  // namespace p2g::cards

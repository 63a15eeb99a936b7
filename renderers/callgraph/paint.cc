#include "renderers/callgraph/paint.h"

#include "renderers/callgraph/paint_context.h"
#include "renderers/page/function_key.h"

namespace p2g::cards {

PaintedMarks paint_graph(Scene& scene, const GraphFacts& facts, Labels& labels, const Arrangement& arrangement,
                         const Theme& theme, const PaintOptions& options) {
  PaintContext context{scene, facts, labels, arrangement, theme, options, {}, {}};
  // Ids belong to functions, and arrive in the order of their weight.
  ElementIds ids;
  for (const Card& card : arrangement.plan.cards) {
    std::vector<std::string> names;
    for (const FunctionIndex f : card.functions) names.push_back(ids.add(labels[f].key));
    context.ids.push_back(std::move(names));
  }
  scene.items.emplace_back(GroupBegin{"g", "", "", {}});
  // Links first: where one has to pass a card, the card is what can still be read.
  paint_links(context);
  for (const CardIndex card : arrangement.cards.indices()) paint_card(context, card);
  if (options.beside) options.beside();
  scene.items.emplace_back(GroupEnd{});
  return context.marks;
}

}  // namespace p2g::cards

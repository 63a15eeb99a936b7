// The call graph of a comparison: a card for each function that changed, with both sides on one scale.
#include "renderers/callgraph/comparison.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "renderers/callgraph/arrange.h"
#include "renderers/callgraph/comparison_graph.h"
#include "renderers/callgraph/paint.h"
#include "renderers/page/comparison_header.h"
#include "renderers/page/comparison_words.h"
#include "renderers/page/footer.h"
#include "renderers/page/scene_text.h"
#include "src/base/ratio_text.h"
#include "src/base/text.h"

namespace p2g::diffs {
namespace {

using namespace cards;  // NOLINT(google-build-using-namespace): this file is a front of that folder

constexpr double highest_for_width = 1.8;
constexpr double header_room_px = 110;
constexpr double footer_room_px = 50;
constexpr std::size_t counts_to_try[] = {33, 28, 24, 20, 16, 12, 10, 8, 6};
constexpr double bar_px = 4.5;
constexpr double column_gap_px = 10;

// Card, edge and tooltip of one function, before and after.
class ChangedCards {
 public:
  ChangedCards(const Diff& diff, const UnionGraph& united, Labels& labels)
      : diff_(diff), united_(united), labels_(labels) {}

  const FunctionDiff& of(FunctionIndex f) const { return diff_.functions[united_.function[f].value()]; }

  CardText write(const Card& card, double limit) {
    const FunctionIndex f = card.functions.front();
    const FunctionDiff& function = of(f);
    CardText text;
    double need = write_name(labels_[f], limit, text);
    // A change in percent needs two sides.
    const bool one_sided = function.is_new() || function.is_gone();
    const std::string self(doubt_mark(diff_, function, estimated_self));
    const std::string cumulative(doubt_mark(diff_, function, estimated_cumulative));
    text.percent = cumulative + marked_change(diff_, function.cumulative_delta(), function.cumulative_moved);
    text.amount = one_sided ? std::string(status(diff_, function))
                            : ratio_text(function.before.cumulative, function.after.cumulative);
    text.range = cumulative + amount(diff_, function.before.cumulative) + " → " + cumulative +
                 amount(diff_, function.after.cumulative);
    text.self = "self " + self + (function.self_delta() == 0 ? "no change" : change(diff_, function.self_delta()));
    if (const std::int64_t calls = function.calls_delta(); calls != 0 && diff_.counted == Counted::calls) {
      text.calls = ratio_text(function.before.calls, function.after.calls) + " calls";
      if (function.before.calls == 0) text.calls = count_text(calls) + " calls";
      text.calls.insert(0, doubt_mark(diff_, function, estimated_calls));
    }
    // Two texts on one line, one at each end.
    const auto pair = [](const std::string& left, bool bold, const std::string& right) {
      return text_room(left, bold ? name_px : text_px, bold) + column_gap_px + text_room(right, text_px, false);
    };
    need = std::max({need, pair(text.percent, true, text.amount), pair(text.self, false, text.calls),
                     text_room(text.range, text_px, false)});
    text.width = std::ceil(std::max(card_least_px, need + 2 * card_padding_px));
    text.height = 99 + name_step_px * (static_cast<double>(text.name.size()) - 1) - (text.where.empty() ? 12 : 0);
    return text;
  }

  CardLook look() {
    CardLook look;
    look.colors = [this](FunctionIndex f) {
      const int step = step_of(diff_, of(f).cumulative_delta(), of(f).cumulative_moved);
      return std::pair{delta_slot(step), delta_ink_slot(step)};
    };
    look.figures = [this](FunctionIndex f) { return tooltip(of(f)); };
    look.link_title = [this](const VisibleCall& call) { return link_title(call); };
    look.border = [this](FunctionIndex f) {
      // What is on one side only is told by more than colour: thick is new, dashed is gone.
      Paint paint{.stroke = Slot::ink, .stroke_opacity = 0.3F};
      if (of(f).is_new()) paint = {.stroke = Slot::ink, .stroke_width = 2};
      if (of(f).is_gone()) paint = {.stroke = Slot::ink, .stroke_width = 1.4F, .dash = Dash::dashed};
      return paint;
    };
    look.paint_body = [this](Scene& scene, FunctionIndex f, const CardText& text, double left, double right, double y) {
      paint_body(scene, f, text, left, right, y);
    };
    return look;
  }

 private:
  std::string tooltip(const FunctionDiff& function) const {
    const std::string self(doubt_mark(diff_, function, estimated_self));
    const std::string cumulative(doubt_mark(diff_, function, estimated_cumulative));
    std::string text =
        "cumulative " + cumulative + change_line(diff_, function.before.cumulative, function.after.cumulative);
    text += ", noise ±" + amount(diff_, diff_.cumulative_band(function));
    text += "\nself " + self + change_line(diff_, function.before.self, function.after.self);
    text += ", noise ±" + amount(diff_, diff_.self_band(function));
    if (diff_.has_counts()) {
      text += fmt::format("\n{} → {} {}", thousands_text(function.before.calls), thousands_text(function.after.calls),
                          counted_word(diff_.counted));
    }
    if (const std::string from = origin(function); !from.empty()) text += "\n" + from;
    if (const std::string_view why = cause(diff_, function); why != "noise") text.append("\n").append(why);
    return text;
  }

  std::string link_title(const VisibleCall& call) const {
    std::string text = name(diff_, of(call.caller)) + (call.residual ? " ⇢ " : " → ") + name(diff_, of(call.callee));
    if (call.residual) return text + ": through functions that are not drawn";
    // Edges are sorted by caller and callee; a link knows its ends only.
    const auto& edges = united_.graph.edges;
    const auto found = std::lower_bound(edges.begin(), edges.end(), call, [](const Edge& edge, const VisibleCall& c) {
      return std::pair{caller_of(edge), callee_of(edge)} < std::pair{c.caller, c.callee};
    });
    const EdgeIndex edge(static_cast<std::size_t>(found - edges.begin()));
    const CallDiff& both = diff_.calls[united_.call[edge].value()];
    text += (call.estimated ? ": ≈" : ": ") + change_line(diff_, both.before, both.after);
    if (!both.was) text += ", new";
    if (!both.is) text += ", gone";
    return text;
  }

  // Both sides on one scale for all cards: hollow is before, solid is after.
  void paint_body(Scene& scene, FunctionIndex f, const CardText& text, double left, double right, double y) const {
    const FunctionDiff& function = of(f);
    const Slot ink = delta_ink_slot(step_of(diff_, function.cumulative_delta(), function.cumulative_moved));
    const double width = right - left;
    const auto length = [&](Weight weight) {
      return width * std::clamp(share_of(weight, united_.graph.total), 0.0, 1.0);
    };
    // At least a pixel: no bar would say that the function was not there.
    if (function.was) {
      RectItem bar{left, y + 7, std::max(1.0, length(function.before.cumulative)), bar_px, 0};
      bar.paint = {.stroke = ink};
      scene.items.emplace_back(bar);
    }
    if (function.is) {
      RectItem bar{left, y + 12.5, std::max(1.0, length(function.after.cumulative)), bar_px, 0};
      bar.paint.fill = ink;
      scene.items.emplace_back(bar);
    }
    add_text(scene, left, y + 32, text.percent, name_px, true, Anchor::start, ink);
    if (!text.amount.empty()) add_text(scene, right, y + 32, text.amount, text_px, false, Anchor::end, ink);
    add_text(scene, left, y + 46, text.range, text_px, false, Anchor::start, ink);
    add_text(scene, left, y + 59.5, text.self, text_px, false, Anchor::start, ink);
    if (!text.calls.empty()) add_text(scene, right, y + 59.5, text.calls, text_px, false, Anchor::end, ink);
  }

  const Diff& diff_;
  const UnionGraph& united_;
  Labels& labels_;
};

// As many of the changed functions as fit the page.
Arrangement arrange(const GraphFacts& facts, ChangedCards& texts, const std::vector<FunctionIndex>& changed,
                    PageRoom room, Engine engine) {
  const CardWriter write = [&](const Card& card, double limit) { return texts.write(card, limit); };
  std::int64_t layouts = 0;
  Arrangement out;
  bool fits = false;
  // From many to few, because a layout tells more than an estimate. A picture of all changes is tried once, even if
  // there are fewer than the first count.
  for (const std::size_t count : counts_to_try) {
    if (count > changed.size() && count != counts_to_try[0]) continue;
    auto fitted = arrange_if_it_fits(facts, write, plan_input(facts, changed, count), room, engine, layouts);
    fits = fitted.has_value();
    if (fits) out = std::move(*fitted);
    if (fits) break;
  }
  if (!fits) out = arrange_all(facts, write, plan_input(facts, changed, counts_to_try[8]), room, engine);
  out.layouts = layouts;
  // What one profile's picture says besides: the heaviest chain, parts of a callee, rows.
  for (Card& card : out.plan.cards) {
    card.on_chain = false;
    card.rows.clear();
  }
  for (Link& link : out.plan.links) link.on_chain = link.labelled = false;
  return out;
}

std::string counts_text(const Comparison& comparison, std::size_t drawn) {
  const Diff& diff = comparison.diff();
  const auto all = static_cast<std::int64_t>(diff.functions.size());
  std::string text =
      fmt::format("{} of {} function{} drawn: those with the largest change. ",
                  thousands_text(static_cast<std::int64_t>(drawn)), thousands_text(all), all == 1 ? "" : "s");
  return text + trust_text(diff) + doubts(diff) +
         (chosen_sentence(diff).empty() ? "" : ' ' + chosen_sentence(diff) + '.');
}

std::vector<KeyEntry> key_entries(const Diff& diff, const ChangedCards& cards, const CardPlan& plan) {
  std::vector<KeyEntry> key{{Mark::both_bars, "before (hollow), after; one scale for all"},
                            {Mark::edge, "width: the larger side"}};
  bool residual = false, estimated = false, added = false, gone = false;
  for (const Link& link : plan.links) {
    residual = residual || link.call.residual;
    estimated = estimated || link.call.estimated;
  }
  for (const Card& card : plan.cards) {
    added = added || cards.of(card.functions.front()).is_new();
    gone = gone || cards.of(card.functions.front()).is_gone();
  }
  if (estimated) key.push_back({Mark::guessed, "estimated call"});
  if (residual) key.push_back({Mark::residual, "through functions that are not drawn"});
  if (added) key.push_back({Mark::added, "new"});
  if (gone) key.push_back({Mark::gone, "gone"});
  if (diff.normalized) key.push_back({Mark::none, "scaled to the total before"});
  return key;
}

}  // namespace

Result<Scene> draw_callgraph(const Comparison& comparison, const ViewOptions& options, const Theme& theme,
                             DrawStats& stats) {
  const PictureOptions& picture = options.picture;
  const Diff& diff = comparison.diff();
  const UnionGraph united = unite(diff);
  const GraphFacts facts(united.graph);
  Labels labels(facts);
  ChangedCards texts(diff, united, labels);
  const std::vector<FunctionIndex> changed = changed_functions(diff, united);
  const PageRoom room{picture.width - 2 * margin_px,
                      highest_for_width * picture.width - header_room_px - footer_room_px};
  Arrangement arrangement;
  if (!changed.empty()) {
    arrangement = arrange(facts, texts, changed, room, picture.layout == "dot" ? Engine::dot : Engine::layered);
  }
  const CardPlan& plan = arrangement.plan;

  Scene scene;
  scene.view = "callgraph";
  scene.width = std::max(picture.width, std::ceil(arrangement.width + 2 * margin_px));
  scene.title = "Call graph of a change: " + title(diff, picture);
  scene.description = description(comparison);
  double y = draw_header(scene, comparison, picture, counts_text(comparison, plan.cards.size())) + 4;
  if (plan.cards.empty()) {
    const std::string_view what =
        comparison.rows().empty() ? "No difference." : "No function changed beyond the noise.";
    y = add_wrapped_text(scene, margin_px, y + 20, what, scene.width - 2 * margin_px, Slot::ink) + 8;
  } else {
    const CardLook look = texts.look();
    const double left = margin_px + std::max(0.0, (scene.width - 2 * margin_px - arrangement.width) / 2);
    PaintOptions paint{left, y};
    paint.look = &look;
    paint_graph(scene, facts, labels, arrangement, theme, paint);
    y = draw_footer(scene, y + arrangement.height + 16, key_entries(diff, texts, plan));
  }
  scene.height = std::ceil(y);
  stats.counts = {{"changed", static_cast<std::int64_t>(changed.size())},
                  {"cards", static_cast<std::int64_t>(plan.cards.size())},
                  {"links", static_cast<std::int64_t>(plan.links.size())},
                  {"layouts", arrangement.layouts}};
  return scene;
}

}  // namespace p2g::diffs

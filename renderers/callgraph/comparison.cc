// The call graph of a comparison: a card for each function that changed, with both sides on one scale.
#include "renderers/callgraph/comparison.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "renderers/callgraph/arrange.h"
#include "renderers/callgraph/comparison_graph.h"
#include "renderers/callgraph/comparison_rows.h"
#include "renderers/callgraph/paint.h"
#include "renderers/page/change_strip.h"
#include "renderers/page/comparison_header.h"
#include "renderers/page/comparison_words.h"
#include "renderers/page/footer.h"
#include "renderers/page/scene_text.h"
#include "src/base/number_text.h"
#include "src/base/ratio_text.h"
#include "src/base/text.h"

namespace p2g::diffs {
namespace {

using namespace cards;  // NOLINT(google-build-using-namespace): this file is a front of that folder

constexpr double highest_for_width = 1.8;
constexpr double header_room_px = 110;
constexpr double footer_room_px = 50;
constexpr std::size_t counts_to_try[] = {12, 10, 8, 7, 6, 5, 4, 3, 2, 1};
constexpr double bar_px = 4.5;
constexpr double bars_px = 17;  // both of them
constexpr double line_px = 14;
constexpr double column_gap_px = 10;

// A line of a card: a text at each end.
struct CardLine {
  std::string left, right;
  bool bold_left = false, bold_right = false;
};

// Card, edge and tooltip of one function, before and after. What is told is its own cost; a function that is only on
// the way to one says the change of all that it calls.
class ChangedCards {
 public:
  ChangedCards(const Diff& diff, const UnionGraph& united, Labels& labels, const std::vector<FunctionIndex>& told)
      : diff_(diff), united_(united), labels_(labels), is_told_(united.graph.functions.size(), 0) {
    for (const FunctionIndex f : told) {
      is_told_[f] = 1;
      largest_ = std::max({largest_, of(f).before.self, of(f).after.self});
    }
  }

  const FunctionDiff& of(FunctionIndex f) const { return diff_.functions[united_.function[f].value()]; }
  bool is_told(FunctionIndex f) const { return is_told_[f] != 0; }

  CardText write(const Card& card, double limit) {
    return card.functions.size() > 1 ? write_stack(card, limit) : write_function(card.functions.front(), limit);
  }

  CardLook look() {
    CardLook look;
    look.colors = [this](FunctionIndex f) {
      const int step = color_of(f);
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
    look.paint_body = [this](Scene& scene, FunctionIndex f, const CardText&, double left, double right, double y) {
      paint_body(scene, f, left, right, y);
    };
    return look;
  }

 private:
  // Of its own cost: a way to what changed does not glow with it.
  int color_of(FunctionIndex f) const { return step_of(diff_, of(f).self_delta(), of(f).self_moved); }

  std::string in_all(FunctionIndex f) const {
    const FunctionDiff& function = of(f);
    const std::string mark(doubt_mark(diff_, function, estimated_cumulative));
    return mark + (function.cumulative_delta() == 0 ? "no change" : change(diff_, function.cumulative_delta()));
  }

  // What a call cost, and whether that changed.
  CardLine per_call_line(const FunctionDiff& function) const {
    const auto price = [&](const FunctionCost& cost) { return diff_.metric.amount(cost.self / cost.calls); };
    CardLine line{price(function.before) + " → " + price(function.after) + " each", {}};
    const double before = static_cast<double>(function.before.self) / static_cast<double>(function.before.calls);
    const double after = static_cast<double>(function.after.self) / static_cast<double>(function.after.calls);
    if (!function.self_evidence.is_timed() || before <= 0 || after <= 0) return line;
    const double log_price = std::log(after / before);
    const bool decided = std::abs(log_price) > diff_.list_factor * function.self_evidence.error;
    line.right = !decided ? "undecided" : log_price > 0 ? "dearer" : "cheaper";
    return line;
  }

  std::vector<CardLine> told_lines(const FunctionDiff& function) const {
    const std::string self(doubt_mark(diff_, function, estimated_self));
    const bool one_sided = function.is_new() || function.is_gone();
    std::vector<CardLine> lines;
    lines.push_back({self + marked_change(diff_, function.self_delta(), function.self_moved),
                     one_sided ? std::string() : ratio_text(function.before.self, function.after.self), true, false});
    if (diff_.has_counts()) {
      const std::string mark(doubt_mark(diff_, function, estimated_calls));
      const std::string after = mark + count_text(function.after.calls);
      const std::string word = " " + std::string(counted_word(diff_.counted));
      if (function.before.calls == function.after.calls) {
        lines.push_back({after + word, "="});
      } else {
        const bool work = function.calls_changed() && std::abs(function.work) > diff_.noise && !one_sided;
        lines.push_back({mark + count_text(function.before.calls) + " → " + after + word,
                         work ? change(diff_, function.work) : std::string(), false, true});
      }
    }
    const bool priced = diff_.counted == Counted::calls && function.before.calls > 0 && function.after.calls > 0;
    if (priced) lines.push_back(per_call_line(function));
    lines.push_back({std::string(cause(diff_, function)),
                     self + amount(diff_, function.before.self) + " → " + self + amount(diff_, function.after.self),
                     true});
    if (std::abs(function.cumulative_delta() - function.self_delta()) > diff_.noise) {
      lines.push_back({"in all " + std::string(doubt_mark(diff_, function, estimated_cumulative)) +
                           change(diff_, function.cumulative_delta()),
                       ratio_text(function.before.cumulative, function.after.cumulative)});
    }
    return lines;
  }

  std::vector<CardLine> lines_of(FunctionIndex f) const {
    if (is_told(f)) return told_lines(of(f));
    return {{"in all " + in_all(f), {}}};
  }

  CardText write_function(FunctionIndex f, double limit) {
    CardText text;
    double need = write_name(labels_[f], limit, text);
    const std::vector<CardLine> lines = lines_of(f);
    for (const CardLine& line : lines) {
      const float left_px = &line == &lines.front() && line.bold_left ? name_px : text_px;
      double both = text_room(line.left, left_px, line.bold_left);
      if (!line.right.empty()) both += column_gap_px + text_room(line.right, text_px, line.bold_right);
      need = std::max(need, both);
    }
    text.width = std::ceil(std::max(card_least_px, need + 2 * card_padding_px));
    const double bars = is_told(f) ? bars_px : 0;
    text.height = first_baseline_px + name_step_px * (static_cast<double>(text.name.size()) - 1) +
                  (text.where.empty() ? 0 : 12.5) + bars + line_px * static_cast<double>(lines.size()) + 7;
    return text;
  }

  CardText write_stack(const Card& card, double limit) {
    CardText text;
    double need = 0;
    for (const FunctionIndex f : card.functions) {
      StackLine line;
      line.percent = in_all(f);
      const double figure = column_gap_px + text_room(line.percent, text_px, false);
      line.name = fitting_name(labels_[f].row_forms.front(), limit - figure, name_px, true);
      if (line.name.empty()) line.name = "…";
      need = std::max(need, text_room(line.name, name_px, true) + figure);
      text.stack.push_back(std::move(line));
    }
    text.width = std::ceil(std::max(card_least_px, need + 2 * card_padding_px));
    text.height = first_baseline_px + stack_step_px * (static_cast<double>(card.functions.size()) - 1) + 9;
    return text;
  }

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
    constexpr std::size_t most_bytes = 200;
    std::string text = shorten_middle(name(diff_, of(call.caller)), most_bytes) + (call.residual ? " ⇢ " : " → ") +
                       shorten_middle(name(diff_, of(call.callee)), most_bytes);
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

  // Own cost on one scale for all cards: hollow is before, solid is after.
  void paint_bars(Scene& scene, const FunctionDiff& function, double left, double width, double y, Slot ink) const {
    // At least a pixel: no bar would say that the function was not there.
    const auto length = [&](Weight weight) {
      return std::max(1.0, width * std::clamp(share_of(weight, largest_), 0.0, 1.0));
    };
    if (function.was) {
      RectItem bar{left, y + 7, length(function.before.self), bar_px, 0};
      bar.paint = {.stroke = ink};
      scene.items.emplace_back(bar);
    }
    if (function.is) {
      RectItem bar{left, y + 12.5, length(function.after.self), bar_px, 0};
      bar.paint.fill = ink;
      scene.items.emplace_back(bar);
    }
  }

  void paint_body(Scene& scene, FunctionIndex f, double left, double right, double y) const {
    const Slot ink = delta_ink_slot(color_of(f));
    if (is_told(f)) {
      paint_bars(scene, of(f), left, right - left, y, ink);
      y += bars_px;
    }
    bool is_first = true;
    for (const CardLine& line : lines_of(f)) {
      y += line_px;
      const float size = is_first && line.bold_left ? name_px : text_px;
      add_text(scene, left, y, line.left, size, line.bold_left, Anchor::start, ink);
      if (!line.right.empty()) add_text(scene, right, y, line.right, text_px, line.bold_right, Anchor::end, ink);
      is_first = false;
    }
  }

  const Diff& diff_;
  const UnionGraph& united_;
  Labels& labels_;
  Column<FunctionIndex, std::uint8_t> is_told_;
  Weight largest_ = 1;  // self cost of a told function
};

// As many of the changed functions as fit the page.
Arrangement arrange(const Diff& diff, const GraphFacts& facts, ChangedCards& texts,
                    const std::vector<FunctionIndex>& changed, PageRoom room, Engine engine) {
  const CardWriter write = [&](const Card& card, double limit) { return texts.write(card, limit); };
  std::int64_t layouts = 0;
  Arrangement out;
  bool fits = false;
  // From many to few, because a layout tells more than an estimate. A picture of all changes is tried once, even if
  // there are fewer than the first count.
  for (const std::size_t count : counts_to_try) {
    if (count > changed.size() && count != counts_to_try[0]) continue;
    auto fitted = arrange_if_it_fits(facts, write, plan_input(diff, facts, changed, count), room, engine, layouts);
    fits = fitted.has_value();
    if (fits) out = std::move(*fitted);
    if (fits) break;
  }
  if (!fits) out = arrange_all(facts, write, plan_input(diff, facts, changed, 1), room, engine);
  out.layouts = layouts;
  // What one profile's picture says besides: the heaviest chain, parts of a callee, rows.
  for (Card& card : out.plan.cards) {
    card.on_chain = false;
    card.rows.clear();
  }
  for (Link& link : out.plan.links) link.on_chain = link.labelled = false;
  return out;
}

// How far it can be trusted, and what of it is drawn.
std::string trust_and_counts(const Comparison& comparison, std::size_t told, std::size_t drawn) {
  const Diff& diff = comparison.diff();
  std::string text = short_trust_text(diff) + doubts(diff);
  if (const std::string chosen = chosen_sentence(diff); !chosen.empty()) text += ' ' + chosen + '.';
  if (drawn == 0) return text;
  return text + fmt::format(" Drawn: {} of {} whose change is certain, each with its heaviest way from the start.",
                            thousands_text(static_cast<std::int64_t>(drawn)),
                            plural_text(static_cast<std::int64_t>(told), "function"));
}

std::vector<KeyEntry> key_entries(const Diff& diff, const ChangedCards& cards, const CardPlan& plan) {
  std::vector<KeyEntry> key{{Mark::both_bars, "self " + diff.metric.noun() + " before (hollow), after; one scale"},
                            {Mark::none, "grey: on the way, its figure is the change of all that it calls"}};
  bool residual = false, estimated = false, added = false, gone = false;
  for (const Link& link : plan.links) {
    residual = residual || link.call.residual;
    estimated = estimated || link.call.estimated;
  }
  for (const Card& card : plan.cards) {
    for (const FunctionIndex f : card.functions) {
      added = added || cards.of(f).is_new();
      gone = gone || cards.of(f).is_gone();
    }
  }
  if (estimated) key.push_back({Mark::guessed, "estimated call"});
  if (residual) key.push_back({Mark::residual, "through functions that are not drawn"});
  if (added) key.push_back({Mark::added, "new"});
  if (gone) key.push_back({Mark::gone, "gone"});
  if (diff.normalized) key.push_back({Mark::none, "scaled to the total before"});
  return key;
}

std::size_t count_told(const ChangedCards& cards, const CardPlan& plan) {
  std::size_t told = 0;
  for (const Card& card : plan.cards) {
    for (const FunctionIndex f : card.functions) told += cards.is_told(f) ? 1 : 0;
  }
  return told;
}

}  // namespace

Result<Scene> draw_callgraph(const Comparison& comparison, const ViewOptions& options, const Theme& theme,
                             DrawStats& stats) {
  const PictureOptions& picture = options.picture;
  const Diff& diff = comparison.diff();
  const UnionGraph united = unite(diff);
  const GraphFacts facts(united.graph);
  Labels labels(facts);
  const std::vector<FunctionIndex> changed = changed_functions(diff, united);
  ChangedCards texts(diff, united, labels, changed);
  const PageRoom room{picture.width - 2 * margin_px,
                      highest_for_width * picture.width - header_room_px - footer_room_px};
  Arrangement arrangement;
  if (!changed.empty()) {
    const Engine engine = picture.layout == "dot" ? Engine::dot : Engine::layered;
    arrangement = arrange(diff, facts, texts, changed, room, engine);
  }
  const CardPlan& plan = arrangement.plan;

  Scene scene;
  scene.view = "callgraph";
  scene.width = std::max(picture.width, std::ceil(arrangement.width + 2 * margin_px));
  scene.title = "Call graph of a change: " + title(diff, picture);
  scene.description = description(comparison);
  const std::string trust = trust_and_counts(comparison, changed.size(), count_told(texts, plan));
  double y = draw_header(scene, comparison, picture, trust) + 4;
  y = draw_change_strip(scene, y, diff) + 4;
  if (plan.cards.empty()) {
    y = draw_unchanged_rows(scene, y, comparison);
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

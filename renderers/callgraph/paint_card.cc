#include <utility>

#include "renderers/callgraph/paint_context.h"
#include "renderers/callgraph/paint_words.h"
#include "renderers/page/function_key.h"
#include "renderers/page/marks.h"
#include "renderers/page/scene_text.h"
#include "src/base/utf8.h"

namespace p2g::cards {
namespace {

constexpr double corner_px = 4;

constexpr Paint swatch_paint(Slot fill) { return {.fill = fill, .stroke = Slot::ink, .stroke_opacity = 0.3F}; }

void append_item(std::string& list, std::string_view item, std::string_view separator) {
  if (!list.empty()) list += separator;
  list += item;
}

// Paints one card from back to front; every step begins where the one before ended.
class CardPainter {
 public:
  CardPainter(PaintContext& context, CardIndex index)
      : context_(context),
        scene_(context.scene),
        facts_(context.facts),
        index_(index),
        card_(context.card(index)),
        text_(context.arrangement.cards[index]),
        at_(context.corner(index)),
        left_(at_.x + card_padding_px),
        right_(at_.x + text_.width - card_padding_px) {}

  void run() {
    const auto [fill, ink] = colors();
    scene_.items.emplace_back(group());
    if (context_.is_stack(index_)) paint_shadow(fill);
    RectItem whole{at_.x, at_.y, text_.width, text_.height, corner_px};
    whole.paint.fill = fill;
    scene_.items.emplace_back(whole);
    if (facts_.is_own[first()] != 0) paint_own_edge();
    const double below = context_.is_stack(index_) ? paint_stack(ink) : paint_function(ink);
    if (!text_.rows.empty() || text_.foot) paint_ground(text_.rows.empty() ? bottom() - foot_px : below);
    if (!text_.rows.empty()) paint_rows(below);
    if (text_.foot) paint_foot();
    // Last, so that neither rows nor bars cover it.
    RectItem border{at_.x, at_.y, text_.width, text_.height, corner_px};
    border.paint = border_paint();
    scene_.items.emplace_back(border);
    if (facts_.is_asked[first()] != 0) paint_asked();
    scene_.items.emplace_back(GroupEnd{});
  }

 private:
  FunctionIndex first() const { return card_.functions.front(); }
  double bottom() const { return at_.y + text_.height; }
  const CardLook* look() const { return context_.options.look; }

  int step_of(FunctionIndex f) const {
    return context_.theme.step(context_.options.color_by_self ? facts_.self_share(f) : facts_.share(f));
  }
  // Of the card and of the text on it.
  std::pair<Slot, Slot> colors() const {
    if (look() != nullptr) return look()->colors(first());
    if (facts_.is_hidden(first())) return {Slot::page, Slot::ink};
    return {step_slot(step_of(first())), ink_slot(step_of(first()))};
  }
  Paint border_paint() const {
    if (look() != nullptr) return look()->border(first());
    if (facts_.is_hidden(first())) return {.stroke = Slot::muted, .dash = Dash::dashed};
    if (card_.on_chain) return {.stroke = Slot::ink, .stroke_width = 1.8F};
    return {.stroke = Slot::ink, .stroke_opacity = 0.3F};
  }

  std::string limited_key(FunctionIndex f) { return shorten_middle(context_.labels[f].key, key_limit_bytes); }
  std::string title_of(FunctionIndex f) {
    return limited_key(f) + "\n" + (look() != nullptr ? look()->figures(f) : function_figures(facts_, f)) +
           part_figures(f) + context_.labels[f].spellings;
  }

  std::string part_figures(FunctionIndex f) const {
    if (!facts_.has_foot(f)) return {};
    const Function& function = facts_.function(f);
    return "\n" +
           facts_.parts->figures(facts_.graph.metric, function.frame, (function.estimated & estimated_cumulative) != 0);
  }

  // The user's own code: beside the heat scale, not in it.
  void paint_own_edge() {
    RectItem edge{at_.x, at_.y, 4, text_.height, 0};
    edge.paint.fill = Slot::caller;
    scene_.items.emplace_back(edge);
    context_.marks.own = true;
  }

  // What was asked for on the command line: a ring, and a tag on its upper edge.
  void paint_asked() {
    RectItem ring{at_.x - 3, at_.y - 3, text_.width + 6, text_.height + 6, corner_px + 2};
    ring.paint = {.stroke = Slot::caller, .stroke_width = 2.4F};
    scene_.items.emplace_back(ring);
    constexpr double tag_px = 42;
    RectItem tag{at_.x + text_.width + 3 - tag_px, at_.y - 11, tag_px, 15, 3};
    tag.paint.fill = Slot::caller;
    scene_.items.emplace_back(tag);
    add_text(scene_, tag.x + tag_px / 2, tag.y + 11.5, "asked", text_px, false, Anchor::middle, Slot::page);
    context_.marks.asked = true;
  }

  // What the script finds a card by: the ids of all of its functions, and the names in its rows.
  GroupBegin group() {
    const std::vector<std::string>& ids = context_.ids[index_];
    GroupBegin group{"n", ids[0], title_of(first()), {}};
    std::string more_ids, listed;
    for (std::size_t i = 1; i < card_.functions.size(); ++i) {
      group.title += "\n" + title_of(card_.functions[i]);
      append_item(more_ids, ids[i], " ");
    }
    for (const Row& row : card_.rows)
      if (row.kind == Row::Kind::callee) append_item(listed, limited_key(row.function), "\n");
    if (!more_ids.empty()) group.attributes.emplace_back("i", std::move(more_ids));
    if (!listed.empty()) group.attributes.emplace_back("l", std::move(listed));
    return group;
  }

  // A path, because the script takes the first rect of a card for the card.
  void paint_shadow(Slot fill) {
    context_.marks.stack = true;
    const double left = at_.x + stack_shadow_px, top = at_.y + stack_shadow_px;
    PathItem shadow;
    shadow.move(left + corner_px, top);
    shadow.line(left + text_.width, top);
    shadow.line(left + text_.width, top + text_.height);
    shadow.line(left, top + text_.height);
    shadow.line(left, top + corner_px);
    shadow.close();
    shadow.paint = swatch_paint(fill);
    scene_.items.emplace_back(std::move(shadow));
  }

  // Track, cumulative and self on one scale for all cards: the full width is the whole run.
  void paint_bar(double y, double cumulative, double self, Slot ink) {
    const double width = text_.width - 2 * card_padding_px;
    const auto bar = [&](double share, float opacity) {
      if (share * width < 0.05) return;
      RectItem rect{left_, y, share * width, 5, 0};
      rect.paint = {.fill = ink, .fill_opacity = opacity};
      scene_.items.emplace_back(rect);
    };
    bar(1, 0.14F);
    bar(cumulative, 0.4F);
    bar(self, 1);
  }

  void text_left(double y, const std::string& text, Slot ink) {
    add_text(scene_, left_, y, text, text_px, false, Anchor::start, ink);
  }
  void text_right(double y, const std::string& text, Slot ink, double keep_free = 0) {
    add_text(scene_, right_ - keep_free, y, text, text_px, false, Anchor::end, ink);
  }

  // The card of one function. Returns the y below the coloured part.
  double paint_function(Slot ink) {
    const double y = paint_name(ink);
    if (look() != nullptr) {
      look()->paint_body(scene_, first(), text_, left_, right_, y);
      return at_.y + text_.height;
    }
    paint_bar(y + 8.5, facts_.share(first()), facts_.self_share(first()), ink);
    const double figures = y + 28.5;
    add_text(scene_, left_, figures, text_.percent, name_px, true, Anchor::start, ink);
    text_right(figures, text_.amount, ink);
    const double last = figures + 13.5;
    text_left(last, text_.self, ink);
    if (!text_.calls.empty()) text_right(last, text_.calls, ink, text_.recursive ? mark_px + 3 : 0);
    if (text_.recursive) {
      add_loop_mark(scene_, right_ - mark_px, last, ink);
      context_.marks.loop = true;
    }
    if (text_.of_run.empty()) return last + 8.5;
    text_left(last + of_run_step_px, text_.of_run, ink);
    return last + of_run_step_px + 8.5;
  }

  // Name in one line or two, and where it is. Returns the baseline of the last line.
  double paint_name(Slot ink) {
    double y = at_.y + first_baseline_px;
    for (std::size_t i = 0; i < text_.name.size(); ++i)
      add_text(scene_, left_, y + name_step_px * static_cast<double>(i), text_.name[i], name_px, true, Anchor::start,
               ink);
    y += name_step_px * (static_cast<double>(text_.name.size()) - 1);
    if (text_.where.empty()) return y;
    y += 12.5;
    text_left(y, text_.where, ink);
    return y;
  }

  // The card of several functions. Returns the y below the coloured part.
  double paint_stack(Slot ink) {
    double y = at_.y + first_baseline_px - stack_step_px;
    for (const StackLine& line : text_.stack) {
      y += stack_step_px;
      paint_stack_line(line, y, ink);
    }
    if (look() != nullptr) return at_.y + text_.height;
    Weight self = 0;
    for (const FunctionIndex f : card_.functions) self += facts_.function(f).self;
    paint_bar(y + 8, facts_.share(first()), facts_.clamped_share(self), ink);
    text_left(y + 27, text_.where, ink);
    text_left(y + 41, text_.self, ink);
    return y + 49;
  }

  void paint_stack_line(const StackLine& line, double y, Slot ink) {
    if (line.percent.empty()) {  // stands for several functions
      add_more_mark(scene_, left_, y, ink);
      add_text(scene_, left_ + mark_px + 4, y, line.name, text_px, false, Anchor::start, ink);
      return;
    }
    const double width = add_text(scene_, left_, y, line.name, name_px, true, Anchor::start, ink);
    if (!line.line.empty()) add_text(scene_, left_ + width + 3, y, line.line, text_px, false, Anchor::start, ink);
    text_right(y, line.percent, ink);
  }

  // Rows and foot stand on the page's colour, so that they do not look like a part of the function's own cost.
  void paint_ground(double top) {
    const double bottom = at_.y + text_.height, right = at_.x + text_.width;
    PathItem ground;
    ground.move(at_.x, top);
    ground.line(right, top);
    ground.line(right, bottom - corner_px);
    const double k = corner_px * 0.45;  // control points of a quarter circle as a cubic
    ground.cubic(right, bottom - k, right - k, bottom, right - corner_px, bottom);
    ground.line(at_.x + corner_px, bottom);
    ground.cubic(at_.x + k, bottom, at_.x, bottom - k, at_.x, bottom - corner_px);
    ground.close();
    ground.paint.fill = Slot::page;
    scene_.items.emplace_back(std::move(ground));
  }

  // What the function costs in each part: the full width of a bar is the longest part.
  void paint_foot() {
    constexpr double gap_px = 4, bar_px = 6;
    const auto count = static_cast<double>(facts_.parts->rows.size());
    const double width = (right_ - left_ + gap_px) / count - gap_px;
    const double y = bottom() - foot_px / 2 - bar_px / 2;
    const auto bar = [&](double x, double size, float opacity) {
      RectItem rect{x, y, size, bar_px, 0};
      rect.paint = {.fill = Slot::ink, .fill_opacity = opacity};
      scene_.items.emplace_back(rect);
    };
    double x = left_;
    for (std::size_t row = 0; row < facts_.parts->rows.size(); ++row, x += width + gap_px) {
      bar(x, width, 0.14F);
      const double size = facts_.parts->share(row, facts_.function(first()).frame) * width;
      if (size >= 0.05) bar(x, size, 1);
    }
    context_.marks.foot = true;
  }

  void paint_rows(double top) {
    double y = top + 12;
    for (std::size_t i = 0; i < card_.rows.size(); ++i, y += row_px) paint_row(card_.rows[i], text_.rows[i], y);
  }

  void paint_row(const Row& row, const RowText& text, double y) {
    switch (row.kind) {
      case Row::Kind::callee: {
        RectItem swatch{left_, y - 7.5, 8, 8, 0};
        swatch.paint = swatch_paint(step_slot(step_of(row.function)));
        scene_.items.emplace_back(swatch);
        context_.marks.swatch = true;
        break;
      }
      case Row::Kind::back:
        add_back_mark(scene_, left_, y, Slot::ink);
        context_.marks.back = true;
        break;
      case Row::Kind::more:
        add_more_mark(scene_, left_, y, Slot::ink);
        context_.marks.more = true;
        break;
    }
    add_text(scene_, left_ + 13, y, text.name);
    if (!text.figure.empty()) text_right(y, text.figure, Slot::ink);
  }

  PaintContext& context_;
  Scene& scene_;
  const GraphFacts& facts_;
  const CardIndex index_;
  const Card& card_;
  const CardText& text_;
  const Point at_;             // upper left
  const double left_, right_;  // of the text
};

}  // namespace

void paint_card(PaintContext& context, CardIndex index) { CardPainter(context, index).run(); }

}  // namespace p2g::cards

#include "renderers/callgraph/paint.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "renderers/callgraph/curves.h"
#include "renderers/page/function_key.h"
#include "renderers/page/marks.h"
#include "renderers/page/scene_text.h"
#include "renderers/page/text_width.h"
#include "src/base/text.h"

namespace p2g::cards {
namespace {

constexpr double corner_px = 4;
constexpr double label_height_px = 14;
constexpr double label_padding_px = 3;
constexpr std::size_t labelled_links_at_most = 400;  // placing labels is quadratic, and nobody reads a thousand

// ---- Words ---------------------------------------------------------------------------------------------------------

std::string share_and_amount(const GraphFacts& facts, Weight weight) {
  const Metric& metric = facts.graph.metric;
  return percent_text(share_of(weight, facts.graph.total)) + " (" + amount_text(weight, metric.decimals, metric.unit) +
         ")";
}

std::string calls_words(const CallGraph& graph, std::int64_t calls, std::int64_t primitive) {
  if (graph.from_stacks || calls <= 0) return "";
  if (graph.sampled) return fmt::format(", {} on the stack in samples", thousands_text(calls));
  std::string words = fmt::format(", {} call{}", thousands_text(calls), calls == 1 ? "" : "s");
  if (primitive >= 0 && primitive != calls) words += fmt::format(" ({} primitive)", thousands_text(primitive));
  return words;
}

std::string figures(const GraphFacts& facts, std::uint32_t f) {
  const Function& function = facts.graph.functions[f];
  return fmt::format("cumulative {}, self {}{}", share_and_amount(facts, function.cumulative),
                     share_and_amount(facts, function.self),
                     calls_words(facts.graph, function.calls, function.primitive_calls));
}

std::string short_name(Labels& labels, std::uint32_t f) {
  return fit_text(labels[f].forms.front(), 500, text_px, false, 0.6);
}

std::string link_title(const GraphFacts& facts, Labels& labels, const VisibleCall& call) {
  std::string title = fmt::format("{} {} {}", short_name(labels, call.caller), call.residual ? "⇢" : "→",
                                  short_name(labels, call.callee));
  if (call.residual && !call.timed) return title + ": through functions that are not drawn";
  title += ":";
  if (call.timed) title += fmt::format(" {}", share_and_amount(facts, call.weight));
  std::string calls = calls_words(facts.graph, call.calls, -1);
  if (!call.timed && !calls.empty()) calls.erase(0, 1);
  return title + calls + (call.residual ? ", through functions that are not drawn" : "");
}

// ---- Painter -------------------------------------------------------------------------------------------------------

class Painter {
 public:
  Painter(Scene& scene, const GraphFacts& facts, Labels& labels, const Arrangement& arrangement, const Theme& theme,
          const PaintOptions& options)
      : scene_(scene),
        facts_(facts),
        labels_(labels),
        arrangement_(arrangement),
        theme_(theme),
        options_(options),
        origin_{options.x, options.y} {}

  PaintedMarks run() {
    name_cards();
    scene_.items.emplace_back(GroupBegin{"g", "", "", {}});
    paint_links();
    for (std::size_t i = 0; i < arrangement_.cards.size(); ++i) paint_card(i);
    scene_.items.emplace_back(GroupEnd{});
    return marks_;
  }

 private:
  const Card& card(std::size_t index) const { return arrangement_.plan.cards[index]; }
  Point corner(std::size_t index) const {
    return {origin_.x + arrangement_.corners[index].x, origin_.y + arrangement_.corners[index].y};
  }
  int step_of(std::uint32_t f) const {
    return theme_.step(options_.color_by_self ? facts_.self_share(f) : facts_.share(f));
  }

  std::pair<Slot, Slot> colors_of(std::uint32_t f) const {
    if (options_.look != nullptr) return options_.look->colors(f);
    return {step_slot(step_of(f)), ink_slot(step_of(f))};
  }
  std::string figures_of(std::uint32_t f) const {
    return options_.look != nullptr ? options_.look->figures(f) : figures(facts_, f);
  }
  std::string title_of(const VisibleCall& call) const {
    return options_.look != nullptr ? options_.look->link_title(call) : link_title(facts_, labels_, call);
  }

  // Ids belong to functions, and arrive in the order of their weight.
  void name_cards() {
    ElementIds ids;
    for (const Card& each : arrangement_.plan.cards) {
      std::vector<std::string>& names = ids_.emplace_back();
      for (const std::uint32_t f : each.functions) names.push_back(ids.add(labels_[f].key));
    }
  }

  // ---- Edges -------------------------------------------------------------------------------------------------------

  static double arrow_half(double line_width) { return 2.6 + 0.62 * line_width; }

  void paint_links() {
    const std::vector<Link>& links = arrangement_.plan.links;
    std::vector<TrimmedCurve> lines;
    for (std::size_t i = 0; i < links.size(); ++i) {
      std::vector<Point> points = arrangement_.curves[i].points;
      for (Point& point : points) point = {origin_.x + point.x, origin_.y + point.y};
      lines.push_back(trim_curve(points, 2 * arrow_half(line_width_px(facts_, links[i]))));
    }
    const std::vector<std::optional<Point>> figures_at = place_figures(links, lines);
    for (std::size_t i = 0; i < links.size(); ++i) paint_link(links[i], lines[i], figures_at[i]);
  }

  std::string figure_of(const Link& link) const {
    return link.call.timed ? percent_text(share_of(link.call.weight, facts_.graph.total))
                           : calls_text(facts_.graph, link.call.calls);
  }

  // Heavy edges choose first.
  std::vector<std::optional<Point>> place_figures(const std::vector<Link>& links,
                                                  const std::vector<TrimmedCurve>& lines) {
    std::vector<std::optional<Point>> out(links.size());
    if (links.size() > labelled_links_at_most) return out;
    std::vector<Box> taken;
    for (std::size_t i = 0; i < arrangement_.cards.size(); ++i) {
      const double shadow = card(i).functions.size() > 1 ? stack_shadow_px : 0;
      taken.push_back({corner(i).x - 2, corner(i).y - 2, arrangement_.cards[i].width + shadow + 4,
                       arrangement_.cards[i].height + shadow + 4});
    }
    for (std::size_t i = 0; i < links.size(); ++i)
      taken.push_back(arrow_box(lines[i], arrow_half(line_width_px(facts_, links[i]))));
    LabelPlacer placer(std::move(taken), lines);
    for (std::size_t i = links.size(); i > 0; --i) {
      const Link& link = links[i - 1];
      if (!link.labelled || figure_of(link).empty()) continue;
      const double width = text_width(figure_of(link), text_px, false) + 2 * label_padding_px;
      out[i - 1] = placer.place(i - 1, width, label_height_px);
    }
    return out;
  }

  void paint_link(const Link& link, const TrimmedCurve& trimmed, std::optional<Point> figure_at) {
    const double width = line_width_px(facts_, link);
    const Slot color = link.on_chain ? Slot::hot : Slot::edge;
    scene_.items.emplace_back(
        GroupBegin{"eg", "", title_of(link.call), {{"a", ids_[link.from][0]}, {"b", ids_[link.to][0]}}});
    PathItem line;
    line.role = "e";
    line.paint = {.stroke = color, .stroke_width = static_cast<float>(width)};
    if (link.call.residual) line.paint.dash = Dash::dotted;
    append_curve(line, trimmed.points);
    scene_.items.emplace_back(std::move(line));
    PathItem head = arrow_head(trimmed, arrow_half(width));
    head.role = "a";
    head.paint = {.fill = color};
    scene_.items.emplace_back(std::move(head));
    if (figure_at) paint_figure(figure_of(link), *figure_at);
    if (link.labelled && !figure_at) marks_.unlabelled = true;
    scene_.items.emplace_back(GroupEnd{});
    (link.on_chain ? marks_.hot : link.call.residual ? marks_.residual : marks_.labels) = true;
  }

  void paint_figure(const std::string& figure, Point centre) {
    const double width = text_width(figure, text_px, false) + 2 * label_padding_px;
    RectItem pill{centre.x - width / 2, centre.y - label_height_px / 2, width, label_height_px, 3};
    pill.paint = {.fill = Slot::page, .fill_opacity = 0.85F};
    scene_.items.emplace_back(pill);
    add_text(scene_, centre.x, centre.y + 4, figure, text_px, false, Anchor::middle);
  }

  // ---- Cards -------------------------------------------------------------------------------------------------------

  std::string title_of(std::uint32_t f) {
    return shorten_middle(labels_[f].key, key_limit_bytes) + "\n" + figures_of(f);
  }

  GroupBegin card_group(std::size_t index) {
    const Card& each = card(index);
    const std::uint32_t f = each.functions.front();
    GroupBegin group{"n", ids_[index][0], title_of(f), {}};
    std::string more_ids;
    for (std::size_t i = 1; i < each.functions.size(); ++i) {
      group.title += "\n" + title_of(each.functions[i]);
      more_ids += (more_ids.empty() ? "" : " ") + ids_[index][i];
    }
    if (!more_ids.empty()) group.attributes.emplace_back("i", std::move(more_ids));
    std::string listed;
    for (const Row& row : each.rows)
      if (row.kind == Row::Kind::callee)
        listed += (listed.empty() ? "" : "\n") + shorten_middle(labels_[row.function].key, key_limit_bytes);
    if (!listed.empty()) group.attributes.emplace_back("l", std::move(listed));
    return group;
  }

  void paint_card(std::size_t index) {
    const Card& each = card(index);
    const CardText& text = arrangement_.cards[index];
    const Point at = corner(index);
    const auto [fill, ink] = colors_of(each.functions.front());
    scene_.items.emplace_back(card_group(index));
    if (each.functions.size() > 1) paint_shadow(at, text, fill);
    RectItem whole{at.x, at.y, text.width, text.height, corner_px};
    whole.paint.fill = fill;
    scene_.items.emplace_back(whole);
    const double below = each.functions.size() > 1 ? paint_stack(each, text, at, ink) : paint_text(each, text, at, ink);
    if (!text.rows.empty()) paint_rows(each, text, at, below);
    RectItem border{at.x, at.y, text.width, text.height, corner_px};
    border.paint = {.stroke = Slot::ink, .stroke_opacity = 0.3F};
    if (each.on_chain) border.paint = {.stroke = Slot::ink, .stroke_width = 1.8F};
    if (options_.look != nullptr) border.paint = options_.look->border(each.functions.front());
    scene_.items.emplace_back(border);
    scene_.items.emplace_back(GroupEnd{});
  }

  // A path, because the script takes the first rect of a card for the card.
  void paint_shadow(Point at, const CardText& text, Slot fill) {
    marks_.stack = true;
    const double left = at.x + stack_shadow_px, top = at.y + stack_shadow_px;
    PathItem shadow;
    shadow.move(left + corner_px, top);
    shadow.line(left + text.width, top);
    shadow.line(left + text.width, top + text.height);
    shadow.line(left, top + text.height);
    shadow.line(left, top + corner_px);
    shadow.close();
    shadow.paint = {.fill = fill, .stroke = Slot::ink, .stroke_opacity = 0.3F};
    scene_.items.emplace_back(std::move(shadow));
  }

  // Track, cumulative and self on one scale for all cards: the full width is the whole run.
  void paint_bar(double x, double y, double width, double cumulative, double self, Slot ink) {
    const auto bar = [&](double share, float opacity) {
      if (share * width < 0.05) return;
      RectItem rect{x, y, share * width, 5, 0};
      rect.paint = {.fill = ink, .fill_opacity = opacity};
      scene_.items.emplace_back(rect);
    };
    bar(1, 0.14F);
    bar(cumulative, 0.4F);
    bar(self, 1);
  }

  // Returns the y below the coloured part.
  double paint_text(const Card& each, const CardText& text, Point at, Slot ink) {
    const std::uint32_t f = each.functions.front();
    const double left = at.x + card_padding_px, right = at.x + text.width - card_padding_px;
    double y = at.y + first_baseline_px;
    for (std::size_t i = 0; i < text.name.size(); ++i)
      add_text(scene_, left, y + name_step_px * static_cast<double>(i), text.name[i], name_px, true, Anchor::start,
               ink);
    y += name_step_px * (static_cast<double>(text.name.size()) - 1);
    if (!text.where.empty()) {
      y += 12.5;
      add_text(scene_, left, y, text.where, text_px, false, Anchor::start, ink);
    }
    if (options_.look != nullptr) {
      options_.look->paint_body(scene_, f, text, left, right, y);
      return at.y + text.height;
    }
    paint_bar(left, y + 8.5, text.width - 2 * card_padding_px, facts_.share(f), facts_.self_share(f), ink);
    y += 28.5;
    add_text(scene_, left, y, text.percent, name_px, true, Anchor::start, ink);
    add_text(scene_, right, y, text.amount, text_px, false, Anchor::end, ink);
    y += 13.5;
    add_text(scene_, left, y, text.self, text_px, false, Anchor::start, ink);
    const double mark = text.recursive ? mark_px + 3 : 0;
    if (!text.calls.empty()) add_text(scene_, right - mark, y, text.calls, text_px, false, Anchor::end, ink);
    if (text.recursive) {
      add_loop_mark(scene_, right - mark_px, y, ink);
      marks_.loop = true;
    }
    return y + 8.5;
  }

  double paint_stack(const Card& each, const CardText& text, Point at, Slot ink) {
    const double left = at.x + card_padding_px, right = at.x + text.width - card_padding_px;
    double y = at.y + first_baseline_px - stack_step_px;
    for (const StackLine& line : text.stack) {
      y += stack_step_px;
      if (line.percent.empty()) {
        add_more_mark(scene_, left, y, ink);
        add_text(scene_, left + mark_px + 4, y, line.name, text_px, false, Anchor::start, ink);
        continue;
      }
      const double width = add_text(scene_, left, y, line.name, name_px, true, Anchor::start, ink);
      if (!line.line.empty()) add_text(scene_, left + width + 3, y, line.line, text_px, false, Anchor::start, ink);
      add_text(scene_, right, y, line.percent, text_px, false, Anchor::end, ink);
    }
    Weight self = 0;
    for (const std::uint32_t f : each.functions) self += facts_.graph.functions[f].self;
    paint_bar(left, y + 8, text.width - 2 * card_padding_px, facts_.share(each.functions.front()),
              facts_.clamped_share(self), ink);
    add_text(scene_, left, y + 27, text.where, text_px, false, Anchor::start, ink);
    add_text(scene_, left, y + 41, text.self, text_px, false, Anchor::start, ink);
    return y + 49;
  }

  void paint_rows(const Card& each, const CardText& text, Point at, double top) {
    const double bottom = at.y + text.height, right = at.x + text.width;
    PathItem ground;
    ground.move(at.x, top);
    ground.line(right, top);
    ground.line(right, bottom - corner_px);
    const double k = corner_px * 0.45;  // control points of a quarter circle as a cubic
    ground.cubic(right, bottom - k, right - k, bottom, right - corner_px, bottom);
    ground.line(at.x + corner_px, bottom);
    ground.cubic(at.x + k, bottom, at.x, bottom - k, at.x, bottom - corner_px);
    ground.close();
    ground.paint.fill = Slot::page;
    scene_.items.emplace_back(std::move(ground));
    double y = top + 12;
    for (std::size_t i = 0; i < each.rows.size(); ++i, y += row_px)
      paint_row(each.rows[i], text.rows[i], at.x + card_padding_px, right - card_padding_px, y);
  }

  void paint_row(const Row& row, const RowText& text, double left, double right, double y) {
    if (row.kind == Row::Kind::callee) {
      RectItem swatch{left, y - 7.5, 8, 8, 0};
      swatch.paint = {.fill = step_slot(step_of(row.function)), .stroke = Slot::ink, .stroke_opacity = 0.3F};
      scene_.items.emplace_back(swatch);
      marks_.swatch = true;
    } else if (row.kind == Row::Kind::back) {
      add_back_mark(scene_, left, y, Slot::ink);
      marks_.back = true;
    } else {
      add_more_mark(scene_, left, y, Slot::ink);
      marks_.more = true;
    }
    add_text(scene_, left + 13, y, text.name);
    if (!text.figure.empty()) add_text(scene_, right, y, text.figure, text_px, false, Anchor::end);
  }

  Scene& scene_;
  const GraphFacts& facts_;
  Labels& labels_;
  const Arrangement& arrangement_;
  const Theme& theme_;
  const PaintOptions& options_;
  const Point origin_;
  std::vector<std::vector<std::string>> ids_;  // per card and function
  PaintedMarks marks_;
};

}  // namespace

PaintedMarks paint_graph(Scene& scene, const GraphFacts& facts, Labels& labels, const Arrangement& arrangement,
                         const Theme& theme, const PaintOptions& options) {
  return Painter(scene, facts, labels, arrangement, theme, options).run();
}

}  // namespace p2g::cards

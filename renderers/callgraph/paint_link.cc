#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "renderers/callgraph/curves.h"
#include "renderers/callgraph/label_placer.h"
#include "renderers/callgraph/paint_context.h"
#include "renderers/callgraph/paint_words.h"
#include "renderers/page/scene_text.h"
#include "renderers/page/text_width.h"
#include "src/base/number_text.h"
#include "src/model/share_text.h"

namespace p2g::cards {
namespace {

constexpr double label_height_px = 14;
constexpr double label_padding_px = 3;
constexpr std::size_t labelled_links_at_most = 400;  // placing labels is quadratic, and nobody reads a thousand

double arrow_half(double line_width) { return 2.6 + 0.62 * line_width; }
double label_width(const std::string& figure) { return text_width(figure, text_px, false) + 2 * label_padding_px; }

class LinkPainter {
 public:
  explicit LinkPainter(PaintContext& context)
      : context_(context), scene_(context.scene), links_(context.arrangement.plan.links) {}

  void run() {
    for (const LinkIndex index : links_.indices()) {
      std::vector<Point> points = context_.arrangement.curves[index].points;
      for (Point& point : points) point = context_.on_page(point);
      lines_.push_back(trim_curve(points, 2 * arrow_half(width_of(index))));
    }
    const Column<LinkIndex, Figure> figures = place_figures();
    for (const LinkIndex index : links_.indices()) paint(index, figures[index]);
  }

 private:
  struct Figure {
    std::string text;
    std::optional<Point> centre;  // none: there is no room for it
  };

  double width_of(LinkIndex index) const { return line_width_px(context_.facts, links_[index]); }

  std::string figure_of(const Link& link) const {
    const CallGraph& graph = context_.facts.graph;
    if (!link.call.timed) return calls_text(graph, link.call.calls);
    return share_text(link.call.weight, graph.total, link.call.estimated);
  }

  // Callers of one function whose calls cost it very different times: how often each calls is what the shares hide.
  std::vector<std::uint8_t> links_that_count() const {
    constexpr double notably = 4;
    std::vector<std::uint8_t> counts(links_.size(), 0);
    if (context_.facts.graph.counted != Counted::calls || context_.options.look != nullptr) return counts;
    struct Range {
      double least = 0, most = 0;  // cost of a call
      std::int64_t fewest = 0, calls = 0;
    };
    std::map<CardIndex, Range> a_call;
    for (const Link& link : links_) {
      if (!tells_calls(link)) continue;
      const double cost = static_cast<double>(link.call.weight) / static_cast<double>(link.call.calls);
      const std::int64_t calls = link.call.calls;
      const auto [at, added] = a_call.try_emplace(link.to, Range{cost, cost, calls, calls});
      Range& range = at->second;
      range = {std::min(range.least, cost), std::max(range.most, cost), std::min(range.fewest, calls),
               std::max(range.calls, calls)};
    }
    for (const LinkIndex index : links_.indices()) {
      const auto found = a_call.find(links_[index].to);
      if (found == a_call.end() || !tells_calls(links_[index])) continue;
      const Range& range = found->second;
      const bool calls_differ = static_cast<double>(range.calls) >= notably * static_cast<double>(range.fewest);
      counts[index.value()] = calls_differ && range.most >= notably * range.least ? 1 : 0;
    }
    return counts;
  }
  static bool tells_calls(const Link& link) {
    const VisibleCall& call = link.call;
    return link.labelled && call.timed && !call.residual && !call.estimated && call.calls > 0 && call.weight > 0;
  }

  std::string title_of(const VisibleCall& call) const {
    if (context_.options.look != nullptr) return context_.options.look->link_title(call);
    return link_title(context_.facts, context_.labels, call);
  }

  // What figures must not stand on.
  std::vector<Rectangle> taken() const {
    std::vector<Rectangle> boxes;
    for (const CardIndex card : context_.arrangement.cards.indices()) {
      const CardText& text = context_.arrangement.cards[card];
      const Point at = context_.corner(card);
      const double shadow = context_.is_stack(card) ? stack_shadow_px : 0;
      boxes.push_back({at.x - 2, at.y - 2, text.width + shadow + 4, text.height + shadow + 4});
    }
    for (const LinkIndex index : links_.indices())
      boxes.push_back(arrow_box(lines_[index.value()], arrow_half(width_of(index))));
    return boxes;
  }

  // Links are sorted from light to heavy; the heavy ones choose first.
  Column<LinkIndex, Figure> place_figures() const {
    Column<LinkIndex, Figure> out(links_.size());
    if (links_.size() > labelled_links_at_most) return out;
    LabelPlacer placer(taken(), lines_, 2, scene_.width - 2);
    const std::vector<std::uint8_t> counts = links_that_count();
    for (std::size_t i = links_.size(); i > 0; --i) {
      const LinkIndex index(i - 1);
      const std::string figure = figure_of(links_[index]);
      if (!links_[index].labelled || figure.empty()) continue;
      if (counts[i - 1] != 0) {
        const std::string more = figure + " · " + calls_text(context_.facts.graph, links_[index].call.calls);
        out[index] = {more, placer.place(i - 1, label_width(more), label_height_px)};
        if (out[index].centre) continue;
      }
      out[index] = {figure, placer.place(i - 1, label_width(figure), label_height_px)};
    }
    return out;
  }

  void paint(LinkIndex index, const Figure& figure) {
    const Link& link = links_[index];
    const TrimmedCurve& trimmed = lines_[index.value()];
    const Slot color = link.on_chain ? Slot::hot : Slot::edge;
    scene_.items.emplace_back(GroupBegin{
        "eg", "", title_of(link.call), {{"a", context_.ids[link.from][0]}, {"b", context_.ids[link.to][0]}}});
    PathItem line;
    line.role = "e";
    line.paint = {.stroke = color, .stroke_width = static_cast<float>(width_of(index))};
    if (link.call.estimated) line.paint.dash = Dash::dashed;
    if (link.call.residual) line.paint.dash = Dash::dotted;
    append_curve(line, trimmed.points);
    scene_.items.emplace_back(std::move(line));
    PathItem head = arrow_head(trimmed, arrow_half(width_of(index)));
    head.role = "a";
    head.paint = {.fill = color};
    scene_.items.emplace_back(std::move(head));
    if (figure.centre) paint_figure(figure.text, *figure.centre);
    scene_.items.emplace_back(GroupEnd{});
    note_marks(link, figure.centre.has_value());
  }

  void paint_figure(const std::string& figure, Point centre) {
    const double width = label_width(figure);
    RectItem pill{centre.x - width / 2, centre.y - label_height_px / 2, width, label_height_px, 3};
    pill.paint = {.fill = Slot::page, .fill_opacity = 0.85F};
    scene_.items.emplace_back(pill);
    add_text(scene_, centre.x, centre.y + 4, figure, text_px, false, Anchor::middle);
  }

  void note_marks(const Link& link, bool has_figure) {
    PaintedMarks& marks = context_.marks;
    // The key must not say that an edge without a figure carries all of the callee's time.
    if (link.labelled && !has_figure) marks.unlabelled = true;
    if (link.call.estimated) marks.estimated = true;
    (link.on_chain ? marks.hot : link.call.residual ? marks.residual : marks.labels) = true;
  }

  PaintContext& context_;
  Scene& scene_;
  const Column<LinkIndex, Link>& links_;
  std::vector<TrimmedCurve> lines_;  // parallel to links_
};

}  // namespace

void paint_links(PaintContext& context) { LinkPainter(context).run(); }

}  // namespace p2g::cards

#include "renderers/callgraph/import_picture.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "renderers/callgraph/curves.h"
#include "renderers/callgraph/paint_words.h"
#include "renderers/page/function_key.h"
#include "renderers/page/scene_text.h"
#include "renderers/page/text_width.h"
#include "src/base/number_text.h"
#include "src/model/share_text.h"

namespace p2g::cards {
namespace {

constexpr double program_least_px = 284;  // of the column beside the card: two narrow cards
constexpr double card_most_px = 640;      // on a wide page the program gets what is more
constexpr double program_card_px = 134;
constexpr double beside_px = 12;
constexpr double arrow_gap_px = 36;    // between the program and the card below it
constexpr double least_card_px = 540;  // narrower, and nothing stands beside it
constexpr double arrow_least_share = 0.01;

// Of the column for the program, on a page of this width.
double program_width(double width) { return std::max(program_least_px, width - card_most_px - beside_px); }

bool fits(const Arrangement& arrangement, PageRoom room) {
  return arrangement.width <= room.width + 0.5 && arrangement.height <= room.height;
}

// The group's entry by one of the program's functions.
struct Entry {
  FunctionIndex caller;
  VisibleCall call;
};
std::vector<Entry> entries(const GroupedGraph& grouped, const GraphFacts& facts) {
  std::vector<Entry> found;
  for (const Edge& edge : facts.graph.edges) {
    const Group* group = grouped.group_of(facts.function(callee_of(edge)).frame);
    if (group == nullptr || !group->importing) continue;
    VisibleCall call;
    call.caller = caller_of(edge);
    call.callee = callee_of(edge);
    call.weight = facts.weight(edge);
    call.calls = edge.calls;
    call.estimated = (edge.estimated & estimated_cumulative) != 0;
    if (facts.clamped_share(call.weight) >= arrow_least_share) found.push_back({call.caller, call});
  }
  return found;
}

class Painter {
 public:
  Painter(Scene& scene, double y, const GroupedGraph& grouped, const CallGraph& full, const GraphFacts& facts,
          Labels& labels, const ImportPicture& picture, const Theme& theme)
      : scene_(scene),
        grouped_(grouped),
        full_(full),
        facts_(facts),
        labels_(labels),
        picture_(picture),
        theme_(theme),
        top_(y) {}

  PaintedPicture run(bool color_by_self) {
    settle_places();
    PaintOptions options{origin_.x, origin_.y, color_by_self};
    options.beside = [&] { paint_card_and_arrows(); };
    PaintedPicture out;
    out.marks = paint_graph(scene_, facts_, labels_, picture_.program, theme_, options);
    out.marks.hot = out.marks.hot || hot_arrow_;
    out.bottom = paint_list(std::max(card_bottom_, origin_.y + picture_.program.height));
    return out;
  }

 private:
  bool is_beside() const { return picture_.place == ImportPicture::Place::beside; }
  bool list_is_inside() const { return !is_beside() && has_third_column(place_.width); }

  void settle_places() {
    const double width = content_width(scene_);
    place_ = {margin_px, top_, width};
    if (is_beside()) {
      place_.width = width - program_width(width) - beside_px;
      origin_ = {margin_px + place_.width + beside_px, top_};
      // The script stands above: the arrow leads from its side down to the card.
      if (const CardIndex script = card_of(script_function())) {
        const CardText& text = picture_.program.cards[script];
        if (picture_.program.corners[script].y < 1) place_.y = top_ + text.height + beside_px;
      }
    } else {
      origin_ = {margin_px + std::max(0.0, (width - picture_.program.width) / 2), top_};
      if (picture_.place == ImportPicture::Place::below) place_.y = top_ + picture_.program.height + arrow_gap_px;
    }
  }

  FunctionIndex script_function() const {
    for (const FunctionIndex f : facts_.functions())
      if (facts_.function(f).frame == grouped_.importing->script) return f;
    return {};
  }

  CardIndex card_of(FunctionIndex f) const {
    if (!f) return {};
    for (const CardIndex card : picture_.program.plan.cards.indices()) {
      const std::vector<FunctionIndex>& functions = picture_.program.plan.cards[card].functions;
      if (std::find(functions.begin(), functions.end(), f) != functions.end()) return card;
    }
    return {};
  }

  void paint_card_and_arrows() {
    const Group& group = grouped_.groups.front();
    const ImportCard card{grouped_, group, card_id(), full_,
                          list_is_inside() ? picture_.list : std::vector<SpreadRow>()};
    card_bottom_ = draw_import_card(scene_, card, place_, theme_);
    for (const Entry& entry : entries(grouped_, facts_)) {
      if (const CardIndex from = card_of(entry.caller)) paint_arrow(entry, from);
    }
  }

  std::string card_id() const { return element_id(grouped_.groups.front().name) + "g"; }

  // From the script's side when the card is beside, else straight down, when nothing is in the way.
  void paint_arrow(const Entry& entry, CardIndex from) {
    const CardText& text = picture_.program.cards[from];
    const Point corner{origin_.x + picture_.program.corners[from].x, origin_.y + picture_.program.corners[from].y};
    std::vector<Point> points;
    Point figure;
    if (is_beside()) {
      if (entry.caller != script_function() || place_.y <= top_) return;
      const double y = corner.y + text.height / 2, x = place_.x + place_.width * 0.55;
      points = {{corner.x, y}, {x + 60, y}, {x, y + 4}, {x, place_.y}};
      figure = {(corner.x + x) / 2 + 20, y - 12};
    } else {
      const double x = corner.x + text.width / 2;
      if (!is_clear_below(from, x)) return;
      points = straight({x, corner.y + text.height}, {x, place_.y});
      figure = {x + 8, place_.y - 12};
    }
    paint_link(entry, points, figure);
  }

  static std::vector<Point> straight(Point a, Point b) {
    const double third = (b.y - a.y) / 3;
    return {a, {a.x, a.y + third}, {b.x, b.y - third}, b};
  }

  bool is_clear_below(CardIndex from, double x) const {
    const Column<CardIndex, Point>& corners = picture_.program.corners;
    const double bottom = corners[from].y + picture_.program.cards[from].height;
    for (const CardIndex other : picture_.program.cards.indices()) {
      const double left = origin_.x + corners[other].x, width = picture_.program.cards[other].width;
      const bool below = corners[other].y + picture_.program.cards[other].height > bottom && other != from;
      if (below && x > left - 6 && x < left + width + 10) return false;
    }
    return true;
  }

  void paint_link(const Entry& entry, const std::vector<Point>& points, Point figure) {
    const double width = 0.9 + 4.1 * std::sqrt(facts_.clamped_share(entry.call.weight));
    const double half = 2.6 + 0.62 * width;
    const bool hot = is_heaviest(entry);
    hot_arrow_ = hot_arrow_ || hot;
    const Slot color = hot ? Slot::hot : Slot::edge;
    scene_.items.emplace_back(GroupBegin{"eg",
                                         "",
                                         link_title(facts_, labels_, entry.call),
                                         {{"a", element_id(labels_[entry.caller].key)}, {"b", card_id()}}});
    const TrimmedCurve trimmed = trim_curve(points, 2 * half);
    PathItem line;
    line.role = "e";
    line.paint = {.stroke = color, .stroke_width = static_cast<float>(width)};
    append_curve(line, trimmed.points);
    scene_.items.emplace_back(std::move(line));
    PathItem head = arrow_head(trimmed, half);
    head.role = "a";
    head.paint = {.fill = color};
    scene_.items.emplace_back(std::move(head));
    add_text(scene_, figure.x, figure.y, share_text(entry.call.weight, facts_.graph.total, entry.call.estimated));
    scene_.items.emplace_back(GroupEnd{});
  }

  bool is_heaviest(const Entry& entry) const {
    const std::vector<FunctionIndex>& chain = facts_.heaviest_chain;
    const auto at = std::find(chain.begin(), chain.end(), entry.caller);
    return at != chain.end() && at + 1 != chain.end() && *(at + 1) == entry.call.callee;
  }

  // Beside the program below the card, else in the card where it has room, else below all.
  double paint_list(double bottom) {
    if (picture_.list.empty() || list_is_inside()) return bottom;
    SpreadPlace place{margin_px, card_bottom_ + 14, place_.width, is_beside() ? 2U : 0U};
    if (place.columns == 0) place.columns = spread_columns(place.width);
    return std::max(bottom, draw_spread(scene_, full_, picture_.list, place, theme_));
  }

  Scene& scene_;
  const GroupedGraph& grouped_;
  const CallGraph& full_;
  const GraphFacts& facts_;
  Labels& labels_;
  const ImportPicture& picture_;
  const Theme& theme_;
  const double top_;
  ImportCardPlace place_;
  Point origin_;
  double card_bottom_ = 0;
  bool hot_arrow_ = false;
};

double measure_card(const GroupedGraph& grouped, const CallGraph& full, double width) {
  Scene scratch;
  const Theme theme;
  return draw_import_card(scratch, {grouped, grouped.groups.front(), "", full, {}}, {0, 0, width}, theme);
}

}  // namespace

std::vector<SpreadRow> list_unnamed(const CallGraph& full, const GroupedGraph* grouped, const Named& named,
                                    std::size_t room) {
  if (grouped == nullptr) return find_spread(full, named, room);
  Named told = named;
  for (const Group& group : grouped->groups) {
    if (group.importing) continue;
    for (const FrameId frame : group.members) told[frame] = 1;
  }
  return find_spread(full, told, room);
}

void name_planned(const GraphFacts& facts, const CardPlan& plan, Named& named) {
  const auto name = [&](FunctionIndex f) {
    const FrameId frame = facts.function(f).frame;
    if (frame < named.size()) named[frame] = 1;
  };
  for (const Card& card : plan.cards) {
    const StackEnds ends = stack_ends(card.functions.size());
    for (std::size_t i = 0; i < card.functions.size(); ++i)
      if (i < ends.head || i >= card.functions.size() - ends.tail) name(card.functions[i]);
    for (const Row& row : card.rows)
      if (row.kind == Row::Kind::callee) name(row.function);
  }
}

ImportPicture plan_import_picture(const GroupedGraph& grouped, const CallGraph& full, const GraphFacts& facts,
                                  Labels& labels, PageRoom room, Engine engine) {
  using Place = ImportPicture::Place;
  ImportPicture picture;
  picture.named.assign(full.frames->size(), 0);
  const Choice choice = choose_program(facts, grouped);
  if (!choice.ways.empty()) {
    const double width = program_width(room.width);
    const double beside = room.width - width - beside_px;
    PageRoom column{width, room.height};
    if (width < 2 * program_least_px) column.card_limit = program_card_px;
    if (beside >= least_card_px) {
      picture.place = Place::beside;
      picture.program = arrange_best(facts, labels, choice, column, engine);
    }
    if (beside < least_card_px || !fits(picture.program, column)) {
      picture.place = Place::below;
      PageRoom above = room;
      above.height = std::max(300.0, room.height - measure_card(grouped, full, room.width) - arrow_gap_px);
      picture.program = arrange_best(facts, labels, choice, above, engine);
    }
  }
  name_planned(facts, picture.program.plan, picture.named);
  name_import_rows(*grouped.importing, picture.named);
  picture.list = list_unnamed(full, &grouped, picture.named);
  name_rows(full, picture.list, picture.named);
  return picture;
}

PaintedPicture paint_import_picture(Scene& scene, double y, const GroupedGraph& grouped, const CallGraph& full,
                                    const GraphFacts& facts, Labels& labels, const ImportPicture& picture,
                                    const Theme& theme, bool color_by_self) {
  return Painter(scene, y, grouped, full, facts, labels, picture, theme).run(color_by_self);
}

}  // namespace p2g::cards

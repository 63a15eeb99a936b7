// The call graph as cards, for reading in a code review: header, self-time strip, graph, key.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "renderers/callgraph/arrange.h"
#include "renderers/callgraph/comparison.h"
#include "renderers/callgraph/import_picture.h"
#include "renderers/callgraph/paint.h"
#include "renderers/page/first_line.h"
#include "renderers/page/footer.h"
#include "renderers/page/lens.h"
#include "renderers/page/mixed_threads.h"
#include "renderers/page/part_strips.h"
#include "renderers/page/part_words.h"
#include "renderers/page/profile_header.h"
#include "renderers/page/scene_text.h"
#include "renderers/page/selection_words.h"
#include "renderers/page/self_strip.h"
#include "renderers/renderer.h"
#include "src/base/text.h"
#include "src/model/share_text.h"

namespace p2g {
namespace {

using namespace cards;  // NOLINT(google-build-using-namespace): this file is the front of that folder

constexpr double highest_for_width = 1.8;  // a picture is at most this many times as high as wide
constexpr double column_px = 900;       // a narrower one is scrolled, as on a phone: it may be as high as this column's
constexpr double header_room_px = 178;  // sentences and counts, strip with its caption
constexpr double footer_room_px = 76;

// Functions of the profile: drawn, in rows, below, in groups, and the rest.
std::string counts_text(const CallGraph& full, const GroupedGraph* grouped, const CardPlan& plan,
                        std::size_t listed_below, const GraphOptions& options) {
  const std::int64_t in_groups = grouped == nullptr ? 0 : grouped->member_count();
  const std::int64_t group_cards = grouped == nullptr ? 0 : static_cast<std::int64_t>(grouped->groups.size());
  const std::int64_t hidden = static_cast<std::int64_t>(full.functions.size()) - plan.drawn - plan.listed -
                              static_cast<std::int64_t>(listed_below) - in_groups;
  std::string text = plural_text(plan.drawn, "function") + " drawn";
  if (plan.listed > 0) text += fmt::format(", {} listed in their callers", thousands_text(plan.listed));
  if (listed_below > 0) text += fmt::format(", {} below", thousands_text(static_cast<std::int64_t>(listed_below)));
  if (in_groups > 0) text += fmt::format(", {} in {}", thousands_text(in_groups), plural_text(group_cards, "group"));
  if (hidden > 0) text += fmt::format(", {} hidden", thousands_text(hidden));
  std::string cut = options.automatic_choice ? "automatic choice" : options.cut_text;
  if (hidden > 0 && plan.drawn > 0 && grouped == nullptr)
    cut += fmt::format("{}at most {} each", cut.empty() ? "" : "; ",
                       percent_text(share_of(plan.heaviest_hidden, full.total)));
  else if (options.automatic_choice)
    cut.clear();
  if (!cut.empty()) text += " (" + cut + ")";
  text += ".";
  if (plan.functions_left_out > 0)
    text += fmt::format(" {} and most calls left out: the picture is no wider than asked for.",
                        plural_text(plan.functions_left_out, "function"));
  else if (plan.calls_left_out > 0)
    text +=
        fmt::format(" {} left out: the picture is no wider than asked for.", plural_text(plan.calls_left_out, "call"));
  if (!full.estimate_note.empty()) text += " " + full.estimate_note + ".";
  return text;
}

std::string strip_caption(const CallGraph& full, const GroupedGraph* grouped, const Named& named) {
  Weight by_name = 0, in_groups = 0;
  for (const Function& function : full.functions) {
    if (named[function.frame] != 0)
      by_name += function.self;
    else if (grouped != nullptr && grouped->holds(function.frame))
      in_groups += function.self;
  }
  std::string text = fmt::format(
      "Self {} by function, coloured by the function’s cumulative share. Functions named below hold {} of it",
      full.metric.noun(), share_text(by_name, full.total, false));
  if (in_groups > 0)
    text += fmt::format("; {} more lies in the group{}", share_text(in_groups, full.total, false),
                        grouped->groups.size() == 1 ? "" : "s");
  return text + ".";
}

// The answer in two sentences, for those who cannot see the picture.
std::string describe(const GraphFacts& facts, Labels& labels, const CardPlan& plan) {
  std::string text = fmt::format("{} of {} shown.", thousands_text(plan.drawn),
                                 plural_text(static_cast<std::int64_t>(facts.function_count()), "function"));
  std::vector<FunctionIndex> by_self;
  for (const FunctionIndex f : facts.functions())
    if (facts.function(f).self > 0) by_self.push_back(f);
  const std::size_t named = std::min<std::size_t>(5, by_self.size());
  std::partial_sort(by_self.begin(), by_self.begin() + static_cast<std::ptrdiff_t>(named), by_self.end(),
                    [&](FunctionIndex a, FunctionIndex b) {
                      const Weight x = facts.function(a).self, y = facts.function(b).self;
                      return x != y ? x > y : a < b;
                    });
  for (std::size_t i = 0; i < named; ++i)
    text += fmt::format("{} {} {}", i == 0 ? " Most self time:" : ";", labels[by_self[i]].forms.front().substr(0, 200),
                        percent_text(facts.self_share(by_self[i])));
  return named > 0 ? text + "." : text;
}

std::vector<KeyEntry> key_entries(const PaintedMarks& marks, const Metric& metric, bool selected) {
  const std::string_view whole = selected ? "whole selection" : marks.foot ? "all together" : "whole run";
  std::vector<KeyEntry> key{{Mark::bar, fmt::format("self, cumulative, {}", whole)}};
  if (marks.asked) key.push_back({Mark::asked, "asked for: always drawn"});
  if (marks.own) key.push_back({Mark::own, "your own code"});
  if (marks.hot) key.push_back({Mark::hot_edge, "heaviest chain"});
  if (marks.labels)
    key.push_back(
        {Mark::edge, marks.unlabelled ? "calls" : "edge without a figure: all of the callee’s " + metric.noun()});
  if (marks.estimated) key.push_back({Mark::guessed, "estimated call"});
  if (marks.residual) key.push_back({Mark::residual, "through functions that are not drawn"});
  if (marks.swatch) key.push_back({Mark::swatch, "callee not drawn, its share here"});
  if (marks.back) key.push_back({Mark::back, "call back up into a function above (cycle)"});
  if (marks.loop) key.push_back({Mark::loop, "recursive: calls include re-entries"});
  if (marks.more) key.push_back({Mark::more, "not drawn, summed"});
  if (marks.stack) key.push_back({Mark::stack, "pass-through chain, folded"});
  if (marks.foot) key.push_back({Mark::foot, "foot of a card: its " + metric.noun() + " in each row above, one scale"});
  return key;
}

PageRoom page_room(const PictureOptions& options, const PartRows& parts) {
  const double rows_px = parts.empty() ? 0 : part_strips_height(parts);
  return {options.width - 2 * margin_px,
          highest_for_width * std::max(options.width, column_px) - header_room_px - rows_px - footer_room_px};
}

// Of a list that may be drawn below the graph: what is left for the graph.
PageRoom without_list(PageRoom room, const CallGraph& full) {
  const std::size_t rows = find_spread(full, Named(full.frames->size(), 0)).size();
  room.height -= rows == 0 ? 0 : spread_height(std::min<std::size_t>(rows, 16), spread_columns(room.width)) + 14;
  return room;
}

// What is drawn of a profile, before anything is.
struct Plan {
  const CallGraph& full;
  const GroupedGraph* grouped;
  const CallGraph& graph;  // of the groups where there are any
  const PartRows parts;    // none: it is one run
  GraphFacts facts;
  Labels labels;
  bool imports;           // `picture` says what is drawn, else `picture.program` alone
  ImportPicture picture;  // its list and names are those of any picture

  Plan(const CallGraph& whole, const GroupedGraph* groups, const Parts& all_parts, const Asked* asked,
       const std::vector<std::uint8_t>& own, const std::vector<std::uint8_t>& machinery)
      : full(whole),
        grouped(groups),
        graph(groups != nullptr ? groups->graph : whole),
        parts(choose_part_rows(all_parts)),
        facts(graph, asked, own, machinery),
        labels(facts),
        imports(groups != nullptr && groups->importing.has_value()) {
    if (!parts.empty()) facts.parts = &parts;
  }
  Plan(const Plan&) = delete;  // its members refer to each other
  Plan& operator=(const Plan&) = delete;
  const CardPlan& cards() const { return picture.program.plan; }
};

Result<void> arrange(const Analysis& analysis, const ViewOptions& all_options, Plan& plan) {
  const PictureOptions& options = all_options.picture;
  const GraphOptions& cut = all_options.graph;
  const PageRoom room = page_room(options, plan.parts);
  const Engine engine = options.layout == "dot" ? Engine::dot : Engine::layered;
  // Here, because what is asked for must not silently become something else; later on dot may fail and be replaced.
  if (engine == Engine::dot) P2G_TRY(load_graphviz());
  if (plan.imports) {
    plan.picture = plan_import_picture(*plan.grouped, plan.full, plan.facts, plan.labels, room, engine);
    return {};
  }
  ImportPicture& picture = plan.picture;
  picture.named.assign(plan.full.frames->size(), 0);
  if (cut.automatic_choice) {
    picture.program =
        arrange_best(plan.facts, plan.labels, choose_ways(plan.facts), without_list(room, plan.full), engine);
  } else {
    picture.program =
        arrange_all(plan.facts, plan.labels, explicit_input(plan.facts, analysis.graph(cut.prune)), room, engine);
  }
  name_planned(plan.facts, plan.cards(), picture.named);
  if (!cut.automatic_choice) return {};
  const std::size_t rows = spread_rows(room.height - picture.program.height - 14, spread_columns(room.width));
  picture.list = list_unnamed(plan.full, plan.grouped, picture.named, rows);
  name_rows(plan.full, picture.list, picture.named);
  return {};
}

// One strip, or one a part.
double draw_self_times(Scene& scene, double y, const Plan& plan, const Theme& theme) {
  const CallGraph& graph = plan.full;
  const std::string caption = strip_caption(graph, plan.grouped, plan.picture.named);
  if (!plan.parts.empty()) return draw_part_strips(scene, y, graph, plan.parts, theme, caption);
  std::vector<SelfCost> costs;
  costs.reserve(graph.functions.size());
  for (const Function& function : graph.functions)
    costs.push_back({function.frame, function.self, function.cumulative, (function.estimated & estimated_self) != 0});
  return draw_self_strip(scene, y, *graph.frames, graph.metric, graph.total, costs, theme, caption);
}

// Graph, list and key, below `y`. Returns the height of the picture.
double draw_graph(Scene& scene, double y, Plan& plan, const Theme& theme, bool color_by_self) {
  const Arrangement& program = plan.picture.program;
  if (!plan.imports && program.plan.cards.empty()) {
    constexpr std::string_view nothing = "The profile holds no functions.";
    return add_wrapped_text(scene, margin_px, y + 11, nothing, content_width(scene), Slot::ink);
  }
  PaintedPicture painted;
  if (plan.imports) {
    painted = paint_import_picture(scene, y, *plan.grouped, plan.full, plan.facts, plan.labels, plan.picture, theme,
                                   color_by_self);
  } else {
    const double left = margin_px + std::max(0.0, (content_width(scene) - program.width) / 2);
    painted.marks = paint_graph(scene, plan.facts, plan.labels, program, theme, {left, y, color_by_self});
    painted.bottom = y + program.height;
    if (!plan.picture.list.empty()) {
      const double width = content_width(scene);
      painted.bottom = draw_spread(scene, plan.full, plan.picture.list,
                                   {margin_px, painted.bottom + 14, width, spread_columns(width)}, theme);
    }
  }
  return draw_footer(scene, painted.bottom + 16,
                     key_entries(painted.marks, plan.full.metric, plan.facts.asked != nullptr));
}

void note_stats(const Plan& plan, DrawStats& stats) {
  const CardPlan& cards = plan.cards();
  const Arrangement& program = plan.picture.program;
  stats.counts = {{"drawn", cards.drawn},
                  {"listed", cards.listed},
                  {"hidden", cards.hidden},
                  {"cards", static_cast<std::int64_t>(cards.cards.size())},
                  {"links", static_cast<std::int64_t>(cards.links.size())},
                  {program.engine.starts_with("dot") ? "layouts by dot" : "layouts by layers", program.layouts}};
}

std::string legend(const PictureOptions& options, const Asked* asked, bool is_sum) {
  return std::string(options.color_by_self ? "self" : "cumulative") + (asked != nullptr ? ", of the selection"
                                                                       : is_sum         ? ", of all"
                                                                                        : "");
}

Result<Scene> draw(const Analysis& analysis, const ViewOptions& all_options, const Theme& theme, DrawStats& stats) {
  if (has_mixed_threads(analysis.profile())) return draw_mixed_threads(analysis, all_options, theme, stats);
  const PictureOptions& options = all_options.picture;
  const GraphOptions& cut = all_options.graph;
  // The whole graph: what is hidden is counted, and drawn functions are linked through it.
  const Asked* const asked = analysis.profile().asked ? &*analysis.profile().asked : nullptr;
  // What was asked for is looked at function by function.
  const bool group = cut.automatic_choice && asked == nullptr;
  Plan plan(analysis.selected(), group ? analysis.grouped(cut.groups) : nullptr, analysis.parts(), asked,
            asked != nullptr ? analysis.own_functions() : std::vector<std::uint8_t>(),
            asked != nullptr ? analysis.machinery() : std::vector<std::uint8_t>());
  P2G_TRY(arrange(analysis, all_options, plan));
  const Arrangement& program = plan.picture.program;

  Scene scene;
  scene.view = "callgraph";
  scene.width = std::max(options.width, std::ceil(program.width + 2 * margin_px));
  const std::string name = profile_title(analysis.profile().files, options.title);
  std::string total = asked != nullptr ? asked_words(*asked, true) : total_words(plan.full.metric, plan.full.total);
  if (!plan.parts.empty()) total += " in " + parts_text(analysis.parts());
  scene.title = fmt::format("Call graph of {}: {}", name, total);
  scene.description = describe(plan.facts, plan.labels, program.plan);
  if (!program.engine.empty())
    scene.comments.push_back(fmt::format("layout: {}, {} tried", program.engine, program.layouts));

  const std::string counts = counts_text(plan.full, plan.grouped, program.plan, plan.picture.list.size(), cut) +
                             selection_sentences(analysis.profile()) + picture_text(analysis.profile().warnings);
  const std::vector<std::string> sentences =
      asked != nullptr ? std::vector<std::string>{asked_sentence(analysis.profile(), plan.full)}
                       : first_lines(analysis, all_options.graph.groups);
  double y = draw_header(scene, {name, total, counts, legend(options, asked, !plan.parts.empty()), sentences}, theme);
  if (asked != nullptr) y = draw_lens(scene, y, *asked, plan.full.metric, theme);
  y = draw_self_times(scene, y, plan, theme) + 12;
  scene.height = std::ceil(draw_graph(scene, y, plan, theme, options.color_by_self));
  note_stats(plan, stats);
  return scene;
}

}  // namespace

extern const View view_callgraph;
const View view_callgraph = {.name = "callgraph",
                             .summary = "functions as cards, calls as arrows; the default",
                             .shows = Content::graph,
                             .default_type = "dot",
                             .draw = draw,
                             .draw_comparison = diffs::draw_callgraph};

}  // namespace p2g

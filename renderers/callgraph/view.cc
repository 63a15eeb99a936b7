// The call graph as cards, for reading in a code review: header, self-time strip, graph, key.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "renderers/callgraph/arrange.h"
#include "renderers/callgraph/comparison.h"
#include "renderers/callgraph/paint.h"
#include "renderers/page/footer.h"
#include "renderers/page/profile_header.h"
#include "renderers/page/scene_text.h"
#include "renderers/page/selection_words.h"
#include "renderers/page/self_strip.h"
#include "renderers/renderer.h"
#include "src/base/text.h"

namespace p2g {
namespace {

using namespace cards;  // NOLINT(google-build-using-namespace): this file is the front of that folder

constexpr double highest_for_width = 1.8;  // a picture is at most this many times as high as wide
constexpr double header_room_px = 150;     // three lines of counts, strip with its caption
constexpr double footer_room_px = 76;

std::string plural(std::int64_t count, std::string_view word) {
  return fmt::format("{} {}{}", thousands_text(count), word, count == 1 ? "" : "s");
}

std::string counts_text(const CallGraph& graph, const CardPlan& plan, const GraphOptions& options) {
  std::string text = plural(plan.drawn, "function") + " drawn";
  if (plan.listed > 0) text += fmt::format(", {} listed in their callers", thousands_text(plan.listed));
  if (plan.hidden > 0) text += fmt::format(", {} hidden", thousands_text(plan.hidden));
  std::string cut = options.automatic_choice ? "automatic choice" : options.cut_text;
  if (plan.hidden > 0 && plan.drawn > 0)
    cut += fmt::format("{}at most {} each", cut.empty() ? "" : "; ",
                       percent_text(share_of(plan.heaviest_hidden, graph.total)));
  else if (options.automatic_choice)
    cut.clear();
  if (!cut.empty()) text += " (" + cut + ")";
  text += ".";
  if (!graph.estimate_note.empty()) text += " " + graph.estimate_note + ".";
  return text;
}

std::string strip_caption(const CallGraph& graph, const CardPlan& plan) {
  const double part = std::min(share_of(plan.drawn_self + plan.listed_self, graph.total), 1.0);
  return fmt::format(
      "Self {} by function, coloured by the function’s cumulative share. Functions drawn or listed below hold {} of "
      "it.",
      graph.metric.noun(), percent_text(part));
}

// The answer in two sentences, for those who cannot see the picture.
std::string describe(const GraphFacts& facts, Labels& labels, const CardPlan& plan) {
  std::string text = fmt::format("{} of {} shown.", thousands_text(plan.drawn),
                                 plural(static_cast<std::int64_t>(facts.function_count()), "function"));
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

std::vector<KeyEntry> key_entries(const PaintedMarks& marks, const Metric& metric) {
  std::vector<KeyEntry> key{{Mark::bar, "self, cumulative, whole run"}};
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
  return key;
}

double draw_self_times(Scene& scene, double y, const CallGraph& graph, const CardPlan& plan, const Theme& theme) {
  std::vector<SelfCost> costs;
  costs.reserve(graph.functions.size());
  for (const Function& function : graph.functions)
    costs.push_back({function.frame, function.self, function.cumulative});
  return draw_self_strip(scene, y, *graph.frames, graph.metric, graph.total, costs, theme, strip_caption(graph, plan));
}

Result<Arrangement> arrange(const Analysis& analysis, const GraphFacts& facts, Labels& labels,
                            const ViewOptions& all_options) {
  const PictureOptions& options = all_options.picture;
  const GraphOptions& cut = all_options.graph;
  const PageRoom room{options.width - 2 * margin_px,
                      highest_for_width * options.width - header_room_px - footer_room_px};
  const Engine engine = options.layout == "dot" ? Engine::dot : Engine::layered;
  // Here, because what is asked for must not silently become something else; later on dot may fail and be replaced.
  if (engine == Engine::dot) P2G_TRY(load_graphviz());
  if (cut.automatic_choice) return arrange_best(facts, labels, room, engine);
  return arrange_all(facts, labels, explicit_input(facts, analysis.graph(cut.prune)), room, engine);
}

// Graph and key, below `y`. Returns the height of the picture.
double draw_graph(Scene& scene, double y, const GraphFacts& facts, Labels& labels, const Arrangement& arrangement,
                  const Theme& theme, bool color_by_self) {
  if (arrangement.plan.cards.empty()) {
    constexpr std::string_view nothing = "The profile holds no functions.";
    return add_wrapped_text(scene, margin_px, y + 11, nothing, content_width(scene), Slot::ink);
  }
  const double left = margin_px + std::max(0.0, (content_width(scene) - arrangement.width) / 2);
  const PaintedMarks marks = paint_graph(scene, facts, labels, arrangement, theme, {left, y, color_by_self});
  return draw_footer(scene, y + arrangement.height + 16, key_entries(marks, facts.graph.metric));
}

void note_stats(const Arrangement& arrangement, DrawStats& stats) {
  const CardPlan& plan = arrangement.plan;
  stats.counts = {
      {"drawn", plan.drawn},
      {"listed", plan.listed},
      {"hidden", plan.hidden},
      {"cards", static_cast<std::int64_t>(plan.cards.size())},
      {"links", static_cast<std::int64_t>(plan.links.size())},
      {arrangement.engine.starts_with("dot") ? "layouts by dot" : "layouts by layers", arrangement.layouts}};
}

Result<Scene> draw(const Analysis& analysis, const ViewOptions& all_options, const Theme& theme, DrawStats& stats) {
  const PictureOptions& options = all_options.picture;
  // The whole graph: what is hidden is counted, and drawn functions are linked through it.
  const CallGraph& graph = analysis.full();
  const GraphFacts facts(graph);
  Labels labels(facts);
  P2G_TRY_ASSIGN(const Arrangement arrangement, arrange(analysis, facts, labels, all_options));

  Scene scene;
  scene.view = "callgraph";
  scene.width = std::max(options.width, std::ceil(arrangement.width + 2 * margin_px));
  const std::string name = profile_title(analysis.profile().files, options.title);
  const std::string total = graph.metric.amount(graph.total) + " total";
  scene.title = fmt::format("Call graph of {}: {}", name, total);
  scene.description = describe(facts, labels, arrangement.plan);
  if (!arrangement.engine.empty())
    scene.comments.push_back(fmt::format("layout: {}, {} tried", arrangement.engine, arrangement.layouts));

  const std::string counts = counts_text(graph, arrangement.plan, all_options.graph) +
                             selection_sentences(analysis.profile()) + picture_text(analysis.profile().warnings);
  double y = draw_header(scene, {name, total, counts, options.color_by_self ? "self" : "cumulative"}, theme);
  y = draw_self_times(scene, y, graph, arrangement.plan, theme) + 12;
  scene.height = std::ceil(draw_graph(scene, y, facts, labels, arrangement, theme, options.color_by_self));
  note_stats(arrangement, stats);
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

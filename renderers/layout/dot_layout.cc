#include <graphviz/cgraph.h>
#include <graphviz/graphviz_version.h>
#include <graphviz/gvc.h>

#include <algorithm>
#include <cmath>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

#include "renderers/layout/layout.h"
#include "renderers/third_party.h"
#include "src/base/platform.h"
#include "src/base/shared_library.h"
#include "src/base/text.h"

extern "C" {
extern gvplugin_library_t gvplugin_dot_layout_LTX_library;
extern gvplugin_library_t gvplugin_core_LTX_library;
}

namespace p2g {
namespace {

// What is used of Graphviz (see base/shared_library.h), found through its two plug-ins, which depend on the rest.
#define P2G_GRAPHVIZ_NAMES(use)                                                                                 \
  use(agattr) use(agclose) use(agedge) use(agnode) use(agopen) use(agseterrf) use(agstrdup_html) use(agstrfree) \
      use(agxset) use(gvContextPlugins) use(gvFreeContext) use(gvFreeLayout) use(gvLayout) use(gvcVersion)      \
          use(Agdirected)
#define P2G_DECLARE(name) decltype(&::name) name = nullptr;
P2G_GRAPHVIZ_NAMES(P2G_DECLARE)
decltype(&::gvplugin_dot_layout_LTX_library) dot_plugin = nullptr;
decltype(&::gvplugin_core_LTX_library) core_plugin = nullptr;

// Graphviz keeps its state in globals, so one layout runs at a time in a process.
std::mutex& graphviz_mutex() {
  static std::mutex mutex;
  return mutex;
}

// What Graphviz complained about; it must never reach stderr by itself.
std::string& last_message() {
  static std::string message;
  return message;
}
int take_message(char* text) {
  std::string& message = last_message();
  if (message.size() < 500) message.append(text);
  return 0;
}

// cgraph's functions take char* and do not write to it.
char* c_text(const char* text) { return const_cast<char*>(text); }

// Declares an attribute with its default. What it returns is what single objects get another value by.
Agsym_t* declare(Agraph_t* graph, int kind, const char* name, const char* value) {
  return agattr(graph, kind, c_text(name), c_text(value));
}
void set(void* object, Agsym_t* attribute, const std::string& value) {
  agxset(object, attribute, c_text(value.c_str()));
}

// Four places, without the locale's comma: a ten-thousandth of an inch is less than a tenth of a pixel.
std::string decimals(double value) {
  std::string out;
  append_fixed(out, std::llround(value * 10000), 4, 4);
  return out;
}

// Owns the context and the graph, and gives them back in the order that Graphviz wants.
class DotGraph {
 public:
  DotGraph() {
    static lt_symlist_t plugins[] = {{c_text("gvplugin_dot_layout_LTX_library"), dot_plugin},
                                     {c_text("gvplugin_core_LTX_library"), core_plugin},
                                     {nullptr, nullptr}};
    context_ = gvContextPlugins(plugins, 0);
    graph_ = agopen(c_text("g"), *Agdirected, nullptr);
  }
  ~DotGraph() {
    if (laid_out_) gvFreeLayout(context_, graph_);
    if (graph_ != nullptr) agclose(graph_);
    if (context_ != nullptr) gvFreeContext(context_);
  }
  DotGraph(const DotGraph&) = delete;
  DotGraph& operator=(const DotGraph&) = delete;

  bool open() const { return context_ != nullptr && graph_ != nullptr; }
  Agraph_t* graph() { return graph_; }
  std::string version() const { return context_ != nullptr ? gvcVersion(context_) : ""; }
  bool layout() {
    laid_out_ = true;  // what a failed layout allocated is freed, too
    return gvLayout(context_, graph_, "dot") == 0;
  }

 private:
  GVC_t* context_ = nullptr;
  Agraph_t* graph_ = nullptr;
  bool laid_out_ = false;
};

void set_graph_attributes(Agraph_t* graph, const LayoutInput& input) {
  const auto graph_is = [graph](const char* name, const std::string& value) {
    declare(graph, AGRAPH, name, value.c_str());
  };
  const double effort = std::clamp(input.effort, 0.0, 1.0);
  graph_is("rankdir", "TB");
  graph_is("nodesep", decimals(input.node_gap / 72));
  graph_is("ranksep", decimals(input.rank_gap / 72));
  graph_is("margin", "0");
  graph_is("pad", "0");
  graph_is("splines", input.straight ? "polyline" : "true");
  // Both limits multiply Graphviz' own iteration counts: 0.1 is a tenth of them, 20 and 8 are "until it is good".
  graph_is("nslimit", decimals(0.1 * std::pow(200.0, effort)));
  graph_is("nslimit1", decimals(0.1 * std::pow(200.0, effort)));
  graph_is("mclimit", decimals(0.1 * std::pow(80.0, effort)));
  graph_is("searchsize", effort >= 1 ? "100" : "30");
}

// Boxes of fixed size, in inches of 72 px: Graphviz is never asked how large a text is.
std::vector<Agnode_t*> add_nodes(Agraph_t* graph, const LayoutInput& input) {
  declare(graph, AGNODE, "shape", "box");
  declare(graph, AGNODE, "label", "");
  declare(graph, AGNODE, "fixedsize", "true");
  Agsym_t* width = declare(graph, AGNODE, "width", "1");
  Agsym_t* height = declare(graph, AGNODE, "height", "1");
  std::vector<Agnode_t*> nodes;
  nodes.reserve(input.boxes.size());
  for (const LayoutBox& box : input.boxes) {
    Agnode_t* node = agnode(graph, nullptr, 1);  // without a name: one could stand for two boxes
    set(node, width, decimals(std::max(1.0, box.width) / 72));
    set(node, height, decimals(std::max(1.0, box.height) / 72));
    nodes.push_back(node);
  }
  return nodes;
}

// A label is an empty table of fixed size: room without text, so that no font is ever asked for.
void set_label(Agraph_t* graph, Agedge_t* edge, Agsym_t* label, const LayoutEdge& wanted) {
  std::string html =
      "<TABLE BORDER=\"0\" CELLBORDER=\"0\" CELLPADDING=\"0\" CELLSPACING=\"0\" FIXEDSIZE=\"TRUE\" WIDTH=\"";
  append_int(html, std::llround(std::max(1.0, wanted.label_width)));
  html += "\" HEIGHT=\"";
  append_int(html, std::llround(std::max(1.0, wanted.label_height)));
  html += "\"><TR><TD></TD></TR></TABLE>";
  char* text = agstrdup_html(graph, html.data());
  agxset(edge, label, text);
  agstrfree(graph, text);
}

// Cycles are opened here: Graphviz would leak the edges that it turns itself.
std::vector<Agedge_t*> add_edges(Agraph_t* graph, const LayoutInput& input, const std::vector<Agnode_t*>& nodes) {
  const std::vector<std::uint8_t> turned = edges_to_turn(input);
  declare(graph, AGEDGE, "dir", "none");
  Agsym_t* weight = declare(graph, AGEDGE, "weight", "1");
  Agsym_t* min_length = declare(graph, AGEDGE, "minlen", "1");
  Agsym_t* label = declare(graph, AGEDGE, "label", "");
  std::vector<Agedge_t*> edges;
  edges.reserve(input.edges.size());
  for (std::size_t i = 0; i < input.edges.size(); ++i) {
    const LayoutEdge& wanted = input.edges[i];
    if (wanted.from == wanted.to) {
      edges.push_back(nullptr);
      continue;
    }
    Agnode_t* from = nodes[wanted.from];
    Agnode_t* to = nodes[wanted.to];
    if (turned[i] != 0) std::swap(from, to);
    Agedge_t* edge = agedge(graph, from, to, nullptr, 1);
    std::string number;
    append_int(number, std::clamp(wanted.weight, 0, 1000));
    set(edge, weight, number);
    number.clear();
    append_int(number, std::clamp(wanted.min_length, 0, 1000));
    set(edge, min_length, number);
    if (wanted.label_width > 0) set_label(graph, edge, label, wanted);
    edges.push_back(edge);
  }
  return edges;
}

double distance(Point a, Point b) { return std::hypot(a.x - b.x, a.y - b.y); }

// The spline from tail to head, y turned downwards; nothing when Graphviz lost the edge.
LayoutCurve read_curve(Agedge_t* edge, double height, Point from, Point to) {
  LayoutCurve curve;
  const splines* drawn = ED_spl(edge);
  for (int i = 0; drawn != nullptr && i < drawn->size; ++i) {
    const bezier& piece = drawn->list[i];
    for (int j = curve.points.empty() ? 0 : 1; j < piece.size; ++j)
      curve.points.push_back({piece.list[j].x, height - piece.list[j].y});
  }
  if (curve.points.size() < 4 || curve.points.size() % 3 != 1) {
    curve.points = straight_curve(from, to);
  } else if (distance(curve.points.front(), from) + distance(curve.points.back(), to) >
             distance(curve.points.front(), to) + distance(curve.points.back(), from)) {
    std::reverse(curve.points.begin(), curve.points.end());
  }
  if (const textlabel_t* label = ED_label(edge); label != nullptr && label->set != 0) {
    curve.has_label = true;
    curve.label = {label->pos.x, height - label->pos.y};
  }
  return curve;
}

Layout read_layout(Agraph_t* graph, const LayoutInput& input, const std::vector<Agnode_t*>& nodes,
                   const std::vector<Agedge_t*>& edges) {
  Layout out;
  const boxf bounds = GD_bb(graph);  // y grows upwards there
  const double height = bounds.UR.y;
  for (Agnode_t* node : nodes) out.centres.push_back({ND_coord(node).x, height - ND_coord(node).y});
  for (std::size_t i = 0; i < edges.size(); ++i) {
    const LayoutEdge& wanted = input.edges[i];
    out.curves.push_back(edges[i] == nullptr
                             ? LayoutCurve{self_loop(out.centres[wanted.from], input.boxes[wanted.from]), false, {}}
                             : read_curve(edges[i], height, out.centres[wanted.from], out.centres[wanted.to]));
  }
  fit_bounds(input, out);
  return out;
}

Error graphviz_error(std::string message) {
  while (!message.empty() && (message.back() == '\n' || message.back() == ' ')) message.pop_back();
  Error error;
  error.kind = ErrorKind::output;
  error.message = "Graphviz could not lay out the graph" + (message.empty() ? std::string() : ": " + message);
  return error;
}

}  // namespace

const Result<void>& load_graphviz() {
  static const Result<void> loaded = []() -> Result<void> {
    SharedLibrary layout(P2G_GRAPHVIZ_DOT_PLUGIN, "libgvc6");
    SharedLibrary core(P2G_GRAPHVIZ_CORE_PLUGIN, "libgvc6");
    P2G_TRY(layout.status());
    P2G_TRY(core.status());
#define P2G_FIND(name) layout.find(name, #name);
    P2G_GRAPHVIZ_NAMES(P2G_FIND)
    layout.find(dot_plugin, "gvplugin_dot_layout_LTX_library");
    core.find(core_plugin, "gvplugin_core_LTX_library");
    P2G_TRY(core.status());
    return layout.status();
  }();
  return loaded;
}

Result<Layout> dot_layout(const LayoutInput& input) {
  if (input.boxes.empty()) return Layout{};
  const std::lock_guard<std::mutex> one_at_a_time(graphviz_mutex());
  P2G_TRY(load_graphviz());
  const CNumbers c_numbers;
  last_message().clear();
  const agusererrf before = agseterrf(take_message);
  std::optional<Layout> out;
  {
    DotGraph dot;
    if (dot.open()) {
      set_graph_attributes(dot.graph(), input);
      const std::vector<Agnode_t*> nodes = add_nodes(dot.graph(), input);
      const std::vector<Agedge_t*> edges = add_edges(dot.graph(), input, nodes);
      if (dot.layout()) out = read_layout(dot.graph(), input, nodes, edges);
    }
  }
  agseterrf(before);
  if (!out) return fail(graphviz_error(last_message()));
  return std::move(*out);
}

ThirdParty graphviz_third_party() {
  const std::lock_guard<std::mutex> one_at_a_time(graphviz_mutex());
  const Result<void>& loaded = load_graphviz();
  std::string running;
  if (loaded) {
    DotGraph dot;
    running = dot.version();
  }
  return {"Graphviz", PACKAGE_VERSION, running, "EPL-1.0", loaded_from("gvc", loaded ? "" : loaded.error().hint)};
}

}  // namespace p2g

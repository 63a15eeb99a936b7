// Our layout engine beside Graphviz' dot on the same boxes and arrows: milliseconds, crossings, length of all lines.
//
// usage: layouts_bench PROFILE [NODE-PERCENT EDGE-PERCENT]      0 0 draws everything; dot may then take minutes
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "renderers/layout/layout.h"
#include "src/importers/importer.h"
#include "src/model/graph.h"
#include "src/model/profile.h"
#include "src/model/totals.h"
#include "src/passes/graph/choose_functions.h"
#include "src/passes/graph/to_graph.h"

namespace p2g {
namespace {

struct Segment {
  Point from, to;  // from.y <= to.y
  std::size_t edge;
};

// Each curve as short lines, so that both engines' drawings are counted as they look.
std::vector<Segment> segments_of(const Layout& layout, double& length) {
  constexpr int pieces = 6;
  std::vector<Segment> segments;
  for (std::size_t edge = 0; edge < layout.curves.size(); ++edge) {
    const std::vector<Point>& p = layout.curves[edge].points;
    for (std::size_t i = 0; i + 3 < p.size(); i += 3) {
      Point before = p[i];
      for (int step = 1; step <= pieces; ++step) {
        const double t = static_cast<double>(step) / pieces;
        const double a = (1 - t) * (1 - t) * (1 - t), b = 3 * t * (1 - t) * (1 - t), c = 3 * t * t * (1 - t),
                     d = t * t * t;
        const Point now{a * p[i].x + b * p[i + 1].x + c * p[i + 2].x + d * p[i + 3].x,
                        a * p[i].y + b * p[i + 1].y + c * p[i + 2].y + d * p[i + 3].y};
        length += std::hypot(now.x - before.x, now.y - before.y);
        segments.push_back(before.y <= now.y ? Segment{before, now, edge} : Segment{now, before, edge});
        before = now;
      }
    }
  }
  return segments;
}

double side(Point a, Point b, Point c) { return (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x); }

bool cross(const Segment& s, const Segment& t) {
  return side(s.from, s.to, t.from) * side(s.from, s.to, t.to) < 0 &&
         side(t.from, t.to, s.from) * side(t.from, t.to, s.to) < 0;
}

// Of lines that have no end in common.
std::int64_t crossings(const LayoutInput& input, std::vector<Segment> segments) {
  std::sort(segments.begin(), segments.end(), [](const Segment& a, const Segment& b) { return a.from.y < b.from.y; });
  std::int64_t count = 0;
  for (std::size_t i = 0; i < segments.size(); ++i) {
    const LayoutEdge& one = input.edges[segments[i].edge];
    for (std::size_t j = i + 1; j < segments.size() && segments[j].from.y <= segments[i].to.y; ++j) {
      const LayoutEdge& other = input.edges[segments[j].edge];
      const bool meet = one.from == other.from || one.from == other.to || one.to == other.from || one.to == other.to;
      if (!meet && cross(segments[i], segments[j])) ++count;
    }
  }
  return count;
}

void report(const char* name, const LayoutInput& input, const Layout& layout, double ms) {
  double length = 0;
  const std::vector<Segment> segments = segments_of(layout, length);
  std::printf("%-7s %9.1f ms %9lld crossings %12.0f px of lines %7.0f x %.0f px\n", name, ms,
              static_cast<long long>(crossings(input, segments)), length, layout.width, layout.height);
}

template <class Engine>
void run(const char* name, const LayoutInput& input, Engine engine) {
  const auto begin = std::chrono::steady_clock::now();
  const Result<Layout> layout = engine(input);
  const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - begin;
  if (layout) report(name, input, *layout, took.count());
}

int compare(const std::string& file, double node_percent, double edge_percent) {
  Result<Source> source = Source::open(file);
  if (!source) return 3;
  const Result<const Importer*> importer = detect_importer(*source);
  if (!importer) return 3;
  const Result<Profile> profile = (*importer)->read(*source, {});
  if (!profile) return 3;
  const std::vector<FunctionCost> totals = function_totals(*profile);
  PruneOptions prune;
  prune.node_share = node_percent / 100;
  const CallGraph graph = to_graph(*profile, totals, choose_functions(*profile, totals, prune), edge_percent / 100);
  LayoutInput input;
  for (const Function& function : graph.functions) {
    const std::size_t letters = std::min<std::size_t>(profile->frames.parts(function.frame).name.size(), 30);
    input.boxes.push_back({30 + 6.5 * static_cast<double>(letters), 40});
  }
  for (const Edge& edge : graph.edges) {
    if (edge.caller != edge.callee) input.edges.push_back({edge.caller, edge.callee});
  }
  std::printf("%zu boxes, %zu lines\n", input.boxes.size(), input.edges.size());
  run("layers", input, [](const LayoutInput& in) { return Result<Layout>(layered_layout(in)); });
  run("dot", input, dot_layout);
  return 0;
}

}  // namespace
}  // namespace p2g

int main(int argc, char** argv) {
  if (argc != 2 && argc != 4) return 2;
  return p2g::compare(argv[1], argc == 4 ? std::atof(argv[2]) : 0.5, argc == 4 ? std::atof(argv[3]) : 0.1);
}

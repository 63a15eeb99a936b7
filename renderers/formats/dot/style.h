// Colours, fonts and pens of DOT output: the eight steps of the pictures, or gprof2dot's gradients.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "renderers/renderer.h"

namespace p2g {

class DotStyles {
 public:
  DotStyles(const Theme& theme, double skew);

  // Attributes for all nodes and all edges, without brackets.
  std::string node_defaults() const;
  std::string edge_defaults() const;
  // Attributes of one node or edge, ", " in front, for a weight in [0, 1] (a share of the total, rounded to 0.001).
  std::string_view node(double weight);
  std::string_view edge(double weight);

 private:
  Color gradient(double weight) const;
  double skewed(double weight) const;
  double font_size(double weight) const;
  std::string make_node(double weight) const;
  std::string make_edge(double weight) const;

  const Theme& theme_;
  double skew_;
  std::vector<std::string> nodes_;  // by weight, made when needed: a large graph has few different ones
  std::vector<std::string> edges_;
};

}  // namespace p2g

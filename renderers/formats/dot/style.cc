#include "renderers/formats/dot/style.h"

#include <algorithm>
#include <cmath>

#include "src/base/text.h"

namespace p2g {
namespace {

constexpr int resolution = 1000;

std::size_t slot_of(double weight) {
  return static_cast<std::size_t>(std::lround(std::clamp(weight, 0.0, 1.0) * resolution));
}

// One channel of a colour given as hue (0..1), saturation and lightness: CSS Color 3, section 4.2.4.
double channel(double m1, double m2, double hue) {
  hue -= std::floor(hue);
  if (hue * 6 < 1) return m1 + (m2 - m1) * hue * 6;
  if (hue * 2 < 1) return m2;
  if (hue * 3 < 2) return m1 + (m2 - m1) * (2.0 / 3 - hue) * 6;
  return m1;
}

std::uint8_t to_byte(double level, double gamma) {
  return static_cast<std::uint8_t>(std::pow(std::clamp(level, 0.0, 1.0), gamma) * 255 + 0.5);
}

void append_number(std::string& out, std::string_view name, double value) {
  out.append(", ").append(name).append("=\"");
  append_fixed(out, std::llround(value * 100), 2, 2);
  out += '"';
}

void append_color(std::string& out, std::string_view name, Color color) {
  out.append(", ").append(name).append("=\"").append(to_hex(color)) += '"';
}

std::string quoted_font(const std::string& font) {
  std::string text = "fontname=\"";
  for (const char c : font) {
    if (c == '"' || c == '\\') text += '\\';
    text += c;
  }
  return text + '"';
}

}  // namespace

DotStyles::DotStyles(const Theme& theme, double skew)
    : theme_(theme), skew_(skew), nodes_(resolution + 1), edges_(resolution + 1) {}

// gprof2dot's --skew: below 1 there are more colours for small weights, above 1 fewer.
double DotStyles::skewed(double weight) const {
  if (skew_ == 1.0 || !(skew_ >= 0)) return weight;
  return std::clamp((std::pow(skew_, weight) - 1) / (skew_ - 1), 0.0, 1.0);
}

Color DotStyles::gradient(double weight) const {
  const DotStyle& dot = theme_.dot;
  const double at = skewed(weight);
  const auto between = [&](std::size_t i) { return dot.min_hsl[i] + at * (dot.max_hsl[i] - dot.min_hsl[i]); };
  const double lightness = between(2);
  const double saturation = between(1);
  const double m2 = lightness <= 0.5 ? lightness * (saturation + 1) : lightness + saturation - lightness * saturation;
  const double m1 = lightness * 2 - m2;
  return {to_byte(channel(m1, m2, between(0) + 1.0 / 3), dot.gamma), to_byte(channel(m1, m2, between(0)), dot.gamma),
          to_byte(channel(m1, m2, between(0) - 1.0 / 3), dot.gamma)};
}

double DotStyles::font_size(double weight) const {
  return std::max(weight * weight * theme_.dot.max_font, theme_.dot.min_font);
}

std::string DotStyles::node_defaults() const {
  std::string text = quoted_font(theme_.dot.font) + ", shape=box, width=0, height=0, style=" +
                     (theme_.dot.steps || theme_.dot.filled ? "filled" : "solid");
  // Light steps would melt into a white page without an outline.
  if (theme_.dot.steps) append_color(text, "color", theme_.light[static_cast<std::size_t>(Slot::rule)]);
  append_number(text, "fontsize", theme_.dot.min_font);
  return text;
}

std::string DotStyles::edge_defaults() const {
  std::string text = quoted_font(theme_.dot.font);
  append_number(text, "fontsize", theme_.dot.min_font);
  if (theme_.dot.steps) {
    append_color(text, "color", theme_.light[static_cast<std::size_t>(Slot::edge)]);
    append_color(text, "fontcolor", theme_.light[static_cast<std::size_t>(Slot::muted)]);
  } else if (theme_.dot.solid_edges) {
    append_color(text, "color", theme_.light[static_cast<std::size_t>(Slot::ink)]);
    append_color(text, "fontcolor", theme_.light[static_cast<std::size_t>(Slot::ink)]);
  }
  return text;
}

std::string DotStyles::make_node(double weight) const {
  std::string text;
  if (theme_.dot.steps) {
    const int step = theme_.step(skewed(weight));
    append_color(text, "fillcolor", theme_.light[static_cast<std::size_t>(step_slot(step))]);
    append_color(text, "fontcolor", theme_.light[static_cast<std::size_t>(ink_slot(step))]);
  } else {
    const Color color = gradient(weight);
    Color ink = theme_.dot.node_ink;
    // White on yellow cannot be read: gprof2dot's own fault, not to be taken over.
    const Color black{0, 0, 0};
    if (theme_.dot.filled && contrast(ink, color) < 4.5 && contrast(black, color) > contrast(ink, color)) ink = black;
    append_color(text, "color", color);
    append_color(text, "fontcolor", ink);
  }
  if (const double size = font_size(weight); size > theme_.dot.min_font) append_number(text, "fontsize", size);
  return text;
}

std::string DotStyles::make_edge(double weight) const {
  const double pen = std::max(weight * theme_.dot.max_pen, theme_.dot.min_pen);
  std::string text;
  if (!theme_.dot.steps && !theme_.dot.solid_edges) {
    append_color(text, "color", gradient(weight));
    append_color(text, "fontcolor", gradient(weight));
  }
  append_number(text, "penwidth", pen);
  append_number(text, "arrowsize", 0.5 * std::sqrt(pen));
  if (const double size = font_size(weight); size > theme_.dot.min_font) append_number(text, "fontsize", size);
  return text;
}

std::string_view DotStyles::node(double weight) {
  std::string& text = nodes_[slot_of(weight)];
  if (text.empty()) text = make_node(static_cast<double>(slot_of(weight)) / resolution);
  return text;
}

std::string_view DotStyles::edge(double weight) {
  std::string& text = edges_[slot_of(weight)];
  if (text.empty()) text = make_edge(static_cast<double>(slot_of(weight)) / resolution);
  return text;
}

}  // namespace p2g

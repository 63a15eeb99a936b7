#include "renderers/page/scene_text.h"

#include <algorithm>
#include <utility>

#include "renderers/page/text_width.h"
#include "src/model/name_forms.h"

namespace p2g {
namespace {

// The last space up to which the line still fits, else the end of the text. A first word that is wider than the line is
// a line of its own, to be shortened.
std::size_t line_end(std::string_view text, double max_width, bool bold) {
  std::size_t fits = std::string_view::npos;
  for (std::size_t next = text.find(' ');; next = text.find(' ', next + 1)) {
    if (text_width(text.substr(0, next), text_px, bold) > max_width)
      return fits != std::string_view::npos ? fits : std::min(next, text.size());
    if (next == std::string_view::npos) return text.size();
    fits = next;
  }
}

}  // namespace

double add_text(Scene& scene, double x, double y, std::string text, float size, bool bold, Anchor anchor, Slot fill) {
  const double width = text_width(text, size, bold);
  scene.items.emplace_back(TextItem{x, y, std::move(text), size, bold, anchor, fill, width});
  return width;
}

double add_fitted_text(Scene& scene, double x, double y, std::string_view text, double max_width, float size, bool bold,
                       Anchor anchor, Slot fill, double keep_end) {
  std::string fitted = fit_text(text, max_width, size, bold, keep_end);
  return fitted.empty() ? 0 : add_text(scene, x, y, std::move(fitted), size, bold, anchor, fill);
}

std::string fitting_name(const std::string& name, double room, float size, bool bold) {
  if (text_width(name, size, bold) <= room) return name;
  std::string shortest = name;
  for (std::string& form : shorter_forms(name)) {
    if (text_width(form, size, bold) <= room) return std::move(form);
    shortest = std::move(form);
  }
  return room < 30 ? std::string() : fit_text(shortest, room, size, bold, 0.3);
}

double add_wrapped_text(Scene& scene, double x, double y, std::string_view text, double max_width, Slot fill,
                        bool bold) {
  while (!text.empty()) {
    const std::size_t end = line_end(text, max_width, bold);
    add_fitted_text(scene, x, y, text.substr(0, end), max_width, text_px, bold, Anchor::start, fill);
    text.remove_prefix(std::min(end + 1, text.size()));
    y += line_step_px;
  }
  return y;
}

}  // namespace p2g

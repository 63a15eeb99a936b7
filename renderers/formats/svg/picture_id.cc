#include "renderers/formats/svg/picture_id.h"

#include <fmt/format.h>

#include <algorithm>

#include "renderers/formats/svg/style.h"
#include "src/base/fnv.h"

namespace p2g {

std::string picture_id(const Scene& scene, std::string_view css) {
  Fnv64 hash;
  for (const std::string_view text :
       {std::string_view(scene.view), std::string_view(scene.title), std::string_view(scene.description), css}) {
    hash.take(text);
  }
  // The same profile can be drawn in several ways that say the same in words. As printed, not as computed: what is too
  // small to be seen must not be too large for the same bytes everywhere.
  for (const Item& item : scene.items) {
    const auto* rect = std::get_if<RectItem>(&item);
    if (rect == nullptr) continue;
    for (const double px : {rect->x, rect->y, rect->x + rect->width, rect->y + rect->height}) {
      hash.take(static_cast<std::uint64_t>(to_tenths(px)));
    }
  }
  return fmt::format("p{:08x}", hash.folded());
}

std::string with_id(std::string_view css, std::string_view id) {
  std::string out;
  out.reserve(css.size() + css.size() / 8);
  for (;;) {
    const std::size_t at = css.find(style_scope);
    out.append(css.substr(0, at));
    if (at == std::string_view::npos) return out;
    out.append("#").append(id);
    css.remove_prefix(at + style_scope.size());
  }
}

}  // namespace p2g

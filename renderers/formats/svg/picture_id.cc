#include "renderers/formats/svg/picture_id.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "renderers/formats/svg/style.h"
#include "src/base/fnv.h"

namespace p2g {

std::string picture_id(const Scene& scene, std::string_view css) {
  // A byte that no text has, so that "ab" and "c" are not "a" and "bc".
  constexpr std::string_view separator("\0", 1);
  std::uint64_t hash = fnv64(scene.view);
  for (const std::string_view text : {std::string_view(scene.title), std::string_view(scene.description), css}) {
    hash = fnv64(text, fnv64(separator, hash));
  }
  // One profile can be drawn in several ways that say the same in words. Coordinates as they are printed, not as they
  // were computed: what is too small to be seen must not make another picture of it on another machine.
  std::array<char, 16> place{};
  for (const Item& item : scene.items) {
    const auto* rect = std::get_if<RectItem>(&item);
    if (rect == nullptr) continue;
    std::size_t at = 0;
    for (const double px : {rect->x, rect->y, rect->x + rect->width, rect->y + rect->height}) {
      const auto tenths = static_cast<std::uint64_t>(to_tenths(px));
      for (int shift = 0; shift < 32; shift += 8) place[at++] = static_cast<char>(tenths >> shift & 0xffU);
    }
    hash = fnv64({place.data(), place.size()}, hash);
  }
  // Multiplying carries upwards only, so the upper half is the better one.
  return fmt::format("p{:08x}", static_cast<std::uint32_t>(hash ^ hash >> 32));
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

#include "renderers/page/css_palette.h"

#include <array>
#include <string_view>
#include <utility>

namespace p2g {
namespace {

std::string rules_of(const Palette& palette) {
  constexpr std::array<std::pair<std::string_view, Slot>, 11> names = {{{"page", Slot::page},
                                                                        {"panel", Slot::panel},
                                                                        {"ink", Slot::ink},
                                                                        {"muted", Slot::muted},
                                                                        {"rule", Slot::rule},
                                                                        {"link", Slot::callee},
                                                                        {"focus", Slot::caller},
                                                                        {"worse", Slot::delta8},
                                                                        {"better", Slot::delta0},
                                                                        {"worse-ink", Slot::delta_ink8},
                                                                        {"better-ink", Slot::delta_ink0}}};
  std::string css = ":root{";
  const auto put = [&](const std::string& name, Color color) {
    css.append("--").append(name).append(":").append(to_hex(color)).append(";");
  };
  for (const auto& [name, slot] : names) put(std::string(name), color_at(palette, slot));
  for (int step = 0; step < 8; ++step) {
    put("s" + std::to_string(step), color_at(palette, step_slot(step)));
    put("i" + std::to_string(step), color_at(palette, ink_slot(step)));
  }
  return css + '}';
}

}  // namespace

std::string css_palette(const Theme& theme, Scheme scheme) {
  const bool dark = scheme == Scheme::dark || (scheme == Scheme::automatic && theme.dark_first);
  std::string css = rules_of(theme.palette(dark));
  if (scheme != Scheme::automatic) return css;
  css +=
      dark ? "@media print,screen and (prefers-color-scheme:light){" : "@media screen and (prefers-color-scheme:dark){";
  return css + rules_of(theme.palette(!dark)) + '}';
}

}  // namespace p2g

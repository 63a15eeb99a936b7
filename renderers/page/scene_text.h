// Text in a scene, measured and shortened: nothing is drawn that does not fit.
#pragma once

#include <string>
#include <string_view>

#include "renderers/page/sizes.h"
#include "renderers/scene.h"

namespace p2g {

// Appends a measured text on the baseline y. Returns its width.
double add_text(Scene& scene, double x, double y, std::string text, float size = text_px, bool bold = false,
                Anchor anchor = Anchor::start, Slot fill = Slot::ink);
// The same, shortened to `max_width` (fit_text); nothing is added when not even one character and "…" fit.
double add_fitted_text(Scene& scene, double x, double y, std::string_view text, double max_width, float size = text_px,
                       bool bold = false, Anchor anchor = Anchor::start, Slot fill = Slot::ink, double keep_end = 0.5);
// The longest form of a function's name that fits, else the shortest one cut; nothing when that would leave a letter or
// two.
std::string fitting_name(const std::string& name, double room, float size, bool bold);
// Appends `text` in lines broken at spaces, the first baseline at y. Returns the baseline after the last line.
double add_wrapped_text(Scene& scene, double x, double y, std::string_view text, double max_width, Slot fill,
                        bool bold = false);

}  // namespace p2g

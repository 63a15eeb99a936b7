// The colours of a theme as variables of a style sheet, for pages around pictures.
#pragma once

#include <string>

#include "renderers/renderer.h"
#include "renderers/theme.h"

namespace p2g {

// Rules for :root: --page, --panel, --ink, --muted, --rule, --link, --focus; --s0 to --s7 and --i0 to --i7, the fills
// of the scale and the text on them; --worse, --better and the text on these, --worse-ink and --better-ink. The other
// scheme's colours follow in a media query that leaves printing light; a fixed scheme has none.
std::string css_palette(const Theme& theme, Scheme scheme);

}  // namespace p2g

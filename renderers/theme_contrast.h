// Whether what a theme's colours are for can be read.
#pragma once

#include "renderers/theme.h"

namespace p2g {

// Counts the pairs of text and ground, and of lines and the page, whose contrast is too low, as the theme's warning
// "contrast"; the text names the first of them. Both palettes are looked at.
void check_contrast(Theme& theme);

}  // namespace p2g

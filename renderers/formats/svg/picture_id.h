// The id of a picture, which all other ids in an SVG and all its style rules begin with: several pictures can stand in
// one page, and none finds the ids of another or wears its colours.
#pragma once

#include <string>
#include <string_view>

#include "renderers/scene.h"

namespace p2g {

// "p" and 8 hex digits of what the picture shows: its title, its style sheet (css) and where its shapes stand. The same
// input gives the same id; two pictures that get the same one have the same rules, so that nothing goes wrong then.
std::string picture_id(const Scene& scene, std::string_view css);

// The style sheet with `id` in place of "picture" in its selectors (#picture).
std::string with_id(std::string_view css, std::string_view id);

}  // namespace p2g

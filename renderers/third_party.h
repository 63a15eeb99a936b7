// The libraries behind the renderers, described by their doors (base/third_party.h).
#pragma once

#include "src/base/third_party.h"

namespace p2g {

ThirdParty cairo_third_party();     // loads it
ThirdParty graphviz_third_party();  // loads it
ThirdParty toml_third_party();

}  // namespace p2g

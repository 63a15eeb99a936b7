// The libraries behind the renderers, described by their doors (base/third_party.h).
#pragma once

#include "src/base/third_party.h"

namespace p2g {

std::vector<ThirdParty> cairo_third_parties();  // loads it; with what comes along with it
ThirdParty graphviz_third_party();              // loads it
ThirdParty toml_third_party();

}  // namespace p2g

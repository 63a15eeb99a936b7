// The libraries behind the renderers, described by their doors (base/component.h).
#pragma once

#include "src/base/component.h"

namespace p2g {

Component cairo_component();     // loads it
Component graphviz_component();  // loads it
Component toml_component();

}  // namespace p2g

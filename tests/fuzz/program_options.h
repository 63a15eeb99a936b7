// What the whole program is asked to do, as a few bytes decide.
#pragma once

#include <string_view>
#include <utility>
#include <vector>

#include "renderers/renderer.h"
#include "src/options.h"

namespace p2g {

using ViewAndFormat = std::pair<const View*, const Format*>;

// All pairs, whether or not they fit together.
std::vector<ViewAndFormat> all_pictures();

struct ProgramCase {
  Options options;                      // without files, view, type and output
  std::vector<ViewAndFormat> pictures;  // what is asked for
  bool compare = false;                 // the parts of the input are sides, else runs that are summed
};

// No bytes: every picture but PNG and PDF with the program's defaults.
ProgramCase choose_case(std::string_view bytes);

}  // namespace p2g

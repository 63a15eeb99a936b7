// The table of functions: text only, so there is nothing to draw.
#include "renderers/renderer.h"

namespace p2g {

extern const View view_table;
const View view_table = {"table",     "functions with calls, self and cumulative cost, as pstats prints them",
                         needs_table, "txt",
                         nullptr,     nullptr};

}  // namespace p2g

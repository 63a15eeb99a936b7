// The table of functions: text only, so there is nothing to draw.
#include "renderers/renderer.h"

namespace p2g {

extern const View view_table;
const View view_table = {.name = "table",
                         .summary = "functions with calls, self and cumulative cost, as pstats prints them",
                         .shows = Content::table,
                         .default_type = "txt"};

}  // namespace p2g

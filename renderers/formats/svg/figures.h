// What a picture shows, as text inside of it: exact, so that a table, another picture or a comparison can be made of
// the picture alone. src/importers/picture/figures.h has the grammar.
//
// Of calls, and of the call graph of stacks: all functions that the graph draws and the largest besides; the rest is
// one function `(other)`. Of a flame graph: the stacks as they are drawn.
#pragma once

#include <string>

#include "renderers/document.h"

namespace p2g {

// Nothing for a comparison, nor where names are longer than 1,000 bytes. `scene`: the document's picture.
void append_figures(std::string& out, const Document& document, const Scene& scene);

}  // namespace p2g

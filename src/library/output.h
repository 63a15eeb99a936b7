// Pictures and data as bytes: what prof2graph writes into a file, in a string.
#pragma once

#include <string>
#include <string_view>

#include "renderers/document.h"

namespace p2g {

struct Drawing {
  std::string view{};          // "callgraph", "flame", "table"; empty: what suits the type
  std::string theme = "heat";  // a built-in one, or a TOML file
  ViewOptions options{};
};

// `type` is an output type: "svg", "png", "txt", "json" …; names that do not exist or do not go together are errors of
// ErrorKind::usage with a hint. The same input gives the same bytes.
Result<std::string> draw(const Analysis& analysis, std::string_view type, const Drawing& drawing = {});
Result<std::string> draw(const Comparison& comparison, std::string_view type, const Drawing& drawing = {});

}  // namespace p2g

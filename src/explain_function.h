// --explain: where each figure of a function comes from, as text.
#pragma once

#include <string>

#include "src/analysis/analysis.h"
#include "src/base/result.h"
#include "src/base/sink.h"

namespace p2g {

// Of the heaviest function that matches. `selected`: filters have chosen from what the file says. Fails with
// ErrorKind::usage when none does.
Result<void> explain_function(const Analysis& analysis, const std::string& pattern, bool selected, Sink& sink);

}  // namespace p2g

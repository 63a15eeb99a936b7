// Draws again whenever an input grows.
#pragma once

#include <functional>

#include "src/base/result.h"
#include "src/options.h"
#include "src/pipeline.h"

namespace p2g {

struct WatchHooks {
  std::function<void()> about_to_draw;
  std::function<void(const Result<Outcome>& outcome)> drawn;  // a file that is being written may be malformed just now
  Hooks drawing;
};

// Goes on until stdin ends, when that is an input; else until a signal ends the program. Fails when what reads our
// stdout has gone.
Result<void> watch(const Options& options, const WatchHooks& hooks);

}  // namespace p2g

// Records a program and draws what was recorded.
#pragma once

#include <string>

#include "src/base/result.h"
#include "src/options.h"
#include "src/pipeline.h"
#include "src/watch.h"

namespace p2g {

struct Recorded {
  int program_code = 0;  // the program's exit code, as a shell says it
  Result<Outcome> outcome = Outcome();
};

// Fails when nothing was recorded because of what was asked for; what goes wrong once the program has run is in the
// outcome. `hooks` tells what is drawn while the program runs, where that is asked for.
Result<Recorded> record_and_draw(const Options& options, const WatchHooks& hooks);

}  // namespace p2g

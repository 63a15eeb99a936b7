// The last steps of both pipelines: a picture is drawn, and written as the format wants it.
#pragma once

#include <functional>
#include <string>

#include "src/base/result.h"
#include "src/base/sink.h"
#include "src/model/verdict.h"
#include "src/pipeline.h"
#include "src/plan.h"

namespace p2g {

// Draws with `draw` and prints the scene into the sink, with the stages "draw" and "write"; the caller commits.
Result<void> write_picture(const Plan& plan, const std::function<Result<Scene>(DrawStats&)>& draw, Outcome& outcome,
                           Sink& sink);

// The output and, when `junit` names a file, the limits: both or none. Counts the bytes in the stage that was last.
Result<void> commit_outputs(Sink& sink, const std::string& junit, const Verdict& verdict, Outcome& outcome);

}  // namespace p2g

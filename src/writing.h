// The last steps of both pipelines: a picture is drawn, and written as the format wants it.
#pragma once

#include <functional>

#include "base/result.h"
#include "base/sink.h"
#include "pipeline.h"
#include "plan.h"

namespace p2g {

// Draws with `draw` and prints the scene into the sink, with the stages "draw" and "write"; the caller commits.
Result<void> write_picture(const Plan& plan, const std::function<Result<Scene>(DrawStats&)>& draw, Outcome& outcome,
                           Sink& sink);

}  // namespace p2g

// The steps of a comparison: see pipeline_diff.cc.
#pragma once

#include "src/pipeline.h"
#include "src/plan.h"

namespace p2g {

Result<Outcome> run_diff(const Plan& plan, const Hooks& hooks);

}  // namespace p2g

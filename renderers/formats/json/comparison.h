// A comparison in this format; json.cc names it as its write_diff.
#pragma once

#include "renderers/renderer.h"

namespace p2g::diffs {

Result<void> write_json(const DiffModel& model, const PictureOptions& options, Sink& sink);

}  // namespace p2g::diffs

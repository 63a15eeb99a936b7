// A comparison in this format; csv.cc names it as its write_diff.
#pragma once

#include "renderers/renderer.h"

namespace p2g::diffs {

Result<void> write_csv(const DiffModel& model, const PictureOptions& options, Sink& sink);

}  // namespace p2g::diffs

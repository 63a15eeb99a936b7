// A comparison in this format; txt.cc names it as its write_diff.
#pragma once

#include "renderers/renderer.h"

namespace p2g::diffs {

Result<void> write_txt(const DiffModel& model, const PictureOptions& options, Sink& sink);

}  // namespace p2g::diffs

// The index of a batch: a card a profile, in one HTML file that needs no network and works without its script.
#pragma once

#include <string>
#include <vector>

#include "renderers/theme.h"
#include "src/base/sink.h"
#include "src/batch/record.h"

namespace p2g {

// Records are in the order of their names. Cards of a comparison come worst first. `stale`: files of earlier batches.
void write_index(Sink& sink, const std::vector<BatchRecord>& records, const std::vector<std::string>& stale,
                 const Theme& theme);

}  // namespace p2g

// One item of a batch, from its files to its outputs.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "src/base/result.h"
#include "src/batch/plan.h"
#include "src/batch/record.h"
#include "src/job.h"

namespace p2g {

// What is the same for all items. Threads share it, and nobody changes it.
struct BatchFrame {
  Job alone;                  // a job whose files and outputs are still to be put in
  std::optional<Job> beside;  // the same for a comparison with a baseline
  BatchPlan plan;
  std::string folder;
  bool exact_groups = false;                 // --exact-names was given
  std::map<std::string, BatchRecord> known;  // of an earlier run with the same settings
};

struct DrawnItem {
  BatchRecord record;
  std::optional<Error> error;
  bool unchanged = false;
};

// Nothing is thrown, and nothing is shared between two calls but the frame.
DrawnItem draw_item(const BatchFrame& frame, const BatchItem& item);

}  // namespace p2g

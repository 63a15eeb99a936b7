// The samples of a profile.proto: what there is of each metric and thread, and the stacks of what was chosen.
//
//   Sample    1 location_id[]: leaf first  2 value[]: one a sample type  3 label[]
//   Label     1 key  2 str (both indexes into the strings)  3 num  4 num_unit
//
// Labels that name a thread or a process make slices; others are no part of a function and are passed over.
#pragma once

#include <string_view>

#include "src/base/result.h"
#include "src/importers/importer.h"
#include "src/importers/pprof/tables.h"
#include "src/model/profile.h"

namespace p2g::pprof {

// Fills in what the profile offers and what was chosen of it. `bytes` is the whole input.
// Of a difference of two profiles (go tool pprof -diff_base) the values may be negative; kit/signed_stacks.h says what
// becomes of them.
Result<void> read_samples(std::string_view bytes, const Tables& tables, const Source& source,
                          const ReadOptions& options, Profile& profile);

}  // namespace p2g::pprof

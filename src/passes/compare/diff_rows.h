// The order of a comparison's rows.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "src/base/result.h"
#include "src/model/diff.h"

namespace p2g {

enum class DiffSort : std::uint8_t { self, cumulative, calls, name, file };

// One of the names above, else a usage error.
Result<DiffSort> parse_diff_sort(const std::string& name);

// Indices of the functions of which a figure differs: equal ones are no rows. By the size of the change, largest first,
// for figures (self: as Diff::functions stands, what moved beyond the noise first); ties as Diff::functions stands.
std::vector<std::uint32_t> sorted_rows(const Diff& diff, DiffSort sort);

}  // namespace p2g

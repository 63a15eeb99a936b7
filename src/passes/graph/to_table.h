// The table of a profile: rows as pstats' print_stats, print_callers and print_callees show them.
#pragma once

#include <cstdint>
#include <string>

#include "src/base/result.h"
#include "src/model/profile.h"
#include "src/model/table.h"

namespace p2g {

struct TableOptions {
  std::string sort = "cumulative";  // any prefix-free name or alias that pstats' sort_stats takes
  std::int64_t limit = 30;          // 0: all
  Table::Kind kind = Table::Kind::functions;
  bool operator==(const TableOptions&) const = default;
};
// Whether to_table() knows this sort key, for those who tell before a profile is read.
Result<void> check_table_sort(const std::string& sort);
Result<Table> to_table(const Profile& profile, const TableOptions& options);

}  // namespace p2g

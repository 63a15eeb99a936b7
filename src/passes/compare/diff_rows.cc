#include "src/passes/compare/diff_rows.h"

#include <algorithm>
#include <cmath>

#include "src/base/diagnostics.h"

namespace p2g {

Result<DiffSort> parse_diff_sort(const std::string& name) {
  static const std::vector<std::string_view> known = {"self", "cumulative", "calls", "name", "file"};
  const auto found = std::find(known.begin(), known.end(), name);
  if (found == known.end()) return fail(unknown_name_error("sort key of a diff", name, known));
  return static_cast<DiffSort>(found - known.begin());
}

std::vector<std::uint32_t> sorted_rows(const Diff& diff, DiffSort sort) {
  std::vector<std::uint32_t> rows;
  for (std::uint32_t i = 0; i < diff.functions.size(); ++i) {
    if (!diff.functions[i].is_equal()) rows.push_back(i);
  }
  const auto before = [&](std::uint32_t x, std::uint32_t y) {
    const FunctionDiff& a = diff.functions[x];
    const FunctionDiff& b = diff.functions[y];
    switch (sort) {
      case DiffSort::self:
        return x < y;
      case DiffSort::cumulative:
        return std::abs(a.cumulative_delta()) > std::abs(b.cumulative_delta());
      case DiffSort::calls:
        return std::abs(a.calls_delta()) > std::abs(b.calls_delta());
      case DiffSort::name:
        return diff.frames.compare(a.frame, b.frame) < 0;
      case DiffSort::file:
        break;
    }
    const int by_file = diff.frames.parts(a.frame).file.compare(diff.frames.parts(b.frame).file);
    return by_file != 0 ? by_file < 0 : diff.frames.compare(a.frame, b.frame) < 0;
  };
  std::stable_sort(rows.begin(), rows.end(), before);
  return rows;
}

}  // namespace p2g

#include "renderers/formats/table_common.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "src/base/text.h"

namespace p2g {

void append_figure(std::string& out, Weight weight, const Metric& metric, int decimals, std::int64_t count) {
  if (weight == unknown_weight || count == 0) return;
  const double value = static_cast<double>(weight) / std::pow(10.0, metric.decimals) / static_cast<double>(count);
  char digits[400];
  const auto end = std::to_chars(digits, digits + sizeof digits, value, std::chars_format::fixed, decimals).ptr;
  out.append(digits, static_cast<std::size_t>(end - digits));
}

std::string calls_figure(const TableRow& row) {
  std::string text = (row.estimated & estimated_calls) != 0 ? "≈" : "";
  append_int(text, row.calls);
  if (row.primitive_calls >= 0 && row.primitive_calls != row.calls) append_int(text += '/', row.primitive_calls);
  return text;
}

std::string table_summary(const Table& table, Spell spell) {
  std::string text;
  if (!table.has_counts()) return table.metric.exact_total(table.total);
  append_int(text, table.total_calls);
  const auto one = [&](std::int64_t count) { return spell == Spell::right && count == 1; };
  text += one(table.total_calls) ? " function call " : " function calls ";
  if (table.total_calls != table.total_primitive_calls) {
    append_int(text += '(', table.total_primitive_calls);
    text += one(table.total_primitive_calls) ? " primitive call) " : " primitive calls) ";
  }
  append_figure(text += "in ", table.total, table.metric, 3);
  return text + (table.metric.is_time() ? " seconds" : ' ' + table.metric.unit);
}

}  // namespace p2g

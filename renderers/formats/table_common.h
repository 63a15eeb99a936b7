// What the text formats of the table share: figures.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "src/model/table.h"

namespace p2g {

// weight / count in the metric's unit, with that many decimals; as C's "%.3f" prints the double that Python's pstats
// holds. Nothing when the weight is unknown or count is 0.
void append_figure(std::string& out, Weight weight, const Metric& metric, int decimals, std::int64_t count = 1);

// pstats' ncalls: "12", or "12/3" when 9 of them were recursive; "≈12" where it is an estimate.
std::string calls_figure(const TableRow& row);

// "302424 function calls (300141 primitive calls) in 2.520 seconds"; "286 samples" for stacks.
// pstats says "1 function calls"; `spell` is right where nobody has to recognise its lines.
enum class Spell : std::uint8_t { as_pstats, right };
std::string table_summary(const Table& table, Spell spell);

}  // namespace p2g

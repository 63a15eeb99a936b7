// Limits that a profile, or the change between two, has to keep: what makes a CI job fail.
//
//   LIMIT    = SUBJECT COMPARISON VALUE
//   SUBJECT  = "total" | "new" | "speed" | ("self" | "cumulative" | "calls") "(" PATTERN ")"
//   COMPARISON = ">" | ">=" | "<" | "<="
//   VALUE    = ["+" | "-"] NUMBER ["%" | UNIT]           UNIT: as model/metric.h spells them, 10ms, 100MB, 5samples
//
// With a sign it is about the change since before, without one about the profile itself (the side after, as it was
// measured). A percentage with a sign is of the figure before; without one it is a share of the total, of the same
// side. Speed is what all functions that did the same work have in common: +20 % takes a fifth longer.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "src/base/result.h"
#include "src/gate/figures.h"
#include "src/model/verdict.h"

namespace p2g {

struct Limit {
  enum class Subject : std::uint8_t { total, added, speed, self, cumulative, calls };
  enum class Comparison : std::uint8_t { above, at_least, below, at_most };
  enum class Unit : std::uint8_t { none, percent, seconds, bytes, samples };

  std::string text;       // as given
  std::string source;     // "--fail-on", or the budget file
  bool required = false;  // it must hold (a budget's `require`), else it must not (`fail_on`)
  Subject subject = Subject::total;
  std::string pattern;
  Comparison comparison = Comparison::above;
  bool change = false;  // the value had a sign
  double value = 0;     // percent, seconds, bytes, samples or calls
  Unit unit = Unit::none;

  bool needs_base() const { return change || subject == Subject::added || subject == Subject::speed; }
  bool of_functions() const { return subject >= Subject::self; }
};

// Fails with ErrorKind::usage and a caret below what was not understood.
Result<Limit> parse_limit(std::string_view text, const std::string& source, bool required = false);

// Checks all limits. A change trips one when it is over it and its band (model/clock.h: one false alarm in a hundred)
// does not explain it; or when the numbers of calls changed by more than the limit, unless time says the contrary, or
// clearly less than such calls cost. What could be over a limit without these runs being able to show it is undecided.
// Cost that only went to other functions (CostShift) trips no limit of a cumulative cost. Figures without a clock are
// held against their noise (model/diff.h). A function limit holds for each function that matches; a pattern that
// matches none, or none that the filters leave, is a usage error, because such a gate would never trip. Of a limit the
// worst 100 trips are kept, of more than 100 limits 10,000 in all, and at least one of each.
Result<Verdict> check_limits(const std::vector<Limit>& limits, const Figures& figures);

}  // namespace p2g

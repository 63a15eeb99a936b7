#include "passes/gate.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/text.h"
#include "model/names.h"
#include "passes/fraction.h"
#include "passes/passes.h"
#include "passes/pattern.h"

namespace p2g {
namespace {

// What a limit looks at, of the whole run or of one function.
struct Figure {
  std::int64_t before = 0, after = 0;
  std::int64_t band = 0;  // a change up to this is noise
  FrameId frame = no_frame;
  bool moved = false;  // beyond the noise, though perhaps within the band
};

bool holds(Limit::Comparison comparison, double figure, double value) {
  // 7 % of 100 is 7.000000000000001 in doubles: what is that near is met exactly.
  const bool equal = std::abs(figure - value) <= 1e-14 * std::abs(value);
  switch (comparison) {
    case Limit::Comparison::above:
      return figure > value && !equal;
    case Limit::Comparison::at_least:
      return figure >= value || equal;
    case Limit::Comparison::below:
      return figure < value && !equal;
    case Limit::Comparison::at_most:
      break;
  }
  return figure <= value || equal;
}

// The figure in the limit's unit.
double in_unit(const Limit& limit, const Figure& figure, const Diff& diff) {
  const double scale = limit.subject == Limit::Subject::calls ? 1 : std::pow(10.0, diff.metric.decimals);
  const auto after = static_cast<double>(figure.after);
  const double delta = after - static_cast<double>(figure.before);
  if (limit.unit != Limit::Unit::percent) return (limit.change ? delta : after) / scale;
  if (!limit.change) return diff.base > 0 ? after / static_cast<double>(diff.base) * 100 : 0;
  if (figure.before > 0) return delta / static_cast<double>(figure.before) * 100;
  return delta == 0 ? 0 : std::copysign(HUGE_VAL, delta);
}

bool trips(const Limit& limit, const Figure& figure, const Diff& diff) {
  if (limit.needs_base()) {
    const Wide delta = Wide{figure.after} - figure.before;
    if ((delta < 0 ? -delta : delta) <= figure.band && !figure.moved) return false;
  }
  return holds(limit.comparison, in_unit(limit, figure, diff), limit.value) != limit.required;
}

std::string amount(const Limit& limit, std::int64_t weight, const Diff& diff) {
  if (limit.subject == Limit::Subject::calls) return thousands_text(weight) + (weight == 1 ? " call" : " calls");
  return amount_text(weight, diff.metric.decimals, diff.metric.unit);
}

Trip describe(const Limit& limit, const Figure& figure, const Diff& diff) {
  Trip trip{limit.subject == Limit::Subject::total   ? "total"
            : limit.subject == Limit::Subject::added ? "new functions"
                                                     : function_text(diff.frames.parts(figure.frame)),
            {},
            figure.before,
            figure.after,
            limit.needs_base(),
            limit.subject == Limit::Subject::calls};
  if (!limit.needs_base()) {
    trip.text = amount(limit, figure.after, diff);
    if (limit.unit == Limit::Unit::percent) trip.text += ", " + percent_text(share_of(figure.after, diff.base));
    return trip;
  }
  const std::int64_t delta = figure.after - figure.before;
  trip.text = amount(limit, figure.before, diff) + " → " + amount(limit, figure.after, diff) + ", ";
  trip.text += (delta > 0 ? "+" : "") + amount(limit, delta, diff);
  const std::string relative = relative_text(figure.before, figure.after);
  if (!relative.empty()) trip.text += " (" + relative + ')';
  if (std::abs(delta) <= figure.band) {
    trip.text += ", even the nearest runs differ threefold";
  } else if (figure.band > 0) {
    trip.text += ", noise ±" + amount(limit, figure.band, diff);
  }
  return trip;
}

Figure of_function(const Limit& limit, const FunctionDiff& function, const Diff& diff) {
  switch (limit.subject) {
    case Limit::Subject::self:
      return {function.before.self, function.after.self, diff.self_band(function), function.frame, function.self_moved};
    case Limit::Subject::cumulative:
      return {function.before.cumulative, function.after.cumulative, diff.cumulative_band(function), function.frame,
              function.cumulative_moved};
    default:
      return {function.before.calls, function.after.calls, function.spread.calls, function.frame};
  }
}

Result<std::vector<Figure>> figures(const Limit& limit, const Diff& diff) {
  std::vector<Figure> all;
  if (limit.subject == Limit::Subject::total) {
    all.push_back({diff.before.total, diff.after.total, diff.total_band()});
    return all;
  }
  if (limit.subject == Limit::Subject::added) {
    Wide sum = 0;
    Wide spread = 0;
    for (const FunctionDiff& function : diff.functions) {
      if (!function.is_new()) continue;
      sum += function.after.self;
      spread += function.spread.self;
    }
    all.push_back({0, bounded(sum), std::max(diff.noise, bounded(spread))});
    return all;
  }
  const Result<Patterns> pattern = Patterns::parse({limit.pattern}, limit.source + " " + limit.text, false);
  if (!pattern) return fail(pattern.error());
  const Result<std::vector<std::uint8_t>> matching = pattern->match_all(diff.frames);
  if (!matching) return fail(matching.error());
  for (const FunctionDiff& function : diff.functions) {
    if ((*matching)[function.frame] != 0) all.push_back(of_function(limit, function, diff));
  }
  return all;
}

Error usage(const Limit& limit, std::string message, std::string hint) {
  Error error{ErrorKind::usage, limit.text + ": " + std::move(message), limit.source};
  error.hint = std::move(hint);
  return error;
}

Result<void> check_unit(const Limit& limit, const Diff& diff) {
  const std::string& unit = diff.metric.unit;
  if (limit.subject == Limit::Subject::calls) {
    if (diff.has_calls && !diff.sampled) return {};
    return fail(usage(limit, "the profile counts samples, not calls", "limit self or cumulative cost instead"));
  }
  if (limit.unit == Limit::Unit::seconds && unit != "s") {
    return fail(usage(limit, "the profile measures " + unit + ", not time", "give a percentage or a plain number"));
  }
  if ((limit.unit == Limit::Unit::samples || limit.unit == Limit::Unit::none) && unit == "s" && limit.value != 0) {
    return fail(usage(limit, "the profile measures time", "give the number a unit: %, us, ms or s"));
  }
  return {};
}

}  // namespace

Result<Verdict> check_limits(const std::vector<Limit>& limits, const Diff& diff) {
  Verdict verdict;
  for (const Limit& limit : limits) {
    P2G_TRY(check_unit(limit, diff));
    Result<std::vector<Figure>> all = figures(limit, diff);
    if (!all) return fail(std::move(all).error());
    std::vector<Figure> over;
    for (const Figure& figure : *all) {
      if (trips(limit, figure, diff)) over.push_back(figure);
    }
    // The worst first; functions come in an order of their own, which ties keep.
    const auto weight = [&](const Figure& figure) {
      return std::abs(figure.after - (limit.needs_base() ? figure.before : 0));
    };
    std::stable_sort(over.begin(), over.end(), [&](const Figure& a, const Figure& b) { return weight(a) > weight(b); });
    LimitResult result{limit.text, limit.source, {}};
    for (const Figure& figure : over) result.trips.push_back(describe(limit, figure, diff));
    verdict.push_back(std::move(result));
  }
  return verdict;
}

Diff one_side(const Profile& profile) {
  Frames frames(profile.frames.form());
  frames.unite(profile.frames);
  Diff diff(std::move(frames));
  diff.metric = profile.metric;
  diff.sampled = profile.sampled;
  diff.has_calls = !profile.has_stacks();
  diff.after.total = bounded(profile.total);
  diff.after.runs = 1;
  diff.base = diff.after.total;
  const std::vector<FunctionCost> totals = function_totals(profile);
  for (FrameId frame = 0; frame < totals.size(); ++frame) {
    FunctionDiff function;
    function.frame = frame;
    function.after = totals[frame];
    function.is = true;
    diff.functions.push_back(std::move(function));
  }
  std::sort(diff.functions.begin(), diff.functions.end(),
            [&](const FunctionDiff& a, const FunctionDiff& b) { return diff.frames.compare(a.frame, b.frame) < 0; });
  return diff;
}

}  // namespace p2g

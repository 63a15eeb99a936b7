#include "src/gate/limits.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include "src/base/result.h"
#include "src/base/text.h"
#include "src/model/fraction.h"
#include "src/model/names.h"
#include "src/model/pattern.h"
#include "src/model/profile.h"
#include "src/model/totals.h"

namespace p2g {
namespace {

// Limits times functions are more than anybody reads, or has memory for: what is kept of them. With up to 100 limits
// that is 100 functions each.
constexpr std::size_t most_trips = 10'000;
constexpr std::size_t most_trips_of_one = 100;
constexpr std::size_t most_name_bytes = 16U << 20U;  // of all trips; then names lose their middle
constexpr std::size_t short_name_bytes = 200;

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
double in_unit(const Limit& limit, const LimitFigure& figure, const Figures& figures) {
  const double scale = limit.subject == Limit::Subject::calls ? 1 : std::pow(10.0, figures.metric().decimals);
  const auto after = static_cast<double>(figure.after);
  const double delta = after - static_cast<double>(figure.before);
  if (limit.unit != Limit::Unit::percent) return (limit.change ? delta : after) / scale;
  if (!limit.change) return figures.base() > 0 ? after / static_cast<double>(figures.base()) * 100 : 0;
  if (figure.before > 0) return delta / static_cast<double>(figure.before) * 100;
  return delta == 0 ? 0 : std::copysign(HUGE_VAL, delta);
}

bool trips(const Limit& limit, const LimitFigure& figure, const Figures& figures) {
  if (limit.needs_base()) {
    const Wide delta = Wide{figure.after} - figure.before;
    if ((delta < 0 ? -delta : delta) <= figure.band && !figure.moved) return false;
  }
  return holds(limit.comparison, in_unit(limit, figure, figures), limit.value) != limit.required;
}

std::string amount(const Limit& limit, std::int64_t weight, const Figures& figures) {
  if (limit.subject == Limit::Subject::calls) return thousands_text(weight) + (weight == 1 ? " call" : " calls");
  return figures.metric().amount(weight);
}

// What functions are called in trips: in full, until that is more than anybody reads.
class Names {
 public:
  explicit Names(const Frames& frames) : frames_(frames) {}

  std::string of(FrameId frame) {
    if (bytes_ <= most_name_bytes) {
      std::string name = function_text(frames_.parts(frame));
      bytes_ += name.size();
      return name;
    }
    // Each is made once: a long one takes long, and may be told by every limit.
    const auto [at, is_new] = short_.try_emplace(frame);
    if (is_new) at->second = shorten_middle(function_text(frames_.parts(frame)), short_name_bytes);
    return at->second;
  }

 private:
  const Frames& frames_;
  std::size_t bytes_ = 0;
  std::map<FrameId, std::string> short_;
};

Trip describe(const Limit& limit, const LimitFigure& figure, const Figures& figures, Names& names) {
  Trip trip{limit.subject == Limit::Subject::total   ? "total"
            : limit.subject == Limit::Subject::added ? "new functions"
                                                     : names.of(figure.frame),
            {},
            figure.before,
            figure.after,
            limit.needs_base(),
            limit.subject == Limit::Subject::calls};
  if (!limit.needs_base()) {
    trip.text = (figure.estimated ? "≈" : "") + amount(limit, figure.after, figures);
    if (limit.unit == Limit::Unit::percent) trip.text += ", " + percent_text(figures.share(figure.after));
    return trip;
  }
  const std::int64_t delta = figure.after - figure.before;
  trip.text = amount(limit, figure.before, figures) + " → " + amount(limit, figure.after, figures) + ", ";
  trip.text += (delta > 0 ? "+" : "") + amount(limit, delta, figures);
  const std::string relative = relative_text(figure.before, figure.after);
  if (!relative.empty()) trip.text += " (" + relative + ')';
  if (std::abs(delta) <= figure.band) {
    trip.text += ", even the nearest runs differ threefold";
  } else if (figure.band > 0) {
    trip.text += ", noise ±" + amount(limit, figure.band, figures);
  }
  return trip;
}

LimitFigure of_function(const Limit& limit, const Figures& figures, std::size_t i) {
  if (limit.subject == Limit::Subject::self) return figures.self(i);
  return limit.subject == Limit::Subject::cumulative ? figures.cumulative(i) : figures.calls(i);
}

Error usage(const Limit& limit, std::string message, std::string hint) {
  Error error{ErrorKind::usage, limit.text + ": " + std::move(message), limit.source};
  error.hint = std::move(hint);
  return error;
}

Result<void> check_unit(const Limit& limit, const Figures& figures) {
  if (limit.subject == Limit::Subject::calls) {
    if (figures.counts_calls()) return {};
    return fail(usage(limit, "the profile counts samples, not calls", "limit self or cumulative cost instead"));
  }
  const Metric& metric = figures.metric();
  const bool bare = limit.unit == Limit::Unit::none || limit.unit == Limit::Unit::samples;
  if (bare && metric.is_time()) {
    if (limit.value == 0) return {};
    return fail(usage(limit, "the profile measures time", "give the number a unit: %, us, ms or s"));
  }
  std::string_view other;
  if (limit.unit == Limit::Unit::seconds && !metric.is_time()) other = "time";
  if (limit.unit == Limit::Unit::bytes && metric.quantity != Quantity::bytes) other = "bytes";
  if (limit.unit == Limit::Unit::samples && !metric.counts_samples()) other = "samples";
  if (other.empty()) return {};
  const char* hint =
      metric.is_time() ? "give the number a unit: %, us, ms or s" : "give a percentage or a plain number";
  return fail(usage(limit, "the profile measures " + metric.noun() + ", not " + std::string(other), hint));
}

// A limit and what is over it.
struct Checked {
  std::int64_t count = 0;
  std::vector<LimitFigure> worst;
  bool of_gone = false;
};

// Keeps the worst first; functions come in an order of their own, which ties keep.
void keep_worst(std::vector<LimitFigure>& over, const Limit& limit, std::size_t most) {
  const auto weight = [&](const LimitFigure& figure) {
    return std::abs(figure.after - (limit.needs_base() ? figure.before : 0));
  };
  std::stable_sort(over.begin(), over.end(),
                   [&](const LimitFigure& a, const LimitFigure& b) { return weight(a) > weight(b); });
  if (over.size() > most) over.resize(most);
}

// Of a limit of functions; those that match have the bit.
Result<Checked> check_functions(const Limit& limit, const Figures& figures, const std::vector<std::uint64_t>& matching,
                                std::uint64_t bit, std::size_t most) {
  Checked checked;
  bool any = false;
  bool any_after = false;
  for (std::size_t i = 0; i < figures.size(); ++i) {
    if ((matching[figures.frame(i)] & bit) == 0) continue;
    any = true;
    any_after = any_after || figures.is_after(i);
    const LimitFigure figure = of_function(limit, figures, i);
    if (!trips(limit, figure, figures)) continue;
    ++checked.count;
    checked.worst.push_back(figure);
    // Twice as many as are kept are as good as a heap, and ties keep their order.
    if (checked.worst.size() >= 2 * most) keep_worst(checked.worst, limit, most);
  }
  if (!any) {
    return fail(usage(limit, "the filters leave no function that matches",
                      "a limit is about what is shown: leave out the filter, or the limit"));
  }
  keep_worst(checked.worst, limit, most);
  checked.worst.shrink_to_fit();
  checked.of_gone = !limit.needs_base() && !any_after;
  return checked;
}

using Indices = std::vector<std::size_t>;

// The limits of each pattern, in the order in which patterns appear.
std::vector<Indices> by_pattern(const std::vector<Limit>& limits) {
  std::vector<Indices> groups;
  std::map<std::string_view, std::size_t> group_of;
  for (std::size_t i = 0; i < limits.size(); ++i) {
    if (limits[i].subject < Limit::Subject::self) continue;
    const auto [at, is_new] = group_of.try_emplace(limits[i].pattern, groups.size());
    if (is_new) groups.emplace_back();
    groups[at->second].push_back(i);
  }
  return groups;
}

// The patterns of the next groups, from `begin` on, as many as are matched in one go: so many that a function's
// spellings are made seldom, and so few that their expressions take no room.
Result<std::vector<Patterns>> next_patterns(const std::vector<Limit>& limits, const std::vector<Indices>& groups,
                                            std::size_t begin) {
  constexpr std::size_t most_patterns = 64;
  constexpr std::size_t most_instructions = 20'000;
  constexpr std::size_t least_instructions =
      most_instructions / 8;  // each may take RE2's memory for its states besides
  std::vector<Patterns> block;
  std::size_t instructions = 0;
  for (std::size_t i = begin; i < groups.size() && block.size() < most_patterns; ++i) {
    const Limit& limit = limits[groups[i].front()];
    Result<Patterns> pattern = Patterns::parse({limit.pattern}, limit.source + " " + limit.text, false);
    if (!pattern && block.empty()) return fail(std::move(pattern).error());
    if (!pattern) break;  // what is wrong with one before it is told first
    const std::size_t size = pattern->program_size();
    if (size > 0) instructions += std::max(size, least_instructions);
    if (!block.empty() && instructions > most_instructions) break;
    block.push_back(std::move(*pattern));
  }
  return block;
}

// Fills in `checked` for all limits of functions. A pattern is matched once, however many limits have it.
Result<void> check_functions(const std::vector<Limit>& limits, const Figures& figures, std::size_t most,
                             std::vector<Checked>& checked) {
  const std::vector<Indices> groups = by_pattern(limits);
  for (std::size_t begin = 0; begin < groups.size();) {
    P2G_TRY_ASSIGN(const std::vector<Patterns> block, next_patterns(limits, groups, begin));
    const std::vector<std::uint64_t> matching = Patterns::match_each(block, figures.frames());
    std::uint64_t used = 0;
    for (const std::uint64_t bits : matching) used |= bits;
    for (std::size_t p = 0; p < block.size(); ++p) {
      const std::uint64_t bit = std::uint64_t{1} << p;
      if ((used & bit) == 0) {
        Error error = block[p].match_all(figures.frames()).error();
        if (figures.filtered()) error.hint += "; the filters may have removed what did";
        return fail(std::move(error));
      }
      for (const std::size_t i : groups[begin + p]) {
        P2G_TRY_ASSIGN(checked[i], check_functions(limits[i], figures, matching, bit, most));
      }
    }
    begin += block.size();
  }
  return {};
}

}  // namespace

Result<Verdict> check_limits(const std::vector<Limit>& limits, const Figures& figures) {
  if (limits.empty()) return Verdict{};
  for (const Limit& limit : limits) P2G_TRY(check_unit(limit, figures));
  const std::size_t most = std::clamp<std::size_t>(most_trips / limits.size(), 1, most_trips_of_one);
  std::vector<Checked> checked(limits.size());
  P2G_TRY(check_functions(limits, figures, most, checked));

  const LimitFigure total = figures.total();
  const LimitFigure added = figures.added();
  Verdict verdict;
  Names names(figures.frames());
  for (std::size_t i = 0; i < limits.size(); ++i) {
    const Limit& limit = limits[i];
    if (limit.subject < Limit::Subject::self) {
      const LimitFigure& figure = limit.subject == Limit::Subject::total ? total : added;
      if (trips(limit, figure, figures)) checked[i] = {1, {figure}, false};
    }
    LimitResult result{limit.text, limit.source, checked[i].count, {}, checked[i].of_gone};
    for (const LimitFigure& figure : checked[i].worst) result.trips.push_back(describe(limit, figure, figures, names));
    verdict.push_back(std::move(result));
  }
  return verdict;
}

}  // namespace p2g

#include "src/gate/limits.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include "src/base/ratio_text.h"
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
  const auto after = static_cast<double>(limit.needs_base() ? figure.after : figure.measured);
  const double delta = after - static_cast<double>(figure.before);
  if (limit.unit != Limit::Unit::percent) return (limit.change ? delta : after) / scale;
  if (!limit.change) return figures.base() > 0 ? after / static_cast<double>(figures.base()) * 100 : 0;
  if (figure.before > 0) return delta / static_cast<double>(figure.before) * 100;
  return delta == 0 ? 0 : std::copysign(HUGE_VAL, delta);
}

// What became of one figure under one limit.
struct Decision {
  LimitState state = LimitState::held;
  double needs = 0;  // when it is undecided
  bool by_work = false;
};

constexpr double needs_anything = 1e9;

// A figure of a comparison that has a clock. `factor` makes a band of its error.
class TimedDecider {
 public:
  TimedDecider(const Limit& limit, const LimitFigure& figure, const Figures& figures, double factor)
      : limit_(limit), figure_(figure), figures_(figures), band_(factor * figure.evidence.error) {}

  Decision decide() const {
    if (figure_.shifted) return {};
    const bool counts = std::abs(figure_.after - figure_.before) > figure_.band;
    if (counts && std::abs(figure_.evidence.change) > band_ && is_over(figure_.after)) return {LimitState::tripped};
    if (is_shown_by_work()) return {LimitState::tripped, 0, true};
    const bool may_be = is_over_and_counts(edge(band_)) || is_over_and_counts(edge(-band_));
    return may_be ? Decision{LimitState::undecided, std::expm1(std::min(band_, 30.0))} : Decision{};
  }

 private:
  bool is_over(std::int64_t after) const {
    LimitFigure figure = figure_;
    figure.after = after;
    return holds(limit_.comparison, in_unit(limit_, figure, figures_), limit_.value) != limit_.required;
  }
  bool is_over_and_counts(std::int64_t after) const {
    return std::abs(after - figure_.before) > figures_.noise() && is_over(after);
  }
  // The figure after that a change at one end of the band would give.
  std::int64_t edge(double band) const {
    const double after = static_cast<double>(figure_.before) * std::exp(figure_.evidence.change + band);
    return static_cast<std::int64_t>(std::min(after, static_cast<double>(most_weight)));
  }
  // The numbers of calls changed by more than the limit, and time does not say the contrary. Of single runs nobody
  // knows whether they vary by themselves.
  bool is_shown_by_work() const {
    constexpr double least_of_single_runs = 0.1;
    // How much a function cost in so noisy runs is not known well: it has to count itself, not its change.
    const std::int64_t large =
        figure_.frame == no_frame ? std::abs(figure_.work) : std::max(figure_.before, figure_.after);
    if (figure_.work == 0 || large <= figures_.noise() || !is_over(figure_.before + figure_.work)) return false;
    const auto work = std::abs(static_cast<double>(figure_.work));
    if (figures_.has_single_runs() && work <= least_of_single_runs * static_cast<double>(figure_.before)) return false;
    return is_over(edge(figure_.work > 0 ? band_ : -band_)) && fits_time();
  }
  // A call that costs what a call did before gives this change of time. Where time says clearly less, as when one call
  // was split into ten, calls have another price, and only time can tell.
  bool fits_time() const {
    constexpr double least_ratio = 1e-3;
    const double ratio =
        1 + static_cast<double>(figure_.work) / static_cast<double>(std::max<Weight>(figure_.before, 1));
    const double expected = std::log(std::max(ratio, least_ratio));
    const double short_of_it =
        figure_.work > 0 ? expected - figure_.evidence.change : figure_.evidence.change - expected;
    return short_of_it <= 2 * band_;
  }

  const Limit& limit_;
  const LimitFigure& figure_;
  const Figures& figures_;
  double band_;
};

Decision decide(const Limit& limit, const LimitFigure& figure, const Figures& figures, std::size_t looked_at) {
  if (limit.needs_base()) {
    if (figure.evidence.is_timed()) {
      return TimedDecider(limit, figure, figures, figures.band_factor(figure.use, looked_at)).decide();
    }
    const Wide delta = Wide{figure.after} - figure.before;
    if ((delta < 0 ? -delta : delta) <= figure.band && !figure.moved) return {};
  }
  const bool over = holds(limit.comparison, in_unit(limit, figure, figures), limit.value) != limit.required;
  if (over && limit.needs_base() && figure.unknown) return {LimitState::undecided, needs_anything};
  return {over ? LimitState::tripped : LimitState::held};
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

std::string what_of(const Limit& limit, const LimitFigure& figure, Names& names) {
  if (limit.subject == Limit::Subject::total) return "total";
  if (limit.subject == Limit::Subject::added) return "new functions";
  return limit.subject == Limit::Subject::speed ? "speed" : names.of(figure.frame);
}

// "20 ms → 45 ms, +25 ms (+125%), at least +98%".
std::string change_of(const Limit& limit, const LimitFigure& figure, const Figures& figures, double factor) {
  const std::int64_t delta = figure.after - figure.before;
  std::string text = amount(limit, figure.before, figures) + " → " + amount(limit, figure.after, figures) + ", ";
  text += (delta > 0 ? "+" : "") + amount(limit, delta, figures);
  const std::string relative = ratio_text(figure.before, figure.after);
  if (!relative.empty()) text += " (" + relative + ')';
  if (figure.evidence.is_timed()) {
    const double surely = std::abs(figure.evidence.change) - factor * figure.evidence.error;
    if (surely > 0 && figures.has_clock()) text += ", at least " + log_change_text(delta > 0 ? surely : -surely);
    return text;
  }
  if (std::abs(delta) <= figure.band) return text + ", even the nearest runs differ threefold";
  return figure.band > 0 ? text + ", noise ±" + amount(limit, figure.band, figures) : text;
}

Trip describe(const Limit& limit, const LimitFigure& figure, const Figures& figures, Names& names,
              std::size_t looked_at) {
  Trip trip{what_of(limit, figure, names),
            {},
            figure.before,
            limit.needs_base() ? figure.after : figure.measured,
            limit.needs_base(),
            limit.subject == Limit::Subject::calls};
  if (!limit.needs_base()) {
    trip.text = (figure.estimated ? "≈" : "") + amount(limit, figure.measured, figures);
    if (limit.unit == Limit::Unit::percent) trip.text += ", " + percent_text(figures.share(figure.measured));
    return trip;
  }
  const double factor = figure.evidence.is_timed() ? figures.band_factor(figure.use, looked_at) : 0;
  if (limit.subject == Limit::Subject::speed) {
    trip.text = "functions that did the same work took " + ratio_text(figure.before, figure.after);
    return trip;
  }
  trip.text = change_of(limit, figure, figures, factor);
  if (!decide(limit, figure, figures, looked_at).by_work) return trip;
  if (figure.calls_before != figure.calls_after) {
    trip.text += ", more work: " + thousands_text(figure.calls_before) + " → " + thousands_text(figure.calls_after) +
                 " calls" + (figures.has_single_runs() ? ", one run a side" : "");
  } else {
    trip.text += ", more work: calls that cost " + amount(limit, figure.work, figures) + " before";
  }
  return trip;
}

LimitFigure of_function(const Limit& limit, const Figures& figures, std::size_t i) {
  if (limit.subject == Limit::Subject::self) return figures.self(i);
  return limit.subject == Limit::Subject::cumulative ? figures.cumulative(i) : figures.calls(i);
}

LimitFigure of_whole(const Limit& limit, const Figures& figures) {
  if (limit.subject == Limit::Subject::total) return figures.total();
  return limit.subject == Limit::Subject::added ? figures.added() : figures.speed();
}

std::string why_undecided(const Limit& limit, const LimitFigure& figure, double needs, Names& names) {
  const std::string what = what_of(limit, figure, names);
  constexpr double hopeless = 3;
  if (limit.subject == Limit::Subject::speed && needs > hopeless) {
    return what + ": how fast the machine was takes two runs a side, and functions that did the same work";
  }
  if (figure.unknown) return what + ": a side does not say what it was before or after";
  if (needs > hopeless) return what + ": these runs are too few or too noisy to show a change of time";
  return what + ": these runs show changes from " + log_change_text(std::log1p(needs)) + " on";
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
  std::size_t looked_at = 1;                 // figures that could be over it
  double needs = 0;                          // of those that are undecided, the most
  LimitFigure undecided{.frame = no_frame};  // that one

  void add(const LimitFigure& figure, const Decision& decision) {
    if (decision.state == LimitState::tripped) {
      ++count;
      worst.push_back(figure);
    }
    if (decision.state != LimitState::undecided || decision.needs <= needs) return;
    needs = decision.needs;
    undecided = figure;
  }
};

// A limit of many functions has many chances of a false alarm: bands are as wide as there are functions that count.
std::size_t count_looked_at(const Limit& limit, const Figures& figures, const std::vector<std::uint64_t>& matching,
                            std::uint64_t bit) {
  std::size_t count = 0;
  if (!limit.needs_base()) return 1;
  for (std::size_t i = 0; i < figures.size(); ++i) {
    if ((matching[figures.frame(i)] & bit) == 0) continue;
    const LimitFigure figure = of_function(limit, figures, i);
    if (std::max(figure.before, figure.after) >= figures.noise()) ++count;
  }
  return std::max<std::size_t>(count, 1);
}

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
  checked.looked_at = count_looked_at(limit, figures, matching, bit);
  bool any = false;
  bool any_after = false;
  for (std::size_t i = 0; i < figures.size(); ++i) {
    if ((matching[figures.frame(i)] & bit) == 0) continue;
    any = true;
    any_after = any_after || figures.is_after(i);
    const LimitFigure figure = of_function(limit, figures, i);
    checked.add(figure, decide(limit, figure, figures, checked.looked_at));
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
    if (!limits[i].of_functions()) continue;
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

  Verdict verdict;
  Names names(figures.frames());
  for (std::size_t i = 0; i < limits.size(); ++i) {
    const Limit& limit = limits[i];
    if (!limit.of_functions()) {
      const LimitFigure figure = of_whole(limit, figures);
      checked[i].add(figure, decide(limit, figure, figures, 1));
    }
    const Checked& found = checked[i];
    LimitResult result{.limit = limit.text, .source = limit.source, .count = found.count, .of_gone = found.of_gone};
    for (const LimitFigure& figure : found.worst) {
      result.trips.push_back(describe(limit, figure, figures, names, found.looked_at));
    }
    if (result.trips.empty() && found.needs > 0) {
      result.needs = found.needs;
      result.undecided = why_undecided(limit, found.undecided, found.needs, names);
    }
    verdict.push_back(std::move(result));
  }
  return verdict;
}

}  // namespace p2g

#include "src/importers/kit/call_report.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

#include "src/base/decimal.h"
#include "src/base/utf8.h"
#include "src/base/wide.h"
#include "src/base/words.h"

namespace p2g {
namespace {

// Takes `[12]`, or in the other brackets, off the end; 0 when there is none.
std::uint64_t take_number(std::string_view& text, char open, char close) {
  if (!text.ends_with(close)) return 0;
  const std::size_t at = text.rfind(open);
  if (at == std::string_view::npos) return 0;
  std::uint64_t number = 0;
  const char* const last = text.data() + text.size() - 1;
  const auto [end, error] = std::from_chars(text.data() + at + 1, last, number);
  if (error != std::errc() || end != last || (at > 0 && text[at - 1] != ' ')) return 0;
  text = trim_line(text.substr(0, at));
  return number;
}

}  // namespace

ReportName split_report_name(std::string_view text) {
  ReportName out;
  text = trim_line(text);
  out.number = take_number(text, '[', ']');
  if (out.number == 0) take_number(text, '(', ')');  // of those without an entry, which share one
  const std::size_t at = text.rfind("<cycle ");
  if (text.ends_with('>') && at != std::string_view::npos) {
    const std::string_view inside = text.substr(at + 7, text.size() - at - 8);
    std::from_chars(inside.data(), inside.data() + inside.size(), out.cycle);
    out.is_whole = inside.ends_with("as a whole");
    text = trim_line(text.substr(0, at));
  }
  out.name = text;
  return out;
}

std::optional<Weight> report_number(std::string_view text, int decimals, std::int64_t factor) {
  if (text == "nan" || text == "-nan" || text == "inf") return 0;
  std::string number(text);
  std::replace(number.begin(), number.end(), ',', '.');
  Decimal decimal;
  if (parse_decimal(number, decimal) != DecimalStatus::good) return std::nullopt;
  std::int64_t power = 1;
  for (int i = 0; i < decimals; ++i) power *= 10;
  const Wide fine = (Wide{decimal.whole} * Decimal::one + decimal.fraction) * factor * power / Decimal::one;
  constexpr Wide most = Wide{1} << 60;
  if (fine > most) return std::nullopt;
  return decimal.negative ? -static_cast<Weight>(fine) : static_cast<Weight>(fine);
}

CallReport::Index CallReport::function(const ReportName& name) {
  const auto index = static_cast<Index>(functions_.size());
  std::string text;
  repair_utf8(name.name, text);
  if (name.number == 0) {
    const auto [found, is_new] = by_name_.try_emplace(text, index);
    if (!is_new) return found->second;
  } else {
    const auto [found, is_new] = by_number_.try_emplace(name.number, index);
    if (!is_new) return found->second;
    by_name_.try_emplace(text, index);
  }
  functions_.push_back({std::move(text), name.number, name.cycle});
  return index;
}

void CallReport::set_entry(Index function, Weight self, Weight cumulative, std::int64_t calls, std::int64_t recursive) {
  Function& entry = functions_[function];
  if (!std::exchange(entry.has_entry, true)) ++entries_;
  entry.figures = {self, cumulative, sum_within(calls, recursive), calls};
}

void CallReport::add_call(Index caller, Index callee, std::int64_t calls, Weight cost, bool is_callers) {
  const auto [found, is_new] = call_of_pair_.try_emplace(Estimates::pair_key(caller, callee), calls_.size());
  if (is_new) {
    calls_.push_back({caller, callee, calls, cost, is_callers});
  } else if (is_callers && !calls_[found->second].is_callers) {
    calls_[found->second] = {caller, callee, calls, cost, true};
  }
}

// Functions of one name are told apart by their numbers, as the report does it.
std::vector<FrameId> CallReport::make_frames(Profile& profile) const {
  std::vector<FrameId> frames;
  Strings& strings = profile.frames.strings();
  const StringId no_file = strings.intern("");
  for (Index i = 0; i < functions_.size(); ++i) {
    const Function& function = functions_[i];
    std::string name = function.name;
    const auto first = by_name_.find(name);
    if (first != by_name_.end() && first->second != i) name += " [" + std::to_string(function.number) + ']';
    frames.push_back(profile.frames.add(no_file, 0, strings.intern(name)));
  }
  return frames;
}

// The entry of a member of a cycle holds its own cost and that of what it calls outside of the cycle. Where the cycle
// is entered through it, it has at least what was handed over there.
void CallReport::settle_cycles() {
  for (const Call& call : calls_) {
    const std::uint64_t cycle = functions_[call.callee].cycle;
    if (cycle == 0 || call.cost == unknown_weight || functions_[call.caller].cycle == cycle) continue;
    functions_[call.callee].entering = sum_within(functions_[call.callee].entering, call.cost);
  }
  for (Function& function : functions_) {
    function.figures.cumulative = std::max(function.figures.cumulative, function.entering);
  }
}

void CallReport::mark(Profile& profile, const std::vector<FrameId>& frames, bool guessed) const {
  bool in_cycles = false;
  for (Index i = 0; i < functions_.size(); ++i) {
    const Figures& figures = functions_[i].figures;
    const bool in_cycle = functions_[i].cycle != 0;
    in_cycles = in_cycles || in_cycle;
    const bool is_guess = guessed && figures.cumulative != figures.self;
    if (in_cycle || is_guess) profile.estimates.mark(frames[i], estimated_cumulative);
  }
  if (in_cycles) profile.estimates.because("the costs of calls in a cycle overlap");
  if (!guessed || calls_.empty()) return;
  std::vector<Estimates::Call> marks;
  for (const Call& call : calls_) {
    if (call.cost == unknown_weight) continue;
    marks.push_back({Estimates::pair_key(frames[call.caller], frames[call.callee]), estimated_cumulative});
  }
  profile.estimates.mark_calls(std::move(marks));
  profile.estimates.because("gprof shares out the cost of a function by numbers of calls");
}

Result<void> CallReport::finish(Profile& profile, const Metric& metric, int workers, bool guessed) {
  settle_cycles();
  const std::vector<FrameId> frames = make_frames(profile);
  CallsBuilder calls(profile, workers);
  calls.omit_edge_self();
  bool counts = false;
  for (Index i = 0; i < functions_.size(); ++i) {
    if (functions_[i].has_entry) calls.add_function(frames[i], functions_[i].figures);
    counts = counts || functions_[i].figures.calls > 0;
  }
  for (const Call& call : calls_) {
    if (call.cost == unknown_weight) {
      calls.add_edge(frames[call.caller], frames[call.callee], {unknown_weight, unknown_weight, call.calls, -1});
    } else {
      calls.add_edge(frames[call.caller], frames[call.callee], {0, call.cost, call.calls, call.calls});
    }
    counts = counts || call.calls > 0;
  }
  P2G_TRY(calls.finish(metric));
  if (!counts) profile.calls().counted = Counted::nothing;
  mark(profile, frames, guessed);
  return {};
}

}  // namespace p2g

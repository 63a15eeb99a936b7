#include "renderers/page/comparison_words.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "src/base/number_text.h"
#include "src/base/ratio_text.h"
#include "src/base/text.h"
#include "src/model/names.h"

namespace p2g::diffs {
std::string amount(const Diff& diff, Weight weight) { return diff.metric.amount(weight); }

std::string change(const Diff& diff, Weight weight) { return diff.metric.change(weight); }

std::string change_line(const Diff& diff, Weight before, Weight after) {
  std::string text = amount(diff, before) + " → " + amount(diff, after) + ", " + change(diff, after - before);
  const std::string relative = ratio_text(before, after);
  return relative.empty() ? text : text + " (" + relative + ')';
}

std::string noise_sentence(const Diff& diff) {
  const std::string share = percent_text(diff.noise_share) + " of the total before";
  const std::string least = "±" + amount(diff, diff.noise) + " (" + share + ')';
  std::string text;
  if (diff.before.runs == 1 && diff.after.runs == 1) {
    text = "Single runs";
    if (diff.counted == Counted::calls) text += ": whether calls vary by themselves is not known";
    text += ". ";
  } else {
    text = plural_text(diff.before.runs, "run") + " before, " + std::to_string(diff.after.runs) + " after: medians. ";
    if (diff.clock.kind == Clock::Kind::none) text += "The spread of the runs counts as noise. ";
  }
  text += "Changes up to " + least + " never count";
  if (diff.normalized) text += ". All runs are scaled to the total before";
  if (const std::string relative = relative_sentence(diff); !relative.empty()) text += ". " + relative;
  return text;
}

std::string relative_sentence(const Diff& diff) {
  if (!diff.before.run_total || !diff.after.run_total) return {};
  return "Shares are of the selection: " + percent_text(share_of(diff.before.total, *diff.before.run_total)) +
         " of the run before, " + percent_text(share_of(diff.after.total, *diff.after.run_total)) + " of the run after";
}

std::string chosen_sentence(const Diff& diff) {
  std::string text = diff.chosen;
  if (!text.empty() && text.front() >= 'a' && text.front() <= 'z') text.front() = static_cast<char>(text.front() - 32);
  return text;
}

Counts count(const Diff& diff) {
  Counts counts;
  for (const FunctionDiff& function : diff.functions) {
    if (!function.is_new() && !function.is_gone() && function.calls_changed()) ++counts.calls;
    if (function.is_new()) {
      ++counts.added;
    } else if (function.is_gone()) {
      ++counts.gone;
    } else if (function.self_moved || function.cumulative_moved) {
      ++counts.changed;
    } else if (function.is_equal()) {
      ++counts.unchanged;
    } else {
      ++counts.within_noise;
    }
  }
  return counts;
}

std::string counts_sentence(const Counts& counts) {
  std::string text = plural_text(counts.changed, "function") + " changed, " + thousands_text(counts.added) + " new, " +
                     thousands_text(counts.gone) + " gone, " + thousands_text(counts.within_noise) +
                     " within the noise, " + thousands_text(counts.unchanged) + " unchanged";
  if (counts.calls > 0) text += "; calls changed in " + thousands_text(counts.calls);
  return text;
}

std::string_view status(const Diff& diff, const FunctionDiff& function) {
  if (function.is_new()) return "new";
  if (function.is_gone()) return "gone";
  if (!function.self_moved && !function.cumulative_moved) return "noise";
  const Weight delta = function.self_moved ? function.self_delta() : function.cumulative_delta();
  if (diff.metric.is_time()) return delta > 0 ? "slower" : "faster";
  return delta > 0 ? "more" : "less";
}

std::string_view cause(const Diff& diff, const FunctionDiff& function) {
  if (function.shift != CostShift::none) return "moved";
  // Most of a change is below where its own part of it, which may go the other way within the noise, is the smaller.
  const Weight change = function.cumulative_delta();
  const Weight own = change > 0 ? function.self_delta() : -function.self_delta();
  const bool is_below = Wide{own} * 2 < std::abs(change);
  if (!function.self_moved && function.cumulative_moved && is_below && !function.is_new() && !function.is_gone()) {
    const bool more = change > 0;
    if (diff.metric.is_time()) return more ? "slower below" : "faster below";
    return more ? "more below" : "less below";
  }
  if (!function.self_moved || function.is_new() || function.is_gone() || diff.counted != Counted::calls) {
    return status(diff, function);
  }
  const Weight per_call = function.self_delta() - function.work;
  const bool by_work = function.calls_class == CallsClass::changed && std::abs(function.work) >= std::abs(per_call);
  if (by_work) return function.work > 0 ? "more work" : "less work";
  return per_call > 0 ? "dearer" : "cheaper";
}

std::string calls_text(const Diff& diff, const FunctionDiff& function) {
  if (!diff.has_counts()) return {};
  const std::int64_t before = function.before.calls;
  const std::int64_t after = function.after.calls;
  const bool varying = function.calls_class == CallsClass::varying;
  std::string text(doubt_mark(diff, function, estimated_calls));
  if (before == after) return text + thousands_text(after) + (varying ? " ~" : " =");
  text += thousands_text(before) + " → " + text + thousands_text(after);
  if (varying) return text + " ~";
  const std::string ratio = ratio_text(before, after);
  return ratio.empty() || after == 0 ? text : text + ' ' + ratio;
}

std::string_view calls_word(CallsClass calls) {
  static constexpr std::array<std::string_view, 4> words = {"equal", "changed", "varying", "unknown"};
  return words.at(static_cast<std::size_t>(calls));
}

void append_fraction(std::string& out, double logarithm) {
  constexpr int decimals = 6;
  constexpr double most = 1e9;
  append_decimal(out, std::llround(std::min(std::expm1(logarithm), most) * 1e6), decimals);
}

std::string per_call_text(const FunctionDiff& function) {
  const bool known = function.calls_class != CallsClass::unknown && function.before.calls > 0 &&
                     function.after.calls > 0 && function.before.self > 0 && function.after.self > 0;
  if (!known) return {};
  const auto price = [](const FunctionCost& cost) {
    return static_cast<double>(cost.self) / static_cast<double>(cost.calls);
  };
  return log_change_text(std::log(price(function.after) / price(function.before)));
}

std::string_view doubt_mark(const Diff& diff, const FunctionDiff& function, EstimatedFigure figure) {
  return (diff.doubts.of(function.frame) & figure) != 0 ? "≈" : "";
}

std::string band_text(const Diff& diff, const FunctionDiff& function) {
  if (!function.self_evidence.is_timed()) return {};
  const double band = band_factor(diff.clock, BandUse::named, 1) * function.self_evidence.error;
  // No change that anybody measures: the exact figure says nothing.
  if (is_boundless(band)) return "±>×100";
  return "±" + log_change_text(band).substr(band < std::log(2) ? 1 : 0);
}

std::string origin(const FunctionDiff& function) {
  if (function.matched == Matched::same) return {};
  return (function.matched == Matched::renamed ? "renamed from " : "moved from ") + function.former;
}

std::string name(const Diff& diff, const FunctionDiff& function) {
  return function_text(diff.frames.parts(function.frame));
}

Shown limit_rows(const Comparison& comparison, std::int64_t limit) {
  Shown shown;
  shown.rows = comparison.rows().size();
  if (limit > 0) shown.rows = std::min(shown.rows, static_cast<std::size_t>(limit));
  shown.hidden = comparison.rows().size() - shown.rows;
  shown.hidden_delta = comparison.diff().total_delta();
  for (std::size_t i = 0; i < shown.rows; ++i) {
    shown.hidden_delta -= comparison.diff().functions[comparison.rows()[i]].self_delta();
  }
  return shown;
}

std::string description(const Comparison& comparison) {
  std::string text = verdict_sentence(comparison.diff()) + '.';
  for (const std::string& finding : findings(comparison)) text += ' ' + finding + '.';
  return text;
}

std::string trust_text(const Diff& diff) {
  std::string text;
  for (const std::string& sentence : {speed_sentence(diff), resolution_sentence(diff)}) {
    if (!sentence.empty()) text += sentence + ". ";
  }
  return text + counts_sentence(count(diff)) + ". " + noise_sentence(diff) + '.';
}

std::string doubts(const Diff& diff) {
  const std::string text = picture_text(diff.warnings);
  return diff.doubts.reason.empty() ? text : text + " Figures are in part estimates: " + diff.doubts.reason + '.';
}

std::string gate_sentence(const Verdict& verdict) {
  if (verdict.empty()) return {};
  const auto in = [&](LimitState state) {
    return static_cast<std::int64_t>(std::count_if(
        verdict.begin(), verdict.end(), [state](const LimitResult& result) { return result.state() == state; }));
  };
  const auto all = static_cast<std::int64_t>(verdict.size());
  const std::string limits = plural_text(all, "limit");
  const std::string undecided =
      in(LimitState::undecided) > 0 ? ", " + thousands_text(in(LimitState::undecided)) + " undecided" : "";
  if (in(LimitState::tripped) > 0)
    return thousands_text(in(LimitState::tripped)) + " of " + limits + " tripped" + undecided;
  if (undecided.empty()) return limits + " kept";
  return thousands_text(in(LimitState::held)) + " of " + limits + " kept" + undecided;
}

}  // namespace p2g::diffs

#include "renderers/page/comparison_words.h"

#include <algorithm>
#include <cmath>

#include "src/base/text.h"
#include "src/model/names.h"

namespace p2g::diffs {
namespace {

std::string counted(std::int64_t count, std::string_view what) {
  return thousands_text(count) + ' ' + std::string(what) + (count == 1 ? "" : "s");
}

}  // namespace

std::string amount(const Diff& diff, Weight weight) { return diff.metric.amount(weight); }

std::string change(const Diff& diff, Weight weight) { return diff.metric.change(weight); }

std::string change_line(const Diff& diff, Weight before, Weight after) {
  std::string text = amount(diff, before) + " → " + amount(diff, after) + ", " + change(diff, after - before);
  const std::string relative = relative_text(before, after);
  return relative.empty() ? text : text + " (" + relative + ')';
}

std::string_view verdict_word(const Diff& diff) {
  const Weight delta = diff.total_delta();
  if (std::abs(delta) <= diff.total_band()) return "no change beyond the noise";
  if (diff.metric.is_time()) return delta > 0 ? "slower" : "faster";
  return delta > 0 ? "more" : "less";
}

std::string noise_sentence(const Diff& diff) {
  const std::string share = percent_text(diff.noise_share) + " of the total before";
  const std::string least = "±" + amount(diff, diff.noise) + " (" + share + ')';
  std::string text;
  if (diff.before.runs == 1 && diff.after.runs == 1) {
    text = "Single runs: changes up to " + least + " count as noise";
  } else {
    text = counted(diff.before.runs, "run") + " before, " + std::to_string(diff.after.runs) + " after: medians. ";
    text += "The spread of the runs, at least " + least + ", counts as noise";
    if (diff.before.runs == 1) text += "; before is a single run";
    if (diff.after.runs == 1) text += "; after is a single run";
  }
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
  return counted(counts.changed, "function") + " changed, " + thousands_text(counts.added) + " new, " +
         thousands_text(counts.gone) + " gone, " + thousands_text(counts.within_noise) + " within the noise, " +
         thousands_text(counts.unchanged) + " unchanged";
}

std::string_view status(const Diff& diff, const FunctionDiff& function) {
  if (function.is_new()) return "new";
  if (function.is_gone()) return "gone";
  if (!function.self_moved && !function.cumulative_moved) return "noise";
  const Weight delta = function.self_moved ? function.self_delta() : function.cumulative_delta();
  if (diff.metric.is_time()) return delta > 0 ? "slower" : "faster";
  return delta > 0 ? "more" : "less";
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
  const Diff& diff = comparison.diff();
  std::string text = std::string(verdict_word(diff)) + ": " + change_line(diff, diff.before.total, diff.after.total);
  for (std::size_t i = 0; i < std::min<std::size_t>(comparison.rows().size(), 5); ++i) {
    const FunctionDiff& function = diff.functions[comparison.rows()[i]];
    text += (i == 0 ? ". Largest changes of self cost: " : "; ") + name(diff, function).substr(0, 200) + ' ' +
            change(diff, function.self_delta());
  }
  return text + '.';
}

std::string largest_change(const Comparison& comparison) {
  const Diff& diff = comparison.diff();
  if (diff.functions.empty() || !diff.functions.front().self_moved) return {};
  const FunctionDiff& first = diff.functions.front();
  return "Largest change of self " + diff.metric.noun() + ": " + name(diff, first).substr(0, 200) + ", " +
         change(diff, first.self_delta()) + ". ";
}

std::string doubts(const Diff& diff) {
  const std::string text = picture_text(diff.warnings);
  return diff.doubts.reason.empty() ? text : text + " Figures are in part estimates: " + diff.doubts.reason + '.';
}

std::string gate_sentence(const Verdict& verdict) {
  if (verdict.empty()) return {};
  const auto over =
      std::count_if(verdict.begin(), verdict.end(), [](const LimitResult& result) { return !result.trips.empty(); });
  const std::string limits = counted(static_cast<std::int64_t>(verdict.size()), "limit");
  return over == 0 ? limits + " kept" : std::to_string(over) + " of " + limits + " tripped";
}

}  // namespace p2g::diffs

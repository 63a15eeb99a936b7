#include "src/explain_function.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "renderers/page/sandwich_words.h"
#include "renderers/page/selection_words.h"
#include "src/base/text.h"
#include "src/model/pattern.h"
#include "src/model/totals.h"

namespace p2g {
namespace {

constexpr std::size_t most_rows = 5;

// One figure, and the sentences on it.
class Explanation {
 public:
  Explanation(const Profile& profile, const Sandwich& sandwich, bool selected, std::string& out)
      : profile_(profile), sandwich_(sandwich), selected_(selected), out_(out) {}

  void run() {
    out_ += to_terminal(listed_name(profile_.frames.parts(sandwich_.function.frame))) + "\n\n";
    self();
    cumulative();
    calls();
    whole();
  }

 private:
  const Function& function() const { return sandwich_.function; }
  bool is_estimated(EstimatedFigure figure) const { return (function().estimated & figure) != 0; }

  void head(std::string_view what, Weight weight, bool estimated) {
    out_ += fmt::format("{}: {}{} ({})\n", what, estimated ? "≈" : "", profile_.metric.amount(weight),
                        percent_text(share_of(weight, sandwich_.total)));
  }
  void line(const std::string& text) { out_ += "  " + to_terminal(text) + "\n"; }

  // Where a figure is from that is no estimate, or that it is one.
  void source(bool estimated, const std::string& exact) {
    if (estimated) {
      line("estimated: " + profile_.estimates.reason);
    } else if (profile_.files.size() > 1) {
      line(exact + ", summed over " + plural_text(static_cast<std::int64_t>(profile_.files.size()), "file"));
    } else {
      line(exact);
    }
  }

  std::string column(std::string_view name) const {
    if (selected_) return "exact: the file determines how much of it is in the selection";
    return profile_.format == "pstats" ? fmt::format("exact: what the file has as {}", name)
                                       : "exact: as the file has it";
  }

  void self() {
    head("self", function().self, is_estimated(estimated_self));
    if (profile_.has_stacks()) {
      line("exact: the sum of the stacks that end in it");
    } else {
      source(is_estimated(estimated_self), column("tottime"));
      rows("the same by caller", sandwich_.callers, &Cost::self, 0);
    }
    if (function().hidden != 0) {
      line(profile_.metric.amount(function().hidden) + " of it was spent in functions that the selection hides");
    }
    out_ += '\n';
  }

  void cumulative() {
    head("cumulative", function().cumulative, is_estimated(estimated_cumulative));
    if (profile_.has_stacks()) {
      line("exact: the sum of the stacks that have it, each counted once, however often it is on it");
    } else {
      source(is_estimated(estimated_cumulative), column("cumtime") + "; only outermost calls count");
    }
    rows("by caller", sandwich_.callers, &Cost::cumulative, 0);
    rows("self and callees", sandwich_.callees, &Cost::cumulative, function().self);
    if (sandwich_.callers_overlap() || sandwich_.callees_overlap()) {
      line("it comes back to itself through others, so these overlap and sum to more");
    }
    out_ += '\n';
  }

  void calls() {
    if (sandwich_.counted != Counted::calls) {
      out_ += "calls: not in the file";
      out_ += profile_.has_stacks() ? ", which holds stacks\n\n" : ", which counts samples\n\n";
      return;
    }
    const bool estimated = is_estimated(estimated_calls);
    out_ += fmt::format("calls: {}{}\n", estimated ? "≈" : "", thousands_text(function().calls));
    source(estimated, column("ncalls"));
    if (function().primitive_calls >= 0 && function().primitive_calls < function().calls) {
      line(thousands_text(function().primitive_calls) + " of them came from outside, the rest while it was running");
    }
    if (sandwich_.calls_to_itself) line(thousands_text(*sandwich_.calls_to_itself) + " of them it made itself");
    std::int64_t by_callers = sandwich_.calls_to_itself.value_or(0);
    for (const Neighbor& caller : sandwich_.callers) by_callers = sum_within(by_callers, caller.calls);
    line(fmt::format("{} by the rows of {}", thousands_text(by_callers),
                     plural_text(static_cast<std::int64_t>(sandwich_.callers.size()), "caller")) +
         (by_callers < function().calls ? "; the rest has no caller in the file" : ""));
    out_ += '\n';
  }

  void whole() {
    out_ += "100%: " + profile_.metric.amount(sandwich_.total) + '\n';
    line(profile_.run_total ? "what the selection costs (--relative)"
                            : "the sum of all own costs in the file, before any selection");
    if (const std::string words = selection_sentences(profile_); !words.empty()) line(words.substr(1));
    for (const Warning& warning : profile_.warnings.list()) line("the file: " + warning.text);
  }

  // "by caller: a 400 ms + b 200 ms + 3 more 4 ms = 604 ms"
  void rows(std::string_view what, const std::vector<Neighbor>& neighbors, Weight Cost::*figure, Weight own) {
    if (neighbors.empty()) return;
    const auto unknown = [&](const Neighbor& neighbor) { return neighbor.*figure == unknown_weight; };
    if (std::any_of(neighbors.begin(), neighbors.end(), unknown)) {
      return line(std::string(what) + ": the file has numbers of calls, and no times for them");
    }
    std::string text = own != 0 ? "own " + profile_.metric.amount(own) : std::string();
    Weight sum = own;
    Weight rest = 0;
    for (std::size_t i = 0; i < neighbors.size(); ++i) {
      sum = sum_of(sum, neighbors[i].*figure);
      if (i >= most_rows) {
        rest = sum_of(rest, neighbors[i].*figure);
        continue;
      }
      const bool estimated =
          (neighbors[i].estimated & (figure == &Cost::self ? estimated_self : estimated_cumulative)) != 0;
      text += (text.empty() ? "" : " + ") + telling_name(profile_.frames.parts(neighbors[i].frame)) + ' ' +
              (estimated ? "≈" : "") + profile_.metric.amount(neighbors[i].*figure);
    }
    if (neighbors.size() > most_rows) {
      text += fmt::format(" + {} more {}", thousands_text(static_cast<std::int64_t>(neighbors.size() - most_rows)),
                          profile_.metric.amount(rest));
    }
    line(fmt::format("{}: {} = {}", what, text, profile_.metric.amount(sum)));
  }

  const Profile& profile_;
  const Sandwich& sandwich_;
  const bool selected_;
  std::string& out_;
};

}  // namespace

Result<void> explain_function(const Analysis& analysis, const std::string& pattern, bool selected, Sink& sink) {
  P2G_TRY_ASSIGN(const Sandwich* sandwich, analysis.sandwich({pattern, "--explain"}));
  Explanation(analysis.profile(), *sandwich, selected, sink.buffer()).run();
  for (const std::string& note : sandwich_notes(*sandwich)) {
    if (note.starts_with("The heaviest of")) sink.buffer() += '\n' + to_terminal(note) + '\n';
  }
  P2G_TRY(sink.commit());
  return {};
}

}  // namespace p2g

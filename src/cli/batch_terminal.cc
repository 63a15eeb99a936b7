// What a batch says on stderr.
#include <algorithm>
#include <chrono>

#include "src/base/text.h"
#include "src/cli/terminal.h"

namespace p2g {
namespace {

// "4:07", "1:02:30"; seconds are rounded up, so that it never says 0:00 with something left.
std::string clock_text(double seconds) {
  const auto whole = static_cast<std::int64_t>(std::max(seconds, 0.0)) + 1;
  const auto two_digits = [](std::int64_t number) { return (number < 10 ? "0" : "") + std::to_string(number); };
  const std::int64_t minutes = whole / 60;
  if (minutes < 60) return std::to_string(minutes) + ':' + two_digits(whole % 60);
  return std::to_string(minutes / 60) + ':' + two_digits(minutes % 60) + ':' + two_digits(whole % 60);
}

std::string bar_text(std::size_t done, std::size_t all) {
  constexpr std::size_t width = 24;
  const std::size_t filled = all > 0 ? width * done / all : width;
  return '[' + std::string(filled, '#') + std::string(width - filled, '.') + ']';
}

// "2.52 s, most in parse (31.0%)".
std::string figures_text(const BatchRecord& record) {
  const Summary& summary = record.summary;
  std::string text = summary.metric.amount(summary.total);
  if (summary.change) {
    text += ", " + summary.metric.change(summary.total - summary.change->before);
    if (!summary.change->counts) text += ", within the noise";
  } else if (!summary.top.empty() && summary.total > 0) {
    const SummaryRow& row = summary.top.front();
    const double share = static_cast<double>(row.self) / static_cast<double>(summary.total);
    text += ", most in " + row.function + " (" + (row.estimated ? "≈" : "") + percent_text(share) + ')';
  }
  if (record.state == BatchState::tripped) text += ", over a limit";
  if (const std::size_t count = record.warnings.size(); count > 0) {
    text += ", " + std::to_string(count) + (count == 1 ? " warning" : " warnings");
  }
  return text;
}

std::string_view what_happened(const BatchStep& step) {
  if (step.unchanged) return "unchanged: ";
  return step.record->state == BatchState::no_profile ? "left out: " : "";
}

}  // namespace

BatchHooks Terminal::batch_hooks(const Options& options) {
  BatchHooks hooks;
  hooks.step = [this, options](const BatchStep& step) { print_step(step, options); };
  if (is_terminal_ && !options.quiet) {
    hooks.progress = [this](std::size_t done, std::size_t all) { show_batch(done, all); };
  }
  return hooks;
}

void Terminal::show_batch(std::size_t done, std::size_t all) {
  if (!is_time_to_show() || done == 0) return;
  const std::chrono::duration<double> spent = Clock::now() - start_;
  const double left = spent.count() / static_cast<double>(done) * static_cast<double>(all - done);
  show_line(bar_text(done, all) + ' ' + thousands_text(static_cast<std::int64_t>(done)) + " of " +
            thousands_text(static_cast<std::int64_t>(all)) + ", " + clock_text(left) + " left");
}

void Terminal::print_step(const BatchStep& step, const Options& options) {
  if (step.error) print_error(*step.error);
  if (options.quiet || step.error || (is_terminal_ && !options.verbose)) return;
  std::string line = "prof2graph: " + std::to_string(step.place) + '/' + std::to_string(step.all) + ' ';
  append_terminal(line, step.record->name);
  line += ": ";
  line += what_happened(step);
  append_terminal(line, step.record->is_drawn() ? figures_text(*step.record) : "no profile");
  print(line + '\n');
}

void Terminal::print_outcome(const BatchOutcome& outcome, const Options& options) {
  for (const Error& problem : outcome.problems) print_error(problem);
  if (options.quiet) return;
  print_notes(outcome.notes);
  std::string line = "prof2graph: " + thousands_text(static_cast<std::int64_t>(outcome.drawn)) + " drawn";
  const auto add = [&](std::size_t count, std::string_view what) {
    if (count > 0) line += ", " + thousands_text(static_cast<std::int64_t>(count)) + ' ' + std::string(what);
  };
  add(outcome.unchanged, "unchanged");
  add(outcome.tripped, "over a limit");
  add(outcome.failed, "failed");
  add(outcome.left_out, "left out: no profiles");
  add(outcome.with_warnings, "with warnings");
  append_terminal(line += "; ", outcome.index);
  print(line + '\n');
}

}  // namespace p2g

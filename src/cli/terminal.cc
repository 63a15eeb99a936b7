#include "src/cli/terminal.h"

#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <fstream>

#include "src/base/text.h"
#include "src/base/try_again.h"

namespace p2g {
namespace {

using std::chrono::milliseconds;
constexpr milliseconds quiet_time{1000};  // shorter work says nothing
constexpr milliseconds redraw_time{100};  // a terminal need not be written to more often

// https://no-color.org: any non-empty value.
bool wants_colour() {
  const char* no_colour = std::getenv("NO_COLOR");
  const char* term = std::getenv("TERM");
  const bool dumb = term == nullptr || std::string_view(term) == "dumb";
  return (no_colour == nullptr || *no_colour == '\0') && !dumb;
}

// "error:" in bold red, "warning:" in bold yellow; the rest of a message is the user's text and stays plain.
std::string coloured(std::string text, std::string_view word, std::string_view code) {
  const std::size_t at = text.find(word);
  if (at == std::string::npos) return text;
  text.insert(at + word.size(), "\x1b[0m");
  text.insert(at, code);
  return text;
}

// The largest resident set so far; 0 where the system does not tell. getrusage() would also count what the process was
// before this program was started in it.
std::int64_t peak_memory_bytes() {
  std::ifstream status("/proc/self/status");
  std::string word;
  std::int64_t kilobytes = 0;
  while (status >> word) {
    if (word == "VmHWM:" && status >> kilobytes) return kilobytes * 1024;
  }
  return 0;
}

void append_counts(std::string& out, const StageStats& stage) {
  for (const auto& [name, count] : stage.counts) {
    if (&name != &stage.counts.front().first) out += ", ";
    out += name + ' ' + thousands_text(count);
  }
}

// What is over a limit, the worst first.
std::string trip_text(const LimitResult& result) {
  constexpr std::size_t most_lines = 10;
  constexpr std::size_t most_limit_bytes = 200;
  const std::string limit = shorten_middle(result.limit, most_limit_bytes);  // said on each line
  std::string out;
  const std::size_t shown = std::min(result.trips.size(), most_lines);
  for (std::size_t i = 0; i < shown; ++i) {
    out += "prof2graph: limit ";
    append_terminal(out, limit + " tripped: " + result.trips[i].what + ": " + result.trips[i].text);
    out += '\n';
  }
  if (const std::int64_t more = result.count - static_cast<std::int64_t>(shown); more > 0) {
    out += "prof2graph: limit ";
    append_terminal(out, limit);
    append_int(out += " tripped: ", more);
    out += " more\n";
  }
  return out;
}

// Limits that passed because nobody could tell; with --undecided fail they are the reason for the exit code.
std::string undecided_text(const Verdict& verdict, const Options& options) {
  constexpr std::size_t most_lines = 10;
  constexpr std::size_t most_limit_bytes = 200;
  std::string out;
  if (options.quiet && !options.fail_undecided) return out;
  std::size_t lines = 0;
  std::int64_t more = 0;
  for (const LimitResult& result : verdict) {
    if (result.state() != LimitState::undecided) continue;
    if (lines++ >= most_lines) {
      ++more;
      continue;
    }
    append_terminal(out += "prof2graph: limit ", shorten_middle(result.limit, most_limit_bytes));
    append_terminal(out += " undecided: ", result.undecided);
    out += '\n';
  }
  if (more > 0) out += "prof2graph: " + thousands_text(more) + " more limits undecided\n";
  if (lines > 0 && !options.quiet) {
    out += "  hint: compare several runs a side (--before base/*.prof --after new/*.prof), or limit calls";
    out += options.fail_undecided ? "\n" : "; --undecided fail does not let these pass\n";
  }
  return out;
}

}  // namespace

Terminal::Terminal()
    : is_terminal_(isatty(STDERR_FILENO) == 1), colour_(is_terminal_ && wants_colour()), start_(Clock::now()) {}

Terminal::~Terminal() { clear_progress(); }

void Terminal::print(std::string_view text) {
  clear_progress();
  while (!text.empty()) {
    const ssize_t written = write(STDERR_FILENO, text.data(), text.size());
    if (written < 0 && should_try_again(STDERR_FILENO, POLLOUT)) continue;
    if (written <= 0) return;  // stderr is gone: there is nobody left to tell
    text.remove_prefix(static_cast<std::size_t>(written));
  }
}

void Terminal::print_error(const Error& error) {
  std::string text = format_error(error);
  print(colour_ ? coloured(std::move(text), "error:", "\x1b[1;31m") : text);
}

void Terminal::print_outcome(const Outcome& outcome, const Options& options) {
  if (!options.quiet) {
    print_notes(outcome.notes);
    for (const Warning& warning : outcome.warnings.list()) {
      std::string text = format_warning(warning);
      print(colour_ ? coloured(std::move(text), "warning:", "\x1b[1;33m") : text);
    }
  }
  // Not a warning: the reason for the exit code, also with --quiet.
  constexpr std::int64_t most_limits = 100;
  std::int64_t over = 0;
  for (const LimitResult& result : outcome.verdict) {
    if (result.count > 0 && ++over <= most_limits) print(trip_text(result));
  }
  if (over > most_limits)
    print("prof2graph: " + thousands_text(over - most_limits) +
          (over - most_limits == 1 ? " more limit tripped\n" : " more limits tripped\n"));
  print(undecided_text(outcome.verdict, options));
  if (options.verbose) {
    for (const std::string& observation : outcome.observations) {
      std::string line = "prof2graph: ";
      append_terminal(line, observation);
      print(line += '\n');
    }
    for (const StageStats& stage : outcome.stages) {
      std::string line = "prof2graph: ";
      line += stage.stage;
      if (!stage.counts.empty()) line += ": ";
      append_counts(line, stage);
      print(line + '\n');
    }
  }
  if (options.stats) print(stats_text(outcome.stages));
}

void Terminal::print_notes(const std::vector<std::string>& notes) {
  for (const std::string& note : notes) {
    std::string text = "prof2graph: note: ";
    append_terminal(text, note);
    print(text += '\n');
  }
}

Hooks Terminal::hooks(const Options& options) {
  Hooks hooks;
  if (is_terminal_ && !options.quiet) {
    hooks.progress = [this](std::string_view stage, double fraction) { show_progress(stage, fraction); };
  }
  return hooks;
}

void Terminal::show_progress(std::string_view stage, double fraction) {
  if (!is_time_to_show()) return;
  std::string line(stage);
  if (fraction >= 0) line += ' ' + std::to_string(std::lround(std::min(fraction, 1.0) * 100)) + '%';
  show_line(line);
}

bool Terminal::is_time_to_show() {
  const Clock::time_point now = Clock::now();
  if (now - start_ < quiet_time || now - last_ < redraw_time) return false;
  last_ = now;
  return true;
}

void Terminal::show_line(const std::string& text) {
  progress_shown_ = false;  // print() would wipe what it is about to replace
  print("\r\x1b[Kprof2graph: " + text);
  progress_shown_ = true;
}

void Terminal::clear_progress() {
  if (!progress_shown_) return;
  progress_shown_ = false;
  print("\r\x1b[K");
}

std::string stats_text(const std::vector<StageStats>& stages) {
  constexpr std::size_t time_column = 22;
  std::size_t name_width = 5;
  for (const StageStats& stage : stages) name_width = std::max(name_width, stage.stage.size());
  std::string out = "stage";
  out.append(name_width - 5 + time_column - 12, ' ') += "ms  counts\n";
  double total = 0;
  const auto append_line = [&](std::string_view name, double time_ms) {
    std::string time;
    append_fixed(time, std::llround(time_ms * 1000), 3, 2);
    out += name;
    out.append(name_width - name.size(), ' ');
    out.append(time.size() < 12 ? 12 - time.size() : 1, ' ') += time;
  };
  for (const StageStats& stage : stages) {
    append_line(stage.stage, stage.milliseconds);
    total += stage.milliseconds;
    if (!stage.counts.empty()) out += "  ";
    append_counts(out, stage);
    out += '\n';
  }
  append_line("total", total);
  if (const std::int64_t peak = peak_memory_bytes(); peak > 0) out += "  peak memory " + thousands_text(peak);
  return out + '\n';
}

}  // namespace p2g

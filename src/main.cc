// Parse, run, one place that prints an error, one exit.
#include <unistd.h>

#include <cstdint>
#include <exception>
#include <new>
#include <optional>
#include <string>
#include <string_view>

#include "src/base/platform.h"
#include "src/base/signals.h"
#include "src/base/sink.h"
#include "src/batch/batch.h"
#include "src/cli/command_line.h"
#include "src/cli/terminal.h"
#include "src/pipeline.h"
#include "src/record/record.h"
#include "src/watch.h"

namespace p2g {
namespace {

constexpr int gate_exit_code = 1;

// Less than that is used up by Cairo and its fonts, or by the arguments alone, and what is used up is a SIGSEGV without
// words. Threads get stacks of the same size.
Result<void> refuse_small_stack() {
  constexpr std::uint64_t least_kilobytes = 256;
  const std::optional<std::uint64_t> limit = stack_limit_bytes();
  if (!limit || *limit >= least_kilobytes * 1024) return {};
  Error error{ErrorKind::input, "a stack of " + std::to_string(*limit / 1024) + " KB is too small, expected " +
                                    std::to_string(least_kilobytes) + " KB at least"};
  error.hint = "ulimit -s " + std::to_string(least_kilobytes);
  return fail(std::move(error));
}

// One bad file of many does not stop the rest, but it is told.
Result<int> work_on_batch(const Options& options, Terminal& terminal) {
  P2G_TRY_ASSIGN(const BatchOutcome outcome, run_batch(options, terminal.batch_hooks(options)));
  terminal.print_outcome(outcome, options);
  if (outcome.failed > 0 || !outcome.problems.empty()) return exit_code(ErrorKind::input);
  return outcome.tripped > 0 ? gate_exit_code : 0;
}

int gate_code(const Outcome& outcome, const Options& options) {
  const bool undecided = options.fail_undecided && has(outcome.verdict, LimitState::undecided);
  return undecided || tripped(outcome.verdict) ? gate_exit_code : 0;
}

// A terminal shows one picture in place of the last.
void clear_screen() {
  constexpr std::string_view clear = "\x1b[H\x1b[2J";
  if (::isatty(STDOUT_FILENO) == 1 && ::write(STDOUT_FILENO, clear.data(), clear.size()) < 0) return;
}

// The program's exit code goes before ours: who runs it wants to know how it went.
Result<int> work_on_recording(const Options& options, Terminal& terminal) {
  WatchHooks hooks;
  hooks.about_to_draw = clear_screen;
  hooks.drawn = [&](const Result<Outcome>& outcome) {
    if (!outcome) terminal.print_error(outcome.error());
  };
  if (!options.watch) hooks.drawing = terminal.hooks(options);
  P2G_TRY_ASSIGN(const Recorded recorded, record_and_draw(options, hooks));
  if (!recorded.outcome) {
    const Error& error = recorded.outcome.error();
    if (recorded.program_code == 0) return fail(error);
    if (error.kind != ErrorKind::broken_pipe) terminal.print_error(error);
    return recorded.program_code;
  }
  terminal.print_outcome(*recorded.outcome, options);
  return recorded.program_code != 0 ? recorded.program_code : gate_code(*recorded.outcome, options);
}

Result<int> work_on_watch(const Options& options, Terminal& terminal) {
  WatchHooks hooks;
  std::optional<Error> last;
  hooks.about_to_draw = clear_screen;
  hooks.drawn = [&](const Result<Outcome>& outcome) {
    last = outcome ? std::nullopt : std::optional<Error>(outcome.error());
    if (!outcome) terminal.print_error(*last);
  };
  P2G_TRY(watch(options, hooks));
  return last ? exit_code(last->kind) : 0;
}

// The exit code of what went well.
Result<int> work(int argc, const char* const* argv, Terminal& terminal) {
  P2G_TRY(refuse_small_stack());
  P2G_TRY_ASSIGN(const CommandLine command, parse_command_line(argc, argv));
  if (command.text) {
    Sink out = Sink::to_stdout();
    out.put(*command.text);
    P2G_TRY(out.commit());
    return 0;
  }
  if (command.options.batch.asked) return work_on_batch(command.options, terminal);
  if (command.options.record.asked) return work_on_recording(command.options, terminal);
  if (command.options.watch) return work_on_watch(command.options, terminal);
  P2G_TRY_ASSIGN(const Outcome outcome, run(command.options, terminal.hooks(command.options)));
  terminal.print_outcome(outcome, command.options);
  return gate_code(outcome, command.options);
}

// Where even a message has no room.
int say_out_of_memory() {
  constexpr std::string_view text = "prof2graph: error: not enough memory\n";
  if (::write(STDERR_FILENO, text.data(), text.size()) < 0) return exit_code(ErrorKind::input);  // nobody listens
  return exit_code(ErrorKind::input);
}

int run_and_report(int argc, const char* const* argv) {
  Terminal terminal;
  Result<int> result = 0;
  try {
    result = work(argc, argv, terminal);
  } catch (const std::bad_alloc&) {
    Error error{ErrorKind::input, "not enough memory"};
    error.hint = "for a smaller picture: -n PCT, --max-nodes N";
    result = fail(std::move(error));
  } catch (const std::exception& problem) {  // a mistake of ours; caught, so that the temporary file goes
    Error error{ErrorKind::output, std::string("this should not have happened: ") + problem.what()};
    error.hint = "please report it";
    result = fail(std::move(error));
  }
  if (result) return *result;
  if (result.error().kind != ErrorKind::broken_pipe) terminal.print_error(result.error());
  return exit_code(result.error().kind);
}

}  // namespace
}  // namespace p2g

int main(int argc, char** argv) {
  try {
    p2g::install_signal_cleanup();
    p2g::occupy_standard_streams();
    return p2g::run_and_report(argc, argv);
  } catch (const std::bad_alloc&) {
    return p2g::say_out_of_memory();
  }
}

// Parse, run, one place that prints an error, one exit.
#include <new>

#include "base/sink.h"
#include "cli.h"
#include "pipeline.h"
#include "terminal.h"

namespace p2g {
namespace {

constexpr int gate_exit_code = 1;

// The exit code of what went well.
Result<int> work(int argc, const char* const* argv, Terminal& terminal) {
  const Result<Command> command = parse_command_line(argc, argv);
  if (!command) return fail(command.error());
  if (command->text) {
    Sink out = Sink::to_stdout();
    out.put(*command->text);
    P2G_TRY(out.commit());
    return 0;
  }
  const Result<Outcome> outcome = run(command->options, terminal.hooks(command->options));
  if (!outcome) return fail(outcome.error());
  terminal.print_outcome(*outcome, command->options);
  return tripped(outcome->verdict) ? gate_exit_code : 0;
}

}  // namespace
}  // namespace p2g

int main(int argc, char** argv) {
  p2g::install_signal_cleanup();
  p2g::Terminal terminal;
  p2g::Result<int> result = 0;
  try {
    result = p2g::work(argc, argv, terminal);
  } catch (const std::bad_alloc&) {
    result = p2g::fail({p2g::ErrorKind::input, "not enough memory"});
  }
  if (result) return *result;
  if (result.error().kind != p2g::ErrorKind::broken_pipe) terminal.print_error(result.error());
  return p2g::exit_code(result.error().kind);
}

// Parse, run, one place that prints an error, one exit.
#include <new>

#include "base/sink.h"
#include "cli.h"
#include "pipeline.h"
#include "terminal.h"

namespace p2g {
namespace {

Result<void> work(int argc, const char* const* argv, Terminal& terminal) {
  const Result<Command> command = parse_command_line(argc, argv);
  if (!command) return fail(command.error());
  if (command->text) {
    Sink out = Sink::to_stdout();
    out.put(*command->text);
    P2G_TRY(out.commit());
    return {};
  }
  const Result<Outcome> outcome = run(command->options, terminal.hooks(command->options));
  if (!outcome) return fail(outcome.error());
  terminal.print_outcome(*outcome, command->options);
  return {};
}

}  // namespace
}  // namespace p2g

int main(int argc, char** argv) {
  p2g::install_signal_cleanup();
  p2g::Terminal terminal;
  p2g::Result<void> result;
  try {
    result = p2g::work(argc, argv, terminal);
  } catch (const std::bad_alloc&) {
    result = p2g::fail({p2g::ErrorKind::input, "not enough memory"});
  }
  if (result) return 0;
  if (result.error().kind != p2g::ErrorKind::broken_pipe) terminal.print_error(result.error());
  return p2g::exit_code(result.error().kind);
}

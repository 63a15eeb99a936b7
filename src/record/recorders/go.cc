// Go's own profiler, of tests and benchmarks: a program has to write its profile itself.
#include "src/base/diagnostics.h"
#include "src/record/recorder.h"

namespace p2g {
namespace {

Result<RecordingSteps> run(const RecordingPlan& plan) {
  const Program& program = *plan.program;
  const bool tests = program.kind == Program::Kind::go && !program.arguments.empty() && program.arguments[0] == "test";
  if (!tests) {
    return fail(usage_error("go records tests and benchmarks: what is to be run does not begin with \"go test\"",
                            "prof2graph run --with go -- go test ./pkg; a program writes its profile itself, with "
                            "runtime/pprof or net/http/pprof"));
  }
  RecordingSteps steps;
  steps.profile = plan.folder + "/profile";
  std::vector<std::string>& words = steps.recording.words;
  words = program.interpreter;
  // With a profile, go leaves the program of the tests in the folder, unless it is told where to.
  words.insert(words.end(), {"test", "-cpuprofile=" + steps.profile, "-o", plan.folder + "/program.test"});
  words.insert(words.end(), program.arguments.begin() + 1, program.arguments.end());
  return steps;
}

}  // namespace

extern const Recorder recorder_go;
const Recorder recorder_go{
    .name = "go",
    .summary = "go test -cpuprofile",
    .format = "pprof",
    .program = "go",
    .install = "sudo apt install golang-go, or https://go.dev/dl",
    .suits = [](const Program& program) { return program.kind == Program::Kind::go; },
    .run = run,
};

}  // namespace p2g

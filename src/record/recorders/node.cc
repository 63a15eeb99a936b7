// V8's sampling profiler, which node brings along.
#include "src/base/diagnostics.h"
#include "src/record/asset.h"
#include "src/record/recorder.h"

namespace p2g {
namespace {

Result<RecordingSteps> run(const RecordingPlan& plan) {
  const Program& program = *plan.program;
  if (program.kind != Program::Kind::node) {
    return fail(usage_error("node records JavaScript programs, and " + program.name + " is none",
                            "prof2graph run --with node -- node server.js"));
  }
  // A signal that nobody handles ends node before it writes: a file that is loaded first lets it end as if it had.
  P2G_TRY_ASSIGN(const std::string preload, write_asset("record_node.cjs", plan.folder));
  RecordingSteps steps;
  steps.profile = plan.folder + "/profiles";
  steps.profile_suffix = ".0.001.cpuprofile";  // CPU.DATE.TIME.PID.THREAD.NUMBER: the main thread's
  std::vector<std::string>& words = steps.recording.words;
  words = program.interpreter;
  words.insert(words.end(), {"--cpu-prof", "--cpu-prof-dir=" + steps.profile, "--require", preload});
  words.insert(words.end(), program.arguments.begin(), program.arguments.end());
  return steps;
}

}  // namespace

extern const Recorder recorder_node;
const Recorder recorder_node{
    .name = "node",
    .summary = "node --cpu-prof",
    .format = "cpuprofile",
    .program = "",
    .install = "sudo apt install nodejs, or https://nodejs.org",
    .suits = [](const Program& program) { return program.kind == Program::Kind::node; },
    .run = run,
};

}  // namespace p2g

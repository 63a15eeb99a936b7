// Austin samples Python programs from outside.
#include "src/base/diagnostics.h"
#include "src/record/recorder.h"

namespace p2g {
namespace {

Result<RecordingSteps> run(const RecordingPlan& plan) {
  const Program& program = *plan.program;
  if (program.kind != Program::Kind::python) {
    return fail(usage_error("austin records Python programs, and " + program.name + " is none"));
  }
  RecordingSteps steps;
  steps.profile = plan.folder + "/profile";
  steps.recording.words = {"austin", "-o", steps.profile};
  const std::vector<std::string> command = program.command();
  steps.recording.words.insert(steps.recording.words.end(), command.begin(), command.end());
  return steps;
}

// It has no end of its own.
Result<RecordingSteps> attach(const RecordingPlan& plan) {
  RecordingSteps steps;
  steps.profile = plan.folder + "/profile";
  steps.recording.words = {"austin", "-o", steps.profile, "-p", std::to_string(plan.pid)};
  steps.recording.seconds = plan.seconds;
  return steps;
}

}  // namespace

extern const Recorder recorder_austin;
const Recorder recorder_austin{
    .name = "austin",
    .summary = "austin",
    .format = "austin",
    .program = "austin",
    .install = "sudo apt install austin (Debian, Ubuntu), or brew install austin",
    .run = run,
    .attach = attach,
    .attach_order = 2,
    .passes_exit_code = false,
    .grows = true,
};

}  // namespace p2g

// py-spy samples Python programs from outside.
#include "src/base/diagnostics.h"
#include "src/record/recorder.h"

namespace p2g {
namespace {

RecordingSteps steps_of(const RecordingPlan& plan, const std::vector<std::string>& what) {
  RecordingSteps steps;
  steps.profile = plan.folder + "/profile";
  steps.recording.words = {"py-spy", "record", "-f", "raw", "-o", steps.profile};
  steps.recording.words.insert(steps.recording.words.end(), what.begin(), what.end());
  return steps;
}

Result<RecordingSteps> run(const RecordingPlan& plan) {
  const Program& program = *plan.program;
  if (program.kind != Program::Kind::python) {
    return fail(usage_error("py-spy records Python programs, and " + program.name + " is none"));
  }
  std::vector<std::string> what = program.command();
  what.insert(what.begin(), "--");
  return steps_of(plan, what);
}

Result<RecordingSteps> attach(const RecordingPlan& plan) {
  RecordingSteps steps = steps_of(plan, {"-d", std::to_string(plan.seconds), "-p", std::to_string(plan.pid)});
  steps.recording.stdout_to_stderr = true;
  return steps;
}

}  // namespace

extern const Recorder recorder_py_spy;
const Recorder recorder_py_spy{
    .name = "py-spy",
    .summary = "py-spy",
    .format = "folded",
    .program = "py-spy",
    .install = "pipx install py-spy, or pip install py-spy",
    .run = run,
    .attach = attach,
    .attach_order = 1,
    .passes_exit_code = false,
};

}  // namespace p2g

// Linux' own profiler: samples of any program, with the kernel and without the names that interpreters know.
#include "src/record/recorder.h"

namespace p2g {
namespace {

RecordingSteps steps_of(const RecordingPlan& plan, const std::vector<std::string>& what) {
  RecordingSteps steps;
  const std::string data = plan.folder + "/perf.data";
  steps.profile = plan.folder + "/profile";
  steps.recording.words = {"perf", "record", "-q", "-g", "-o", data};
  steps.recording.words.insert(steps.recording.words.end(), what.begin(), what.end());
  steps.after.push_back(
      {.words = {"perf", "script", "-i", data}, .stdout_file = steps.profile, .silent = true, .own_signals = false});
  return steps;
}

Result<RecordingSteps> run(const RecordingPlan& plan) {
  std::vector<std::string> what = plan.program->command();
  what.insert(what.begin(), "--");
  return steps_of(plan, what);
}

Result<RecordingSteps> attach(const RecordingPlan& plan) {
  RecordingSteps steps = steps_of(plan, {"-p", std::to_string(plan.pid)});
  steps.recording.seconds = plan.seconds;
  return steps;
}

}  // namespace

extern const Recorder recorder_perf;
const Recorder recorder_perf{
    .name = "perf",
    .summary = "perf",
    .format = "perf",
    .program = "perf",
    .install = "sudo apt install linux-perf (Debian), linux-tools-generic (Ubuntu), sudo dnf install perf (Fedora)",
    .suits = [](const Program& program) { return program.kind == Program::Kind::other; },
    .run = run,
    .attach = attach,
    .attach_order = 3,
};

}  // namespace p2g

// Tachyon, the sampler that is part of Python since 3.15.
#include "src/base/diagnostics.h"
#include "src/record/recorder.h"

namespace p2g {
namespace {

constexpr const char* module = "profiling.sampling";
constexpr const char* a_year = "31536000";  // it stops by itself after ten seconds, or with the program

Result<RecordingSteps> run(const RecordingPlan& plan) {
  const Program& program = *plan.program;
  const bool fits = program.kind == Program::Kind::python &&
                    (program.start == Program::Start::file || program.start == Program::Start::module);
  if (!fits) {
    return fail(
        usage_error("profiling.sampling records files and modules of Python, and " + program.name + " is neither"));
  }
  RecordingSteps steps;
  steps.profile = plan.folder + "/profile";
  std::vector<std::string>& words = steps.recording.words;
  words = program.interpreter;
  words.insert(words.end(), {"-m", module, "run", "--collapsed", "-o", steps.profile, "-d", a_year});
  if (program.start == Program::Start::module) words.emplace_back("-m");
  words.push_back(program.target);
  words.insert(words.end(), program.arguments.begin(), program.arguments.end());
  return steps;
}

Result<RecordingSteps> attach(const RecordingPlan& plan) {
  RecordingSteps steps;
  steps.profile = plan.folder + "/profile";
  steps.recording.words = {"python3",
                           "-m",
                           module,
                           "attach",
                           "--collapsed",
                           "-o",
                           steps.profile,
                           "-d",
                           std::to_string(plan.seconds),
                           std::to_string(plan.pid)};
  steps.recording.stdout_to_stderr = true;
  return steps;
}

}  // namespace

extern const Recorder recorder_sampling;
const Recorder recorder_sampling{
    .name = "profiling.sampling",
    .summary = "profiling.sampling",
    .format = "folded",
    .program = "python3",
    .install = "it is part of Python since 3.15: uv python install 3.15",
    .run = run,
    .attach = attach,
    .attach_order = 4,
    .passes_exit_code = false,
    .probe =
        [](const Program& program) {
          std::vector<std::string> words = program.interpreter;
          if (words.empty()) words.emplace_back("python3");
          words.insert(words.end(), {"-c", std::string("import ") + module});
          return words;
        },
};

}  // namespace p2g

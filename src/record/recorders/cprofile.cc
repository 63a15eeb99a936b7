// cProfile's recorder in the program's own interpreter: exact counts and times of every call.
#include <array>

#include "src/base/diagnostics.h"
#include "src/record/asset.h"
#include "src/record/recorder.h"

namespace p2g {
namespace {

Result<RecordingSteps> run(const RecordingPlan& plan) {
  const Program& program = *plan.program;
  if (program.kind != Program::Kind::python) {
    return fail(usage_error("cprofile records Python programs, and " + program.name + " is none",
                            "prof2graph run -- python app.py, or --with perf for other programs"));
  }
  constexpr std::array<const char*, 4> starts = {"file", "module", "command", "stdin"};
  P2G_TRY_ASSIGN(const std::string script, write_asset("record_cprofile.py", plan.folder));
  RecordingSteps steps;
  steps.profile = plan.folder + "/profile";
  std::vector<std::string>& words = steps.recording.words;
  words = program.interpreter;
  words.insert(words.end(), {script, steps.profile, plan.cpu_clock ? "cpu" : "wall", plan.worktree, plan.repository,
                             starts[static_cast<std::size_t>(program.start)], program.target});
  words.insert(words.end(), program.arguments.begin(), program.arguments.end());
  return steps;
}

}  // namespace

extern const Recorder recorder_cprofile;
const Recorder recorder_cprofile{
    .name = "cprofile",
    .summary = "cProfile",
    .format = "pstats",
    .program = "",
    .install = "it is part of Python",
    .suits = [](const Program& program) { return program.kind == Program::Kind::python; },
    .run = run,
    .has_clocks = true,
};

}  // namespace p2g

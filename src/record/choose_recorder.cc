#include "src/record/choose_recorder.h"

#include <algorithm>
#include <filesystem>
#include <string_view>
#include <system_error>
#include <vector>

#include "src/base/diagnostics.h"

namespace p2g {
namespace {

// What the process executes; empty where that is not said.
std::string executable_of(int pid) {
  std::error_code problem;
  const std::filesystem::path path = std::filesystem::read_symlink("/proc/" + std::to_string(pid) + "/exe", problem);
  return problem ? std::string() : path.filename().string();
}

Error writes_at_the_end(std::string_view recorder) {
  return usage_error("--watch draws while the program runs, and " + std::string(recorder) + " writes when it has ended",
                     "--with austin, of Python programs; sudo apt install austin");
}

}  // namespace

Result<const Recorder*> recorder_of_program(const Program& program, const std::string& name, bool watched) {
  if (!name.empty()) {
    P2G_TRY_ASSIGN(const Recorder* recorder, find_recorder(name));
    if (recorder->run == nullptr) return fail(usage_error(name + " records processes that run"));
    if (watched && !recorder->grows) return fail(writes_at_the_end(name));
    return recorder;
  }
  if (watched && program.kind == Program::Kind::python) return find_recorder("austin");
  for (const Recorder* recorder : recorders()) {
    if (recorder->suits == nullptr || !recorder->suits(program)) continue;
    if (watched && !recorder->grows) return fail(writes_at_the_end(recorder->name));
    return recorder;
  }
  return fail(usage_error("nothing is known that records " + program.name, "name a recorder: --with NAME"));
}

Result<const Recorder*> recorder_of_process(const RecordOptions& record, bool watched) {
  if (watched && record.recorder.empty()) return find_recorder("austin");
  if (!record.recorder.empty()) {
    P2G_TRY_ASSIGN(const Recorder* recorder, find_recorder(record.recorder));
    if (watched && !recorder->grows) return fail(writes_at_the_end(recorder->name));
    if (recorder->attach != nullptr) return recorder;
    return fail(usage_error(record.recorder + " cannot record a process that runs already",
                            "--with py-spy, austin, perf or profiling.sampling"));
  }
  const std::string executable = executable_of(record.pid);
  const bool python = executable.empty() || executable.find("py") != std::string::npos;
  std::vector<const Recorder*> usable;
  for (const Recorder* recorder : recorders()) {
    const bool fits = python || recorder->name == "perf";
    const bool there = recorder->attach != nullptr && find_program(std::string(recorder->program));
    if (fits && there && recorder->probe == nullptr) usable.push_back(recorder);
  }
  if (usable.empty()) {
    return fail(
        usage_error(python ? "none of py-spy, austin and perf is installed" : "perf is not installed",
                    python ? "pipx install py-spy, or sudo apt install austin" : "sudo apt install linux-perf"));
  }
  return *std::min_element(usable.begin(), usable.end(),
                           [](const Recorder* a, const Recorder* b) { return a->attach_order < b->attach_order; });
}

Result<void> check_installed(const Recorder& recorder) {
  if (recorder.program.empty() || find_program(std::string(recorder.program))) return {};
  return fail(missing_recorder(recorder));
}

}  // namespace p2g

// What is to be recorded and drawn, settled before anything runs.
#pragma once

#include <optional>
#include <string>

#include "src/base/result.h"
#include "src/job.h"
#include "src/options.h"
#include "src/record/program.h"
#include "src/record/recorder.h"

namespace p2g {

struct Session {
  Options options;                 // with the files that there will be
  std::optional<Program> program;  // nothing: a process
  const Recorder* recorder = nullptr;
  bool cpu_clock = false;
  std::string subject;  // what was recorded, in pictures
  Job job;
};

// Looks up names, chooses the recorder and tries the outputs, so that a slip costs no run. Fails with ErrorKind::usage.
Result<Session> settle_session(const Options& options);

// Where the raw profile of a run goes: "run.prof", of several "run-before-1.prof".
std::string kept_name(const RecordOptions& record, bool before, int run);

}  // namespace p2g

// Who records: what the user names, else what suits the program or may look into the process.
#pragma once

#include <string>

#include "src/base/result.h"
#include "src/options.h"
#include "src/record/program.h"
#include "src/record/recorder.h"

namespace p2g {

// `name` may be empty. Fails with ErrorKind::usage where nothing is known that records it. `watched`: what it writes
// has to be readable while the program runs.
Result<const Recorder*> recorder_of_program(const Program& program, const std::string& name, bool watched);
// Of those that are installed.
Result<const Recorder*> recorder_of_process(const RecordOptions& record, bool watched);
Result<void> check_installed(const Recorder& recorder);

}  // namespace p2g

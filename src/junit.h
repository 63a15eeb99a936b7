// The gate as JUnit XML, for the test panels of CI systems: one test case a limit.
#pragma once

#include <string>

#include "base/result.h"
#include "base/sink.h"
#include "model/verdict.h"

namespace p2g {

void write_junit(const Verdict& verdict, Sink& sink);
// Nothing when `file` is empty.
Result<void> write_junit_file(const std::string& file, const Verdict& verdict);

}  // namespace p2g

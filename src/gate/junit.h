// The gate as JUnit XML, for the test panels of CI systems: one test case a limit.
#pragma once

#include "src/base/sink.h"
#include "src/model/verdict.h"

namespace p2g {

void write_junit(const Verdict& verdict, Sink& sink);

}  // namespace p2g

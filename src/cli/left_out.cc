// What the program for Windows does without, and says so: recording, watching and batches need processes, pipes and
// folders as POSIX has them.
#ifdef _WIN32
#include "src/base/child_process.h"
#include "src/batch/batch.h"
#include "src/record/record.h"
#include "src/watch.h"

namespace p2g {
namespace {

Error left_out(const std::string& what) {
  Error error{ErrorKind::usage, what + " is not in the program for Windows"};
  error.hint = "use the program for Linux, in WSL for example";
  return error;
}

}  // namespace

Result<Recorded> record_and_draw(const Options&, const WatchHooks&) { return fail(left_out("recording")); }
Result<void> watch(const Options&, const WatchHooks&) { return fail(left_out("watching")); }
Result<BatchOutcome> run_batch(const Options&, const BatchHooks&) { return fail(left_out("batch")); }

// Nobody starts one.
std::optional<std::string> find_program(const std::string&) { return std::nullopt; }

}  // namespace p2g
#endif

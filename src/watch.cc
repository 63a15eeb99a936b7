#include "src/watch.h"

#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <string>
#include <string_view>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include "src/base/output_place.h"
#include "src/base/temporary.h"
#include "src/job.h"

namespace p2g {
namespace {

using SteadyClock = std::chrono::steady_clock;
constexpr std::chrono::milliseconds tick{250};
constexpr std::chrono::milliseconds least_pause{500};  // between two pictures

// What stdin has said so far, as a file that can be read again and again. Only whole lines: the rest is on its way.
class GrowingInput {
 public:
  static Result<GrowingInput> make() {
    P2G_TRY_ASSIGN(TemporaryFile file, TemporaryFile::make());
    return GrowingInput(std::move(file));
  }
  const std::string& path() const { return file_.path(); }
  bool ended() const { return ended_; }

  bool has_lines() const { return has_lines_; }

  // Waits for more, at most a tick.
  Result<void> take() {
    pollfd waiting{STDIN_FILENO, POLLIN, 0};
    if (::poll(&waiting, 1, static_cast<int>(tick.count())) <= 0) return {};
    char block[64 * 1024];
    const ssize_t got = ::read(STDIN_FILENO, block, sizeof block);
    if (got < 0) return errno == EINTR || errno == EAGAIN ? Result<void>() : Result<void>(fail(read_failed(errno)));
    if (got == 0) {
      ended_ = true;
      return put(tail_);
    }
    tail_.append(block, static_cast<std::size_t>(got));
    const std::size_t end = tail_.rfind('\n') + 1;  // 0 without a line
    P2G_TRY(put(std::string_view(tail_).substr(0, end)));
    has_lines_ = has_lines_ || end > 0;
    tail_.erase(0, end);
    return {};
  }

 private:
  explicit GrowingInput(TemporaryFile file) : file_(std::move(file)) {}
  static Error read_failed(int code) {
    return Error{ErrorKind::input, "cannot be read: " + std::generic_category().message(code), "<stdin>"};
  }
  Result<void> put(std::string_view bytes) const {
    while (!bytes.empty()) {
      const ssize_t done = ::write(file_.number(), bytes.data(), bytes.size());
      if (done < 0 && errno != EINTR) return fail(write_error(path(), errno));
      if (done > 0) bytes.remove_prefix(static_cast<std::size_t>(done));
    }
    return {};
  }

  TemporaryFile file_;
  std::string tail_;
  bool has_lines_ = false;
  bool ended_ = false;
};

// What changes when a file does; empty while there is none.
struct Stamp {
  dev_t device = 0;
  ino_t inode = 0;
  off_t size = -1;
  time_t seconds = 0;
  long nanoseconds = 0;

  bool operator==(const Stamp&) const = default;
};

std::vector<Stamp> stamps_of(const std::vector<std::string>& files) {
  std::vector<Stamp> stamps;
  for (const std::string& file : files) {
    struct stat status {};
    stamps.emplace_back();
    if (::stat(file.c_str(), &status) != 0) continue;
    stamps.back() = {status.st_dev, status.st_ino, status.st_size, status.st_mtim.tv_sec, status.st_mtim.tv_nsec};
  }
  return stamps;
}

// The time from which on there may be another picture. One that takes long comes less often: half of the time is the
// sampler's.
class Pace {
 public:
  bool is_due() const { return SteadyClock::now() >= next_; }
  void begin() { start_ = SteadyClock::now(); }
  void end() {
    const SteadyClock::time_point now = SteadyClock::now();
    next_ = now + std::max<SteadyClock::duration>(least_pause, now - start_);
  }

 private:
  SteadyClock::time_point start_{}, next_{};
};

// Draws what is there, if it is another than the last time. Fails when nobody reads what we print any more.
Result<void> draw_changed(const Job& job, const WatchHooks& hooks, std::vector<Stamp>& seen, Pace& pace) {
  std::vector<Stamp> now = stamps_of(job.inputs.files);
  if (now == seen) return {};
  seen = std::move(now);
  pace.begin();
  if (hooks.about_to_draw) hooks.about_to_draw();
  Result<Outcome> outcome = run_job(job, hooks.drawing);
  if (!outcome && outcome.error().kind == ErrorKind::broken_pipe) return fail(std::move(outcome).error());
  hooks.drawn(outcome);
  pace.end();
  return {};
}

// A file may not change for hours: `--watch FILE | head` ends with head, not with the next change. Waits a tick.
Result<void> wait_for_reader_to_go() {
  pollfd reader{STDOUT_FILENO, 0, 0};
  if (::poll(&reader, 1, static_cast<int>(tick.count())) <= 0) return {};  // only errors and hang-ups are told
  return fail({ErrorKind::broken_pipe, "nobody reads any more", "<stdout>"});
}

Result<void> watch_pipe(const Job& job, GrowingInput& input, const WatchHooks& hooks) {
  std::vector<Stamp> seen;
  Pace pace;
  while (!input.ended()) {
    P2G_TRY(input.take());
    if (input.has_lines() && pace.is_due()) P2G_TRY(draw_changed(job, hooks, seen, pace));
  }
  return draw_changed(job, hooks, seen, pace);
}

Result<void> watch_files(const Job& job, const WatchHooks& hooks) {
  std::vector<Stamp> seen;
  const bool has_reader = job.prints();
  for (Pace pace;;) {
    if (pace.is_due()) P2G_TRY(draw_changed(job, hooks, seen, pace));
    if (has_reader) {
      P2G_TRY(wait_for_reader_to_go());
    } else {
      std::this_thread::sleep_for(tick);
    }
  }
}

}  // namespace

Result<void> watch(const Options& options, const WatchHooks& hooks) {
  P2G_TRY_ASSIGN(Job job, make_job(options));
  std::vector<std::string>& files = job.inputs.files;
  const auto place = std::find(files.begin(), files.end(), "-");
  if (place == files.end()) return watch_files(job, hooks);
  P2G_TRY_ASSIGN(GrowingInput input, GrowingInput::make());
  *place = input.path();
  job.inputs.shown_names[*place] = "<stdin>";
  return watch_pipe(job, input, hooks);
}

}  // namespace p2g

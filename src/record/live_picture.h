// run --watch: draws what a recorder has written so far, while the program runs.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <utility>

#include "src/base/result.h"
#include "src/base/temporary.h"
#include "src/job.h"
#include "src/watch.h"

namespace p2g {

class LivePicture {
 public:
  // Of the job of a session, with its inputs called `subject`.
  static Result<LivePicture> make(Job job, const std::string& subject, const WatchHooks& hooks);

  // Draws when `profile` has more whole lines than the last time, and that was not just now. What goes wrong is told,
  // and the program runs on: only when nobody reads any more nothing is drawn from then on.
  void look_at(const std::string& profile);

 private:
  LivePicture(TemporaryFile copy, const WatchHooks& hooks) : copy_(std::move(copy)), hooks_(&hooks) {}
  bool take_lines(const std::string& profile);

  using Clock = std::chrono::steady_clock;
  TemporaryFile copy_;  // whole lines: the last one is on its way
  Job job_;
  const WatchHooks* hooks_;
  std::uint64_t taken_ = 0;
  Clock::time_point next_{};
  bool has_reader_ = true;
};

}  // namespace p2g

#include "src/record/live_picture.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <string_view>
#include <utility>

#include "src/pipeline.h"

namespace p2g {
namespace {

bool write_all(int file, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t done = ::write(file, bytes.data(), bytes.size());
    if (done < 0 && errno != EINTR) return false;
    if (done > 0) bytes.remove_prefix(static_cast<std::size_t>(done));
  }
  return true;
}

}  // namespace

Result<LivePicture> LivePicture::make(Job job, const std::string& subject, const WatchHooks& hooks) {
  P2G_TRY_ASSIGN(TemporaryFile copy, TemporaryFile::make());
  LivePicture picture(std::move(copy), hooks);
  picture.job_ = std::move(job);
  picture.job_.inputs.files = {picture.copy_.path()};
  picture.job_.inputs.shown_names = {{picture.copy_.path(), subject}};
  return picture;
}

// Moves on to the last line that has ended. False when there is none, or when they cannot be copied.
bool LivePicture::take_lines(const std::string& profile) {
  std::ifstream in(profile, std::ios::binary);
  if (!in.seekg(static_cast<std::streamoff>(taken_))) return false;
  std::string block(std::size_t{1} << 18U, '\0');
  std::string lines;
  bool any = false;
  while (in.read(block.data(), static_cast<std::streamsize>(block.size())) || in.gcount() > 0) {
    lines.append(block, 0, static_cast<std::size_t>(in.gcount()));
    const std::size_t end = lines.rfind('\n') + 1;
    if (!write_all(copy_.number(), std::string_view(lines).substr(0, end))) return false;
    taken_ += end;
    any = any || end > 0;
    lines.erase(0, end);
  }
  return any;
}

void LivePicture::look_at(const std::string& profile) {
  constexpr std::chrono::milliseconds least_pause{500};
  const Clock::time_point start = Clock::now();
  if (!has_reader_ || start < next_ || !take_lines(profile)) return;
  if (hooks_->about_to_draw) hooks_->about_to_draw();
  const Result<Outcome> outcome = run_job(job_, hooks_->drawing);
  has_reader_ = outcome || outcome.error().kind != ErrorKind::broken_pipe;
  // A recorder begins with lines that are no samples yet.
  const bool has_begun =
      outcome || (outcome.error().kind != ErrorKind::unrecognised && outcome.error().kind != ErrorKind::input);
  if (has_reader_ && has_begun) hooks_->drawn(outcome);
  const Clock::time_point now = Clock::now();
  next_ = now + std::max<Clock::duration>(least_pause, now - start);  // half of the time is the program's
}

}  // namespace p2g

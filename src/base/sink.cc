#include "src/base/sink.h"

#include <unistd.h>

#include <cerrno>
#include <utility>
#include <vector>

#include "src/base/output_file.h"
#include "src/base/output_place.h"
#include "src/base/pending_file.h"
#include "src/base/signals.h"
#include "src/base/try_again.h"

namespace p2g {
namespace {

// close() may be the first to tell of a full disk or quota (NFS). An interrupted one has closed.
int closing_error(int fd) { return ::close(fd) == 0 || errno == EINTR ? 0 : errno; }

}  // namespace

struct Sink::Impl {
  int fd = -1;
  bool owned = false;
  std::string* memory = nullptr;
  std::string shown_path = "<stdout>";
  OutputPlace place;
  PendingFile file;  // none: written directly
  int failure = 0;   // errno of the first failed write
  std::uint64_t written = 0;

  Impl() = default;
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;
  ~Impl() {
    if (owned && fd >= 0) ::close(fd);
  }

  void write(std::string_view bytes) {
    written += bytes.size();
    if (memory != nullptr) {
      memory->append(bytes);
      return;
    }
    while (!bytes.empty() && failure == 0) {
      const ssize_t done = ::write(fd, bytes.data(), bytes.size());
      if (done > 0) {
        bytes.remove_prefix(static_cast<std::size_t>(done));
      } else if (done == 0) {
        failure = EIO;  // nobody promises that it gets better
      } else if (!should_try_again(fd, POLLOUT)) {
        failure = errno;
      }
    }
  }
};

Sink::Sink(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) { buffer_.reserve(buffer_limit); }
Sink::Sink(Sink&&) noexcept = default;
Sink& Sink::operator=(Sink&&) noexcept = default;
Sink::~Sink() = default;

Result<Sink> Sink::to_file(const std::string& path) {
  P2G_TRY_ASSIGN(OutputPlace place, find_output_place(path));
  return to_place(std::move(place), path);
}

Result<Sink> Sink::to_file_below(const std::string& root, const std::string& path) {
  P2G_TRY_ASSIGN(OutputPlace place, find_place_below(root, path));
  return to_place(std::move(place), root + '/' + path);
}

Result<Sink> Sink::to_place(OutputPlace place, const std::string& shown_path) {
  auto impl = std::make_unique<Impl>();
  impl->shown_path = shown_path;
  impl->place = std::move(place);
  impl->owned = impl->place.descriptor < 0;
  P2G_TRY_ASSIGN(impl->fd, open_output(impl->place, impl->file, shown_path));
  return Sink(std::move(impl));
}

Sink Sink::to_stdout() {
  auto impl = std::make_unique<Impl>();
  impl->fd = STDOUT_FILENO;
  return Sink(std::move(impl));
}

Sink Sink::to_string(std::string& out) {
  auto impl = std::make_unique<Impl>();
  impl->memory = &out;
  return Sink(std::move(impl));
}

void Sink::put_slow(std::string_view bytes) {
  impl_->write(buffer_);
  buffer_.clear();
  if (bytes.size() > buffer_limit / 2) {
    impl_->write(bytes);
  } else {
    buffer_.append(bytes);
  }
}

Result<void> Sink::finish() {
  put_slow({});
  Impl& out = *impl_;
  if (out.fd >= 0 && out.failure == 0) {
    // Others may go on with what is not ours, so that only a copy of it is closed.
    const int fd = out.owned ? std::exchange(out.fd, -1) : ::dup(out.fd);
    if (fd >= 0) out.failure = closing_error(fd);
  }
  if (out.failure == 0) return {};
  return fail(out.file.exists() ? replace_error(out.shown_path, out.failure)
                                : write_error(out.shown_path, out.failure));
}

Result<void> Sink::put_in_place(bool alone) {
  if (const int code = impl_->file.put_in_place(alone); code != 0)
    return fail(rename_error(impl_->place, code, impl_->shown_path));
  return {};
}

std::uint64_t Sink::written() const { return impl_->written; }

Result<std::uint64_t> Sink::commit() {
  Sink* const all[] = {this};
  P2G_TRY(commit_all(all));
  return written();
}

Result<void> commit_all(std::span<Sink* const> sinks) {
  std::vector<Sink*> files;
  std::vector<Sink*> streams;
  for (Sink* sink : sinks) (sink->impl_->file.exists() ? files : streams).push_back(sink);
  for (Sink* sink : files) P2G_TRY(sink->finish());
  Result<void> done;
  for (Sink* sink : files) {
    if (done) done = sink->put_in_place(sinks.size() == 1);
  }
  for (Sink* sink : streams) {
    if (done) done = sink->finish();
  }
  if (done) {
    const SignalsHeld held;  // all stay at once
    for (Sink* sink : files) sink->impl_->file.keep();
    return done;
  }
  for (Sink* sink : files) {
    if (const std::string problem = sink->impl_->file.undo(); !problem.empty()) done.error().hint = problem;
  }
  return done;
}

}  // namespace p2g

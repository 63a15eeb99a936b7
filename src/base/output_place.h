// Where an output goes once all links are followed: a name in a folder, or a file that this program has open already.
//
// Links are followed here and not by the kernel, because a file is replaced by renaming, which would replace a link.
// The folder stays open, so that nobody who moves folders or links about meanwhile sends the output elsewhere, and long
// paths and removed folders make no difference.
#pragma once

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <string>
#include <utility>

#include "src/base/result.h"

namespace p2g {

#ifdef _WIN32
constexpr int AT_FDCWD = -100;  // folders are no files there that could be kept open: a place is its whole path
#endif

class FileDescriptor {
 public:
  explicit FileDescriptor(int fd) : fd_(fd) {}
  FileDescriptor(FileDescriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  FileDescriptor& operator=(FileDescriptor&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  ~FileDescriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  int number() const { return fd_; }
  int release() { return std::exchange(fd_, -1); }  // whose it is from then on is the caller's business

 private:
  int fd_;
};

struct OutputPlace {
  int descriptor = -1;              // one of our own open files; the rest is of no meaning but `status`
  FileDescriptor folder{AT_FDCWD};  // else this folder
  std::string name;                 // and what it is called there
  struct stat folder_status {};
  bool exists = false;
  struct stat status {};     // of what exists: never a link, never a folder
  bool behind_proc = false;  // a pipe or device that only a link of /proc leads to
};

// Fails with ErrorKind::output; with `usage` for an empty path. Opens nothing for reading or writing.
Result<OutputPlace> find_output_place(const std::string& path);
// The file `path` seen from the folder `root`, which stands for itself wherever it leads: below it no link is followed,
// and folders that are missing are made. `path` has names only, no "." and "..".
Result<OutputPlace> find_place_below(const std::string& root, const std::string& path);
OutputPlace stdout_place();

inline bool same_file(const struct stat& a, const struct stat& b) {
  return a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}
// Whether two outputs would overwrite each other or mix.
bool same_place(const OutputPlace& a, const OutputPlace& b);
// Whether writing there would change the file that `input` is about.
bool would_change(const OutputPlace& place, const struct stat& input);

// In a folder where everybody may write, sticky or not, what somebody else left there is a trap: neither a link nor a
// FIFO of his is used. The kernel has the same rule (fs.protected_symlinks, protected_fifos), but not everywhere, and
// not for who follows links himself.
Result<void> refuse_traps(const OutputPlace& place, const std::string& path);

// Whose error it is that an output at `path` cannot be written, by errno.
Error write_error(const std::string& path, int code);
// The same of a file that is replaced as a whole.
Error replace_error(const std::string& path, int code);

}  // namespace p2g

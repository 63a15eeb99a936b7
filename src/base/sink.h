// An output: the whole file or none of it.
//
// A file is written to a temporary file beside the target and renamed on commit(), so that on any failure an
// existing file is untouched and nothing is left behind; an interrupt removes the temporary file too.
// Targets that are not regular files (/dev/full, a FIFO, stdout) are written directly.
// Errors are sticky: put() never fails, commit() tells.
//
// There is no fsync(): it would protect against a power cut within seconds of a run that can be repeated, and costs
// more than the run. What a crash of the system leaves is the file system's affair (ext4, xfs and btrfs keep old or
// new).
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

namespace p2g {

class Sink {
 public:
  static Result<Sink> to_file(const std::string& path);
  static Sink to_stdout();
  // Collects into `out`, which must outlive the Sink.
  static Sink to_string(std::string& out);

  Sink(Sink&&) noexcept;
  Sink& operator=(Sink&&) noexcept;
  ~Sink();  // without commit(): discards

  void put(std::string_view bytes) {
    if (buffer_.size() + bytes.size() > buffer_limit) return put_slow(bytes);
    buffer_.append(bytes);
  }
  // Direct access for formatters that append in place (append_int(sink.buffer(), n)); call settle() now and then.
  std::string& buffer() { return buffer_; }
  void settle() {
    if (buffer_.size() > buffer_limit / 2) put_slow({});
  }

  // Writes and closes, so that only the renaming is left to fail. For who has several outputs: first all are finished,
  // then all committed. After it nothing may be put.
  Result<void> finish();
  // Finishes, renames into place. Fails with ErrorKind::output or broken_pipe. After it only destruction is allowed.
  Result<std::uint64_t> commit();  // bytes written

 private:
  static constexpr std::size_t buffer_limit = 128 * 1024;
  struct Impl;
  explicit Sink(std::unique_ptr<Impl> impl);
  void put_slow(std::string_view bytes);
  std::string buffer_;
  std::unique_ptr<Impl> impl_;
};

// Makes SIGINT, SIGTERM, SIGHUP, SIGQUIT and SIGXCPU remove the temporary files that are open and exit with 128 +
// signal; ignores SIGPIPE and SIGXFSZ so that a broken pipe and a file that is too large come back as errors. Called
// once by main().
void install_signal_cleanup();

// Gives stdin, stdout and stderr something to stand for when the caller closed them, so that no file that is opened
// later takes their number and gets what is meant for them. Called once by main(), before anything is opened.
void occupy_standard_streams();

}  // namespace p2g

// An output: the whole file or none of it.
//
// A file is written to a temporary file beside the target and renamed on commit(), so that on any failure an
// existing file is untouched and nothing is left behind; a signal removes the temporary file too.
// Targets that are not regular files (/dev/full, a FIFO, stdout) are written directly.
// Errors are sticky: put() never fails, commit() tells.
//
// Whose is the new file, and who may use it? The rights of what is replaced go on, but none that it would not have: a
// program that replaces a stranger's file must not lend its own rights to it.
//   - A new file has what open() gives: the umask or the folder's default ACL decide.
//   - A file of ours keeps its permissions, its ACL and, when we are in it, its group. Never the setuid, setgid and
//     sticky bits. Where the group cannot be kept, the new one gets no more than everybody.
//   - Somebody else's stays his if we may give files away (root), else it becomes ours; nobody but the owner may write
//     it, and an ACL is not taken over. In a folder where everybody may write, anybody may have put it there for us to
//     find: there the file is ours, with what open() would give, but no more than it had.
//
// There is no fsync(): it would protect against a power cut within seconds of a run that can be repeated, and costs
// more than the run. What a crash of the system leaves is the file system's affair (ext4, xfs and btrfs keep old or
// new).
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "src/base/result.h"

namespace p2g {

struct OutputPlace;

class Sink {
 public:
  static Result<Sink> to_file(const std::string& path);
  // The same for a file below the folder `root`: no link there is followed, missing folders are made.
  static Result<Sink> to_file_below(const std::string& root, const std::string& path);
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
  // Direct access for formatters that append in place (append_int(sink.buffer(), n)); call drain() now and then.
  std::string& buffer() { return buffer_; }
  void drain() {
    if (buffer_.size() > buffer_limit / 2) put_slow({});
  }

  // Writes, closes, renames into place. Fails with ErrorKind::output or broken_pipe. After it only destruction is
  // allowed.
  Result<std::uint64_t> commit();  // bytes written
  std::uint64_t written() const;

 private:
  static constexpr std::size_t buffer_limit = 128 * 1024;
  struct Impl;
  explicit Sink(std::unique_ptr<Impl> impl);
  static Result<Sink> to_place(OutputPlace place, const std::string& shown_path);
  void put_slow(std::string_view bytes);
  Result<void> finish();
  Result<void> put_in_place(bool alone);
  friend Result<void> commit_all(std::span<Sink* const> sinks);
  std::string buffer_;
  std::unique_ptr<Impl> impl_;
};

// Commits outputs of one run: all of them, or none as far as that can be. First all bytes are written to the temporary
// files, then the files take their names, then streams get their last bytes, because nobody can take those back. On a
// failure at any point, or a signal, files that had been there are back and those that had not are gone.
Result<void> commit_all(std::span<Sink* const> sinks);

// Gives stdin, stdout and stderr something to stand for when the caller closed them, so that no file that is opened
// later takes their number and gets what is meant for them. Called once by main(), before anything is opened.
void occupy_standard_streams();

}  // namespace p2g

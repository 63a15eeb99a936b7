// An input as a stream of bytes: a file, stdin, gzip and zstd inside either opened transparently.
//
// Reading is in blocks, never by mmap: a page touched for the first time costs ten times what reading the
// same bytes into a reused block costs, memory stays small, and a file that shrinks while it is read is an
// error message instead of a SIGBUS. (Measured: read() in 256 KiB blocks 17 to 20 GB/s, fresh pages 2.5 GB/s.)
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "src/base/diagnostics.h"
#include "src/base/result.h"

namespace p2g {

class Source {
 public:
  static constexpr std::size_t head_bytes = 4096;
  static constexpr std::size_t block_bytes = 256 * 1024;
  // What follows the input and is not read is counted so far, and no further.
  static constexpr std::uint64_t most_counted = std::uint64_t{64} << 20;

  // Opens a file; "-" is stdin. Fails with ErrorKind::input when it cannot be opened, is a directory, begins like gzip
  // or zstd and cannot be decompressed, or is compressed in another way or twice.
  static Result<Source> open(const std::string& path);
  // Bytes in memory, for tests, fuzzing and embedded samples. `bytes` must outlive the Source.
  static Source from_memory(std::string name, std::string_view bytes);

  Source(Source&&) noexcept;
  Source& operator=(Source&&) noexcept;
  ~Source();

  // The first bytes (decompressed), up to head_bytes, without consuming them: what sniffing looks at.
  std::string_view head() const;

  // Fills `into` with up to `size` bytes; fewer only at the end, 0 when nothing is left.
  Result<std::size_t> read(char* into, std::size_t size);

  // As the user named it; "-" reads "<stdin>".
  const std::string& name() const;
  // The same for a file that the user never saw.
  void set_name(std::string name);
  // What was imperfect in what was read so far.
  Warnings warnings() const;
  // "12 bytes", for warnings of what was not read.
  static std::string unread_text(std::uint64_t bytes);
  // Uncompressed bytes handed out so far.
  std::uint64_t bytes_read() const;
  // Whether a line or text may have so many bytes: a few kilobytes of compressed input must not fill the memory with
  // one.
  bool may_hold(std::uint64_t bytes) const;
  // How many nodes or calls a profile may have by now: no writer gets several of them into a byte, and a few kilobytes
  // of compressed input must not fill the memory with them.
  std::uint64_t most_items() const;
  // Size of a regular uncompressed file when it was opened, holes left out of large ones; 0 when unknown. A hint, never
  // trusted.
  std::uint64_t size_hint() const;
  // Called after each block with (bytes taken from the file, size or 0); used for progress.
  void on_progress(std::function<void(std::uint64_t, std::uint64_t)> callback);

 private:
  struct Impl;
  explicit Source(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace p2g

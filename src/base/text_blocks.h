// A text input as blocks of UTF-8: takes off a byte order mark and converts UTF-16 that has one, which is what
// PowerShell writes. What reads lines and what reads JSON are built on it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "src/base/result.h"
#include "src/base/source.h"

namespace p2g {

class TextBlocks {
 public:
  // `source` must outlive it. An error in reading the mark is told by the first read().
  explicit TextBlocks(Source& source);

  // Fills `into` with up to `room` bytes, at least 8; 0 only at the end.
  Result<std::size_t> read(char* into, std::size_t room);
  // Ill-formed UTF-16 that became U+FFFD.
  std::uint64_t replaced() const { return replaced_; }

 private:
  enum class Encoding : std::uint8_t { utf8, utf16_little, utf16_big };

  Result<std::size_t> read_utf16(char* into, std::size_t room);

  Source& source_;
  Encoding encoding_ = Encoding::utf8;
  std::size_t mark_bytes_ = 0;  // still to be taken off
  std::string carry_;           // UTF-16: bytes read but not yet converted
  std::uint64_t replaced_ = 0;
};

}  // namespace p2g

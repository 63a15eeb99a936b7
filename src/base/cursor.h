// Bounds-checked reading of binary input from a Source, with a sticky first error: importers read on without
// checking each call and look at ok() where it matters. After an error every read returns zero or empty.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "src/base/result.h"
#include "src/base/source.h"

namespace p2g {

class Cursor {
 public:
  explicit Cursor(Source& source);

  bool ok() const { return !error_; }
  // Sets the error unless one is set already; `byte` is its offset in the (decompressed) input.
  void fail_at(std::uint64_t byte, std::string message, std::string hint = {});
  Error take_error();

  std::uint64_t offset() const { return base_ + static_cast<std::uint64_t>(next_ - begin_); }
  // True when no byte is left (reads ahead if needed).
  bool at_end();

  std::uint8_t u8() { return need(1) ? static_cast<std::uint8_t>(*next_++) : std::uint8_t{0}; }
  std::uint16_t u16() { return fixed<std::uint16_t>(); }
  std::uint32_t u32() { return fixed<std::uint32_t>(); }
  std::uint64_t u64() { return fixed<std::uint64_t>(); }
  std::int32_t i32() { return static_cast<std::int32_t>(u32()); }
  double f64() { return std::bit_cast<double>(u64()); }
  // `size` bytes; the view holds until the next call on this cursor. Memory grows only by what the input
  // really has, so a false length of 2 GiB costs nothing.
  std::string_view bytes(std::uint64_t size);
  // The next `size` bytes without consuming them; nullptr, and no error, when the input has fewer left.
  const char* peek(std::size_t size) {
    return static_cast<std::size_t>(end_ - next_) >= size || available(size) ? next_ : nullptr;
  }
  // Consumes what peek() has shown.
  void advance(std::size_t size) { next_ += size; }
  // Skips without keeping.
  void skip(std::uint64_t size);
  // Sets an error when the bytes since `begin` are more than a compressed file pays for: what nobody wants costs time.
  void bound_skipped(std::uint64_t begin);
  // Up to `most` of the bytes that are left, without consuming them.
  std::string_view peek_rest(std::size_t most);
  // Consumes all that is left and returns its size; reads little more than `most`.
  std::uint64_t skip_rest(std::uint64_t most);

 private:
  template <class T>
  T fixed() {  // little-endian in every format that uses it
    T value{};
    if (need(sizeof(T))) {
      std::memcpy(&value, next_, sizeof(T));
      next_ += sizeof(T);
    }
    return value;
  }
  bool need(std::size_t size) { return static_cast<std::size_t>(end_ - next_) >= size || refill(size); }
  bool available(std::uint64_t size);  // reads on until `size` bytes are there or the input ends
  void grow(std::size_t used, std::size_t size);
  bool refill(std::uint64_t size);  // makes `size` bytes available at next_, or sets the error

  Source& source_;
  std::unique_ptr<char[]> block_;
  std::size_t capacity_ = 0;
  const char* begin_ = nullptr;
  const char* next_ = nullptr;
  const char* end_ = nullptr;
  std::uint64_t base_ = 0;  // offset of begin_ in the input
  bool source_done_ = false;
  std::optional<Error> error_;
};

}  // namespace p2g

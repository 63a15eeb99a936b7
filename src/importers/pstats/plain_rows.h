// The spelling that ordinary profiles consist of, read in one step where MarshalReader::next() takes several calls:
// keys (text, integer, text), rows of two integers and two reals, and references to such keys. Millions of them are
// most of the time that reading takes.
//
// Each read consumes nothing and returns false when the input has anything else at this place, or the same in a rarer
// spelling: then next() says what it is.
//
// The tables of references and of strings are larger than the near caches. So of a reference only the slot is looked
// at, and the second text of a key waits: a reader that takes many of both before it calls intern_texts() and
// for_slot() does not wait for memory at each. Before next() is called, nothing may wait.
#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "src/importers/pstats/marshal.h"

namespace p2g {

// Two integers and two reals, in the order of the file.
struct PlainRow {
  std::int64_t integers[2];
  double reals[2];
};

// A tuple of a text, an integer and a text: (file, line, name).
struct PlainKey {
  std::uint32_t slot;  // of the tuple: where remember() puts it
  StringId first;
  std::int64_t number;
  std::uint32_t second;  // number of a text that waits
  std::uint64_t byte;
};

class PlainRows {
 public:
  explicit PlainRows(MarshalReader& in) : in_(in) {}

  bool read_row(PlainRow& result);
  bool read_reference(std::uint32_t& slot);
  bool read_key(PlainKey& key);
  // The head of a tuple, a row, and `more` further items that are left to be read.
  bool read_tuple_with_row(std::uint8_t more, PlainRow& result);
  bool read_reference_and_row(std::uint32_t& slot, PlainRow& result);
  // The head of a dict that no reference names, and the end of one.
  bool read_dict() { return read_code('{'); }
  bool read_end() { return read_code('0'); }

  // After this interned_text() gives the texts that have waited, until the next read_key().
  void intern_texts();
  StringId interned_text(std::uint32_t number) const { return waiting_[number].text; }

 private:
  struct WaitingText {
    std::uint64_t hash;
    std::uint32_t begin;  // in waiting_bytes_
    std::uint32_t size;
    std::uint32_t slot;
    StringId text;  // Strings::none while it waits
    StringId guess;
  };
  // A short text as written, or what a reference to one stands for.
  struct Text {
    std::string_view bytes;
    StringId known = Strings::none;
    bool has_slot = false;
  };

  // These move `at` behind what they read, and are called only where so many bytes are there. Forced inline: they are a
  // dozen instructions, used in several places, and called as functions they cost a tenth of the time of reading.
  static constexpr std::size_t longest_row = 2 * 5 + 2 * 9;
  static constexpr std::size_t longest_tuple_head = 5;
  static constexpr std::size_t longest_key = longest_tuple_head + (2 + 255) + 5 + (2 + 255);
  [[gnu::always_inline]] bool reference(const char*& at, MarshalType type, std::uint32_t& slot) const;
  [[gnu::always_inline]] bool integer(const char*& at, std::int64_t& value) const;
  [[gnu::always_inline]] bool real(const char*& at, double& value) const;
  [[gnu::always_inline]] bool row(const char*& at, PlainRow& row) const;
  [[gnu::always_inline]] bool text(const char*& at, Text& text) const;
  [[gnu::always_inline]] static bool tuple(const char*& at, std::uint8_t size);

  bool read_code(char code);
  inline StringId intern_now(const Text& text);
  std::uint32_t let_wait(const Text& text);

  MarshalReader& in_;
  std::vector<WaitingText> waiting_;
  std::string waiting_bytes_;
  bool interned_ = true;
};

inline bool PlainRows::reference(const char*& at, MarshalType type, std::uint32_t& slot) const {
  std::memcpy(&slot, at + 1, sizeof slot);
  if (*at != 'r' || slot >= in_.references()) return false;
  at += 5;
  return in_.reference(slot).is(type);
}

inline bool PlainRows::integer(const char*& at, std::int64_t& value) const {
  if (*at == 'i') {
    std::int32_t small = 0;
    std::memcpy(&small, at + 1, sizeof small);
    value = small;
    at += 5;
    return true;
  }
  std::uint32_t slot = 0;
  if (!reference(at, MarshalType::integer, slot)) return false;
  value = in_.reference(slot).signed_payload();
  return true;
}

inline bool PlainRows::real(const char*& at, double& value) const {
  if (*at == 'g') {
    std::memcpy(&value, at + 1, sizeof value);
    at += 9;
    return true;
  }
  std::uint32_t slot = 0;
  if (!reference(at, MarshalType::real, slot)) return false;
  value = in_.real_of(in_.reference(slot));
  return true;
}

inline bool PlainRows::row(const char*& at, PlainRow& row) const {
  return integer(at, row.integers[0]) && integer(at, row.integers[1]) && real(at, row.reals[0]) &&
         real(at, row.reals[1]);
}

// Without a slot of its own.
inline bool PlainRows::tuple(const char*& at, std::uint8_t size) {
  if (at[0] == ')' && static_cast<std::uint8_t>(at[1]) == size) {
    at += 2;
    return true;
  }
  const char long_head[] = {'(', static_cast<char>(size), 0, 0, 0};
  if (std::memcmp(at, long_head, sizeof long_head) != 0) return false;
  at += sizeof long_head;
  return true;
}

inline bool PlainRows::read_code(char code) {
  const char* const at = in_.cursor().peek(1);
  if (at == nullptr || *at != code) return false;
  in_.cursor().advance(1);
  return true;
}

inline bool PlainRows::read_row(PlainRow& result) {
  const char* const begin = in_.cursor().peek(longest_row);
  const char* at = begin;
  if (begin == nullptr || !row(at, result)) return false;
  in_.cursor().advance(static_cast<std::size_t>(at - begin));
  return true;
}

inline bool PlainRows::read_reference(std::uint32_t& slot) {
  const char* const at = in_.cursor().peek(5);
  if (at == nullptr || *at != 'r') return false;
  std::memcpy(&slot, at + 1, sizeof slot);
  if (slot >= in_.references()) return false;
  __builtin_prefetch(&in_.reference(slot));
  in_.cursor().advance(5);
  return true;
}

inline bool PlainRows::read_tuple_with_row(std::uint8_t more, PlainRow& result) {
  const char* const begin = in_.cursor().peek(longest_tuple_head + longest_row);
  const char* at = begin;
  if (begin == nullptr || !tuple(at, static_cast<std::uint8_t>(4 + more)) || !row(at, result)) return false;
  in_.cursor().advance(static_cast<std::size_t>(at - begin));
  return true;
}

inline bool PlainRows::read_reference_and_row(std::uint32_t& slot, PlainRow& result) {
  const char* const begin = in_.cursor().peek(5 + longest_tuple_head + longest_row);
  if (begin == nullptr || *begin != 'r') return false;
  std::memcpy(&slot, begin + 1, sizeof slot);
  if (slot >= in_.references()) return false;
  __builtin_prefetch(&in_.reference(slot));
  const char* at = begin + 5;
  if (!tuple(at, 4) || !row(at, result)) return false;
  in_.cursor().advance(static_cast<std::size_t>(at - begin));
  return true;
}

}  // namespace p2g

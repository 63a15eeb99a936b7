// Reading of Python's marshal format, versions 0 to 5, as Python 2.7 to 3.15 and PyPy write it.
//
// A pull parser: next() gives one scalar, or the head of a container whose items come from the next calls. Nothing
// recurses, nothing is allocated from a length that the input claims, and what nobody wants is skipped by an explicit
// stack. Format: CPython's Python/marshal.c.
//
// References: an object whose type code has bit 7 set gets the next slot of a table, containers before their items;
// `r` names a slot. A scalar's slot holds its value. A container's slot holds what its reader made of it (remember()).
// Python 2 has a second table for interned strings (`t` enters, `R` names).
#pragma once

#include <bit>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "src/base/cursor.h"
#include "src/base/strings.h"

namespace p2g {

enum class MarshalType : std::uint8_t {
  end,  // closes a dict (Python's NULL)
  none,
  boolean,
  integer,
  real,
  text,  // bytes too: Python 2 has names as bytes
  tuple,
  list,
  dict,
  set,
  code,
  other,       // complex, Ellipsis, StopIteration, slice
  unfinished,  // a reference to a container from inside itself
  bad,         // nothing: the cursor has an error
};

struct MarshalItem {
  static constexpr std::uint32_t no_slot = 0xffffffffU;

  MarshalType type = MarshalType::bad;
  bool by_reference = false;     // a container was read before: no items follow, see `meaning` and `payload`
  std::uint8_t meaning = 0;      // of a container by reference: as given to remember(), 0 when nobody did
  std::uint32_t slot = no_slot;  // of a container's head: where remember() puts it
  // integer, boolean: the value; real: its bits; text: its StringId; containers: the number of items where the head
  // tells it, by reference what was given to remember().
  std::int64_t payload = 0;
  std::uint64_t byte = 0;  // offset of the type code, for messages

  StringId text() const { return static_cast<StringId>(payload); }
  double real() const { return std::bit_cast<double>(payload); }
};

// What a large profile consists of: two integers and two reals.
struct MarshalRow {
  std::int64_t integers[2];
  double reals[2];
};

// A tuple of a text, an integer and a text.
struct MarshalKey {
  std::uint32_t slot;  // of the tuple: where remember() puts it
  StringId first;
  std::int64_t number;
  std::uint32_t second;  // number of a waiting text
  std::uint64_t byte;
};

class MarshalReader {
 public:
  // Integers of up to 53 bits are exact in every reader of our output; larger ones are clamped and counted.
  static constexpr std::int64_t largest_integer = std::int64_t{1} << 53;
  // How deep containers may lie in each other: what CPython allows.
  static constexpr std::size_t deepest = 2000;

  // Texts are interned into `strings`. Those that next() gives are valid UTF-8.
  MarshalReader(Source& source, Strings& strings);

  Cursor& cursor() { return cursor_; }
  bool ok() const { return cursor_.ok(); }

  // The next scalar or head of a container.
  MarshalItem next() { return read(true); }

  // The next ones read in one step what takes next() several calls. They consume nothing and return false when the
  // input has anything else at this place, or the same in a rarer spelling.
  //
  // The tables of references and of strings are larger than the near caches. So of a reference only the slot is looked
  // at, and the second text of a key waits: a reader that takes many of both before it calls settle_texts() and
  // for_slot() does not wait for memory at each. Before next() is called, nothing may wait.
  bool read_row(MarshalRow& row);
  bool read_reference(std::uint32_t& slot);
  bool read_key(MarshalKey& key);
  // The head of a tuple, a row, and `more` further items that are left to be read.
  bool read_tuple_with_row(std::uint8_t more, MarshalRow& row);
  bool read_reference_and_row(std::uint32_t& slot, MarshalRow& row);
  // The head of a dict that no reference names, and the end of one.
  bool read_dict() { return read_code('{'); }
  bool read_end() { return read_code('0'); }
  // After this settled_text() gives the texts that have waited, until the next read_key().
  void settle_texts();
  StringId settled_text(std::uint32_t number) const { return waiting_[number].text; }
  void remember(const MarshalKey& key, std::uint8_t meaning, std::uint64_t payload) {
    remember(key.slot, MarshalType::tuple, meaning, payload);
  }
  // What the container in a slot stands for; false when nothing with this meaning was remembered.
  bool for_slot(std::uint32_t slot, std::uint8_t meaning, std::int64_t& payload) const {
    const Reference& reference = references_[slot];
    payload = reference.signed_payload();
    return reference.meaning == meaning;
  }
  // Reads over the items of a container whose head was read last; scalars have none.
  void skip_items(const MarshalItem& head) { skip(head); }
  // Name of a code object whose head was read last (or that is a reference); reads over the rest of it.
  // Strings::none after an error.
  StringId code_name(const MarshalItem& head);
  // From now on a reference to the container stands for (meaning, payload); payload has at most 55 bits. Without it a
  // reference is an error, so whoever reads items calls it after the last.
  void remember(const MarshalItem& head, std::uint8_t meaning, std::uint64_t payload) {
    remember(head.slot, head.type, meaning, payload);
  }

  // Sets the error `expected WHAT, found …` unless there is one already.
  void fail_expected(const MarshalItem& item, std::string_view what, std::string hint = {});

  // Objects that can be referred to, so far.
  std::size_t references() const { return references_.size(); }
  std::uint64_t repaired_texts() const { return repaired_texts_; }
  std::uint64_t clamped_integers() const { return clamped_integers_; }

 private:
  struct Reference {
    std::uint64_t type : 4;  // a MarshalType
    std::uint64_t meaning : 4;
    std::uint64_t payload : 56;  // reals: index into reals_

    // The bit field has lost the sign of its 56 bits.
    std::int64_t signed_payload() const {
      return std::bit_cast<std::int64_t>(static_cast<std::uint64_t>(payload) << 8) >> 8;
    }
  };
  struct Level;  // a container that is open while skipping
  struct WaitingText {
    std::uint64_t hash;
    std::uint32_t begin;  // in waiting_bytes_
    std::uint32_t size;
    std::uint32_t slot;
    StringId text;  // Strings::none while it waits
    StringId guess;
  };

  bool plain_reference(const char*& at, MarshalType type, const Reference*& reference) const;
  bool plain_integer(const char*& at, std::int64_t& value) const;
  bool plain_real(const char*& at, double& value) const;
  bool plain_row(const char*& at, MarshalRow& row) const;
  bool plain_tuple(const char*& at, std::uint8_t size) const;
  bool plain_text(const char*& at, std::string_view& bytes, const Reference*& reference) const;
  bool read_code(char code);
  std::uint32_t take_slot();
  static constexpr std::size_t longest_row = 2 * 5 + 2 * 9;
  static constexpr std::size_t longest_tuple_head = 5;
  static constexpr std::size_t longest_key = longest_tuple_head + (2 + 255) + 5 + (2 + 255);

  MarshalItem read(bool want_text);
  void read_value(char code, MarshalItem& item, bool keep_text);
  void read_size(MarshalItem& item, MarshalType type);
  void read_text(MarshalItem& item, std::uint64_t size, bool keep);
  void read_long(MarshalItem& item);
  void read_code_head(MarshalItem& item);
  bool at_code_bytes();
  double text_float();
  std::int64_t clamp_integer(std::int64_t value);
  StringId valid_text(StringId text);
  void remember(std::uint32_t slot, MarshalType type, std::uint8_t meaning, std::uint64_t payload);
  StringId intern(std::string_view bytes, std::uint64_t hash);
  Reference reference_to(const MarshalItem& item);
  void resolve(const std::vector<Reference>& table, MarshalItem& item);
  StringId skip(const MarshalItem& head);
  bool is_complete(Level& level);
  std::string describe(const MarshalItem& item) const;

  Cursor cursor_;
  Strings& strings_;
  std::vector<Reference> references_;
  std::vector<Reference> interned_;  // Python 2's second table
  std::vector<double> reals_;        // those that have a slot
  std::vector<WaitingText> waiting_;
  std::string waiting_bytes_;
  bool settled_ = true;
  // Texts that are not UTF-8, by id ascending, and what they become once they are wanted.
  std::vector<std::pair<StringId, StringId>> invalid_;
  std::uint64_t repaired_texts_ = 0;
  std::uint64_t clamped_integers_ = 0;
};

inline bool MarshalReader::plain_reference(const char*& at, MarshalType type, const Reference*& reference) const {
  std::uint32_t index = 0;
  std::memcpy(&index, at + 1, sizeof index);
  if (*at != 'r' || index >= references_.size()) return false;
  reference = &references_[index];
  at += 5;
  return reference->type == static_cast<std::uint64_t>(type);
}

inline bool MarshalReader::plain_integer(const char*& at, std::int64_t& value) const {
  if (*at == 'i') {
    std::int32_t small = 0;
    std::memcpy(&small, at + 1, sizeof small);
    value = small;
    at += 5;
    return true;
  }
  const Reference* reference = nullptr;
  if (!plain_reference(at, MarshalType::integer, reference)) return false;
  value = reference->signed_payload();
  return true;
}

inline bool MarshalReader::plain_real(const char*& at, double& value) const {
  if (*at == 'g') {
    std::memcpy(&value, at + 1, sizeof value);
    at += 9;
    return true;
  }
  const Reference* reference = nullptr;
  if (!plain_reference(at, MarshalType::real, reference)) return false;
  value = reals_[reference->payload];
  return true;
}

inline bool MarshalReader::plain_row(const char*& at, MarshalRow& row) const {
  return plain_integer(at, row.integers[0]) && plain_integer(at, row.integers[1]) && plain_real(at, row.reals[0]) &&
         plain_real(at, row.reals[1]);
}

inline bool MarshalReader::read_row(MarshalRow& row) {
  const char* const begin = cursor_.peek(longest_row);
  const char* at = begin;
  if (begin == nullptr || !plain_row(at, row)) return false;
  cursor_.advance(static_cast<std::size_t>(at - begin));
  return true;
}

// Without a slot of its own.
inline bool MarshalReader::plain_tuple(const char*& at, std::uint8_t size) const {
  if (at[0] == ')' && static_cast<std::uint8_t>(at[1]) == size) {
    at += 2;
    return true;
  }
  const char long_head[] = {'(', static_cast<char>(size), 0, 0, 0};
  if (std::memcmp(at, long_head, sizeof long_head) != 0) return false;
  at += sizeof long_head;
  return true;
}

inline bool MarshalReader::read_code(char code) {
  const char* const at = cursor_.peek(1);
  if (at == nullptr || *at != code) return false;
  cursor_.advance(1);
  return true;
}

inline bool MarshalReader::read_reference(std::uint32_t& slot) {
  const char* const at = cursor_.peek(5);
  if (at == nullptr || *at != 'r') return false;
  std::memcpy(&slot, at + 1, sizeof slot);
  if (slot >= references_.size()) return false;
  __builtin_prefetch(&references_[slot]);
  cursor_.advance(5);
  return true;
}

inline bool MarshalReader::read_tuple_with_row(std::uint8_t more, MarshalRow& row) {
  const char* const begin = cursor_.peek(longest_tuple_head + longest_row);
  const char* at = begin;
  if (begin == nullptr || !plain_tuple(at, static_cast<std::uint8_t>(4 + more)) || !plain_row(at, row)) return false;
  cursor_.advance(static_cast<std::size_t>(at - begin));
  return true;
}

inline bool MarshalReader::read_reference_and_row(std::uint32_t& slot, MarshalRow& row) {
  const char* const begin = cursor_.peek(5 + longest_tuple_head + longest_row);  // no check of bounds from here on
  if (begin == nullptr || *begin != 'r') return false;
  std::memcpy(&slot, begin + 1, sizeof slot);
  if (slot >= references_.size()) return false;
  __builtin_prefetch(&references_[slot]);
  const char* at = begin + 5;
  if (!plain_tuple(at, 4) || !plain_row(at, row)) return false;
  cursor_.advance(static_cast<std::size_t>(at - begin));
  return true;
}

}  // namespace p2g

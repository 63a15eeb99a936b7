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

// In a type code: the object gets a slot.
inline constexpr char marshal_slot_flag = '\x80';

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

  bool is_container() const {
    return type == MarshalType::tuple || type == MarshalType::list || type == MarshalType::dict ||
           type == MarshalType::set || type == MarshalType::code || type == MarshalType::other;
  }
  StringId text() const { return static_cast<StringId>(payload); }
  double real() const { return std::bit_cast<double>(payload); }
};

// What a slot of the table of references holds.
struct MarshalReference {
  std::uint64_t type : 4;  // a MarshalType
  std::uint64_t meaning : 4;
  std::uint64_t payload : 56;  // reals: index into those that have a slot

  bool is(MarshalType wanted) const { return type == static_cast<std::uint64_t>(wanted); }
  // The bit field has lost the sign of its 56 bits.
  std::int64_t signed_payload() const {
    return std::bit_cast<std::int64_t>(static_cast<std::uint64_t>(payload) << 8) >> 8;
  }
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

  // What the container in a slot stands for; false when nothing with this meaning was remembered.
  bool for_slot(std::uint32_t slot, std::uint8_t meaning, std::int64_t& payload) const {
    const MarshalReference& reference = references_[slot];
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

  // For readers of a spelling that a file has millions of times, which go past next() (plain_rows.h): the cursor's
  // bytes, and what next() does with them. Values come before slots: taking a slot moves the table.
  //
  // Objects that can be referred to, so far, and what a slot below that holds.
  std::size_t references() const { return references_.size(); }
  const MarshalReference& reference(std::uint32_t slot) const { return references_[slot]; }
  double real_of(const MarshalReference& reference) const { return reals_[reference.payload]; }
  std::uint32_t take_slot() {
    references_.push_back({static_cast<std::uint64_t>(MarshalType::unfinished), 0, 0});
    return static_cast<std::uint32_t>(references_.size() - 1);
  }
  void remember(std::uint32_t slot, MarshalType type, std::uint8_t meaning, std::uint64_t payload);
  // The text as it stands, with its hash_bytes(), and what a reader gets of it: valid UTF-8.
  StringId intern(std::string_view bytes, std::uint64_t hash);
  StringId valid_text(StringId text) { return invalid_.empty() ? text : repaired_text(text); }
  const Strings& strings() const { return strings_; }

  std::uint64_t repaired_texts() const { return repaired_texts_; }
  std::uint64_t clamped_integers() const { return clamped_integers_; }

 private:
  struct Level;  // a container that is open while skipping

  MarshalItem read(bool want_text);
  void read_value(char code, MarshalItem& item, bool keep_text);
  void read_rare_value(char code, MarshalItem& item);
  void read_other(char code, MarshalItem& item);
  void read_size(MarshalItem& item, MarshalType type);
  void read_text(MarshalItem& item, std::uint64_t size, bool keep);
  void read_long(MarshalItem& item);
  void read_code_head(MarshalItem& item);
  bool at_code_bytes();
  double text_float();
  std::int64_t clamp_integer(std::int64_t value);
  StringId repaired_text(StringId text);
  MarshalReference reference_to(const MarshalItem& item);
  void resolve(const std::vector<MarshalReference>& table, MarshalItem& item);
  StringId skip(const MarshalItem& head);
  bool is_complete(Level& level);
  std::string describe(const MarshalItem& item) const;

  Cursor cursor_;
  Strings& strings_;
  std::vector<MarshalReference> references_;
  std::vector<MarshalReference> interned_;  // Python 2's second table
  std::vector<double> reals_;               // those that have a slot
  // Texts that are not UTF-8, by id ascending, and what they become once they are wanted.
  std::vector<std::pair<StringId, StringId>> invalid_;
  std::uint64_t repaired_texts_ = 0;
  std::uint64_t clamped_integers_ = 0;
};

}  // namespace p2g

#include "src/importers/pstats/marshal.h"

#include <algorithm>

#include "src/base/platform.h"
#include "src/base/text.h"

namespace p2g {
namespace {

// CPython numbers no constants and no references, whatever their mark says.
bool takes_slot(char code) { return std::string_view("NTF.S0rR").find(code) == std::string_view::npos; }

std::string code_text(char code) {
  constexpr std::string_view digits = "0123456789abcdef";
  const auto byte = static_cast<unsigned char>(code);
  return std::string("type code 0x") + digits[byte >> 4] + digits[byte & 15];
}

// Encoded surrogates: a text that Python holds with "surrogateescape" or cut out of UTF-16. One character each.
std::uint64_t repair_with_surrogates(std::string_view bytes, std::string& out) {
  const auto is_surrogate = [&](std::size_t i) {
    return i + 3 <= bytes.size() && bytes[i] == '\xed' && (bytes[i + 1] & 0xe0) == 0xa0 &&
           (bytes[i + 2] & 0xc0) == 0x80;
  };
  std::uint64_t replaced = 0;
  std::size_t run = 0;
  for (std::size_t i = 0; i < bytes.size();) {
    if (!is_surrogate(i)) {
      ++i;
      continue;
    }
    replaced += repair_utf8(bytes.substr(run, i - run), out) + 1;
    append_utf8(out, 0xfffd);
    run = i += 3;
  }
  return replaced + repair_utf8(bytes.substr(run), out);
}

}  // namespace

MarshalReader::MarshalReader(Source& source, Strings& strings) : cursor_(source), strings_(strings) {
  // More than most files need; pages that stay untouched cost nothing. The size is the file's own, yet bounded.
  references_.reserve(std::min<std::uint64_t>(source.size_hint(), 1U << 30) / 32);
}

// ---- One item ------------------------------------------------------------------------------------------------------

MarshalItem MarshalReader::read(bool want_text) {
  MarshalItem item;
  item.byte = cursor_.offset();
  auto code = static_cast<char>(cursor_.u8());
  if ((code & marshal_slot_flag) != 0) {
    // The slot is taken before the items of a container are read: they number theirs after it.
    code = static_cast<char>(code & ~marshal_slot_flag);
    if (takes_slot(code)) item.slot = take_slot();
  }
  read_value(code, item, want_text || item.slot != MarshalItem::no_slot || code == 't');
  if (!ok()) {
    item.type = MarshalType::bad;
    return item;
  }
  if (item.slot != MarshalItem::no_slot && !item.is_container()) {
    references_[item.slot] = reference_to(item);
    item.slot = MarshalItem::no_slot;  // settled: nobody may change what a scalar stands for
  }
  if (code == 't') interned_.push_back(reference_to(item));
  if (item.type == MarshalType::text && want_text) item.payload = valid_text(item.text());
  return item;
}

namespace {

void set(MarshalItem& item, MarshalType type, std::int64_t payload) {
  item.type = type;
  item.payload = payload;
}

}  // namespace

// What profiles consist of.
void MarshalReader::read_value(char code, MarshalItem& item, bool keep_text) {
  switch (code) {
    case 'i':
      return set(item, MarshalType::integer, cursor_.i32());
    case 'g':
      return set(item, MarshalType::real, std::bit_cast<std::int64_t>(cursor_.u64()));
    case 'r':
      return resolve(references_, item);
    case ')':
      return set(item, MarshalType::tuple, cursor_.u8());
    case 'z':
    case 'Z':
      return read_text(item, cursor_.u8(), keep_text);
    case 's':
    case 't':
    case 'u':
    case 'a':
    case 'A':
      return read_text(item, cursor_.u32(), keep_text);
    case '(':
      return read_size(item, MarshalType::tuple);
    case '{':
    case '}':  // frozendict, 3.15
      return set(item, MarshalType::dict, 0);
    case '0':
      return set(item, MarshalType::end, 0);
    default:
      return read_rare_value(code, item);
  }
}

void MarshalReader::read_rare_value(char code, MarshalItem& item) {
  switch (code) {
    case 'R':
      return resolve(interned_, item);
    case 'N':
      return set(item, MarshalType::none, 0);
    case 'T':
      return set(item, MarshalType::boolean, 1);
    case 'F':
      return set(item, MarshalType::boolean, 0);
    case 'I':  // Python 2 on 64-bit machines
      return set(item, MarshalType::integer, clamp_integer(std::bit_cast<std::int64_t>(cursor_.u64())));
    case 'l':
      return read_long(item);
    case 'f':
      return set(item, MarshalType::real, std::bit_cast<std::int64_t>(text_float()));
    case '[':
      return read_size(item, MarshalType::list);
    case '<':
    case '>':
      return read_size(item, MarshalType::set);
    case 'c':
      set(item, MarshalType::code, 0);
      return read_code_head(item);
    default:
      return read_other(code, item);
  }
}

// What is read over only, because it may lie among the constants of a code object.
void MarshalReader::read_other(char code, MarshalItem& item) {
  set(item, MarshalType::other, code == ':' ? 3 : 0);
  switch (code) {
    case 'x':  // a complex number as text
      text_float();
      text_float();
      return;
    case 'y':  // a complex number
      return cursor_.skip(16);
    case ':':  // slice, 3.14: start, stop, step
    case '.':  // Ellipsis
    case 'S':  // StopIteration
      return;
    default:
      cursor_.fail_at(item.byte, "expected a marshalled object, found " + code_text(code),
                      "the file is damaged, not a pstats file, or written by a Python that is newer than this program");
  }
}

void MarshalReader::read_size(MarshalItem& item, MarshalType type) {
  const std::int32_t size = cursor_.i32();
  if (size < 0) cursor_.fail_at(item.byte + 1, "expected a size, found " + std::to_string(size));
  item.type = type;
  item.payload = size;
}

void MarshalReader::read_text(MarshalItem& item, std::uint64_t size, bool keep) {
  if (size > 0x7fffffffU) {
    return cursor_.fail_at(item.byte + 1, "expected a size, found " + std::to_string(static_cast<std::int32_t>(size)));
  }
  item.type = MarshalType::text;
  if (!keep) return cursor_.skip(size);
  const std::string_view bytes = cursor_.bytes(size);
  item.payload = intern(bytes, hash_bytes(bytes));
}

StringId MarshalReader::intern(std::string_view bytes, std::uint64_t hash) {
  const std::size_t known = strings_.size();
  const StringId text = strings_.intern(bytes, hash);
  if (strings_.size() > known && !is_valid_utf8(bytes)) invalid_.emplace_back(text, Strings::none);
  return text;
}

// Texts are checked once, when they are new. What is not UTF-8 (bytecode, mostly) is repaired only when it turns out
// to be a name.
StringId MarshalReader::repaired_text(StringId text) {
  const auto found = std::lower_bound(invalid_.begin(), invalid_.end(), std::pair{text, StringId{0}});
  if (found == invalid_.end() || found->first != text) return text;
  if (found->second == Strings::none) {
    std::string repaired;
    repair_with_surrogates(strings_[text], repaired);
    found->second = strings_.intern(repaired);
    ++repaired_texts_;
  }
  return found->second;
}

// Digits of 15 bits, the least first; the sign is that of their number.
void MarshalReader::read_long(MarshalItem& item) {
  const std::int64_t size = cursor_.i32();
  std::uint64_t magnitude = 0;
  bool large = false;
  for (std::int64_t i = 0; i < (size < 0 ? -size : size) && ok(); ++i) {
    const std::uint64_t byte = cursor_.offset();
    const std::uint64_t digit = cursor_.u16();
    if (digit > 0x7fff) {
      return cursor_.fail_at(byte, "expected a digit of 15 bits of a long integer, found " + std::to_string(digit));
    }
    if (i < 4) {
      magnitude |= digit << (15 * i);
    } else {
      large = large || digit != 0;
      cursor_.bound_skipped(item.byte);
    }
  }
  if (large || magnitude > static_cast<std::uint64_t>(largest_integer)) {
    magnitude = static_cast<std::uint64_t>(largest_integer);
    ++clamped_integers_;
  }
  item.type = MarshalType::integer;
  item.payload = size < 0 ? -static_cast<std::int64_t>(magnitude) : static_cast<std::int64_t>(magnitude);
}

double MarshalReader::text_float() {
  const std::uint64_t byte = cursor_.offset();
  const std::string_view digits = cursor_.bytes(cursor_.u8());
  double value = 0;
  const auto [end, error] = parse_double(digits.data(), digits.data() + digits.size(), value);
  if (ok() && (error != std::errc() || end != digits.data() + digits.size())) {
    cursor_.fail_at(byte, "expected a number as text, found \"" + std::string(digits) + '"');
  }
  return value;
}

std::int64_t MarshalReader::clamp_integer(std::int64_t value) {
  if (value >= -largest_integer && value <= largest_integer) return value;
  ++clamped_integers_;
  return value < 0 ? -largest_integer : largest_integer;
}

// The head of a code object is a row of numbers whose length depends on the Python that wrote it, and nothing says
// which one that was. After it comes the bytecode: 2.7 has 4 numbers, 3.0 to 3.7 and 3.11 on have 5, 3.8 to 3.10
// have 6.
void MarshalReader::read_code_head(MarshalItem& item) {
  cursor_.skip(16);
  for (int more = 0; more < 2 && !at_code_bytes(); ++more) cursor_.skip(4);
  if (!at_code_bytes())
    cursor_.fail_at(item.byte, "expected a code object of Python 2.7 to 3.15, found something else");
}

// No number of the head looks like this: its low byte would have to be the type code of bytes, and the three others
// together with the next low byte a length that is neither 0 nor huge.
bool MarshalReader::at_code_bytes() {
  const char* const at = cursor_.peek(5);
  if (at == nullptr) return false;
  std::uint32_t number = 0;
  std::memcpy(&number, at + 1, sizeof number);
  const auto code = static_cast<char>(at[0] & ~marshal_slot_flag);
  return (code == 's' && number > 0 && number < 1U << 24) || (at[0] == 'r' && number < references_.size());
}

// ---- References ----------------------------------------------------------------------------------------------------

MarshalReference MarshalReader::reference_to(const MarshalItem& item) {
  std::int64_t payload = item.payload;
  if (item.type == MarshalType::real) {
    payload = static_cast<std::int64_t>(reals_.size());
    reals_.push_back(item.real());
  }
  return {static_cast<std::uint64_t>(item.type), 0, static_cast<std::uint64_t>(payload)};
}

void MarshalReader::remember(std::uint32_t slot, MarshalType type, std::uint8_t meaning, std::uint64_t payload) {
  if (slot == MarshalItem::no_slot || !ok()) return;
  references_[slot] = {static_cast<std::uint64_t>(type), meaning, payload};
}

void MarshalReader::resolve(const std::vector<MarshalReference>& table, MarshalItem& item) {
  const std::uint32_t index = cursor_.u32();
  if (!ok()) return;
  if (index >= table.size()) {
    return cursor_.fail_at(item.byte, "expected a reference to one of the " + std::to_string(table.size()) +
                                          " objects so far, found number " + std::to_string(index));
  }
  const MarshalReference& reference = table[index];
  item.type = static_cast<MarshalType>(reference.type);
  item.meaning = static_cast<std::uint8_t>(reference.meaning);
  item.by_reference = true;
  item.payload = reference.signed_payload();
  if (item.type == MarshalType::real) item.payload = std::bit_cast<std::int64_t>(reals_[reference.payload]);
  if (item.type == MarshalType::unfinished) fail_expected(item, "an object");
}

}  // namespace p2g

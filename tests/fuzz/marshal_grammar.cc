#include "marshal_grammar.h"

#include <array>
#include <bit>
#include <charconv>
#include <cstdint>
#include <utility>

namespace p2g {
namespace {

// Names as they come: C functions, code in strings, other scripts, bytes that are no text.
constexpr std::array<const char*, 10> files = {"~",
                                               "",
                                               "app.py",
                                               "/usr/lib/python3.11/json/decoder.py",
                                               "C:\\pkg\\mod.py",
                                               "<string>",
                                               "<frozen importlib>",
                                               "caf\xc3\xa9.py",
                                               "latin\xe9.py",
                                               "profile"};
constexpr std::array<const char*, 8> names = {"main",
                                              "<module>",
                                              "<built-in method builtins.exec>",
                                              "<lambda>",
                                              "<method 'append' of 'list' objects>",
                                              "f\x1b[0m",
                                              "\xe6\x97\xa5",
                                              "x\xed\xa0\x80"};

bool is_ascii(const std::string& bytes) {
  for (const char c : bytes) {
    if ((c & '\x80') != 0) return false;
  }
  return true;
}

}  // namespace

MarshalDump MarshalGrammar::dump() {
  state_ = State();
  dialect_ = static_cast<Dialect>(dice_.below(4));
  shape_ = static_cast<Shape>(dice_.below(4));
  MarshalDump dump;
  head('{', true);
  const std::size_t entries = dice_.below(most_functions);
  for (std::size_t i = 0; i < entries; ++i) {
    if (dice_.one_in(12)) {
      skipped_entry();
      continue;
    }
    key(dice_.one_in(8) ? dice_.below(most_functions) : i);  // now and then one that was there before
    std::size_t which = 0;
    if (refer_to(state_.value_slots, which)) {
      dump.edges += state_.value_edges[which];
      continue;
    }
    const bool slot = tuple(5, true);
    const std::uint32_t number = state_.slots - 1;
    count();
    count();
    seconds();
    seconds();
    const std::size_t edges = callers();
    dump.edges += edges;
    if (slot) {
      state_.value_slots.push_back(number);
      state_.value_edges.push_back(edges);
    }
  }
  state_.out += '0';
  if (dice_.one_in(10)) state_.out += "what follows is ignored";
  for (const bool known : state_.known) dump.functions += known ? 1 : 0;
  dump.bytes = std::move(state_.out);
  return dump;
}

std::string MarshalGrammar::object() {
  state_ = State();
  switch (dice_.below(9)) {
    case 0:
      text(dice_.pick(names));
      break;
    case 1:
      count();
      break;
    case 2:
      seconds();
      break;
    case 3:
      key(dice_.below(most_functions));
      break;
    case 4:
      value();
      break;
    case 5:
      caller_figures();
      break;
    case 6:
      callers();
      break;
    case 7:
      skipped_entry();
      break;
    default:
      constant_tuple();
  }
  return std::move(state_.out);
}

// ---- Bytes
// -----------------------------------------------------------------------------------------------------------

// A type code; with a slot in the table of references where the dialect has one. Constants never have any.
bool MarshalGrammar::head(char code, bool want_slot) {
  const bool flagged = may_reference() && want_slot && !dice_.one_in(3);
  state_.out += static_cast<char>(flagged ? code | '\x80' : code);
  state_.slots += flagged ? 1 : 0;
  return flagged;
}

void MarshalGrammar::u32(std::uint32_t value) {
  for (int shift = 0; shift < 32; shift += 8) state_.out += static_cast<char>(value >> shift & 0xff);
}

bool MarshalGrammar::refer_to(const std::vector<std::uint32_t>& slots, std::size_t& which) {
  if (slots.empty() || !dice_.one_in(4)) return false;
  which = dice_.below(slots.size());
  state_.out += 'r';
  u32(slots[which]);
  return true;
}

// ---- Scalars
// ---------------------------------------------------------------------------------------------------------

void MarshalGrammar::text(const std::string& bytes) {
  for (const auto& [known, slot] : state_.texts) {
    if (known != bytes || dice_.one_in(4)) continue;
    state_.out += 'r';
    return u32(slot);
  }
  for (std::size_t i = 0; i < state_.interned.size(); ++i) {
    if (state_.interned[i] != bytes || dice_.one_in(4)) continue;
    state_.out += 'R';
    return u32(static_cast<std::uint32_t>(i));
  }
  new_text(bytes);
}

void MarshalGrammar::new_text(const std::string& bytes) {
  static const std::string old_codes = "su";
  static const std::string python2_codes = "stu";
  static const std::string ascii_codes = "uaAzZ";
  static const std::string mixed_codes = "stuaAzZ";
  char code = 'u';
  if (dialect_ == Dialect::python2_text) code = dice_.pick(old_codes);
  if (dialect_ == Dialect::python2) code = dice_.pick(python2_codes);
  if (dialect_ == Dialect::python3 && is_ascii(bytes)) code = dice_.pick(ascii_codes);
  if (dialect_ == Dialect::mixed) code = dice_.pick(mixed_codes);
  if (head(code, true)) state_.texts.emplace_back(bytes, state_.slots - 1);
  if (code == 't') state_.interned.push_back(bytes);
  if (code == 'z' || code == 'Z') {
    state_.out += static_cast<char>(bytes.size());
  } else {
    u32(static_cast<std::uint32_t>(bytes.size()));
  }
  state_.out += bytes;
}

void MarshalGrammar::number(std::int64_t value) {
  const bool small = value == static_cast<std::int32_t>(value);
  if (small && !dice_.one_in(6)) {
    head('i', true);
    return u32(static_cast<std::uint32_t>(value));
  }
  if (dialect_ != Dialect::python3 && dice_.one_in(2)) {
    head('I', true);
    u32(static_cast<std::uint32_t>(value));
    return u32(static_cast<std::uint32_t>(value >> 32));
  }
  long_number(value, 0);
}

// Digits of 15 bits; `zeros` more of them below make it huge.
void MarshalGrammar::long_number(std::int64_t value, std::size_t zeros) {
  head('l', true);
  std::uint64_t rest =
      value < 0 ? std::uint64_t{0} - static_cast<std::uint64_t>(value) : static_cast<std::uint64_t>(value);
  std::string digits;
  std::int32_t size = 0;
  for (std::size_t i = 0; i < zeros && rest != 0; ++i, ++size) digits += std::string(2, '\0');
  for (; rest != 0; rest >>= 15, ++size) {
    digits += static_cast<char>(rest & 0xff);
    digits += static_cast<char>(rest >> 8 & 0x7f);
  }
  u32(static_cast<std::uint32_t>(value < 0 ? -size : size));
  state_.out += digits;
}

void MarshalGrammar::count() {
  switch (dice_.below(20)) {
    case 0:
      return number(-1 - static_cast<std::int64_t>(dice_.below(5)));
    case 1:
      return number(static_cast<std::int64_t>(dice_.any()) << dice_.below(31));
    case 2:
      return long_number(1 + static_cast<std::int64_t>(dice_.below(9)), dice_.below(9));
    case 3:
      state_.out += dice_.one_in(2) ? 'T' : 'F';
      return;
    default:
      return number(static_cast<std::int64_t>(dice_.below(1000)));
  }
}

void MarshalGrammar::real(double value) {
  std::size_t which = 0;
  if (refer_to(state_.real_slots, which)) return;
  const bool as_text = dialect_ == Dialect::python2_text || (dialect_ == Dialect::mixed && dice_.one_in(2));
  if (head(as_text ? 'f' : 'g', true)) state_.real_slots.push_back(state_.slots - 1);
  if (as_text) {
    std::array<char, 40> digits{};
    const char* end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
    state_.out += static_cast<char>(end - digits.data());
    state_.out.append(digits.data(), static_cast<std::size_t>(end - digits.data()));
    return;
  }
  const auto bits = std::bit_cast<std::uint64_t>(value);
  u32(static_cast<std::uint32_t>(bits));
  u32(static_cast<std::uint32_t>(bits >> 32));
}

void MarshalGrammar::seconds() {
  const double nanoseconds = static_cast<double>(dice_.any());
  switch (dice_.below(20)) {
    case 0:
      return number(static_cast<std::int64_t>(dice_.below(3)));  // profile.py's 0
    case 1:
      return real(-nanoseconds * 1e-9);
    case 2:
      return real(nanoseconds * 1e9);
    case 3:
      return real(std::bit_cast<double>(std::uint64_t{dice_.any()} << 32 | dice_.any()));
    case 4:
      return real(0);
    default:
      return real(nanoseconds / 1e9);
  }
}

// ---- Containers
// ------------------------------------------------------------------------------------------------------

bool MarshalGrammar::tuple(std::size_t size, bool want_slot) {
  const bool small = may_reference() && !dice_.one_in(4);
  const bool slot = head(small ? ')' : '(', want_slot);
  if (small) {
    state_.out += static_cast<char>(size);
  } else {
    u32(static_cast<std::uint32_t>(size));
  }
  return slot;
}

// Function n's name ends in n, so that different ones stay different whatever becomes of the rest.
void MarshalGrammar::key(std::size_t function) {
  state_.known[function] = true;
  if (state_.key_slots[function] >= 0 && !dice_.one_in(5)) {
    state_.out += 'r';
    return u32(static_cast<std::uint32_t>(state_.key_slots[function]));
  }
  const bool slot = tuple(3, true);
  const std::uint32_t number_of_slot = state_.slots - 1;
  const std::string name = names[function % names.size()] + std::to_string(function);
  text(files[function % files.size()]);
  number(function == 13 ? std::int64_t{1} << 40 : static_cast<std::int64_t>(function) * 7 - 1);
  if (function == 9) {
    code_object(name);
  } else {
    text(name);
  }
  if (slot) state_.key_slots[function] = number_of_slot;
}

// profile.py's key for a whole program; the heads of 2.7, 3.8 to 3.10, and 3.11 on.
void MarshalGrammar::code_object(const std::string& name) {
  constexpr std::array<std::size_t, 3> numbers = {4, 6, 5};
  const std::size_t version = dice_.below(numbers.size());
  head('c', true);
  for (std::size_t i = 0; i < numbers[version]; ++i) u32(static_cast<std::uint32_t>(i));
  const auto bytes = [&](const std::string& content) {
    head('s', true);
    u32(static_cast<std::uint32_t>(content.size()));
    state_.out += content;
  };
  bytes("d\1S");
  const std::size_t tuples = version == 2 ? 3 : 5;
  for (std::size_t i = 0; i < tuples; ++i) constant_tuple();
  if (version == 2) bytes(" ");
  text("app.py");
  text(name);
  if (version == 2) text("outer." + name);
  u32(1);
  bytes("");
  if (version == 2) bytes("");
}

void MarshalGrammar::value() {
  tuple(5, true);
  count();
  count();
  seconds();
  seconds();
  callers();
}

// Returns how many edges it stands for.
std::size_t MarshalGrammar::callers() {
  std::size_t which = 0;
  if (refer_to(state_.dict_slots, which)) return state_.dict_edges[which];
  const bool slot = head('{', true);
  const std::uint32_t number_of_slot = state_.slots - 1;
  const std::size_t size = dice_.below(5);
  for (std::size_t i = 0; i < size; ++i) {
    key(dice_.below(most_functions));
    caller_figures();
  }
  state_.out += '0';
  if (slot) {
    state_.dict_slots.push_back(number_of_slot);
    state_.dict_edges.push_back(size);
  }
  return size;
}

void MarshalGrammar::caller_figures() {
  std::size_t which = 0;
  if (refer_to(state_.figure_slots, which)) return;
  const Shape shape = shape_ == Shape::mixed ? static_cast<Shape>(dice_.below(3)) : shape_;
  if (shape == Shape::profile) return count();
  const std::size_t times = shape == Shape::added ? 1 + dice_.below(4) : 1;
  const bool slot = tuple(4 * times, true);
  const std::uint32_t number_of_slot = state_.slots - 1;
  for (std::size_t i = 0; i < times; ++i) {
    count();
    count();
    seconds();
    seconds();
  }
  if (slot) state_.figure_slots.push_back(number_of_slot);
}

// Small objects of all the kinds that are read over.
void MarshalGrammar::constant_tuple() {
  const std::size_t size = dice_.below(4);
  tuple(size, true);
  for (std::size_t i = 0; i < size; ++i) {
    switch (dice_.below(7)) {
      case 0:
        state_.out += dice_.pick(std::string("NTFS."));
        break;
      case 1:
        head('[', true);
        u32(1);
        state_.out += 'N';
        break;
      case 2:
        head(dice_.one_in(2) ? '<' : '>', true);
        u32(2);
        number(1);
        number(2);
        break;
      case 3:
        head('{', true);
        text("k");
        state_.out += "T0";
        break;
      case 4:
        head('y', true);
        state_.out += std::string(16, '\0');
        break;
      case 5:
        head('x', true);
        state_.out += "\0011\0032.5";
        break;
      default:
        text("s");
    }
  }
}

// What the sampling profiler says of itself, and what later ones may say.
void MarshalGrammar::skipped_entry() {
  tuple(1, true);
  if (dice_.one_in(8)) {
    text("__sampled__");
    state_.out += 'F';
  } else {
    text("__later__");
    constant_tuple();
  }
}

}  // namespace p2g

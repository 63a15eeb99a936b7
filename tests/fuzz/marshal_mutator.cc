#include "marshal_mutator.h"

#include <array>
#include <cstdint>
#include <cstring>
#include <optional>
#include <utility>

#include "marshal_grammar.h"

namespace p2g {
namespace {

std::uint32_t u32_at(std::string_view bytes, std::size_t at) {
  std::uint32_t value = 0;
  if (at + sizeof value <= bytes.size()) std::memcpy(&value, bytes.data() + at, sizeof value);
  return value;
}

std::string u32(std::uint32_t value) {
  std::string bytes(sizeof value, '\0');
  std::memcpy(bytes.data(), &value, sizeof value);
  return bytes;
}

char code_at(std::string_view bytes, std::size_t at) { return static_cast<char>(bytes[at] & '\x7f'); }
bool is_one_of(char code, std::string_view codes) { return codes.find(code) != std::string_view::npos; }

// How many bytes follow the type code of an object without items; none for other objects and unknown codes.
std::optional<std::size_t> scalar_bytes(std::string_view bytes, std::size_t at) {
  const char code = code_at(bytes, at);
  if (is_one_of(code, "NTF.S0")) return 0;
  if (is_one_of(code, "irR")) return 4;
  if (is_one_of(code, "gI")) return 8;
  if (code == 'y') return 16;
  if (is_one_of(code, "zZf") && at + 1 < bytes.size()) return 1 + static_cast<unsigned char>(bytes[at + 1]);
  if (is_one_of(code, "stuaA")) return std::size_t{4} + u32_at(bytes, at + 1);
  if (code == 'l') {
    const auto size = static_cast<std::int32_t>(u32_at(bytes, at + 1));
    return 4 + 2 * static_cast<std::size_t>(size < 0 ? -static_cast<std::int64_t>(size) : size);
  }
  return std::nullopt;
}

struct OpenContainer {
  std::size_t begin;
  std::size_t items;  // still to come; a dict has until_end
};
constexpr std::size_t until_end = ~std::size_t{0};

}  // namespace

std::vector<MarshalSpan> find_objects(std::string_view bytes) {
  std::vector<MarshalSpan> found;
  std::vector<OpenContainer> open;
  std::size_t at = 0;
  while (at < bytes.size()) {
    const std::size_t begin = at;
    const char code = code_at(bytes, at);
    if (code == '{') {
      open.push_back({begin, until_end});
      ++at;
    } else if (code == ')' && at + 1 < bytes.size()) {
      open.push_back({begin, static_cast<unsigned char>(bytes[at + 1])});
      at += 2;
    } else if (is_one_of(code, "([<>")) {
      open.push_back({begin, u32_at(bytes, at + 1)});
      at += 5;
    } else if (const std::optional<std::size_t> more = scalar_bytes(bytes, at)) {
      if (*more >= bytes.size() - at) break;
      at += 1 + *more;
      if (code == '0' && !open.empty() && open.back().items == until_end) {
        open.back().items = 0;
      } else {
        found.push_back({begin, at});
        if (!open.empty() && open.back().items != until_end && open.back().items > 0) --open.back().items;
      }
    } else {
      break;
    }
    if (at > bytes.size()) break;  // the head of a container was cut
    // A container that is complete is an item of the one around it.
    while (!open.empty() && open.back().items == 0) {
      found.push_back({open.back().begin, at});
      open.pop_back();
      if (open.empty()) return found;
      if (open.back().items != until_end) --open.back().items;
    }
    if (open.empty()) return found;
  }
  return found;
}

namespace {

std::string with(std::string bytes, const MarshalSpan& object, std::string_view replacement) {
  return bytes.replace(object.begin, object.end - object.begin, replacement);
}

// One object, whose head is changed so that it is something else, or more or less than it was.
std::string damaged(const std::string& bytes, const MarshalSpan& object, Dice& dice) {
  static constexpr std::array<std::uint32_t, 6> sizes = {0, 1, 0x7fffffff, 0x80000000, 0xffffffff, 1000};
  static const std::string codes = "NTF.S0irRgIyzZfstuaAl{})([<>cx:";
  std::string out = bytes;
  char& code = out[object.begin];
  switch (dice.below(5)) {
    case 0:
      code = static_cast<char>((code & '\x80') | dice.pick(codes));
      break;
    case 1:
      code = static_cast<char>(code ^ '\x80');
      break;
    case 2:  // a size or value a little off; what comes after it is then read as something else
      if (object.begin + 1 < out.size())
        out[object.begin + 1] = static_cast<char>(out[object.begin + 1] + (dice.one_in(2) ? 1 : -1));
      break;
    case 3:
      if (object.begin + 5 <= out.size()) out.replace(object.begin + 1, 4, u32(dice.pick(sizes)));
      break;
    default:  // one bit
      out[object.begin + dice.below(object.end - object.begin)] ^= static_cast<char>(1U << dice.below(8));
  }
  return out;
}

std::string one_step(const std::string& bytes, Dice& dice) {
  const std::vector<MarshalSpan> objects = find_objects(bytes);
  if (objects.empty()) return MarshalGrammar(dice).dump().bytes;
  const MarshalSpan one = dice.pick(objects);
  const MarshalSpan two = dice.pick(objects);
  const std::string_view other = std::string_view(bytes).substr(two.begin, two.end - two.begin);
  switch (dice.below(9)) {
    case 0:
      return with(bytes, one, "");
    case 1:  // a copy elsewhere
      return with(bytes, {one.begin, one.begin}, other);
    case 2:
      return with(bytes, one, std::string(other));
    case 3:
      return with(bytes, one, MarshalGrammar(dice).object());
    case 4:
      return with(bytes, {one.end, one.end}, MarshalGrammar(dice).object());
    case 5:
      return with(bytes, one, (dice.one_in(4) ? "R" : "r") + u32(static_cast<std::uint32_t>(dice.below(40))));
    case 6:
      return bytes.substr(0, dice.one_in(2) ? one.end : dice.below(bytes.size()));
    default:
      return damaged(bytes, one, dice);
  }
}

}  // namespace

std::string mutate_marshal(std::string bytes, Dice& dice) {
  if (bytes.empty() || dice.one_in(12)) bytes = MarshalGrammar(dice).dump().bytes;
  if (dice.one_in(6)) return bytes;
  for (std::size_t steps = 1 + dice.below(4); steps > 0; --steps) bytes = one_step(bytes, dice);
  return bytes;
}

std::string splice_marshal(std::string bytes, std::string_view other, Dice& dice) {
  const std::vector<MarshalSpan> places = find_objects(bytes);
  const std::vector<MarshalSpan> pieces = find_objects(other);
  if (places.empty() || pieces.empty()) return bytes;
  const MarshalSpan piece = dice.pick(pieces);
  return with(std::move(bytes), dice.pick(places), other.substr(piece.begin, piece.end - piece.begin));
}

}  // namespace p2g

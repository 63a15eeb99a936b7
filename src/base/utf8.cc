#include "src/base/utf8.h"

#include <cstring>

namespace p2g {
namespace {

// What a sequence that begins with a byte has to go on with.
struct Lead {
  int more;                 // bytes that follow; 0: this byte begins nothing
  char32_t bits;            // of the code point
  unsigned char low, high;  // the second byte's range
};

// Unicode 15, table 3-7. The second byte's range depends on the lead byte: that alone rules out overlong forms (e0,
// f0), surrogates (ed) and values above U+10FFFF (f4), so nobody has to look at the decoded value.
Lead read_lead(unsigned char byte) {
  if (byte >= 0xc2 && byte <= 0xdf) return {1, byte & 0x1fU, 0x80, 0xbf};
  if (byte >= 0xe0 && byte <= 0xef) {
    return {2, byte & 0x0fU, static_cast<unsigned char>(byte == 0xe0 ? 0xa0 : 0x80),
            static_cast<unsigned char>(byte == 0xed ? 0x9f : 0xbf)};
  }
  if (byte >= 0xf0 && byte <= 0xf4) {
    return {3, byte & 0x07U, static_cast<unsigned char>(byte == 0xf0 ? 0x90 : 0x80),
            static_cast<unsigned char>(byte == 0xf4 ? 0x8f : 0xbf)};
  }
  return {0, 0, 0, 0};
}

}  // namespace

char32_t decode_utf8(std::string_view text, std::size_t& pos, bool* valid) {
  const auto byte_at = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  if (valid != nullptr) *valid = true;
  const unsigned char first = byte_at(pos++);
  if (first < 0x80) return first;
  auto [more, code_point, low, high] = read_lead(first);
  bool good = more > 0;
  for (; good && more > 0; --more) {
    // The byte that does not belong here is left for the next call: it may begin something.
    if (pos >= text.size() || byte_at(pos) < low || byte_at(pos) > high) {
      good = false;
      break;
    }
    code_point = code_point << 6 | (byte_at(pos++) & 0x3fU);
    low = 0x80;
    high = 0xbf;
  }
  if (good) return code_point;
  if (valid != nullptr) *valid = false;
  return replacement_character;
}

void append_utf8(std::string& out, char32_t c) {
  const auto put = [&](char32_t byte) { out += static_cast<char>(static_cast<unsigned char>(byte)); };
  if (c < 0x80) {
    put(c);
  } else if (c < 0x800) {
    put(0xc0 | c >> 6);
    put(0x80 | (c & 0x3f));
  } else if (c < 0x10000) {
    put(0xe0 | c >> 12);
    put(0x80 | (c >> 6 & 0x3f));
    put(0x80 | (c & 0x3f));
  } else {
    put(0xf0 | c >> 18);
    put(0x80 | (c >> 12 & 0x3f));
    put(0x80 | (c >> 6 & 0x3f));
    put(0x80 | (c & 0x3f));
  }
}

bool is_valid_utf8(std::string_view text) {
  std::size_t pos = 0;
  while (pos < text.size()) {
    std::uint64_t eight = 0;  // nearly all text is ASCII: eight bytes at a time
    while (pos + sizeof eight <= text.size()) {
      std::memcpy(&eight, text.data() + pos, sizeof eight);
      if ((eight & 0x8080808080808080U) != 0) break;
      pos += sizeof eight;
    }
    if (pos == text.size()) break;
    if (static_cast<unsigned char>(text[pos]) < 0x80) {
      ++pos;
      continue;
    }
    bool valid = true;
    decode_utf8(text, pos, &valid);
    if (!valid) return false;
  }
  return true;
}

std::uint64_t repair_utf8(std::string_view text, std::string& out) {
  std::uint64_t replaced = 0;
  for (std::size_t pos = 0; pos < text.size();) {
    bool valid = true;
    const char32_t c = decode_utf8(text, pos, &valid);
    if (!valid) ++replaced;
    append_utf8(out, c);
  }
  return replaced;
}

std::string utf16_to_utf8(std::string_view bytes, bool big_endian, std::uint64_t* replaced) {
  const auto unit_at = [&](std::size_t i) {
    const auto a = static_cast<unsigned char>(bytes[i]);
    const auto b = static_cast<unsigned char>(bytes[i + 1]);
    return static_cast<char32_t>(big_endian ? a << 8 | b : b << 8 | a);
  };
  // A code point above U+FFFF is a pair: ten bits in a high surrogate, ten in the low one behind it.
  const auto is_high = [](char32_t unit) { return unit >= 0xd800 && unit < 0xdc00; };
  const auto is_low = [](char32_t unit) { return unit >= 0xdc00 && unit < 0xe000; };
  std::string out;
  out.reserve(bytes.size());
  std::uint64_t bad = 0;
  std::size_t i = 0;
  for (; i + 2 <= bytes.size(); i += 2) {
    char32_t c = unit_at(i);
    if (is_high(c) && i + 4 <= bytes.size() && is_low(unit_at(i + 2))) {
      c = 0x10000 + ((c - 0xd800) << 10) + (unit_at(i + 2) - 0xdc00);
      i += 2;
    } else if (is_high(c) || is_low(c)) {  // half a pair; what stands beside it may still be text
      c = replacement_character;
      ++bad;
    }
    append_utf8(out, c);
  }
  if (i < bytes.size()) {  // half a unit at the end
    append_utf8(out, replacement_character);
    ++bad;
  }
  if (replaced != nullptr) *replaced += bad;
  return out;
}

std::size_t count_code_points(std::string_view text) {
  std::size_t count = 0;
  for (const char c : text) count += is_continuation(static_cast<unsigned char>(c)) ? 0 : 1;
  return count;
}

std::string shorten_middle(std::string_view text, std::size_t most_bytes) {
  if (text.size() <= most_bytes) return std::string(text);
  // Both cuts move to where a code point begins, so neither half ends in a broken one.
  std::size_t head = most_bytes / 2;
  std::size_t tail = text.size() - most_bytes / 2;
  while (head > 0 && is_continuation(static_cast<unsigned char>(text[head]))) --head;
  while (tail < text.size() && is_continuation(static_cast<unsigned char>(text[tail]))) ++tail;
  return std::string(text.substr(0, head)).append("…").append(text.substr(tail));
}

}  // namespace p2g

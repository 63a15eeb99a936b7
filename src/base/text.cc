#include "src/base/text.h"

#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <cstring>

namespace p2g {
namespace {

constexpr char32_t replacement = 0xfffd;
constexpr std::string_view hex_digits = "0123456789abcdef";

bool is_continuation(unsigned char byte) { return (byte & 0xc0) == 0x80; }

// Explicit directional embeddings, overrides and isolates: they make text read differently from what it is.
bool is_bidi_control(char32_t c) { return (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069); }

bool is_plain_ascii(unsigned char byte) { return byte >= 0x20 && byte < 0x7f; }

// Appends runs of bytes that `is_safe` accepts in one go and hands each other position to `escape_one`, which
// appends the escape and advances. Most text needs no escape at all.
template <class IsSafe, class EscapeOne>
void append_escaped(std::string& out, std::string_view text, IsSafe is_safe, EscapeOne escape_one) {
  std::size_t run = 0;
  std::size_t pos = 0;
  while (pos < text.size()) {
    if (is_safe(static_cast<unsigned char>(text[pos]))) {
      ++pos;
      continue;
    }
    out.append(text, run, pos - run);
    escape_one(text, pos);
    run = pos;
  }
  out.append(text, run, pos - run);
}

void append_hex(std::string& out, std::uint32_t value, int least_digits) {
  std::array<char, 8> digits{};
  int n = 0;
  for (; value != 0 || n < least_digits; value >>= 4) digits[static_cast<std::size_t>(n++)] = hex_digits[value & 15];
  while (n > 0) out += digits[static_cast<std::size_t>(--n)];
}

std::uint64_t magnitude(std::int64_t value) {
  return value < 0 ? std::uint64_t{0} - static_cast<std::uint64_t>(value) : static_cast<std::uint64_t>(value);
}

constexpr std::array<std::uint64_t, 20> powers_of_ten = [] {
  std::array<std::uint64_t, 20> powers{};
  powers[0] = 1;
  for (std::size_t i = 1; i < powers.size(); ++i) powers[i] = powers[i - 1] * 10;
  return powers;
}();

void append_unsigned(std::string& out, std::uint64_t value) {
  std::array<char, 20> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
  out.append(digits.data(), static_cast<std::size_t>(end - digits.data()));
}

void append_padded(std::string& out, std::uint64_t value, int width) {
  std::array<char, 20> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
  for (auto n = end - digits.data(); n < width; ++n) out += '0';
  out.append(digits.data(), static_cast<std::size_t>(end - digits.data()));
}

// A non-negative value with `significant` digits, never exponent notation: 2.517 -> "2.52", 745.2 -> "745".
std::string significant_text(double value, int significant) {
  int decimals = 0;
  if (value > 0) {
    const int exponent = static_cast<int>(std::floor(std::log10(value)));
    decimals = significant - 1 - exponent;
    // 9.996 would print as 10.00: rounding may add a digit in front.
    if (decimals > 0 && std::round(value * std::pow(10.0, decimals)) >= std::pow(10.0, significant)) --decimals;
    if (decimals < 0) decimals = 0;
    if (decimals > 12) decimals = 12;
  }
  std::array<char, 400> digits;
  const auto end =
      std::to_chars(digits.data(), digits.data() + digits.size(), value, std::chars_format::fixed, decimals).ptr;
  return {digits.data(), static_cast<std::size_t>(end - digits.data())};
}

std::string seconds_text(double seconds) {
  if (seconds == 0) return "0 s";
  // Limits lie where three digits round up to the next unit.
  if (seconds >= 0.9995) return significant_text(seconds, 3) + " s";
  if (seconds >= 0.9995e-3) return significant_text(seconds * 1e3, 3) + " ms";
  if (seconds >= 0.9995e-6) return significant_text(seconds * 1e6, 3) + " µs";
  return significant_text(seconds * 1e9, 3) + " ns";
}

}  // namespace

char32_t decode_utf8(std::string_view text, std::size_t& pos, bool* valid) {
  const auto byte_at = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  if (valid != nullptr) *valid = true;
  const unsigned char lead = byte_at(pos++);
  if (lead < 0x80) return lead;
  // Unicode 15, table 3-7: the second byte's range depends on the lead byte; that rules out overlong forms,
  // surrogates and values above U+10FFFF.
  int more = 0;
  unsigned char low = 0x80;
  unsigned char high = 0xbf;
  char32_t code_point = 0;
  if (lead >= 0xc2 && lead <= 0xdf) {
    more = 1;
    code_point = lead & 0x1fU;
  } else if (lead >= 0xe0 && lead <= 0xef) {
    more = 2;
    code_point = lead & 0x0fU;
    if (lead == 0xe0) low = 0xa0;
    if (lead == 0xed) high = 0x9f;
  } else if (lead >= 0xf0 && lead <= 0xf4) {
    more = 3;
    code_point = lead & 0x07U;
    if (lead == 0xf0) low = 0x90;
    if (lead == 0xf4) high = 0x8f;
  }
  bool good = more > 0;
  for (; good && more > 0; --more) {
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
  return replacement;
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
    } else if (is_high(c) || is_low(c)) {
      c = replacement;
      ++bad;
    }
    append_utf8(out, c);
  }
  if (i < bytes.size()) {  // half a unit at the end
    append_utf8(out, replacement);
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
  std::size_t head = most_bytes / 2;
  std::size_t tail = text.size() - most_bytes / 2;
  while (head > 0 && is_continuation(static_cast<unsigned char>(text[head]))) --head;
  while (tail < text.size() && is_continuation(static_cast<unsigned char>(text[tail]))) ++tail;
  return std::string(text.substr(0, head)).append("…").append(text.substr(tail));
}

void append_xml(std::string& out, std::string_view text) {
  const auto is_safe = [](unsigned char c) {
    return is_plain_ascii(c) && c != '&' && c != '<' && c != '>' && c != '"' && c != '\'';
  };
  append_escaped(out, text, is_safe, [&out](std::string_view all, std::size_t& pos) {
    switch (all[pos]) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      case '\t':
        out += "&#9;";
        break;
      case '\n':
        out += "&#10;";
        break;
      default: {
        const char32_t c = decode_utf8(all, pos);
        // XML 1.0, production 2 (Char); U+007F to U+009F are allowed but discouraged and never meant.
        const bool forbidden = c < 0x20 || (c >= 0x7f && c <= 0x9f) || c == 0xfffe || c == 0xffff || is_bidi_control(c);
        append_utf8(out, forbidden ? replacement : c);
        return;
      }
    }
    ++pos;
  });
}

void append_json(std::string& out, std::string_view text) {
  const auto is_safe = [](unsigned char c) { return is_plain_ascii(c) && c != '"' && c != '\\'; };
  append_escaped(out, text, is_safe, [&out](std::string_view all, std::size_t& pos) {
    const char32_t c = decode_utf8(all, pos);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += static_cast<char>(c);
    } else if (c < 0x20 || c == 0x7f) {
      out += "\\u";
      append_hex(out, c, 4);
    } else {
      append_utf8(out, c);
    }
  });
}

void append_terminal(std::string& out, std::string_view text) {
  append_escaped(out, text, is_plain_ascii, [&out](std::string_view all, std::size_t& pos) {
    const std::size_t begin = pos;
    bool valid = true;
    const char32_t c = decode_utf8(all, pos, &valid);
    if (valid && (is_bidi_control(c) || c == 0x2028 || c == 0x2029)) {
      out += "\\u{";
      append_hex(out, c, 4);
      out += '}';
    } else if (!valid || c < 0xa0) {
      for (std::size_t i = begin; i < pos; ++i) {
        out += "\\x";
        append_hex(out, static_cast<unsigned char>(all[i]), 2);
      }
    } else {
      append_utf8(out, c);
    }
  });
}

std::string to_xml(std::string_view text) {
  std::string out;
  append_xml(out, text);
  return out;
}

std::string to_json(std::string_view text) {
  std::string out;
  append_json(out, text);
  return out;
}

std::string to_terminal(std::string_view text) {
  std::string out;
  append_terminal(out, text);
  return out;
}

void append_int(std::string& out, std::int64_t value) {
  if (value < 0) out += '-';
  append_unsigned(out, magnitude(value));
}

void append_decimal(std::string& out, std::int64_t weight, int decimals) {
  if (weight < 0) out += '-';
  std::uint64_t value = magnitude(weight);
  const std::uint64_t unit = powers_of_ten[static_cast<std::size_t>(decimals)];
  append_unsigned(out, value / unit);
  value %= unit;
  if (value == 0) return;
  while (value % 10 == 0) {
    value /= 10;
    --decimals;
  }
  out += '.';
  append_padded(out, value, decimals);
}

void append_fixed(std::string& out, std::int64_t weight, int decimals, int shown_decimals) {
  std::uint64_t value = magnitude(weight);
  if (shown_decimals < decimals) {
    const std::uint64_t step = powers_of_ten[static_cast<std::size_t>(decimals - shown_decimals)];
    value = value / step + (value % step >= step - step / 2 ? 1 : 0);
    decimals = shown_decimals;
  }
  if (weight < 0 && value != 0) out += '-';
  const std::uint64_t unit = powers_of_ten[static_cast<std::size_t>(decimals)];
  append_unsigned(out, value / unit);
  if (shown_decimals == 0) return;
  out += '.';
  if (decimals > 0) append_padded(out, value % unit, decimals);
  out.append(static_cast<std::size_t>(shown_decimals - decimals), '0');
}

void append_px(std::string& out, double px) { append_decimal(out, std::llround(px * 10), 1); }

std::string percent_text(double share) {
  std::string out;
  if (share < 0) {
    out = "−";
    share = -share;
  }
  if (share == 0) return "0%";
  if (share < 0.0005) return out + "<0.1%";
  if (share >= 0.9995 && share < 1.0005) return out + "100%";
  append_fixed(out, std::llround(share * 1000), 1, 1);
  out += '%';
  return out;
}

std::string amount_text(std::int64_t weight, int decimals, std::string_view unit) {
  std::string out;
  if (weight < 0) out = "−";
  const std::uint64_t value = magnitude(weight);
  const std::uint64_t scale = powers_of_ten[static_cast<std::size_t>(decimals)];
  if (unit == "s") return out + seconds_text(static_cast<double>(value) / static_cast<double>(scale));
  if (value % scale == 0 || value / scale >= 1000) {
    out += thousands_text(
        static_cast<std::int64_t>(value / scale + (value % scale >= scale - scale / 2 && scale > 1 ? 1 : 0)));
  } else {
    out += significant_text(static_cast<double>(value) / static_cast<double>(scale), 3);
  }
  if (!unit.empty()) {
    out += ' ';
    out += unit;
  }
  return out;
}

std::string change_text(std::int64_t weight, int decimals, std::string_view unit) {
  return (weight > 0 ? "+" : "") + amount_text(weight, decimals, unit);
}

std::string relative_text(std::int64_t before, std::int64_t after) {
  if (before <= 0) return {};
  const double change = (static_cast<double>(after) - static_cast<double>(before)) / static_cast<double>(before);
  return (change > 0 ? "+" : "") + percent_text(change);
}

std::string count_text(std::int64_t count) {
  if (count < 100000) return thousands_text(count);
  constexpr std::array<std::string_view, 6> suffixes{"k", "M", "G", "T", "P", "E"};
  double value = static_cast<double>(count);
  std::size_t suffix = 0;
  value /= 1000;
  while (value >= 999.5 && suffix + 1 < suffixes.size()) {
    value /= 1000;
    ++suffix;
  }
  return significant_text(value, 3) + std::string(suffixes[suffix]);
}

std::string thousands_text(std::int64_t count) {
  std::string digits;
  append_unsigned(digits, magnitude(count));
  std::string out = count < 0 ? "−" : "";
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (i > 0 && (digits.size() - i) % 3 == 0) out += ',';
    out += digits[i];
  }
  return out;
}

}  // namespace p2g

#include "src/base/escape.h"

#include <array>
#include <cstdint>

#include "src/base/utf8.h"

namespace p2g {
namespace {

constexpr std::string_view hex_digits = "0123456789abcdef";

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

// What stands for a character that means something in XML, or that a parser would turn into a space; empty for others.
constexpr std::string_view xml_entity(char c) {
  switch (c) {
    case '&':
      return "&amp;";
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    case '"':
      return "&quot;";
    case '\'':
      return "&#39;";
    case '\t':
      return "&#9;";
    case '\n':
      return "&#10;";
    default:
      return {};
  }
}

// XML 1.0, production 2 (Char); U+007F to U+009F are allowed but discouraged and never meant.
bool is_forbidden_in_xml(char32_t c) {
  return c < 0x20 || (c >= 0x7f && c <= 0x9f) || c == 0xfffe || c == 0xffff || is_bidi_control(c);
}

void append_hex(std::string& out, std::uint32_t value, int least_digits) {
  std::array<char, 8> digits{};
  int n = 0;
  for (; value != 0 || n < least_digits; value >>= 4) digits[static_cast<std::size_t>(n++)] = hex_digits[value & 15];
  while (n > 0) out += digits[static_cast<std::size_t>(--n)];
}

}  // namespace

void append_xml(std::string& out, std::string_view text) {
  const auto is_safe = [](unsigned char c) { return is_plain_ascii(c) && xml_entity(static_cast<char>(c)).empty(); };
  append_escaped(out, text, is_safe, [&out](std::string_view all, std::size_t& pos) {
    if (const std::string_view entity = xml_entity(all[pos]); !entity.empty()) {
      out += entity;
      ++pos;
      return;
    }
    const char32_t c = decode_utf8(all, pos);
    append_utf8(out, is_forbidden_in_xml(c) ? replacement_character : c);
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
    } else if (!valid || c < 0xa0) {  // the bytes as they were: nothing else tells what stood there
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

}  // namespace p2g

#include "well_formed.h"

#include <cstddef>
#include <pugixml.hpp>

#include "src/base/text.h"

namespace p2g {
namespace {

// Our JSON is at most this deep; deeper is wrong too.
constexpr int deepest = 8;

class JsonReader {
 public:
  explicit JsonReader(std::string_view text) : text_(text) {}
  bool whole() {
    const bool good = value(0);
    skip_space();
    return good && at_ == text_.size();
  }

 private:
  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  bool take(char c) {
    if (peek() != c) return false;
    ++at_;
    return true;
  }
  void skip_space() {
    while (at_ < text_.size() && std::string_view(" \t\r\n").find(text_[at_]) != std::string_view::npos) ++at_;
  }
  bool word(std::string_view expected) {
    if (!text_.substr(at_).starts_with(expected)) return false;
    at_ += expected.size();
    return true;
  }
  bool digits() {
    const std::size_t begin = at_;
    while (peek() >= '0' && peek() <= '9') ++at_;
    return at_ > begin;
  }
  bool number() {
    take('-');
    if (!take('0') && !digits()) return false;
    if (take('.') && !digits()) return false;
    if (!take('e') && !take('E')) return true;
    if (!take('-')) take('+');
    return digits();
  }
  bool string() {
    if (!take('"')) return false;
    while (at_ < text_.size()) {
      const char c = text_[at_++];
      if (c == '"') return true;
      if (static_cast<unsigned char>(c) < 0x20) return false;
      if (c != '\\') continue;
      const char escaped = peek();
      if (std::string_view("\"\\/bfnrtu").find(escaped) == std::string_view::npos || at_ == text_.size()) return false;
      ++at_;
      for (int i = 0; escaped == 'u' && i < 4; ++i, ++at_) {
        if (std::string_view("0123456789abcdefABCDEF").find(peek()) == std::string_view::npos) return false;
      }
    }
    return false;
  }
  bool value(int depth) {
    skip_space();
    if (depth > deepest) return false;
    if (peek() == '"') return string();
    if (peek() == '{' || peek() == '[') return container(depth);
    return word("true") || word("false") || word("null") || number();
  }
  bool container(int depth) {
    const bool object = text_[at_++] == '{';
    const char close = object ? '}' : ']';
    skip_space();
    if (take(close)) return true;
    while (true) {
      skip_space();
      if (object) {
        if (!string()) return false;
        skip_space();
        if (!take(':')) return false;
      }
      if (!value(depth + 1)) return false;
      skip_space();
      if (take(close)) return true;
      if (!take(',')) return false;
    }
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

bool is_json(std::string_view text) { return is_valid_utf8(text) && JsonReader(text).whole(); }

bool is_xml(const std::string& text) {
  if (!is_valid_utf8(text)) return false;
  for (const char c : text) {
    if (static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t' && c != '\r') return false;
  }
  pugi::xml_document document;
  const pugi::xml_parse_result parsed = document.load_buffer(text.data(), text.size(), pugi::parse_full);
  return parsed && document.document_element() && !document.document_element().next_sibling();
}

bool is_csv(std::string_view text) {
  if (!is_valid_utf8(text) || text.empty()) return false;
  std::size_t cells = 0;
  std::size_t row = 1;
  bool quoted = false;
  char before = '\0';
  for (std::size_t i = 0; i < text.size(); before = text[i], ++i) {
    if (text[i] == '"') quoted = !quoted;
    if (quoted) continue;
    if (text[i] == ',') ++row;
    if (text[i] != '\n') continue;
    if (cells != 0 && row != cells) return false;
    cells = row;
    row = 1;
  }
  return !quoted && before == '\n';
}

bool is_dot(std::string_view text) {
  if (!text.starts_with("digraph") || !is_valid_utf8(text)) return false;
  int braces = 0;
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (quoted && text[i] == '\\') {
      ++i;
    } else if (text[i] == '"') {
      quoted = !quoted;
    } else if (!quoted && (text[i] == '{' || text[i] == '}')) {
      braces += text[i] == '{' ? 1 : -1;
      if (braces < 0) return false;
    } else if (static_cast<unsigned char>(text[i]) < 0x20 && text[i] != '\n' && text[i] != '\t') {
      return false;
    }
  }
  return braces == 0 && !quoted;
}

bool is_plain_text(std::string_view text) {
  if (!is_valid_utf8(text)) return false;
  for (const char c : text) {
    if ((static_cast<unsigned char>(c) < 0x20 && c != '\n') || c == '\x7f') return false;
  }
  return text.empty() || text.back() == '\n';
}

}  // namespace p2g

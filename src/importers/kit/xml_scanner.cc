#include "src/importers/kit/xml_scanner.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "src/base/platform.h"
#include "src/base/utf8.h"

namespace p2g {
namespace {

constexpr int at_end = -1;
constexpr std::size_t longest_tag = std::size_t{1} << 20U;

bool is_space(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }

// The character of `#65` or `#x41`; nothing for one that no text may have.
std::optional<char32_t> numbered(std::string_view entity) {
  if (!entity.starts_with('#')) return std::nullopt;
  entity.remove_prefix(1);
  const int base = entity.starts_with('x') ? 16 : 10;
  if (base == 16) entity.remove_prefix(1);
  unsigned code = 0;
  const auto [end, error] = std::from_chars(entity.data(), entity.data() + entity.size(), code, base);
  const bool is_whole = error == std::errc() && end == entity.data() + entity.size();
  if (!is_whole || code == 0 || code > 0x10ffff || (code >= 0xd800 && code < 0xe000)) return std::nullopt;
  return static_cast<char32_t>(code);
}

std::optional<char32_t> character_of(std::string_view entity) {
  constexpr std::array<std::pair<std::string_view, char32_t>, 5> named = {
      {{"lt", U'<'}, {"gt", U'>'}, {"amp", U'&'}, {"quot", U'"'}, {"apos", U'\''}}};
  for (const auto& [name, character] : named) {
    if (entity == name) return character;
  }
  return numbered(entity);
}

}  // namespace

std::string unescape_xml(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    if (text[at] != '&') {
      out += text[at++];
      continue;
    }
    const std::size_t end = text.substr(0, at + 12).find(';', at);
    const std::optional<char32_t> character =
        end == std::string_view::npos ? std::nullopt : character_of(text.substr(at + 1, end - at - 1));
    if (character) {
      append_utf8(out, *character);
      at = end + 1;
    } else {
      out += text[at++];
    }
  }
  return out;
}

XmlScanner::XmlScanner(Source& source) : source_(source), blocks_(source), block_(unset_bytes(Source::block_bytes)) {}

bool XmlScanner::refill() {
  if (error_) return false;
  Result<std::size_t> got = blocks_.read(block_.get(), Source::block_bytes);
  at_ = 0;
  size_ = got.value_or(0);
  if (!got) error_ = std::move(got).error();
  return size_ > 0;
}

int XmlScanner::peek() {
  if (at_ == size_ && !refill()) return at_end;
  return static_cast<unsigned char>(block_[at_]);
}

int XmlScanner::get() {
  const int c = peek();
  if (c == at_end) return c;
  ++at_;
  if (c == '\n') ++line_;
  return c;
}

// Passes everything up to and with these characters; false at the end.
bool XmlScanner::pass_until(std::string_view end) {
  std::string last;
  for (int c = get(); c != at_end; c = get()) {
    last += static_cast<char>(c);
    if (last.size() > end.size()) last.erase(0, 1);
    if (last == end) return true;
  }
  return false;
}

// Behind "<!": a comment, CDATA or a declaration.
void XmlScanner::pass_special() {
  std::string begin;
  while (begin.size() < 7 && peek() != '>' && peek() != at_end) {
    begin += static_cast<char>(get());
    if (begin == "--") {
      pass_until("-->");
      return;
    }
  }
  pass_until(begin == "[CDATA[" ? "]]>" : ">");
}

// Up to the bracket that is in no quotes.
void XmlScanner::read_tag(char first) {
  tag_.assign(1, first);
  char quote = first == '"' || first == '\'' ? first : '\0';
  for (int c = get(); c != at_end; c = get()) {
    const char each = static_cast<char>(c);
    if (quote == '\0' && each == '>') return;
    if (each == quote) {
      quote = '\0';
    } else if (quote == '\0' && (each == '"' || each == '\'')) {
      quote = each;
    }
    tag_ += each;
    if (tag_.size() > longest_tag) {
      error_ = Error{ErrorKind::input, "tag of more than a megabyte", source_.name(), line_};
      return;
    }
  }
}

XmlScanner::Token XmlScanner::next() {
  while (!error_) {
    int c = get();
    while (c != '<' && c != at_end) c = get();
    if (c == at_end) break;
    c = get();
    if (c == at_end) break;
    if (c == '!') {
      pass_special();
    } else if (c == '?') {
      pass_until("?>");
    } else {
      read_tag(static_cast<char>(c));
      if (c == '/') return Token::close;
      const bool has_code = (name() == "script" || name() == "style") && !tag_.ends_with('/');
      if (!has_code) return Token::open;
      pass_until(name() == "script" ? "</script" : "</style");
    }
  }
  return Token::end;
}

std::string_view XmlScanner::name() const {
  std::string_view tag = tag_;
  if (tag.starts_with('/')) tag.remove_prefix(1);
  tag = tag.substr(
      0, static_cast<std::size_t>(std::find_if(tag.begin(), tag.end(), [](char c) { return is_space(c) || c == '/'; }) -
                                  tag.begin()));
  const std::size_t colon = tag.find(':');
  return colon == std::string_view::npos ? tag : tag.substr(colon + 1);
}

std::string_view XmlScanner::attribute(std::string_view name) const {
  const std::string_view tag = tag_;
  for (std::size_t at = tag.find(name); at != std::string_view::npos; at = tag.find(name, at + 1)) {
    const std::size_t behind = at + name.size();
    if (at == 0 || !is_space(tag[at - 1]) || behind + 1 >= tag.size() || tag[behind] != '=') continue;
    const char quote = tag[behind + 1];
    if (quote != '"' && quote != '\'') continue;
    const std::size_t end = tag.find(quote, behind + 2);
    if (end != std::string_view::npos) return tag.substr(behind + 2, end - behind - 2);
  }
  return {};
}

std::string XmlScanner::text() {
  std::string raw;
  while (peek() != '<' && peek() != at_end) {
    raw += static_cast<char>(get());
    if (raw.size() > longest_tag) {
      error_ = Error{ErrorKind::input, "text of more than a megabyte", source_.name(), line_};
      break;
    }
  }
  return unescape_xml(raw);
}

}  // namespace p2g

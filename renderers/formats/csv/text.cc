#include "renderers/formats/csv/text.h"

#include "src/base/text.h"
#include "src/model/estimates.h"

namespace p2g {
namespace {

// Where some spreadsheet splits a line, wherever our quotes are: it looks for them only at the beginning of what its
// own list separator leaves. Our own comma is between quotes whatever it stands in.
std::size_t separator_bytes(std::string_view text, std::size_t at) {
  constexpr std::string_view arabic_semicolon = "\u061b";
  if (std::string_view("\t\n\r;|").find(text[at]) != std::string_view::npos) return 1;
  return text.substr(at).starts_with(arabic_semicolon) ? arabic_semicolon.size() : 0;
}

bool is_control(char32_t c) { return c < 0x20 || (c >= 0x7f && c < 0xa0); }

// Spaces of any kind, characters without width, and quotes: what may be taken away before a cell is looked at.
bool is_overlooked(char32_t c) {
  return c == ' ' || c == '"' || c == '\'' || c == 0xa0 || c == 0xad || c == 0x1680 || (c >= 0x2000 && c <= 0x200f) ||
         (c >= 0x2018 && c <= 0x201f) || c == 0x202f || (c >= 0x205f && c <= 0x2064) || c == 0x3000 || c == 0xfeff;
}

// The signs of a formula, also in full width.
bool begins_formula(std::string_view part) {
  std::size_t at = 0;
  while (at < part.size()) {
    const char32_t c = decode_utf8(part, at);
    if (is_overlooked(c)) continue;
    return is_control(c) || std::u32string_view(U"=+-@\uff1d\uff0b\uff0d\uff20").find(c) != std::u32string_view::npos;
  }
  return false;
}

}  // namespace

void append_cell(std::string& out, std::string_view text) {
  std::string safe;
  bool quoted = text.find_first_of(",\"") != std::string_view::npos;
  for (bool first = true; first || !text.empty(); first = false) {
    std::size_t end = 0;
    while (end < text.size() && separator_bytes(text, end) == 0) ++end;
    const bool blank = first && end == 0 && !text.empty() && text.front() < ' ';  // a tab, or the end of a line
    if (blank || begins_formula(text.substr(0, end))) {
      safe += '\'';
      quoted = true;
    }
    append_terminal(safe, text.substr(0, end));
    if (end == text.size()) break;
    const std::size_t separator = separator_bytes(text, end);
    safe.append(text.substr(end, separator));
    quoted = true;
    text.remove_prefix(end + separator);
  }
  if (!quoted) {
    out += safe;
    return;
  }
  out += '"';
  for (const char c : safe) {
    if (c == '"') out += '"';
    out += c;
  }
  out += '"';
}

void append_estimated(std::string& out, std::uint8_t estimated) {
  const bool self = (estimated & estimated_self) != 0;
  if (self) out += "self";
  if ((estimated & estimated_cumulative) != 0) out += self ? " cumulative" : "cumulative";
}

void append_name_cells(std::string& out, const Frames& frames, FrameId frame) {
  const FrameParts parts = frames.parts(frame);
  append_cell(out, parts.file);
  out += ',';
  if (parts.has_file) append_int(out, parts.line);
  out += ',';
  append_cell(out, parts.name);
}

}  // namespace p2g

#include "csv_text_common.h"

#include <algorithm>

#include "base/text.h"

namespace p2g {
namespace {

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }

}  // namespace

void append_cell(std::string& out, std::string_view text) {
  std::string safe;
  const bool formula = !text.empty() && (std::string_view("=+-@").find(text.front()) != std::string_view::npos ||
                                         is_control(text.front()));
  if (formula) safe += '\'';
  while (!text.empty()) {
    const std::size_t plain = std::min(text.find_first_of("\t\n\r"), text.size());
    append_terminal(safe, text.substr(0, plain));
    if (plain < text.size()) safe += text[plain];
    text.remove_prefix(std::min(plain + 1, text.size()));
  }
  if (!formula && safe.find_first_of(",\"\n\r\t") == std::string::npos) {
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

void append_name_cells(std::string& out, const Frames& frames, FrameId frame) {
  const FrameParts parts = frames.parts(frame);
  append_cell(out, parts.file);
  out += ',';
  if (parts.has_file) append_int(out, parts.line);
  out += ',';
  append_cell(out, parts.name);
}

}  // namespace p2g

#include "src/importers/kit/code_frames.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "src/base/npos.h"
#include "src/base/text.h"
#include "src/base/words.h"

namespace p2g {
namespace {

bool is_hex(char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }
template <class Is>
bool all(std::string_view text, Is is) {
  return !text.empty() && std::all_of(text.begin(), text.end(), is);
}

std::string_view file_name(std::string_view path) { return path.substr(path.rfind('/') + 1); }

bool is_offset(std::string_view text) {
  if (text.starts_with("0x")) return all(text.substr(2), is_hex);
  return all(text, is_digit);
}

// "main+0x1f", "main+31", "main+0xb/0x10". An operator+ has no digits behind it.
std::string_view without_offset(std::string_view symbol) {
  const std::size_t plus = symbol.rfind('+');
  if (plus == npos || plus == 0) return symbol;
  const std::string_view offset = symbol.substr(plus + 1);
  const std::size_t slash = std::min(offset.find('/'), offset.size());
  const bool has_size = slash < offset.size();
  if (!is_offset(offset.substr(0, slash)) || (has_size && !is_offset(offset.substr(slash + 1)))) return symbol;
  return symbol.substr(0, plus);
}

bool is_nameless(std::string_view symbol) {
  return symbol.empty() || symbol == "[unknown]" || symbol == "??" ||
         (symbol.starts_with("0x") && all(symbol.substr(2), is_hex));
}

std::string name_of_object(std::string_view object) {
  if (object.empty() || object == "[unknown]") return "[unknown]";
  if (object.front() == '[') return std::string(object);
  return '[' + std::string(file_name(object)) + ']';
}

// ---- Rust ----------------------------------------------------------------------------------------------------------

struct Escape {
  std::string_view word;
  std::string_view text;
};
constexpr std::array<Escape, 8> escapes = {
    {{"LT", "<"}, {"GT", ">"}, {"RF", "&"}, {"BP", "*"}, {"C", ","}, {"LP", "("}, {"RP", ")"}, {"SP", "@"}}};

// Appends what stands between two "$"; false when it is no escape.
bool append_escape(std::string_view word, std::string& out) {
  for (const Escape& escape : escapes) {
    if (escape.word != word) continue;
    out += escape.text;
    return true;
  }
  if (word.size() < 2 || word.size() > 7 || word.front() != 'u' || !all(word.substr(1), is_hex)) return false;
  std::uint32_t code = 0;
  std::from_chars(word.data() + 1, word.data() + word.size(), code, 16);
  if (code > 0x10ffff || (code >= 0xd800 && code < 0xe000)) return false;
  append_utf8(out, code);
  return true;
}

// Left to right: in "$LT$u8$u20$as" the type u8 stands between two escapes.
std::string without_rust_escapes(std::string_view name) {
  std::string out;
  bool found = false;
  for (std::size_t at = 0; at < name.size();) {
    const std::size_t end = name[at] == '$' ? name.find('$', at + 1) : npos;
    if (end != npos && append_escape(name.substr(at + 1, end - at - 1), out)) {
      at = end + 1;
      found = true;
    } else {
      out += name[at++];
    }
  }
  if (!found) return std::string(name);
  if (out.starts_with("_<")) out.erase(0, 1);
  for (std::size_t dots = out.find(".."); dots != std::string::npos; dots = out.find("..", dots + 2))
    out.replace(dots, 2, "::");
  return out;
}

// ---- Virtual machines ----------------------------------------------------------------------------------------------

// "Lorg/mozilla/Parser;::parse", as perf-map-agent writes it. Without a package FlameGraph leaves it as it is, and so
// it stays: both spellings shall be one function.
bool is_java_descriptor(std::string_view symbol) {
  const std::size_t end = symbol.find(";::");
  if (!symbol.starts_with('L') || end == npos) return false;
  return symbol.find('/') < end && symbol.find_first_of(" (<") >= end;
}

bool spells_file(std::string_view symbol) { return parse_frame_text(symbol).has_file; }

}  // namespace

bool is_kernel_object(std::string_view object) {
  constexpr std::array own = {"[unknown]", "[heap]", "[stack]", "[vdso]", "[vsyscall]", "[uprobes]"};
  if (object.starts_with('[')) {
    const bool is_memory = object.starts_with("[anon") || object.starts_with("[stack") || object.starts_with("[JIT");
    return !is_memory && std::find(own.begin(), own.end(), object) == own.end();
  }
  for (const std::string_view suffix : {".ko", ".ko.xz", ".ko.zst", ".ko.gz"}) {
    if (object.ends_with(suffix)) return true;
  }
  const std::string_view name = file_name(object);
  return name == "vmlinux" || name.starts_with("vmlinux-") || name.starts_with("vmlinux.") ||
         name.starts_with("bpf_prog_");
}

bool is_jit_object(std::string_view object) {
  if (object.starts_with("[JIT")) return true;
  const std::string_view name = file_name(object);
  return (name.starts_with("perf-") && name.ends_with(".map")) || name.starts_with("jitted-") ||
         (name.starts_with("jit-") && name.ends_with(".dump"));
}

CodeFrame native_frame(std::string_view symbol, std::string_view object) {
  if (object.ends_with(" (deleted)")) object.remove_suffix(10);
  CodeFrame frame;
  symbol = without_offset(symbol);
  const bool is_jit = is_jit_object(object);
  if (is_jit) frame.kind = FrameKind::jit;
  if (is_kernel_object(object)) frame.kind = FrameKind::kernel;
  if (is_nameless(symbol)) {
    frame.name = name_of_object(object);
    return frame;
  }
  if (is_java_descriptor(symbol)) {
    frame.name = symbol.substr(1);
    std::replace(frame.name.begin(), frame.name.end(), ';', ':');
    return frame;
  }
  if ((is_jit || object.empty() || symbol.starts_with("py::")) && spells_file(symbol)) {
    frame.name = symbol;
    std::replace(frame.name.begin(), frame.name.end(), ';', ':');
    frame.is_text = true;
    return frame;
  }
  frame.name = symbol.find('$') == npos ? std::string(symbol) : without_rust_escapes(symbol);
  // The map of a run is no library: its number differs from run to run.
  if (object != "[unknown]" && !is_jit) frame.module = object;
  return frame;
}

std::string_view CodeFrames::repaired(std::string_view text) {
  if (is_valid_utf8(text)) return text;
  ++ill_formed_;
  buffer_.clear();
  repair_utf8(text, buffer_);
  return buffer_;
}

StringId CodeFrames::intern(std::string_view text) { return frames_.strings().intern(repaired(text)); }

FrameId CodeFrames::add(const CodeFrame& frame) {
  if (frame.is_text) {
    std::string text = frame.name;
    if (frame.kind == FrameKind::jit) text += "_[j]";
    if (frame.kind == FrameKind::inlined) text += "_[i]";
    return frames_.add(repaired(text));
  }
  const StringId file = intern(frame.file);
  const StringId name = intern(frame.name);
  Frames::More more{.kind = frame.kind};
  if (!frame.module.empty()) more.module = intern(frame.module);
  return frames_.add(file, frame.line, name, more);
}

FrameId CodeFrames::as_kind(FrameId frame, FrameKind kind) {
  const FrameParts parts = frames_.parts(frame);
  if (parts.kind == kind) return frame;
  return add({.name = std::string(parts.name),
              .file = std::string(parts.file),
              .line = parts.line,
              .module = std::string(parts.module),
              .kind = kind});
}

}  // namespace p2g

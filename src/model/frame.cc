#include "src/model/frame.h"

#include <algorithm>
#include <charconv>

namespace p2g {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_alphanumeric(char c) { return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool all_digits(std::string_view text) { return !text.empty() && std::all_of(text.begin(), text.end(), is_digit); }

// A line number, or -1. More than nine digits are an address or an id, not a line.
std::int32_t line_number(std::string_view text) {
  if (!all_digits(text) || text.size() > 9) return -1;
  std::int32_t line = 0;
  std::from_chars(text.data(), text.data() + text.size(), line);
  return line;
}

// Whether a text can only be meant as a file. What C++, Java and Go put into parentheses and between colons (types,
// arguments, namespaces) must not pass.
bool looks_like_file(std::string_view text) {
  if (text.empty()) return false;
  if (text == "~") return true;  // pstats' file of C functions
  if (text.front() == '<' && text.back() == '>') return true;
  if (text.find_first_of("(),*&;") != std::string_view::npos && text.find_first_of("/\\") == std::string_view::npos) {
    return false;
  }
  if (text.ends_with(':') || text.find("::") != std::string_view::npos) return false;
  if (text.find_first_of("/\\") != std::string_view::npos) return true;
  const std::size_t dot = text.rfind('.');
  if (dot == std::string_view::npos || dot + 1 == text.size() || text.size() - dot > 8) return false;
  return std::all_of(text.begin() + static_cast<std::ptrdiff_t>(dot) + 1, text.end(), is_alphanumeric);
}

void set_file(FrameParts& parts, std::string_view name, std::string_view file, std::int32_t line) {
  parts.name = name;
  parts.file = file;
  parts.has_file = true;
  parts.line = line;
  parts.has_line = line > 0;
}

// FlameGraph's suffixes, and the two that async-profiler adds.
FrameKind take_annotation(std::string_view& text) {
  if (text.size() <= 4 || !text.ends_with(']') || text.substr(text.size() - 4, 2) != "_[") return FrameKind::plain;
  FrameKind kind;
  switch (text[text.size() - 2]) {
    case 'k':
      kind = FrameKind::kernel;
      break;
    case 'j':
    case '1':
      kind = FrameKind::jit;
      break;
    case 'i':
      kind = FrameKind::inlined;
      break;
    case 'w':
      kind = FrameKind::waker;
      break;
    case '0':
      kind = FrameKind::interpreted;
      break;
    default:
      return FrameKind::plain;
  }
  text.remove_suffix(4);
  return kind;
}

// austin writes P123 and T456 or T0:456; one digit alone is more likely somebody's function.
bool is_austin_id(std::string_view text) {
  text.remove_prefix(1);
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos) return text.size() >= 2 && all_digits(text);
  return all_digits(text.substr(0, colon)) && all_digits(text.substr(colon + 1));
}

// Position of the '(' that closes with the last character, which is ')'.
std::size_t matching_parenthesis(std::string_view text) {
  int open = 0;
  for (std::size_t i = text.size(); i-- > 0;) {
    if (text[i] == ')') ++open;
    if (text[i] == '(' && --open == 0) return i;
  }
  return std::string_view::npos;
}

// "file:12" or "file:12:5" (line and column, as JavaScript has them); line -1 when there is none.
std::int32_t take_line(std::string_view& file) {
  std::int32_t line = -1;
  for (int i = 0; i < 2; ++i) {
    const std::size_t colon = file.rfind(':');
    if (colon == std::string_view::npos || colon == 0) break;
    const std::int32_t number = line_number(file.substr(colon + 1));
    if (number < 0) break;
    line = number;
    file = file.substr(0, colon);
  }
  return line;
}

// py-spy: "name (pkg/file.py:12)", "name (file.py)"; Java's stack traces: "a.B.m(B.java:12)".
bool split_parentheses(std::string_view text, FrameParts& parts) {
  if (!text.ends_with(')')) return false;
  const std::size_t open = matching_parenthesis(text);
  if (open == std::string_view::npos || open == 0) return false;
  std::string_view file = text.substr(open + 1, text.size() - open - 2);
  const std::int32_t line = take_line(file);
  const bool space = text[open - 1] == ' ';
  if (!looks_like_file(file) || (line < 0 && !space)) return false;
  const std::string_view name = text.substr(0, space ? open - 1 : open);
  if (name.empty()) return false;
  set_file(parts, name, file, std::max(line, 0));
  return true;
}

// Tachyon and austin: "pkg/file.py:name:12".
bool split_line_last(std::string_view text, FrameParts& parts) {
  const std::size_t last = text.rfind(':');
  if (last == std::string_view::npos || last == 0) return false;
  const std::int32_t line = line_number(text.substr(last + 1));
  const std::size_t first = text.rfind(':', last - 1);
  if (line < 0 || first == std::string_view::npos) return false;
  const std::string_view name = text.substr(first + 1, last - first - 1);
  if (name.empty() || all_digits(name) || !looks_like_file(text.substr(0, first))) return false;
  set_file(parts, name, text.substr(0, first), line);
  return true;
}

// flameprof: "/path/file.py:12:name".
bool split_line_middle(std::string_view text, FrameParts& parts) {
  for (std::size_t first = text.find(':'); first != std::string_view::npos; first = text.find(':', first + 1)) {
    const std::size_t second = text.find(':', first + 1);
    if (second == std::string_view::npos) return false;
    const std::int32_t line = line_number(text.substr(first + 1, second - first - 1));
    if (line < 0) continue;
    const std::string_view name = text.substr(second + 1);
    if (name.empty() || name.front() == ':' || all_digits(name) || !looks_like_file(text.substr(0, first)))
      return false;
    set_file(parts, name, text.substr(0, first), line);
    return true;
  }
  return false;
}

}  // namespace

// Most names belong to one function: its key is found by the name's id, which for new names is the next of a column and
// in a near cache. Only further keys of a name go through the table.
FrameId Frames::add(StringId file, std::int32_t line, StringId name) {
  const Key key{file, name, line};
  const auto id = static_cast<FrameId>(keys_.size());
  if (first_of_name_.size() <= name) first_of_name_.resize(name + std::size_t{1}, no_frame);
  FrameId& first = first_of_name_[name];
  if (first == no_frame) {
    first = id;
  } else {
    if (is_key(first, key)) return first;
    const std::uint64_t hash = hash_key(key);
    const FrameId known = key_table_.find(hash, [&](FrameId other) { return is_key(other, key); });
    if (known != no_index) return known;
    key_table_.put(hash, id);
  }
  keys_.push_back(key);
  return id;
}

std::vector<FrameId> Frames::unite(const Frames& other) {
  const std::vector<StringId> strings = strings_.unite(other.strings_);
  if (form_ == Form::texts) return strings;
  std::vector<FrameId> ids;
  ids.reserve(other.keys_.size());
  for (const Key& key : other.keys_) ids.push_back(add(strings[key.file], key.line, strings[key.name]));
  return ids;
}

std::uint64_t Frames::hash_key(const Key& key) {
  const std::uint64_t strings = hash_pair(key.file, key.name);
  return hash_pair(static_cast<std::uint32_t>(strings >> 32) ^ static_cast<std::uint32_t>(key.line),
                   static_cast<std::uint32_t>(strings));
}

FrameParts Frames::parts(FrameId id) const {
  if (form_ == Form::texts) return parse_frame_text(strings_[id]);
  const Key& key = keys_[id];
  FrameParts parts;
  parts.name = strings_[key.name];
  parts.file = strings_[key.file];
  parts.has_file = !parts.file.empty();
  parts.line = std::max(key.line, 0);  // some producers write -1 for "unknown"
  parts.has_line = key.line > 0;
  return parts;
}

int Frames::compare_parts(FrameId a, const FrameParts& left, FrameId b, const FrameParts& right) const {
  // Of keys the same text is at the same place; many functions may share a long one.
  const auto order_of = [](std::string_view x, std::string_view y) {
    return x.data() == y.data() && x.size() == y.size() ? 0 : x.compare(y);
  };
  if (const int order = order_of(left.name, right.name); order != 0) return order;
  if (const int order = order_of(left.file, right.file); order != 0) return order;
  if (left.line != right.line) return left.line < right.line ? -1 : 1;
  // Equal parts: an annotation or the spelling differs, or (keys) a line that is not positive.
  if (form_ == Form::texts) return text(a).compare(text(b));
  return keys_[a].line < keys_[b].line ? -1 : 1;
}

int Frames::compare(FrameId a, FrameId b) const { return a == b ? 0 : compare_parts(a, parts(a), b, parts(b)); }

std::vector<std::uint32_t> Frames::ranks() const {
  std::vector<FrameParts> all(size());
  std::vector<FrameId> sorted(size());
  for (FrameId id = 0; id < sorted.size(); ++id) {
    all[id] = parts(id);
    sorted[id] = id;
  }
  std::sort(sorted.begin(), sorted.end(),
            [&](FrameId a, FrameId b) { return a != b && compare_parts(a, all[a], b, all[b]) < 0; });
  std::vector<std::uint32_t> ranks(size());
  for (std::uint32_t i = 0; i < sorted.size(); ++i) ranks[sorted[i]] = i;
  return ranks;
}

FrameKind process_or_thread(std::string_view text) {
  if (text.starts_with("process ") && text.size() > 8 && is_digit(text[8])) return FrameKind::process;
  if (text.starts_with("thread (")) return FrameKind::thread;
  if (text.starts_with("tid:") && all_digits(text.substr(4))) return FrameKind::thread;
  if (text.starts_with('P') && is_austin_id(text)) return FrameKind::process;
  if (text.starts_with('T') && is_austin_id(text)) return FrameKind::thread;
  return FrameKind::plain;
}

FrameParts parse_frame_text(std::string_view text) {
  FrameParts parts;
  parts.kind = take_annotation(text);
  parts.name = text;
  if (const FrameKind kind = process_or_thread(text); kind != FrameKind::plain) {
    parts.kind = kind;
  } else if (!split_parentheses(text, parts) && !split_line_last(text, parts)) {
    split_line_middle(text, parts);
  }
  return parts;
}

}  // namespace p2g

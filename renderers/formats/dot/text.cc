#include "renderers/formats/dot/text.h"

#include <algorithm>

#include "src/base/fnv.h"
#include "src/base/text.h"

namespace p2g {
namespace {

constexpr std::string_view ellipsis = "…";

bool is_alphanumeric(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_plain(char c) { return c >= 0x20 && c < 0x7f && c != '\\' && c != '"' && c != '&'; }

// Graphviz replaces &name; and &#123; in labels by the character; without a closing ";" it leaves them alone.
bool starts_entity(std::string_view text) {
  constexpr std::size_t longest = 12;
  for (std::size_t i = 1; i < text.size() && i < longest; ++i) {
    if (text[i] == ';') return i > 1;
    if (!is_alphanumeric(text[i]) && !(i == 1 && text[i] == '#')) return false;
  }
  return false;
}

// One code point of `text` at `pos`, escaped; advances `pos`.
void escape_one(std::string_view text, std::size_t& pos, std::string& out) {
  const char c = text[pos];
  if (c == '\\' || c == '"') {
    (out += '\\') += c;
    ++pos;
  } else if (c == '&') {
    out += starts_entity(text.substr(pos)) ? "&amp;" : "&";
    ++pos;
  } else {
    const std::size_t begin = pos;
    const char32_t code_point = decode_utf8(text, pos);
    if (code_point == 0xfffe || code_point == 0xffff) {  // Graphviz' own SVG would be malformed
      append_utf8(out, 0xfffd);
      return;
    }
    std::string visible;
    append_terminal(visible, text.substr(begin, pos - begin));
    for (const char each : visible) {
      if (each == '\\') out += '\\';
      out += each;
    }
  }
}

// The same on every machine and in every run.
std::uint64_t stable_hash(std::string_view file, std::string_view name) {
  const std::uint64_t hash = fnv64(name, fnv64({"\0", 1}, fnv64(file)));
  return hash ^ (hash >> 32);
}

}  // namespace

void append_dot_text(std::string& out, std::string_view text, std::size_t most) {
  const std::size_t limit = out.size() + most - ellipsis.size();
  for (std::size_t pos = 0; pos < text.size();) {
    const std::size_t begin = pos;
    while (pos < text.size() && is_plain(text[pos])) ++pos;
    const std::size_t taken = std::min(pos - begin, limit - out.size());
    out.append(text.substr(begin, taken));
    bool cut = taken < pos - begin;
    if (!cut && pos < text.size()) {
      const std::size_t before = out.size();
      escape_one(text, pos, out);
      cut = out.size() > limit;
      if (cut) out.resize(before);
    }
    if (cut) {
      out.append(ellipsis);
      return;
    }
  }
}

std::vector<std::string> dot_ids(const CallGraph& graph) {
  constexpr std::uint64_t mask = 0xffffffffffffU;  // 12 hexadecimal digits
  struct Entry {
    std::uint64_t hash;
    std::uint32_t function;
  };
  std::vector<Entry> order;
  order.reserve(graph.functions.size());
  for (std::uint32_t i = 0; i < graph.functions.size(); ++i) {
    const FrameParts parts = graph.frames->parts(graph.functions[i].frame);
    order.push_back({stable_hash(parts.file, parts.name) & mask, i});
  }
  // Functions of one hash, be it one name or a collision, are told apart by a number.
  std::sort(order.begin(), order.end(), [&](const Entry& a, const Entry& b) {
    if (a.hash != b.hash) return a.hash < b.hash;
    return graph.frames->compare(graph.functions[a.function].frame, graph.functions[b.function].frame) < 0;
  });
  std::vector<std::string> ids(order.size());
  std::int64_t ordinal = 0;
  for (std::size_t i = 0; i < order.size(); ++i) {
    ordinal = i > 0 && order[i].hash == order[i - 1].hash ? ordinal + 1 : 0;
    std::string& id = ids[order[i].function];
    id = 'f';
    for (int shift = 44; shift >= 0; shift -= 4) id += "0123456789abcdef"[(order[i].hash >> shift) & 15U];
    if (ordinal > 0) append_int(id += '_', ordinal);
  }
  return ids;
}

std::vector<std::string_view> wrap_name(std::string_view text, std::size_t width) {
  std::vector<std::string_view> lines;
  std::size_t begin = 0;
  std::size_t break_after = 0;
  std::size_t used = 0;
  for (std::size_t pos = 0; pos < text.size();) {
    if (used >= width) {
      const std::size_t end = break_after > begin ? break_after : pos;
      lines.push_back(text.substr(begin, end - begin));
      used = count_code_points(text.substr(end, pos - end));
      begin = end;
    }
    const char c = text[pos];
    decode_utf8(text, pos);
    ++used;
    if (std::string_view(" :._/,>)").find(c) != std::string_view::npos) break_after = pos;
  }
  lines.push_back(text.substr(begin));
  return lines;
}

}  // namespace p2g

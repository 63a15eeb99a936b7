#include "src/importers/dump/dialects.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "src/base/npos.h"
#include "src/base/words.h"

namespace p2g::dump {
namespace {

using Is = Line::Is;

bool is_hex(std::string_view text) {
  return text.size() > 2 && text.starts_with("0x") && text.find_first_not_of("0123456789abcdefABCDEF", 2) == npos;
}

// The next word and what is behind it and blanks.
std::string_view next_word(std::string_view& text) {
  const std::size_t end = std::min(text.find_first_of(" \t"), text.size());
  const std::string_view word = text.substr(0, end);
  text = trim(text.substr(end));
  return word;
}

// "work.c:9", "work.c:9:92": the file, and its line.
void set_place(std::string_view place, CodeFrame& frame) {
  for (int i = 0; i < 2; ++i) {
    const std::size_t colon = place.rfind(':');
    if (colon == npos || !is_number(place.substr(colon + 1)) || place.size() - colon > 10) break;
    std::from_chars(place.data() + colon + 1, place.data() + place.size(), frame.line);
    place = place.substr(0, colon);
  }
  frame.file = place;
}

// Position of the parenthesis that closes with the last character.
std::size_t opening(std::string_view text) {
  int open = 0;
  for (std::size_t i = text.size(); i-- > 0;) {
    if (text[i] == ')') ++open;
    if (text[i] == '(' && --open == 0) return i;
  }
  return npos;
}

Line frame_line(CodeFrame frame) { return {.is = Is::frame, .frame = std::move(frame)}; }

// ---- gdb, pstack, lldb ---------------------------------------------------------------------------------------------

// Where the arguments of a function begin: " (" outside of all brackets. Those of operators are none.
std::size_t end_of_name(std::string_view text) {
  int depth = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    constexpr std::string_view word = "operator";
    if (text.substr(i).starts_with(word)) {
      i += word.size();
      while (i < text.size() && std::string_view("<>-=!&|+*/%^~").find(text[i]) != npos) ++i;
      if (text.substr(i).starts_with("()")) i += 2;
      if (i >= text.size()) break;
    }
    const char c = text[i];
    if (c == '(' && depth == 0 && i > 0 && text[i - 1] == ' ') return i - 1;
    if (c == '<' || c == '(' || c == '[' || c == '{') ++depth;
    if ((c == '>' || c == ')' || c == ']' || c == '}') && depth > 0) --depth;
  }
  return text.size();
}

// `#1  0x0000 in name (args) at file.c:9`, `#1  name (args) from /usr/lib/libx.so`
Line gdb_frame(std::string_view line) {
  std::string_view rest = line.substr(1);
  const std::string_view number = next_word(rest);
  if (!is_number(number)) return {};
  const std::size_t in = rest.find(" in ");
  if (in != npos && is_hex(rest.substr(0, in))) rest = trim(rest.substr(in + 4));
  const std::string_view name = rest.substr(0, rest.starts_with('<') ? rest.size() : end_of_name(rest));
  const std::size_t from = rest.rfind(") from ");
  const std::size_t at = rest.rfind(") at ");
  CodeFrame frame = native_frame(name, from == npos ? std::string_view() : rest.substr(from + 7));
  if (at != npos) set_place(rest.substr(at + 5), frame);
  Line result = frame_line(std::move(frame));
  result.is_innermost = number == "0";
  return result;
}

// `frame #0: 0x0000 lib`func(args) + 12 at file.c:9:3`
Line lldb_frame(std::string_view line) {
  std::string_view rest = line.substr(line.find('#') + 1);
  const bool is_innermost = rest.starts_with("0:");
  next_word(rest);
  if (is_hex(rest.substr(0, rest.find(' ')))) next_word(rest);
  const std::size_t at = rest.rfind(" at ");
  std::string_view symbol = rest.substr(0, at);
  const std::size_t tick = symbol.find('`');
  const std::string_view object = tick == npos ? std::string_view() : symbol.substr(0, tick);
  if (tick != npos) symbol.remove_prefix(tick + 1);
  if (const std::size_t plus = symbol.rfind(" + "); plus != npos && is_number(symbol.substr(plus + 3)))
    symbol = symbol.substr(0, plus);
  CodeFrame frame = native_frame(symbol, object);
  if (at != npos) set_place(rest.substr(at + 4), frame);
  Line result = frame_line(std::move(frame));
  result.is_innermost = is_innermost;
  return result;
}

// `Thread 2 (Thread 0x7fe9 (LWP 12734) "name"):`, `* thread #1, name = 'x'`
Line gdb_head(std::string_view line) {
  Line result{.is = Is::head};
  if (const std::size_t lwp = line.find("(LWP "); lwp != npos) {
    const std::string_view id = line.substr(lwp + 5);
    result.thread.tid = id.substr(0, id.find_first_not_of("0123456789"));
  }
  const char quote = line.find('\'') < line.find('"') ? '\'' : '"';
  const std::size_t open = line.find(quote);
  const std::size_t close = line.rfind(quote);
  if (open < close && close != npos) result.thread.thread = line.substr(open + 1, close - open - 1);
  return result;
}

bool is_lldb_head(std::string_view line) { return line.find("thread #") < 3; }
bool is_gdb_head(std::string_view line) {
  return line.starts_with("Thread ") && line.ends_with("):") && line.find("(LWP ") != npos;
}
bool is_lldb_frame(std::string_view line) {
  const std::size_t at = line.find("frame #");
  return at != npos && line.substr(0, at).find_first_not_of(" *\t") == npos;
}

bool begins_gdb(std::string_view line) {
  return is_gdb_head(line) || (line.starts_with("#0  ") && line.find(" (") != npos && line.find(" - ") == npos) ||
         line.starts_with("[Thread debugging using ") || (is_lldb_frame(line) && line.find("#0: 0x") != npos);
}
Line look_gdb(std::string_view line) {
  if (line.empty()) return {.is = Is::end};
  if (is_gdb_head(line) || is_lldb_head(line)) return gdb_head(line);
  if (is_lldb_frame(line)) return lldb_frame(line);
  if (line.front() == '#') return gdb_frame(line);
  if (line.find("ore stack frames follow...") != npos) return {.is = Is::truncated};
  return {};
}

// ---- eu-stack ------------------------------------------------------------------------------------------------------

bool begins_eu_stack(std::string_view line) {
  const bool is_process = line.starts_with("PID ") && line.ends_with(" - process");
  return is_process || (line.starts_with("TID ") && line.ends_with(':') && is_number(line.substr(4, line.size() - 5)));
}
// `#0  0x0000 name - /usr/lib/libc.so.6`; with -v "- 1" stands before the name of a caller.
Line look_eu_stack(std::string_view line) {
  if (line.starts_with("TID ")) {
    Line head{.is = Is::head};
    head.thread.tid = line.substr(4, line.size() - 5);
    return head;
  }
  if (begins_eu_stack(line)) {
    Line process{.is = Is::process};
    process.thread.pid = line.substr(4, line.find(' ', 4) - 4);
    return process;
  }
  if (!line.starts_with('#')) return {};
  std::string_view rest = line.substr(1);
  if (!is_number(next_word(rest))) return {};
  const std::string_view address = next_word(rest);
  if (rest.starts_with("- 1")) rest = trim(rest.substr(3));
  const std::size_t dash = rest.rfind(" - ");
  const std::string_view object = dash == npos ? std::string_view() : trim(rest.substr(dash + 3));
  Line frame = frame_line(native_frame(trim(rest.substr(0, dash)), object));
  frame.address = address;
  return frame;
}

// ---- Java ----------------------------------------------------------------------------------------------------------

bool begins_jstack(std::string_view line) { return line.starts_with("Full thread dump "); }

// Quotes inside of a name are written as they are, so it ends at the last quote that something known follows.
Line jstack_head(std::string_view line) {
  Line head{.is = Is::head};
  std::size_t end = line.rfind('"');
  for (std::size_t at = line.find("\" ", 1); at != npos; at = line.find("\" ", at + 1)) {
    const std::string_view behind = line.substr(at + 2);
    for (const std::string_view word : {"#", "daemon ", "prio=", "os_prio=", "tid="}) {
      if (behind.starts_with(word)) end = at;
    }
  }
  if (end == 0 || end == npos) return {};
  head.thread.thread = line.substr(1, end - 1);
  std::string_view rest = line.substr(end);
  const std::size_t nid = rest.find(" nid=");
  if (nid != npos) {
    rest.remove_prefix(nid + 5);
    head.thread.tid = rest.substr(0, rest.find(' '));
  }
  return head;
}

// `at loader//module@1/pkg.Class.method(module@1/File.java:7)`
Line jstack_frame(std::string_view text) {
  const std::size_t open = text.ends_with(')') ? opening(text) : npos;
  if (open == npos) return {};
  std::string_view name = text.substr(0, open);
  std::string_view place = text.substr(open + 1, text.size() - open - 2);
  for (std::size_t slash = name.find('/'); slash != npos && name.substr(0, slash).find('$') == npos;
       slash = name.find('/'))
    name.remove_prefix(slash + 1);
  place.remove_prefix(place.rfind('/') + 1);
  CodeFrame frame{.name = std::string(name)};
  if (place == "Native Method") {
    frame.kind = FrameKind::native;
  } else if (place != "Unknown Source") {
    set_place(place, frame);
  }
  return frame_line(std::move(frame));
}

Line look_jstack(std::string_view line) {
  if (line.empty()) return {.is = Is::end};
  if (line.front() == '"') return jstack_head(line);
  const std::string_view text = trim(line);
  constexpr std::string_view state = "java.lang.Thread.State: ";
  if (text.starts_with(state)) {
    std::string_view rest = text.substr(state.size());
    return {.is = Is::state, .state = std::string(next_word(rest))};
  }
  return text.starts_with("at ") ? jstack_frame(text.substr(3)) : Line();
}

// ---- Go ------------------------------------------------------------------------------------------------------------

bool begins_goroutine(std::string_view line) {
  if (line.starts_with("goroutine profile: total ")) return true;
  if (!line.starts_with("goroutine ") || !line.ends_with("]:")) return false;
  std::string_view rest = line.substr(10);
  return is_number(next_word(rest)) && rest.find('[') != npos;
}

// `3 @ 0x437bf6 0x40619b`, of debug=1.
bool is_counted(std::string_view line) {
  const std::size_t at = line.find(" @ 0x");
  return at != npos && is_number(line.substr(0, at)) && at < 18;
}
// `# 0x4b6dbe main.main.func1+0x1e /srv/main.go:10`, with tabs between.
Line counted_frame(std::string_view line) {
  std::string_view rest = trim(line.substr(1));
  next_word(rest);
  const std::size_t tab = rest.find('\t');
  CodeFrame frame = native_frame(trim(rest.substr(0, tab)), {});
  if (tab != npos) set_place(trim(rest.substr(tab)), frame);
  return frame_line(std::move(frame));
}

Line goroutine_head(std::string_view line) {
  Line head{.is = Is::head};
  std::string_view rest = line.substr(10);
  head.thread.tid = next_word(rest);
  head.thread.thread = "goroutine";
  const std::string_view state = rest.substr(rest.find('[') + 1);
  head.state = state.substr(0, state.find_first_of(",]"));
  return head;
}

Line look_goroutine(std::string_view line) {
  if (line.empty()) return {.is = Is::end};
  if (line.starts_with("goroutine profile: ")) return {};
  if (begins_goroutine(line)) return goroutine_head(line);
  if (is_counted(line)) {
    Line head{.is = Is::head};
    Weight count = 0;
    std::from_chars(line.data(), line.data() + line.size(), count);
    head.count = count;
    return head;
  }
  if (line.starts_with("#\t0x")) return counted_frame(line);
  if (line.find("frames elided...") != npos) return {.is = Is::truncated};
  if (line.front() == '\t') {  // the place of the function above
    Line file{.is = Is::file};
    std::string_view rest = trim(line);
    set_place(next_word(rest), file.frame);
    return file;
  }
  if (line.starts_with("created by ") || !line.ends_with(')')) return {};
  const std::size_t open = opening(line);
  return open == npos || open == 0 ? Line() : frame_line({.name = std::string(line.substr(0, open))});
}

// ---- Python --------------------------------------------------------------------------------------------------------

constexpr std::string_view most_recent = "(most recent call first):";

bool begins_faulthandler(std::string_view line) {
  return line.ends_with(most_recent) &&
         (line.starts_with("Thread 0x") || line.starts_with("Current thread") || line.starts_with("Stack "));
}
Line look_faulthandler(std::string_view line) {
  if (line.empty()) return {.is = Is::end};
  if (begins_faulthandler(line)) {
    Line head{.is = Is::head};
    const std::size_t id = line.find("0x");
    if (id != npos) head.thread.tid = line.substr(id, line.find(' ', id) - id);
    const std::size_t open = line.find('[');
    if (open != npos && line.find(']', open) != npos)
      head.thread.thread = line.substr(open + 1, line.find(']', open) - open - 1);
    if (line.starts_with("Current thread")) head.state = "current";
    return head;
  }
  if (line == "  ...") return {.is = Is::truncated};
  constexpr std::string_view file = "  File \"";
  const std::size_t number = line.rfind("\", line ");
  if (!line.starts_with(file) || number == npos || number < file.size()) return {};
  CodeFrame frame{.file = std::string(line.substr(file.size(), number - file.size()))};
  std::string_view rest = line.substr(number + 8);
  const std::string_view digits = next_word(rest);
  if (is_number(digits) && digits.size() < 10)
    std::from_chars(digits.data(), digits.data() + digits.size(), frame.line);
  frame.name = rest.starts_with("in ") ? rest.substr(3) : rest;
  return frame_line(std::move(frame));
}

// `Thread 4720 (active+gil): "worker (2)"`
bool is_py_spy_head(std::string_view line) {
  if (!line.starts_with("Thread ")) return false;
  std::string_view rest = line.substr(7);
  const std::string_view id = next_word(rest);
  return (is_number(id) || is_hex(id)) &&
         (rest.starts_with("(idle)") || rest.starts_with("(active") || rest.starts_with("(gil)"));
}
bool begins_py_spy(std::string_view line) { return is_py_spy_head(line); }
Line look_py_spy(std::string_view line) {
  if (line.starts_with("Process ")) {
    Line process{.is = Is::process};
    process.thread.pid = line.substr(8, line.find(':') - 8);
    return process;
  }
  if (is_py_spy_head(line)) {
    Line head{.is = Is::head};
    std::string_view rest = line.substr(7);
    head.thread.tid = next_word(rest);
    head.state = rest.substr(1, rest.find(')') - 1);
    const std::size_t quote = rest.find('"');
    if (quote != npos && rest.ends_with('"') && quote + 1 < rest.size())
      head.thread.thread = rest.substr(quote + 1, rest.size() - quote - 2);
    return head;
  }
  // Values of variables stand further to the right.
  if (!line.starts_with("    ") || line.size() < 5 || line[4] == ' ' || !line.ends_with(')')) return {};
  std::string_view text = line.substr(4);
  const std::size_t open = text.rfind(" (", text.rfind(" (") == npos ? npos : opening(text));
  if (open == npos) return {};
  CodeFrame frame{.name = std::string(text.substr(0, open))};
  set_place(text.substr(open + 2, text.size() - open - 3), frame);
  return frame_line(std::move(frame));
}

}  // namespace

const std::array<Dialect, 6> dialects = {{
    {"jstack", begins_jstack, look_jstack},
    {"Go", begins_goroutine, look_goroutine},
    {"faulthandler", begins_faulthandler, look_faulthandler},
    {"py-spy", begins_py_spy, look_py_spy},
    {"eu-stack", begins_eu_stack, look_eu_stack},
    {"gdb", begins_gdb, look_gdb},
}};

}  // namespace p2g::dump

#include "src/importers/austin/frames.h"

#include <algorithm>
#include <utility>

#include "src/base/words.h"
#include "src/importers/austin/samples.h"

namespace p2g::austin {
namespace {

void append_frame(std::string& text, std::string_view frame) {
  if (!text.empty()) text += ';';
  text += frame;
}

// `Process 12` and P1 as `process 12`; P12 stays. False when it is no process.
bool spell_process(std::string_view frame, Spelled& out) {
  const bool old = frame.starts_with("Process ");
  if (!old && !frame.starts_with('P')) return false;
  const std::string_view id = frame.substr(old ? 8 : 1);
  if (!is_number(id)) return false;
  out.process = old || id.size() == 1 ? "process " + std::string(id) : std::string(frame);
  append_frame(out.text, out.process);
  return true;
}

// `Thread 55cc7f`, T5 and hexadecimal ids as `thread (ID)`; T34 and T0:34 stay.
bool spell_thread(std::string_view frame, Spelled& out) {
  const bool old = frame.starts_with("Thread ");
  if (!old && !frame.starts_with('T')) return false;
  std::string_view id = frame.substr(old ? 7 : 1);
  const std::size_t colon = id.find(':');
  const std::string_view number = id.substr(colon == std::string_view::npos ? 0 : colon + 1);
  if (!all_hex(number) || (colon != std::string_view::npos && !is_number(id.substr(0, colon)))) return false;
  if (!old && is_number(number) && (colon != std::string_view::npos || number.size() > 1)) {
    out.thread = frame;
    append_frame(out.text, frame);
    return true;
  }
  if (id.starts_with("0:")) id = number;  // the main interpreter
  out.thread = id;
  append_frame(out.text, "thread (" + out.thread + ')');
  return true;
}

// `L88`
bool is_line(std::string_view frame) { return frame.size() > 1 && frame.front() == 'L' && is_number(frame.substr(1)); }

// `name (file.py)` and `L88` become `name (file.py:88)`.
void append_line(std::string& text, std::string_view line) {
  text.pop_back();
  text += ':';
  text += line.substr(1);
  text += ')';
}

}  // namespace

void spell(std::string_view stack, Spelled& out) {
  out = {std::move(out.text), 0, {}, {}};
  out.text.clear();
  bool is_head = true;
  while (true) {
    const std::size_t end = std::min(stack.find(';'), stack.size());
    const std::string_view frame = stack.substr(0, end);
    if (is_head) {
      is_head = (out.process.empty() && spell_process(frame, out)) || (out.thread.empty() && spell_thread(frame, out));
      if (is_head) out.head_end = out.text.size();
    }
    if (!is_head) {
      const bool has_place = out.text.size() > out.head_end && out.text.ends_with(')');
      if (is_line(frame) && has_place) {
        append_line(out.text, frame);
      } else {
        append_frame(out.text, frame);
      }
    }
    if (end == stack.size()) return;
    stack.remove_prefix(end + 1);
  }
}

}  // namespace p2g::austin

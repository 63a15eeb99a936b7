#include "src/importers/bpftrace/key.h"

#include <algorithm>

#include "src/base/npos.h"
#include "src/base/text.h"
#include "src/base/words.h"
#include "src/importers/kit/kernel_stack.h"

namespace p2g::bpftrace {
namespace {

// `leaf+91`, `0x55f0`, and of mode perf `7f4a564c20bc leaf+604 (/usr/lib/libx.so)`.
CodeFrame frame_of(std::string_view line) {
  line = trim_line(line);
  const std::size_t blank = line.find(' ');
  const std::size_t open = line.rfind(" (");
  const bool has_address = blank != npos && line.substr(0, blank).find_first_not_of("0123456789abcdef") == npos;
  if (has_address && line.ends_with(')') && open != npos && open >= blank)
    return native_frame(trim_line(line.substr(blank, open - blank)), line.substr(open + 2, line.size() - open - 3));
  // Of mode raw, an address alone.
  if (blank == npos && line.size() >= 12 && line.find_first_not_of("0123456789abcdef") == npos) line = {};
  return native_frame(line, {});
}

}  // namespace

void Key::add_line(std::string_view line, CodeFrames& frames) {
  if (line.empty() || (line.front() != ' ' && line.front() != '\t')) {
    add_words(line);
    return;
  }
  if (trim_line(line).empty()) return;
  if (!in_stack_) stacks_.emplace_back();
  in_stack_ = true;
  ++depth_;
  Stack& stack = stacks_.back();
  const Fingerprint text = fingerprint_of(line);
  if (const auto* const known = known_lines_.find(text)) {
    stack.frames.push_back(known_lines_.frames(*known).front());
  } else {
    const FrameId frame = frames.add(frame_of(line));
    known_lines_.remember(text, {&frame, 1});
    stack.frames.push_back(frame);
  }
  stack.enters_kernel = stack.enters_kernel || enters_kernel(trim_line(line));
}

// `, work2` behind a stack, `work2, ` before one; a part with nothing in it is a stack without frames. A stack on the
// lines before is the first part of its line, one on the lines behind the last.
void Key::add_words(std::string_view line) {
  depth_ = 0;
  bool is_first = true;
  while (true) {
    const std::size_t comma = std::min(line.find(','), line.size());
    const std::string_view word = trim_line(line.substr(0, comma));
    const bool is_last = comma == line.size();
    if (!word.empty()) {
      words_.emplace_back(word);
    } else if (!is_last && !(is_first && in_stack_)) {
      has_empty_part_ = true;
    }
    if (is_last) break;
    line.remove_prefix(comma + 1);
    is_first = false;
  }
  in_stack_ = false;
}

FrameId Key::in_kernel(FrameId frame, CodeFrames& frames) {
  if (in_kernel_.size() <= frame) in_kernel_.resize(frame + std::size_t{1}, no_frame);
  if (in_kernel_[frame] == no_frame) in_kernel_[frame] = frames.as_kind(frame, FrameKind::kernel);
  return in_kernel_[frame];
}

// Of two stacks the first is the kernel's, unless only the second begins where a kernel does.
void Key::push(CodeFrames& frames, EventStacks& out) {
  const bool has_two = stacks_.size() > 1;
  const bool is_second = has_two && stacks_[1].enters_kernel && !stacks_[0].enters_kernel;
  if (is_second) std::swap(stacks_[0], stacks_[1]);
  for (std::size_t i = 0; i < stacks_.size(); ++i) {
    const bool kernel = i == 0 && (has_two || stacks_[i].enters_kernel);
    for (const FrameId frame : stacks_[i].frames) out.push(kernel ? in_kernel(frame, frames) : frame);
  }
}

// Numbers are ids: of the thread, or of process and thread. What else there is, is its name.
EventStacks::ThreadId Key::thread(EventStacks& stacks) const {
  Slice slice;
  for (const std::string& word : words_) {
    if (is_number(word) && slice.tid.empty()) {
      slice.tid = word;
    } else if (is_number(word) && slice.pid.empty()) {
      slice.pid = std::exchange(slice.tid, word);
    } else {
      repair_utf8(word, slice.thread += slice.thread.empty() ? "" : ", ");
    }
  }
  return words_.empty() ? EventStacks::no_thread : stacks.thread(slice);
}

}  // namespace p2g::bpftrace

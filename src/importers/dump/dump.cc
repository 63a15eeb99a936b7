// Dumps of threads: gdb and pstack, lldb, eu-stack, jstack (jcmd Thread.print, kill -3), Go's goroutines, Python's
// faulthandler, py-spy dump (also with --json).
//
// - A dump is one moment. Each thread is a stack that counts 1, waiting or not; its state stands behind its name, so
//   that --thread can choose. Where a thread was seen twice the file holds several dumps, and counts are samples.
// - A thread without frames (the virtual machine's own, one that had no Python frame) is left out and told.
// - Frames are the functions; where they stood is used with --by line.
// - What stands before the first dump, between and behind them is somebody's log.
//
// Source: output of gdb 13, elfutils 0.188, OpenJDK 17, Go 1.19, CPython 3.11 and 3.12; documentation of py-spy, lldb.
#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "src/base/json_reader.h"
#include "src/base/lines.h"
#include "src/base/npos.h"
#include "src/base/text.h"
#include "src/base/words.h"
#include "src/importers/dump/dialects.h"
#include "src/importers/dump/py_spy_json.h"
#include "src/importers/importer.h"
#include "src/importers/kit/event_stacks.h"
#include "src/importers/kit/line_problems.h"
#include "src/importers/kit/read_lines.h"
#include "src/importers/kit/stack_limits.h"

namespace p2g {
namespace {

using dump::Dialect;
using dump::Line;

// Without the colours of a terminal.
std::string_view plain(std::string_view line, std::string& buffer) {
  if (line.find('\x1b') == npos) return line;
  buffer.clear();
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '\x1b' && i + 1 < line.size() && line[i + 1] == '[') {
      i = std::min(line.find_first_not_of("0123456789;", i + 2), line.size());
    } else {
      buffer += line[i];
    }
  }
  return buffer;
}

const Dialect* dialect_that_begins(std::string_view line) {
  const auto* const found = std::find_if(dump::dialects.begin(), dump::dialects.end(),
                                         [&](const Dialect& each) { return each.begins(line); });
  return found == dump::dialects.end() ? nullptr : found;
}

class DumpReader {
 public:
  DumpReader(const Source& source, const ReadOptions& options)
      : source_(source),
        options_(options),
        stacks_(source, options),
        threads_(stacks_.event("threads", Metric::count("threads"))) {}

  Result<void> add_line(const TextLine& raw);
  Result<void> read_json(Source& source);
  Result<void> finish(Profile& profile);

 private:
  Result<void> take(const Line& line, std::uint64_t place);
  Result<void> add_frame(const Line& line, std::uint64_t place);
  Result<void> end_thread(std::uint64_t place);
  FrameId frame_of(CodeFrame frame);

  const Source& source_;
  const ReadOptions& options_;
  CodeFrames frames_;
  EventStacks stacks_;
  EventStacks::EventId threads_;
  LineProblems problems_{"dumps of threads", "a head for each thread and its frames"};
  const Dialect* dialect_ = nullptr;
  std::string_view tool_;
  std::string buffer_;
  std::string pid_;
  Line head_;
  CodeFrame last_;  // of the thread, which the next line may tell more of
  std::string last_address_;
  bool is_frame_ = false;  // the line before
  bool is_open_ = false;
  bool is_truncated_ = false;
  std::uint64_t truncated_ = 0;
  std::uint64_t without_frames_ = 0;
  std::set<std::string> seen_;
  bool has_several_ = false;
};

Result<void> DumpReader::add_line(const TextLine& raw) {
  P2G_TRY(problems_.check_text(raw));
  const std::string_view line = plain(trim_line_end(raw.raw), buffer_);
  const Dialect* const begun = dialect_that_begins(line);
  if (begun != nullptr && begun != dialect_) {
    P2G_TRY(end_thread(raw.number));
    dialect_ = begun;
    tool_ = begun->tool;
  }
  if (dialect_ == nullptr && line.starts_with("Process ")) pid_ = line.substr(8, line.find(':') - 8);
  if (dialect_ != nullptr) P2G_TRY(take(dialect_->look(line), raw.number));
  return problems_.bound_idle(raw, stacks_.count() + stacks_.depth());
}

Result<void> DumpReader::read_json(Source& source) {
  tool_ = "py-spy";
  JsonReader json(source);
  return dump::read_py_spy_json(json, [&](const Line& line, std::uint64_t place) { return take(line, place); });
}

Result<void> DumpReader::take(const Line& line, std::uint64_t place) {
  const bool follows_frame = std::exchange(is_frame_, line.is == Line::Is::frame);
  switch (line.is) {
    case Line::Is::other:
      return {};
    case Line::Is::process:
      P2G_TRY(end_thread(place));
      pid_ = line.thread.pid;
      return {};
    case Line::Is::head:
      P2G_TRY(end_thread(place));
      head_ = line;
      is_open_ = true;
      return {};
    case Line::Is::state:
      head_.state = line.state;
      return {};
    case Line::Is::frame:
      return add_frame(line, place);
    case Line::Is::file:
      if (!follows_frame || stacks_.depth() == 0) return {};  // of who created the goroutine
      last_.file = line.frame.file;
      last_.line = line.frame.line;
      stacks_.top() = frame_of(last_);
      return {};
    case Line::Is::truncated:
      is_truncated_ = is_open_;
      return {};
    case Line::Is::end:
      return end_thread(place);
  }
  return {};
}

// Where it stood is no part of a function, unless that was asked for.
FrameId DumpReader::frame_of(CodeFrame frame) {
  if (!options_.by_line) frame.line = 0;
  return frames_.add(frame);
}

Result<void> DumpReader::add_frame(const Line& line, std::uint64_t place) {
  if (line.is_innermost && stacks_.depth() > 0) P2G_TRY(end_thread(place));
  if (!is_open_) {
    if (!line.is_innermost) return {};  // a log that looks like one
    head_ = Line();
    is_open_ = true;
  }
  if (stacks_.depth() >= deepest_stack) return fail(too_deep_error(place));
  if (!line.address.empty() && line.address == last_address_ && stacks_.depth() > 0)
    stacks_.top() = frames_.as_kind(stacks_.top(), FrameKind::inlined);
  last_address_ = line.address;
  last_ = line.frame;
  stacks_.push(frame_of(line.frame));
  return {};
}

Result<void> DumpReader::end_thread(std::uint64_t place) {
  if (!std::exchange(is_open_, false)) return {};
  last_address_.clear();
  Line head = std::exchange(head_, Line());
  const bool is_truncated = std::exchange(is_truncated_, false);
  if (stacks_.depth() == 0) {
    ++without_frames_;
    return {};
  }
  if (is_truncated) {
    ++truncated_;
    stacks_.push(frames_.add({.name = "[truncated]"}));
  }
  Slice& slice = head.thread;
  slice.pid = pid_;
  std::string name;
  repair_utf8(slice.thread, name);
  if (!head.state.empty()) name += (name.empty() ? "[" : " [") + head.state + ']';
  slice.thread = name;
  if (!slice.tid.empty() && !seen_.insert(pid_ + '/' + slice.tid).second) has_several_ = true;
  const bool is_anybody = slice.name().empty();
  return stacks_.add(threads_, is_anybody ? EventStacks::no_thread : stacks_.thread(slice), head.count.value_or(1),
                     place);
}

Result<void> DumpReader::finish(Profile& profile) {
  P2G_TRY(end_thread(1));
  if (stacks_.count() == 0) {
    Error error{ErrorKind::input, "has no threads with stacks", source_.name()};
    error.hint = "gdb -p PID -batch -ex 'thread apply all bt', eu-stack -p PID, jstack PID and py-spy dump write them";
    return fail(std::move(error));
  }
  profile.format = "dump";
  profile.producer = tool_;
  profile.files.push_back(source_.name());
  profile.frames = frames_.take();
  profile.warnings.add("invalid-utf8", "name that is not valid UTF-8 was repaired with U+FFFD", frames_.ill_formed());
  profile.warnings.add("truncated-stack", "stack was cut by the tool that printed it: its callers are not known",
                       truncated_);
  profile.warnings.add("no-stack", "thread has no frames and was left out", without_frames_);
  if (has_several_) stacks_.set_weighed(threads_, Metric::count("samples"));
  return stacks_.finish(profile, options_.wanted, {});
}

Result<Profile> read_dump(Source& source, const ReadOptions& options) {
  DumpReader reader(source, options);
  if (!dump::is_py_spy_json(source.head())) return read_lines(source, reader);
  P2G_TRY(reader.read_json(source));
  Profile profile;
  P2G_TRY(reader.finish(profile));
  return profile;
}

// Each of the heads is one that nobody else writes.
Sniff sniff_dump(std::string_view head) {
  if (dump::is_py_spy_json(head)) return Sniff::certain;
  Source source = Source::from_memory("", head);
  LineReader reader(source);
  std::string buffer;
  while (reader.next()) {
    if (dialect_that_begins(plain(trim_line_end(reader.line()), buffer)) != nullptr) return Sniff::certain;
  }
  return Sniff::no;
}

}  // namespace

extern const Importer importer_dump;
const Importer importer_dump{
    .name = "dump",
    .aliases = "gdb,pstack,eu-stack,jstack,goroutine,faulthandler,py-spy-dump",
    .summary = "threads at one moment: gdb, pstack, eu-stack, jstack, Go, faulthandler, py-spy",
    .suffixes = ".jstack,.pstack",
    .sniff = sniff_dump,
    .read = read_dump,
};

}  // namespace p2g

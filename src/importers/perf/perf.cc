// What `perf script` prints: records of an event line, frames with the leaf first, and a blank line.
//
//   work 28143/28145 [000]  1043.670987:    5025125 cpu-clock:
//   TAB         12df leaf_a+0x6a (/srv/work)
//   TAB        2724a __libc_start_call_main+0x7a (/usr/lib/x86_64-linux-gnu/libc.so.6)
//
// - Of the event line -F leaves out what it likes: time, cpu, pid, period, event; all of it, and the line is blank.
//   Without a call graph the only frame stands behind the event. A tracepoint has its values there.
// - The command may hold anything but a line break. It is what stands before the ids, which are read from the right.
// - The last record counts without a blank line behind it; a record without frames counts in the total.
// - An event is a metric. With a period on each of its records it measures those, cpu-clock, task-clock and
//   offcpu-time nanoseconds; else it counts samples. That with most samples is the default.
// - The same thread under another command is another thread: before exec it was another program.
// - "(inlined)" in the place of the object marks a frame without a call of its own; "a->Lb;::c" is two of them. With
//   -F +srcline a source line follows each frame and has that mark; it is used with --by line.
// - Lines "PERF_RECORD_…" (--show-mmap-events and the like) are no samples; lost ones are told.
//
// Source: output of perf 3.13 to 6.1 and tools/perf/builtin-script.c's documentation, man perf-script.
#include <algorithm>
#include <charconv>
#include <cstring>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "src/base/lines.h"
#include "src/base/npos.h"
#include "src/base/text.h"
#include "src/base/words.h"
#include "src/importers/importer.h"
#include "src/importers/kit/code_frames.h"
#include "src/importers/kit/event_stacks.h"
#include "src/importers/kit/known_frames.h"
#include "src/importers/kit/line_problems.h"
#include "src/importers/kit/lined_frames.h"
#include "src/importers/kit/read_lines.h"
#include "src/importers/kit/stack_limits.h"
#include "src/importers/perf/lines.h"

namespace p2g {
namespace {

using namespace perf;

// The event as it is printed and chosen by: it must not be able to do harm anywhere.
std::string event_name(std::string_view event) {
  if (event.empty()) return "samples";
  std::string name(event.substr(0, 200));
  std::replace_if(
      name.begin(), name.end(),
      [](char c) { return c < 0x21 || c > 0x7e || std::string_view("<>&\"'`|\\").find(c) != npos; }, '?');
  return name;
}

// What periods of an event count. How precisely a processor took them (cycles:ppp) makes no difference.
Metric metric_of(std::string_view event) {
  const std::string_view base = event.substr(0, event.find(':'));
  if (base == "cpu-clock" || base == "task-clock" || base == "offcpu-time") return Metric::time();
  std::string unit(event);
  if (const std::size_t colon = unit.rfind(':'); colon != std::string::npos) {
    while (unit.ends_with('p')) unit.pop_back();
    if (unit.ends_with(':')) unit.pop_back();
  }
  std::replace_if(
      unit.begin(), unit.end(), [](char c) { return std::string_view(":/=,.{}").find(c) != npos; }, '-');
  while (unit.ends_with('-')) unit.pop_back();
  unit = unit.substr(0, 40);
  return Metric::count(can_name_unit(unit) ? unit : "events");
}

// The text up to and with the first line that is empty; 0 when there is none.
std::size_t size_of_paragraph(std::string_view text) {
  constexpr std::uint64_t ones = 0x0101010101010101U;
  constexpr std::uint64_t newlines = ones * '\n';
  std::size_t at = 0;
  // Eight places at once: a byte is zero where both it and the next are line breaks. A borrow may claim too much.
  for (; at + 9 <= text.size(); at += 8) {
    std::uint64_t here = 0;
    std::uint64_t next = 0;
    std::memcpy(&here, text.data() + at, 8);
    std::memcpy(&next, text.data() + at + 1, 8);
    const std::uint64_t both = (here ^ newlines) | (next ^ newlines);
    if (((both - ones) & ~both & (ones << 7U)) != 0) break;
  }
  const std::size_t found = text.find("\n\n", at);
  return found == npos ? 0 : found + 2;
}

// Frames of one sample's line, the innermost first: what was inlined comes before the function that it is in.
using LineFrames = std::vector<FrameId>;

class PerfReader {
 public:
  PerfReader(const Source& source, const ReadOptions& options)
      : source_(source), options_(options), stacks_(source, options) {}

  Result<void> add_line(const TextLine& raw);
  // After a line: frames that are known as a whole are added without being read. `ahead` is the text behind the line;
  // how much of it is done with.
  struct Done {
    std::size_t bytes = 0;
    std::uint64_t lines = 0;
  };
  Result<Done> skip_known_frames(std::string_view ahead, std::uint64_t place);
  Result<void> finish(Profile& profile);

 private:
  // The record that is being read.
  struct Record {
    bool is_open = false;
    bool has_event = false;  // an event line; else frames alone
    bool is_guess = false;   // a line that was one if frames follow
    bool is_new = false;     // its frames are in new_frames_, and shall be remembered
    EventStacks::EventId event = 0;
    EventStacks::ThreadId thread = EventStacks::no_thread;
    std::optional<Weight> period{};
  };

  Result<void> look_at(const TextLine& raw, std::string_view line);
  Result<void> add_event(const TextLine& raw, const EventLine& line);
  Result<void> add_frames(std::uint64_t place, std::span<const FrameId> frames);
  Result<void> end_record(std::uint64_t place);
  void add_source(std::string_view line);
  LineFrames frames_of(const FrameLine& line);
  void open_task(std::string_view head);
  void name_event(std::string_view event);
  Result<void> note_record(const TextLine& raw, std::string_view line);
  Result<void> malformed(const TextLine& raw, const char* problem);

  const Source& source_;
  const ReadOptions& options_;
  CodeFrames frames_;
  LinedFrames lines_;
  EventStacks stacks_;
  LineProblems problems_{"what perf script prints", "an event line, frames and a blank line",
                         "line that is neither an event nor a frame"};
  Record record_;
  std::string guess_;
  std::uint64_t guess_number_ = 0;
  KnownFrames known_lines_;
  KnownFrames known_records_;
  KnownFrames known_heads_;  // of a thread's id, in the place of a frame's
  Fingerprint new_frames_;
  std::uint32_t new_lines_ = 0;
  std::string last_event_;
  std::optional<EventStacks::EventId> last_event_id_;
  std::uint64_t event_lines_ = 0;
  std::uint64_t orphans_ = 0;
  std::uint64_t lost_ = 0;
};

Result<void> PerfReader::malformed(const TextLine& raw, const char* problem) {
  record_.is_new = false;
  P2G_TRY(problems_.check_text(raw));
  problems_.malformed(raw, raw.raw.find_first_not_of(" \t") == npos ? 1 : raw.raw.find_first_not_of(" \t") + 1,
                      problem);
  return problems_.bound_idle(raw, stacks_.count());
}

Result<void> PerfReader::add_line(const TextLine& raw) {
  const std::string_view line = raw.raw;
  const bool is_indented = !line.empty() && is_blank(line.front());
  if (is_indented && record_.is_open) {
    const Fingerprint text = fingerprint_of(line);
    if (const auto* const known = known_lines_.find(text)) return add_frames(raw.number, known_lines_.frames(*known));
    return look_at(raw, line);
  }
  if (line.empty() || line.front() == '#' || (is_indented && trim_line_end(line).empty())) {
    P2G_TRY(problems_.check_text(raw));
    if (record_.is_new && line.empty()) known_records_.remember(new_frames_, stacks_.pushed(), new_lines_);
    P2G_TRY(end_record(raw.number));
    return problems_.bound_idle(raw, stacks_.count());
  }
  return look_at(raw, line);
}

// A line that was not seen before.
Result<void> PerfReader::look_at(const TextLine& raw, std::string_view line) {
  P2G_TRY(problems_.check_text(raw));
  if (trim_line_end(line).empty()) return end_record(raw.number);
  const bool is_indented = is_blank(line.front());
  const std::optional<FrameLine> frame = split_frame(line);
  // A command may look like an address, so a line with a time is an event unless it is a frame by its place.
  const bool may_be_frame = is_indented ? record_.is_open || !has_time(line)
                                        : record_.is_open && frame && frame->has_object && !has_time(line);
  if (frame && may_be_frame) {
    record_.is_open = true;
    const LineFrames frames = frames_of(*frame);
    if (is_indented) known_lines_.remember(fingerprint_of(line), frames);
    return add_frames(raw.number, frames);
  }
  if (is_indented && record_.is_open && !has_time(line)) {
    if (stacks_.depth() == 0) return malformed(raw, "expected a frame: address symbol (object)");
    add_source(line);
    return {};
  }
  const std::optional<EventLine> event = split_event(line);
  constexpr std::string_view other_record = "PERF_RECORD_";
  if (event && (event->event.starts_with(other_record) || event->rest.starts_with(other_record)))
    return note_record(raw, line);
  if (event) return add_event(raw, *event);
  if (line.find(other_record) != npos) return note_record(raw, line);
  return malformed(raw, "expected an event line: command, id, time and event");
}

Result<void> PerfReader::add_event(const TextLine& raw, const EventLine& line) {
  P2G_TRY(end_record(raw.number));
  if (line.is_too_large) return fail(problems_.too_large(raw, line.head.size() + 1, "period is not below 10^18"));
  record_ = {.is_open = true, .has_event = true, .period = line.period};
  record_.is_guess = !line.has_time && line.event.empty();
  if (record_.is_guess) {
    guess_ = raw.raw;
    guess_number_ = raw.number;
  }
  ++event_lines_;
  name_event(line.event);
  open_task(line.head);
  if (line.rest.size() <= 1) return {};
  const std::optional<FrameLine> only = split_only_frame(line.rest);
  if (!only) return {};
  P2G_TRY(add_frames(raw.number, frames_of(*only)));
  return end_record(raw.number);
}

void PerfReader::name_event(std::string_view event) {
  if (!last_event_id_ || event != last_event_) {
    const std::string name = event_name(event);
    last_event_ = event;
    last_event_id_ = stacks_.event(name, metric_of(name));
  }
  record_.event = *last_event_id_;
}

void PerfReader::open_task(std::string_view head) {
  const Fingerprint text = fingerprint_of(head);
  if (const auto* const known = known_heads_.find(text)) {
    record_.thread = known_heads_.frames(*known).front();
    return;
  }
  const Task task = split_task(head);
  Slice slice{.process = {}, .pid = std::string(task.pid), .tid = std::string(task.tid)};
  repair_utf8(task.comm, slice.thread);
  const bool is_anybody = slice.thread.empty() && slice.tid.empty();
  record_.thread = is_anybody ? EventStacks::no_thread : stacks_.thread(slice);
  known_heads_.remember(text, {&record_.thread, 1});
}

Result<PerfReader::Done> PerfReader::skip_known_frames(std::string_view ahead, std::uint64_t place) {
  constexpr std::size_t longest = 16 * 1024;
  if (!record_.has_event || stacks_.depth() > 0 || ahead.empty() || !is_blank(ahead.front())) return Done();
  const std::size_t size = size_of_paragraph(ahead.substr(0, longest));
  if (size == 0) return Done();
  const std::string_view text = ahead.substr(0, size);
  const Fingerprint fingerprint = fingerprint_of(text);
  if (const auto* const known = known_records_.find(fingerprint)) {
    P2G_TRY(add_frames(place, known_records_.frames(*known)));
    P2G_TRY(end_record(place));
    return Done{size, known->lines};
  }
  new_frames_ = fingerprint;
  new_lines_ = static_cast<std::uint32_t>(std::count(text.begin(), text.end(), '\n'));
  record_.is_new = true;
  return Done();
}

Result<void> PerfReader::add_frames(std::uint64_t place, std::span<const FrameId> frames) {
  record_.is_guess = false;
  if (stacks_.depth() >= deepest_stack) return fail(too_deep_error(place));
  for (const FrameId frame : frames) stacks_.push(frame);
  return {};
}

// perf-map-agent writes what was inlined as a chain, "La;::f->Lb;::g": g was inlined into f. An operator-> is none.
LineFrames PerfReader::frames_of(const FrameLine& line) {
  const bool is_inlined = line.object == "inlined";
  const std::string_view object = is_inlined ? std::string_view() : line.object;
  std::string_view symbol = line.symbol;
  // Names of processes stood here once, in the place of a symbol.
  if (!line.has_object && symbol.starts_with('(') && symbol.ends_with(')')) symbol = {};
  LineFrames frames;
  const auto add = [&](std::string_view name, bool inlined) {
    CodeFrame frame = native_frame(name, object);
    if (inlined) frame.kind = FrameKind::inlined;
    frames.push_back(frames_.add(frame));
  };
  for (std::size_t arrow = symbol.rfind("->"); arrow != npos && arrow > 0; arrow = symbol.rfind("->", arrow - 1)) {
    const std::string_view inner = symbol.substr(arrow + 2);
    const std::size_t method = inner.find("::");
    if (method == npos || inner.substr(0, method).find_first_of(" (<>") != npos) continue;
    add(inner, true);
    symbol = symbol.substr(0, arrow);
  }
  add(symbol, is_inlined);
  return frames;
}

// `  work.c:10 (inlined)` below the frame that it belongs to; `  lib.so[27249]` says nothing.
void PerfReader::add_source(std::string_view line) {
  line = trim_line_end(line);
  line.remove_prefix(line.find_first_not_of(" \t"));
  if (line.ends_with(" (inlined)")) {
    line.remove_suffix(10);
    stacks_.top() = frames_.as_kind(lines_.function_of(stacks_.top()), FrameKind::inlined);
  }
  const std::size_t colon = line.rfind(':');
  const bool notes = options_.with_lines && stacks_.depth() == 1;  // where the stack ends
  if ((!options_.by_line && !notes) || colon == npos) return;
  std::int32_t number = 0;
  const auto [end, error] = std::from_chars(line.data() + colon + 1, line.data() + line.size(), number);
  if (error != std::errc() || end != line.data() + line.size() || number <= 0) return;
  if (!options_.by_line) {
    stacks_.top() = lines_.add(lines_.function_of(stacks_.top()), number, std::string(line.substr(0, colon)));
    return;
  }
  const FrameParts parts = frames_.frames().parts(stacks_.top());
  stacks_.top() = frames_.add({.name = std::string(parts.name),
                               .file = std::string(line.substr(0, colon)),
                               .line = number,
                               .module = std::string(parts.module),
                               .kind = parts.kind});
}

// Ends where a blank line does, a comment, the next event line or the input.
Result<void> PerfReader::end_record(std::uint64_t place) {
  const Record record = std::exchange(record_, Record());
  if (!record.is_open) return {};
  if (record.is_guess)
    return malformed({guess_, guess_number_, 0}, "expected an event line: command, id, time and event");
  if (!record.has_event && event_lines_ > 0) {  // a blank line too much stands before them
    ++orphans_;
    stacks_.drop();
    return {};
  }
  if (!record.has_event) {
    name_event({});
    return stacks_.add(*last_event_id_, EventStacks::no_thread, std::nullopt, place);
  }
  return stacks_.add(record.event, record.thread, record.period, place);
}

// `PERF_RECORD_LOST lost 17`
Result<void> PerfReader::note_record(const TextLine& raw, std::string_view line) {
  P2G_TRY(end_record(raw.number));
  constexpr std::string_view word = "PERF_RECORD_LOST lost ";
  if (const std::size_t at = line.find(word); at != npos) {
    std::uint32_t lost = 0;
    std::from_chars(line.data() + at + word.size(), line.data() + line.size(), lost);
    lost_ += lost;
  }
  return problems_.bound_idle(raw, stacks_.count());
}

Result<void> PerfReader::finish(Profile& profile) {
  P2G_TRY(end_record(1));
  P2G_TRY(problems_.finish(stacks_.count(), source_.name(), profile.warnings));
  profile.format = "perf";
  profile.files.push_back(source_.name());
  profile.frames = frames_.take();
  profile.warnings.add("invalid-utf8", "name that is not valid UTF-8 was repaired with U+FFFD", frames_.ill_formed());
  profile.warnings.add("lost-samples", "sample was lost while perf recorded", lost_);
  profile.warnings.add("orphan-stack", "stack without an event line was ignored", orphans_);
  P2G_TRY(stacks_.finish(profile, options_.wanted));
  lines_.join(profile);
  return {};
}

// A line, and then all those behind it that hold nothing new.
Result<void> read_on(PerfReader& reader, LineReader& lines, const TextLine& line) {
  P2G_TRY(reader.add_line(line));
  P2G_TRY_ASSIGN(const PerfReader::Done done, reader.skip_known_frames(lines.ahead(), lines.number()));
  if (done.bytes > 0) lines.skip(done.bytes, done.lines);
  return {};
}

Result<Profile> read_perf(Source& source, const ReadOptions& options) {
  LineReader lines(source);
  PerfReader reader(source, options);
  P2G_TRY(for_each_line(lines, source, [&](const TextLine& line) { return read_on(reader, lines, line); }));
  Profile profile;
  P2G_TRY(reader.finish(profile));
  tell_repaired(lines, profile);
  return profile;
}

// ---- Recognising ---------------------------------------------------------------------------------------------------

// An event line and a frame below it, or both in one line; the comments that perf begins with. Frames alone may be
// another tool's.
class HeadOfPerf {
 public:
  // Whether the line settles it.
  bool is_certain(std::string_view line);
  Sniff judge() const { return frames_ >= 2 || records_ > 0 ? Sniff::likely : Sniff::no; }

 private:
  bool is_frame_certain(const FrameLine& frame);

  std::optional<EventLine> event_;  // of the line before
  int frames_ = 0;                  // with an object
  int records_ = 0;
  bool has_captured_ = false;
};

bool HeadOfPerf::is_frame_certain(const FrameLine& frame) {
  if (event_ && (event_->has_time || frame.has_object || ++records_ >= 2)) return true;
  event_.reset();
  if (frame.has_object) ++frames_;
  return false;
}

bool HeadOfPerf::is_certain(std::string_view line) {
  has_captured_ = has_captured_ || line.starts_with("# captured on");
  if (has_captured_ && line.starts_with("# cmdline : ")) return true;
  if (line.empty() || line.starts_with('#')) {
    event_.reset();
    return false;
  }
  const std::optional<FrameLine> frame = split_frame(line);
  const bool is_frame = frame && !frame->symbol.empty() && is_blank(line.front()) && !has_time(line);
  if (is_frame) return is_frame_certain(*frame);
  event_ = split_event(line);
  if (!event_ || event_->event.empty()) return false;
  const auto only = split_only_frame(event_->rest);
  return only && event_->has_time && only->has_object;
}

Sniff sniff_perf(std::string_view head) {
  Source source = Source::from_memory("", head);
  LineReader reader(source);
  HeadOfPerf seen;
  while (reader.next()) {
    if (seen.is_certain(trim_line_end(reader.line()))) return Sniff::certain;
  }
  return seen.judge();
}

}  // namespace

extern const Importer importer_perf;
const Importer importer_perf{
    .name = "perf",
    .aliases = "perf-script,linux-perf",
    .summary = "what perf script prints",
    .suffixes = ".perf,.linux-perf.txt,.perf.txt",
    .sniff = sniff_perf,
    .read = read_perf,
};

}  // namespace p2g

// Traces in Chrome's format: of Chromium's performance panel, PyTorch, viztracer, py-spy, Bazel, clang -ftime-trace,
// Hermes, Node, Perfetto's JSON.
//
//   [{"name", "ph": "B" | "E" | "X" | …, "ts", "dur", "pid", "tid", "args"}, …     the end may be missing
//   {"traceEvents": […], "stackFrames": {"ID": {"name", "parent"}}, "samples": [{"sf", "ts", "pid", "tid"}]}
//
// - Times are microseconds, with decimals, whatever displayTimeUnit says; finer than nanoseconds is rounded.
// - Where V8's sampler was on (Profile, ProfileChunk and CpuProfile events), `time` and `samples` are what it says;
// else
//   what stackFrames and samples say; else the calls that B, E and X tell. With samples, those calls are the metric
//   `events`.
// - Pieces of V8's profiles belong together by process and id: two processes may have the same id.
// - Hermes' and py-spy's arguments say where a function is. Others' arguments are no part of a name.
// - Events of other kinds are no calls: asynchronous ones nest by id and not by thread.
#include <algorithm>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "src/base/hash.h"
#include "src/base/json_reader.h"
#include "src/importers/importer.h"
#include "src/importers/kit/frame_names.h"
#include "src/importers/kit/json_head.h"
#include "src/importers/kit/sample_grid.h"
#include "src/importers/trace/cpu_profiles.h"
#include "src/importers/trace/event.h"
#include "src/importers/trace/sampled_stacks.h"
#include "src/importers/trace/threads.h"
#include "src/importers/trace/timeline.h"

namespace p2g {
namespace {

using namespace trace;

class TraceReader {
 public:
  TraceReader(JsonReader& json, const ReadOptions& options) : json_(json), options_(options) {}

  Result<void> read();
  Result<Profile> finish(const Source& source);

 private:
  void read_events();
  void add_event();
  void add_name();
  void add_call(std::int64_t duration_ns);
  std::uint32_t frame_of_event();
  std::uint32_t py_spy_frame();
  std::optional<std::uint32_t> hermes_frame();
  Result<void> emit(SampleGrid& grid, Profile& profile);
  Result<void> check_cut();

  JsonReader& json_;
  const ReadOptions& options_;
  Event event_;
  FrameNames names_;
  Threads threads_;
  Timeline timeline_;
  CpuProfiles cpu_;
  SampledStacks sampled_;
  std::uint64_t events_ = 0;
  std::uint64_t bad_events_ = 0;
  std::uint64_t negative_ = 0;
  bool in_event_ = false;
  bool is_array_ = false;
  Warnings warnings_;
};

Result<void> TraceReader::read() {
  is_array_ = json_.peek() == JsonReader::Kind::array;
  if (is_array_) {
    read_events();
  } else if (json_.begin_object()) {
    while (json_.next_key()) {
      if (json_.key() == "traceEvents") {
        read_events();
      } else if (json_.key() == "stackFrames") {
        sampled_.read_frames(json_, names_);
      } else if (json_.key() == "samples") {
        sampled_.read_samples(json_, threads_);
      }
    }
  } else {
    json_.fail_here("expected \"[\" or \"{\": a trace is an array of events, or an object that has one");
  }
  return check_cut();
}

// Programs that die leave traces without their end, which is read all the same.
Result<void> TraceReader::check_cut() {
  if (json_.ok()) return {};
  if (!json_.is_cut() || events_ == 0) return fail(*json_.take_error());
  if (in_event_ || !is_array_)
    warnings_.add("cut-file", "the file ends early: what it would have gone on with is missing");
  return {};
}

void TraceReader::read_events() {
  if (!json_.begin_array()) return;
  while (json_.next_item()) {
    in_event_ = true;
    if (event_.read(json_)) {
      ++events_;
      add_event();
    } else if (json_.ok()) {
      ++bad_events_;
    }
    in_event_ = !json_.ok();
    if (timeline_.size() > json_.most_items()) {
      json_.fail_here("more events than a compressed file of this size may have");
    }
  }
}

void TraceReader::add_event() {
  if (event_.phase == "M") return add_name();
  if (CpuProfiles::is_part(event_.name)) return cpu_.add(event_, json_, names_, threads_);
  if (event_.phase == "B") return add_call(Timeline::begins);
  if (event_.phase == "E") return add_call(Timeline::ends);
  if (event_.phase != "X") return;
  const std::int64_t duration = event_.duration_ns.value_or(event_.thread_duration_ns.value_or(0));
  if (duration < 0) ++negative_;
  add_call(std::max<std::int64_t>(duration, 0));
}

void TraceReader::add_name() {
  const bool is_thread = event_.name == "thread_name";
  if ((!is_thread && event_.name != "process_name") || event_.arguments.empty()) return;
  JsonReader arguments(event_.arguments, json_);
  if (!arguments.begin_object()) return;
  while (arguments.next_key()) {
    if (arguments.key() != "name") continue;
    const std::string_view name = arguments.text();
    if (is_thread) {
      threads_.name_thread(event_.pid, event_.tid, name);
    } else {
      threads_.name_process(event_.pid, name);
    }
  }
}

void TraceReader::add_call(std::int64_t duration_ns) {
  if (!event_.ts_ns) {
    ++bad_events_;
    return;
  }
  const std::uint32_t frame = frame_of_event();
  const std::uint64_t identity = hash_mix(hash_bytes(event_.arguments), hash_pair(frame, 0));
  timeline_.add(threads_.thread(event_.pid, event_.tid), frame, identity, *event_.ts_ns, duration_ns);
}

std::uint32_t TraceReader::frame_of_event() {
  if (event_.name.empty()) return names_.add("(unnamed)");
  if (event_.category == "py-spy") return py_spy_frame();
  if (event_.arguments.find("\"url\"") != std::string::npos) {
    if (const std::optional<std::uint32_t> frame = hermes_frame()) return *frame;
  }
  return names_.add_text(event_.name);
}

// The line is the one being executed: the same call may end at another one.
std::uint32_t TraceReader::py_spy_frame() {
  JsonReader arguments(event_.arguments, json_);
  std::string file;
  std::int64_t line = 0;
  if (arguments.begin_object()) {
    while (arguments.next_key()) {
      if (arguments.key() == "filename") file = arguments.text();
      if (arguments.key() == "line") line = arguments.integer().value_or(0);
    }
  }
  return names_.add(event_.name, file, options_.by_line ? line : 0);
}

// Hermes writes all of these with each call of JavaScript.
std::optional<std::uint32_t> TraceReader::hermes_frame() {
  JsonReader arguments(event_.arguments, json_);
  std::string url;
  std::int64_t line = 0;
  unsigned seen = 0;
  if (!arguments.begin_object()) return std::nullopt;
  while (arguments.next_key()) {
    const std::string& key = arguments.key();
    if (key == "url") {
      url = arguments.text();
      seen |= 1U;
    } else if (key == "line") {
      line = arguments.integer().value_or(0);
      seen |= 2U;
    } else if (key == "category") {
      seen |= 4U;
    } else if (key == "params") {
      seen |= 8U;
    }
  }
  if (seen != 15U) return std::nullopt;
  return names_.add(event_.name, url, line);
}

Result<void> TraceReader::emit(SampleGrid& grid, Profile& profile) {
  constexpr std::size_t events = 2;
  if (cpu_.has_samples()) {
    P2G_TRY(cpu_.emit(grid, names_, threads_, warnings_));
    timeline_.emit(grid, events, threads_, warnings_);
  } else if (sampled_.has_samples()) {
    P2G_TRY(sampled_.emit(grid, threads_, warnings_));
    timeline_.emit(grid, events, threads_, warnings_);
  } else {
    timeline_.emit(grid, 0, threads_, warnings_);
  }
  warnings_.add("bad-event", "event without a time, or that is no object, was left out", bad_events_);
  warnings_.add("negative-duration", "event with a negative duration was taken for one without any", negative_);
  warnings_.add("invalid-utf8", "name that is not valid UTF-8 was repaired with U+FFFD", names_.ill_formed());
  profile.warnings = std::move(warnings_);
  return {};
}

// Of what the sampler found nobody working.
bool is_idle_frame(const Frames& frames, FrameId frame) {
  const std::string_view name = frames.text(frame);
  return name == "(program)" || name == "(idle)";
}

Result<Profile> TraceReader::finish(const Source& source) {
  Profile profile;
  std::vector<Metric> metrics = {Metric::time(9)};
  if (cpu_.has_samples() || sampled_.has_samples()) {
    metrics.push_back(Metric::count("samples"));
    metrics.push_back(Metric::time(9));
    metrics.back().name = "events";
  }
  SampleGrid grid(source, options_, std::move(metrics));
  if (Result<void> emitted = emit(grid, profile); !emitted) {
    Error error = std::move(emitted).error();
    error.file = source.name();
    return fail(std::move(error));
  }
  if (grid.slices() == 0) {
    Error error{ErrorKind::input, "has no calls: no event is of kind B, E or X, and none holds samples", source.name()};
    error.hint = "other kinds of events tell moments and counters, but nothing that was called";
    return fail(std::move(error));
  }
  profile.format = "trace";
  profile.files.push_back(source.name());
  profile.frames = names_.take();
  P2G_TRY(grid.finish(profile, {}, [&](FrameId frame) { return is_idle_frame(profile.frames, frame); }));
  return profile;
}

Result<Profile> read_trace(Source& source, const ReadOptions& options) {
  JsonReader json(source);
  TraceReader reader(json, options);
  P2G_TRY(reader.read());
  return reader.finish(source);
}

Sniff sniff_trace(std::string_view head) {
  const JsonHead keys(head);
  if (keys.has_at(1, "traceEvents")) return Sniff::certain;
  if (keys.is_array()) {
    const bool is_event = keys.has_at(2, "ph") && (keys.has_at(2, "ts") || keys.has_at(2, "pid"));
    return is_event ? Sniff::certain : Sniff::no;
  }
  return keys.has_at(1, "displayTimeUnit") || keys.has_at(1, "stackFrames") ? Sniff::likely : Sniff::no;
}

}  // namespace

extern const Importer importer_trace;
const Importer importer_trace{
    .name = "trace",
    .aliases = "chrome,trace-event",
    .summary = "Chrome's trace events: Chromium, PyTorch, viztracer, Bazel, clang",
    .suffixes = ".trace.json",
    .sniff = sniff_trace,
    .read = read_trace,
};

}  // namespace p2g

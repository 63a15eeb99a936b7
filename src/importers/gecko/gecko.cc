// Profiles of the Firefox Profiler: what Firefox itself writes (raw), and what profiler.firefox.com saves and samply,
// Tachyon and perf's gecko script write (processed).
//
//   {"meta": {"interval": ms, "version": 13, …}, "libs": […], "threads": [{"name", "pid", "tid", "samples",
//    "stackTable", "frameTable", "stringTable"}, …], "processes": [the same again, …]}                         raw
//   {"meta": {"preprocessedProfileVersion": 58, …}, "shared": {"stringArray", …}, "threads": [{…, "funcTable"}, …]}
//
// - Older panels wrap all of it in "profile". Tables: gecko/tables.h.
// - `samples` is what was counted. `time` is samples × the interval, an estimate, because the sampler does not keep it.
//   `cpu` is what each thread worked between samples. `memory` is what allocations that were sampled asked for.
// - A sample without a stack is of a thread that was not looked at: it is left out and counted.
// - The line of a function is that of its definition.
//
// Source: docs-developer of firefox-devtools/profiler, and files of Firefox, samply and its tests.
#include <algorithm>
#include <deque>
#include <string>
#include <string_view>
#include <utility>

#include "src/base/json_reader.h"
#include "src/importers/gecko/tables.h"
#include "src/importers/gecko/threads.h"
#include "src/importers/importer.h"
#include "src/importers/kit/json_head.h"

namespace p2g {
namespace {

using namespace gecko;

class GeckoReader {
 public:
  explicit GeckoReader(JsonReader& json) : json_(json) {}

  Result<void> read();
  Result<Profile> finish(const Source& source, const ReadOptions& options);

 private:
  // Processes inside of processes: no program writes more than one level.
  static constexpr int deepest = 8;

  void read_process(int depth);
  void read_member(Process& process, int depth);
  void read_meta(Process& process);
  void read_libraries(Process& process);
  Result<void> emit(SampleGrid& grid, Profile& profile, Told& told);

  JsonReader& json_;
  FrameNames names_;
  std::deque<Process> processes_;  // references stay while more are added
  std::string product_;
};

Result<void> GeckoReader::read() {
  read_process(0);
  if (std::optional<Error> error = json_.take_error()) return fail(*std::move(error));
  const bool any = std::any_of(processes_.begin(), processes_.end(),
                               [](const Process& process) { return !process.threads.empty(); });
  if (!any) return fail(json_.error_here("expected \"threads\", of which a profile of Firefox has at least one"));
  return {};
}

void GeckoReader::read_process(int depth) {
  if (json_.peek() != JsonReader::Kind::object || depth > deepest) {
    return json_.fail_here("expected \"{\": a profile of Firefox is an object");
  }
  Process& process = processes_.emplace_back();
  json_.begin_object();
  while (json_.next_key()) read_member(process, depth);
}

void GeckoReader::read_member(Process& process, int depth) {
  const std::string& key = json_.key();
  if (key == "meta") {
    read_meta(process);
  } else if (key == "libs") {
    read_libraries(process);
  } else if (key == "shared" && json_.begin_object()) {
    while (json_.next_key()) process.shared.read_member(json_, names_);
  } else if (key == "threads" && json_.begin_array()) {
    while (json_.next_item()) read_thread(json_, names_, process.threads.emplace_back());
  } else if (key == "processes" && json_.begin_array()) {
    while (json_.next_item()) read_process(depth + 1);
  } else if (key == "profile") {
    read_process(depth + 1);
  }
}

void GeckoReader::read_meta(Process& process) {
  if (!json_.begin_object()) return;
  while (json_.next_key()) {
    if (json_.key() == "interval") {
      process.interval_ns = json_.scaled(6).value_or(0);
    } else if (json_.key() == "product") {
      product_ = json_.text();
    } else if (json_.key() == "sampleUnits" && json_.begin_object()) {
      while (json_.next_key()) {
        if (json_.key() == "threadCPUDelta") process.cpu_unit = json_.text();
      }
    }
  }
}

void GeckoReader::read_libraries(Process& process) {
  if (!json_.begin_array()) return;
  while (json_.next_item()) {
    process.libraries.push_back(names_.intern({}));
    if (!json_.begin_object()) continue;
    while (json_.next_key()) {
      if (json_.key() == "name") process.libraries.back() = names_.intern(json_.text());
    }
  }
}

Result<void> GeckoReader::emit(SampleGrid& grid, Profile& profile, Told& told) {
  for (Process& process : processes_) {
    if (process.shared.has_stacks()) P2G_TRY(process.shared.prepare(names_, process.libraries));
    for (Thread& thread : process.threads) P2G_TRY(emit_thread(thread, process, names_, grid, told));
  }
  if (told.has_cycles) grid.metric(cpu) = Metric::count("cycles");
  profile.warnings.add("no-stack", "sample without a stack was left out: its thread was not looked at",
                       told.without_stack);
  profile.warnings.add("given-back", "allocation with a negative size was left out: memory that was given back",
                       told.given_back);
  profile.warnings.add("invalid-utf8", "name that is not valid UTF-8 was repaired with U+FFFD", names_.ill_formed());
  return {};
}

std::vector<Metric> gecko_metrics() {
  std::vector<Metric> metrics = {Metric::count("samples"), Metric::time(9), Metric::time(9), Metric::bytes()};
  metrics[cpu].name = "cpu";
  return metrics;
}

Result<Profile> GeckoReader::finish(const Source& source, const ReadOptions& options) {
  Profile profile;
  SampleGrid grid(source, options, gecko_metrics());
  Told told;
  if (Result<void> emitted = emit(grid, profile, told); !emitted) {
    Error error = std::move(emitted).error();
    error.file = source.name();
    return fail(std::move(error));
  }
  profile.format = "gecko";
  profile.producer = product_;
  profile.files.push_back(source.name());
  profile.frames = names_.take();
  P2G_TRY(grid.finish(profile));
  if (told.has_estimates && profile.metric.name == "time") {
    profile.warnings.add("estimated-times",
                         "times are estimates: samples × the interval, which no sampler keeps exactly", 1,
                         "Times are estimates: samples × the interval, which no sampler keeps exactly.");
  }
  return profile;
}

Result<Profile> read_gecko(Source& source, const ReadOptions& options) {
  JsonReader json(source);
  GeckoReader reader(json);
  P2G_TRY(reader.read());
  return reader.finish(source, options);
}

Sniff sniff_gecko(std::string_view head) {
  const JsonHead keys(head);
  if (!keys.is_object() || keys.has_at(1, "traceEvents")) return Sniff::no;
  const bool has_meta = keys.has_at(1, "meta") || (keys.has_at(1, "profile") && keys.has_at(2, "meta"));
  if (has_meta && keys.has("preprocessedProfileVersion")) return Sniff::certain;
  const bool is_raw = keys.has("interval") && (keys.has("processType") || keys.has("product")) && keys.has("startTime");
  if (has_meta && (is_raw || keys.has("shutdownTime"))) return Sniff::certain;
  // Of raw files libraries come first, hundreds of them.
  if (keys.has_at(1, "libs") && keys.has("breakpadId") && keys.has("debugName")) return Sniff::certain;
  const bool is_panel = keys.has_at(1, "label") && keys.has_at(1, "duration") && keys.has_at(1, "markers");
  if (is_panel) return Sniff::certain;
  const bool has_threads = keys.has_at(1, "threads") && (keys.has_at(1, "libs") || keys.has_at(1, "shared"));
  return has_threads || (has_meta && keys.has("interval")) ? Sniff::likely : Sniff::no;
}

}  // namespace

extern const Importer importer_gecko;
const Importer importer_gecko{
    .name = "gecko",
    .aliases = "firefox,samply",
    .summary = "Firefox Profiler's JSON: Firefox, samply",
    .suffixes = "",
    .sniff = sniff_gecko,
    .read = read_gecko,
};

}  // namespace p2g

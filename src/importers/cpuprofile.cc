// CPU profiles of V8 (.cpuprofile): node --cpu-prof, Chrome's developer tools, Deno, VS Code, Hermes.
//
//   {"nodes": [{"id", "callFrame": {"functionName", "url", "lineNumber"}, "hitCount", "children" | "parent"}, …],
//    "startTime", "endTime", "samples": [id, …], "timeDeltas": [us, …]}
//   {"head": {"functionName", "url", "lineNumber", "id", "children": [{…}, …]}, "startTime", "endTime" in seconds,
//    "samples": [id, …], "timestamps": [us, …]}                                       until Node 8
//
// What samples weigh and whose they are: kit/v8_profile.h.
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "src/base/json_reader.h"
#include "src/importers/importer.h"
#include "src/importers/kit/json_head.h"
#include "src/importers/kit/v8_profile.h"

namespace p2g {
namespace {

struct Times {
  std::optional<Decimal> start;
  std::optional<Decimal> end;
};

// Of seconds (decimals 9) or microseconds (3) in nanoseconds; what has no room is no time.
std::optional<std::int64_t> nanoseconds(const std::optional<Decimal>& value, int decimals) {
  if (!value || value->whole >= 1'000'000'000'000'000) return std::nullopt;
  std::int64_t power = 1;
  for (int i = 0; i < decimals; ++i) power *= 10;
  std::int64_t ns = 0;
  if (__builtin_mul_overflow(value->whole, power, &ns)) return std::nullopt;
  ns += value->fraction / (Decimal::one / power);
  return value->negative ? -ns : ns;
}

Result<void> read_members(JsonReader& json, FrameNames& names, V8Profile& v8) {
  Times times;
  bool is_old = false;
  if (!json.begin_object()) json.fail_here("expected \"{\": a profile of V8 is an object");
  while (json.next_key()) {
    const std::string& key = json.key();
    if (key == "nodes") {
      v8.read_nodes(json, names);
    } else if (key == "head") {
      is_old = true;
      v8.read_tree(json, names);
    } else if (key == "samples") {
      v8.read_samples(json, v8.samples());
    } else if (key == "timeDeltas" || key == "timestamps") {
      if (key == "timestamps") v8.set_absolute_times();
      v8.read_times(json, v8.samples());
    } else if (key == "startTime") {
      times.start = json.decimal();
    } else if (key == "endTime") {
      times.end = json.decimal();
    }
  }
  if (std::optional<Error> error = json.take_error()) return fail(*std::move(error));
  if (!v8.has_nodes()) return fail(json.error_here("expected \"nodes\", the tree of calls of a profile of V8"));
  const int decimals = is_old ? 9 : 3;
  if (const auto start = nanoseconds(times.start, decimals)) v8.set_start(*start);
  if (const auto end = nanoseconds(times.end, decimals); end && *end > 0) v8.set_end(*end);
  return {};
}

Result<Profile> read_cpuprofile(Source& source, const ReadOptions& options) {
  JsonReader json(source);
  FrameNames names;
  V8Profile v8;
  P2G_TRY(read_members(json, names, v8));
  Profile profile;
  SampleGrid grid(source, options, v8_metrics());
  if (Result<void> emitted = v8.emit(grid, names, grid.add_slice({}), profile.warnings); !emitted) {
    Error error = std::move(emitted).error();
    error.file = source.name();
    return fail(std::move(error));
  }
  grid.set_default_slice(0);
  profile.format = "cpuprofile";
  profile.producer = "V8";
  profile.files.push_back(source.name());
  profile.warnings.add("invalid-utf8", "name that is not valid UTF-8 was repaired with U+FFFD", names.ill_formed());
  profile.frames = names.take();
  P2G_TRY(grid.finish(profile));
  if (v8.is_estimate() && profile.metric.is_time()) {
    profile.warnings.add("estimated-times",
                         "times are estimates: the file has no samples, only how often each call was met", 1,
                         "Times are estimates: the file has no samples, only how often each call was met.");
  }
  return profile;
}

Sniff sniff_cpuprofile(std::string_view head) {
  const JsonHead keys(head);
  if (keys.has("nodes") && keys.has("callFrame") && (keys.has("hitCount") || keys.has("scriptId"))) {
    return keys.has_at(1, "nodes") ? Sniff::certain : Sniff::no;
  }
  const bool is_tree = keys.has_at(1, "head") && keys.has("functionName");
  if (is_tree && !keys.has("selfSize") && (keys.has("hitCount") || keys.has("bailoutReason"))) return Sniff::certain;
  const bool is_likely = keys.has_at(1, "timeDeltas") || (keys.has_at(1, "samples") && keys.has_at(1, "nodes"));
  return is_likely ? Sniff::likely : Sniff::no;
}

}  // namespace

extern const Importer importer_cpuprofile;
const Importer importer_cpuprofile{
    .name = "cpuprofile",
    .aliases = "v8",
    .summary = "CPU profiles of V8: Node, Chrome, Deno",
    .suffixes = ".cpuprofile",
    .sniff = sniff_cpuprofile,
    .read = read_cpuprofile,
};

}  // namespace p2g

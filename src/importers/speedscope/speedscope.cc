// speedscope's own format: of py-spy, rbspy, dotnet-trace, phpspy, Pyroscope and many converters.
//
//   {"$schema": "https://www.speedscope.app/file-format-schema.json",
//    "shared": {"frames": [{"name", "file", "line"}, …]},
//    "profiles": [{"type": "sampled", "name", "unit", "samples": [[frame, …], …], "weights": […]},
//                 {"type": "evented", "name", "unit", "startValue", "endValue",
//                  "events": [{"type": "O" | "C", "frame", "at"}, …]}],
//    "activeProfileIndex", "exporter"}
//
// - Samples name frames by their index, callers first. Frames of equal name, file and line are one function.
// - Of events the time as the innermost open frame is a function's own; time in which none is open is nobody's.
// - Lines of py-spy and rbspy are those being executed.
//
// Source: speedscope's schema, and the files that these programs write.
#include <fmt/format.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "src/base/json_reader.h"
#include "src/base/utf8.h"
#include "src/importers/importer.h"
#include "src/importers/kit/frame_names.h"
#include "src/importers/kit/json_head.h"
#include "src/importers/kit/lined_frames.h"
#include "src/importers/kit/sample_grid.h"
#include "src/importers/speedscope/measured_profile.h"

namespace p2g {
namespace {

using namespace speedscope;

class SpeedscopeReader {
 public:
  SpeedscopeReader(const Source& source, const ReadOptions& options, JsonReader& json)
      : json_(json),
        options_(options),
        grid_(source, options, {Metric::time(0), Metric::bytes(), Metric::count("samples")}),
        file_{grid_, warnings_} {}

  Result<void> read();
  Result<Profile> finish();

 private:
  struct Named {
    StringId name;
    StringId file;
    std::int64_t line;
  };

  void read_profiles();
  void read_shared();
  void read_frames();
  void name_slice(std::uint32_t slice);
  Result<std::vector<FrameId>> make_frames();

  JsonReader& json_;
  const ReadOptions& options_;
  Warnings warnings_;
  SampleGrid grid_;
  File file_;
  FrameNames names_;
  LinedFrames lines_;
  std::vector<Named> frames_;
  std::vector<std::size_t> metrics_;  // by profile
  std::int64_t active_ = 0;
  std::string exporter_;
};

Result<void> SpeedscopeReader::read() {
  if (!json_.begin_object()) json_.fail_here("expected \"{\": a speedscope file is an object");
  while (json_.next_key()) {
    const std::string& key = json_.key();
    if (key == "profiles") {
      read_profiles();
    } else if (key == "shared") {
      read_shared();
    } else if (key == "activeProfileIndex") {
      active_ = json_.integer().value_or(0);
    } else if (key == "exporter") {
      exporter_ = json_.text();
    }
  }
  if (json_.ok() && metrics_.empty()) json_.fail_here("expected \"profiles\" with at least one profile");
  if (std::optional<Error> error = json_.take_error()) return fail(*std::move(error));
  return {};
}

void SpeedscopeReader::read_profiles() {
  if (!json_.begin_array()) return;
  while (json_.next_item()) {
    const std::uint32_t slice = grid_.add_slice({});
    MeasuredProfile profile(file_, slice);
    profile.read(json_);
    metrics_.push_back(profile.metric());
    name_slice(slice);
  }
}

// Profiles are slices by their names; one without any is told by its number.
void SpeedscopeReader::name_slice(std::uint32_t slice) {
  std::string& name = grid_.slice(slice).thread;
  std::string repaired;
  repair_utf8(name, repaired);
  name = repaired.empty() ? fmt::format("profile {}", slice + 1) : std::move(repaired);
}

void SpeedscopeReader::read_shared() {
  if (!json_.begin_object()) return;
  while (json_.next_key()) {
    if (json_.key() == "frames") read_frames();
  }
}

void SpeedscopeReader::read_frames() {
  if (!json_.begin_array()) return;
  while (json_.next_item()) {
    Named frame{names_.intern({}), names_.intern({}), 0};
    if (!json_.begin_object()) return json_.fail_here("expected \"{\": a frame is an object");
    while (json_.next_key()) {
      if (json_.key() == "name") {
        frame.name = names_.intern(json_.text());
      } else if (json_.key() == "file") {
        frame.file = names_.intern(json_.text());
      } else if (json_.key() == "line") {
        frame.line = json_.integer().value_or(0);
      }
    }
    frames_.push_back(frame);
    if (frames_.size() > json_.most_items()) {
      json_.fail_here("more frames than a compressed file of this size may have");
    }
  }
}

// By index. Only those that are used are functions of the profile, but all are cheap.
Result<std::vector<FrameId>> SpeedscopeReader::make_frames() {
  if (file_.highest_frame && *file_.highest_frame >= frames_.size()) {
    Error error{ErrorKind::input, {}, json_.file()};
    error.message = fmt::format("frame {} does not exist: \"frames\" has {}", *file_.highest_frame, frames_.size());
    error.byte = file_.highest_end;
    return fail(std::move(error));
  }
  const bool are_executed = exporter_.starts_with("py-spy") || exporter_.starts_with("rbspy");
  std::vector<FrameId> ids;
  ids.reserve(frames_.size());
  for (const Named& frame : frames_) {
    const std::string_view name = names_.frames().strings()[frame.name];
    const std::int64_t line = are_executed && !options_.by_line ? 0 : frame.line;
    const bool is_text = names_.frames().strings()[frame.file].empty() && line <= 0;
    const FrameId id = is_text ? names_.add_text(std::string(name)) : names_.add(frame.name, frame.file, line);
    const bool notes = are_executed && options_.with_lines && !options_.by_line;
    ids.push_back(notes ? lines_.add(id, frame.line) : id);
  }
  return ids;
}

Result<Profile> SpeedscopeReader::finish() {
  P2G_TRY_ASSIGN(const std::vector<FrameId> ids, make_frames());
  Profile profile;
  profile.format = "speedscope";
  profile.producer = exporter_;
  profile.files.push_back(json_.file());
  profile.warnings = std::move(warnings_);
  profile.warnings.add("invalid-utf8", "name that is not valid UTF-8 was repaired with U+FFFD", names_.ill_formed());
  profile.frames = names_.take();
  const bool is_active = active_ >= 0 && active_ < static_cast<std::int64_t>(metrics_.size());
  const std::size_t active = is_active ? static_cast<std::size_t>(active_) : 0;
  grid_.set_default_slice(active);
  grid_.set_default_metric(metrics_[active]);
  P2G_TRY(grid_.finish(profile, ids));
  lines_.join(profile);
  return profile;
}

Result<Profile> read_speedscope(Source& source, const ReadOptions& options) {
  JsonReader json(source);
  SpeedscopeReader reader(source, options, json);
  P2G_TRY(reader.read());
  return reader.finish();
}

Sniff sniff_speedscope(std::string_view head) {
  const JsonHead keys(head);
  if (!keys.is_object()) return Sniff::no;
  if (keys.text_of("$schema").find("speedscope") != std::string_view::npos) return Sniff::certain;
  const bool has_profiles = keys.has_at(1, "profiles");
  const std::string_view type = keys.text_of("type");
  if (has_profiles && (type == "evented" || type == "sampled") && keys.has("unit")) return Sniff::certain;
  return has_profiles && (keys.has_at(1, "shared") || keys.has_at(1, "exporter")) ? Sniff::likely : Sniff::no;
}

}  // namespace

extern const Importer importer_speedscope;
const Importer importer_speedscope{
    .name = "speedscope",
    .aliases = "",
    .summary = "speedscope's JSON: py-spy, rbspy, dotnet-trace",
    .suffixes = ".speedscope.json,.speedscope",
    .sniff = sniff_speedscope,
    .read = read_speedscope,
};

}  // namespace p2g

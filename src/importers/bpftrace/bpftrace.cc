// What bpftrace prints of maps whose keys have stacks, as text and with -f json.
//
//   @name[                                   {"type": "map", "data": {"@name": {"\n    leaf+91\n,work": 3}}}
//       leaf+91
//       main+113
//   , work]: 3
//
// - Each map is a metric of its name and never added to another. Its values are counts, or sums of what the script
//   says: nobody knows of what, so its unit is the map's name.
// - Of two stacks the user's is below the kernel's, whatever their order is in the key; the kernel's has its mark.
// - Words of a key say whose the stack is: it is a thread by them.
// - Maps without stacks, scalars and histograms are no profile and passed over. Of stats() the total is taken.
//
// Source: output of bpftrace 0.17 and its reference guide.
#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "src/base/decimal.h"
#include "src/base/lines.h"
#include "src/base/npos.h"
#include "src/base/text.h"
#include "src/base/words.h"
#include "src/importers/bpftrace/json_maps.h"
#include "src/importers/bpftrace/key.h"
#include "src/importers/importer.h"
#include "src/importers/kit/line_problems.h"
#include "src/importers/kit/read_lines.h"
#include "src/importers/kit/stack_limits.h"

namespace p2g {
namespace {

// The name of a map as a metric: bpftrace takes letters, digits and "_".
std::string metric_name(std::string_view map) {
  std::string name(map.substr(0, 100));
  std::replace_if(
      name.begin(), name.end(),
      [](char c) { return c < 0x21 || c > 0x7e || std::string_view("<>&\"'`|\\").find(c) != npos; }, '?');
  return name;
}
Metric metric_of(std::string_view map) {
  const std::string_view name = map.substr(std::min<std::size_t>(1, map.size()));
  // @s may hold seconds, or nothing but be called so.
  return Metric::count(can_name_unit(name) && !find_unit(name) ? name : "count");
}

class BpftraceReader {
 public:
  BpftraceReader(const Source& source, const ReadOptions& options)
      : source_(source), options_(options), stacks_(source, options) {}

  Result<void> add_line(const TextLine& raw);
  Result<void> finish(Profile& profile);

 private:
  Result<void> begin_map(const TextLine& raw, std::string_view line);
  Result<void> go_on(const TextLine& raw, std::string_view line);
  Result<void> end_key(const TextLine& raw, std::string_view value);
  Result<void> add_json(const TextLine& raw, std::string_view line);
  Result<void> pass_over(const TextLine& raw);
  void open_map(std::string_view name);

  const Source& source_;
  const ReadOptions& options_;
  CodeFrames frames_;
  EventStacks stacks_;
  bpftrace::Key key_;
  LineProblems problems_{"bpftrace's maps", "a key in brackets and its value: @[\\n    leaf+91\\n]: 3",
                         "line of a key without a value"};
  bool is_open_ = false;
  EventStacks::EventId map_ = 0;
  std::string map_name_;   // of map_
  std::string open_name_;  // of the map whose key is being read
  std::uint64_t without_stack_ = 0;
  std::uint64_t not_added_ = 0;
};

// Where a key ends: `]: 3` at the end of a line; npos when it goes on.
std::size_t end_of_key(std::string_view line) { return line.rfind("]: "); }

Result<void> BpftraceReader::add_line(const TextLine& raw) {
  const std::string_view line = raw.raw.substr(0, raw.raw.find_last_not_of('\r') + 1);
  if (is_open_ && !line.starts_with('@')) return go_on(raw, line);
  if (line.starts_with('@')) return begin_map(raw, line);
  if (line.starts_with('{')) return add_json(raw, line);
  return pass_over(raw);
}

Result<void> BpftraceReader::pass_over(const TextLine& raw) {
  P2G_TRY(problems_.check_text(raw));
  return problems_.bound_idle(raw, stacks_.count());
}

void BpftraceReader::open_map(std::string_view name) {
  if (name == map_name_) return;
  map_name_ = name;
  const std::string metric = metric_name(name);
  map_ = stacks_.event(metric, metric_of(metric));
}

// `@name[`; without a bracket it is a scalar, which has no key.
Result<void> BpftraceReader::begin_map(const TextLine& raw, std::string_view line) {
  P2G_TRY(problems_.check_text(raw));
  if (is_open_) problems_.malformed(raw, 1, "expected the value of the key before: ]: 3");
  is_open_ = false;
  const std::size_t bracket = line.find_first_of("[:");
  if (bracket == npos || line[bracket] == ':') return pass_over(raw);
  open_name_ = line.substr(0, bracket);
  key_.begin();
  is_open_ = true;
  return go_on(raw, line.substr(bracket + 1));
}

Result<void> BpftraceReader::go_on(const TextLine& raw, std::string_view line) {
  const bool is_frame = !line.empty() && (line.front() == ' ' || line.front() == '\t');
  if (!is_frame) P2G_TRY(problems_.check_text(raw));
  if (is_frame && line.find('\0') != npos) return problems_.check_text(raw);
  if (key_.depth() > deepest_stack) return fail(too_deep_error(raw.number));
  const std::size_t end = is_frame ? npos : end_of_key(line);
  key_.add_line(line.substr(0, end), frames_);
  if (end != npos) return end_key(raw, trim_line_end(line.substr(end + 3)));
  return {};
}

Result<void> BpftraceReader::end_key(const TextLine& raw, std::string_view value) {
  is_open_ = false;
  if (!key_.has_stack()) {
    ++without_stack_;
    return pass_over(raw);
  }
  constexpr std::string_view total = ", total ";
  if (const std::size_t at = value.rfind(total); at != npos) value.remove_prefix(at + total.size());
  Decimal count;
  const DecimalStatus status = parse_decimal(value, count);
  const std::size_t column = raw.raw.size() - std::min(raw.raw.size(), value.size()) + 1;
  if (status == DecimalStatus::too_large) return fail(problems_.too_large(raw, column, "value is not below 10^18"));
  if (status != DecimalStatus::good || count.fraction != 0) {
    ++not_added_;
    return pass_over(raw);
  }
  if (count.negative) {
    problems_.negative(raw, column);
    return pass_over(raw);
  }
  open_map(open_name_);
  key_.push(frames_, stacks_);
  return stacks_.add(map_, key_.thread(stacks_), count.whole, raw.number);
}

Result<void> BpftraceReader::add_json(const TextLine& raw, std::string_view line) {
  P2G_TRY(problems_.check_text(raw));
  bpftrace::JsonMaps maps(line);
  while (maps.next()) {
    open_name_ = maps.map();
    key_.begin();
    std::string_view key = maps.key();
    while (true) {
      const std::size_t end = std::min(key.find('\n'), key.size());
      key_.add_line(key.substr(0, end), frames_);
      if (key_.depth() > deepest_stack) return fail(too_deep_error(raw.number));
      if (end == key.size()) break;
      key.remove_prefix(end + 1);
    }
    P2G_TRY(end_key(raw, maps.value()));
  }
  if (maps.is_cut()) problems_.malformed(raw, line.size() + 1, "expected the rest of the map");
  return problems_.bound_idle(raw, stacks_.count());
}

Result<void> BpftraceReader::finish(Profile& profile) {
  P2G_TRY(problems_.finish(stacks_.count(), source_.name(), profile.warnings));
  if (stacks_.count() == 0 && without_stack_ + not_added_ > 0) {
    Error error{ErrorKind::input, "has no map with stacks and values that can be added", source_.name()};
    error.hint = "count stacks: bpftrace -e 'profile:hz:99 { @[ustack, comm] = count(); }'";
    return fail(std::move(error));
  }
  if (stacks_.count() == 0 && is_open_) {
    return fail({ErrorKind::input, "ends before the first stack has a value: is it cut off?", source_.name()});
  }
  profile.format = "bpftrace";
  profile.files.push_back(source_.name());
  profile.frames = frames_.take();
  profile.warnings.add("invalid-utf8", "name that is not valid UTF-8 was repaired with U+FFFD", frames_.ill_formed());
  profile.warnings.add("no-number", "value that cannot be added was ignored", not_added_);
  profile.warnings.add("cut-off", "key without its value at the end was ignored", is_open_ ? 1 : 0);
  return stacks_.finish(profile, options_.wanted, {});
}

Result<Profile> read_bpftrace(Source& source, const ReadOptions& options) {
  BpftraceReader reader(source, options);
  return read_lines(source, reader);
}

// `@name[`, frames or words, `]: 3`; a map of JSON.
Sniff sniff_bpftrace(std::string_view head) {
  Source source = Source::from_memory("", head);
  LineReader reader(source);
  bool has_map = false;
  bool has_frame = false;
  while (reader.next()) {
    const std::string_view line = trim_line_end(reader.line());
    if (line.starts_with("{\"type\": \"map\"")) return Sniff::certain;
    const std::size_t bracket = line.find('[');
    if (line.starts_with('@') && bracket < line.find(':')) {
      has_map = true;
      has_frame = bracket + 1 == line.size() || line[bracket + 1] == ',';
    }
    if (!has_map || line.starts_with('@')) continue;
    const bool is_frame = !line.empty() && (line.front() == ' ' || line.front() == '\t');
    has_frame = has_frame || is_frame;
    if (has_frame && !is_frame && end_of_key(line) != npos) return Sniff::certain;
  }
  return has_map && has_frame ? Sniff::likely : Sniff::no;
}

}  // namespace

extern const Importer importer_bpftrace;
const Importer importer_bpftrace{
    .name = "bpftrace",
    .aliases = "",
    .summary = "maps with stacks of bpftrace, text and JSON",
    .suffixes = ".bpftrace,.bt.txt",
    .sniff = sniff_bpftrace,
    .read = read_bpftrace,
};

}  // namespace p2g

// What bcc's profile, offcputime, offwaketime and their like print without -f: frames with the leaf first, the task,
// and the count alone on a line. (With -f they write folded stacks.)
//
//       copy_user_generic_string
//       --
//       write(int, void const*)
//       main
//       -                dd (25036)
//           12
//
// - "--" divides the kernel's frames from the user's (-d): those above it have the kernel's mark.
// - The first line says what is counted: "Hertz" are samples, "time (us)" is time.
// - Lost stack traces are told; "[unknown]" and "[Missed User Stack]" are frames.
//
// Source: bcc's documentation and output of its profile and offcputime.
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
#include "src/importers/importer.h"
#include "src/importers/kit/code_frames.h"
#include "src/importers/kit/event_stacks.h"
#include "src/importers/kit/kernel_stack.h"
#include "src/importers/kit/line_problems.h"
#include "src/importers/kit/read_lines.h"
#include "src/importers/kit/stack_limits.h"

namespace p2g {
namespace {

// The `-                dd (25036)` that ends a stack.
struct Task {
  std::string_view name;
  std::string_view id;
};
std::optional<Task> task_in(std::string_view line) {
  line = trim_line(line);
  if (!line.starts_with("- ") || !line.ends_with(')')) return std::nullopt;
  const std::size_t open = line.rfind(" (");
  if (open == npos || !is_number(line.substr(open + 2, line.size() - open - 3))) return std::nullopt;
  return Task{trim_line(line.substr(1, open - 1)), line.substr(open + 2, line.size() - open - 3)};
}

class BccReader {
 public:
  BccReader(const Source& source, const ReadOptions& options)
      : source_(source), options_(options), stacks_(source, options) {}

  Result<void> add_line(const TextLine& raw);
  Result<void> finish(Profile& profile);

 private:
  Result<void> add_head(const TextLine& raw, std::string_view line);
  Result<void> add_count(const TextLine& raw, std::string_view digits);
  void push_frames();

  const Source& source_;
  const ReadOptions& options_;
  CodeFrames frames_;
  EventStacks stacks_;
  LineProblems problems_{"stacks of bcc's tools", "frames, a line with the task, and a count alone on the last",
                         "line that belongs to no stack"};
  Metric metric_;
  std::string what_ = "samples";
  std::vector<std::pair<FrameId, std::string>> stack_;  // the leaf first, with its symbol
  std::size_t kernel_frames_ = 0;
  EventStacks::ThreadId thread_ = EventStacks::no_thread;
  bool has_task_ = false;
  std::uint64_t lost_ = 0;
};

Result<void> BccReader::add_line(const TextLine& raw) {
  P2G_TRY(problems_.check_text(raw));
  const std::string_view line = trim_line(raw.raw);
  if (line.empty()) return problems_.bound_idle(raw, stacks_.count());
  if (raw.raw.front() != ' ' && raw.raw.front() != '\t') return add_head(raw, line);
  if (is_number(line) && (has_task_ || !stack_.empty())) return add_count(raw, line);
  if (const std::optional<Task> task = task_in(line)) {
    Slice slice{.process = {}, .thread = {}, .pid = {}, .tid = std::string(task->id)};
    repair_utf8(task->name, slice.thread);
    thread_ = stacks_.thread(slice);
    has_task_ = true;
    return {};
  }
  if (line == "--") {
    kernel_frames_ = stack_.size();
    return {};
  }
  if (stack_.size() >= deepest_stack) return fail(too_deep_error(raw.number));
  stack_.emplace_back(frames_.add(native_frame(line, {})), line);
  return {};
}

// What begins at the margin: what is counted, and what went wrong.
Result<void> BccReader::add_head(const TextLine& raw, std::string_view line) {
  const bool is_us = line.find("ime (us)") != npos;
  if (is_us || line.find("ime (ns)") != npos) {
    metric_ = Metric::time(is_us ? 6 : 9);
    what_ = line.find("off-CPU") != npos ? "off-CPU time" : "time";
  }
  constexpr std::string_view warning = "WARNING: ";
  if (line.starts_with(warning) && line.find("stack traces") != npos) {
    Decimal lost;
    const std::string_view number = line.substr(warning.size());
    if (parse_decimal(number.substr(0, number.find(' ')), lost) == DecimalStatus::good)
      lost_ += static_cast<std::uint64_t>(lost.whole);
  }
  if (!stack_.empty()) problems_.malformed(raw, 1, "expected a count below the stack");
  stack_.clear();
  has_task_ = false;
  return problems_.bound_idle(raw, stacks_.count());
}

// Without a divider the kernel is known by the function that enters it.
void BccReader::push_frames() {
  if (kernel_frames_ == 0) {
    for (std::size_t i = 0; i < stack_.size(); ++i) {
      if (enters_kernel(stack_[i].second)) kernel_frames_ = i + 1;
    }
  }
  for (std::size_t i = 0; i < stack_.size(); ++i)
    stacks_.push(i < kernel_frames_ ? frames_.as_kind(stack_[i].first, FrameKind::kernel) : stack_[i].first);
  stack_.clear();
  kernel_frames_ = 0;
}

Result<void> BccReader::add_count(const TextLine& raw, std::string_view digits) {
  Decimal count;
  if (parse_decimal(digits, count) != DecimalStatus::good)
    return fail(problems_.too_large(raw, raw.raw.find(digits) + 1, "count is not below 10^18"));
  push_frames();
  has_task_ = false;
  return stacks_.add(stacks_.event(what_, metric_), std::exchange(thread_, EventStacks::no_thread), count.whole,
                     raw.number);
}

Result<void> BccReader::finish(Profile& profile) {
  if (!stack_.empty()) profile.warnings.add("cut-off", "stack without its count at the end was ignored");
  P2G_TRY(problems_.finish(stacks_.count(), source_.name(), profile.warnings));
  profile.format = "bcc";
  profile.files.push_back(source_.name());
  profile.frames = frames_.take();
  profile.warnings.add("invalid-utf8", "name that is not valid UTF-8 was repaired with U+FFFD", frames_.ill_formed());
  profile.warnings.add("lost-samples", "stack trace was lost while bcc recorded", lost_);
  return stacks_.finish(profile, options_.wanted, {});
}

Result<Profile> read_bcc(Source& source, const ReadOptions& options) {
  BccReader reader(source, options);
  return read_lines(source, reader);
}

// A task's line and a count below it; what the tools say first, unless they fold.
Sniff sniff_bcc(std::string_view head) {
  Source source = Source::from_memory("", head);
  LineReader reader(source);
  bool says_so = false;
  bool is_task = false;
  while (reader.next()) {
    const std::string_view line = reader.line();
    if (is_task && is_number(trim_line(line)) && line.starts_with("  ")) return Sniff::certain;
    is_task = task_in(line).has_value();
    says_so = says_so || ((line.starts_with("Sampling at ") || line.starts_with("Tracing ")) &&
                          line.find("Hit Ctrl-C to end") != npos);
    if (says_so && is_task) return Sniff::certain;
  }
  return says_so ? Sniff::likely : Sniff::no;
}

}  // namespace

extern const Importer importer_bcc;
const Importer importer_bcc{
    .name = "bcc",
    .aliases = "",
    .summary = "stacks that bcc's profile and offcputime print",
    .suffixes = "",
    .sniff = sniff_bcc,
    .read = read_bcc,
};

}  // namespace p2g

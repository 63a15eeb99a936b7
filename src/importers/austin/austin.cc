// austin's text: one line a sample, root first, in the dialects of its versions.
//
//   3.x   # austin: 3.7.0        # KEY: VALUE
//         P12;T0:34;file.py:name:88;… 5085            mode wall or cpu: microseconds; memory: bytes
//         P12;T0:34;file.py:name:88;… 5085,0,-4096    mode full: microseconds, whether it was idle, bytes
//   1.0   Process 12;Thread 55cc7f;name (file.py);L88;… 9842
//         Thread 55cc7f;name (file.py);L88;… 4860 84 -20    -f: microseconds, KiB gained, KiB lost
//
// - `L88` is the line of the frame before it. A thread alone is a sample without frames.
// - What a file measures is offered as metrics: time, cpu (without idle samples), memory+ and memory- (gained, given
//   back; their difference says nothing about where). All are summed; the one that is wanted is kept with its stacks.
// - 1.0 does not say what a single number is: microseconds, with -m KiB. Pages have 4 KiB, and clocks do not tick in
//   fours: where all of many numbers are multiples of 4, it was memory. --unit says it otherwise.
// - Ids that alone could be somebody's function (P1, T5), and those that 1.0 writes, are spelled `process 1`,
//   `thread (5)`.
//
// Source: austin's documentation and output of austin 1.0.1 and 3.7.0.
#include <algorithm>
#include <limits>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "src/base/decimal.h"
#include "src/base/lines.h"
#include "src/base/wide.h"
#include "src/base/words.h"
#include "src/importers/austin/frames.h"
#include "src/importers/austin/mojo.h"
#include "src/importers/austin/samples.h"
#include "src/importers/importer.h"
#include "src/importers/kit/choose.h"
#include "src/importers/kit/executed_lines.h"
#include "src/importers/kit/line_problems.h"
#include "src/importers/kit/read_lines.h"
#include "src/importers/kit/stack_slices.h"
#include "src/importers/kit/stack_text.h"
#include "src/importers/kit/stacks_builder.h"

namespace p2g {
namespace {

using namespace austin;

class AustinReader {
 public:
  AustinReader(const Source& source, const ReadOptions& options)
      : source_(source), options_(options), stacks_(source, options) {}

  Result<void> add_line(const TextLine& raw);
  Result<void> finish(Profile& profile);

 private:
  using Heads = std::pair<std::string, std::string>;  // process and thread, as slices name them
  using Sums = std::vector<Wide>;                     // by measure

  void note_comment(std::string_view line);
  Result<void> begin(const Sample& first);
  Result<void> check_unit();
  Result<void> pass_over(const TextLine& raw, const Sample* sample);
  Result<void> add(const Sample& sample, const TextLine& raw);
  void guess_memory();
  void offer_all(Profile& profile) const;
  Cell cell_of_sums(const Sums& sums, std::size_t measure) const;

  const Source& source_;
  const ReadOptions& options_;
  StackText text_;
  StacksBuilder stacks_;
  LineProblems problems_{"austin's samples", "a stack and its figures: P12;T0:34;app.py:main:5 9842"};
  bool has_header_ = false;
  bool has_begun_ = false;
  bool mixes_modes_ = false;
  Mode mode_ = Mode::one_number;
  std::vector<Measure> measures_;
  std::size_t wanted_ = 0;  // of measures_
  Spelled spelled_, previous_;
  std::map<Heads, Sums> sums_;
  std::uint64_t fours_ = 0;  // samples whose number is a multiple of 4
  Warnings warnings_;
};

void AustinReader::note_comment(std::string_view line) {
  if (line.starts_with("# austin:")) has_header_ = true;
  if (!line.starts_with("# mode: ")) return;
  const std::string_view name = line.substr(8);
  Mode mode = mode_;
  if (name == "wall" || name == "cpu") mode = Mode::time;
  if (name == "memory") mode = Mode::memory;
  if (name == "full") mode = Mode::full;
  mixes_modes_ = mixes_modes_ || (has_begun_ && mode != mode_);
  if (!has_begun_) mode_ = mode;
}

// What the first sample tells of the file.
Result<void> AustinReader::begin(const Sample& first) {
  has_begun_ = true;
  if (first.count == 3 && mode_ != Mode::full) mode_ = has_header_ ? Mode::full : Mode::full_old;
  measures_ = measures_of(mode_);
  Offer offer;
  for (const Measure& measure : measures_) offer.metrics.push_back(measure.metric);
  offer.cells.assign(measures_.size(), Cell{});
  P2G_TRY_ASSIGN(const Choice choice, choose(offer, {options_.wanted.metric, {}}));
  wanted_ = choice.metric;
  P2G_TRY(check_unit());
  stacks_.set_metric(measures_[wanted_].metric, measures_[wanted_].factor);
  return {};
}

// Only a file of 1.0 with one number leaves open what it is.
Result<void> AustinReader::check_unit() {
  if (options_.unit.empty()) return {};
  const std::optional<CountedIn> counted = counted_in(options_.unit);
  if (!counted) return {};  // told before anything was read
  Measure& measure = measures_[wanted_];
  if (mode_ == Mode::one_number) {
    measure.metric = counted->metric;
    measure.factor = counted->factor;
    return {};
  }
  if (counted->metric.unit == measure.metric.unit && counted->factor == measure.factor &&
      counted->metric.decimals == measure.metric.decimals) {
    return {};
  }
  Error error{ErrorKind::usage, "--unit " + options_.unit + ": the file says that its unit is another", source_.name()};
  error.hint = "austin writes microseconds and bytes, and says so: leave it out";
  return fail(std::move(error));
}

Result<void> AustinReader::add_line(const TextLine& raw) {
  std::string_view line = trim_line_end(raw.raw);
  if (line.starts_with("\xef\xbb\xbf")) line.remove_prefix(3);  // files that were joined
  if (line.empty() || line.front() == '#') {
    note_comment(line);
    return pass_over(raw, nullptr);
  }
  const Sample sample = split_sample(line);
  if (sample.count == 0) return pass_over(raw, &sample);
  if (!has_begun_) P2G_TRY(begin(sample));
  const bool is_full = mode_ == Mode::full || mode_ == Mode::full_old;
  if ((sample.count == 3) != is_full) return pass_over(raw, &sample);
  return add(sample, raw);
}

// A line that is no sample; without `sample` blank or a comment.
Result<void> AustinReader::pass_over(const TextLine& raw, const Sample* sample) {
  P2G_TRY(problems_.check_text(raw));
  if (mixes_modes_) {
    Error error{ErrorKind::input, "mode differs from that of the samples before", "", raw.number};
    error.hint = "files of several modes measure different things: keep them apart";
    return fail(std::move(error));
  }
  if (sample != nullptr)
    problems_.malformed(raw, sample->stack.size() + 1, "expected austin's figures after the stack");
  return problems_.bound_idle(raw, stacks_.count());
}

// Where the wanted metric has nothing, the thread is kept and its frames are not: they would be functions of no cost.
Result<void> AustinReader::add(const Sample& sample, const TextLine& raw) {
  Decimal count;
  count.whole = measures_[wanted_].of(sample.columns);
  if (count.whole < 0) {
    problems_.negative(raw, sample.stack.size() + 1);
    return problems_.bound_idle(raw, stacks_.count());
  }
  std::swap(spelled_, previous_);
  spell(sample.stack, spelled_);
  Sums& sums = sums_[{spelled_.process, spelled_.thread}];
  sums.resize(measures_.size());
  for (std::size_t i = 0; i < measures_.size(); ++i) sums[i] += std::max<Weight>(measures_[i].of(sample.columns), 0);
  if (count.whole % 4 == 0) ++fours_;
  if (count.whole == 0 && measures_.size() > 1 && spelled_.head_end > 0) spelled_.text.resize(spelled_.head_end);
  const std::uint32_t shared = text_.add(spelled_.text, previous_.text, stacks_.frames());
  if (text_.is_bad()) {
    P2G_TRY(problems_.check_text(raw));
    return fail({ErrorKind::input, "stack has more frames than any program", "", raw.number});
  }
  return stacks_.add(count, raw.number, raw.end, shared);
}

void AustinReader::guess_memory() {
  constexpr std::uint64_t enough = 16;  // one in four thousand million files of times would look like that
  if (mode_ != Mode::one_number || has_header_ || !options_.unit.empty()) return;
  if (fours_ < enough || fours_ != stacks_.count()) return;
  measures_[0].metric = Metric::bytes();
  measures_[0].factor = 1024;
  stacks_.set_metric(measures_[0].metric, measures_[0].factor);
  warnings_.add("guessed-unit",
                "austin 1.0 does not say what it counts; all numbers are multiples of 4, so they are taken for KiB of "
                "memory: --unit us if they are times, --unit KiB if they are not");
}

Cell AustinReader::cell_of_sums(const Sums& sums, std::size_t measure) const {
  const auto weight = [&](std::size_t of) {
    const Wide sum = sums[of] * measures_[of].factor;
    return sum > std::numeric_limits<Weight>::max() ? std::numeric_limits<Weight>::max() : static_cast<Weight>(sum);
  };
  Cell cell = cell_of(measures_[measure].metric, weight(measure));
  if (mode_ == Mode::full && measure == 0) cell.busy = weight(1);
  return cell;
}

// The slices that the stacks show, with all metrics.
void AustinReader::offer_all(Profile& profile) const {
  Offer& offer = profile.offered;
  if (measures_.size() < 2) return;
  offer.metrics.clear();
  offer.cells.clear();
  for (const Measure& measure : measures_) offer.metrics.push_back(measure.metric);
  for (const Slice& slice : offer.slices) {
    const auto found = sums_.find({slice.process, slice.thread});
    for (std::size_t i = 0; i < measures_.size(); ++i) {
      offer.cells.emplace_back(found == sums_.end() ? Cell{} : cell_of_sums(found->second, i));
    }
  }
  if (offer.slices.empty()) {
    Sums all(measures_.size());
    for (const auto& [heads, sums] : sums_) {
      for (std::size_t i = 0; i < all.size(); ++i) all[i] += sums[i];
    }
    for (std::size_t i = 0; i < all.size(); ++i) offer.cells.emplace_back(cell_of_sums(all, i));
  }
  profile.chosen.metric = wanted_;
}

Result<void> AustinReader::finish(Profile& profile) {
  P2G_TRY(problems_.finish(stacks_.count(), source_.name(), warnings_));
  guess_memory();
  P2G_TRY(stacks_.finish(profile));
  profile.warnings.merge(warnings_);
  profile.format = "folded";  // a dialect of it
  profile.producer = "austin";
  profile.files.push_back(source_.name());
  profile.frames = text_.take_frames();
  if (!options_.by_line) join_executed_lines(profile, options_.with_lines);
  profile.warnings.add("invalid-utf8", "name that is not valid UTF-8 was repaired with U+FFFD", text_.ill_formed());
  P2G_TRY(choose_stack_slices(profile, {"", options_.wanted.threads}));
  offer_all(profile);
  return {};
}

Result<Profile> read_austin(Source& source, const ReadOptions& options) {
  AustinReader reader(source, options);
  if (!is_mojo(source.head())) return read_lines(source, reader);
  MojoLines lines(source);
  return read_lines(lines, source, reader);
}

// ---- Recognising ---------------------------------------------------------------------------------------------------

// `Thread 55cc7f` or `Process 12;Thread 55cc7f` at the beginning of a line of 1.0.
bool has_old_head(std::string_view line) {
  if (line.starts_with("Process ")) {
    const std::size_t end = line.find(';');
    if (end == std::string_view::npos || !is_number(line.substr(8, end - 8))) return false;
    line.remove_prefix(end + 1);
  }
  if (!line.starts_with("Thread ")) return false;
  const std::size_t end = std::min(line.find_first_of("; ", 7), line.size());
  return all_hex(line.substr(7, end - 7));
}

// `name (file);L88`
bool has_old_line(std::string_view line) {
  const std::size_t at = line.find(");L");
  return at != std::string_view::npos && at + 3 < line.size() && is_number(line.substr(at + 3, 1));
}

Sniff sniff_austin(std::string_view head) {
  if (head.starts_with("\xef\xbb\xbf")) head.remove_prefix(3);
  if (head.starts_with("# austin: ") || is_mojo(head)) return Sniff::certain;
  bool all_heads = true;
  int heads = 0;
  while (!head.empty()) {
    const std::size_t end = std::min(head.find('\n'), head.size());
    const std::string_view line = trim_line_end(head.substr(0, end));
    head.remove_prefix(std::min(end + 1, head.size()));
    if (line.empty()) continue;
    const bool is_head = has_old_head(line);
    if (is_head && has_old_line(line)) return Sniff::certain;
    all_heads = all_heads && is_head;
    heads += is_head ? 1 : 0;
  }
  return heads > 0 && all_heads ? Sniff::likely : Sniff::no;
}

}  // namespace

extern const Importer importer_austin;
const Importer importer_austin{
    .name = "austin",
    .aliases = "",
    .summary = "austin's text, of versions 1 to 3, and its binary MOJO",
    .suffixes = ".austin,.mojo",
    .sniff = sniff_austin,
    .read = read_austin,
    .dialect_of = "folded",
    .has_unit = true,
};

}  // namespace p2g

// Folded stacks, one line a stack: `main;parse;read 12`. What FlameGraph's collapsers, inferno, perf, py-spy, austin,
// Tachyon, async-profiler and many scripts write.
//
//   line    = frame *(";" frame) 1*space count *space        space is a blank or a tab; CR is dropped
//   count   = what parse_decimal() reads: 12, 12.50, .5, 1e-05, +3; exact, never through a double
//   comment = "#" at the line's end, or followed by a space, or on a line that has no count
//
// - The count is what follows the last white space, so names may hold blanks, parentheses and digits; a number at the
//   end of a name is part of it: nobody guesses that it is the second column of a diff.
// - ";" always separates (producers write ":" for it). "a;;b" has a frame with an empty name; "a;b 0" is a stack.
// - A line without a count is counted and passed over, a negative count too; a file without one good line is malformed,
//   and so is one of whose text hardly anything is good (most_idle_bytes). A count of 10^18 and more is an error: a sum
//   without it would be wrong, and with it too large.
// - A NUL byte is an error: the input is binary, or UTF-16 without its mark.
// - Ill-formed UTF-8 becomes U+FFFD; frames that differ in nothing else are then the same frame.
// - The scale is that of the line with most decimals (trailing zeros do not count), at most 18 and as many as the sum
//   of all counts leaves room for.
// - Of comments, austin's header is understood (`# mode: wall` makes counts microseconds) and `# unit: s`, which we
//   write ourselves.
#include <algorithm>
#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "src/base/decimal.h"
#include "src/base/lines.h"
#include "src/base/pipe.h"
#include "src/base/text.h"
#include "src/importers/importer.h"
#include "src/importers/kit/stack_text.h"
#include "src/model/stack_builder.h"

namespace p2g {
namespace {

bool is_space(char c) { return c == ' ' || c == '\t'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::string_view trim_end(std::string_view text) {
  while (!text.empty() && (is_space(text.back()) || text.back() == '\r')) text.remove_suffix(1);
  return text;
}

bool is_comment(std::string_view line) { return line.front() == '#' && (line.size() == 1 || is_space(line[1])); }

// A line taken apart. Column is where a count was looked for, 1-based.
struct Line {
  std::string_view stack;
  Decimal count;
  const char* problem = nullptr;
  bool too_large = false;  // a count
  std::size_t column = 0;
};

constexpr const char* no_count = "expected a count after the stack";

// So much of a text may be lines that are no stacks, and so much more for each one that is.
constexpr std::uint64_t most_idle_bytes = std::uint64_t{16} << 20;
constexpr std::uint64_t idle_bytes_a_stack = 1024;

// `text` has no white space at its end and is not empty.
Line split_line(std::string_view text) {
  Line line;
  const std::size_t space = text.find_last_of(" \t");
  line.column = (space == std::string_view::npos ? text.size() : space + 1) + 1;
  if (space == std::string_view::npos) {
    line.problem = no_count;
    return line;
  }
  line.stack = trim_end(text.substr(0, space));
  switch (parse_decimal(text.substr(space + 1), line.count)) {
    case DecimalStatus::good:
      break;
    case DecimalStatus::malformed:
      line.problem = no_count;
      return line;
    case DecimalStatus::too_large:
      line.problem = "count is not below 10^18";
      line.too_large = true;
      return line;
  }
  if (line.stack.empty()) {
    line.problem = "expected a stack before the count";
    line.column = 1;
  }
  return line;
}

// The usual line, `stack 12`, without the general number parser: false when it is anything else.
bool split_plain_line(std::string_view text, Line& line) {
  const char* const begin = text.data();
  const char* const end = begin + text.size();
  const char* p = end;
  std::int64_t value = 0;
  std::int64_t power = 1;
  for (; p != begin && is_digit(p[-1]) && end - p < 18; power *= 10) value += (*--p - '0') * power;
  if (p == end || p == begin || !is_space(p[-1])) return false;
  line.stack = trim_end(text.substr(0, static_cast<std::size_t>(p - begin)));
  line.count.whole = value;
  return !line.stack.empty();
}

// Stacks, once they are frames, into one prefix tree: the half of the work that a second thread can do.
class StackSums {
 public:
  struct Line {
    std::uint32_t shared;  // frames that it has in common with the line before
    std::uint32_t frames;  // how many follow them
    std::uint64_t number;
    std::int64_t whole;
    std::int64_t fraction;
  };
  struct Batch {
    std::vector<FrameId> frames;
    std::vector<Line> lines;
    std::uint64_t end = 0;         // how far into the input it reaches
    std::uint64_t most_nodes = 0;  // that the tree may have then

    bool full() const { return frames.size() >= 16 * 1024 || lines.size() >= 2 * 1024; }
  };

  // Of an input of about `size` bytes, 0 when nobody knows.
  StackSums(bool keep_order, std::uint64_t size) : builder_(keep_order), size_(size) {}

  void add(Batch& batch);
  // Of the line that had no room; 0 when all had.
  std::uint64_t overfull_line() const { return overfull_line_; }
  Stacks take_stacks() { return builder_.take(); }
  // By node, units of 1/Decimal::one; may end early.
  std::vector<std::int64_t> take_fractions() { return std::move(fractions_); }

 private:
  void add_line(const Line& line, const FrameId* frames);
  void expect(std::uint64_t end);

  StackBuilder builder_;
  std::vector<std::uint32_t> path_{0};  // nodes of the stack added last, from the root
  std::vector<std::int64_t> fractions_;
  std::uint64_t overfull_line_ = 0;
  std::uint64_t size_;
  std::uint64_t next_guess_ = 4 * Source::block_bytes;
};

void StackSums::add(Batch& batch) {
  const FrameId* frames = batch.frames.data();
  const std::uint64_t most_nodes = std::min<std::uint64_t>(batch.most_nodes, StackBuilder::max_nodes);
  for (const Line& line : batch.lines) {
    if (builder_.size() + line.frames > most_nodes) overfull_line_ = line.number;
    if (overfull_line_ != 0) break;
    add_line(line, frames);
    frames += line.frames;
  }
  expect(batch.end);
  batch.frames.clear();
  batch.lines.clear();
}

void StackSums::add_line(const Line& line, const FrameId* frames) {
  path_.resize(line.shared + std::size_t{1});
  std::uint32_t node = path_.back();
  // Down the nodes that exist; the first that does not begins a chain of new ones.
  std::size_t i = 0;
  for (; i < line.frames; ++i) {
    const std::uint32_t child = builder_.find(node, frames[i]);
    if (child == 0) break;
    node = child;
    path_.push_back(node);
  }
  if (i < line.frames) {
    auto next = static_cast<std::uint32_t>(builder_.size());
    node = builder_.add_chain(node, frames + i, line.frames - i);
    while (next <= node) path_.push_back(next++);
  }
  builder_.add_self(node, line.whole);  // no node holds more than the total
  if (line.fraction == 0) return;
  fractions_.resize(builder_.size());
  fractions_[node] += line.fraction;
  if (fractions_[node] >= Decimal::one) {
    fractions_[node] -= Decimal::one;
    builder_.add_self(node, 1);
  }
}

// Room for what the rest of the input brings, if it is like the part that ends here. The input may be smaller than its
// size said, so the guess never goes far beyond what was seen.
void StackSums::expect(std::uint64_t end) {
  if (end <= next_guess_) return;
  next_guess_ *= 8;
  const double times = static_cast<double>(size_) / static_cast<double>(end);
  const double nodes = static_cast<double>(builder_.size()) * std::min(times, 8.0) * 1.05;
  if (times > 1 && nodes < static_cast<double>(StackBuilder::max_nodes)) {
    builder_.reserve(static_cast<std::size_t>(nodes));
  }
}

// Lines of one input.
class StackReader {
 public:
  StackReader(const ReadOptions& options, const Source& source)
      : source_(source),
        sums_(options.keep_order, source.size_hint()),
        pipe_(options.workers, [this](StackSums::Batch& batch) { sums_.add(batch); }) {}

  // Adds one line; `previous` is the line before it, `end` the number of bytes up to here. Fails on what cannot be text
  // or cannot be summed.
  Result<void> add_line(std::string_view raw, std::string_view previous, std::uint64_t number, std::uint64_t end);
  // Fails when there were lines, but none of them was good.
  Result<void> finish(const std::string& file, Profile& profile);

 private:
  Result<void> add_count(const Decimal& count);
  Result<void> note_problem(const Line& line, std::string_view raw, std::uint64_t number);
  Result<void> refuse(std::string_view raw, std::uint64_t number);
  Result<void> pass_over(const Line* line, std::string_view raw, std::uint64_t number, std::uint64_t end);
  void note_comment(std::string_view line);
  void set_unit(std::string_view unit);
  void settle_scale(Profile& profile);

  const Source& source_;
  StackText stacks_;
  StackSums sums_;
  Pipe<StackSums::Batch> pipe_;
  Decimal total_;
  int decimals_ = 0;
  std::uint64_t good_ = 0, bad_ = 0, negative_ = 0, rounded_ = 0;
  std::uint64_t first_bad_ = 0, first_negative_ = 0;
  bool mixes_units_ = false;
  std::uint64_t idle_bytes_ = 0;  // of lines that are no stacks
  Error first_problem_;
  std::string producer_;
  Metric metric_;
  int unit_decimals_ = 0;  // counts are 10^-unit_decimals_ of the metric's unit: 6 for microseconds
};

Result<void> StackReader::add_line(std::string_view raw, std::string_view previous, std::uint64_t number,
                                   std::uint64_t end) {
  const std::string_view text = trim_end(raw);
  if (text.empty() || is_comment(text)) return pass_over(nullptr, raw, number, end);
  Line line;
  if (!split_plain_line(text, line)) {
    line = split_line(text);
    if (line.problem != nullptr || line.count.negative) return pass_over(&line, raw, number, end);
  }
  StackSums::Batch& batch = pipe_.filling();
  const std::size_t before = batch.frames.size();
  const std::uint32_t shared = stacks_.add(line.stack, previous, batch.frames);
  if (stacks_.is_bad()) return refuse(raw, number);
  ++good_;
  P2G_TRY(add_count(line.count));
  batch.lines.push_back({shared, static_cast<std::uint32_t>(batch.frames.size() - before), number, line.count.whole,
                         line.count.fraction});
  batch.end = end;
  if (batch.full()) {
    batch.most_nodes = source_.most_items();
    pipe_.send();
  }
  return {};
}

Result<void> StackReader::add_count(const Decimal& count) {
  bool overflow = __builtin_add_overflow(total_.whole, count.whole, &total_.whole);
  total_.fraction += count.fraction;
  if (total_.fraction >= Decimal::one) {
    total_.fraction -= Decimal::one;
    overflow |= __builtin_add_overflow(total_.whole, 1, &total_.whole);
  }
  if (overflow) return fail({ErrorKind::input, "the sum of all counts is above 9.2e18"});
  if (count.rounded) ++rounded_;
  if (count.fraction != 0) decimals_ = std::max(decimals_, count.decimals);
  return {};
}

// Counts what is passed over. The first problem is kept for the case that nothing was good.
Result<void> StackReader::note_problem(const Line& line, std::string_view raw, std::uint64_t number) {
  if (const std::size_t nul = raw.find('\0'); nul != std::string_view::npos) {
    Error error{ErrorKind::input, "unexpected NUL byte in a text file", "", number, nul + 1};
    error.excerpt = std::string(raw);
    error.hint = "folded stacks are text, one stack a line: main;parse;read 12 (UTF-16 needs its byte order mark)";
    return fail(std::move(error));
  }
  const bool is_negative = line.problem == nullptr;
  if (!is_negative && !line.too_large && raw.front() == '#') return {};
  if (bad_ + negative_ == 0 || line.too_large) {
    first_problem_ = Error{ErrorKind::input, is_negative ? "expected a count that is not negative" : line.problem, "",
                           number, line.column};
    first_problem_.excerpt = std::string(raw);
    first_problem_.hint = line.too_large ? "counts are added up to 9.2e18: write them in a larger unit"
                                         : "folded stacks are one stack a line: main;parse;read 12";
  }
  if (line.too_large) return fail(std::move(first_problem_));
  std::uint64_t& first = is_negative ? first_negative_ : first_bad_;
  if ((is_negative ? negative_ : bad_)++ == 0) first = number;
  return {};
}

// A line whose stack cannot be kept.
Result<void> StackReader::refuse(std::string_view raw, std::uint64_t number) {
  if (stacks_.is_too_deep()) {
    return fail(
        {ErrorKind::input, "stack has more than " + std::to_string(StackText::deepest) + " frames", "", number});
  }
  Line binary;
  binary.column = raw.find('\0') + 1;
  return note_problem(binary, raw, number);
}

// A line that is no stack; without `line` blank or a comment. A file of a kilobyte can be gigabytes of them, and a pipe
// may never end.
Result<void> StackReader::pass_over(const Line* line, std::string_view raw, std::uint64_t number, std::uint64_t end) {
  stacks_.forget();
  if (line != nullptr || raw.find('\0') != std::string_view::npos) {
    P2G_TRY(note_problem(line == nullptr ? Line{} : *line, raw, number));
  } else {
    note_comment(trim_end(raw));
  }
  if (mixes_units_) {
    Error error{ErrorKind::input, "unit differs from that of the stacks before", "", number};
    error.hint = "files of several units are merged by naming them: prof2graph a.folded b.folded";
    return fail(std::move(error));
  }
  idle_bytes_ += raw.size() + 2;  // whichever way the line ends
  if (idle_bytes_ <= most_idle_bytes + idle_bytes_a_stack * good_) return {};
  if (good_ == 0 && bad_ + negative_ > 0) return fail(std::move(first_problem_));
  Error error{ErrorKind::input, "expected stacks, found hardly any in " + std::to_string(end >> 20U) + " MB of text",
              "", number};
  error.hint = "folded stacks are one stack a line: main;parse;read 12";
  return fail(std::move(error));
}

// austin: "# austin: 3.6.0", "# mode: wall"; our own: "# unit: s".
void StackReader::note_comment(std::string_view line) {
  if (line.empty()) return;
  line.remove_prefix(1);
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos) return;
  const auto trim = [](std::string_view text) {
    while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
    return trim_end(text);
  };
  const std::string_view key = trim(line.substr(0, colon));
  const std::string_view value = trim(line.substr(colon + 1));
  if (key == "austin") producer_ = "austin";
  if (key == "unit") set_unit(value);
  if (key == "mode" && producer_ == "austin") {
    if (value == "wall" || value == "cpu") set_unit("us");
    if (value == "memory") set_unit("bytes");
  }
}

void StackReader::set_unit(std::string_view unit) {
  const std::pair before(metric_.unit, unit_decimals_);
  const auto time = [this](int decimals) {
    metric_ = Metric{"time", "s"};
    unit_decimals_ = decimals;
  };
  if (unit == "s") time(0);
  if (unit == "ms") time(3);
  if (unit == "us" || unit == "µs") time(6);
  if (unit == "ns") time(9);
  if (unit == "bytes" || unit == "B") {
    metric_ = Metric{"memory", "bytes"};
    unit_decimals_ = 0;
  }
  // `cat a.folded b.folded`: what was read so far is in another unit.
  mixes_units_ = mixes_units_ || (good_ > 0 && before != std::pair(metric_.unit, unit_decimals_));
}

// Brings whole and fraction of each node together in the finest scale that holds the sum.
void StackReader::settle_scale(Profile& profile) {
  Stacks& stacks = profile.stacks();
  int decimals = std::min(decimals_, 18 - unit_decimals_);
  std::int64_t power = 1;
  for (int i = 0; i < decimals; ++i) power *= 10;
  // Half of the range, so that rounding up cannot run over.
  while (decimals > 0 && total_.whole >= std::numeric_limits<std::int64_t>::max() / 2 / power) {
    power /= 10;
    --decimals;
  }
  if (decimals < decimals_) ++rounded_;
  std::vector<std::int64_t> fractions = sums_.take_fractions();
  fractions.resize(decimals_ > 0 ? stacks.size() : 0);
  const std::int64_t unit = Decimal::one / power;
  profile.total = decimals_ > 0 ? 0 : total_.whole;
  for (std::size_t i = 0; i < fractions.size(); ++i) {
    stacks.self[i] = stacks.self[i] * power + fractions[i] / unit + (fractions[i] % unit >= unit - unit / 2 ? 1 : 0);
    profile.total += stacks.self[i];
  }
  metric_.decimals = decimals + unit_decimals_;
  profile.metric = metric_;
  profile.sampled = metric_.decimals == 0 && metric_.unit == "samples";
}

Result<void> StackReader::finish(const std::string& file, Profile& profile) {
  if (good_ == 0 && bad_ + negative_ > 0) {
    first_problem_.file = file;
    return fail(std::move(first_problem_));
  }
  pipe_.filling().most_nodes = source_.most_items();
  pipe_.drain();
  if (sums_.overfull_line() != 0) {
    Error error{ErrorKind::input, "more than two thousand million different stack frames", file, sums_.overfull_line()};
    if (source_.most_items() < StackBuilder::max_nodes) {
      error.message = "more different stack frames than a compressed file of this size may have";
      error.hint = "unpack it: prof2graph reads as many as a file has bytes";
    }
    return fail(std::move(error));
  }
  profile.format = "folded";
  profile.producer = producer_;
  profile.files.push_back(file);
  profile.data = sums_.take_stacks();
  profile.frames = stacks_.take_frames();
  settle_scale(profile);
  Warnings& warnings = profile.warnings;
  warnings.add("malformed-line", "line without a count was ignored, the first is line " + std::to_string(first_bad_),
               bad_);
  warnings.add("negative-count",
               "stack with a negative count was ignored, the first is line " + std::to_string(first_negative_),
               negative_);
  warnings.add("invalid-utf8", "name that is not valid UTF-8 was repaired with U+FFFD", stacks_.ill_formed());
  warnings.add("rounded-count", "count with more decimals than there is room for was rounded", rounded_);
  return {};
}

Result<Profile> read_folded(Source& source, const ReadOptions& options) {
  LineReader lines(source);
  StackReader stacks(options, source);
  while (lines.next()) {
    Result<void> added = stacks.add_line(lines.line(), lines.previous(), lines.number(), lines.bytes());
    if (!added) {
      Error error = std::move(added).error();
      error.file = source.name();
      return fail(std::move(error));
    }
  }
  if (std::optional<Error> error = lines.take_error()) return fail(*std::move(error));
  Profile profile(Frames::Form::texts);
  P2G_TRY(stacks.finish(source.name(), profile));
  profile.warnings.add("invalid-utf8", "UTF-16 that is not valid was repaired with U+FFFD", lines.replaced());
  return profile;
}

// Text with a count on most of its lines; several with more than one frame leave no doubt.
Sniff sniff_folded(std::string_view head) {
  Source source = Source::from_memory("", head);
  LineReader lines(source);
  int good = 0;
  int deep = 0;
  int bad = 0;
  while (lines.next()) {
    const std::string_view text = trim_end(lines.line());
    for (const char c : text) {
      if (static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\x1b') return Sniff::no;
    }
    if (text.empty() || is_comment(text)) continue;
    if (head.size() >= Source::head_bytes && !lines.has_newline()) {  // may go on beyond the head
      if (good + bad == 0 && text.find(';') != std::string_view::npos) return Sniff::likely;
      break;
    }
    const Line line = split_line(text);
    if (line.problem != nullptr && !line.too_large) {
      ++bad;
    } else {
      ++good;
      if (line.stack.find(';') != std::string_view::npos) ++deep;
    }
  }
  if (good <= bad) return Sniff::no;
  return deep >= 2 ? Sniff::certain : Sniff::likely;
}

}  // namespace

extern const Importer importer_folded;
const Importer importer_folded{"folded",
                               "collapse,collapsed",
                               "folded stacks of FlameGraph, inferno, perf, py-spy, austin, async-profiler",
                               ".folded,.collapsed,.collapse,.stacks",
                               sniff_folded,
                               read_folded};

}  // namespace p2g

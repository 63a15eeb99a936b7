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
//   and so is one of which most is none (LineProblems). A count of 10^18 and more is an error: a sum without it would
//   be wrong, and with it too large.
// - A mark of UTF-8 that begins a line is none of it: files were joined.
// - A NUL byte is an error: the input is binary, or UTF-16 without its mark.
// - Ill-formed UTF-8 becomes U+FFFD; frames that differ in nothing else are then the same frame.
// - The scale is that of the line with most decimals (trailing zeros do not count), at most 18 and as many as the sum
//   of all counts leaves room for.
// - Blanks around a frame are none of it (StackText), and "-" between a user and a kernel part is no frame
//   (remove_separators()). Lines of Python that were executed are no part of a function (executed_lines.h).
// - Of comments, those are understood that we write ourselves. `# unit: ns`, as --unit; a unit that is none of time or
//   memory is what is counted: `# unit: cache-misses`. `# lines: defined`: lines tell functions apart. austin's files
//   have an importer of their own.
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "src/base/decimal.h"
#include "src/base/lines.h"
#include "src/base/words.h"
#include "src/importers/importer.h"
#include "src/importers/kit/executed_lines.h"
#include "src/importers/kit/line_problems.h"
#include "src/importers/kit/read_lines.h"
#include "src/importers/kit/separators.h"
#include "src/importers/kit/stack_limits.h"
#include "src/importers/kit/stack_slices.h"
#include "src/importers/kit/stack_text.h"
#include "src/importers/kit/stacks_builder.h"

namespace p2g {
namespace {

bool is_comment(std::string_view line) { return line.front() == '#' && (line.size() == 1 || is_blank(line[1])); }

// A line taken apart. Column is where a count was looked for, 1-based.
struct Line {
  std::string_view stack;
  Decimal count;
  const char* problem = nullptr;
  bool too_large = false;  // a count
  std::size_t column = 0;
};

constexpr std::string_view utf8_mark = "\xef\xbb\xbf";
constexpr const char* no_count = "expected a count after the stack";

// `text` has no white space at its end and is not empty.
Line split_line(std::string_view text) {
  Line line;
  const std::size_t space = text.find_last_of(" \t");
  line.column = (space == std::string_view::npos ? text.size() : space + 1) + 1;
  if (space == std::string_view::npos) {
    line.problem = no_count;
    return line;
  }
  line.stack = trim_line_end(text.substr(0, space));
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
  if (p == end || p == begin || !is_blank(p[-1])) return false;
  line.stack = trim_line_end(text.substr(0, static_cast<std::size_t>(p - begin)));
  line.count.whole = value;
  return !line.stack.empty();
}

// Lines of one input.
class FoldedReader {
 public:
  FoldedReader(const Source& source, const ReadOptions& options)
      : source_(source), options_(options), stacks_(source, options) {
    if (!options.unit.empty()) set_unit(options.unit);
  }

  // Adds one line; `previous` is the line before it. Fails on what cannot be text or cannot be summed.
  Result<void> add_line(const TextLine& raw, std::string_view previous);
  // Fails when there were lines, but none of them was good.
  Result<void> finish(Profile& profile);

 private:
  Result<void> refuse(const TextLine& raw) const;
  Result<void> note_problem(const TextLine& raw, const Line& line);
  Result<void> pass_over(const TextLine& raw, const Line* line);
  void note_comment(std::string_view line);
  void set_unit(std::string_view unit);

  const Source& source_;
  const ReadOptions& options_;
  StackText text_;
  StacksBuilder stacks_;
  LineProblems problems_{"folded stacks", "one stack a line: main;parse;read 12"};
  const char* contradiction_ = nullptr;  // of units
  bool keeps_lines_ = false;             // a comment says that lines are those of definitions
  bool says_unit_ = false;               // --unit does
  bool strange_unit_ = false;
};

Result<void> FoldedReader::add_line(const TextLine& raw, std::string_view previous) {
  std::string_view text = trim_line_end(raw.raw);
  const bool has_mark = text.starts_with(utf8_mark);
  if (has_mark) {
    text.remove_prefix(utf8_mark.size());
    text_.forget();
  }
  if (text.empty() || is_comment(text)) return pass_over(raw, nullptr);
  Line line;
  if (!split_plain_line(text, line)) {
    line = split_line(text);
    if (line.problem != nullptr || line.count.negative) return pass_over(raw, &line);
  }
  const std::uint32_t shared = text_.add(line.stack, previous, stacks_.frames());
  if (text_.is_bad()) return refuse(raw);
  if (has_mark) text_.forget();  // the text of this stack is not where the next one looks for it
  return stacks_.add(line.count, raw.number, raw.end, shared);
}

// A line whose stack cannot be kept.
Result<void> FoldedReader::refuse(const TextLine& raw) const {
  if (!text_.is_too_deep()) return problems_.check_text(raw);
  return fail(too_deep_error(raw.number));
}

Result<void> FoldedReader::note_problem(const TextLine& raw, const Line& line) {
  if (line.too_large) return fail(problems_.too_large(raw, line.column, line.problem));
  if (line.problem == nullptr) {
    problems_.negative(raw, line.column);
  } else if (raw.raw.front() != '#') {  // "#define" is somebody's comment
    problems_.malformed(raw, line.column, line.problem);
  }
  return {};
}

// A line that is no stack; without `line` blank or a comment.
Result<void> FoldedReader::pass_over(const TextLine& raw, const Line* line) {
  text_.forget();
  P2G_TRY(problems_.check_text(raw));
  if (line != nullptr) {
    P2G_TRY(note_problem(raw, *line));
  } else {
    note_comment(trim_line_end(raw.raw.substr(raw.raw.starts_with(utf8_mark) ? utf8_mark.size() : 0)));
  }
  if (contradiction_ != nullptr) {
    Error error{ErrorKind::input, contradiction_, "", raw.number};
    error.hint = options_.unit.empty()
                     ? "files of several units are merged by naming them: prof2graph a.folded b.folded"
                     : "--unit is for files that do not say it: leave it out";
    return fail(std::move(error));
  }
  return problems_.bound_idle(raw, stacks_.count());
}

// Our own: "# unit: ns", "# lines: defined".
void FoldedReader::note_comment(std::string_view line) {
  if (line.empty()) return;
  line.remove_prefix(1);
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos) return;
  const std::string_view key = trim_line(line.substr(0, colon));
  const std::string_view value = trim_line(line.substr(colon + 1));
  if (key == "unit") set_unit(value);
  if (key == "lines" && value == "defined") keeps_lines_ = true;
}

void FoldedReader::set_unit(std::string_view unit) {
  const std::optional<CountedIn> counted = counted_in(unit);
  if (!counted) {
    strange_unit_ = true;
    return;
  }
  const Metric& before = stacks_.metric();
  const bool differs = counted->metric.unit != before.unit || counted->metric.decimals != before.decimals ||
                       counted->factor != stacks_.factor();
  // What was read so far is in another unit: `cat a.folded b.folded`.
  if (differs && stacks_.count() > 0) contradiction_ = "unit differs from that of the stacks before";
  if (differs && says_unit_) contradiction_ = "unit differs from that of --unit";
  says_unit_ = says_unit_ || !options_.unit.empty();
  stacks_.set_metric(counted->metric, counted->factor);
}

Result<void> FoldedReader::finish(Profile& profile) {
  P2G_TRY(problems_.finish(stacks_.count(), source_.name(), profile.warnings));
  P2G_TRY(stacks_.finish(profile));
  profile.format = "folded";
  profile.files.push_back(source_.name());
  profile.frames = text_.take_frames();
  if (!options_.by_line && !keeps_lines_ && lines_are_executed(profile.frames))
    join_executed_lines(profile, options_.with_lines);
  profile.warnings.add("strange-unit", "unit that has no name of letters was ignored", strange_unit_ ? 1 : 0);
  profile.warnings.add("invalid-utf8", "name that is not valid UTF-8 was repaired with U+FFFD", text_.ill_formed());
  remove_separators(profile);
  return choose_stack_slices(profile, options_.wanted);
}

Result<Profile> read_folded(Source& source, const ReadOptions& options) {
  LineReader lines(source);
  FoldedReader folded(source, options);
  P2G_TRY(for_each_line(lines, source, [&](const TextLine& line) { return folded.add_line(line, lines.previous()); }));
  Profile profile;
  P2G_TRY(folded.finish(profile));
  tell_repaired(lines, profile);
  return profile;
}

bool is_binary(std::string_view line) {
  return std::any_of(line.begin(), line.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\x1b'; });
}

// What the lines of a head are.
struct Lines {
  int good = 0;
  int deep = 0;   // of the good ones with several frames
  int plain = 0;  // of the others those that can be nothing but a name and a count
  int bad = 0;
};

bool has_letter(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || static_cast<unsigned char>(c) >= 0x80;
  });
}

void look_at(std::string_view text, Lines& lines) {
  const Line line = split_line(text);
  if (line.problem != nullptr && !line.too_large) {
    if (text.front() != '#') ++lines.bad;
    return;
  }
  ++lines.good;
  if (line.stack.find(';') != std::string_view::npos) {
    ++lines.deep;
  } else if (has_letter(line.stack) && line.stack.find_first_of(" \t") == std::string_view::npos) {
    ++lines.plain;
  }
}

// Nearly all lines are stacks and some have several frames, or all are a name and a count: many a log, listing or table
// has numbers at the end of some of its lines.
Sniff judge(const Lines& lines) {
  if (lines.deep == 0) return lines.good > 0 && lines.bad == 0 && lines.plain == lines.good ? Sniff::likely : Sniff::no;
  if (2 * lines.bad > lines.good) return Sniff::no;
  return lines.deep >= 2 ? Sniff::certain : Sniff::likely;
}

Sniff sniff_folded(std::string_view head) {
  Source source = Source::from_memory("", head);
  LineReader reader(source);
  Lines lines;
  while (reader.next()) {
    const std::string_view text = trim_line_end(reader.line());
    if (is_binary(text)) return Sniff::no;
    if (text.empty() || is_comment(text)) continue;
    if (head.size() >= Source::head_bytes && !reader.has_newline()) {  // may go on beyond the head
      if (lines.good + lines.bad == 0 && text.find(';') != std::string_view::npos) return Sniff::likely;
      break;
    }
    look_at(text, lines);
  }
  return judge(lines);
}

}  // namespace

extern const Importer importer_folded;
const Importer importer_folded{
    .name = "folded",
    .aliases = "collapse,collapsed",
    .summary = "folded stacks of FlameGraph, inferno, perf, py-spy, async-profiler",
    .suffixes = ".folded,.collapsed,.collapse,.stacks",
    .sniff = sniff_folded,
    .read = read_folded,
    .has_unit = true,
};

}  // namespace p2g

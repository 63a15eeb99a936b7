// gprof's report, of GNU and BSD, with or without its explanations (-b), of any of its parts:
//
//   Flat profile:                                          self costs and calls; functions that the call graph leaves
//     %   cumulative   self     self   total               out (mcount) are only here
//    68.8   1.17   1.17   1834  0.64  0.64  burn(int)
//   index % time    self  children    called     name      the call graph (kit/call_report.h); groups end at dashes,
//   [2]     68.8    1.17    0.00    1834         burn [2]  the last perhaps at a form feed
//
// `1834+20` are calls and recursive ones; `<spontaneous>` is nobody; calls within a cycle have no costs;
// Xtensa's reports count thousands of cycles. Costs of calls are gprof's guess.
//
// Source: output of GNU gprof 2.40 and its documentation; reports of BSD, AIX and Xtensa.
#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "src/base/lines.h"
#include "src/base/utf8.h"
#include "src/base/words.h"
#include "src/importers/importer.h"
#include "src/importers/kit/call_report.h"
#include "src/importers/kit/choose.h"
#include "src/importers/kit/line_problems.h"
#include "src/importers/kit/read_lines.h"

namespace p2g {
namespace {

constexpr int decimals = 6;

bool has(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

// `12`, `12/34` and `12+3`; what follows a plus is recursive.
struct Calls {
  std::int64_t calls = 0;
  std::int64_t more = 0;
  bool is_recursive = false;
};
std::optional<Calls> calls_of(std::string_view word) {
  Calls out;
  const char* const end = word.data() + word.size();
  auto [at, error] = std::from_chars(word.data(), end, out.calls);
  if (error != std::errc() || out.calls < 0) return std::nullopt;
  if (at == end) return out;
  if (*at != '/' && *at != '+') return std::nullopt;
  out.is_recursive = *at == '+';
  const auto [rest, more_error] = std::from_chars(at + 1, end, out.more);
  if (more_error != std::errc() || rest != end || out.more < 0) return std::nullopt;
  return out;
}

class GprofReader {
 public:
  GprofReader(const Source& source, const ReadOptions& options) : source_(source), options_(options) {}

  Result<void> add_line(const TextLine& line);
  Result<void> finish(Profile& profile);

 private:
  enum class Part : std::uint8_t { text, flat, graph };
  struct Arc {  // a line before or behind the function's own
    ReportName name;
    Calls calls;
    Weight cost = unknown_weight;
    bool is_caller = false;
  };

  bool begins_part(std::string_view line);
  bool add_flat(std::string_view line);
  bool add_entry(std::string_view line);
  bool add_arc(std::string_view line);
  void end_group();
  std::optional<Weight> number(std::string_view word) const;
  Metric metric() const { return is_cycles_ ? Metric::count("cycles") : Metric::time(decimals); }

  const Source& source_;
  const ReadOptions& options_;
  Part part_ = Part::text;
  bool is_cycles_ = false;
  std::int64_t factor_ = 1;
  CallReport report_, flat_;
  std::vector<std::pair<std::string, Weight>> flat_self_;
  std::optional<CallReport::Index> entry_;  // of the group that is being read
  bool is_whole_ = false;                   // which is a cycle
  std::vector<Arc> arcs_;
  std::vector<std::string> names_;  // of the arcs
  LineProblems problems_{"gprof's reports", "a flat profile and a call graph: gprof PROGRAM gmon.out"};
  std::uint64_t good_ = 0;
};

std::optional<Weight> GprofReader::number(std::string_view word) const {
  return report_number(word, is_cycles_ ? 0 : decimals, factor_);
}

// The heads of both parts, and what ends them.
bool GprofReader::begins_part(std::string_view line) {
  const std::string_view text = trim_begin(line);
  if (text.starts_with("index") && (has(text, "self") || has(text, "name"))) {
    part_ = Part::graph;
    return true;
  }
  if (part_ == Part::graph &&
      (has(line, "\f") || text.starts_with("Index by function") || text.starts_with("This table"))) {
    end_group();
    part_ = Part::text;
  }
  if (part_ == Part::graph) return false;
  if (has(text, "cycles") && (has(text, "self") || text.starts_with('%'))) is_cycles_ = true;
  if (is_cycles_ && text.starts_with("(K)")) factor_ = 1000;
  const bool is_head = has(text, "calls") && has(text, "name") && (has(text, "seconds") || has(text, "cycles"));
  if (is_head) part_ = Part::flat;
  if (has(text, "the percentage of")) part_ = Part::text;
  return is_head;
}

// `% cumulative self [calls self/call total/call] name`
bool GprofReader::add_flat(std::string_view line) {
  std::array<std::string_view, 3> words;
  for (std::string_view& word : words) word = take_word(line);
  const std::optional<Weight> self = number(words[2]);
  if (!number(words[0]) || !number(words[1]) || !self) return false;
  std::string_view rest = line;
  std::int64_t calls = 0;
  const std::optional<Calls> counted = calls_of(take_word(rest));
  if (counted && number(take_word(rest)) && number(take_word(rest))) {
    calls = counted->calls;
    line = rest;
  }
  const ReportName name = split_report_name(line);
  if (name.name.empty()) return false;
  // Numbers of one part are not those of the other.
  const CallReport::Index function = flat_.function({name.name, 0, 0, false});
  flat_.set_entry(function, *self, *self, calls, 0);
  if (*self > 0) flat_self_.emplace_back(name.name, *self);
  return true;
}

// `[2]  68.8  1.17  0.00  1834+20  burn <cycle 1> [2]`
bool GprofReader::add_entry(std::string_view line) {
  take_word(line);
  const std::optional<Weight> share = report_number(take_word(line), 2);
  const std::optional<Weight> self = number(take_word(line));
  const std::optional<Weight> children = number(take_word(line));
  if (!share || !self || !children || entry_ || is_whole_) return false;
  std::string_view rest = line;
  const std::string_view word = take_word(rest);
  const std::optional<Calls> calls = calls_of(word);
  const ReportName name = split_report_name(calls ? rest : line);
  if (name.name.empty() && !name.is_whole) return false;
  is_whole_ = name.is_whole;
  if (is_whole_) return true;
  entry_ = report_.function(name);
  const Calls counted = calls.value_or(Calls());
  report_.set_entry(*entry_, *self, sum_within(*self, *children), counted.calls,
                    counted.is_recursive ? counted.more : 0);
  return true;
}

bool GprofReader::add_arc(std::string_view line) {
  Arc arc;
  arc.is_caller = !entry_ && !is_whole_;
  std::string_view rest = line;
  const std::optional<Weight> self = number(take_word(rest));
  const std::optional<Weight> children = number(take_word(rest));
  std::string_view behind = rest;
  std::optional<Calls> calls = self && children ? calls_of(take_word(behind)) : std::nullopt;
  if (calls) {
    arc.cost = sum_within(*self, *children);
  } else {
    behind = line;
    calls = calls_of(take_word(behind));
  }
  if (!calls) return false;
  arc.calls = *calls;
  arc.name = split_report_name(behind);
  if (arc.name.is_whole) return true;
  if (arc.name.name.empty()) return false;
  names_.emplace_back(arc.name.name);
  arcs_.push_back(arc);
  return true;
}

// Calls are known once the function that they belong to is.
void GprofReader::end_group() {
  for (std::size_t i = 0; i < arcs_.size() && entry_ && !is_whole_; ++i) {
    Arc& arc = arcs_[i];
    arc.name.name = names_[i];
    const CallReport::Index other = report_.function(arc.name);
    if (arc.is_caller) {
      report_.add_call(other, *entry_, arc.calls.calls, arc.cost, false);
    } else {
      report_.add_call(*entry_, other, arc.calls.calls, arc.cost, true);
    }
  }
  arcs_.clear();
  names_.clear();
  entry_.reset();
  is_whole_ = false;
}

Result<void> GprofReader::add_line(const TextLine& line) {
  const std::string_view text = trim_begin(line.raw);
  bool good = true;
  const bool ends = text.empty() || text.starts_with('\f');
  if (part_ == Part::flat && ends && flat_.has_entries()) part_ = Part::text;
  if (begins_part(line.raw) || part_ == Part::text || text.empty() || text.starts_with("(K)")) {
    P2G_TRY(problems_.check_text(line));
    return problems_.bound_idle(line, good_);
  }
  if (part_ == Part::flat) {
    good = add_flat(line.raw);
  } else if (text.starts_with("-----")) {
    end_group();
  } else if (line.raw.starts_with('[')) {
    good = add_entry(line.raw);
  } else if (!text.starts_with("<spontaneous>") && !text.starts_with("called/total")) {
    good = add_arc(line.raw);
  }
  if (good) {
    ++good_;
  } else {
    problems_.malformed(line, 1, "expected a function's figures");
  }
  if (report_.size() + flat_.size() > source_.most_items()) {
    return fail({ErrorKind::input, "more functions and calls than a compressed file of this size may have"});
  }
  return {};
}

Result<void> GprofReader::finish(Profile& profile) {
  end_group();
  P2G_TRY(problems_.finish(good_, source_.name(), profile.warnings));
  profile.format = "gprof";
  profile.files = {source_.name()};
  if (!report_.has_entries()) {
    P2G_TRY(flat_.finish(profile, metric(), options_.workers, false));
    profile.warnings.add("no-calls", "the report has no call graph: cumulative costs are those of each function alone",
                         flat_.has_entries() ? 1 : 0);
    return choose_only_metric(profile, options_.wanted);
  }
  P2G_TRY(report_.finish(profile, metric(), options_.workers, true));
  Weight left_out = 0;
  std::uint64_t functions = 0;
  for (const auto& [name, self] : flat_self_) {
    std::string known;
    repair_utf8(name, known);
    if (report_.has_name(known)) continue;
    left_out = sum_within(left_out, self);
    ++functions;
  }
  profile.warnings.add("flat-only",
                       "function is in the flat profile only and left out (" + metric().amount(left_out) +
                           " in all): " + "gprof leaves its own out of the call graph",
                       functions);
  return choose_only_metric(profile, options_.wanted);
}

Result<Profile> read_gprof(Source& source, const ReadOptions& options) {
  GprofReader reader(source, options);
  return read_lines(source, reader);
}

bool has_any(std::string_view line, const std::initializer_list<std::string_view>& parts) {
  return std::all_of(parts.begin(), parts.end(), [&](std::string_view part) { return has(line, part); });
}

// BSD's explanations may fill the head.
Sniff sniff_gprof(std::string_view head) {
  Source source = Source::from_memory("", head);
  LineReader lines(source);
  bool likely = false;
  while (lines.next()) {
    const std::string_view text = trim_begin(lines.line());
    if (text.starts_with("granularity: each sample hit covers")) return Sniff::certain;
    if (text.starts_with("index") && has_any(text, {"%", "self", "name"})) return Sniff::certain;
    if (text.starts_with("index") && has_any(text, {"%", "self", "children"})) return Sniff::certain;
    if (text.starts_with("Flat profile:") || text.starts_with("call graph profile:")) likely = true;
    if (has(text, "com/cmd/stat/gprof/")) likely = true;
    if (likely && has_any(text, {"cumulative", "self"})) return Sniff::certain;
  }
  return likely ? Sniff::likely : Sniff::no;
}

}  // namespace

extern const Importer importer_gprof;
const Importer importer_gprof{
    .name = "gprof",
    .aliases = "",
    .summary = "the report of gprof, GNU and BSD",
    .suffixes = ".gprof",
    .sniff = sniff_gprof,
    .read = read_gprof,
    .dialect_of = "pstats",  // gprof2dot's `prof` is gprof's text, and ours pstats
};

}  // namespace p2g

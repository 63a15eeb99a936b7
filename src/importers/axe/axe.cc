// The report gprof-cc of Intel VTune (up to 2019), after gprof's (kit/call_report.h):
//
//   Index  % CPU Time:Total  CPU Time:Self  CPU Time:Children  Name                    Index
//   -----  ----------------  -------------  -----------------  ----------------------  -----
//                            0.0            31.29                __libc_start_main     [0]
//   [1]    100.0             0.0            31.29              main                    [1]
//                            0.0            31.268               on_process            [6]
//
// Blank lines end groups. Columns are divided by two blanks or more; the index may be missing, then functions are known
// by name. Costs of calls are measured; children of a cycle's members may be negative. There are no numbers of calls.
//
// Source: reports of VTune 2013 to 2015.
#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "src/base/lines.h"
#include "src/base/words.h"
#include "src/importers/importer.h"
#include "src/importers/kit/call_report.h"
#include "src/importers/kit/choose.h"
#include "src/importers/kit/line_problems.h"
#include "src/importers/kit/read_lines.h"

namespace p2g {
namespace {

constexpr int decimals = 6;

class AxeReader {
 public:
  AxeReader(const Source& source, const ReadOptions& options) : source_(source), options_(options) {}

  Result<void> add_line(const TextLine& line);
  Result<void> finish(Profile& profile);

 private:
  struct Arc {
    std::string text;
    Weight cost = unknown_weight;
    bool is_caller = false;
  };

  bool add_entry(std::string_view line);
  bool add_arc(std::string_view line);
  void end_group();
  ReportName name_of(std::string_view text) const;

  const Source& source_;
  const ReadOptions& options_;
  CallReport report_;
  std::optional<CallReport::Index> entry_;
  bool has_entry_ = false;  // perhaps one of a cycle, or of nobody
  std::vector<Arc> arcs_;
  LineProblems problems_{"VTune's reports", "groups of callers, a function and callees: vtune -R gprof-cc"};
  std::uint64_t good_ = 0;
  bool is_over_ = false;
};

// VTune counts from 0, the kit from 1.
ReportName AxeReader::name_of(std::string_view text) const {
  ReportName name = split_report_name(text);
  const std::string_view end = text.substr(0, text.find_last_not_of(" \t\r") + 1);
  if (name.number > 0) ++name.number;
  if (end.ends_with(" [0]")) {
    name = split_report_name(end.substr(0, end.size() - 4));
    name.number = 1;
  }
  return name;
}

bool AxeReader::add_entry(std::string_view line) {
  const std::string_view index = take_word(line);
  const std::optional<Weight> share = report_number(take_word(line), 2);
  const std::optional<Weight> self = report_number(take_word(line), decimals);
  const std::optional<Weight> children = report_number(take_word(line), decimals);
  if (!share || !self || !children || has_entry_) return false;
  std::string text(line.substr(0, line.find_last_not_of(" \t\r") + 1));
  if (!text.ends_with(']')) (text += ' ') += index;  // the line says its number in front only
  const ReportName name = name_of(text);
  has_entry_ = true;
  if (name.is_whole || name.name == "<spontaneous>") return true;
  entry_ = report_.function(name);
  report_.set_entry(*entry_, *self, sum_within(*self, *children), 0, 0);
  return true;
}

bool AxeReader::add_arc(std::string_view line) {
  Arc arc;
  arc.is_caller = !has_entry_;
  std::string_view rest = line;
  const std::optional<Weight> self = report_number(take_word(rest), decimals);
  const std::optional<Weight> children = report_number(take_word(rest), decimals);
  if (self && children) {
    arc.cost = sum_within(*self, *children);
    line = rest;
  }
  arc.text = line;
  if (name_of(arc.text).name.empty() && !name_of(arc.text).is_whole) return false;
  arcs_.push_back(std::move(arc));
  return true;
}

void AxeReader::end_group() {
  for (const Arc& arc : arcs_) {
    const ReportName name = name_of(arc.text);
    if (!entry_ || name.is_whole || name.name == "<spontaneous>") continue;
    const CallReport::Index other = report_.function(name);
    if (arc.is_caller) {
      report_.add_call(other, *entry_, 0, arc.cost, false);
    } else {
      report_.add_call(*entry_, other, 0, arc.cost, true);
    }
  }
  arcs_.clear();
  entry_.reset();
  has_entry_ = false;
}

Result<void> AxeReader::add_line(const TextLine& line) {
  const std::string_view text = trim_begin(line.raw);
  const bool is_index = text.starts_with("Index ") && text.find("% CPU Time") == std::string_view::npos;
  is_over_ = is_over_ || is_index;
  if (is_over_ || text.empty() || text.starts_with("Index ") || text.starts_with("-----")) {
    if (text.empty()) end_group();
    P2G_TRY(problems_.check_text(line));
    return problems_.bound_idle(line, good_);
  }
  if (line.raw.starts_with('[') ? add_entry(line.raw) : add_arc(line.raw)) {
    ++good_;
  } else {
    problems_.malformed(line, 1, "expected a function's figures");
  }
  if (report_.size() + arcs_.size() > source_.most_items()) {
    return fail({ErrorKind::input, "more functions and calls than a compressed file of this size may have"});
  }
  return {};
}

Result<void> AxeReader::finish(Profile& profile) {
  end_group();
  P2G_TRY(problems_.finish(good_, source_.name(), profile.warnings));
  profile.format = "axe";
  profile.producer = "VTune";
  profile.files = {source_.name()};
  P2G_TRY(report_.finish(profile, Metric::time(decimals), options_.workers, false));
  return choose_only_metric(profile, options_.wanted);
}

Result<Profile> read_axe(Source& source, const ReadOptions& options) {
  AxeReader reader(source, options);
  return read_lines(source, reader);
}

Sniff sniff_axe(std::string_view head) {
  Source source = Source::from_memory("", head);
  LineReader lines(source);
  while (lines.next()) {
    const std::string_view line = trim_begin(lines.line());
    if (line.empty()) continue;
    const bool is_head = line.starts_with("Index ") && line.find("% CPU Time:Total") != std::string_view::npos;
    return is_head ? Sniff::certain : Sniff::no;
  }
  return Sniff::no;
}

}  // namespace

extern const Importer importer_axe;
const Importer importer_axe{
    .name = "axe",
    .aliases = "vtune-gprof",
    .summary = "the report gprof-cc of Intel VTune",
    .suffixes = ".axe",
    .sniff = sniff_axe,
    .read = read_axe,
};

}  // namespace p2g

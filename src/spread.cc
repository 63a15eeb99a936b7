#include "src/spread.h"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "renderers/formats/csv/text.h"
#include "src/base/text.h"
#include "src/base/wide.h"
#include "src/model/names.h"
#include "src/model/totals.h"
#include "src/passes/select/filter.h"
#include "src/reading.h"
#include "src/stopwatch.h"

namespace p2g {
namespace {

// What a file has of a function that costs something there.
struct Figure {
  std::uint32_t file = 0;
  Weight self = 0;
  Weight cumulative = 0;
};

// Of the figures of all files. The middle of an even number of them is half-way between two: it is twice the figure.
struct Range {
  Weight least = 0;
  Weight twice_middle = 0;
  Weight most = 0;
  std::uint32_t of_most = no_index;  // the first file that has it; none where it is nothing
};

struct SpreadRow {
  FrameId frame = no_frame;
  std::size_t files = 0;  // that have it
  Range self, cumulative;
  std::uint8_t estimated = 0;
};

// Ten times as much has to have room.
constexpr Weight most_figure = Weight{1} << 59;

class Spread {
 public:
  Result<void> add(const Profile& profile, const std::string& file) {
    if (files_.empty()) metric_ = profile.metric;
    if (profile.metric.unit != metric_.unit || profile.metric.quantity != metric_.quantity) {
      return fail(
          {ErrorKind::usage, "measures " + profile.metric.unit + ", and the files before it " + metric_.unit, file});
    }
    P2G_TRY(set_decimals(profile.metric.decimals, file));
    const std::vector<FrameId> ids = frames_.unite(profile.frames);
    figures_.resize(frames_.size());
    estimated_.resize(frames_.size(), 0);
    const std::vector<FunctionCost> costs = function_totals(profile);
    for (FrameId id = 0; id < costs.size(); ++id) {
      estimated_[ids[id]] |= profile.estimates.of(id) & (estimated_self | estimated_cumulative);
      if (costs[id].self == 0 && costs[id].cumulative == 0) continue;
      P2G_TRY(add_figure(ids[id], costs[id], profile.metric.decimals, file));
    }
    totals_.push_back({static_cast<std::uint32_t>(files_.size()), 0, profile.total});
    P2G_TRY(scale(totals_.back().cumulative, profile.metric.decimals, file));
    files_.push_back(file);
    return {};
  }

  // The largest cumulative or self cost first.
  std::vector<SpreadRow> rows(bool by_self) const {
    std::vector<SpreadRow> rows;
    for (FrameId frame = 0; frame < figures_.size(); ++frame) {
      if (figures_[frame].empty()) continue;
      rows.push_back({frame, figures_[frame].size(), range(figures_[frame], &Figure::self),
                      range(figures_[frame], &Figure::cumulative), estimated_[frame]});
    }
    std::sort(rows.begin(), rows.end(), [&](const SpreadRow& a, const SpreadRow& b) {
      const Weight left = by_self ? a.self.most : a.cumulative.most;
      const Weight right = by_self ? b.self.most : b.cumulative.most;
      return left != right ? left > right : frames_.compare(a.frame, b.frame) < 0;
    });
    return rows;
  }
  Range total() const { return range(totals_, &Figure::cumulative); }

  const Frames& frames() const { return frames_; }
  const Metric& metric() const { return metric_; }
  const std::vector<std::string>& files() const { return files_; }

 private:
  // The finest scale of all; what was kept before moves to it.
  Result<void> set_decimals(int decimals, const std::string& file) {
    const int before = metric_.decimals;
    if (decimals <= before) return {};
    metric_.decimals = decimals;
    for (std::vector<Figure>& figures : figures_) {
      for (Figure& figure : figures) {
        P2G_TRY(scale(figure.self, before, file));
        P2G_TRY(scale(figure.cumulative, before, file));
      }
    }
    for (Figure& total : totals_) P2G_TRY(scale(total.cumulative, before, file));
    return {};
  }
  Result<void> scale(Weight& weight, int from, const std::string& file) const {
    Wide wide = weight;
    for (int i = from; i < metric_.decimals && wide < most_figure && wide > -most_figure; ++i) wide *= 10;
    weight = static_cast<Weight>(wide);
    if (wide < most_figure && wide > -most_figure) return {};
    return fail({ErrorKind::input, "has figures that are too large for a spread", file});
  }
  Result<void> add_figure(FrameId frame, const Cost& cost, int decimals, const std::string& file) {
    const auto index = static_cast<std::uint32_t>(files_.size());
    std::vector<Figure>& figures = figures_[frame];
    if (figures.empty() || figures.back().file != index) figures.push_back({index, 0, 0});
    Weight self = cost.self;
    Weight cumulative = cost.cumulative;
    P2G_TRY(scale(self, decimals, file));
    P2G_TRY(scale(cumulative, decimals, file));
    figures.back().self = sum_within(figures.back().self, self);
    figures.back().cumulative = sum_within(figures.back().cumulative, cumulative);
    return {};
  }

  Range range(const std::vector<Figure>& figures, Weight Figure::*which) const {
    std::vector<Weight> sorted;
    for (const Figure& figure : figures) sorted.push_back(figure.*which);
    sorted.resize(files_.size(), 0);  // nothing in the other files
    std::sort(sorted.begin(), sorted.end());
    Range range;
    range.least = sorted.front();
    range.most = sorted.back();
    range.twice_middle = sorted[(sorted.size() - 1) / 2] + sorted[sorted.size() / 2];
    const auto first =
        std::find_if(figures.begin(), figures.end(), [&](const Figure& figure) { return figure.*which == range.most; });
    range.of_most = first == figures.end() || range.most == 0 ? no_index : first->file;
    return range;
  }

  Frames frames_;
  Metric metric_;
  std::vector<std::string> files_;
  std::vector<std::vector<Figure>> figures_;  // by frame, ascending by file
  std::vector<std::uint8_t> estimated_;
  std::vector<Figure> totals_;
};

// Exact, with as many decimals as it takes.
void append_middle(std::string& out, Weight twice, int decimals) {
  if (twice % 2 == 0) return append_decimal(out, twice / 2, decimals);
  if (twice < 0) out += '-';
  const Weight size = twice < 0 ? -twice : twice;  // odd: 5 behind the last decimal
  append_fixed(out, size / 2, decimals, decimals);
  out += decimals > 0 ? "5" : ".5";
}

void write_csv(const Spread& spread, const std::vector<SpreadRow>& rows, Sink& sink) {
  const int decimals = spread.metric().decimals;
  const bool marks = std::any_of(rows.begin(), rows.end(), [](const SpreadRow& row) { return row.estimated != 0; });
  sink.put("files,self_min,self_median,self_max,self_max_in,");
  sink.put("cumulative_min,cumulative_median,cumulative_max,cumulative_max_in,file,line,name");
  sink.put(marks ? ",estimated\n" : "\n");
  for (const SpreadRow& row : rows) {
    std::string& out = sink.buffer();
    append_int(out, static_cast<std::int64_t>(row.files));
    for (const Range& range : {row.self, row.cumulative}) {
      append_decimal(out += ',', range.least, decimals);
      append_middle(out += ',', range.twice_middle, decimals);
      append_decimal(out += ',', range.most, decimals);
      out += ',';
      if (range.of_most != no_index) append_cell(out, spread.files()[range.of_most]);
    }
    append_name_cells(out += ',', spread.frames(), row.frame);
    if (marks) append_estimated(out += ',', row.estimated);
    out += '\n';
    sink.drain();
  }
}

using Cells = std::array<std::string, 9>;

std::string figure(const Metric& metric, Weight twice, bool estimated = false) {
  std::string text = estimated ? "≈" : "";
  append_fixed(text, twice * 5, metric.decimals + 1, metric.column_decimals());  // a half is one decimal more
  return text;
}

Cells cells_of(const Spread& spread, const SpreadRow& row) {
  Cells cells;
  cells[0] = std::to_string(row.files);
  std::size_t at = 1;
  for (const Range* range : {&row.self, &row.cumulative}) {
    const std::uint8_t mark = range == &row.self ? estimated_self : estimated_cumulative;
    const bool estimated = (row.estimated & mark) != 0;
    for (const Weight twice : {2 * range->least, range->twice_middle, 2 * range->most}) {
      cells[at++] = figure(spread.metric(), twice, estimated);
    }
  }
  if (row.self.of_most != no_index) cells[7] = to_terminal(spread.files()[row.self.of_most]);
  cells[8] = to_terminal(listed_name(spread.frames().parts(row.frame)));
  return cells;
}

void write_text(const Spread& spread, const std::vector<SpreadRow>& rows, Sink& sink) {
  const Metric& metric = spread.metric();
  const Range total = spread.total();
  const std::size_t files = spread.files().size();
  sink.put(std::to_string(files) + (files == 1 ? " file" : " files") + ", total of each in " +
           to_terminal(metric.unit) + ": least " + figure(metric, 2 * total.least) + ", median " +
           figure(metric, total.twice_middle) + ", largest " + figure(metric, 2 * total.most));
  if (total.of_most != no_index) sink.put(" in " + to_terminal(spread.files()[total.of_most]));
  sink.put("\n\n");
  std::vector<Cells> lines{
      {"files", "self min", "median", "max", "cum. min", "median", "max", "most self in", "function"}};
  for (const SpreadRow& row : rows) lines.push_back(cells_of(spread, row));
  std::array<std::size_t, std::tuple_size_v<Cells>> widths{};
  for (const Cells& line : lines) {
    for (std::size_t i = 0; i < line.size(); ++i) widths[i] = std::max(widths[i], count_code_points(line[i]));
  }
  for (const Cells& line : lines) {
    std::string& out = sink.buffer();
    for (std::size_t i = 0; i < line.size(); ++i) {
      const std::string blanks(widths[i] - count_code_points(line[i]), ' ');
      const bool is_figure = i < 7;
      if (is_figure) out += blanks;
      out += line[i];
      if (!is_figure && i + 1 < line.size()) out += blanks;
      out += i + 1 < line.size() ? "  " : "\n";
    }
    sink.drain();
  }
}

}  // namespace

Result<void> write_spread(const Job& job, const Hooks& hooks, Outcome& outcome, Sink& sink) {
  const Output& output = job.outputs.front();
  const TableOptions& table = output.options.table;
  if (table.sort != "cumulative" && table.sort != "self") {
    return fail(usage_error("--sort " + table.sort + " is no order of a spread", "--sort self, or --sort cumulative"));
  }
  Stopwatch watch(outcome, "read");
  Spread spread;
  std::int64_t bytes = 0;
  for (const std::string& file : job.inputs.files) {
    P2G_TRY_ASSIGN(Profile profile, read_one(file, job.inputs, hooks, bytes));
    note_reading(profile, job.inputs.read.unit, outcome);
    rename(profile, job.inputs.names, outcome);
    if (!job.filter.empty()) {
      P2G_TRY_ASSIGN(profile, filter(std::move(profile), job.filter));
    }
    P2G_TRY(spread.add(profile, file));
    outcome.warnings.merge(profile.warnings);
  }
  watch.done({{"files", count_of(job.inputs.files.size())}, {"bytes", bytes}});
  if (job.strict && !outcome.warnings.empty()) {
    return fail(strict_error(outcome.warnings.list().front(), ErrorKind::input, job.inputs.files.front()));
  }
  std::vector<SpreadRow> rows = spread.rows(table.sort == "self");
  if (table.limit > 0 && rows.size() > static_cast<std::size_t>(table.limit)) {
    rows.resize(static_cast<std::size_t>(table.limit));
  }
  if (output.format->name == "csv") {
    write_csv(spread, rows, sink);
  } else {
    write_text(spread, rows, sink);
  }
  P2G_TRY(sink.commit());
  return {};
}

}  // namespace p2g

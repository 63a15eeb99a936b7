// A comparison for spreadsheets and scripts: one line a function, those that differ.
#include "renderers/formats/csv/comparison.h"

#include "renderers/formats/csv/text.h"
#include "renderers/page/comparison_words.h"
#include "src/base/text.h"

namespace p2g::diffs {
namespace {

void append_cost(std::string& out, const Diff& diff, Weight weight) {
  append_fixed(out, weight, diff.metric.decimals, csv_decimals);
  out += ',';
}

void append_change(std::string& out, const Diff& diff, Weight before, Weight after, Weight band) {
  append_cost(out, diff, before);
  append_cost(out, diff, after);
  append_cost(out, diff, after - before);
  append_cost(out, diff, band);
}

// Changes and bands as fractions of the figure before: 0.25 is a quarter more. Empty without a clock.
void append_evidence(std::string& out, const Diff& diff, const FunctionDiff& function) {
  out.append(",").append(cause(diff, function)) += ',';
  const Evidence& evidence = function.self_evidence;
  if (evidence.is_timed()) append_fraction(out, evidence.change);
  out += ',';
  const double band = band_factor(diff.clock, BandUse::named, 1) * evidence.error;
  if (evidence.is_timed() && !is_boundless(band)) append_fraction(out, band);
  if (diff.counted != Counted::calls) return;
  out.append(",").append(calls_word(function.calls_class)) += ',';
  append_fixed(out, function.work, diff.metric.decimals, csv_decimals);
}

// A last column, as in the table of one profile.
void append_doubts(std::string& out, const Diff& diff, const FunctionDiff& function) {
  if (!diff.doubts.empty()) append_estimated(out += ',', diff.doubts.of(function.frame));
}

}  // namespace

Result<void> write_csv(const Document& document, const Comparison& comparison, Sink& sink) {
  const Diff& diff = comparison.diff();
  sink.put("status,self_before,self_after,self_delta,self_noise,");
  sink.put("cumulative_before,cumulative_after,cumulative_delta,cumulative_noise,");
  if (diff.has_counts()) sink.put("calls_before,calls_after,calls_delta,");
  sink.put("file,line,name,former");
  sink.put(diff.counted == Counted::calls ? ",cause,self_change,self_band,calls_class,work"
                                          : ",cause,self_change,self_band");
  sink.put(diff.doubts.empty() ? "\n" : ",estimated\n");
  const Shown shown = limit_rows(comparison, document.options().table.limit);
  for (std::size_t i = 0; i < shown.rows; ++i) {
    const FunctionDiff& function = diff.functions[comparison.rows()[i]];
    std::string& out = sink.buffer();
    out.append(status(diff, function)) += ',';
    append_change(out, diff, function.before.self, function.after.self, diff.self_band(function));
    append_change(out, diff, function.before.cumulative, function.after.cumulative, diff.cumulative_band(function));
    if (diff.has_counts()) {
      append_int(out, function.before.calls);
      append_int(out += ',', function.after.calls);
      append_int(out += ',', function.calls_delta());
      out += ',';
    }
    append_name_cells(out, diff.frames, function.frame);
    append_cell(out += ',', function.former);
    append_evidence(out, diff, function);
    append_doubts(out, diff, function);
    out += '\n';
    sink.drain();
  }
  return {};
}

}  // namespace p2g::diffs

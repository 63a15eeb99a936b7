#include "src/writing.h"

#include "renderers/page/comparison_words.h"
#include "src/gate/junit.h"
#include "src/stopwatch.h"

namespace p2g {
namespace {

// What computing has cost so far: it is a stage of its own, whoever asks first.
double effort_ms(const Document& document) {
  const Result<const Analysis*> analysis = document.analysis();
  return analysis ? (*analysis)->effort().milliseconds : 0;
}

Result<void> draw(const Document& document, Outcome& outcome) {
  if (document.is_drawn()) return {};
  Stopwatch watch(outcome, "draw");
  const double before = effort_ms(document);
  P2G_TRY(document.picture());
  const DrawStats& stats = document.draw_stats();
  outcome.warnings.merge(stats.warnings);
  watch.done({stats.counts.begin(), stats.counts.end()}, effort_ms(document) - before);
  return {};
}

// An error of a format that paints is about its file; one of data has said where it is from.
Result<void> write_picture(const Job& job, const Output& output, const Document& document, Sink& sink,
                           Outcome& outcome) {
  P2G_TRY(draw(document, outcome));
  Stopwatch watch(outcome, "write");
  Warnings imperfect;  // of the picture itself
  if (Result<void> painted = output.format->write(document, sink, imperfect); !painted) {
    Error error = std::move(painted).error();
    if (error.file.empty()) error.file = output.name();
    return fail(std::move(error));
  }
  if (job.strict && !imperfect.empty())
    return fail(strict_error(imperfect.list().front(), ErrorKind::output, output.name()));
  outcome.warnings.merge(imperfect);
  P2G_TRY_ASSIGN(const Scene* scene, document.picture());
  watch.done({{"items", count_of(scene->items.size())}});
  return {};
}

Result<void> write_data(const Output& output, const Document& document, Sink& sink, Outcome& outcome) {
  Stopwatch watch(outcome, "write");
  const double before = effort_ms(document);
  P2G_TRY(output.format->write(document, sink, outcome.warnings));
  watch.done({}, effort_ms(document) - before);
  return {};
}

std::size_t rows_left_out(const Document& document) {
  const TableOptions& options = document.options().table;
  if (const Comparison* comparison = document.comparison()) return diffs::limit_rows(*comparison, options.limit).hidden;
  const Result<const Analysis*> analysis = document.analysis();
  if (!analysis) return 0;
  const Result<const Table*> table = (*analysis)->table(options);
  return table ? static_cast<std::size_t>((*table)->total_rows) - (*table)->rows.size() : 0;
}

// A table for people says below its last row how many there are; one for programs has no place for it.
void note_rows_left_out(const Job& job, const Output& output, const Document& document, Outcome& outcome) {
  if (job.limit_is_given || !output.format->only_rows) return;
  const std::size_t count = rows_left_out(document);
  if (count > 0) outcome.notes.push_back(rows_note(output.name(), count));
}

Result<void> write_gate(const Document& document, Sink& sink, Warnings&) {
  write_junit(document.verdict(), sink);
  return {};
}

}  // namespace

const Format& junit_format() {
  static const Format format{.name = "junit", .prints = Content::verdict, .compares = true, .write = write_gate};
  return format;
}

std::size_t Documents::drawn_before(const Job& job, const Output& output) const {
  for (std::size_t i = 0; i < index_.size(); ++i) {
    const Output& earlier = job.outputs[i];
    if (output.format->is_picture() && earlier.format->is_picture() && earlier.view == output.view) return index_[i];
  }
  return all_.size();
}

namespace {

Result<Sink> open_output(const Output& output) {
  if (!output.below.empty()) return Sink::to_file_below(output.below, output.target);
  if (output.target == "-") return Sink::to_stdout();
  return Sink::to_file(output.target);
}

}  // namespace

Result<std::vector<Sink>> open_outputs(const std::vector<Output>& outputs) {
  std::vector<Sink> sinks;
  for (const Output& output : outputs) {
    P2G_TRY_ASSIGN(Sink sink, open_output(output));
    sinks.push_back(std::move(sink));
  }
  return sinks;
}

Result<void> write_outputs(const Job& job, const Documents& documents, std::vector<Sink>& sinks, const Hooks& hooks,
                           Outcome& outcome) {
  if (hooks.progress) hooks.progress("drawing", -1);
  for (std::size_t i = 0; i < job.outputs.size(); ++i) {
    const Output& output = job.outputs[i];
    const Document& document = documents.of(i);
    P2G_TRY(output.format->is_picture() ? write_picture(job, output, document, sinks[i], outcome)
                                        : write_data(output, document, sinks[i], outcome));
    note_rows_left_out(job, output, document, outcome);
  }
  return {};
}

std::string rows_note(const std::string& output, std::size_t count) {
  return output + ": " + std::to_string(count) + (count == 1 ? " row" : " rows") + " left out, --limit 0 writes all";
}

Result<void> commit_outputs(std::vector<Sink>& sinks, Outcome& outcome) {
  std::vector<Sink*> all;
  for (Sink& sink : sinks) all.push_back(&sink);
  P2G_TRY(commit_all(all));
  std::int64_t bytes = 0;
  for (const Sink& sink : sinks) outcome.bytes.push_back(static_cast<std::int64_t>(sink.written()));
  for (const Sink& sink : sinks) bytes += static_cast<std::int64_t>(sink.written());
  outcome.stages.back().counts.emplace_back("bytes", bytes);
  return {};
}

}  // namespace p2g

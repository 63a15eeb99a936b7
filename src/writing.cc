#include "writing.h"

#include "junit.h"
#include "stopwatch.h"

namespace p2g {

Result<void> write_picture(const Plan& plan, const std::function<Result<Scene>(DrawStats&)>& draw, Outcome& outcome,
                           Sink& sink) {
  Stopwatch draw_watch(outcome, "draw");
  DrawStats stats;
  const Result<Scene> scene = draw(stats);
  if (!scene) return fail(scene.error());
  outcome.warnings.merge(stats.warnings);
  std::vector<std::pair<std::string, std::int64_t>> counts;
  for (const auto& [name, count] : stats.counts) counts.emplace_back(name, count);
  draw_watch.done(std::move(counts));
  Stopwatch write_watch(outcome, "write");
  if (Result<void> painted = plan.format->write_scene(*scene, plan.options.picture, plan.theme, sink); !painted) {
    Error error = std::move(painted).error();
    if (error.file.empty()) error.file = plan.options.output == "-" ? "<stdout>" : plan.options.output;
    return fail(std::move(error));
  }
  write_watch.done({{"items", count_of(scene->items.size())}});
  return {};
}

Result<void> commit_outputs(Sink& sink, const std::string& junit, const Verdict& verdict, Outcome& outcome) {
  if (!junit.empty()) {
    Result<Sink> limits = junit == "-" ? Result<Sink>(Sink::to_stdout()) : Sink::to_file(junit);
    if (!limits) return fail(std::move(limits).error());
    write_junit(verdict, *limits);
    // What is printed cannot be taken back: files first.
    if (junit == "-") P2G_TRY(sink.finish());
    P2G_TRY(limits->finish());
    P2G_TRY(sink.finish());
    P2G_TRY(limits->commit());
  }
  const Result<std::uint64_t> written = sink.commit();
  if (!written) return fail(written.error());
  outcome.stages.back().counts.emplace_back("bytes", static_cast<std::int64_t>(*written));
  return {};
}

}  // namespace p2g

#include "src/writing.h"

#include <optional>
#include <vector>

#include "src/gate/junit.h"
#include "src/stopwatch.h"

namespace p2g {

Result<void> write_picture(const Plan& plan, const std::function<Result<Scene>(DrawStats&)>& draw, Outcome& outcome,
                           Sink& sink) {
  Stopwatch draw_watch(outcome, "draw");
  DrawStats stats;
  P2G_TRY_ASSIGN(const Scene scene, draw(stats));
  outcome.warnings.merge(stats.warnings);
  std::vector<std::pair<std::string, std::int64_t>> counts;
  for (const auto& [name, count] : stats.counts) counts.emplace_back(name, count);
  draw_watch.done(std::move(counts));
  Stopwatch write_watch(outcome, "write");
  const std::string file = plan.options.output == "-" ? "<stdout>" : plan.options.output;
  Warnings imperfect;  // of the picture itself
  if (Result<void> painted = plan.format->write_scene(scene, plan.options.picture, plan.theme, sink, imperfect);
      !painted) {
    Error error = std::move(painted).error();
    if (error.file.empty()) error.file = file;
    return fail(std::move(error));
  }
  if (plan.options.strict && !imperfect.empty())
    return fail(strict_error(imperfect.list().front(), ErrorKind::output, file));
  outcome.warnings.merge(imperfect);
  write_watch.done({{"items", count_of(scene.items.size())}});
  return {};
}

Result<void> commit_outputs(Sink& sink, const std::string& junit, const Verdict& verdict, Outcome& outcome) {
  std::vector<Sink*> outputs{&sink};
  std::optional<Sink> limits;
  if (!junit.empty()) {
    P2G_TRY_ASSIGN(limits, junit == "-" ? Result<Sink>(Sink::to_stdout()) : Sink::to_file(junit));
    write_junit(verdict, *limits);
    outputs.push_back(&*limits);
  }
  P2G_TRY(commit_all(outputs));
  outcome.stages.back().counts.emplace_back("bytes", static_cast<std::int64_t>(sink.written()));
  return {};
}

}  // namespace p2g

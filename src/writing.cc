#include "writing.h"

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
  P2G_TRY(plan.format->write_scene(*scene, plan.options.picture, plan.theme, sink));
  write_watch.done({{"items", count_of(scene->items.size())}});
  return {};
}

}  // namespace p2g

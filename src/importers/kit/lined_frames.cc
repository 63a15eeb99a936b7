#include "src/importers/kit/lined_frames.h"

#include <limits>
#include <utility>

#include "src/model/stack_builder.h"

namespace p2g {

FrameId LinedFrames::add(FrameId function, std::int64_t line, const std::string& file) {
  if (line <= 0 || line > std::numeric_limits<std::int32_t>::max() || lines_.size() >= most_lines) return function;
  const Line wanted{function, files_.add_file(file), static_cast<std::int32_t>(line)};
  const auto id = static_cast<FrameId>(first + lines_.size());
  const auto [found, is_new] = ids_.try_emplace({wanted.function, wanted.file, wanted.line}, id);
  if (is_new) lines_.push_back(wanted);
  return found->second;
}

void LinedFrames::join(Profile& profile) const {
  if (lines_.empty()) return;
  const Stacks stacks = std::move(profile.stacks());
  StackBuilder builder(stacks.keep_order);
  std::vector<std::uint32_t> placed(stacks.size(), 0);
  profile.lines = files_;
  for (std::uint32_t node = 1; node < stacks.size(); ++node) {
    const FrameId frame = stacks.frame[node];
    placed[node] = builder.child(placed[stacks.parent[node]], function_of(frame));
    builder.add_self(placed[node], stacks.self[node]);
    if (!is_line(frame) || stacks.self[node] <= 0) continue;
    const Line& line = of_line(frame);
    profile.lines.costs.push_back({placed[node], line.file, line.line, stacks.self[node]});
  }
  builder.add_self(0, stacks.self[0]);
  settle_lines(profile.lines);
  profile.data = builder.take();
}

}  // namespace p2g

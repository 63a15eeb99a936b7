#include "src/quality.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

#include "src/model/weight.h"

namespace p2g {
namespace {

// With ten samples a share of 30 % may as well be 2 % or 58 %: twice the square root of n p (1 - p).
constexpr Weight least_samples = 10;
constexpr double most_unknown = 0.5;

bool is_address(std::string_view name) {
  return name.size() > 2 && name.starts_with("0x") &&
         name.find_first_not_of("0123456789abcdefABCDEF", 2) == std::string_view::npos;
}

// What perf, bcc, async-profiler, gdb and Go call a function that they found no name for.
bool is_unknown(std::string_view name) {
  constexpr std::array<std::string_view, 6> names = {"[unknown]", "<unknown>",           "(unknown)",
                                                     "unknown",   "[Missed User Stack]", "??"};
  return is_address(name) || std::find(names.begin(), names.end(), name) != names.end();
}

Weight unknown_cost(const Profile& profile) {
  std::vector<bool> unknown(profile.frames.size());
  bool any = false;
  for (FrameId frame = 0; frame < unknown.size(); ++frame) {
    const std::string_view text = profile.frames.text(frame);
    // Taking all texts of a large profile apart would be felt.
    if (text.empty() || std::string_view("[<(u?0").find(text.front()) == std::string_view::npos) continue;
    unknown[frame] = is_unknown(profile.frames.parts(frame).name);
    any = any || unknown[frame];
  }
  if (!any) return 0;
  const Stacks& stacks = profile.stacks();
  Weight cost = 0;
  for (std::size_t node = 1; node < stacks.size(); ++node) {
    if (unknown[stacks.frame[node]]) cost += stacks.self[node];
  }
  return cost;
}

}  // namespace

void warn_of_quality(Profile& profile) {
  if (!profile.has_stacks() || profile.total <= 0) return;
  if (profile.metric.is_whole_samples() && profile.total < least_samples) {
    profile.warnings.add("few-samples",
                         fmt::format("only {}: shares of so few are chance; record longer, or at a higher rate (perf "
                                     "record -F 999, py-spy record -r 500)",
                                     profile.metric.amount(profile.total)),
                         1, "Record longer, or at a higher rate.");
  }
  const double share = share_of(unknown_cost(profile), profile.total);
  if (share < most_unknown) return;
  profile.warnings.add(
      "unknown-frames",
      fmt::format("{:.0f} % of the cost is at functions without a name ([unknown]): install debug symbols, build with "
                  "-fno-omit-frame-pointer, or record with perf record --call-graph dwarf",
                  100 * share),
      1, fmt::format("{:.0f} % has no function names: install debug symbols.", 100 * share));
}

}  // namespace p2g

#include "src/model/estimates.h"

#include <utility>

#include "src/base/unite.h"
#include "src/model/cost.h"

namespace p2g {

void Estimates::mark_calls(std::vector<Call> more) {
  calls.insert(calls.end(), more.begin(), more.end());
  sort_and_unite(
      calls, [](const Call& a, const Call& b) { return a.pair < b.pair; },
      [](Call& sum, const Call& other) { sum.figures |= other.figures; });
}

void Estimates::add(const Estimates& other, const std::vector<FrameId>& ids) {
  for (FrameId frame = 0; frame < other.functions.size(); ++frame) {
    if (other.functions[frame] != 0) mark(ids[frame], other.functions[frame]);
  }
  for (FrameId frame = 0; frame < other.hidden.size(); ++frame) {
    if (other.hidden[frame] == 0) continue;
    if (ids[frame] >= hidden.size()) hidden.resize(ids[frame] + std::size_t{1}, 0);
    hidden[ids[frame]] = sum_within(hidden[ids[frame]], other.hidden[frame]);
  }
  std::vector<Call> renamed;
  for (const Call& call : other.calls) {
    const auto caller = static_cast<FrameId>(call.pair >> 32U);
    const auto callee = static_cast<FrameId>(call.pair);
    renamed.push_back({pair_key(ids[caller], ids[callee]), call.figures});
  }
  mark_calls(std::move(renamed));
  because(other.reason);
}

// Reasons may be several that were joined here before: each is said once.
void Estimates::because(std::string_view why) {
  constexpr std::string_view between = "; ";
  while (!why.empty()) {
    const std::string_view one = why.substr(0, why.find(between));
    why.remove_prefix(std::min(why.size(), one.size() + between.size()));
    if (one.empty() || reason.find(one) != std::string::npos) continue;
    if (!reason.empty()) reason += between;
    reason += one;
  }
}

}  // namespace p2g

#include "src/model/room.h"

#include "src/base/wide.h"

namespace p2g {

bool has_room(const Calls& calls) {
  constexpr UnsignedWide most = std::uint64_t{1} << 62U;
  UnsignedWide costs = 0;
  UnsignedWide times = 0;
  const auto size_of = [](std::int64_t number) -> UnsignedWide {
    return number < 0 ? 0 - static_cast<std::uint64_t>(number) : static_cast<std::uint64_t>(number);
  };
  const auto add = [&](const Cost& cost) {
    if (cost.self != unknown_weight) costs += size_of(cost.self);
    if (cost.cumulative != unknown_weight) costs += size_of(cost.cumulative);
    times += size_of(cost.calls) + size_of(cost.primitive_calls);
  };
  for (const FunctionCost& function : calls.functions) add(function);
  for (const CallCost& edge : calls.edges) add(edge);
  return costs <= most && times <= most;
}

}  // namespace p2g

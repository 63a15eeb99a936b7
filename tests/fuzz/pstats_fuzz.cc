// The pstats importer takes any bytes and keeps the invariants that later stages build on.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "importers/importer.h"

namespace p2g {
extern const Importer importer_pstats;

namespace {

void require(bool condition) {
  if (!condition) std::abort();
}

void check(const Profile& profile, std::size_t input_bytes) {
  const Calls& calls = profile.calls();
  require(calls.functions.size() == profile.frames.size());
  require(calls.functions.size() <= input_bytes && calls.edges.size() <= input_bytes);
  require(profile.metric.decimals >= 0 && profile.metric.decimals <= 9);
  // No sum over the profile may overflow.
  std::int64_t self = 0;
  std::int64_t cumulative = 0;
  std::int64_t called = 0;
  const auto add = [](std::int64_t& sum, std::int64_t value) { require(!__builtin_add_overflow(sum, value, &sum)); };
  for (const FunctionCost& cost : calls.functions) {
    add(self, cost.self);
    add(cumulative, cost.cumulative);
    add(called, cost.calls);
    require(cost.calls >= 0 && cost.primitive_calls >= 0);
  }
  require(self == profile.total);
  for (const CallCost& edge : calls.edges) {
    require(edge.caller < calls.functions.size() && edge.callee < calls.functions.size());
    if (edge.cumulative != unknown_weight) add(cumulative, edge.cumulative);
    add(called, edge.calls);
    require(edge.calls >= 0 && edge.primitive_calls >= -1);
  }
}

}  // namespace
}  // namespace p2g

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  p2g::Source source = p2g::Source::from_memory("fuzz", bytes);
  p2g::importer_pstats.sniff(source.head());
  // Compressed input may be a thousand times as large as it looks: another target's business.
  const bool is_plain = source.size_hint() == size;
  if (const p2g::Result<p2g::Profile> profile = p2g::importer_pstats.read(source, {}); profile && is_plain) {
    p2g::check(*profile, size);
  }
  return 0;
}

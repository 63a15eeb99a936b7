#include "src/base/hash.h"

#include <chrono>

namespace p2g {
namespace {

// Differs from run to run. Address space randomisation and the clock are enough: results never depend on it.
std::uint64_t make_seed() {
  const auto clock = static_cast<std::uint64_t>(std::chrono::steady_clock::now().time_since_epoch().count());
  int on_stack = 0;
  const auto address = reinterpret_cast<std::uintptr_t>(&on_stack);
  return hash_mix(clock ^ 0x9e3779b97f4a7c15U, address | 1);
}

}  // namespace

const std::uint64_t hash_seed = make_seed();
const std::uint64_t hash_mask = hash_mix(hash_seed ^ 0xa0761d6478bd642fU, 0x8ebc6af09c88c6e3U);

}  // namespace p2g

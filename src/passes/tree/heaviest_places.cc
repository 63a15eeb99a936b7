#include "src/passes/tree/heaviest_places.h"

#include <algorithm>
#include <numeric>

namespace p2g {
namespace {

// A child is never heavier than its parent and comes after it, so the heaviest places always form a tree.
std::vector<std::uint8_t> choose_heaviest(const std::vector<Place>& list, std::size_t most) {
  std::vector<std::uint32_t> by_weight(list.size());
  std::iota(by_weight.begin(), by_weight.end(), 0U);
  std::nth_element(by_weight.begin(), by_weight.begin() + static_cast<std::ptrdiff_t>(most), by_weight.end(),
                   [&](std::uint32_t a, std::uint32_t b) {
                     return list[a].cumulative != list[b].cumulative ? list[a].cumulative > list[b].cumulative : a < b;
                   });
  std::vector<std::uint8_t> keep(list.size(), 0);
  for (std::size_t i = 0; i < most; ++i) keep[by_weight[i]] = 1;
  return keep;
}

}  // namespace

void keep_heaviest(Places& places, std::size_t most) {
  std::vector<Place>& list = places.list;
  if (list.size() <= most) return;
  const std::vector<std::uint8_t> keep = choose_heaviest(list, most);
  std::vector<std::uint32_t> moved_to(list.size());
  std::uint32_t kept = 0;
  for (std::uint32_t i = 0; i < list.size(); ++i) {
    Place place = list[i];
    const bool at_root = place.parent == no_index;
    const bool under_kept = !at_root && keep[place.parent] != 0;
    if (under_kept) place.parent = moved_to[place.parent];
    if (keep[i] != 0) {
      moved_to[i] = kept;
      list[kept++] = place;
    } else if (at_root || under_kept) {  // deeper ones are part of what is dropped above them
      (at_root ? places.rest : list[place.parent].rest) += place.cumulative;
    }
  }
  list.resize(kept);
}

}  // namespace p2g

// Lists in which one key may stand several times: one item a key, and the heaviest of them.
#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

namespace p2g {

// Sorts by `before` and makes one item of those that it does not tell apart: unite(Item& first, const Item& other) adds
// each other one to the first, in an order that is not determined.
template <class Item, class Before, class Unite>
void sort_and_unite(std::vector<Item>& items, Before before, Unite unite) {
  std::sort(items.begin(), items.end(), before);
  std::size_t used = 0;
  for (const Item& each : items) {
    if (used > 0 && !before(items[used - 1], each)) {
      unite(items[used - 1], each);
    } else {
      items[used++] = each;
    }
  }
  items.resize(used);
}

// Puts those that come first by `before` at the beginning, in order, and drops all beyond the first `most`.
template <class Item, class Before>
void keep_first(std::vector<Item>& items, std::size_t most, Before before) {
  std::sort(items.begin(), items.end(), before);
  if (items.size() > most) items.resize(most);
}

}  // namespace p2g

// Random choices that a seed decides: the same seed, the same choices, on every machine.
#pragma once

#include <cstddef>
#include <cstdint>
#include <random>

namespace p2g {

class Dice {
 public:
  explicit Dice(std::uint32_t seed) : random_(seed) {}

  std::uint32_t any() { return static_cast<std::uint32_t>(random_()); }
  // 0 to limit - 1. The slight bias does not matter here.
  std::size_t below(std::size_t limit) { return random_() % limit; }
  bool one_in(std::size_t times) { return below(times) == 0; }
  template <class List>
  auto pick(const List& list) {
    return list[below(list.size())];
  }

 private:
  std::mt19937 random_;  // its numbers are fixed by the standard, those of distributions are not
};

}  // namespace p2g

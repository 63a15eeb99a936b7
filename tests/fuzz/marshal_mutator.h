// Mutations of marshal dumps that know what an object is: they move, replace and damage whole objects, so that what is
// broken lies deeper than the first byte that no longer fits.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "tests/support/dice.h"

namespace p2g {

struct MarshalSpan {
  std::size_t begin;
  std::size_t end;
};

// All objects, containers after their items, as far as the bytes make sense.
std::vector<MarshalSpan> find_objects(std::string_view bytes);

// A valid dump, or the given one with some objects moved, replaced or damaged.
std::string mutate_marshal(std::string bytes, Dice& dice);
// An object of `other` takes the place of one of `bytes`.
std::string splice_marshal(std::string bytes, std::string_view other, Dice& dice);

}  // namespace p2g

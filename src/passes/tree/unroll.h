// A network's flow as a tree: who stands below whom, with how much. Second half of estimate_tree().
#pragma once

#include <cstdint>
#include <vector>

#include "src/base/no_index.h"
#include "src/passes/tree/call_network.h"
#include "src/passes/tree/to_tree.h"

namespace p2g {

// One of the places in the tree where a function stands: below other callers it stands again.
struct Place {
  std::uint32_t parent = no_index;  // index of a place before this one; no_index: starts at the root
  std::uint32_t node = 0;
  std::uint32_t call = no_index;  // the network call that leads here; no_index: the root
  Weight cumulative = 0;
  Weight self = 0;
  Weight rest = 0;            // below this place, but in none of its children
  std::uint32_t callees = 0;  // that the function has time for, children or not
  bool exact = false;         // `cumulative` is a figure of the file (within exact_share), not a choice
  bool pinned = false;        // exact, and the file says that the function never runs elsewhere
};

// Invariants: self + rest + children's cumulative == cumulative; the roots' cumulative + rest == network.total; the
// places of one call add up to at most its flow, the selves of one node to at most its self.
struct Places {
  std::vector<Place> list;
  Weight rest = 0;  // starts at the root, but at no place
};
Places unroll(const CallNetwork& network, const TreeOptions& options);

}  // namespace p2g

// The call tree of a profile: stacks in to_tree.cc, calls in estimate_tree.cc.
#pragma once

#include <cstdint>

#include "src/model/profile.h"
#include "src/model/tree.h"

namespace p2g {

struct TreeOptions {
  enum class Order : std::uint8_t { weight, name, input };
  Order order = Order::weight;
  // Nodes below this share of the selection are not kept but summed in hidden_children/hidden_weight of their parent.
  double min_share = 0;
  bool exact_only = false;  // calls: stop where the estimate would begin
  bool operator==(const TreeOptions&) const = default;
};
// Exact tree from stacks; the conservative, marked estimate from calls (see estimate_tree.cc for what is lost).
Tree to_tree(const Profile& profile, const TreeOptions& options);
// The half of to_tree() for call profiles (estimate_tree.cc).
Tree estimate_tree(const Profile& profile, const TreeOptions& options);

}  // namespace p2g

// Strongly connected components: the largest groups of nodes in which each leads to each. In a call graph they are the
// cycles of recursion, and every function that is in none is a component of its own.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "src/base/rows.h"

namespace p2g {

// Components are numbered so that every component has a higher number than those it leads to: ascending order goes from
// callees to callers.
struct Components {
  std::vector<std::uint32_t> of;  // node -> component
  std::uint32_t count = 0;
};

// `successors[v]` are the nodes that v leads to, repeated or itself as the input has it; no_index leads nowhere.
Components strong_components(const Rows& successors);

// The same for those who look at ever smaller parts of one graph. Linear in the nodes of the part and their edges.
class ComponentSearch {
 public:
  // `successors` has to outlive the search.
  explicit ComponentSearch(const Rows& successors);

  // Components of the graph that `nodes`, each named once, and the edges between them make. Row c are the members of
  // the c-th one, numbered as above. Until the next call.
  const Rows& find(std::span<const std::uint32_t> nodes);

 private:
  struct Visit {
    std::uint32_t node;
    std::uint32_t next;  // position in successors_.item
  };
  void enter(std::uint32_t node);
  void advance();
  void close(std::uint32_t node);

  const Rows& successors_;
  std::vector<std::uint32_t> found_;   // in order of discovery, or what the node is (components.cc)
  std::vector<std::uint32_t> lowest_;  // the least of found_ that is known to be in the same component
  std::vector<Visit> path_;            // the search's own stack, callers first
  std::vector<std::uint32_t> open_;    // found, but their component is not complete
  std::uint32_t counter_ = 0;
  Rows components_;
};

}  // namespace p2g

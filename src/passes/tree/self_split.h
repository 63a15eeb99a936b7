// Inside unroll.cc: how much of what each caller brings to a function is the function's self cost.
#pragma once

#include <cstdint>
#include <vector>

#include "src/base/no_index.h"
#include "src/passes/tree/call_network.h"

namespace p2g {

// One split serves all functions in turn, so that its memory is asked for once.
class SelfSplit {
 public:
  void open(const CallNetwork& network, std::uint32_t node);

  // The self cost in `cumulative` that came over `call` (no_index: from the root), in proportion.
  Weight self_in(Weight cumulative, std::uint32_t call) const;
  // Every figure is the file's, and together they are the function's self cost.
  bool is_known() const { return known_; }

 private:
  struct Part {
    std::uint32_t call;
    Weight flow;  // all that comes over the call
    Weight self;  // of it
  };
  void take_file_figures(const CallNetwork& network, std::uint32_t node);
  void make_sum(Weight self, Weight inflow);

  std::vector<Part> parts_;  // by call; the root, which is no_index, last
  bool known_ = false;
};

}  // namespace p2g

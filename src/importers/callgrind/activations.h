// The call tree that is in xdebug's files. xdebug writes a block of lines for each activation of a function when it
// ends: its own cost, and the calls that it made, in order. So the blocks are the tree in postorder: a block with k
// calls is above the last k blocks that nobody is above yet.
//
//   fn=b  4 10                 b
//   fn=a  2 7  cfn=b calls=1   a above b
#pragma once

#include <cstdint>
#include <vector>

#include "src/base/result.h"
#include "src/importers/callgrind/costs.h"
#include "src/importers/importer.h"

namespace p2g::callgrind {

class Activations {
 public:
  // A block begins; the one before is complete.
  void begin(FunctionIndex function);
  void add_self(Weight cost);
  void add_call(FunctionIndex callee, std::int64_t calls);
  // Whether every block's calls were those of the blocks before it.
  bool fits();
  // The file is none of xdebug's after all.
  void give_up();

  // Gives the profile its stacks and total. Costs may be negative; that their sums have room the caller has seen to.
  void build(Profile& profile, const std::vector<FrameId>& frames, bool keep_order) const;

 private:
  struct Activation {
    FunctionIndex function;
    std::uint32_t size = 1;  // with all below it
    Weight self = 0;
  };
  void close();
  std::vector<std::uint32_t> preorder() const;

  std::vector<Activation> activations_;  // in postorder
  std::vector<std::uint32_t> open_;      // those that nobody is above yet
  std::vector<FunctionIndex> calls_;     // of the block that is being read
  bool is_open_ = false;
  bool fits_ = true;
};

}  // namespace p2g::callgrind

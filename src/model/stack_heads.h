// Processes and threads that stacks carry as their first frames: `process 12;thread (34);main;…`.
//
// What heads a stack is a process, a thread, or a thread below a process; deeper frames that look alike are functions.
// In input order (Stacks::keep_order) a thread has many nodes, so a head is a pair of frames.
#pragma once

#include <cstdint>
#include <vector>

#include "src/model/offer.h"
#include "src/model/profile.h"

namespace p2g {

struct StackHeads {
  struct Head {
    FrameId process = no_frame, thread = no_frame;  // no_frame where there is none
  };
  std::vector<Head> heads;             // numbered when they are met first; 0: stacks without any
  std::vector<std::uint32_t> of_node;  // index into `heads` by node
  std::vector<bool> is_head;           // by node: its frame is part of a head, or it is the root
};

// For stacks. Whether any of them has one.
bool has_stack_heads(const Profile& profile);
StackHeads find_stack_heads(const Profile& profile);
// What it is called, and its ids.
Slice slice_of(const Frames& frames, const StackHeads::Head& head);

}  // namespace p2g

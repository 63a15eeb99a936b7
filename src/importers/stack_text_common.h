// Turns stacks written as text, "main;parse;read", into a prefix tree: the hot path of every importer of such text.
//
// Three things make it fast. Frames that a stack shares with the one before are taken over without being read again.
// Finding a name's end, hashing it and checking it for odd bytes is one loop over 16 bytes a step. Names are looked up
// for a whole line at once, in steps that each ask for the memory that the next one needs, so that with many names the
// cache misses overlap.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "model/frame.h"
#include "model/stack_builder.h"

namespace p2g {

class StackText {
 public:
  explicit StackText(bool keep_order) : builder_(keep_order) {}

  // Adds the stack and returns its node. `previous` begins with the text of the stack added before (or forget() was
  // called); only common bytes are used. At most 4 GiB and room() bytes long.
  std::uint32_t add(std::string_view stack, std::string_view previous);
  // The text of the stack added last is gone.
  void forget() { levels_.clear(); }
  std::size_t room() const { return StackBuilder::max_nodes - builder_.size(); }

  StackBuilder& builder() { return builder_; }
  Frames take_frames() { return std::move(frames_); }

  // A frame's name has a NUL byte.
  bool has_nul() const { return has_nul_; }
  // Names that were not valid UTF-8; counted once each, because how often one is looked at depends on the order of
  // stacks.
  std::size_t ill_formed() const { return ill_formed_.size(); }

 private:
  struct Level {        // a frame of the stack added last
    std::uint32_t end;  // offset of the ";" behind it, or of the end of the stack
    std::uint32_t node;
  };
  struct Name {  // a frame of the stack being added
    std::string_view text;
    std::uint32_t hash;
    std::uint32_t slot;  // where it is, if it is known
    bool special;
  };
  struct Slot {
    const char* text = nullptr;  // in frames_
    std::uint32_t size = 0;
    std::uint32_t hash = 0;
    FrameId frame = no_frame;  // no_frame: empty
  };

  void split(std::string_view text);
  void look_up();
  FrameId add_name(const Name& name);
  FrameId repair(std::string_view text);
  void remember(const Slot& slot);

  StackBuilder builder_;
  Frames frames_{Frames::Form::texts};
  std::vector<Level> levels_;
  std::vector<Name> names_;
  std::vector<FrameId> ids_;  // parallel to names_
  // Open addressing, at most half full. Names that had to be repaired are not in it.
  std::vector<Slot> slots_ = std::vector<Slot>(1024);
  std::size_t slots_used_ = 0;
  std::unordered_set<std::string> ill_formed_;
  bool has_nul_ = false;
};

}  // namespace p2g

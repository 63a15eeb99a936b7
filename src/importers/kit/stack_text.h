// Turns stacks written as text, "main;parse;read", into frames: the hot path of every importer of such text. Blanks
// around a name are none of it.
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
#include <utility>
#include <vector>

#include "src/base/seeded_hash.h"
#include "src/model/frame.h"
#include "src/model/profile.h"

namespace p2g {

class StackText {
 public:
  // Appends those frames of the stack to `frames` that it does not share with the stack before; returns how many it
  // does share. `previous` begins with the text of the stack added before (or forget() was called); only common bytes
  // are used. At most 4 GiB long.
  std::uint32_t add(std::string_view stack, std::string_view previous, std::vector<FrameId>& frames);
  // The text of the stack added last is gone.
  void forget() { levels_.clear(); }

  Frames take_frames() { return std::move(frames_); }

  // A stack had more frames than deepest_stack: it was not read to its end.
  bool is_too_deep() const { return is_too_deep_; }

  // That, or a frame's name has a NUL byte.
  bool is_bad() const { return has_nul_ || is_too_deep_; }
  // Names that were not valid UTF-8; counted once each, because how often one is looked at depends on the order of
  // stacks.
  std::size_t ill_formed() const { return ill_formed_.size(); }

 private:
  struct Name {  // a frame of the stack being added
    std::string_view text;
    std::uint64_t hash;
    FrameId frame;  // what it is, very likely
    bool special;
  };

  // At once: a line may be nothing but separators, and a Name is larger.
  static constexpr std::size_t most_names = 4096;

  void split(std::string_view text);
  void look_up(std::vector<FrameId>& frames);
  FrameId add_name(const Name& name);
  FrameId repair(std::string_view text);
  FrameId intern(std::string_view text, std::uint64_t hash) { return frames_.add(text, hash); }

  Frames frames_;
  // For each frame of the stack added last, the offset of the ";" behind it, or of the end of the stack.
  std::vector<std::uint32_t> levels_;
  std::vector<Name> names_;
  std::unordered_set<std::string, SeededHash> ill_formed_;
  bool has_nul_ = false;
  bool is_too_deep_ = false;
};

}  // namespace p2g

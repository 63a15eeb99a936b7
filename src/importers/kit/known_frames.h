// Frames of texts that were seen before: a line's, or those of a record as a whole, so that what repeats is taken apart
// once. Memory is bounded: what is known is forgotten when it gets too much, which costs time only.
//
// A text is known by 128 bits that a secret seed goes into, not by its bytes: those of a hundred thousand texts do not
// stay in a processor's caches, and to read them again would take longer than all else. That two of the texts that are
// kept have the same bits is less likely, by far, than that a memory chip errs.
#pragma once

#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>
#include <vector>

#include "src/base/hash.h"
#include "src/model/frame.h"

namespace p2g {

struct Fingerprint {
  std::uint64_t low = 0;
  std::uint64_t high = 0;

  bool operator==(const Fingerprint&) const = default;
};

// Two hashes that do not depend on each other, of all bytes.
inline Fingerprint fingerprint_of(std::string_view text) {
  constexpr std::uint64_t other_seed = 0x8bb84b93962eacc9U;
  std::uint64_t low = hash_seed;
  std::uint64_t high = hash_mix(hash_seed ^ other_seed, hash_mask);
  const auto take = [&](const char* from) {
    std::uint64_t block[2];
    std::memcpy(block, from, 16);
    low = hash_mix(block[0] ^ hash_mask, block[1] ^ low);
    high = hash_mix(block[1] ^ other_seed ^ high, block[0] ^ ~hash_mask);
  };
  std::size_t at = 0;
  for (; at + 16 <= text.size(); at += 16) take(text.data() + at);
  char rest[16] = {};
  std::memcpy(rest, text.data() + at, text.size() - at);
  take(rest);
  return {hash_mix(low ^ text.size(), other_seed), hash_mix(high ^ text.size(), hash_mask | 1)};
}

class KnownFrames {
 public:
  struct Known {
    Fingerprint text;
    std::uint32_t begin = 0;  // of its frames
    std::uint32_t count = 0;
    std::uint32_t lines = 0;  // of the text; 0: nothing is known here
  };

  // Null when it is not known. Valid until the next remember(), as are the frames.
  const Known* find(const Fingerprint& text) const {
    const std::size_t mask = slots_.size() - 1;
    for (std::size_t at = text.low & mask; slots_[at].lines > 0; at = (at + 1) & mask) {
      if (slots_[at].text == text) return &slots_[at];
    }
    return nullptr;
  }
  std::span<const FrameId> frames(const Known& known) const {
    return std::span(frames_).subspan(known.begin, known.count);
  }
  // What find() does not know.
  void remember(const Fingerprint& text, std::span<const FrameId> frames, std::uint32_t lines = 1) {
    if (used_ == most_texts || frames_.size() + frames.size() > most_frames) *this = KnownFrames();
    if (frames.size() > most_frames) return;
    if (++used_ * 2 > slots_.size()) grow();
    put(slots_, {text, static_cast<std::uint32_t>(frames_.size()), static_cast<std::uint32_t>(frames.size()), lines});
    frames_.insert(frames_.end(), frames.begin(), frames.end());
  }

 private:
  static constexpr std::size_t most_texts = std::size_t{1} << 16;
  static constexpr std::size_t most_frames = std::size_t{1} << 20;

  static void put(std::vector<Known>& slots, const Known& known) {
    const std::size_t mask = slots.size() - 1;
    std::size_t at = known.text.low & mask;
    while (slots[at].lines > 0) at = (at + 1) & mask;
    slots[at] = known;
  }
  void grow() {
    std::vector<Known> larger(slots_.size() * 2);
    for (const Known& known : slots_) {
      if (known.lines > 0) put(larger, known);
    }
    slots_ = std::move(larger);
  }

  std::vector<Known> slots_ = std::vector<Known>(512);  // size is a power of two, at most half of them used
  std::vector<FrameId> frames_;
  std::size_t used_ = 0;
};

}  // namespace p2g

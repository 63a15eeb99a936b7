#include "src/base/strings.h"

#include <algorithm>
#include <cstring>

#include "src/base/platform.h"

namespace p2g {
namespace {

constexpr std::size_t block_bytes = 256 * 1024;

}  // namespace

StringId Strings::intern(std::string_view text, std::uint64_t hash) {
  if (const StringId known = find(text, hash); known != none) return known;
  const auto id = static_cast<StringId>(entries_.size());
  entries_.push_back({store(text), static_cast<std::uint32_t>(text.size())});
  table_.put(hash, id);
  return id;
}

std::vector<StringId> Strings::unite(const Strings& other) {
  constexpr std::size_t batch = 64;  // each step for all of a batch, so that cache misses overlap
  std::vector<StringId> ids(other.size());
  std::uint64_t hashes[batch];
  std::size_t shared = 0;
  for (; shared < std::min(size(), ids.size()) && is_same(entries_[shared], other.entries_[shared]); ++shared) {
    ids[shared] = static_cast<StringId>(shared);
  }
  for (std::size_t begin = shared; begin < ids.size(); begin += batch) {
    const std::size_t end = std::min(begin + batch, ids.size());
    for (std::size_t i = begin; i < end; ++i) {
      hashes[i - begin] = hash_bytes(other[static_cast<StringId>(i)]);
      prefetch_slot(hashes[i - begin]);
    }
    for (std::size_t i = begin; i < end; ++i) ids[i] = guess(hashes[i - begin]);
    for (std::size_t i = begin; i < end; ++i) {
      if (ids[i] != none) prefetch_bytes(ids[i]);
    }
    for (std::size_t i = begin; i < end; ++i) ids[i] = intern(other[static_cast<StringId>(i)], hashes[i - begin]);
  }
  return ids;
}

const char* Strings::store(std::string_view text) {
  if (text.size() > left_) {
    if (text.size() > block_bytes / 4) {  // a block of its own; the current one goes on
      blocks_.push_back(shared_unset_bytes(text.size()));
      std::memcpy(blocks_.back().get(), text.data(), text.size());
      return blocks_.back().get();
    }
    blocks_.push_back(shared_unset_bytes(block_bytes));
    next_ = blocks_.back().get();
    left_ = block_bytes;
  }
  char* const here = next_;
  if (!text.empty()) std::memcpy(here, text.data(), text.size());
  next_ += text.size();
  left_ -= text.size();
  return here;
}

}  // namespace p2g

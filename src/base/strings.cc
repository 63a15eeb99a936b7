#include "base/strings.h"

#include <chrono>
#include <cstring>

namespace p2g {
namespace {

__extension__ typedef unsigned __int128 Wide;  // -Wpedantic knows no 128-bit type

std::uint64_t mix(std::uint64_t a, std::uint64_t b) {
  const Wide product = static_cast<Wide>(a) * b;
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}

std::uint64_t load(const char* bytes, std::size_t size) {
  std::uint64_t value = 0;
  std::memcpy(&value, bytes, size);
  return value;
}

std::uint64_t load8(const char* bytes) {
  std::uint64_t value;
  std::memcpy(&value, bytes, 8);
  return value;
}

// Differs from run to run, so that nobody can prepare names that all fall into one slot. Address space
// randomisation and the clock are enough: results never depend on it.
std::uint64_t process_seed() {
  static const std::uint64_t seed = [] {
    const auto clock = static_cast<std::uint64_t>(std::chrono::steady_clock::now().time_since_epoch().count());
    int on_stack = 0;
    const auto address = reinterpret_cast<std::uintptr_t>(&on_stack);
    return mix(clock ^ 0x9e3779b97f4a7c15ULL, address | 1);
  }();
  return seed;
}

const std::uint64_t seed_ = process_seed();
constexpr std::size_t block_bytes = 256 * 1024;
constexpr std::size_t first_slots = 1024;

}  // namespace

// Multiply-and-fold over 16 bytes a step (the construction of wyhash, by Wang Yi, public domain): short
// names, the usual case, take two multiplications.
std::uint64_t hash_bytes(std::string_view bytes) {
  const char* p = bytes.data();
  std::size_t n = bytes.size();
  std::uint64_t h = seed_ ^ n;
  while (n > 16) {
    h = mix(load8(p) ^ 0xa0761d6478bd642fULL, load8(p + 8) ^ h);
    p += 16;
    n -= 16;
  }
  std::uint64_t a = 0;
  std::uint64_t b = 0;
  if (n >= 8) {
    a = load8(p);
    b = load8(p + n - 8);
  } else if (n >= 4) {
    a = load(p, 4);
    b = load(p + n - 4, 4);
  } else if (n > 0) {
    a = static_cast<unsigned char>(p[0]) | static_cast<std::uint64_t>(static_cast<unsigned char>(p[n / 2])) << 8 |
        static_cast<std::uint64_t>(static_cast<unsigned char>(p[n - 1])) << 16;
  }
  return mix(a ^ 0xe7037ed1a0b428dbULL ^ h, b ^ 0x8ebc6af09c88c6e3ULL);
}

std::uint64_t hash_pair(std::uint32_t a, std::uint32_t b) {
  return mix((static_cast<std::uint64_t>(a) << 32 | b) ^ seed_, 0x9e3779b97f4a7c15ULL);
}

Strings::Strings() : slots_(first_slots, Slot{0, none}) {}

StringId Strings::intern(std::string_view text, std::uint64_t hash) {
  const auto tag = static_cast<std::uint32_t>(hash >> 32);
  const std::size_t mask = slots_.size() - 1;
  std::size_t at = hash & mask;
  for (; slots_[at].id != none; at = (at + 1) & mask) {
    if (slots_[at].hash == tag && (*this)[slots_[at].id] == text) return slots_[at].id;
  }
  const auto id = static_cast<StringId>(entries_.size());
  entries_.push_back({store(text), static_cast<std::uint32_t>(text.size())});
  slots_[at] = {tag, id};
  if (entries_.size() * 2 > slots_.size()) grow();
  return id;
}

StringId Strings::find(std::string_view text) const {
  const std::uint64_t hash = hash_bytes(text);
  const auto tag = static_cast<std::uint32_t>(hash >> 32);
  const std::size_t mask = slots_.size() - 1;
  for (std::size_t at = hash & mask; slots_[at].id != none; at = (at + 1) & mask) {
    if (slots_[at].hash == tag && (*this)[slots_[at].id] == text) return slots_[at].id;
  }
  return none;
}

void Strings::grow() {
  // A slot keeps only half of the hash, so the strings are hashed again: cheap beside the cache misses of moving.
  std::vector<Slot> larger(slots_.size() * 4, Slot{0, none});
  const std::size_t mask = larger.size() - 1;
  for (StringId id = 0; id < entries_.size(); ++id) {
    const std::uint64_t hash = hash_bytes((*this)[id]);
    std::size_t at = hash & mask;
    while (larger[at].id != none) at = (at + 1) & mask;
    larger[at] = {static_cast<std::uint32_t>(hash >> 32), id};
  }
  slots_ = std::move(larger);
}

const char* Strings::store(std::string_view text) {
  if (text.size() > left_) {
    if (text.size() > block_bytes / 4) {  // a block of its own; the current one goes on
      blocks_.push_back(std::make_unique_for_overwrite<char[]>(text.size()));
      std::memcpy(blocks_.back().get(), text.data(), text.size());
      return blocks_.back().get();
    }
    blocks_.push_back(std::make_unique_for_overwrite<char[]>(block_bytes));
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

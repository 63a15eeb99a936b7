#include "importers/stack_text_common.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "base/text.h"

namespace p2g {
namespace {

constexpr std::uint64_t ones = 0x0101010101010101U;
constexpr std::uint64_t highs = 0x8080808080808080U;
constexpr std::uint64_t semicolons = ones * ';';

struct Block {
  std::uint64_t low;
  std::uint64_t high;
};

Block load(const char* from) {
  Block block;
  std::memcpy(&block, from, 16);
  return block;
}

// High bit set in each byte that is zero; exact up to and including the first (a borrow may run on behind it).
std::uint64_t zero_bytes(std::uint64_t x) { return (x - ones) & ~x & highs; }
// High bit set somewhere when there is a NUL or a byte outside ASCII; borrows come only from a NUL.
std::uint64_t special_bytes(std::uint64_t x) { return (x - ones) | x; }

// Keeps the first `size` bytes; 16 at most. Little-endian like the loads it is used with.
Block first_bytes(Block block, std::size_t size) {
  const auto mask = [](std::size_t n) { return n >= 8 ? ~std::uint64_t{0} : (std::uint64_t{1} << 8 * n) - 1; };
  return {block.low & mask(size), block.high & mask(size < 8 ? 0 : size - 8)};
}

// Offset of the first ";" in the block, 16 when there is none.
inline std::size_t find_semicolon(Block block) {
  static_assert(std::endian::native == std::endian::little);
  const std::uint64_t low = zero_bytes(block.low ^ semicolons);
  const std::uint64_t high = zero_bytes(block.high ^ semicolons);
  if ((low | high) == 0) return 16;
  return low != 0 ? static_cast<std::size_t>(std::countr_zero(low)) / 8
                  : 8 + static_cast<std::size_t>(std::countr_zero(high)) / 8;
}

// As in hash_bytes(), with its seed.
std::uint64_t mix(std::uint64_t a, std::uint64_t b) {
  __extension__ typedef unsigned __int128 Wide;
  const Wide product = static_cast<Wide>(a) * b;
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}

const std::uint64_t seed = hash_pair(0x51ed270b, 0x9e3779b9);

bool equal(const char* a, const char* b, std::size_t size) {
  if (size < 16) return size == 0 || std::memcmp(a, b, size) == 0;
  std::uint64_t difference = 0;
  const auto compare = [&](std::size_t at) {
    const Block x = load(a + at);
    const Block y = load(b + at);
    difference |= (x.low ^ y.low) | (x.high ^ y.high);
  };
  for (std::size_t at = 0; at + 16 < size; at += 16) compare(at);
  compare(size - 16);
  return difference == 0;
}

std::size_t common_prefix(std::string_view a, std::string_view b) {
  const std::size_t size = std::min(a.size(), b.size());
  std::size_t at = 0;
  for (; at + 16 <= size; at += 16) {
    const Block x = load(a.data() + at);
    const Block y = load(b.data() + at);
    if (((x.low ^ y.low) | (x.high ^ y.high)) != 0) break;
  }
  while (at < size && a[at] == b[at]) ++at;
  return at;
}

}  // namespace

std::uint32_t StackText::add(std::string_view stack, std::string_view previous) {
  const std::size_t known = levels_.empty() ? 0 : levels_.back().end;
  const std::size_t shared = common_prefix(stack, previous.substr(0, known));
  while (!levels_.empty()) {
    const std::size_t end = levels_.back().end;
    if (end < shared || (end == shared && (end == stack.size() || stack[end] == ';'))) break;
    levels_.pop_back();
  }
  std::uint32_t node = levels_.empty() ? 0 : levels_.back().node;
  std::size_t at = levels_.empty() ? 0 : levels_.back().end + std::size_t{1};
  if (at > stack.size()) return node;
  builder_.prefetch(node);
  split(stack.substr(at));
  look_up();
  // Down the nodes that exist; the first that does not begins a chain of new ones.
  std::size_t i = 0;
  for (; i < ids_.size(); ++i) {
    const std::uint32_t child = builder_.find(node, ids_[i]);
    if (child == 0) break;
    node = child;
    at += names_[i].text.size() + 1;
    levels_.push_back({static_cast<std::uint32_t>(at - 1), node});
  }
  if (i == ids_.size()) return node;
  auto next = static_cast<std::uint32_t>(builder_.size());
  node = builder_.add_chain(node, ids_.data() + i, ids_.size() - i);
  for (; i < ids_.size(); ++i) {
    at += names_[i].text.size() + 1;
    levels_.push_back({static_cast<std::uint32_t>(at - 1), next++});
  }
  return node;
}

// Names, their hashes and whether they need a closer look, in one pass.
void StackText::split(std::string_view text) {
  names_.clear();
  const char* const end = text.data() + text.size();
  const char* begin = text.data();
  while (true) {
    const char* p = begin;
    std::uint64_t hash = seed;
    std::uint64_t special = 0;
    std::size_t size = 16;
    Block block{};
    while (end - p >= 16) {
      block = load(p);
      size = find_semicolon(block);
      if (size < 16) break;
      hash = mix(block.low ^ 0xa0761d6478bd642fU, block.high ^ hash);
      special |= special_bytes(block.low) | special_bytes(block.high);
      p += 16;
    }
    if (end - p < 16) {  // near the end of the line
      block = Block{};
      std::memcpy(&block, p, static_cast<std::size_t>(end - p));
      size = std::min(find_semicolon(block), static_cast<std::size_t>(end - p));
    }
    block = first_bytes(block, size);
    const Block padding = first_bytes({ones, ones}, size);  // a byte that was cut off is not a NUL of the name
    special |= special_bytes(block.low | (ones ^ padding.low)) | special_bytes(block.high | (ones ^ padding.high));
    p += size;
    const std::string_view name(begin, static_cast<std::size_t>(p - begin));
    hash = mix(block.low ^ 0xe7037ed1a0b428dbU ^ hash, block.high ^ 0x8ebc6af09c88c6e3U ^ name.size());
    names_.push_back({name, static_cast<std::uint32_t>(hash >> 32), 0, (special & highs) != 0});
    if (p == end) break;
    begin = p + 1;
  }
}

// Three loops instead of one: slots, then the names they point to, then the comparison.
void StackText::look_up() {
  const std::size_t mask = slots_.size() - 1;
  for (const Name& name : names_) __builtin_prefetch(&slots_[name.hash & mask]);
  for (Name& name : names_) {
    std::size_t at = name.hash & mask;
    while (slots_[at].frame != no_frame && slots_[at].hash != name.hash) at = (at + 1) & mask;
    name.slot = static_cast<std::uint32_t>(at);
    __builtin_prefetch(slots_[at].text);
  }
  ids_.clear();
  for (const Name& name : names_) {
    // A name added a moment ago may have made the table grow, or sit in the slot that was empty.
    const bool moved = mask + 1 != slots_.size();
    const Slot& slot = slots_[moved ? 0 : name.slot];
    const bool known = slot.hash == name.hash && slot.size == name.text.size() && slot.frame != no_frame &&
                       equal(slot.text, name.text.data(), slot.size);
    ids_.push_back(known ? slot.frame : add_name(name));
  }
}

// The frame of a name that is new, or that shares its hash with another.
FrameId StackText::add_name(const Name& name) {
  const std::size_t mask = slots_.size() - 1;
  for (std::size_t at = name.hash & mask; slots_[at].frame != no_frame; at = (at + 1) & mask) {
    const Slot& slot = slots_[at];
    if (slot.hash == name.hash && std::string_view(slot.text, slot.size) == name.text) return slot.frame;
  }
  const FrameId frame = name.special ? repair(name.text) : frames_.add(name.text);
  const std::string_view stored = frames_.text(frame);
  if (stored == name.text) remember({stored.data(), static_cast<std::uint32_t>(stored.size()), name.hash, frame});
  return frame;
}

FrameId StackText::repair(std::string_view text) {
  if (text.find('\0') != std::string_view::npos) has_nul_ = true;
  if (is_valid_utf8(text)) return frames_.add(text);
  ill_formed_.emplace(text);
  std::string repaired;
  repair_utf8(text, repaired);
  return frames_.add(repaired);
}

void StackText::remember(const Slot& slot) {
  const auto put = [](std::vector<Slot>& slots, const Slot& one) {
    const std::size_t mask = slots.size() - 1;
    std::size_t at = one.hash & mask;
    while (slots[at].frame != no_frame) at = (at + 1) & mask;
    slots[at] = one;
  };
  if (++slots_used_ * 2 > slots_.size()) {
    std::vector<Slot> larger(slots_.size() * 2);
    for (const Slot& old : slots_) {
      if (old.frame != no_frame) put(larger, old);
    }
    slots_ = std::move(larger);
  }
  put(slots_, slot);
}

}  // namespace p2g

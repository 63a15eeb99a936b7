#include "src/importers/kit/stack_text.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <utility>

#include "src/base/hash.h"
#include "src/base/text.h"
#include "src/importers/kit/stack_limits.h"

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

std::string_view without_blanks(std::string_view text) {
  const auto is_blank = [](char c) { return c == ' ' || c == '\t'; };
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

}  // namespace

std::uint32_t StackText::add(std::string_view stack, std::string_view previous, std::vector<FrameId>& frames) {
  const std::size_t known = levels_.empty() ? 0 : levels_.back();
  const std::size_t shared = common_prefix(stack, previous.substr(0, known));
  while (!levels_.empty()) {
    const std::size_t end = levels_.back();
    if (end < shared || (end == shared && (end == stack.size() || stack[end] == ';'))) break;
    levels_.pop_back();
  }
  const auto shared_frames = static_cast<std::uint32_t>(levels_.size());
  std::size_t at = levels_.empty() ? 0 : levels_.back() + std::size_t{1};
  while (at <= stack.size()) {
    if (levels_.size() > deepest_stack) {
      is_too_deep_ = true;
      break;
    }
    split(stack.substr(at));
    look_up(frames);
    for (const Name& name : names_) {
      at += name.text.size() + 1;
      levels_.push_back(static_cast<std::uint32_t>(at - 1));
    }
  }
  return shared_frames;
}

// The first names, their hashes and whether they need a closer look, in one pass.
void StackText::split(std::string_view text) {
  names_.clear();
  const char* const end = text.data() + text.size();
  const char* begin = text.data();
  while (true) {
    const char* p = begin;
    TextHash hash;
    std::uint64_t special = 0;
    std::size_t size = 16;
    Block block{};
    while (end - p >= 16) {
      block = load(p);
      size = find_semicolon(block);
      if (size < 16) break;
      hash.take(block.low, block.high);
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
    names_.push_back({name, hash.finish(block.low, block.high, name.size()), no_frame, (special & highs) != 0});
    if (p == end || names_.size() == most_names) break;
    begin = p + 1;
  }
}

// One loop a step of the lookup instead of one a name.
void StackText::look_up(std::vector<FrameId>& frames) {
  const Strings& strings = std::as_const(frames_).strings();
  for (const Name& name : names_) strings.prefetch_slot(name.hash);
  for (Name& name : names_) name.frame = strings.guess(name.hash);
  for (const Name& name : names_) {
    if (name.frame != no_frame) strings.prefetch_bytes(name.frame);
  }
  for (const Name& name : names_) {
    const bool known = name.frame != no_frame && strings[name.frame].size() == name.text.size() &&
                       equal(strings[name.frame].data(), name.text.data(), name.text.size());
    frames.push_back(known ? name.frame : add_name(name));
  }
}

// The frame of a name that is new, or that was not guessed. Names with blanks around them are never found as they are,
// so that all others need not be looked at for blanks.
FrameId StackText::add_name(const Name& name) {
  if (const std::string_view bare = without_blanks(name.text); bare.size() < name.text.size()) {
    return name.special ? repair(bare) : intern(bare, hash_bytes(bare));
  }
  return name.special ? repair(name.text) : intern(name.text, name.hash);
}

FrameId StackText::repair(std::string_view text) {
  if (text.find('\0') != std::string_view::npos) has_nul_ = true;
  if (is_valid_utf8(text)) return intern(text, hash_bytes(text));
  ill_formed_.emplace(text);
  std::string repaired;
  repair_utf8(text, repaired);
  return intern(repaired, hash_bytes(repaired));
}

}  // namespace p2g

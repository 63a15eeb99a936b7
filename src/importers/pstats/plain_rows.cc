#include "src/importers/pstats/plain_rows.h"

#include <utility>

#include "src/base/hash.h"

namespace p2g {
namespace {

bool has_slot(char code) { return (code & marshal_slot_flag) != 0; }
char without_slot(char code) { return static_cast<char>(code & ~marshal_slot_flag); }

}  // namespace

inline bool PlainRows::text(const char*& at, Text& text) const {
  text = {};
  const char code = without_slot(*at);
  if (code != 'z' && code != 'Z') {
    std::uint32_t slot = 0;
    if (!reference(at, MarshalType::text, slot)) return false;
    text.known = static_cast<StringId>(in_.reference(slot).payload);
    return true;
  }
  text.has_slot = has_slot(*at);
  const auto size = static_cast<std::uint8_t>(at[1]);
  text.bytes = {at + 2, size};
  at += 2 + size;
  return true;
}

// Files are few, so their names are near. A slot has the text as written, the reader gets it repaired.
inline StringId PlainRows::intern_now(const Text& text) {
  StringId id = text.known;
  if (id == Strings::none) {
    id = in_.intern(text.bytes, hash_bytes(text.bytes));
    if (text.has_slot) in_.remember(in_.take_slot(), MarshalType::text, 0, id);
  }
  return in_.valid_text(id);
}

std::uint32_t PlainRows::let_wait(const Text& text) {
  WaitingText waiting{0, 0, 0, MarshalItem::no_slot, text.known, Strings::none};
  if (text.known == Strings::none) {
    waiting.hash = hash_bytes(text.bytes);
    in_.strings().prefetch_slot(waiting.hash);
    waiting.begin = static_cast<std::uint32_t>(waiting_bytes_.size());
    waiting.size = static_cast<std::uint32_t>(text.bytes.size());
    waiting_bytes_ += text.bytes;
    if (text.has_slot) waiting.slot = in_.take_slot();
  }
  waiting_.push_back(waiting);
  return static_cast<std::uint32_t>(waiting_.size() - 1);
}

// Nothing is changed before all of it is known to be a key: the slots of its parts must not be taken twice.
bool PlainRows::read_key(PlainKey& key) {
  const char* const begin = in_.cursor().peek(longest_key);
  if (begin == nullptr) return false;
  // The tuple's own mark is cut off in a copy, because tuple() knows none.
  const char head[] = {without_slot(*begin), begin[1], begin[2], begin[3], begin[4]};
  const char* behind_head = head;
  if (!tuple(behind_head, 3)) return false;
  const char* at = begin + (behind_head - head);
  Text first;
  Text second;
  if (!text(at, first) || !integer(at, key.number) || !text(at, second)) return false;

  if (std::exchange(interned_, false)) {
    waiting_.clear();
    waiting_bytes_.clear();
  }
  key.byte = in_.cursor().offset();
  // The slot of a container comes before those of its items, and theirs in the order of the file.
  key.slot = has_slot(*begin) ? in_.take_slot() : MarshalItem::no_slot;
  key.first = intern_now(first);
  key.second = let_wait(second);
  in_.cursor().advance(static_cast<std::size_t>(at - begin));
  return true;
}

void PlainRows::intern_texts() {
  if (std::exchange(interned_, true)) return;
  // Each step for all, so that cache misses overlap.
  for (WaitingText& each : waiting_) {
    if (each.text == Strings::none) each.guess = in_.strings().guess(each.hash);
  }
  for (const WaitingText& each : waiting_) {
    if (each.guess != Strings::none) in_.strings().prefetch_bytes(each.guess);
  }
  for (WaitingText& each : waiting_) {
    if (each.text == Strings::none) {
      each.text = in_.intern({waiting_bytes_.data() + each.begin, each.size}, each.hash);
      in_.remember(each.slot, MarshalType::text, 0, each.text);
    }
    each.text = in_.valid_text(each.text);
  }
}

}  // namespace p2g

// What of a marshalled file nobody wants, and what messages call it.
#include <string>
#include <vector>

#include "src/importers/pstats/marshal.h"

namespace p2g {

// ---- Skipping ------------------------------------------------------------------------------------------------------

// A container that is open while skipping. For code objects `taken` numbers the steps: 0 to 7 are objects (bytecode,
// constants, names, …), 8 is the first line's number, then come one or two more tables.
struct MarshalReader::Level {
  MarshalItem head;
  std::int64_t taken = 0;
  bool closed = false;      // of a dict: its end was seen
  bool since_3_11 = false;  // the 5th object is bytes (kinds of local variables), not a tuple (names)
  StringId name = Strings::none;

  bool is_name() const { return head.type == MarshalType::code && taken == (since_3_11 ? 6 : 7); }
  void take(const MarshalItem& item) {
    if (is_name() && item.type == MarshalType::text) name = item.text();
    if (head.type == MarshalType::code && taken == 4) since_3_11 = item.type == MarshalType::text;
    ++taken;
  }
};

StringId MarshalReader::code_name(const MarshalItem& head) {
  if (head.by_reference) return valid_text(static_cast<StringId>(head.payload));
  return skip(head);
}

StringId MarshalReader::skip(const MarshalItem& head) {
  StringId name = Strings::none;
  std::vector<Level> open;
  if (head.is_container() && !head.by_reference) open.push_back({head});
  while (!open.empty() && ok()) {
    cursor_.bound_skipped(head.byte);
    Level& level = open.back();
    if (is_complete(level)) {
      name = level.name;
      remember(level.head, 0, static_cast<std::uint64_t>(level.head.type == MarshalType::code ? name : level.taken));
      open.pop_back();
      continue;
    }
    const MarshalItem item = read(level.is_name());
    if (item.type == MarshalType::end) {
      if (level.head.type != MarshalType::dict) fail_expected(item, "an object");
      level.closed = true;
      continue;
    }
    level.take(item);
    if (!item.is_container() || item.by_reference) continue;
    if (open.size() >= deepest) {
      cursor_.fail_at(item.byte, "expected at most " + std::to_string(deepest) + " objects inside each other");
    }
    open.push_back({item});
  }
  return ok() ? name : Strings::none;
}

bool MarshalReader::is_complete(Level& level) {
  if (level.head.type == MarshalType::dict) return level.closed;
  if (level.head.type != MarshalType::code) return level.head.payload == level.taken;
  if (level.taken == 8) {
    if (level.name == Strings::none) {
      cursor_.fail_at(level.head.byte, "expected a code object of Python 2.7 to 3.15, found one without a name");
    }
    cursor_.skip(4);  // the first line's number is not an object
    ++level.taken;
  }
  return level.taken == (level.since_3_11 ? 11 : 10);
}

// ---- Messages ------------------------------------------------------------------------------------------------------

void MarshalReader::fail_expected(const MarshalItem& item, std::string_view what, std::string hint) {
  if (!ok()) return;
  cursor_.fail_at(item.byte, "expected " + std::string(what) + ", found " + describe(item), std::move(hint));
}

std::string MarshalReader::describe(const MarshalItem& item) const {
  switch (item.type) {
    case MarshalType::end:
      return "the end of a dict";
    case MarshalType::none:
      return "None";
    case MarshalType::boolean:
      return item.payload != 0 ? "True" : "False";
    case MarshalType::integer:
      return "the number " + std::to_string(item.payload);
    case MarshalType::real:
      return "a fraction";
    case MarshalType::text:
      return "the text \"" + std::string(strings_[item.text()].substr(0, 60)) + '"';
    case MarshalType::tuple:
      return item.by_reference ? "a tuple that is something else" : "a tuple of " + std::to_string(item.payload);
    case MarshalType::list:
      return "a list";
    case MarshalType::dict:
      return "a dict";
    case MarshalType::set:
      return "a set";
    case MarshalType::code:
      return "a code object";
    case MarshalType::other:
      return "an object of another kind";
    case MarshalType::unfinished:
      return "a reference to an object from inside it";
    case MarshalType::bad:
      break;
  }
  return "nothing";
}

}  // namespace p2g

#include "src/model/frame.h"

#include <algorithm>

namespace p2g {

void Frames::begin_keys() {
  has_keys_ = true;
  texts_ = strings_.size();
  keys_.reserve(texts_);
  first_of_name_.reserve(texts_);
  for (StringId text = 0; text < texts_; ++text) {
    keys_.push_back({Strings::none, text, 0});
    first_of_name_.push_back(text);
  }
}

// Most names belong to one function: it is found by the name's id, which for new names is the next of a column and in a
// near cache. Only further functions of a name go through the table.
FrameId Frames::add_entry(const Entry& entry) {
  const auto id = static_cast<FrameId>(keys_.size());
  if (first_of_name_.size() <= entry.name) first_of_name_.resize(entry.name + std::size_t{1}, no_frame);
  FrameId& first = first_of_name_[entry.name];
  if (first == no_frame) {
    first = id;
  } else {
    if (is_entry(first, entry)) return first;
    const std::uint64_t hash = hash_entry(entry);
    const FrameId known = entry_table_.find(hash, [&](FrameId other) { return is_entry(other, entry); });
    if (known != no_index) return known;
    entry_table_.put(hash, id);
  }
  keys_.push_back(key_of(entry));
  if (entry.is_text) ++texts_;
  if (entry.more() != More()) {
    more_.resize(id);
    more_.push_back(entry.more());
  }
  return id;
}

FrameId Frames::find_entry(const Entry& entry) const {
  if (first_of_name_.size() <= entry.name) return no_frame;
  const FrameId first = first_of_name_[entry.name];
  if (first == no_frame || is_entry(first, entry)) return first;
  const FrameId known = entry_table_.find(hash_entry(entry), [&](FrameId other) { return is_entry(other, entry); });
  return known == no_index ? no_frame : known;
}

FrameId Frames::add(StringId file, std::int32_t line, StringId name, const More& more) {
  if (!has_keys_) begin_keys();
  return add_entry({file, name, more.module, line, more.kind, false});
}

FrameId Frames::add_text(StringId text) {
  Entry entry;
  entry.name = text;
  entry.is_text = true;
  return add_entry(entry);
}

Frames::Entry Frames::entry(FrameId id) const {
  const Key key = has_keys_ ? keys_[id] : Key{Strings::none, id, 0};
  return {key.file, key.name, more(id).module, key.line, more(id).kind, key.is_text()};
}

const std::vector<std::string>& Frames::spellings(FrameId id) const {
  static const std::vector<std::string> none;
  const auto note = notes_.find(id);
  return note == notes_.end() ? none : note->second.spellings;
}

void Frames::add_spelling(FrameId id, std::string_view text) {
  std::vector<std::string>& spellings = notes_[id].spellings;
  const auto place = std::lower_bound(spellings.begin(), spellings.end(), text);
  if (place == spellings.end() || *place != text) spellings.emplace(place, text);
}

void Frames::copy_note(FrameId id, const Note& note) {
  if (!note.shown.empty()) show_as(id, note.shown);
  for (const std::string& text : note.spellings) add_spelling(id, text);
}

FrameId Frames::add(const Frames& other, FrameId id) {
  FrameId added = no_frame;
  prints_places_ = prints_places_ || other.prints_places_;
  if (other.is_text(id)) {
    added = add(other.text(id));
  } else {
    Entry entry = other.entry(id);
    Strings& here = strings();
    entry.file = here.intern(other.strings_[entry.file]);
    entry.name = here.intern(other.strings_[entry.name]);
    if (entry.module != Strings::none) entry.module = here.intern(other.strings_[entry.module]);
    added = add_entry(entry);
  }
  if (const auto note = other.notes_.find(id); note != other.notes_.end()) copy_note(added, note->second);
  return added;
}

// The frame whose key says what a text says. Modules are not looked at: no text names one.
FrameId Frames::find_key_of(std::string_view text) const {
  if (!has_keys()) return no_frame;
  const FrameParts parts = parse_frame_text(text);
  Entry entry;
  entry.name = strings_.find(parts.name);
  entry.file = strings_.find(parts.file);
  entry.line = parts.line;
  entry.kind = parts.kind;
  return entry.name == Strings::none || entry.file == Strings::none ? no_frame : find_entry(entry);
}

// What is here already as it is stays apart: whoever made this table had a reason.
FrameId Frames::unite_text(StringId text) {
  Entry entry;
  entry.name = text;
  entry.is_text = true;
  if (const FrameId known = find_entry(entry); known != no_frame) return known;
  const FrameId key = find_key_of(strings_[text]);
  return key != no_frame ? key : add_entry(entry);
}

std::vector<FrameId> Frames::unite(const Frames& other) {
  prints_places_ = prints_places_ || other.prints_places_;
  if (!has_keys_ && other.has_keys_) begin_keys();
  std::vector<StringId> ids = strings_.unite(other.strings_);
  if (has_keys_) ids = unite_entries(other, ids);
  for (const auto& [id, note] : other.notes_) copy_note(ids[id], note);
  return ids;
}

// The other table's strings have the ids `strings` here.
std::vector<FrameId> Frames::unite_entries(const Frames& other, const std::vector<StringId>& strings) {
  std::vector<FrameId> ids;
  ids.reserve(other.size());
  for (FrameId id = 0; id < other.size(); ++id) {
    Entry entry = other.entry(id);
    if (entry.is_text) {
      ids.push_back(unite_text(strings[entry.name]));
      continue;
    }
    entry.file = strings[entry.file];
    entry.name = strings[entry.name];
    if (entry.module != Strings::none) entry.module = strings[entry.module];
    ids.push_back(add_entry(entry));
  }
  return ids;
}

// Keys first, of all tables, so that every text finds the key that says the same. Ids depend on the order of tables
// then, but what is one frame does not.
UnitedFrames unite_frames(const std::vector<const Frames*>& tables) {
  UnitedFrames united;
  const bool mixed = std::any_of(tables.begin(), tables.end(), [](const Frames* table) { return table->has_keys(); }) &&
                     std::any_of(tables.begin(), tables.end(), [](const Frames* table) { return table->has_texts(); });
  for (const Frames* table : tables) {
    for (FrameId id = 0; mixed && id < table->size(); ++id) {
      if (!table->is_text(id)) united.frames.add(*table, id);
    }
  }
  for (const Frames* table : tables) united.ids.push_back(united.frames.unite(*table));
  return united;
}

std::uint64_t Frames::hash_entry(const Entry& entry) {
  const std::uint64_t strings = hash_pair(entry.file, entry.name);
  return hash_pair(static_cast<std::uint32_t>(strings >> 32) ^ static_cast<std::uint32_t>(entry.line),
                   static_cast<std::uint32_t>(strings) ^ (entry.module + 1) ^ static_cast<std::uint32_t>(entry.kind));
}

FrameParts Frames::parts(FrameId id) const {
  FrameParts parts = own_parts(id);
  if (notes_.empty()) return parts;
  if (const auto note = notes_.find(id); note != notes_.end() && !note->second.shown.empty())
    parts.name = note->second.shown;
  return parts;
}

FrameParts Frames::own_parts(FrameId id) const {
  if (is_text(id)) return parse_frame_text(text(id));
  const Entry entry = this->entry(id);
  FrameParts parts;
  parts.name = strings_[entry.name];
  parts.file = strings_[entry.file];
  if (entry.module != Strings::none) parts.module = strings_[entry.module];
  parts.has_file = !parts.file.empty();
  parts.line = std::max(entry.line, 0);  // some producers write -1 for "unknown"
  parts.has_line = entry.line > 0;
  parts.kind = entry.kind;
  return parts;
}

int Frames::compare_parts(FrameId a, const FrameParts& left, FrameId b, const FrameParts& right) const {
  // Of keys the same text is at the same place; many functions may share a long one.
  const auto order_of = [](std::string_view x, std::string_view y) {
    return x.data() == y.data() && x.size() == y.size() ? 0 : x.compare(y);
  };
  if (const int order = order_of(left.name, right.name); order != 0) return order;
  if (const int order = order_of(left.file, right.file); order != 0) return order;
  if (left.line != right.line) return left.line < right.line ? -1 : 1;
  // Equal so far: of texts an annotation or the spelling differs, of keys the kind, the module or a line that is not
  // positive.
  if (is_text(a) != is_text(b)) return is_text(a) ? 1 : -1;
  if (is_text(a)) return text(a).compare(text(b));
  if (left.kind != right.kind) return left.kind < right.kind ? -1 : 1;
  if (const int order = order_of(left.module, right.module); order != 0) return order;
  return keys_[a].line < keys_[b].line ? -1 : 1;
}

int Frames::compare(FrameId a, FrameId b) const { return a == b ? 0 : compare_parts(a, parts(a), b, parts(b)); }

std::vector<std::uint32_t> Frames::ranks() const {
  std::vector<FrameParts> all(size());
  std::vector<FrameId> sorted(size());
  for (FrameId id = 0; id < sorted.size(); ++id) {
    all[id] = parts(id);
    sorted[id] = id;
  }
  std::sort(sorted.begin(), sorted.end(),
            [&](FrameId a, FrameId b) { return a != b && compare_parts(a, all[a], b, all[b]) < 0; });
  std::vector<std::uint32_t> ranks(size());
  for (std::uint32_t i = 0; i < sorted.size(); ++i) ranks[sorted[i]] = i;
  return ranks;
}

}  // namespace p2g

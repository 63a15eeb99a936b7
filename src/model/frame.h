// Frames: the functions of a profile as it names them, each distinct one once, with a dense id.
//
// A frame is given as a key (pstats: file, line, name) or as one text (folded: "f (a.py:12)"). Both live in one table.
// A text is taken apart on demand, because most frames of a large input are never shown.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "src/base/id_table.h"
#include "src/base/no_index.h"
#include "src/base/strings.h"

namespace p2g {

using FrameId = std::uint32_t;
inline constexpr FrameId no_frame = no_index;

// What a frame is beside a function of the program's own language. Native: machine code below an interpreter or a
// virtual machine. Inlined: it has no call of its own. Waker: of the thread that woke this one. Process and thread are
// no functions: they head the stacks that are theirs. Hidden is none either: it stands for functions that a selection
// hides, where no function that stays called them. Nor is a group: it stands for machinery that is shown as one.
enum class FrameKind : std::uint8_t {
  plain,
  native,
  kernel,
  jit,
  inlined,
  waker,
  interpreted,
  process,
  thread,
  hidden,
  group
};

// Text of the frame whose kind is hidden.
inline constexpr std::string_view hidden_frame_text = "(hidden)";

// A frame taken apart. Views point into the Frames; they are raw: escape before printing.
struct FrameParts {
  std::string_view name;    // bare function name, never empty unless the input's is
  std::string_view file;    // empty when unknown
  std::string_view module;  // library, assembly or package that holds it, when the input tells it apart from the file
  std::int32_t line = 0;    // 0 when unknown
  FrameKind kind = FrameKind::plain;
  bool has_file = false;  // a file is known (pstats keys always have one, "~" for C functions)
  bool has_line = false;
  // The line is where the function begins, not where it was: V8's, which tells functions without a name apart.
  bool begins = false;
  std::int32_t column = 0;  // of the line; 0 when unknown
};

class Frames {
 public:
  // What a key says besides file, line and name.
  struct More {
    FrameKind kind = FrameKind::plain;
    StringId module = Strings::none;

    bool operator==(const More&) const = default;
  };

  Frames() = default;
  Frames(Frames&&) = default;
  Frames& operator=(Frames&&) = default;

  // Same text, same id; ids are dense from 0 in order of first appearance.
  FrameId add(std::string_view text) { return add(text, hash_bytes(text)); }
  // With its hash_bytes().
  FrameId add(std::string_view text, std::uint64_t hash) {
    const StringId string = strings_.intern(text, hash);
    return has_keys_ ? add_text(string) : string;
  }
  // Same key, same id. Strings are interned through `strings()` first, so that a shared file name is hashed once; a
  // file that is unknown is an empty one.
  FrameId add(StringId file, std::int32_t line, StringId name) { return add(file, line, name, More()); }
  FrameId add(StringId file, std::int32_t line, StringId name, const More& more);
  // A frame of another table.
  FrameId add(const Frames& other, FrameId id);
  // Adds all frames of another table; gives their ids here, by their ids there. A text there that says what a key here
  // says is that frame. The other way round a frame would have two ids: where there may be both, unite_frames().
  std::vector<FrameId> unite(const Frames& other);
  // All of it, with the same ids. Strings are shared, not copied.
  Frames copy() const { return Frames(*this); }

  // Room for so many without moving them. Costs nothing until it is used.
  void reserve(std::size_t frames) {
    strings_.reserve(frames);
    if (has_keys_) {
      keys_.reserve(frames);
      first_of_name_.reserve(frames);
    }
  }
  // About so many are expected.
  void expect(std::size_t frames) { strings_.expect(frames); }
  // The strings of keys.
  Strings& strings() {
    if (!has_keys_) begin_keys();
    return strings_;
  }
  const Strings& strings() const { return strings_; }

  std::size_t size() const { return has_keys_ ? keys_.size() : strings_.size(); }
  bool is_text(FrameId id) const { return !has_keys_ || keys_[id].is_text(); }
  bool has_texts() const { return has_keys_ ? texts_ > 0 : strings_.size() > 0; }
  bool has_keys() const { return keys_.size() > texts_; }
  // The text as the input has it; for keys the name.
  std::string_view text(FrameId id) const { return strings_[has_keys_ ? keys_[id].name : id]; }
  FrameParts parts(FrameId id) const;

  // Prints the frame under another name (-s). What tells it from others stays its text or key, so that frames that
  // look alike then remain two.
  void show_as(FrameId id, std::string_view name) { notes_[id].shown = name; }
  // What the input called it, where that is not its own text: frames that were renamed into this one, sorted.
  const std::vector<std::string>& spellings(FrameId id) const;
  void add_spelling(FrameId id, std::string_view text);

  // Keys without a file or a line print as pstats prints them, ":0(len)": its tables are known like that. A symbol of
  // machine code is its name.
  void print_places() { prints_places_ = true; }
  bool prints_places() const { return prints_places_; }

  // A total order that depends on names only: name, file, line, then text. <0, 0, >0.
  int compare(FrameId a, FrameId b) const;
  // Each frame's place in that order, for those who compare many: takes all texts apart once.
  std::vector<std::uint32_t> ranks() const;

 private:
  // A key, or a text, which is then the name.
  struct Entry {
    StringId file = Strings::none;
    StringId name = Strings::none;
    StringId module = Strings::none;
    std::int32_t line = 0;
    FrameKind kind = FrameKind::plain;
    bool is_text = false;

    More more() const { return {kind, module}; }
  };
  // What is kept of each. A text has no file.
  struct Key {
    StringId file;
    StringId name;
    std::int32_t line;

    bool is_text() const { return file == Strings::none; }
    bool operator==(const Key&) const = default;
  };

  // What hardly any frame has.
  struct Note {
    std::string shown;
    std::vector<std::string> spellings;
  };

  Frames(const Frames&) = default;
  Frames& operator=(const Frames&) = delete;

  void begin_keys();
  FrameId add_text(StringId text);
  FrameId add_entry(const Entry& entry);
  void copy_note(FrameId id, const Note& note);
  std::vector<FrameId> unite_entries(const Frames& other, const std::vector<StringId>& strings);
  FrameParts own_parts(FrameId id) const;
  FrameId unite_text(StringId text);
  FrameId find_key_of(std::string_view text) const;
  FrameId find_entry(const Entry& entry) const;
  static Key key_of(const Entry& entry) { return {entry.file, entry.name, entry.line}; }
  More more(FrameId id) const { return id < more_.size() ? more_[id] : More(); }
  bool is_entry(FrameId id, const Entry& entry) const { return keys_[id] == key_of(entry) && more(id) == entry.more(); }
  Entry entry(FrameId id) const;
  int compare_parts(FrameId a, const FrameParts& left, FrameId b, const FrameParts& right) const;
  static std::uint64_t hash_entry(const Entry& entry);

  Strings strings_;
  // While nobody asks for keys every string is the text of a frame and its id the frame's, so nothing else is kept:
  // that is how folded stacks stay small. The first key makes an entry of each.
  bool has_keys_ = false;
  std::vector<Key> keys_;
  std::vector<More> more_;              // may end early: the rest, in most profiles all, has no more
  std::size_t texts_ = 0;               // how many entries are
  std::vector<FrameId> first_of_name_;  // by StringId
  IdTable entry_table_;                 // all entries but the first of each name
  std::map<FrameId, Note> notes_;
  bool prints_places_ = false;
};

// The frames of several profiles as one set, and each one's ids in it. A text that says what a key of any of them says
// is that frame, in whatever order they come.
struct UnitedFrames {
  Frames frames;
  std::vector<std::vector<FrameId>> ids;
};
UnitedFrames unite_frames(const std::vector<const Frames*>& tables);

// Takes a frame's text apart: annotations _[k] _[j] _[i] _[w] _[0] _[1], "name (file.py:12)", "name (file.py)",
// "file.py:name:12", "file.py:12:name", "name /a/file.js:12:5", "name - /a/file.rb:12", "name [/a/file.rb:12]",
// "name@/a/file.lua:12", "py::name:/a/file.py", "process 12:…", "thread (…)". A text that fits none is a bare name.
FrameParts parse_frame_text(std::string_view text);
// Only whether it is a process or a thread, else plain: far less work.
FrameKind process_or_thread(std::string_view text);

}  // namespace p2g

// Frames: the functions of a profile as it names them, each distinct one once, with a dense id.
//
// A profile either gives keys (pstats: file, line, name) or one text a frame (folded: "f (a.py:12)"). A text is
// taken apart on demand, because most frames of a large input are never shown.
#pragma once

#include <cstdint>
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
// no functions: they head the stacks that are theirs.
enum class FrameKind : std::uint8_t { plain, native, kernel, jit, inlined, waker, interpreted, process, thread };

// A frame taken apart. Views point into the Frames; they are raw: escape before printing.
struct FrameParts {
  std::string_view name;    // bare function name, never empty unless the input's is
  std::string_view file;    // empty when unknown
  std::string_view module;  // library, assembly or package that holds it, when the input tells it apart from the file
  std::int32_t line = 0;    // 0 when unknown
  FrameKind kind = FrameKind::plain;
  bool has_file = false;  // a file is known (pstats keys always have one, "~" for C functions)
  bool has_line = false;
};

class Frames {
 public:
  enum class Form : std::uint8_t { keys, texts };
  explicit Frames(Form form) : form_(form) {}

  // Form::texts. Same text, same id; ids are dense from 0 in order of first appearance.
  FrameId add(std::string_view text) { return strings_.intern(text); }
  // Form::keys. Strings are interned through `strings()` first, so that a shared file name is hashed once.
  FrameId add(StringId file, std::int32_t line, StringId name);
  // Adds all frames of another table of the same form; gives their ids here, by their ids there.
  std::vector<FrameId> unite(const Frames& other);
  // Room for so many without moving them. Costs nothing until it is used.
  void reserve(std::size_t frames) {
    strings_.reserve(frames);
    if (form_ == Form::keys) {
      keys_.reserve(frames);
      first_of_name_.reserve(frames);
    }
  }
  // About so many are expected.
  void expect(std::size_t frames) { strings_.expect(frames); }
  Strings& strings() { return strings_; }
  const Strings& strings() const { return strings_; }

  Form form() const { return form_; }
  std::size_t size() const { return form_ == Form::texts ? strings_.size() : keys_.size(); }
  // The text as the input has it; for keys the name.
  std::string_view text(FrameId id) const { return strings_[form_ == Form::texts ? id : keys_[id].name]; }
  FrameParts parts(FrameId id) const;

  // A total order that depends on names only: name, file, line, then text. <0, 0, >0.
  int compare(FrameId a, FrameId b) const;
  // Each frame's place in that order, for those who compare many: takes all texts apart once.
  std::vector<std::uint32_t> ranks() const;

 private:
  struct Key {
    StringId file;
    StringId name;
    std::int32_t line;
  };
  int compare_parts(FrameId a, const FrameParts& left, FrameId b, const FrameParts& right) const;
  bool is_key(FrameId id, const Key& key) const {
    const Key& other = keys_[id];
    return other.file == key.file && other.name == key.name && other.line == key.line;
  }
  static std::uint64_t hash_key(const Key& key);

  Form form_;
  Strings strings_;
  std::vector<Key> keys_;
  std::vector<FrameId> first_of_name_;  // by StringId
  IdTable key_table_;                   // all keys but the first of each name
};

// Takes a frame's text apart: annotations _[k] _[j] _[i] _[w] _[0] _[1], "name (file.py:12)", "name (file.py)",
// "file.py:name:12", "file.py:12:name", "process 12:…", "thread (…)". A text that fits none is a bare name.
FrameParts parse_frame_text(std::string_view text);
// Only whether it is a process or a thread, else plain: far less work.
FrameKind process_or_thread(std::string_view text);

}  // namespace p2g

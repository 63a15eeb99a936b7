// austin's binary output (MOJO) as the lines of its text: `austin -b` since 3.4, and what austin 4 writes by default.
// What reads the text then reads both alike.
//
//   "MOJ", a version, then events, each a byte and its fields:
//   1 KEY VALUE           what the file is about: mode wall, cpu, memory or full
//   2 pid [iid] TID       a sample begins; what follows is about it, until the next one or the end
//   3 key file scope line [line_end column column_end]          defines a frame
//   5 key  a frame, callers first      6 NAME  a frame of the kernel      4 a frame that could not be read
//   7 garbage was collected      8 idle      9 microseconds      10 bytes, gained or given back
//   11 key TEXT           defines a string      12 key
//
// Numbers take 6 bits and a sign in their first byte, 7 in each further one. Texts end with NUL. Keys are addresses,
// and each process has its own.
//
// Source: austin's documentation of the format, and output of austin 3.7.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "src/base/cursor.h"
#include "src/base/result.h"
#include "src/base/source.h"

namespace p2g::austin {

// Whether an input begins like one.
bool is_mojo(std::string_view head);

// Used as LineReader is.
class MojoLines {
 public:
  explicit MojoLines(Source& source);

  // To the next line: of the header, or of a sample. False at the end and on an error.
  bool next();
  std::string_view line() const { return line_; }
  std::uint64_t number() const { return number_; }
  std::uint64_t bytes() const { return cursor_.offset(); }
  std::optional<Error> take_error();

 private:
  using Key = std::pair<std::int64_t, std::int64_t>;  // process and address
  // Longer than any stack of a million frames that anybody has.
  static constexpr std::size_t longest_line = std::size_t{128} << 20U;

  void read_event();
  void read_metadata();
  void begin_sample();
  void define_frame();
  void append(std::string_view frame);
  void append_known(std::int64_t key, std::uint64_t at);
  void end_sample();
  void set_line(std::string line);
  void bound();
  void add_to(std::int64_t& sum);
  std::int64_t number_field();
  std::string text_field();
  std::string name_of(std::int64_t key) const;

  Source& source_;
  Cursor cursor_;
  std::string line_;
  std::uint64_t number_ = 0;
  bool has_line_ = false;
  std::int64_t version_ = 0;
  std::string mode_;
  std::int64_t pid_ = 0;
  std::map<Key, std::string> strings_;
  std::map<Key, std::string> frames_;
  // Of the sample that is being read.
  bool in_sample_ = false;
  std::string stack_;
  bool is_idle_ = false;
  std::int64_t us_ = 0;
  std::int64_t bytes_ = 0;
};

}  // namespace p2g::austin

// Functions of a pstats file, (file, line, name), as frames.
#pragma once

#include <cstdint>
#include <string_view>
#include <unordered_map>

#include "src/importers/pstats/marshal.h"
#include "src/model/frame.h"

namespace p2g {

// What is told to people whose file is not what it says.
inline constexpr std::string_view pstats_hint =
    "pstats files are what cProfile writes: python -m cProfile -o FILE PROGRAM";

class PstatsFunctions {
 public:
  // What a reference to a function stands for (MarshalReader::remember); the payload is its FrameId.
  static constexpr std::uint8_t meaning = 1;

  PstatsFunctions(MarshalReader& in, Frames& frames) : in_(in), frames_(frames) { frames_.print_places(); }

  // The function whose head was read last, or that the head refers to. 0 after an error.
  FrameId read(const MarshalItem& head);
  // One that was read at `byte` of the file. Lines beyond 32 bits become 0.
  FrameId add(std::uint64_t byte, StringId file, std::int64_t line, StringId name);
  // A name, which may be a code object's. Strings::none after an error.
  StringId read_text(std::string_view what);

  std::uint64_t far_lines() const { return far_lines_; }

 private:
  inline void bound_texts(std::uint64_t byte, StringId file, StringId name);

  MarshalReader& in_;
  Frames& frames_;
  std::unordered_map<StringId, StringId> code_names_;  // name of a code object: what stands for the object
  std::uint64_t long_texts_bytes_ = 0;
  std::uint64_t far_lines_ = 0;
};

// A whole number, also where the file has it as a boolean or as a real; 0 and an error for anything else.
std::int64_t read_integer(MarshalReader& in, const MarshalItem& item, std::string_view what);

}  // namespace p2g

// Functions as tools that read machine code name them (perf, bpftrace, gdb …): a symbol with an offset, and the object
// that holds it. One place splits them, so that all such formats give the same function the same name.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "src/model/frame.h"

namespace p2g {

// A function of any language, taken apart. Where a file or line is not known it is empty or 0.
struct CodeFrame {
  std::string name;
  std::string file{};
  std::int32_t line = 0;
  std::string module{};
  FrameKind kind = FrameKind::plain;
  bool is_text = false;  // the name is a whole text as parse_frame_text() knows it: a virtual machine's own spelling
};

// Of a symbol and its object ("/usr/lib/libc.so.6", "[kernel.kallsyms]", "/tmp/perf-12.map"; empty when unknown).
// - Offsets ("+0x1f", "+31", "+0xb/0x10") go: they say where in the function it was.
// - What has no name is "[libc.so.6]" after its object, else "[unknown]".
// - Kind is kernel or jit after the object. Code of Python and of V8 below perf keeps the spelling that says its file.
// - Rust's escapes are read ("$LT$" is "<"); "Lcls;::m" of a Java agent is "cls:::m", as FlameGraph has it.
CodeFrame native_frame(std::string_view symbol, std::string_view object);

bool is_kernel_object(std::string_view object);
bool is_jit_object(std::string_view object);

// Frames of a profile made of them. Repairs names that are not UTF-8.
class CodeFrames {
 public:
  FrameId add(const CodeFrame& frame);
  // The frame as another kind, with the same name.
  FrameId as_kind(FrameId frame, FrameKind kind);

  Frames& frames() { return frames_; }
  Frames take() { return std::move(frames_); }
  // How many names were repaired, each time that they were added.
  std::uint64_t ill_formed() const { return ill_formed_; }

 private:
  StringId intern(std::string_view text);
  std::string_view repaired(std::string_view text);

  Frames frames_;
  std::string buffer_;
  std::uint64_t ill_formed_ = 0;
};

}  // namespace p2g

// The frames of austin's lines, spelled as all other text of stacks.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace p2g::austin {

// A stack as all other text of stacks has it, with what heads it. Buffers are kept from line to line.
struct Spelled {
  std::string text;
  std::size_t head_end = 0;  // of process and thread in text
  std::string process, thread;
};

// `Thread 55cc7f;name (file.py);L88` becomes `thread (55cc7f);name (file.py:88)`.
void spell(std::string_view stack, Spelled& out);

}  // namespace p2g::austin

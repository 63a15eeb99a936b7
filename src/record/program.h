// What is to be recorded: the words of a command, taken apart as far as a recorder has to know them.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "src/base/result.h"

namespace p2g {

struct Program {
  enum class Kind : std::uint8_t { python, node, go, other };
  // How Python finds it; for others it is always `file`.
  enum class Start : std::uint8_t { file, module, command, stdin_text };

  Kind kind = Kind::other;
  std::vector<std::string> interpreter;  // with its own options; of `other` the program itself
  Start start = Start::file;
  std::string target;                  // a file, a module or a text
  std::vector<std::string> arguments;  // of the program
  std::string name;                    // what it is called in a picture

  // The command as it runs without a recorder.
  std::vector<std::string> command() const;
};

// Looks at files: what a script begins with says what runs it. Fails with ErrorKind::usage for what is not there, or is
// no program.
Result<Program> take_apart(const std::vector<std::string>& words);

}  // namespace p2g

// The command line: argv in, options out.
#pragma once

#include <optional>
#include <string>

#include "src/base/result.h"
#include "src/options.h"

namespace p2g {

// What the command line asks for.
struct CommandLine {
  Options options;
  // --help, --version, --list-…: text for stdout, and nothing else is to be done.
  std::optional<std::string> text;
};

// Every mistake is an Error of kind usage with a hint; nothing is printed. Files are not opened here: only their
// names are looked at.
Result<CommandLine> parse_command_line(int argc, const char* const* argv);

}  // namespace p2g

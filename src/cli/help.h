// Texts about the command line, all made from one list of options: --help, the completions of three shells, and the
// --list-… answers. The options themselves are declared in options.cc.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "src/base/result.h"

namespace p2g {

// One option as it was declared. Exists so that help and completions cannot forget one.
struct OptionInfo {
  std::string group;                 // heading in --help; empty: hidden
  std::vector<std::string> names;    // as typed: "-o", "--output"
  std::string value;                 // "FILE"; empty for a flag
  bool value_optional = false;       // only as --name=VALUE in completions
  bool once = false;                 // given twice is an error; else each counts, or the last
  std::string summary;               // one sentence without a full stop
  std::string default_text;          // what holds when the option is absent; empty when there is nothing to say
  std::vector<std::string> choices;  // all values that make sense, for completion; empty: any
  bool completes_files = false;
  bool completes_functions = false;  // those of the profile that stands on the command line
};

struct CommandInfo;

std::string help_text(const std::vector<OptionInfo>& options);
// Of one command: its usage, what it does, the options that belong to it.
std::string help_text(const CommandInfo& command, const std::vector<OptionInfo>& options);
// `shell` is bash, zsh or fish; another one is a usage error.
Result<std::string> completion_text(std::string_view shell, const std::vector<OptionInfo>& options);

// Name and summary a line, for --list-….
struct Listed {
  std::string name;
  std::string summary;
};
std::string list_text(const std::vector<Listed>& rows);

}  // namespace p2g

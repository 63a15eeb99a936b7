// The commands: what each is for, which options belong to it, and what its words mean.
#pragma once

#include <string_view>
#include <vector>

#include "src/base/result.h"
#include "src/cli/options.h"
#include "src/options.h"

namespace p2g {

struct CommandInfo {
  std::string_view name;
  std::string_view summary;              // one line for --help
  std::string_view usage;                // behind "prof2graph "
  std::string_view description;          // whole lines, for `prof2graph NAME --help`
  std::vector<std::string_view> groups;  // headings of the options that belong to it
  // Turns the words behind the command (Options::files) into inputs, and settles what only this command has.
  Result<void> (*settle)(const Requests& requests, Options& options);
  bool takes_program = false;  // what stands behind "--" is a program and its words

  bool has_group(std::string_view group) const;
};

// The first is the default, whose name may be left out.
const std::vector<CommandInfo>& commands();

// Takes the command off the words when they begin with one, else the default. A first word that is nearly a command and
// no file is a usage error with a did-you-mean.
Result<const CommandInfo*> take_command(Words& words);

}  // namespace p2g

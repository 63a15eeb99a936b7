// What people type for an option or a command that is called otherwise here: other programs' names, and near misses.
#pragma once

#include <string_view>

namespace p2g {

// What to use instead of an option that does not exist ("--max-depth"), as a hint says it: "--depth N". Empty: no idea.
std::string_view instead_of_option(std::string_view name);

// The same for a first word that is no command and no file: "compare" is "prof2graph diff BEFORE AFTER".
std::string_view instead_of_command(std::string_view word);

}  // namespace p2g

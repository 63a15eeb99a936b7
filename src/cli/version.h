// --version, and with --verbose what the program is made of.
#pragma once

#include <string>

#include "src/base/third_party.h"

namespace p2g {

// "prof2graph 0.1.0"; all that starts with this line is for scripts, too.
std::string version_text();
// The same, the compiler, and a table of all libraries. `parser` is the one that declaration.cc owns.
std::string verbose_version_text(ThirdParty parser);

}  // namespace p2g

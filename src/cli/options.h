// The declaration of every option: its names, what it sets, what it does by default. Help, completions and the
// command line itself all come from here.
#pragma once

#include <string>
#include <vector>

#include "src/base/result.h"
#include "src/cli/declaration.h"
#include "src/cli/help.h"
#include "src/cli/values.h"
#include "src/options.h"

namespace p2g {

// What is asked for besides Options, and what has to be settled before it becomes part of them.
struct Requests {
  bool help = false;
  bool version = false;
  bool list_formats = false;
  bool list_views = false;
  bool list_types = false;
  bool list_themes = false;
  bool list_functions = false;
  std::string function_pattern;
  std::string completion;
  std::string theme;
  std::string colormap;
};

void declare_options(Declaration& declare, Options& options, Requests& requests);

// The registries as --list-… prints them.
std::vector<Listed> listed_formats();
std::vector<Listed> listed_views();
std::vector<Listed> listed_types();
std::vector<Listed> listed_themes();

}  // namespace p2g

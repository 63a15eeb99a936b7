// The declaration of every option: its names, what it sets, what it does by default. Help, completions and the
// command line itself all come from here.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "src/base/result.h"
#include "src/cli/help.h"
#include "src/cli/values.h"
#include "src/options.h"

namespace p2g {

// Collects declarations; CLI11 stays behind it, in command_line.cc.
class Declaration {
 public:
  Declaration();
  ~Declaration();
  Declaration(const Declaration&) = delete;
  Declaration& operator=(const Declaration&) = delete;

  // Heading of what follows; an empty one hides it.
  void group(std::string name) { group_ = std::move(name); }
  // `names` are separated by commas: "-o,--output". The references hold until the next declaration. What a value has to
  // be follows from its name (expected_text): a blank FILE is an error, a blank TEXT is not.
  OptionInfo& flag(const std::string& names, bool& target, std::string summary);
  OptionInfo& flag(const std::string& names, std::function<void()> act, std::string summary);
  OptionInfo& value(const std::string& names, std::string value_name, const Setter& setter, std::string summary);
  // Takes all words up to the next option; the setter sees each.
  OptionInfo& values(const std::string& names, std::string value_name, const Setter& setter, std::string summary);
  // The value may be left out: the setter then gets "".
  OptionInfo& optional_value(const std::string& names, std::string value_name, const Setter& setter,
                             std::string summary);

  const std::vector<OptionInfo>& infos() const { return infos_; }
  // Runs the setters and returns what is left: the files. Unknown options and missing values are errors.
  Result<std::vector<std::string>> parse(int argc, const char* const* argv);

 private:
  struct Parser;
  OptionInfo& info(const std::string& names, std::string value_name, std::string summary);
  Setter checked(const Setter& setter);
  const OptionInfo* find(std::string_view name) const;
  Error unknown_option(const std::string& given) const;
  Result<void> check_values_are_there(int argc, const char* const* argv) const;

  std::unique_ptr<Parser> parser_;
  std::string group_;
  std::vector<OptionInfo> infos_;
};

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

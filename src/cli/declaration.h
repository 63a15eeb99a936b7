// Options as they are declared, and the words of a command line taken apart. CLI11 stays behind it, in declaration.cc.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "src/base/result.h"
#include "src/base/third_party.h"
#include "src/cli/help.h"
#include "src/cli/values.h"

namespace p2g {

// What is left of a command line without its options: a command and files.
struct Words {
  std::vector<std::string> plain;
  std::vector<std::string> behind;  // what stands behind "--": files whatever they are called, or a program's words
};

// Collects declarations; CLI11 stays behind it, in declaration.cc.
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
  // Runs the setters and returns what is left. Unknown options and missing values are errors.
  Result<Words> parse(int argc, const char* const* argv);
  // Those that parse() has seen, in the order of declaration.
  std::vector<const OptionInfo*> given() const;
  // The same with their values, "--width=600" a line each, in the order of declaration; without those that are named.
  std::string given_text(const std::vector<std::string_view>& except) const;

 private:
  struct Parser;
  OptionInfo& info(const std::string& names, std::string value_name, std::string summary);
  Setter checked(const Setter& setter);
  void note(std::size_t index, const std::string& value = {});
  const OptionInfo* find(std::string_view name) const;
  Error unknown_option(const std::string& given) const;
  Result<void> check_values_are_there(int argc, const char* const* argv) const;

  std::unique_ptr<Parser> parser_;
  std::string group_;
  std::vector<OptionInfo> infos_;
  std::vector<std::vector<std::string>> given_;  // values by index; empty until an option is given
};

// For --version --verbose.
ThirdParty parser_third_party();

}  // namespace p2g

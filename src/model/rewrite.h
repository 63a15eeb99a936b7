// Rewriting of names with a regular expression, as sed does it: s/RE/TEXT/.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "src/base/result.h"

namespace p2g {

class Rewrite {
 public:
  // What follows the "s" is the delimiter, which a backslash makes part of the expression or the text. RE is RE2's. In
  // TEXT, & and \0 are the whole match, \1 to \9 its groups. Flags: g for all matches, i for either case. Fails with
  // ErrorKind::usage; `option` names the flag in messages.
  static Result<Rewrite> parse(std::string_view text, std::string_view option);
  // Of this program's own expressions, which are tested: replaces all matches. Works on bytes, so that it takes names
  // that are no UTF-8.
  static Rewrite of(std::string_view expression, std::string_view replacement);

  // False when nothing matches. What would become empty stays as it is: a function has to be called something.
  bool apply(std::string& name) const;

 private:
  struct Impl;
  explicit Rewrite(std::shared_ptr<const Impl> impl);
  std::shared_ptr<const Impl> impl_;
};

// What a regular expression (RE2's) finds in a text: its groups joined with "-", or all that matches where it has none.
class Extraction {
 public:
  // Fails with ErrorKind::usage; `option` names the flag in messages.
  static Result<Extraction> parse(const std::string& expression, std::string_view option);
  // Nothing where nothing matches, or an empty text does.
  std::optional<std::string> find_in(std::string_view text) const;

 private:
  struct Impl;
  explicit Extraction(std::shared_ptr<const Impl> impl);
  std::shared_ptr<const Impl> impl_;
};

}  // namespace p2g

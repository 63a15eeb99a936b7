// Tags and texts of XML as they come, for formats of which little is wanted. Not a parser of XML: it does not ask
// whether tags match, and passes over comments, CDATA, declarations and what `script` and `style` hold. No entities but
// the five of XML and numbers, so nothing grows.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "src/base/result.h"
#include "src/base/source.h"
#include "src/base/text_blocks.h"

namespace p2g {

class XmlScanner {
 public:
  enum class Token : std::uint8_t { open, close, end };

  explicit XmlScanner(Source& source);

  // To the next tag; end at the end and after an error. A tag that closes itself is an open one.
  Token next();
  // Its name without the prefix of a name space.
  std::string_view name() const;
  // As it is written; empty when the tag has none of that name.
  std::string_view attribute(std::string_view name) const;
  // The text up to the next tag, with its entities resolved. next() goes on there.
  std::string text();

  // Lines so far, from 1.
  std::uint64_t line() const { return line_; }
  std::optional<Error> take_error() { return std::move(error_); }

 private:
  int get();
  int peek();
  bool refill();
  bool pass_until(std::string_view end);
  void read_tag(char first);
  void pass_special();

  Source& source_;
  TextBlocks blocks_;
  std::unique_ptr<char[]> block_;
  std::size_t at_ = 0, size_ = 0;
  std::string tag_;  // without its brackets
  std::uint64_t line_ = 1;
  std::optional<Error> error_;
};

// `&lt;` and the like resolved; what is no entity stays.
std::string unescape_xml(std::string_view text);

}  // namespace p2g

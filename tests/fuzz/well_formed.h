// Whether a finished output is what its type promises, for tests.
#pragma once

#include <string>
#include <string_view>

namespace p2g {

// JSON by RFC 8259: one value with nothing behind it.
bool is_json(std::string_view text);
// One XML element, read by pugixml, and no character that XML 1.0 forbids.
bool is_xml(const std::string& text);
// Rows of as many cells (RFC 4180).
bool is_csv(std::string_view text);
// A digraph whose quotes and braces close.
bool is_dot(std::string_view text);
// Lines of UTF-8 without control characters, the last one ended too.
bool is_plain_text(std::string_view text);

}  // namespace p2g

// Text that GitHub Markdown must not take for markup.
#pragma once

#include <string>
#include <string_view>

namespace p2g {

// A code span: nothing inside is markup, a mention or a link. Its fence is longer than any run of backticks inside, and
// of a run of more than 32 the rest becomes \x60, because readers know no fence of any length; a pipe would end a
// table's cell even here and is escaped, and so is a backslash before it.
void append_code(std::string& out, std::string_view text, bool in_cell = true);

}  // namespace p2g

// Escaping by what reads the output. Each takes arbitrary bytes and appends harmless text.
#pragma once

#include <string>
#include <string_view>

namespace p2g {

// XML text and attribute values: & < > " ' escaped; control characters that XML 1.0 forbids, ill-formed UTF-8,
// U+FFFE/U+FFFF and the bidirectional controls U+202A-202E, U+2066-2069 become U+FFFD; tab and newline are character
// references.
void append_xml(std::string& out, std::string_view text);
// JSON string body (without the quotes), RFC 8259: control characters and U+007F as \u00XX, ill-formed UTF-8 as U+FFFD.
void append_json(std::string& out, std::string_view text);
// For terminals: control characters (C0, DEL, C1) as \xNN, bidirectional controls and the line and paragraph separators
// U+2028 and U+2029 as \u{XXXX}, ill-formed bytes as \xNN.
void append_terminal(std::string& out, std::string_view text);

std::string to_xml(std::string_view text);
std::string to_json(std::string_view text);
std::string to_terminal(std::string_view text);

}  // namespace p2g

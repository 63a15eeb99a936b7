// Text in and out: UTF-8 repair, escaping for each output, numbers without locale.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace p2g {

// ---- UTF-8 ---------------------------------------------------------------------------------------------

// Decodes one code point at `pos` and advances it. A byte sequence that is not well-formed UTF-8
// (overlong, surrogate, above U+10FFFF, truncated) yields U+FFFD and advances past the maximal ill-formed
// part (Unicode 15, section 3.9, "substitution of maximal subparts"). `valid` tells which.
char32_t decode_utf8(std::string_view text, std::size_t& pos, bool* valid = nullptr);
void append_utf8(std::string& out, char32_t code_point);
bool is_valid_utf8(std::string_view text);
// Replaces each ill-formed part by U+FFFD; returns how many were replaced.
std::uint64_t repair_utf8(std::string_view text, std::string& out);
std::string utf16_to_utf8(std::string_view bytes, bool big_endian, std::uint64_t* replaced = nullptr);
std::size_t count_code_points(std::string_view text);
// As it is up to `most_bytes`; of longer text about as much of the beginning and of the end, with "…" between.
std::string shorten_middle(std::string_view text, std::size_t most_bytes);

// ---- Escaping: each takes arbitrary bytes and appends harmless text ---------------------------------------

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

// ---- Numbers -----------------------------------------------------------------------------------------------

// The exact decimal value of weight / 10^decimals, shortest form: 400000000 with 9 decimals is "0.4".
void append_decimal(std::string& out, std::int64_t weight, int decimals);
// Fixed number of decimals, rounded half away from zero: (1234567, 6, 3) is "1.235".
void append_fixed(std::string& out, std::int64_t weight, int decimals, int shown_decimals);
void append_int(std::string& out, std::int64_t value);
// Coordinates: at most one decimal, no trailing zero, no "-0".
void append_px(std::string& out, double px);

// What the pictures show (spec: percent 1 decimal, time 3 significant digits with unit, thousands commas).
// 0.2953 is "29.5%", 1 is "100%", below 0.0005 but not zero "<0.1%"; a negative share has U+2212 in front.
std::string percent_text(double share);
// Seconds given as weight / 10^decimals: "2.52 s", "745 ms", "39.9 ms", "12 µs", "0 s".
// Other units: thousands commas and up to 3 significant decimals, then the unit ("286 samples").
std::string amount_text(std::int64_t weight, int decimals, std::string_view unit);
// The same with a sign: "+25 ms", "−409 ms", "0 s".
std::string change_text(std::int64_t weight, int decimals, std::string_view unit);
// By how much `after` differs from `before`, in percent of it: "+12.5%", "−56.0%", "0%"; empty when there is nothing to
// relate it to.
std::string relative_text(std::int64_t before, std::int64_t after);
// 1,501 up to 99,999; then 129k, 3.42M, 1.20G.
std::string count_text(std::int64_t count);
// 1,413: always all digits.
std::string thousands_text(std::int64_t count);

}  // namespace p2g

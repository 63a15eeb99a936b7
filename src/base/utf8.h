// UTF-8: decoded, encoded, checked, repaired and cut. Positions and limits are in bytes.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace p2g {

// What stands for text that cannot be shown: U+FFFD.
inline constexpr char32_t replacement_character = 0xfffd;

// A byte that goes on with a code point instead of beginning one.
constexpr bool is_continuation(unsigned char byte) { return (byte & 0xc0) == 0x80; }

// Explicit directional embeddings, overrides and isolates: they make text read differently from what it is.
constexpr bool is_bidi_control(char32_t c) { return (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069); }

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
// As it is up to `most_bytes`; of longer text about as much of the beginning and of the end, with "…" between. Whole
// code points only.
std::string shorten_middle(std::string_view text, std::size_t most_bytes);

}  // namespace p2g

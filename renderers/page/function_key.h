// What tells one function from another in a picture: a text for people, an id for scripts.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>

#include "src/model/frame.h"

namespace p2g {

// A function in full, as tooltips and searches have it: "find_longest_match (/usr/lib/difflib.py:305)".
std::string function_key(const FrameParts& parts);
// For tooltips: "\nin the input: parse.isra.0", and how many spellings more there are. Nothing for most functions.
void append_spellings(std::string& title, const Frames& frames, FrameId frame, std::size_t limit_bytes);
// A name of megabytes must not stand in a picture ten times: keys in titles are cut to this (shorten_middle).
inline constexpr std::size_t key_limit_bytes = 2000;

// Id of an element that survives a second run of the profiled program: "f" and the 32-bit FNV-1a of the key in hex.
std::string element_id(std::string_view key);
// The same, but two keys with one hash get different ids, by order of their arrival.
class ElementIds {
 public:
  std::string add(std::string_view key);

 private:
  std::unordered_map<std::string, std::int64_t> copies_;  // how many have this hash; looked up, never walked
};

}  // namespace p2g

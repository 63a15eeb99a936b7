// Text for Graphviz' language: escaped, cut to what its lexer takes, and names for nodes.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "src/model/graph.h"

namespace p2g {

// Graphviz' lexer fails on strings above 16 KB; one attribute holds at most three of these.
inline constexpr std::size_t longest_dot_text_bytes = 4096;

// Appends `text` for the inside of a quoted string, where it stands for itself: backslashes are doubled, so that no
// \N, \G or \L is expanded, quotes escaped, "&" before an entity written as an entity; control characters,
// bidirectional controls and ill-formed UTF-8 are made visible as \x1b, U+FFFE and U+FFFF become U+FFFD. Beyond `most`
// bytes it is cut between code points and ends in "…".
void append_dot_text(std::string& out, std::string_view text, std::size_t most = longest_dot_text_bytes);

// A node's name for each function of the graph: a hash of file and name ("f1a2b3c4d5e6f"), so that it survives other
// lines and other runs; functions that share both are numbered by line ("f1a2b3c4d5e6f_1"). No two are equal.
std::vector<std::string> dot_ids(const CallGraph& graph);

// `text` in pieces of at most `width` code points or so, broken after one of " :._/,>)" where there is one.
std::vector<std::string_view> wrap_name(std::string_view text, std::size_t width);

}  // namespace p2g

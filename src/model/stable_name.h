// What a function is called whenever and wherever the program runs: names without what was made while it ran or was
// built.
//
// The rules are a table, one row a kind of name. Those of any_run hold within one run: what differs is another copy or
// another tier of one function, or a class that a virtual machine made and nobody wrote. Those of between_runs take
// away numbers that within one run tell one thing from another (threads, processes, addresses, cells of a notebook):
// they are for runs whose spellings differ.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace p2g {

enum class NameScope : std::uint8_t { any_run, between_runs };

// Whether stable_name() may have something to do: one look at the bytes, for tables of a million names.
bool may_differ(std::string_view text, NameScope scope);
// The name, or a frame's whole text. "Foo$$Lambda$233/0x0000000800d4c1f0.run" is "Foo$$Lambda.run", "parse.isra.0" is
// "parse", "JS:*tick" is "tick"; between runs "thread (12345)" is "thread (*)". Never empty unless the name is.
std::string stable_name(std::string_view name, NameScope scope);
// A source file's path between runs: "/tmp/ipykernel_411/2203194.py" is "/tmp/ipykernel_*/*.py".
std::string stable_file(std::string_view file);

}  // namespace p2g

// Shorter forms of a function's name, for where the name in full does not fit.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace p2g {

// C++, Rust and Java names without template and call arguments: "std::vector<int, A>::push_back(int&&)" is
// "std::vector::push_back". Leaves alone: <lambda>, <module>, {lambda#1}, operator<, operator<<, operator(),
// operator->, (anonymous namespace), names that begin with '<'. Linear time.
std::string strip_arguments(std::string_view name);

// The forms of a name from full to shortest, each shorter than the one before: without arguments, without package
// path, Class.method, method. Path and package go, the function stays: "Total.func1" of a closure in Go, "cart::
// {{closure}}" in Rust, "TotalAsync" of C#'s state machines, "cart.lua:41" of a function that has no other name.
std::vector<std::string> shorter_forms(std::string_view name);

}  // namespace p2g

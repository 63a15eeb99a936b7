// How functions are called in pictures and tables: short, and still recognisable.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "src/model/frame.h"

namespace p2g {

struct DisplayName {
  std::string name;   // "list.append", "find_longest_match", "Foo::bar"
  std::string where;  // "difflib.py:305", "builtins · C function", "list · C method"; empty when nothing is known
};

// Without what changes from run to run or from build to build: "<function f at 0x7f25de6c6830>" is "<function f>",
// "core::run::h0123456789abcdef" is "core::run".
std::string comparable_name(std::string_view name);
// By which runs of other Pythons find a function, too: each writes C functions in its own way, <len>, <built-in
// function len>, <built-in method builtins.len>.
std::string matched_name(const FrameParts& parts);

// `<method 'append' of 'list' objects>` is list.append, `<built-in method builtins.compile>` is compile, both without
// addresses (`at 0x7f…`). Other names are as the profile has them, which passes/names/ has looked at before; `<module>`
// keeps its name (the file stands in `where`); the file is its last component, `pkg/__init__.py` for a package's own.
// Where no file is known, it is the module's.
DisplayName display_name(const FrameParts& parts);

// Module of a Python file: "a/b/json/decoder.py" is "decoder", "json/__init__.py" is "json",
// "<frozen importlib._bootstrap>" is "importlib._bootstrap"; empty for C functions of no module and unknown files.
std::string module_name(const FrameParts& parts);

// As Python's pstats prints a function: "file:line(name)", and "{built-in method x}" for C functions. Frames that were
// given as text and name no file are printed as they are. Raw: escape before printing.
std::string standard_name(const Frames& frames, FrameId frame);

// For running text: "find_longest_match (difflib.py:305)", and the bare name of C functions.
std::string function_text(const FrameParts& parts);
// Several of them: "f (a.py:3), g (b.py:7), h and 2 more". Raw, and shortened where names are longer than anybody
// reads.
std::string functions_text(const Frames& frames, const std::vector<FrameId>& functions);

}  // namespace p2g

// Lines that tell where a function was, not which one it is.
#pragma once

#include <string>
#include <string_view>

namespace p2g {

// py-spy, austin and Tachyon write the line being executed: frames of Python that differ in nothing else are one
// function, "name (file.py)". That function of a frame's text; empty where the text is the function. Lines that stand
// before the name (flameprof) are definitions and stay, and so do those of other languages: where JavaScript has no
// name, the line is one.
std::string function_of_line(std::string_view text);

}  // namespace p2g

// Lines that tell where a function was, not which one it is.
//
// py-spy, austin and Tachyon write the line being executed: frames of Python that differ in nothing else are one
// function, "name (file.py)". Others write the line of the definition in the same words, and there it tells functions
// of one name apart. Lines that stand before the name (flameprof) are definitions and stay, and so do those of other
// languages: where JavaScript has no name, the line is one.
#pragma once

#include "src/model/profile.h"

namespace p2g {

// What the frames themselves tell. A module's code begins at its first line, so "<module>" at any other one is being
// executed, and at the first in all modules is not. Without modules: a quarter of all functions at several lines is
// more than have namesakes in one file.
bool lines_are_executed(const Frames& frames);

// Makes one function of frames of Python that differ in their lines only. For profiles of stacks. `with_lines`: what
// each line cost stays known beside it.
void join_executed_lines(Profile& profile, bool with_lines = false);

}  // namespace p2g

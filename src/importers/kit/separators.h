// Frames that only divide the parts of a stack.
#pragma once

#include "src/model/profile.h"

namespace p2g {

// "-" and "--" stand between the user and the kernel part (bcc -d): such a frame goes out of all stacks, its callees
// are its caller's. Where one begins or ends a stack it is somebody's function, as in Lisp, and stays everywhere. The
// profile has stacks.
void remove_separators(Profile& profile);

}  // namespace p2g

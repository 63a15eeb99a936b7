// Whether frames are those of a kernel, where a tool prints symbols and does not say.
#pragma once

#include <string_view>

namespace p2g {

// The function in which Linux enters its kernel, or begins a thread of it: the outermost frame of a kernel's stack.
bool enters_kernel(std::string_view symbol);

}  // namespace p2g

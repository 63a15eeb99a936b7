// Integers of 128 bits, for products of costs: two of them do not fit into 64.
#pragma once

namespace p2g {

// -Wpedantic knows no 128-bit type.
__extension__ typedef __int128 Wide;
__extension__ typedef unsigned __int128 UnsignedWide;

}  // namespace p2g

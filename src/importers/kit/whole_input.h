// All bytes of an input at once, for formats whose parts refer to each other in any order.
#pragma once

#include <cstdint>
#include <string>

#include "src/base/result.h"
#include "src/base/source.h"

namespace p2g {

// Reads the input to its end. Memory is that of the bytes: of a compressed input at most 24 times what was read of the
// file and 24 MB, more than any profile that is packed well takes. Fails above that, and above 4 GB, so that offsets
// fit 32 bits.
Result<std::string> read_whole(Source& source);
// How many bytes that is by now.
std::uint64_t most_unpacked_bytes(const Source& source);

}  // namespace p2g

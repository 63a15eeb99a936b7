// Packs what is written; source.h unpacks.
#pragma once

#include <string>
#include <string_view>

namespace p2g {

// One zstd frame with a checksum. Empty where there is not enough memory. The same bytes from the same zstd.
std::string compress_zstd(std::string_view bytes);

}  // namespace p2g

// The callgrind importer takes any bytes and keeps the invariants that later stages build on.
#include "importer_check.h"

namespace p2g {
extern const Importer importer_callgrind;
}  // namespace p2g

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  p2g::check_importer(p2g::importer_callgrind, p2g::text_of(data, size));
  return 0;
}

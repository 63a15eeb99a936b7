// The importer of bcc's tools takes any bytes.
#include "stacks_check.h"

namespace p2g {
extern const Importer importer_bcc;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return p2g::read_stacks(p2g::importer_bcc, data, size);
}

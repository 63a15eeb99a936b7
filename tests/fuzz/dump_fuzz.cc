// The importer of dumps of threads takes any bytes.
#include "stacks_check.h"

namespace p2g {
extern const Importer importer_dump;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return p2g::read_stacks(p2g::importer_dump, data, size);
}

// An importer that is not the program's: proof of what one needs, and of how little. Its format has two metrics,
// threads, and frames that were inlined (with a plus):
//
//   toy time/ms memory/bytes
//   @7 main
//   start;parse;+skip 3 100
//   @9 worker
//   wait;(idle) 50 -
#pragma once

#include "src/importers/importer.h"

namespace p2g::test {

extern const Importer importer_toy;

}  // namespace p2g::test

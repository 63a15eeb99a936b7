// What became of one item of a batch: a line of the manifest, and a card of the index.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "src/base/diagnostics.h"
#include "src/summary.h"

namespace p2g {

enum class BatchState : std::uint8_t {
  drawn,
  tripped,     // drawn, and a limit of the gate is exceeded
  failed,      // an input or an output failed: nothing was written
  no_profile,  // a file that nobody named is none: it was left out
};

struct HashedFile {
  std::string file;    // as it was named
  std::string sha256;  // empty when it cannot be read
  bool operator==(const HashedFile&) const = default;
};

struct WrittenFile {
  std::string file;  // seen from the batch's folder
  std::string type;
  std::int64_t bytes = 0;
};

struct BatchRecord {
  std::string name;
  BatchState state = BatchState::failed;
  std::vector<HashedFile> inputs;
  std::vector<HashedFile> baseline;
  std::vector<WrittenFile> outputs;
  Summary summary;  // of what was drawn
  std::vector<Warning> warnings;
  std::string error;  // of what failed

  bool is_drawn() const { return state == BatchState::drawn || state == BatchState::tripped; }
};

std::string_view state_word(BatchState state);

}  // namespace p2g

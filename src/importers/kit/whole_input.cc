#include "src/importers/kit/whole_input.h"

#include <algorithm>
#include <cstdint>
#include <limits>

namespace p2g {
namespace {

constexpr std::uint64_t most_bytes = std::numeric_limits<std::uint32_t>::max();
constexpr std::uint64_t most_unpacked = 24;  // times, of which a compressed file pays for itself

}  // namespace

// most_items() is what a compressed file pays for, and without bounds where nothing is compressed.
std::uint64_t most_unpacked_bytes(const Source& source) {
  const std::uint64_t items = source.most_items();
  return items > most_bytes / most_unpacked ? most_bytes : items * most_unpacked;
}

Result<std::string> read_whole(Source& source) {
  std::string bytes;
  // The size is a hint: what is not there is not touched.
  bytes.reserve(std::min<std::uint64_t>(source.size_hint(), most_bytes) + 1);
  std::size_t used = 0;
  while (true) {
    if (used > most_unpacked_bytes(source)) {
      Error error{ErrorKind::input, "is too large to be read at once", source.name()};
      if (used < most_bytes) error.message = "expected a profile, found something far longer than the compressed file";
      return fail(std::move(error));
    }
    bytes.resize(std::max(std::min(bytes.capacity(), used + Source::block_bytes), used + 1));
    P2G_TRY_ASSIGN(const std::size_t got, source.read(bytes.data() + used, bytes.size() - used));
    if (got == 0) break;
    used += got;
    if (used == bytes.size()) bytes.reserve(used + Source::block_bytes + used / 2);
  }
  bytes.resize(used);
  return bytes;
}

}  // namespace p2g

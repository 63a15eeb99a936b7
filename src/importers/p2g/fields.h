// Fields of a p2g file, and the list of what a shard holds, which comes first so that it can be read alone.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "src/base/cursor.h"
#include "src/base/result.h"
#include "src/base/source.h"
#include "src/model/shard.h"

namespace p2g {

// A number of at most 64 bits, seven to a byte, the lowest first; the last byte is below 128.
std::uint64_t read_varint(Cursor& cursor);
// The same with the sign in the lowest bit.
std::int64_t read_signed(Cursor& cursor);
// A length and so many bytes of UTF-8.
std::string read_text(Cursor& cursor);

// Whether a file begins like one of ours, of any version.
bool begins_like_p2g(std::string_view head);
// The first line and the list behind it. `source` is what the file is read from, and says what it pays for.
std::vector<ShardInput> read_shard(Cursor& cursor, const Source& source);
// The list of a source that begins like one; what else it holds is not looked at.
Result<std::vector<ShardInput>> read_shard(Source& source);

}  // namespace p2g

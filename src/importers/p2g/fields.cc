#include "src/importers/p2g/fields.h"

#include <algorithm>

#include "src/base/text.h"
#include "src/importers/kit/whole_input.h"

namespace p2g {
namespace {

constexpr std::string_view any_version = "prof2graph profile ";

void read_magic(Cursor& cursor) {
  if (cursor.bytes(p2g_magic.size()) == p2g_magic) return;
  cursor.fail_at(0, "expected \"" + std::string(p2g_magic.substr(0, p2g_magic.size() - 1)) + "\"",
                 "another version of prof2graph wrote it: read it with that one");
}

}  // namespace

std::uint64_t read_varint(Cursor& cursor) {
  std::uint64_t number = 0;
  for (unsigned shift = 0; shift < 64; shift += 7) {
    const std::uint8_t byte = cursor.u8();
    const std::uint64_t bits = byte & 0x7fU;
    if (shift == 63 && bits > 1) break;
    number |= bits << shift;
    if (byte < 0x80) return number;
  }
  cursor.fail_at(cursor.offset(), "expected a number of at most 64 bits");
  return 0;
}

std::int64_t read_signed(Cursor& cursor) {
  const std::uint64_t bits = read_varint(cursor);
  return static_cast<std::int64_t>(bits >> 1U ^ (~(bits & 1U) + 1));
}

std::string read_text(Cursor& cursor) {
  const std::uint64_t at = cursor.offset();
  const std::uint64_t size = read_varint(cursor);
  std::string text(cursor.bytes(size));
  if (!is_valid_utf8(text)) cursor.fail_at(at, "expected text in UTF-8");
  return text;
}

bool begins_like_p2g(std::string_view head) { return head.starts_with(any_version); }

std::vector<ShardInput> read_shard(Cursor& cursor, const Source& source) {
  read_magic(cursor);
  std::vector<ShardInput> shard;
  for (std::uint64_t left = read_varint(cursor); left > 0 && cursor.ok(); --left) {
    const std::uint64_t at = cursor.offset();
    ShardInput input;
    input.name = read_text(cursor);
    const std::string_view hash = cursor.bytes(input.hash.size());
    std::copy(hash.begin(), hash.end(), input.hash.begin());
    if (!shard.empty() && !(shard.back() < input)) cursor.fail_at(at, "expected inputs in order, each once");
    // The list may be read alone, so nobody else has looked at how much comes out of a compressed file.
    // Lists that grow are there twice, and are compared with each other: eight times is what was measured. Real lists
    // stay far below it, because hashes do not pack.
    const std::uint64_t held = shard.size() * sizeof(ShardInput) * 8;
    if (shard.size() >= source.most_items() || cursor.offset() + held > most_unpacked_bytes(source)) {
      cursor.fail_at(at, "more inputs than the file has room for");
    }
    shard.push_back(std::move(input));
  }
  return shard;
}

Result<std::vector<ShardInput>> read_shard(Source& source) {
  Cursor cursor(source);
  std::vector<ShardInput> shard = read_shard(cursor, source);
  if (!cursor.ok()) return fail(cursor.take_error());
  return shard;
}

}  // namespace p2g

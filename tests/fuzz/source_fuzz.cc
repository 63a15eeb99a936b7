// Compressed input. The first byte of the input chooses: 0 takes the rest as a file's bytes; anything else wraps the
// rest in correct frames, of gzip (odd) or zstd (even), which have to be read as what was wrapped, unless that is
// compressed itself.
#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "check.h"
#include "src/base/source.h"

namespace p2g {
namespace {

constexpr std::size_t most_read = 1 << 20;  // a kilobyte may stand for gigabytes

void put(std::string& out, std::uint64_t value, int bytes) {
  for (int i = 0; i < bytes; ++i) out += static_cast<char>(value >> 8 * i & 0xff);
}

std::uint32_t crc32(std::string_view bytes) {
  std::uint32_t crc = ~0U;
  for (const char c : bytes) {
    crc ^= static_cast<unsigned char>(c);
    for (int bit = 0; bit < 8; ++bit) crc = crc >> 1 ^ (0xedb88320U & (0U - (crc & 1U)));
  }
  return ~crc;
}

// RFC 1952, with blocks that are stored as they are (RFC 1951, 3.2.4).
std::string gzip_member(std::string_view content) {
  std::string out("\x1f\x8b\x08\0\0\0\0\0\0\xff", 10);
  out += '\1';
  put(out, content.size(), 2);
  put(out, ~content.size(), 2);
  out += content;
  put(out, crc32(content), 4);
  put(out, content.size(), 4);
  return out;
}

// RFC 8878: one segment, one last block, stored, or one byte and how often it comes.
std::string zstd_frame(std::string_view content) {
  std::string out = "\x28\xb5\x2f\xfd";
  out += '\xa0';  // the size follows in 4 bytes and is the window
  put(out, content.size(), 4);
  const bool one_byte = content.size() > 1 && content.find_first_not_of(content.front()) == std::string_view::npos;
  put(out, 1U | (one_byte ? 2U : 0U) | content.size() << 3, 3);
  out += one_byte ? content.substr(0, 1) : content;
  return out;
}

// Several frames in a row are one file.
std::string wrapped(std::string_view content, unsigned choice) {
  std::string out;
  const std::size_t pieces = 1 + choice / 2 % 4;
  for (std::size_t i = 0; i < pieces; ++i) {
    const std::string_view piece = content.substr(content.size() * i / pieces)
                                       .substr(0, content.size() * (i + 1) / pieces - content.size() * i / pieces);
    out += choice % 2 == 1 ? gzip_member(piece) : zstd_frame(piece);
  }
  return out;
}

// Up to most_read bytes in steps of `step`, and whether an error ended them.
std::string read_all(std::string_view file, std::size_t step, bool& failed) {
  Source source = Source::from_memory("fuzz", file);
  const std::string head(source.head());
  std::string out;
  std::string block(step, '\0');
  failed = false;
  while (out.size() < most_read) {
    const Result<std::size_t> got = source.read(block.data(), block.size());
    failed = !got;
    if (failed) {
      require(got.error().kind == ErrorKind::input && !got.error().message.empty(), "an error is one of the input");
      break;
    }
    require(*got <= block.size(), "no more than there is room for");
    out.append(block, 0, *got);
    require(source.bytes_read() == out.size(), "what was read is counted");
    if (*got == 0) break;
  }
  require(failed || out.starts_with(head), "the head is the beginning");
  return out;
}

}  // namespace
}  // namespace p2g

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view content = p2g::text_of(data + 1, std::min<std::size_t>(size - 1, 65535));
  const std::string file = data[0] == 0 ? std::string(content) : p2g::wrapped(content, data[0]);
  bool failed = false;
  const std::string once = p2g::read_all(file, p2g::Source::block_bytes, failed);
  if (data[0] != 0) {
    bool is_odd = false;
    const bool is_plain = p2g::read_all(content, p2g::Source::block_bytes, is_odd) == content && !is_odd;
    p2g::require(failed != is_plain, "what is compressed twice is refused, and nothing else");
    p2g::require(failed || once == content, "what was wrapped is read");
  }
  bool failed_again = false;
  const std::string twice = p2g::read_all(file, 1 + data[0] * std::size_t{37}, failed_again);
  p2g::require(failed == failed_again, "how much is read at once decides nothing");
  if (!failed)
    p2g::require(once.substr(0, p2g::most_read) == twice.substr(0, p2g::most_read), "the same bytes in any steps");
  return 0;
}

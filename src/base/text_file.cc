#include "src/base/text_file.h"

#include <fmt/format.h>

#include "src/base/source.h"

namespace p2g {
Result<std::string> read_text_file(const std::string& path, std::string_view what) {
  P2G_TRY_ASSIGN(Source source, Source::open(path));
  // One byte of room more than is allowed tells a file that is too large, whatever size its directory entry names.
  std::string text(text_file_bytes_limit + 1, '\0');
  std::size_t size = 0;
  while (size < text.size()) {
    P2G_TRY_ASSIGN(const std::size_t got, source.read(text.data() + size, text.size() - size));
    if (got == 0) break;
    size += got;
  }
  if (size > text_file_bytes_limit) {
    return fail(
        {.kind = ErrorKind::input, .message = fmt::format("expected a {} of at most 1 MiB", what), .file = path});
  }
  text.resize(size);
  return text;
}

}  // namespace p2g

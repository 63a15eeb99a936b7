// The importer of our own format takes any bytes and keeps the invariants that later stages build on; what it takes is
// written and read again as it was.
#include "importer_check.h"
#include "renderers/formats/p2g/write_profile.h"

namespace p2g {
extern const Importer importer_p2g;

namespace {

std::string written(const Profile& profile) {
  std::string bytes;
  Sink sink = Sink::to_string(bytes);
  const Result<void> wrote = write_profile(profile, {}, sink);
  if (!wrote) return {};
  require(sink.commit().has_value(), "a string takes all");
  return bytes;
}

void check_again(std::string_view bytes) {
  Source source = Source::from_memory("fuzz", bytes);
  const Result<Profile> profile = importer_p2g.read(source, {});
  if (!profile) return;
  const std::string first = written(*profile);
  if (first.empty()) return;
  Source again = Source::from_memory("fuzz", first);
  const Result<Profile> reread = importer_p2g.read(again, {});
  require(reread.has_value(), "what is written can be read");
  require(written(*reread) == first, "and is the same");
}

}  // namespace
}  // namespace p2g

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes = p2g::text_of(data, size);
  p2g::check_importer(p2g::importer_p2g, bytes);
  p2g::check_again(bytes);
  return 0;
}

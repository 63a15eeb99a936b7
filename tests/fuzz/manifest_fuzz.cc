// The manifest of a batch, and its journal, are read whatever somebody made of them; what is understood is written and
// read again as it was.
#include <string>
#include <vector>

#include "check.h"
#include "src/base/sink.h"
#include "src/batch/manifest.h"

namespace p2g {
namespace {

constexpr const char* settings = "settings";

std::string manifest_of(const KnownRecords& known) {
  std::vector<BatchRecord> records;
  for (const auto& [name, record] : known.by_name) records.push_back(record);
  std::string text;
  Sink sink = Sink::to_string(text);
  write_manifest(sink, settings, records, {});
  require(sink.commit().has_value(), "a string takes all");
  return text;
}

}  // namespace
}  // namespace p2g

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace p2g;
  const KnownRecords known = read_records(text_of(data, size), settings);
  require(known.same_settings || known.by_name.empty(), "nothing is known with other settings");
  const std::string first = manifest_of(known);
  const KnownRecords again = read_records(first, settings);
  require(again.by_name.size() == known.by_name.size(), "what is written is read");
  require(manifest_of(again) == first, "and is the same");
  return 0;
}

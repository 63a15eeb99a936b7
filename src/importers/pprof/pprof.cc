// pprof's profile.proto: what Go's runtime, its tests and net/http/pprof write, and many for other languages: Node
// (Datadog), Rust (pprof-rs), Java (async-profiler), C++ (gperftools through pprof -proto), Parca, Pyroscope and eBPF's
// profilers. One message of protocol buffers, mostly compressed; fields may come in any order (kit/wire.h, tables.h).
#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

#include "src/importers/importer.h"
#include "src/importers/kit/whole_input.h"
#include "src/importers/kit/wire.h"
#include "src/importers/pprof/samples.h"
#include "src/importers/pprof/tables.h"

namespace p2g {
namespace {

// Protocol buffers have no magic: all fields that the head shows must be those of profile.proto (1 to 6 and 11 are
// messages or text, the others numbers, comments perhaps packed), and one a ValueType, which begins with the index of
// a name. Fields beyond those may be of later versions.
Sniff sniff_pprof(std::string_view head) {
  constexpr std::uint32_t last_field = 15;
  bool has_type = false;
  bool has_unknown = false;
  int fields = 0;
  WireReader reader(head);
  for (; reader.next(); ++fields) {
    const std::uint32_t field = reader.field();
    const bool is_message = field <= 6 || field == 11;
    if (field > last_field) {
      has_unknown = true;
    } else if (field != 13 && reader.is_bytes() != is_message) {
      return Sniff::no;
    }
    const std::string_view bytes = reader.bytes();
    if ((field == 1 || field == 11) && bytes.size() >= 2 && bytes.size() <= 12 && bytes.starts_with('\x08')) {
      has_type = true;
    }
  }
  // The last field may go on beyond the head.
  const bool is_cut = reader.problem() != nullptr;
  if (is_cut && head.size() < Source::head_bytes && fields < 2) return Sniff::no;
  if (!has_type || fields < 2) return Sniff::no;
  return has_unknown ? Sniff::likely : Sniff::certain;
}

Result<Profile> read_pprof(Source& source, const ReadOptions& options) {
  P2G_TRY_ASSIGN(const std::string bytes, read_whole(source));
  P2G_TRY_ASSIGN(const pprof::Tables tables, pprof::Tables::read(bytes, source));
  Profile profile;
  profile.format = "pprof";
  profile.files = {source.name()};
  P2G_TRY(pprof::read_samples(bytes, tables, source, options, profile));
  return profile;
}

}  // namespace

extern const Importer importer_pprof;
const Importer importer_pprof{
    .name = "pprof",
    .aliases = "proto",
    .summary = "profile.proto of pprof: Go, Node, Rust, C++, Parca, async-profiler",
    .suffixes = ".pb,.pprof,.proto",
    .sniff = sniff_pprof,
    .read = read_pprof,
};

}  // namespace p2g

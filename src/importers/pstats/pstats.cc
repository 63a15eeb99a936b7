// pstats: what cProfile, profile.py, `python -m profile`, pstats.Stats.dump_stats, PyPy and the sampling profiler of
// Python 3.15 write. One marshalled dict:
//
//   {(file, line, name): (primitive calls, calls, self s, cumulative s, {caller key: caller value, …}), …}
//
// A caller's value is (calls, primitive calls, self s, cumulative s) from cProfile (mind the order), several of those
// one after the other from old pstats.add, or a bare number of calls from profile.py and the sampling profiler. The
// latter adds ("__sampled__",): True. `python -m profile` has the key ("profile", 0, <code object>).
#include <string_view>
#include <utility>

#include "src/importers/importer.h"
#include "src/importers/kit/choose.h"
#include "src/importers/pstats/pstats_reader.h"

namespace p2g {

// A dict whose first key is a tuple of three or one that begins with text, or an empty dict.
Sniff sniff_pstats(std::string_view head) {
  const auto code = [&](std::size_t i) { return i < head.size() ? static_cast<char>(head[i] & 0x7f) : '\0'; };
  if (code(0) != '{') return Sniff::no;
  if (head.size() <= 2) return code(1) == '0' ? Sniff::certain : Sniff::no;
  std::size_t first = 0;
  if (code(1) == ')') {
    first = 3;
  } else if (code(1) == '(' && head.substr(3, 3) == std::string_view("\0\0\0", 3)) {
    first = 6;
  } else {
    // Marshalled, though no profile: to say so is better than to call it unrecognised. Text does not begin like this.
    return head[0] == '\xfb' ? Sniff::likely : Sniff::no;
  }
  const bool is_size = head[2] == 3 || head[2] == 1;
  const bool is_text = std::string_view("stuaAzZ").find(code(first)) != std::string_view::npos;
  return is_size && is_text ? Sniff::certain : Sniff::likely;
}

namespace {

Result<Profile> read_pstats(Source& source, const ReadOptions& options) {
  P2G_TRY_ASSIGN(Profile profile, PstatsReader(source, options).read());
  P2G_TRY(choose_only_metric(profile, options.wanted));
  return profile;
}

}  // namespace

extern const Importer importer_pstats;
const Importer importer_pstats{
    .name = "pstats",
    .aliases = "cprofile,prof",
    .summary = "Python's cProfile, profile.py and sampling profiler",
    .suffixes = ".prof,.pstats,.pstat,.cprof,.profile",
    .sniff = sniff_pstats,
    .read = read_pstats,
};

}  // namespace p2g

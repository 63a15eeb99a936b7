// What Valgrind's callgrind and cachegrind write, and others in the same format: xdebug (PHP), pyprof2calltree, yappi,
// pprofile, ruby-prof, pprof -callgrind.
//
//   events: Ir Dr                  names of the costs (events.h);  positions: instr line   what stands before them
//   ob=(1) /usr/lib/libc.so.6      object, file and function of what follows; names are defined once (names.h)
//   fl=(2) io.c
//   fn=(3) read
//   16 400 30                      a line of the source and its costs: the function's own
//   fi=(4) inline.h                code of another file that was inlined: the costs are the function's all the same
//   +3 7                           positions relative to the line of numbers before; `*` is the same one
//   cob=(1) cfi=(5) cfn=(6)        whom the next call calls, each on a line of its own; they count once. The callee's
//   calls=2 50                     object is the caller's where none is said, its file the current one. Calls, where
//   the 17 3000 9                      callee begins; then the line of the call and what all of them cost, with all
//   below jcnd=1/4 +3                    jumps, whose next line has no costs
//
// Blank lines and `#` comments may stand anywhere, and parts (`part: 2`) follow each other; their costs are one sum.
//
// Source: Valgrind's manual, "Callgrind Format Specification", and output of valgrind 3.19, xdebug 3.2,
// pyprof2calltree 1.4, pprof.
#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "src/base/lines.h"
#include "src/importers/callgrind/reader.h"
#include "src/importers/importer.h"
#include "src/importers/kit/read_lines.h"

namespace p2g {
namespace {

Result<Profile> read_callgrind(Source& source, const ReadOptions& options) {
  Profile profile;
  callgrind::Reader reader(source, options, profile);
  LineReader lines(source);
  P2G_TRY(for_each_line(lines, source, [&](const TextLine& line) { return reader.add_line(line); }));
  P2G_TRY(reader.finish());
  tell_repaired(lines, profile);
  return profile;
}

constexpr std::array<std::string_view, 12> first_words = {
    "version:", "creator:", "cmd:",     "desc:", "part:",   "positions:",
    "events:",  "event:",   "summary:", "pid:",  "thread:", "# callgrind format"};

// Costs of functions, after a header. Long commands can push what is certain beyond the head.
Sniff sniff_callgrind(std::string_view head) {
  Source source = Source::from_memory("", head);
  LineReader lines(source);
  bool begins = false;
  bool has_events = false;
  bool has_creator = false;
  while (lines.next()) {
    std::string_view line = lines.line();
    if (!begins) {
      if (line.starts_with("# callgrind format")) return Sniff::certain;
      if (line.empty() || line.front() == '#') continue;
      begins = std::any_of(first_words.begin(), first_words.end(), [&](auto word) { return line.starts_with(word); });
      if (!begins) return Sniff::no;
    }
    if (line.starts_with("events:")) has_events = true;
    if (line.starts_with("creator:")) has_creator = true;
    const bool names = line.starts_with("fn=") || line.starts_with("fl=") || line.starts_with("ob=");
    if (names && has_events) return Sniff::certain;
  }
  return has_events || has_creator ? Sniff::likely : Sniff::no;
}

}  // namespace

extern const Importer importer_callgrind;
const Importer importer_callgrind{
    .name = "callgrind",
    .aliases = "cachegrind,kcachegrind,calltree,xdebug,pyprof2calltree",
    .summary = "callgrind and cachegrind of Valgrind, xdebug, pyprof2calltree",
    .suffixes = ".callgrind,.cachegrind,.xdebug",
    .sniff = sniff_callgrind,
    .read = read_callgrind,
};

}  // namespace p2g

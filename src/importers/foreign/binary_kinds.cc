// Files that begin with bytes of their own. The bytes are those of file(1)'s table and of each format's documentation.
#include <algorithm>
#include <cstdint>

#include "src/importers/foreign/foreign_format.h"

namespace p2g {
namespace {

using namespace std::string_view_literals;

constexpr std::string_view no_profile = "give the profile that was written when it ran, like perf's or cProfile's";
constexpr std::string_view not_a_source = "a picture keeps no exact figures: give the profile that it was made of";

struct Magic {
  std::size_t offset;
  std::string_view bytes;
  ForeignFormat format;
};

constexpr Magic magics[] = {
    {0, "PERFILE2", {"is a recording of perf", "perf script -i FILE | prof2graph -"}},
    {0, "2ELIFREP", {"is a recording of perf", "perf script -i FILE | prof2graph -"}},
    {0, "gmon\1\0\0\0"sv, {"is gprof's data (gmon.out)", "gprof -b PROGRAM FILE | prof2graph -"}},
    {0,
     "\0\0\0\0\0\0\0\0\3\0\0\0\0\0\0\0"sv,
     {"is a CPU profile of gperftools", "google-pprof --collapsed PROGRAM FILE | prof2graph -"}},
    {0,
     "HCAT",
     {"is a recording of Python's sampling profiler",
      "python -m profiling.sampling replay --collapsed -o run.folded FILE"}},
    {0,
     "TACH",
     {"is a recording of Python's sampling profiler",
      "python -m profiling.sampling replay --collapsed -o run.folded FILE"}},
    {0, "FLR\0"sv, {"is a recording of Java's Flight Recorder (JFR)", "jfrconv -o collapsed FILE run.collapsed"}},
    {0,
     "JAVA PROFILE 1.0.",
     {"is a dump of Java's hprof",
      "record stacks with async-profiler: asprof -e alloc -d 30 -o collapsed -f run.collapsed PID"}},
    {0, "SQLite format 3\0"sv, {"is an SQLite database", "no profile as it is: export its stacks as folded ones"}},
    {0,
     "\x7f"
     "ELF",
     {"is a program, library or core dump (ELF)", no_profile}},
    {0, "\xcf\xfa\xed\xfe", {"is a program or library (Mach-O)", no_profile}},
    {0, "\xca\xfe\xba\xbe", {"is a compiled Java class or a Mach-O program", no_profile}},
    {0, "MZ", {"is a program or library of Windows", no_profile}},
    {0, "\x89PNG\r\n\x1a\n", {"is a PNG picture", not_a_source}},
    {0, "\xff\xd8\xff", {"is a JPEG picture", not_a_source}},
    {0, "GIF8", {"is a GIF picture", not_a_source}},
    {8, "WEBPVP8", {"is a WebP picture", not_a_source}},
    {0, "%PDF-", {"is a PDF", not_a_source}},
    {0, "PK\x03\x04", {"is a zip archive", "unpack it: unzip FILE"}},
    {0, "7z\xbc\xaf\x27\x1c", {"is a 7z archive", "unpack it: 7z x FILE"}},
    {0, "Rar!\x1a\x07", {"is a RAR archive", "unpack it: unrar x FILE"}},
    {257, "ustar", {"is a tar archive", "unpack it: tar xf FILE"}},
    {0,
     "\xfd"
     "7zXZ\0"sv,
     {"is compressed with xz", "xz -dc FILE | prof2graph -"}},
    {0, "BZh", {"is compressed with bzip2", "bzip2 -dc FILE | prof2graph -"}},
    {0, "\x04\x22\x4d\x18", {"is compressed with lz4", "lz4 -dc FILE | prof2graph -"}},
};

constexpr ForeignFormat compiled_python{"is a compiled Python module (.pyc)",
                                        "profile the program: python -m cProfile -o run.prof app.py"};
constexpr ForeignFormat line_profile{"is a pickle of line_profiler",
                                     "it counts lines, no calls: python -m line_profiler FILE prints it; "
                                     "python -m cProfile -o run.prof app.py writes a profile"};
constexpr ForeignFormat pickle{
    "is a Python pickle", "profiles are written by Profile.dump_stats(FILE), or python -m cProfile -o FILE app.py"};

unsigned byte_at(std::string_view head, std::size_t at) {
  return at < head.size() ? static_cast<unsigned char>(head[at]) : 0;
}

// Two bytes that tell the version, and a line end in the form that a text transfer would have broken.
bool is_compiled_python(std::string_view head) {
  const unsigned version = byte_at(head, 1);
  const bool is_known = (version >= 0x0b && version <= 0x0f) || version == 0xf2 || version == 0xf3;
  return head.size() >= 8 && head.substr(2, 2) == "\r\n" && is_known;
}

// Protocols from 2 on; older ones are text that nobody writes any more.
bool is_pickle(std::string_view head) {
  const unsigned protocol = byte_at(head, 1);
  return byte_at(head, 0) == 0x80 && protocol >= 2 && protocol <= 5;
}

const ForeignFormat* pickle_of(std::string_view head) {
  const std::string_view begin = head.substr(0, 512);
  const bool has_lines =
      begin.find("LineStats") != std::string_view::npos ||
      (begin.find("timings") != std::string_view::npos && head.find("unit") != std::string_view::npos);
  return has_lines ? &line_profile : &pickle;
}

}  // namespace

const ForeignFormat* find_binary_kind(std::string_view head) {
  const auto* const found = std::find_if(std::begin(magics), std::end(magics), [&](const Magic& magic) {
    return head.size() > magic.offset && head.substr(magic.offset).starts_with(magic.bytes);
  });
  if (found != std::end(magics)) return &found->format;
  if (is_compiled_python(head)) return &compiled_python;
  return is_pickle(head) ? pickle_of(head) : nullptr;
}

}  // namespace p2g

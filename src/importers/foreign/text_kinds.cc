// Texts, known by words that only they have. The words are those that the tools print, looked up in their output.
#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "src/base/take_line.h"
#include "src/base/text.h"
#include "src/importers/foreign/foreign_format.h"

namespace p2g {
namespace {

// Every needle has to be in the head; one that begins with a line break stands at the beginning of a line.
struct TextKind {
  ForeignFormat format;
  std::array<std::string_view, 3> needles;  // an empty one is everywhere
  bool (*looks)(std::string_view text) = nullptr;
};

constexpr std::string_view write_pstats =
    "print_stats() is for reading; write the profile itself: python -m cProfile -o run.prof app.py, or "
    "Profile.dump_stats(\"run.prof\")";
constexpr std::string_view sample_instead =
    "prof2graph does not read it; record stacks: perf record -g PROGRAM, then perf script | prof2graph -";
constexpr std::string_view record_node =
    "prof2graph does not read it; record stacks: perf record -g node --perf-basic-prof app.js, then perf script | "
    "prof2graph -";
constexpr std::string_view write_folded =
    "let the profiler write folded stacks: py-spy record -f raw, rbspy record -f collapsed, asprof -o collapsed";
constexpr std::string_view heap_dump = "a heap dump holds objects and no stacks; profile allocations instead";
constexpr std::string_view ours = "it is output of prof2graph: give the profile that it was made of";
constexpr std::string_view picture = "a picture keeps no exact figures: give the profile that it was made of";
constexpr std::string_view profile_it = "profile the program: python -m cProfile -o run.prof app.py";

template <class Is>
bool any_line(std::string_view text, Is is) {
  while (!text.empty()) {
    if (is(take_line(text))) return true;
  }
  return false;
}

bool is_json(std::string_view text) {
  const std::size_t at = text.find_first_not_of(" \n\t");
  return at != std::string_view::npos && (text[at] == '{' || text[at] == '[');
}

bool is_page(std::string_view text) {
  const std::size_t at = text.find('<');
  return at != std::string_view::npos && text.find_first_not_of(" \n\t") == at;
}

bool is_python(std::string_view text) {
  return any_line(text, [](std::string_view line) {
    if (line.starts_with("#!") && line.find("python") != std::string_view::npos) return true;
    const bool is_block =
        line.find(':') != std::string_view::npos && (line.starts_with("def ") || line.starts_with("class "));
    const bool is_import = line.starts_with("from ") && line.find(" import ") != std::string_view::npos;
    return is_block || is_import || (line.starts_with("import ") && line.find(' ', 7) == std::string_view::npos);
  });
}

bool is_log(std::string_view text) {
  constexpr std::array words = {
      "ERROR", "WARN", "[INFO]", "INFO ", "error: ", "warning: ", "make: ", "make[", "Traceback", "npm ERR!"};
  return any_line(text, [&](std::string_view line) {
    return std::any_of(words.begin(), words.end(),
                       [&](const char* word) { return line.find(word) != std::string_view::npos; });
  });
}

constexpr TextKind kinds[] = {
    {{"is a report of callgrind_annotate", sample_instead}, {"\nProfile data file '", "Events recorded: "}},
    {{"is output of dhat", sample_instead}, {"\"dhatFileVersion\""}, is_json},
    {{"is output of massif",
      "ms_print FILE prints it; for allocations as folded stacks: heaptrack PROGRAM, then heaptrack_print -F "
      "run.folded"},
     {"\ndesc: ", "\ntime_unit: "}},
    {{"is a report of gprofng", sample_instead}, {"\nFunctions Call Tree. Metric: "}},
    {{"is a profile of GHC", "fold it first: inferno-collapse-ghcprof FILE | prof2graph -"},
     {"Time and Allocation Profiling Report"}},
    {{"is a profile of GHC (JSON)", "run the program with +RTS -p, then inferno-collapse-ghcprof FILE | prof2graph -"},
     {"\"rts_arguments\"", "\"program\""}},
    {{"is a table that pstats or prof2graph printed", write_pstats}, {"ncalls", "tottime", "cumtime"}},
    {{"is a table that pstats printed", write_pstats}, {" function calls ", "Ordered by: "}},
    {{"is a report of line_profiler",
      "it counts lines, no calls; write a profile: python -m cProfile -o run.prof app.py"},
     {"Timer unit: ", " s\n"}},
    {{"is a report of perf", "read its recording instead: perf script | prof2graph -"}, {"\n# Overhead"}},
    {{"is a report of perf", "read its recording instead: perf script | prof2graph -"},
     {"\n# To display the perf.data header info"}},
    {{"is output of perf stat", "it counts events, no functions: perf record -g PROGRAM records stacks"},
     {"Performance counter stats for"}},
    {{"is output of DTrace", "fold it first: stackcollapse.pl FILE | prof2graph -"}, {"CPU     ID", "FUNCTION:NAME"}},
    {{"is pprof's raw text", "fold it first: stackcollapse-go.pl FILE | prof2graph -"},
     {"\nPeriodType: ", "\nSamples:"}},
    {{"is a heap profile of pprof in text", "google-pprof --collapsed PROGRAM FILE | prof2graph -"},
     {"\nheap profile: ", " @ "}},
    {{"is a profile of pprof in text", "google-pprof --collapsed PROGRAM FILE | prof2graph -"},
     {"\n--- ", "\ncycles/second"}},
    {{"is a profile of pprof in text", "google-pprof --collapsed PROGRAM FILE | prof2graph -"}, {"\n--- contentionz "}},
    {{"is a dump of gperftools' threads", "record a CPU profile: google-pprof --collapsed PROGRAM FILE | prof2graph -"},
     {"\n--- threadz "}},
    {{"is output of macOS' sample", "fold it first: stackcollapse-sample.awk FILE | prof2graph -"},
     {"\nAnalysis of sampling "}},
    {{"is output of Instruments", "fold it first: stackcollapse-instruments.pl FILE | prof2graph -"},
     {"Symbol Name", "Weight\t"}},
    {{"is output of Instruments", "fold it first: stackcollapse-instruments.pl FILE | prof2graph -"},
     {"Symbol Name", "Running Time\t"}},
    {{"is output of SystemTap", "fold it first: stackcollapse-stap.pl FILE | prof2graph -"}, {"\n 0x", " : ", "+0x"}},
    {{"is output of AIX' procstack", "fold it first: stackcollapse-aix.pl FILE | prof2graph -"},
     {"\n---------- tid# "}},
    {{"is a profile of sysprof", sample_instead}, {"<profile>", "<call_tree>"}},
    {{"is a table of Windows' performance tools", "export it with WPAExporter or xperf and fold its Stack column"},
     {"Process Name", "Stack, Module, Function"}},
    {{"is output of pmcstat", "fold it first: stackcollapse-pmc.pl FILE | prof2graph -"}, {"\n@ ", " samples]"}},
    {{"is a trace of xdebug", "fold it first: stackcollapse-xdebug.php FILE | prof2graph -"}, {"\nTRACE START ["}},
    {{"is a table of VTune", "fold it first: inferno-collapse-vtune FILE | prof2graph -"}, {"Function Stack,"}},
    {{"is a table of Visual Studio", "fold it first: inferno-collapse-vsprof FILE | prof2graph -"},
     {"Level,Function Name,"}},
    {{"is an export of xctrace", "fold it first: inferno-collapse-xctrace FILE | prof2graph -"},
     {"<trace-query-result"}},
    {{"is V8's log", record_node}, {"\nv8-version,"}},
    {{"is a report of node --prof-process", record_node}, {"\nStatistical profiling result from "}},
    {{"is V8's log (preprocessed)", record_node}, {"\"code\":", "\"name\":", "\"type\":"}, is_json},
    {{"is a heap snapshot of V8", heap_dump}, {"\"snapshot\"", "\"meta\"", "\"node_fields\""}, is_json},
    {{"is a heap profile of V8 (.heapprofile)", record_node}, {"\"head\"", "\"callFrame\"", "\"selfSize\""}, is_json},
    {{"is a recording of Safari", write_folded}, {"\"version\"", "\"recording\"", "\"displayName\""}, is_json},
    {{"is a dump of py-spy (JSON)", "a dump is one moment; record: py-spy record -f raw -o run.folded --pid PID"},
     {"\"thread_id\"", "\"owns_gil\""},
     is_json},
    {{"is gprof2dot's JSON", write_folded}, {"\"version\"", "\"costs\"", "\"functions\""}, is_json},
    {{"is a profile of stackprof", "stackprof --collapsed FILE | prof2graph -"},
     {"\"mode\"", "\"gc_samples\""},
     is_json},
    {{"is prof2graph's JSON", ours}, {"{\"prof2graph\": 1"}},
    {{"is a table that prof2graph printed", ours}, {"\ncalls,primitive_calls,self,"}},
    {{"is a comparison that prof2graph printed", ours}, {"\nbefore  ", "\nafter   "}},
    {{"is a graph for Graphviz (DOT)", picture}, {"\ndigraph "}},
    {{"is an SVG picture", picture}, {"<svg"}, is_page},
    {{"is a web page", "give the profile that it shows"}, {"<html"}, is_page},
    {{"is a web page", "give the profile that it shows"}, {"<!DOCTYPE html"}, is_page},
    {{"is XML", "no profile that prof2graph reads is XML", Certainty::likely}, {"<?xml"}, is_page},
    {{"is JSON of no kind that prof2graph knows", write_folded, Certainty::likely}, {"\""}, is_json},
    {{"is Python source", profile_it, Certainty::likely}, {}, is_python},
    {{"looks like a log", "folded stacks are one stack a line, like main;parse;read 12", Certainty::likely},
     {},
     is_log},
};

// With a line break in front, so that the first line begins like all others, and none that Windows left behind. What
// PowerShell writes is UTF-16.
std::string lines_of(std::string_view head) {
  std::string converted;
  if (const bool big = head.starts_with("\xfe\xff"); big || head.starts_with("\xff\xfe")) {
    std::uint64_t replaced = 0;
    converted = utf16_to_utf8(head.substr(2, (head.size() - 2) & ~std::size_t{1}), big, &replaced);
    head = converted;
  }
  if (head.starts_with("\xef\xbb\xbf")) head.remove_prefix(3);
  std::string text = "\n";
  std::copy_if(head.begin(), head.end(), std::back_inserter(text), [](char c) { return c != '\r'; });
  return text;
}

}  // namespace

const ForeignFormat* find_text_kind(std::string_view head) {
  const std::string text = lines_of(head);
  if (text.find('\0') != std::string::npos) return nullptr;
  const auto has = [&](std::string_view needle) { return text.find(needle) != std::string::npos; };
  const auto* const found = std::find_if(std::begin(kinds), std::end(kinds), [&](const TextKind& kind) {
    return std::all_of(kind.needles.begin(), kind.needles.end(), has) && (kind.looks == nullptr || kind.looks(text));
  });
  return found == std::end(kinds) ? nullptr : &found->format;
}

}  // namespace p2g

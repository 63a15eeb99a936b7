// A report: call graph, flame graph, a table of all functions and the callers and callees of each, in one file that
// asks nobody for anything. Without a script it has both pictures and the first rows of the table.
#include <algorithm>
#include <cstddef>

#include "renderers/document.h"
#include "renderers/formats/html/comparison_report.h"
#include "renderers/formats/html/page.h"
#include "renderers/formats/html/profile_report.h"

namespace p2g {

extern const Format format_html;

namespace {

using namespace report;  // NOLINT(google-build-using-namespace): this file is the front of that folder

constexpr std::size_t most_bytes = 1'000'000;
constexpr std::size_t shell_bytes = 45'000;  // all but data and pictures; with long names more
constexpr std::size_t least_room = 100'000;  // for data, however large the pictures are

Result<void> write_html(const Document& document, Sink& sink, Warnings& warnings) {
  P2G_TRY_ASSIGN(const Picture graph, draw_picture(document, "callgraph", warnings));
  P2G_TRY_ASSIGN(const Picture flame, draw_picture(document, "flame", warnings));
  const std::size_t used = shell_bytes + graph.svg.size() + flame.svg.size();
  const std::size_t room = std::max(least_room, most_bytes - std::min(used, most_bytes));
  if (const Comparison* comparison = document.comparison()) {
    write_page(document, comparison_report(document, *comparison, room), graph, flame, sink);
    return {};
  }
  P2G_TRY_ASSIGN(const Analysis* analysis, document.analysis());
  P2G_TRY_ASSIGN(const Report report, profile_report(document, *analysis, room));
  write_page(document, report, graph, flame, sink);
  return {};
}

}  // namespace

const Format format_html = {.name = "html",
                            .summary = "a report in one file: both pictures, callers and callees, a table",
                            .suffixes = ".html,.htm",
                            .prints = Content::graph,
                            .any_view = true,
                            .compares = true,
                            .has_title = true,
                            .is_report = true,
                            .write = write_html};

}  // namespace p2g

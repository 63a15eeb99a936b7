#include "src/gate/junit.h"

#include "src/base/text.h"

namespace p2g {
namespace {

void append_attribute(std::string& out, std::string_view name, std::string_view value) {
  out.append(" ").append(name).append("=\"");
  append_xml(out, value);
  out += '"';
}

}  // namespace

void write_junit(const Verdict& verdict, Sink& sink) {
  std::int64_t failures = 0;
  for (const LimitResult& result : verdict) failures += result.trips.empty() ? 0 : 1;
  std::string& out = sink.buffer();
  out += "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n <testsuite name=\"prof2graph\"";
  append_int(out += " tests=\"", static_cast<std::int64_t>(verdict.size()));
  append_int(out += "\" failures=\"", failures);
  out += "\" errors=\"0\" skipped=\"0\">\n";
  for (const LimitResult& result : verdict) {
    append_attribute(out += "  <testcase", "classname", result.source);
    append_attribute(out, "name", result.limit);
    if (result.trips.empty()) {
      out += "/>\n";
      continue;
    }
    const Trip& worst = result.trips.front();
    append_attribute(out += ">\n   <failure", "message", worst.what + ": " + worst.text);
    out += '>';
    for (const Trip& trip : result.trips) {
      append_xml(out, trip.what + ": " + trip.text);
      out += '\n';
      sink.drain();
    }
    if (result.more() > 0) out += "and " + thousands_text(result.more()) + " more\n";
    out += "</failure>\n  </testcase>\n";
  }
  out += " </testsuite>\n</testsuites>\n";
}

}  // namespace p2g

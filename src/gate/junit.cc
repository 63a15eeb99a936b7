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
  std::int64_t skipped = 0;  // what the runs cannot decide has not passed
  for (const LimitResult& result : verdict) {
    failures += result.state() == LimitState::tripped ? 1 : 0;
    skipped += result.state() == LimitState::undecided ? 1 : 0;
  }
  std::string& out = sink.buffer();
  out += "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n <testsuite name=\"prof2graph\"";
  append_int(out += " tests=\"", static_cast<std::int64_t>(verdict.size()));
  append_int(out += "\" failures=\"", failures);
  append_int(out += "\" errors=\"0\" skipped=\"", skipped);
  out += "\">\n";
  for (const LimitResult& result : verdict) {
    append_attribute(out += "  <testcase", "classname", result.source);
    append_attribute(out, "name", result.limit);
    if (result.state() == LimitState::held) {
      out += "/>\n";
      continue;
    }
    if (result.state() == LimitState::undecided) {
      append_attribute(out += ">\n   <skipped", "message", result.undecided);
      out += "/>\n  </testcase>\n";
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

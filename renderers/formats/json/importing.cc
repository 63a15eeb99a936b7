#include "renderers/formats/json/importing.h"

#include <array>
#include <string_view>

#include "renderers/formats/json/text.h"
#include "src/base/text.h"

namespace p2g {
namespace {

constexpr std::array<std::string_view, 7> step_names = {"find",   "read", "unmarshal", "compile",
                                                        "create", "rest", "bodies"};

void append_phase(std::string& out, const ImportPhase& phase, const Frames& frames, const Metric& metric) {
  out += "{\"step\": ";
  append_string(out, step_names[static_cast<std::size_t>(phase.step)]);
  append_weight(out, "cost", phase.weight, metric);
  if (phase.estimated) out += ", \"estimated\": true";
  out += ", \"of_it\": [";
  for (const GroupRow& row : phase.rows) {
    if (&row != &phase.rows.front()) out += ", ";
    out += "{\"function\": ";
    append_string(out, frames.parts(row.frame).name);
    append_weight(out, "cost", row.weight, metric);
    if (row.calls > 0) append_count(out, "calls", row.calls);
    if (row.estimated) out += ", \"estimated\": true";
    out += '}';
  }
  out += "]}";
}

void append_package(std::string& out, const ImportedPackage& package, bool exact_stacks, const Metric& metric) {
  out += "{\"name\": ";
  append_string(out, package.name);
  if (package.standard) out += ", \"standard\": true";
  append_count(out, "modules", package.modules);
  append_weight(out, "bodies", package.bodies, metric);
  if (!exact_stacks) append_weight(out, "estimated_cost", package.cost, metric);
  append_weight(out, "below", package.below, metric);
  out += '}';
}

}  // namespace

void append_importing(std::string& out, const Importing& importing, const Frames& frames, const Metric& metric) {
  append_int(out += " \"importing\": {\"modules\": ", importing.modules);
  append_count(out, "functions", importing.functions);
  append_weight(out, "total", importing.total, metric);
  if (importing.about) out += ", \"estimated\": true";
  out += ",\n  \"phases\": [";
  for (const ImportPhase& phase : importing.phases) {
    out += &phase == &importing.phases.front() ? "\n   " : ",\n   ";
    append_phase(out, phase, frames, metric);
  }
  out += "],\n  \"packages\": [";
  for (const ImportedPackage& package : importing.packages) {
    out += &package == &importing.packages.front() ? "\n   " : ",\n   ";
    append_package(out, package, importing.exact_stacks, metric);
  }
  out += "]}";
}

}  // namespace p2g

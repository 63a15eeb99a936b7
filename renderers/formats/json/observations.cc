#include "renderers/formats/json/observations.h"

#include "renderers/formats/json/text.h"

namespace p2g {

void append_observations(std::string& out, const std::vector<Observation>& observations, const Frames& frames,
                         const Metric& metric) {
  out += " \"observations\": [";
  for (const Observation& observation : observations) {
    out += &observation == &observations.front() ? "\n  {\"kind\": " : ",\n  {\"kind\": ";
    append_string(out, observation.kind);
    append_key(out, "text");
    append_string(out, observation.text);
    if (observation.leads) out += ", \"leads\": true";
    if (observation.weight > 0) append_weight(out, "weight", observation.weight, metric);
    out += ", \"functions\": [";
    for (const FrameId frame : observation.functions) {
      out += frame == observation.functions.front() ? "{" : ", {";
      std::string keys;
      append_function_keys(keys, frames, frame);
      out += keys.substr(2) + '}';  // without its first comma
    }
    out += "]}";
  }
  out += "]";
}

}  // namespace p2g

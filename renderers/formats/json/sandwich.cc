#include "renderers/formats/json/sandwich.h"

#include <vector>

#include "renderers/formats/json/text.h"
#include "src/base/no_index.h"
#include "src/base/text.h"

namespace p2g {
namespace {

// Where a frame stands in the list of functions.
class Ids {
 public:
  explicit Ids(const CallGraph& graph) : ids_(graph.frames->size(), no_index), frames_(*graph.frames) {
    for (std::uint32_t i = 0; i < graph.functions.size(); ++i) ids_[graph.functions[i].frame] = i;
  }
  void append(std::string& out, FrameId frame) const {
    if (ids_[frame] != no_index) {
      append_int(out += "\"function\": ", ids_[frame]);
    } else {
      std::string keys;
      append_function_keys(keys, frames_, frame);
      out += keys.substr(2);
    }
  }

 private:
  std::vector<std::uint32_t> ids_;
  const Frames& frames_;
};

void append_beyond(std::string& out, const Neighbor& neighbor, const Sandwich& sandwich, const Ids& ids) {
  if (neighbor.beyond.empty()) return;
  append_key(out, "beyond");
  out += '[';
  for (const Neighbor::Beyond& beyond : neighbor.beyond) {
    out += &beyond == &neighbor.beyond.front() ? "{" : ", {";
    ids.append(out, beyond.frame);
    append_weight(out, "cumulative", beyond.cumulative, sandwich.metric);
    out += beyond.estimated ? ", \"estimated\": true}" : "}";
  }
  out += ']';
}

void append_neighbors(std::string& out, const std::vector<Neighbor>& neighbors, const Sandwich& sandwich,
                      const Ids& ids) {
  out += '[';
  for (const Neighbor& neighbor : neighbors) {
    out += &neighbor == &neighbors.front() ? "\n   {" : ",\n   {";
    ids.append(out, neighbor.frame);
    append_weight(out, "cumulative", neighbor.cumulative, sandwich.metric);
    if (sandwich.counted == Counted::calls) append_count(out, "calls", neighbor.calls);
    if (neighbor.estimated != 0) out += ", \"estimated\": true";
    append_beyond(out, neighbor, sandwich, ids);
    out += '}';
  }
  out += ']';
}

}  // namespace

void append_sandwich(std::string& out, const Sandwich& sandwich, const CallGraph& graph) {
  const Ids ids(graph);
  out += " \"sandwich\": {";
  ids.append(out, sandwich.function.frame);
  append_weight(out, "self", sandwich.function.self, sandwich.metric);
  append_weight(out, "cumulative", sandwich.function.cumulative, sandwich.metric);
  if (sandwich.calls_to_itself && sandwich.counted == Counted::calls) {
    append_count(out, "calls_to_itself", *sandwich.calls_to_itself);
  }
  if (sandwich.callers_overlap()) out += ", \"callers_overlap\": true";
  if (sandwich.callees_overlap()) out += ", \"callees_overlap\": true";
  append_neighbors(out += ",\n  \"callers\": ", sandwich.callers, sandwich, ids);
  append_neighbors(out += ",\n  \"callees\": ", sandwich.callees, sandwich, ids);
  out += ",\n  \"also\": [";
  for (const FrameId& frame : sandwich.also) {
    out += &frame == &sandwich.also.front() ? "{" : ", {";
    ids.append(out, frame);
    out += '}';
  }
  out += "]}";
}

}  // namespace p2g

#include "src/importers/trace/event.h"

namespace p2g::trace {

// Keeps the room of the texts: there are millions of events.
void Event::clear() {
  for (std::string* text : {&name, &phase, &category, &pid, &tid, &id, &arguments, &stack_frame}) text->clear();
  ts_ns.reset();
  duration_ns.reset();
  thread_duration_ns.reset();
}

bool Event::read(JsonReader& json) {
  clear();
  if (!json.begin_object()) return false;
  while (json.next_key()) read_member(json);
  return json.ok();
}

void Event::read_member(JsonReader& json) {
  const std::string& key = json.key();
  if (key == "name") {
    name = json.scalar();
  } else if (key == "ph") {
    phase = json.text();
  } else if (key == "cat") {
    category = json.text();
  } else if (key == "ts") {
    ts_ns = json.scaled(3);
  } else if (key == "dur") {
    duration_ns = json.scaled(3);
  } else if (key == "tdur") {
    thread_duration_ns = json.scaled(3);
  } else if (key == "pid") {
    pid = json.scalar();
  } else if (key == "tid") {
    tid = json.scalar();
  } else if (key == "id") {
    id = json.scalar();
  } else if (key == "sf") {
    stack_frame = json.scalar();
  } else if (key == "args") {
    json.hold();
    json.skip();
    arguments = json.take_held();
  }
}

}  // namespace p2g::trace

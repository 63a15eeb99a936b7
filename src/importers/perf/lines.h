// The lines of perf script, taken apart. Views point into the line.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "src/model/weight.h"

namespace p2g::perf {

// `comm pid/tid [cpu] misc time: period event: rest`, of which -F leaves out what it likes.
struct EventLine {
  std::string_view head;  // all before the time, or before the event
  bool has_time = false;
  std::optional<Weight> period{};
  bool is_too_large = false;  // the period
  std::string_view event;     // without the colon at its end
  std::string_view rest;      // behind it: a tracepoint's values, or the only frame
};

// Who was running, as the head of an event line says it. Ids are empty where it does not.
struct Task {
  std::string_view comm;
  std::string_view pid;
  std::string_view tid;
};

// `hex symbol+0xoff (object)`
struct FrameLine {
  std::string_view symbol;
  std::string_view object;  // empty when there is none
  bool has_object = false;
};

// Where a line has its time, with its colon; both npos when it has none.
struct TimePlace {
  std::size_t begin = std::string_view::npos;
  std::size_t end = std::string_view::npos;
};
TimePlace find_time(std::string_view line);
inline bool has_time(std::string_view line) { return find_time(line).end != std::string_view::npos; }

// A line without a frame's form. Without a time there has to be a task's id, or nothing tells it from other text.
std::optional<EventLine> split_event(std::string_view text);
// What follows a time's colon.
void split_behind_time(std::string_view text, EventLine& line);
Task split_task(std::string_view head);

// Nothing when it does not begin with an address.
std::optional<FrameLine> split_frame(std::string_view line);
// The frame behind an event's name, where no call graph was recorded. It has an object, or the address fills its
// column.
std::optional<FrameLine> split_only_frame(std::string_view rest);

}  // namespace p2g::perf

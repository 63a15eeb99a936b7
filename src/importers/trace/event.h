// One event of a trace as it is read: its members come in any order, so all that may matter is kept until its end.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "src/base/json_reader.h"

namespace p2g::trace {

struct Event {
  std::string name;
  std::string phase;
  std::string category;
  std::string pid;  // numbers as text: some writers have names there, or numbers in quotes
  std::string tid;
  std::string id;
  std::optional<std::int64_t> ts_ns;
  std::optional<std::int64_t> duration_ns;
  std::optional<std::int64_t> thread_duration_ns;
  std::string arguments;    // JSON as it is written; empty when there is none
  std::string stack_frame;  // "sf" of a sample

  // Reads what comes next into it. False when that is no object.
  bool read(JsonReader& json);

 private:
  void read_member(JsonReader& json);
  void clear();
};

}  // namespace p2g::trace

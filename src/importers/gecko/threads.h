// The threads of a Gecko profile: what each sampled, kept until all tables are known, because those may come last.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "src/base/diagnostics.h"
#include "src/base/json_reader.h"
#include "src/importers/gecko/tables.h"

namespace p2g::gecko {

// Metrics of the grid. `time` is samples × the interval, and so an estimate, but for traces of calls.
inline constexpr std::size_t samples = 0;
inline constexpr std::size_t time = 1;
inline constexpr std::size_t cpu = 2;
inline constexpr std::size_t memory = 3;

// What each sample has, one column a member; all but the stack may be missing.
struct Samples {
  Rows stacks;
  std::deque<Decimal> weights;
  std::string weight_type;              // samples, tracing-ms or bytes
  std::deque<std::int64_t> cpu_deltas;  // below 0: unknown

  void read(JsonReader& json);
};

struct Thread {
  std::string name, process, pid, tid;
  Samples samples;
  Samples allocations;  // of native code and of JavaScript
  Tables tables;
};

// Of one process: "meta" and "libs" are about its threads.
struct Process {
  std::int64_t interval_ns = 0;
  std::string cpu_unit;
  std::vector<StringId> libraries;
  Tables shared;
  std::vector<Thread> threads;
};

void read_thread(JsonReader& json, FrameNames& names, Thread& thread);

// What emit() has to tell of all threads.
struct Told {
  std::uint64_t without_stack = 0;
  std::uint64_t given_back = 0;  // allocations that were freed
  bool has_estimates = false;    // times that are samples × the interval
  bool has_cycles = false;       // cpu is in cycles and not in nanoseconds
};

Result<void> emit_thread(Thread& thread, Process& process, FrameNames& names, SampleGrid& grid, Told& told);

}  // namespace p2g::gecko

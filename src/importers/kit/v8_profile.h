// A CPU profile of V8: a tree of calls, and at which node of it each sample stood. .cpuprofile files hold one, Chrome's
// traces hold some in pieces.
//
// - A sample lasts until the next one; the last as long as the others in the mean, a lone one until the end of the
//   profile. What came before the first is nobody's. Clocks step back: samples are put in order of time.
// - `(root)` is no function. `(garbage collector)` was called by what ran before it, unless that was nothing.
// `(program)`
//   is code outside of JavaScript. `(idle)` is no cost: it becomes a slice of its own beside the thread's.
// - Files without samples say how often each node was met: times are then shares of the whole, and marked as estimates.
//
// Source: the protocol of Chrome's developer tools (Profiler.Profile), and what its front end does with it.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "src/base/id_table.h"
#include "src/base/json_reader.h"
#include "src/base/result.h"
#include "src/importers/kit/frame_names.h"
#include "src/importers/kit/sample_grid.h"

namespace p2g {

// The metrics of a grid that V8Profile::emit() fills.
inline constexpr std::size_t v8_time = 0;
inline constexpr std::size_t v8_samples = 1;
std::vector<Metric> v8_metrics();

// At which nodes samples stood, and when.
struct V8Samples {
  std::deque<std::int64_t> nodes;     // ids
  std::deque<std::int64_t> times_ns;  // steps from one sample to the next, the first from the start; or times

  void append(const V8Samples& more);
};

class V8Profile {
 public:
  // The member "nodes"; a further one is added to what is there.
  void read_nodes(JsonReader& json, FrameNames& names);
  // "head": the tree of older versions.
  void read_tree(JsonReader& json, FrameNames& names);
  // "samples", and "timeDeltas" or "timestamps", which are microseconds.
  void read_samples(JsonReader& json, V8Samples& samples);
  void read_times(JsonReader& json, V8Samples& samples);

  V8Samples& samples() { return samples_; }
  void set_absolute_times() { is_absolute_ = true; }
  void set_start(std::int64_t ns) { start_ns_ = ns; }
  void set_end(std::int64_t ns) { end_ns_ = ns; }

  bool has_nodes() const { return !nodes_.empty(); }
  // Adds all samples to a slice of the grid, whose frames are those of `names`. Idle time becomes a slice of its own.
  // Fails when the tree is none.
  Result<void> emit(SampleGrid& grid, FrameNames& names, std::uint32_t slice, Warnings& warnings) const;
  // Whether all times are estimates: there were no samples.
  bool is_estimate() const { return samples_.nodes.empty() && hits_ > 0; }

 private:
  friend class V8Emitter;

  struct Node {
    std::int64_t id = 0;
    StringId name = Strings::none;  // none: mentioned, never told
    StringId file = Strings::none;
    std::int64_t line = -1;  // as the file has it
    std::uint32_t parent = no_index;
    std::int64_t hits = 0;
  };
  // Where the reader of a nested tree stands: in the members of a node, or in its children.
  struct Level {
    std::uint32_t node;
    bool in_children = false;
  };

  std::uint32_t find(std::int64_t id) const;
  std::uint32_t node_of(std::int64_t id);
  void set_id(std::uint32_t node, std::int64_t id);
  void read_node(JsonReader& json, FrameNames& names);
  void read_call(JsonReader& json, FrameNames& names, Node& call) const;
  bool read_call_member(JsonReader& json, FrameNames& names, Node& call) const;
  void read_tree_member(JsonReader& json, FrameNames& names, std::vector<Level>& levels);

  std::vector<Node> nodes_;
  IdTable id_table_;  // of those whose id is known
  V8Samples samples_;
  std::int64_t hits_ = 0;
  bool is_absolute_ = false;
  bool is_one_based_ = false;  // lines
  std::uint64_t bad_values_ = 0;
  std::int64_t start_ns_ = 0;
  std::optional<std::int64_t> end_ns_;
};

}  // namespace p2g

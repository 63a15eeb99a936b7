#include "src/importers/kit/v8_profile.h"

#include <algorithm>
#include <numeric>
#include <string_view>
#include <utility>

#include "src/base/hash.h"
#include "src/base/wide.h"

namespace p2g {
namespace {

constexpr std::string_view root_name = "(root)";
constexpr std::string_view idle_name = "(idle)";
constexpr std::string_view program_name = "(program)";
constexpr std::string_view collector_name = "(garbage collector)";

std::uint64_t hash_id(std::int64_t id) {
  const auto bits = static_cast<std::uint64_t>(id);
  return hash_pair(static_cast<std::uint32_t>(bits >> 32U), static_cast<std::uint32_t>(bits));
}

// Compressed, several samples may take one byte.
void bound(JsonReader& json, std::size_t samples) {
  if (samples / 8 > json.most_items()) json.fail_here("more samples than a compressed file of this size may have");
}

}  // namespace

std::vector<Metric> v8_metrics() { return {Metric::time(9), Metric::count("samples")}; }

void V8Samples::append(const V8Samples& more) {
  nodes.insert(nodes.end(), more.nodes.begin(), more.nodes.end());
  times_ns.insert(times_ns.end(), more.times_ns.begin(), more.times_ns.end());
}

// ---- Reading -------------------------------------------------------------------------------------------------------

std::uint32_t V8Profile::find(std::int64_t id) const {
  return id_table_.find(hash_id(id), [&](std::uint32_t node) { return nodes_[node].id == id; });
}

// A node may be mentioned, as a child or a parent, before it is told.
std::uint32_t V8Profile::node_of(std::int64_t id) {
  const std::uint32_t known = find(id);
  if (known != no_index) return known;
  const auto node = static_cast<std::uint32_t>(nodes_.size());
  nodes_.emplace_back();
  set_id(node, id);
  return node;
}

void V8Profile::set_id(std::uint32_t node, std::int64_t id) {
  nodes_[node].id = id;
  if (find(id) == no_index) id_table_.put(hash_id(id), node);
}

void V8Profile::read_nodes(JsonReader& json, FrameNames& names) {
  if (!json.begin_array()) return;
  while (json.next_item()) read_node(json, names);
}

void V8Profile::read_node(JsonReader& json, FrameNames& names) {
  if (!json.begin_object()) return;
  Node call;
  std::optional<std::int64_t> id;
  std::optional<std::int64_t> parent;
  std::vector<std::int64_t> children;
  while (json.next_key()) {
    if (json.key() == "id") {
      id = json.integer();
    } else if (json.key() == "parent") {
      parent = json.integer();
    } else if (json.key() == "hitCount") {
      call.hits = json.integer().value_or(0);
    } else if (json.key() == "callFrame") {
      read_call(json, names, call);
    } else if (json.key() == "children" && json.begin_array()) {
      while (json.next_item()) {
        if (const std::optional<std::int64_t> child = json.integer()) children.push_back(*child);
      }
    }
  }
  if (!id) {
    ++bad_values_;
    return;
  }
  if (call.name == Strings::none) call.name = call.file = names.intern({});
  const std::uint32_t node = node_of(*id);
  call.id = *id;
  call.parent = parent ? node_of(*parent) : nodes_[node].parent;
  nodes_[node] = call;
  if (call.hits > 0) __builtin_add_overflow(hits_, call.hits, &hits_);
  for (const std::int64_t child : children) nodes_[node_of(child)].parent = node;
}

void V8Profile::read_call(JsonReader& json, FrameNames& names, Node& call) const {
  if (!json.begin_object()) return;
  while (json.next_key()) read_call_member(json, names, call);
  if (call.name == Strings::none) call.name = names.intern({});
  if (call.file == Strings::none) call.file = names.intern({});
}

bool V8Profile::read_call_member(JsonReader& json, FrameNames& names, Node& call) const {
  if (json.key() == "functionName") {
    call.name = names.intern(json.text());
  } else if (json.key() == "url") {
    call.file = names.intern(json.text());
  } else if (json.key() == "lineNumber") {
    call.line = json.integer().value_or(-1);
  } else {
    return false;
  }
  return true;
}

// The tree nests as deep as the stacks, so levels are kept here and not on the program's own stack.
void V8Profile::read_tree(JsonReader& json, FrameNames& names) {
  if (!json.begin_object()) return;
  nodes_.emplace_back();
  std::vector<Level> levels{{static_cast<std::uint32_t>(nodes_.size() - 1)}};
  const std::uint32_t root = levels.front().node;
  while (!levels.empty() && json.ok()) {
    Level& level = levels.back();
    if (!level.in_children) {
      read_tree_member(json, names, levels);
      continue;
    }
    level.in_children = json.next_item();
    if (!level.in_children || !json.begin_object()) continue;
    Node child;
    child.parent = level.node;
    nodes_.push_back(child);
    levels.push_back({static_cast<std::uint32_t>(nodes_.size() - 1)});
  }
  // Versions differ in where lines begin; the root, which has none, shows it.
  is_one_based_ = nodes_[root].line >= 0;
}

void V8Profile::read_tree_member(JsonReader& json, FrameNames& names, std::vector<Level>& levels) {
  Level& level = levels.back();
  Node& node = nodes_[level.node];
  if (!json.next_key()) {
    if (node.name == Strings::none) node.name = names.intern({});
    if (node.file == Strings::none) node.file = names.intern({});
    levels.pop_back();
  } else if (json.key() == "children") {
    level.in_children = json.begin_array();
  } else if (json.key() == "id") {
    if (const std::optional<std::int64_t> id = json.integer()) set_id(level.node, *id);
  } else if (json.key() == "hitCount") {
    node.hits = json.integer().value_or(0);
    if (node.hits > 0) __builtin_add_overflow(hits_, node.hits, &hits_);
  } else {
    read_call_member(json, names, node);
  }
}

void V8Profile::read_samples(JsonReader& json, V8Samples& samples) {
  if (!json.begin_array()) return;
  while (json.next_item()) {
    const std::optional<std::int64_t> id = json.integer();
    if (!id) ++bad_values_;
    samples.nodes.push_back(id.value_or(-1));
    bound(json, samples.nodes.size());
  }
}

void V8Profile::read_times(JsonReader& json, V8Samples& samples) {
  if (!json.begin_array()) return;
  while (json.next_item()) {
    const std::optional<std::int64_t> ns = json.scaled(3);
    if (!ns) ++bad_values_;
    samples.times_ns.push_back(ns.value_or(0));
    bound(json, samples.times_ns.size());
  }
}

// ---- Samples as stacks ---------------------------------------------------------------------------------------------

// One emission: which node of the grid stands for each node of the file.
class V8Emitter {
 public:
  V8Emitter(const V8Profile& profile, SampleGrid& grid, FrameNames& names, std::uint32_t slice)
      : profile_(profile), grid_(grid), names_(names), slice_(slice) {
    const std::size_t nodes = profile.nodes_.size();
    placed_.resize(nodes, no_index);
    by_id_.resize(nodes * 2, no_index);
    for (std::size_t id = 0; id < by_id_.size(); ++id) by_id_[id] = profile.find(static_cast<std::int64_t>(id));
    for (std::uint32_t node = 0; node < nodes; ++node) kinds_.push_back(kind_of(node));
    base_ = grid.root(slice_);
  }

  // Adds one sample; false when the calls above the node are a circle.
  bool add(std::int64_t id, std::int64_t ns, std::int64_t count);
  std::uint64_t unknown() const { return unknown_; }

 private:
  bool place(std::uint32_t node);
  void add_idle(std::int64_t ns, std::int64_t count);
  void add_cost(std::uint32_t slice, std::uint32_t node, std::int64_t ns, std::int64_t count);
  FrameId frame_of(const V8Profile::Node& node);
  bool is_function(std::uint32_t node) const;
  // What a node stands for; those of the engine itself stand right below the root.
  enum class Kind : std::uint8_t { call, idle, program, collector };
  Kind kind_of(std::uint32_t node) const;
  std::uint32_t find(std::int64_t id) const {
    const auto index = static_cast<std::uint64_t>(id);
    return index < by_id_.size() ? by_id_[index] : profile_.find(id);
  }

  const V8Profile& profile_;
  SampleGrid& grid_;
  FrameNames& names_;
  std::uint32_t slice_;
  std::optional<std::uint32_t> idle_slice_;
  std::vector<std::uint32_t> by_id_;  // nodes whose ids are small, as most writers have them
  std::vector<Kind> kinds_;           // by node
  std::vector<std::uint32_t> placed_;
  std::vector<std::uint32_t> waiting_;  // of place(), kept for its room
  std::uint32_t base_;                  // the stack that a garbage collection interrupts
  std::uint64_t unknown_ = 0;
};

bool V8Emitter::is_function(std::uint32_t node) const {
  const V8Profile::Node& each = profile_.nodes_[node];
  if (each.name == Strings::none) return false;
  const Strings& strings = names_.frames().strings();
  return strings[each.name] != root_name || !strings[each.file].empty();
}

V8Emitter::Kind V8Emitter::kind_of(std::uint32_t node) const {
  const std::uint32_t parent = profile_.nodes_[node].parent;
  if (!is_function(node) || (parent != no_index && is_function(parent))) return Kind::call;
  const std::string_view name = names_.frames().strings()[profile_.nodes_[node].name];
  if (name == idle_name) return Kind::idle;
  if (name == program_name) return Kind::program;
  return name == collector_name ? Kind::collector : Kind::call;
}

FrameId V8Emitter::frame_of(const V8Profile::Node& node) {
  const bool is_nameless = names_.frames().strings()[node.name].empty();
  const std::int64_t line = node.line + (profile_.is_one_based_ ? 0 : 1);
  return names_.add(is_nameless ? names_.intern("(anonymous)") : node.name, node.file, line);
}

bool V8Emitter::place(std::uint32_t node) {
  waiting_.clear();
  std::uint32_t above = node;
  while (above != no_index && placed_[above] == no_index) {
    waiting_.push_back(above);
    if (waiting_.size() > profile_.nodes_.size()) return false;
    above = profile_.nodes_[above].parent;
  }
  std::uint32_t at = above == no_index ? grid_.root(slice_) : placed_[above];
  for (std::size_t i = waiting_.size(); i-- > 0;) {
    const std::uint32_t each = waiting_[i];
    if (is_function(each)) at = grid_.child(at, frame_of(profile_.nodes_[each]));
    placed_[each] = at;
  }
  return true;
}

void V8Emitter::add_cost(std::uint32_t slice, std::uint32_t node, std::int64_t ns, std::int64_t count) {
  grid_.add(node, v8_time, ns);
  grid_.add(node, v8_samples, count);
  for (std::size_t metric : {v8_time, v8_samples}) grid_.count_sample(slice, metric);
}

void V8Emitter::add_idle(std::int64_t ns, std::int64_t count) {
  if (!idle_slice_) {
    Slice idle = grid_.slice(slice_);
    if (idle.name().empty()) grid_.slice(slice_).thread = "(busy)";
    idle.thread += (idle.thread.empty() ? "" : " ") + std::string(idle_name);
    idle_slice_ = grid_.add_slice(std::move(idle));
  }
  const FrameId frame = names_.add(idle_name);
  add_cost(*idle_slice_, grid_.child(grid_.root(*idle_slice_), frame), ns, count);
}

bool V8Emitter::add(std::int64_t id, std::int64_t ns, std::int64_t count) {
  const std::uint32_t node = find(id);
  if (node == no_index || profile_.nodes_[node].name == Strings::none) {
    ++unknown_;
    base_ = grid_.root(slice_);
    add_cost(slice_, base_, ns, count);
    return true;
  }
  const Kind kind = kinds_[node];
  if (kind == Kind::collector) {
    add_cost(slice_, grid_.child(base_, frame_of(profile_.nodes_[node])), ns, count);
    return true;
  }
  if (placed_[node] == no_index && !place(node)) return false;
  base_ = kind == Kind::call ? placed_[node] : grid_.root(slice_);
  if (kind == Kind::idle) {
    add_idle(ns, count);
  } else {
    add_cost(slice_, placed_[node], ns, count);
  }
  return true;
}

namespace {

// When each sample was taken, in order of time. Most files are in order, and then nothing is kept but the times.
struct Timeline {
  std::vector<std::int64_t> ns;
  std::vector<std::uint32_t> order;  // empty: as they are

  std::size_t at(std::size_t i) const { return order.empty() ? i : order[i]; }
  std::int64_t time(std::size_t i) const { return ns[at(i)]; }
};

Timeline timeline_of(const V8Samples& samples, std::size_t count, std::int64_t start, bool is_absolute) {
  Timeline line;
  line.ns.reserve(count);
  std::int64_t now = start;
  for (std::size_t i = 0; i < count; ++i) {
    const std::int64_t value = samples.times_ns[i];
    if (is_absolute) {
      now = value;
    } else if (__builtin_add_overflow(now, value, &now)) {
      now = start;
    }
    line.ns.push_back(now);
  }
  if (std::is_sorted(line.ns.begin(), line.ns.end())) return line;
  line.order.resize(count);
  std::iota(line.order.begin(), line.order.end(), 0U);
  std::stable_sort(line.order.begin(), line.order.end(),
                   [&](std::uint32_t a, std::uint32_t b) { return line.ns[a] < line.ns[b]; });
  return line;
}

// Saturates: a file may claim any two times.
std::int64_t between(std::int64_t from, std::int64_t to) {
  const Wide difference = static_cast<Wide>(to) - from;
  constexpr Wide most = std::int64_t{1} << 62U;
  return static_cast<std::int64_t>(std::clamp<Wide>(difference, 0, most));
}

}  // namespace

Result<void> V8Profile::emit(SampleGrid& grid, FrameNames& names, std::uint32_t slice, Warnings& warnings) const {
  V8Emitter emitter(*this, grid, names, slice);
  const Error circle{ErrorKind::input, "calls in \"nodes\" are a circle: a node is its own caller"};
  if (is_estimate()) {
    const std::int64_t all = end_ns_ ? between(start_ns_, *end_ns_) : 0;
    for (const Node& node : nodes_) {
      const auto ns = static_cast<std::int64_t>(static_cast<Wide>(all) * node.hits / hits_);
      if (node.hits > 0 && !emitter.add(node.id, ns, node.hits)) return fail(circle);
    }
    return {};
  }
  const std::size_t count = std::min(samples_.nodes.size(), samples_.times_ns.size());
  const Timeline line = timeline_of(samples_, count, start_ns_, is_absolute_);
  for (std::size_t i = 0; i < count; ++i) {
    std::int64_t next = line.time(i);
    if (i + 1 < count) {
      next = line.time(i + 1);
    } else if (count > 1) {
      const auto others = static_cast<std::int64_t>(count - 1);
      __builtin_add_overflow(next, between(line.time(0), next) / others, &next);
    } else {
      next = std::max(next, end_ns_.value_or(next));
    }
    if (!emitter.add(samples_.nodes[line.at(i)], between(line.time(i), next), 1)) return fail(circle);
  }
  warnings.add("unknown-node", "sample is of a node that the profile does not have: its cost is nobody's",
               emitter.unknown());
  const std::size_t most = std::max(samples_.nodes.size(), samples_.times_ns.size());
  warnings.add("unpaired-sample", "sample without a time, or time without a sample, was left out", most - count);
  warnings.add("bad-value", "value in \"nodes\", \"samples\" or their times that is no number was left out",
               bad_values_);
  return {};
}

}  // namespace p2g

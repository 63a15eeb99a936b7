#include "src/importers/gecko/threads.h"

#include <algorithm>
#include <utility>

#include "src/base/utf8.h"

namespace p2g::gecko {
namespace {

template <class Value, class Read>
void read_column(JsonReader& json, std::deque<Value>& column, Read read) {
  if (!json.begin_array()) return;
  while (json.next_item()) {
    column.push_back(read());
    if (column.size() / 8 > json.most_items()) {
      json.fail_here("more samples than a compressed file of this size may have");
    }
  }
}

std::string repaired(std::string_view text) {
  std::string out;
  repair_utf8(text, out);
  return out;
}

}  // namespace

// Numbers of columns may be larger than those of rows, in which only raw files have them.
void Samples::read(JsonReader& json) {
  const auto read_number_column = [&] {
    const std::string& key = json.key();
    if (key == "weight") {
      read_column(json, weights, [&] { return json.decimal().value_or(Decimal()); });
    } else if (key == "weightType") {
      weight_type = json.text();
    } else if (key == "threadCPUDelta") {
      read_column(json, cpu_deltas, [&] { return json.integer().value_or(-1); });
    } else {
      return false;
    }
    return true;
  };
  std::vector<Rows> columns = read_table(json, {"stack", "threadCPUDelta"}, read_number_column);
  stacks = std::move(columns[0]);
  const auto is_known = [](Row row) { return row >= 0; };
  if (cpu_deltas.empty() && std::any_of(columns[1].begin(), columns[1].end(), is_known))
    cpu_deltas.assign(columns[1].begin(), columns[1].end());
}

void read_thread(JsonReader& json, FrameNames& names, Thread& thread) {
  if (json.peek() == JsonReader::Kind::text) {  // version 3 has threads as JSON in texts
    const std::string text(json.text());
    JsonReader part(text, json);
    if (part.peek() == JsonReader::Kind::object) read_thread(part, names, thread);
    if (!part.ok()) json.fail_here("expected a thread in the text before");
    return;
  }
  if (!json.begin_object()) return json.fail_here("expected \"{\": a thread is an object");
  while (json.next_key()) {
    const std::string& key = json.key();
    if (key == "name") {
      thread.name = repaired(json.text());
    } else if (key == "processName") {
      thread.process = repaired(json.text());
    } else if (key == "pid") {
      thread.pid = repaired(json.scalar());
    } else if (key == "tid") {
      thread.tid = repaired(json.scalar());
    } else if (key == "samples") {
      thread.samples.read(json);
    } else if (key == "nativeAllocations" || key == "jsAllocations") {
      thread.allocations.read(json);
    } else {
      thread.tables.read_member(json, names);
    }
  }
}

namespace {

class ThreadEmitter {
 public:
  ThreadEmitter(const Process& process, Tables& tables, SampleGrid& grid, std::uint32_t slice, Told& told)
      : process_(process), tables_(tables), grid_(grid), slice_(slice), told_(told) {}

  Result<void> add_samples(const Samples& samples);
  Result<void> add_allocations(const Samples& samples);

 private:
  Result<std::uint32_t> place(Row stack);
  void add_cost(const Samples& samples, std::size_t row, std::uint32_t node);
  void add_cpu(const Samples& samples, std::size_t row, std::uint32_t node);

  const Process& process_;
  Tables& tables_;
  SampleGrid& grid_;
  std::uint32_t slice_;
  Told& told_;
};

Decimal one_of(const Samples& samples, std::size_t row) {
  if (row < samples.weights.size()) return samples.weights[row];
  Decimal one;
  one.whole = 1;
  return one;
}

Result<std::uint32_t> ThreadEmitter::place(Row stack) {
  const std::uint32_t node = tables_.place(stack, slice_, grid_);
  if (node != no_index) return node;
  return fail({ErrorKind::input, "stack " + std::to_string(stack) + " does not exist, or is its own caller"});
}

Result<void> ThreadEmitter::add_samples(const Samples& samples) {
  for (std::size_t row = 0; row < samples.stacks.size(); ++row) {
    if (samples.stacks[row] < 0) {
      ++told_.without_stack;
      continue;
    }
    P2G_TRY_ASSIGN(const std::uint32_t node, place(samples.stacks[row]));
    add_cost(samples, row, node);
    add_cpu(samples, row, node);
  }
  return {};
}

void ThreadEmitter::add_cost(const Samples& samples, std::size_t row, std::uint32_t node) {
  const Decimal weight = one_of(samples, row);
  if (weight.negative) {
    ++told_.given_back;
    return;
  }
  if (samples.weight_type == "bytes") {
    grid_.add(node, memory, weight);
    grid_.count_sample(slice_, memory);
    return;
  }
  if (samples.weight_type == "tracing-ms") {
    constexpr std::int64_t ns_of_ms = 1'000'000;
    std::int64_t ns = 0;
    if (__builtin_mul_overflow(weight.whole, ns_of_ms, &ns)) ns = Decimal::one;  // the sum will be too large
    grid_.add(node, time, ns + weight.fraction / (Decimal::one / ns_of_ms));
    grid_.count_sample(slice_, time);
    return;
  }
  grid_.add(node, gecko::samples, weight);
  grid_.count_sample(slice_, gecko::samples);
  std::int64_t ns = 0;
  if (process_.interval_ns <= 0 || __builtin_mul_overflow(weight.whole, process_.interval_ns, &ns)) return;
  told_.has_estimates = true;
  grid_.add(node, time, ns);
  grid_.count_sample(slice_, time);
}

// A delta is what the thread worked since the sample before; that of the first is of all before.
void ThreadEmitter::add_cpu(const Samples& samples, std::size_t row, std::uint32_t node) {
  if (row >= samples.cpu_deltas.size()) return;
  grid_.offer(slice_, cpu);
  if (row == 0 || samples.cpu_deltas[row] < 0) return;
  const bool is_micro = process_.cpu_unit == "µs" || process_.cpu_unit == "us";
  told_.has_cycles = told_.has_cycles || (!is_micro && process_.cpu_unit != "ns");
  std::int64_t value = samples.cpu_deltas[row];
  if (is_micro && __builtin_mul_overflow(value, 1000, &value)) value = Decimal::one;
  grid_.add(node, cpu, value);
}

Result<void> ThreadEmitter::add_allocations(const Samples& samples) {
  for (std::size_t row = 0; row < samples.stacks.size() && row < samples.weights.size(); ++row) {
    if (samples.weights[row].negative) {
      ++told_.given_back;
      continue;
    }
    std::uint32_t node = grid_.root(slice_);
    if (samples.stacks[row] >= 0) {
      P2G_TRY_ASSIGN(node, place(samples.stacks[row]));
    }
    grid_.add(node, memory, samples.weights[row]);
    grid_.count_sample(slice_, memory);
  }
  return {};
}

}  // namespace

Result<void> emit_thread(Thread& thread, Process& process, FrameNames& names, SampleGrid& grid, Told& told) {
  const std::uint32_t slice = grid.add_slice({thread.process, thread.name, thread.pid, thread.tid});
  Tables& tables = thread.tables.has_stacks() ? thread.tables : process.shared;
  if (&tables == &thread.tables) {
    tables.complete(process.shared);
    P2G_TRY(tables.prepare(names, process.libraries));
  }
  const bool is_weighed = thread.samples.weight_type == "bytes" || thread.samples.weight_type == "tracing-ms";
  grid.offer(slice, !is_weighed ? samples : thread.samples.weight_type == "bytes" ? memory : time);
  ThreadEmitter emitter(process, tables, grid, slice, told);
  P2G_TRY(emitter.add_samples(thread.samples));
  P2G_TRY(emitter.add_allocations(thread.allocations));
  thread = {};
  return {};
}

}  // namespace p2g::gecko

#include "src/importers/trace/threads.h"

#include <string>
#include <utility>

#include "src/base/utf8.h"

namespace p2g::trace {
namespace {

std::uint64_t pair_of(StringId a, StringId b) { return std::uint64_t{a} << 32U | b; }

std::string repaired(std::string_view text) {
  std::string out;
  repair_utf8(text, out);
  return out;
}

}  // namespace

std::uint32_t Threads::thread(std::string_view pid, std::string_view tid) {
  const StringId process = strings_.intern(pid);
  const StringId own = strings_.intern(tid);
  const auto [known, is_new] = numbers_.try_emplace(pair_of(process, own), static_cast<std::uint32_t>(threads_.size()));
  if (is_new) threads_.push_back({process, own});
  return known->second;
}

void Threads::name_thread(std::string_view pid, std::string_view tid, std::string_view name) {
  const std::uint64_t ids = pair_of(strings_.intern(pid), strings_.intern(tid));
  thread_names_[ids] = strings_.intern(name);
}

void Threads::name_process(std::string_view pid, std::string_view name) {
  process_names_[strings_.intern(pid)] = strings_.intern(name);
}

std::uint32_t Threads::slice(std::uint32_t thread, SampleGrid& grid) {
  Thread& each = threads_[thread];
  if (each.slice != no_index) return each.slice;
  Slice slice;
  slice.pid = repaired(strings_[each.pid]);
  slice.tid = repaired(strings_[each.tid]);
  if (const auto name = process_names_.find(each.pid); name != process_names_.end())
    slice.process = repaired(strings_[name->second]);
  if (const auto name = thread_names_.find(pair_of(each.pid, each.tid)); name != thread_names_.end())
    slice.thread = repaired(strings_[name->second]);
  each.slice = grid.add_slice(std::move(slice));
  return each.slice;
}

}  // namespace p2g::trace

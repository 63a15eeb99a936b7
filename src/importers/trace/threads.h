// The threads of a trace: which slice of the grid each is, and what they are called. Names may come anywhere in a file.
#pragma once

#include <cstdint>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "src/base/strings.h"
#include "src/importers/kit/sample_grid.h"

namespace p2g::trace {

class Threads {
 public:
  // A number for the thread, dense in order of first appearance.
  std::uint32_t thread(std::string_view pid, std::string_view tid);
  void name_thread(std::string_view pid, std::string_view tid, std::string_view name);
  void name_process(std::string_view pid, std::string_view name);
  std::size_t size() const { return threads_.size(); }

  // As the grid shows it; the first call of each thread makes a slice.
  std::uint32_t slice(std::uint32_t thread, SampleGrid& grid);

 private:
  struct Thread {
    StringId pid;
    StringId tid;
    std::uint32_t slice = no_index;
  };

  Strings strings_;
  std::vector<Thread> threads_;
  std::unordered_map<std::uint64_t, std::uint32_t> numbers_;  // looked up only
  std::unordered_map<std::uint64_t, StringId> thread_names_;  // by both ids
  std::unordered_map<StringId, StringId> process_names_;
};

}  // namespace p2g::trace

// Reports for people that list each function between its callers and its callees, as gprof prints them and others after
// it:
//
//        0.03   0.00    50/1834     maybe [13]        a caller: what of this function's cost it gets
//   [2]  68.8   1.17    0.00  1834  burn [2]          the function
//        0.10   0.02    20/20       spin [5]          a callee
//
// Functions are known by their numbers, because static functions of one name are different ones.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "src/base/result.h"
#include "src/importers/kit/calls_builder.h"
#include "src/model/profile.h"

namespace p2g {

// The last parts of a line: `operator[](int) <cycle 2> [12]`.
struct ReportName {
  std::string_view name;
  std::uint64_t number = 0;  // 0: none
  std::uint64_t cycle = 0;   // 0: none
  bool is_whole = false;     // `<cycle 2 as a whole>`
};
ReportName split_report_name(std::string_view text);

// A number with a decimal point or comma as a weight with so many decimals; nothing when it is none. "nan" is 0.
std::optional<Weight> report_number(std::string_view text, int decimals, std::int64_t factor = 1);

class CallReport {
 public:
  using Index = std::uint32_t;

  // The function of a number or, without one, of a name: then the first that has it, or one that has no entry.
  Index function(const ReportName& name);
  // What the function's own line says; `calls` without `recursive` ones.
  void set_entry(Index function, Weight self, Weight cumulative, std::int64_t calls, std::int64_t recursive);
  // A line of a caller or callee; without costs (calls within a cycle) `cost` is unknown_weight. That of the caller's
  // entry is the one that counts.
  void add_call(Index caller, Index callee, std::int64_t calls, Weight cost, bool is_callers);

  bool has_entries() const { return entries_ > 0; }
  std::size_t size() const { return functions_.size() + calls_.size(); }
  bool has_name(const std::string& name) const { return by_name_.contains(name); }
  // Fills in the profile's data, total and metric. `guessed`: costs of calls are shared out by their numbers.
  Result<void> finish(Profile& profile, const Metric& metric, int workers, bool guessed);

 private:
  struct Function {
    std::string name;
    std::uint64_t number = 0;
    std::uint64_t cycle = 0;
    bool has_entry = false;
    Figures figures{};
    Weight entering = 0;  // from outside of its cycle
  };
  struct Call {
    Index caller;
    Index callee;
    std::int64_t calls;
    Weight cost;
    bool is_callers;
  };

  std::vector<FrameId> make_frames(Profile& profile) const;
  void settle_cycles();
  void mark(Profile& profile, const std::vector<FrameId>& frames, bool guessed) const;

  std::vector<Function> functions_;
  std::unordered_map<std::uint64_t, Index> by_number_;
  std::unordered_map<std::string, Index> by_name_;
  std::vector<Call> calls_;
  std::unordered_map<std::uint64_t, std::size_t> call_of_pair_;
  std::size_t entries_ = 0;
};

}  // namespace p2g

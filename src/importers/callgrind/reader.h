// Reads the lines of a callgrind file. callgrind.cc has the grammar.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "src/base/result.h"
#include "src/base/wide.h"
#include "src/importers/callgrind/activations.h"
#include "src/importers/callgrind/costs.h"
#include "src/importers/callgrind/events.h"
#include "src/importers/callgrind/names.h"
#include "src/importers/importer.h"
#include "src/importers/kit/line_problems.h"
#include "src/importers/kit/signed_stacks.h"
#include "src/model/profile.h"

namespace p2g::callgrind {

class Reader {
 public:
  Reader(const Source& source, const ReadOptions& options, Profile& profile)
      : source_(source),
        options_(options),
        profile_(profile),
        names_{{Names(strings(), "???"), Names(strings(), "???"), Names(strings(), {})}},
        unknown_function_(strings().intern("???")),
        object_(names_[object].nothing()),
        file_(object_),
        inlined_(object_) {}

  Result<void> add_line(const TextLine& line) {
    if (add_plain(line.raw)) return {};
    return add_any(line);
  }
  Result<void> finish();

 private:
  enum Kind : std::uint8_t { object, file, function };
  // What the next line of numbers belongs to.
  enum class Next : std::uint8_t { self, call, jump };

  Strings& strings() { return profile_.frames.strings(); }
  Error error_at(const TextLine& line, std::size_t column, std::string message) const;

  Result<void> add_word(const TextLine& line);
  bool set_name(std::uint32_t key, std::string_view value);
  void begin_function(std::string_view name);
  Result<void> begin_call(const TextLine& line, std::string_view value);
  Result<void> add_header(const TextLine& line, std::string_view key, std::string_view value);
  Result<void> begin_events(const TextLine& line, std::string_view names);
  Result<void> begin_positions(const TextLine& line, std::string_view names);
  Result<void> check_room(const TextLine& line) const;

  Result<void> add_numbers(const TextLine& line);
  bool read_positions(std::string_view& text);
  bool take_cost(std::string_view& text, Weight& value);
  bool take_fraction(std::string_view& text, Weight& value);
  void rescale(int decimals);
  void spend();
  void book(Weight cost);

  void note_given(std::string_view text);

  Result<void> add_any(const TextLine& raw);
  // Lines that are as nearly all are, at once: false, and nothing is done, where there is anything else in one.
  bool add_plain(std::string_view line);
  bool add_plain_numbers(const char* at, const char* end);

  Result<void> choose_metric();
  void offer_totals();
  void warn();

  const Source& source_;
  const ReadOptions& options_;
  Profile& profile_;
  std::array<Names, 3> names_;  // by Kind
  StringId unknown_function_;
  Events events_;
  Costs costs_;
  Activations activations_;
  SignedRoom room_;

  bool has_instr_ = false;
  bool has_line_ = true;
  std::array<std::int64_t, 2> position_{};  // of the line of numbers before
  std::vector<Weight> values_;              // of the line that is being read, by column
  std::vector<Wide> totals_;                // of self costs, by column
  bool is_bad_ = false;                     // a cost was no number
  bool is_one_column_ = false;              // the metric is what one column says
  std::size_t wanted_column_ = 0;
  std::int64_t scale_ = 1;  // values are in units of 1/scale_
  int decimals_ = 0;

  StringId object_, file_, inlined_;  // empty: unknown
  bool has_fl_ = false;
  bool has_function_ = false;
  FunctionIndex function_ = 0;
  StringId callee_object_ = Strings::none, callee_file_ = Strings::none, callee_ = Strings::none;
  Next next_ = Next::self;
  std::int64_t calls_ = 0;
  std::int64_t callee_line_ = 0;

  LineProblems problems_{"callgrind's files", "lines of fn=NAME, calls=COUNT, positions and costs"};
  std::uint64_t lines_of_numbers_ = 0;
  std::uint64_t surplus_ = 0;
  std::string creator_;
  bool is_callgrind_ = false, is_xdebug_ = false, is_ours_ = false;
  std::int64_t said_before_ = 0, said_after_ = 0;  // sums of `summary:` and `totals:`, first event
};

}  // namespace p2g::callgrind

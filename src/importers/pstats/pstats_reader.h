// Reads a pstats file. There are two ways through it, and each entry takes one of them:
//
//   plain entries   what ordinary files consist of: read by PlainRows in one step, then left waiting, because what they
//                   refer to is still on the way from memory; take_waiting() brings a hundred into the profile at once
//                   (pstats_reader.cc)
//   the others      any marshalled spelling of the same, item by item (pstats_entries.cc). Nothing may wait then, for
//                   they refer to what was read before them
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "src/base/result.h"
#include "src/base/source.h"
#include "src/importers/importer.h"
#include "src/importers/pstats/functions.h"
#include "src/importers/pstats/marshal.h"
#include "src/importers/pstats/plain_rows.h"
#include "src/importers/pstats/timed_calls.h"
#include "src/model/profile.h"

namespace p2g {

class PstatsReader {
 public:
  PstatsReader(Source& source, const ReadOptions& options);

  // Once.
  Result<Profile> read();

 private:
  // What references stand for (MarshalReader::remember), beside PstatsFunctions::meaning.
  enum Meaning : std::uint8_t {
    function_value = PstatsFunctions::meaning + 1,  // index into read_before_
    callers_dict,                                   // index into read_before_
    caller_value,                                   // index into caller_values_
  };
  // A function's callers, or its whole value, that may be referred to later: edges [begin, end).
  struct ReadBefore {
    TimedFigures figures;  // of the function
    std::size_t begin;
    std::size_t end;
  };
  // A function, or a caller of the function before it, that has been read and is not yet in the profile.
  struct Waiting {
    bool is_caller;
    bool is_reference;
    std::uint32_t key;   // slot of a reference, or index into waiting_keys_
    std::uint64_t byte;  // of the key
    PlainRow row;
  };
  static constexpr std::size_t most_waiting = 128;

  // Plain entries.
  void read_functions();
  void read_callers();
  void read_dict_of_callers();
  [[gnu::always_inline]] inline bool read_plain_caller();  // the innermost loop of most files
  inline Waiting& next_waiting(bool is_caller);
  bool read_waiting_key(Waiting& waiting);
  inline void let_wait();
  void take_waiting();
  void intern_keys();
  inline FrameId interned_key(const Waiting& waiting);
  FrameId refuse_key(std::uint64_t byte);
  void bound_items();

  // The others.
  void read_metadata(std::uint64_t begin);
  void read_function(FrameId function);
  void read_function_figures(TimedFigures& figures);
  void read_other_callers();
  void read_caller(FrameId caller);
  void read_caller_figures(const MarshalItem& head, TimedFigures& figures);
  void copy_callers(const MarshalItem& reference);
  void remember_callers(const MarshalItem& head, Meaning meaning, const TimedFigures& figures, std::size_t begin);
  std::int64_t calls() { return read_integer(in_, in_.next(), "a number of calls"); }
  double seconds();

  // The whole.
  void note_rest();
  Result<void> finish();
  std::string_view producer() const;

  const Source& source_;
  const bool by_line_;  // of sampled lines
  const bool with_lines_;
  Profile profile_;
  TimedCalls calls_;
  MarshalReader in_;
  PlainRows plain_;
  PstatsFunctions functions_;
  std::array<Waiting, most_waiting> waiting_;  // entries are read into their place here, and never copied
  std::size_t waiting_size_ = 0;
  std::vector<PlainKey> waiting_keys_;
  std::vector<FrameId> interned_keys_;  // of waiting_keys_
  FrameId function_ = no_frame;         // whose callers are read, once it does not wait any more
  std::vector<ReadBefore> read_before_;
  std::vector<TimedFigures> caller_values_;
  std::uint64_t unknown_entries_ = 0;
  bool sampled_ = false;  // calls are numbers of samples
  std::uint64_t unknown_bytes_ = 0;
};

// Whether a file begins like one: a dict whose first key is a tuple of three or one that begins with text, or an empty
// dict.
Sniff sniff_pstats(std::string_view head);

// Mind the order: a function's primitive calls come first, a caller's second.
inline TimedFigures function_figures(const PlainRow& row) {
  return {row.integers[1], row.integers[0], true, row.reals[0], row.reals[1]};
}
inline TimedFigures caller_figures(const PlainRow& row) {
  return {row.integers[0], row.integers[1], true, row.reals[0], row.reals[1]};
}

}  // namespace p2g

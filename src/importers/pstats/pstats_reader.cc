#include "src/importers/pstats/pstats_reader.h"

#include <algorithm>
#include <string>
#include <utility>

#include "src/importers/pstats/sampled.h"

namespace p2g {

PstatsReader::PstatsReader(Source& source, const ReadOptions& options)
    : source_(source),
      by_line_(options.by_line),
      with_lines_(options.with_lines),
      calls_(profile_, options.workers),
      in_(source, profile_.frames.strings()),
      plain_(in_),
      functions_(in_, profile_.frames) {
  profile_.format = "pstats";
  profile_.files = {source.name()};
  // The least that cProfile writes for a function and for a caller. The size is the file's own, yet bounded.
  const std::uint64_t size = std::min(source.size_hint(), std::uint64_t{1} << 30);
  calls_.reserve(size / 60, size / 32);
  profile_.frames.reserve(size / 60);
  profile_.frames.expect(size / 250);  // with the usual five callers each
}

Result<Profile> PstatsReader::read() {
  read_functions();
  take_waiting();
  note_rest();
  if (!in_.ok()) return fail(in_.cursor().take_error());
  P2G_TRY(finish());
  return std::move(profile_);
}

// ---- Plain entries -------------------------------------------------------------------------------------------------

// The place of an entry that is read next; it counts once let_wait() is called. There is always one that is free.
inline PstatsReader::Waiting& PstatsReader::next_waiting(bool is_caller) {
  Waiting& waiting = waiting_[waiting_size_];
  waiting.is_caller = is_caller;
  waiting.is_reference = true;
  waiting.byte = in_.cursor().offset();
  return waiting;
}

inline void PstatsReader::let_wait() {
  if (++waiting_size_ == most_waiting) take_waiting();
}

// Until the next take_waiting(). 0 after an error.
inline FrameId PstatsReader::interned_key(const Waiting& waiting) {
  if (!in_.ok()) return 0;
  if (!waiting.is_reference) return interned_keys_[waiting.key];
  std::int64_t function = 0;
  if (!in_.for_slot(waiting.key, PstatsFunctions::meaning, function)) return refuse_key(waiting.byte);
  return static_cast<FrameId>(function);
}

void PstatsReader::read_functions() {
  const MarshalItem top = in_.next();
  if (top.type != MarshalType::dict) return in_.fail_expected(top, "a dict of functions", std::string(pstats_hint));
  while (in_.ok()) {
    Waiting& waiting = next_waiting(false);
    if (!read_waiting_key(waiting)) {
      take_waiting();
      const MarshalItem item = in_.next();
      if (item.type == MarshalType::end) return;
      if (item.type == MarshalType::tuple && !item.by_reference && item.payload == 1) {
        read_metadata(item.byte);
      } else {
        read_function(functions_.read(item));
      }
    } else if (plain_.read_tuple_with_row(1, waiting.row)) {
      let_wait();
      read_callers();
    } else {
      take_waiting();
      read_function(interned_key(waiting));
    }
  }
}

void PstatsReader::read_callers() {
  if (plain_.read_dict()) return read_dict_of_callers();
  take_waiting();
  read_other_callers();
}

// False, and nothing is consumed, when its key is not plain.
inline bool PstatsReader::read_plain_caller() {
  Waiting& waiting = next_waiting(true);
  if (plain_.read_reference_and_row(waiting.key, waiting.row)) {
    let_wait();
    return true;
  }
  if (!read_waiting_key(waiting)) return false;
  if (plain_.read_tuple_with_row(0, waiting.row)) {
    let_wait();
  } else {
    take_waiting();
    read_caller(interned_key(waiting));
  }
  return true;
}

void PstatsReader::read_dict_of_callers() {
  while (in_.ok() && !plain_.read_end()) {
    if (read_plain_caller()) continue;
    take_waiting();
    const MarshalItem item = in_.next();
    if (item.type == MarshalType::end) return;  // marked as an object that is referred to, which it cannot be
    read_caller(functions_.read(item));
  }
}

bool PstatsReader::read_waiting_key(Waiting& waiting) {
  waiting.is_reference = plain_.read_reference(waiting.key);
  if (waiting.is_reference) return true;
  PlainKey key{};
  if (!plain_.read_key(key)) return false;
  waiting.key = static_cast<std::uint32_t>(waiting_keys_.size());
  waiting_keys_.push_back(key);
  return true;
}

FrameId PstatsReader::refuse_key(std::uint64_t byte) {
  in_.cursor().fail_at(byte, "expected a function as (file, line, name), found a reference to something else");
  return 0;
}

// In the order of the file: a caller belongs to the function that was read last.
void PstatsReader::take_waiting() {
  const std::size_t size = std::exchange(waiting_size_, 0);
  if (!in_.ok()) return;
  bound_items();
  intern_keys();
  for (std::size_t i = 0; i < size; ++i) {
    const Waiting& waiting = waiting_[i];
    const FrameId function = interned_key(waiting);
    if (!in_.ok()) break;
    if (waiting.is_caller) {
      calls_.add_edge(function, function_, caller_figures(waiting.row));
    } else {
      calls_.add_function(function_ = function, function_figures(waiting.row));
    }
  }
}

// Before the entries: they may refer to keys that wait with them.
void PstatsReader::intern_keys() {
  plain_.intern_texts();
  interned_keys_.clear();
  for (const PlainKey& key : waiting_keys_) {
    const FrameId function = functions_.add(key.byte, key.first, key.number, plain_.interned_text(key.second));
    in_.remember(key.slot, MarshalType::tuple, PstatsFunctions::meaning, function);
    interned_keys_.push_back(function);
  }
  waiting_keys_.clear();
}

void PstatsReader::bound_items() {
  const std::uint64_t items = std::max(calls_.edges(), in_.references());
  if (items <= source_.most_items()) return;
  in_.cursor().fail_at(in_.cursor().offset(), "expected fewer calls in a compressed file of this size",
                       "unpack it: prof2graph reads as many as a file has bytes");
}

// ---- The whole -----------------------------------------------------------------------------------------------------

// Python reads over what follows. It may be a whole profile: `cat a.prof b.prof`.
void PstatsReader::note_rest() {
  if (!in_.ok()) return;
  const bool is_profile = sniff_pstats(in_.cursor().peek_rest(16)) == Sniff::certain;
  const std::uint64_t bytes = in_.cursor().skip_rest(Source::most_counted);
  if (bytes == 0) return;
  std::string text = Source::unread_text(bytes) + " after the profile were not read";
  if (is_profile) text += ": another profile? Files are merged by naming them: prof2graph a.prof b.prof";
  profile_.warnings.add("trailing-bytes", text);
}

Result<void> PstatsReader::finish() {
  if (!sampled_) calls_.expect_agreement();  // samples of a call and of its ends are counted apart
  P2G_TRY(calls_.finish());
  profile_.producer = producer();
  if (sampled_) {
    profile_.calls().counted = Counted::samples;
    join_sampled_lines(profile_, by_line_, with_lines_);
  }
  Warnings& warnings = profile_.warnings;
  warnings.add("invalid-utf8", "name that is not valid UTF-8 was repaired with U+FFFD", in_.repaired_texts());
  warnings.add("huge-number", huge_number_text, in_.clamped_integers() + functions_.far_lines());
  warnings.add("unknown-entry", "an entry is not a function; it was skipped", unknown_entries_);
  return {};
}

// Only the sampling profiler says who it is; the others are told apart by what they write.
std::string_view PstatsReader::producer() const {
  if (sampled_) return "tachyon";
  if (calls_.has_timed_edges()) return "cProfile";
  if (calls_.has_counted_edges()) return "profile";
  return {};
}

}  // namespace p2g

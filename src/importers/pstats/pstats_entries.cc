// Entries of a pstats file in any spelling, item by item: of old Pythons, other programs, and files made by hand.
#include <algorithm>

#include "src/importers/pstats/pstats_reader.h"

namespace p2g {
namespace {

std::int64_t bounded_sum(std::int64_t a, std::int64_t b) {
  constexpr std::int64_t limit = std::int64_t{1} << 61;
  return std::clamp(a + b, -limit, limit);
}

}  // namespace

// ("__sampled__",): True, and whatever later versions may say in this way.
void PstatsReader::read_metadata(std::uint64_t begin) {
  const StringId name = functions_.read_text("the name of an entry");
  const MarshalItem value = in_.next();
  in_.skip_items(value);
  if (!in_.ok()) return;
  if (profile_.frames.strings()[name] == "__sampled__") {
    sampled_ = value.type != MarshalType::boolean || value.payload != 0;
    return;
  }
  ++unknown_entries_;
  unknown_bytes_ += in_.cursor().offset() - begin;
  // All of them together, as if they were one: each alone may be small.
  in_.cursor().bound_skipped(in_.cursor().offset() - unknown_bytes_);
}

// The value of a function whose key has been read.
void PstatsReader::read_function(FrameId function) {
  function_ = function;
  const MarshalItem head = in_.next();
  if (head.meaning == function_value) {
    calls_.add_function(function, read_before_[static_cast<std::size_t>(head.payload)].figures);
    return copy_callers(head);
  }
  if (head.type != MarshalType::tuple || head.by_reference || head.payload != 5) {
    return in_.fail_expected(head, "a function's (primitive calls, calls, self time, cumulative time, callers)");
  }
  TimedFigures figures;
  read_function_figures(figures);
  if (!in_.ok()) return;
  calls_.add_function(function, figures);
  const std::size_t begin = calls_.edges();
  read_callers();
  remember_callers(head, function_value, figures, begin);
}

void PstatsReader::read_function_figures(TimedFigures& figures) {
  if (PlainRow row; plain_.read_row(row)) {
    figures = function_figures(row);
    return;
  }
  figures.primitive_calls = calls();
  figures.calls = calls();
  figures.self_s = seconds();
  figures.cumulative_s = seconds();
}

// The dict of a function's callers, or a reference to one.
void PstatsReader::read_other_callers() {
  const MarshalItem head = in_.next();
  if (head.meaning == callers_dict) return copy_callers(head);
  if (head.type != MarshalType::dict || head.by_reference) return in_.fail_expected(head, "a dict of callers");
  const std::size_t begin = calls_.edges();
  read_dict_of_callers();
  remember_callers(head, callers_dict, {}, begin);
}

// Edges that a reference may want again are counted when the last of them is in the profile, so none may wait.
void PstatsReader::remember_callers(const MarshalItem& head, Meaning meaning, const TimedFigures& figures,
                                    std::size_t begin) {
  if (head.slot == MarshalItem::no_slot) return;
  take_waiting();
  in_.remember(head, meaning, read_before_.size());
  read_before_.push_back({figures, begin, calls_.edges()});
}

// Callers that several functions share are written once (hand-made profiles: one dict for all).
void PstatsReader::copy_callers(const MarshalItem& reference) {
  const ReadBefore callers = read_before_[static_cast<std::size_t>(reference.payload)];
  // A kilobyte of references to one large dict must not become a gigabyte.
  if (calls_.edges() + (callers.end - callers.begin) > in_.cursor().offset()) {
    return in_.cursor().fail_at(reference.byte, "expected fewer references to one dict of callers");
  }
  calls_.copy_edges(callers.begin, callers.end, function_);
}

// The value of a caller whose key has been read.
void PstatsReader::read_caller(FrameId caller) {
  const MarshalItem head = in_.next();
  TimedFigures figures;
  if (head.meaning == caller_value) {
    figures = caller_values_[static_cast<std::size_t>(head.payload)];
  } else if (head.type == MarshalType::tuple) {
    read_caller_figures(head, figures);
  } else {
    figures.calls = read_integer(in_, head, "a caller's figures");
    figures.primitive_calls = -1;
    figures.has_times = false;
  }
  if (!in_.ok()) return;
  if (head.slot != MarshalItem::no_slot) {
    in_.remember(head, caller_value, caller_values_.size());
    caller_values_.push_back(figures);
  }
  calls_.add_edge(caller, function_, figures);
}

// (calls, primitive calls, self time, cumulative time), once or several times: old versions of Stats.add only put one
// tuple after the other.
void PstatsReader::read_caller_figures(const MarshalItem& head, TimedFigures& figures) {
  if (head.by_reference || head.payload == 0 || head.payload % 4 != 0) {
    return in_.fail_expected(head, "a caller's (calls, primitive calls, self time, cumulative time)");
  }
  PlainRow row;
  if (head.payload == 4 && plain_.read_row(row)) {
    figures = caller_figures(row);
    return;
  }
  for (std::int64_t i = 0; i < head.payload && in_.ok(); i += 4) {
    figures.calls = bounded_sum(figures.calls, calls());
    figures.primitive_calls = bounded_sum(figures.primitive_calls, calls());
    figures.self_s += seconds();
    figures.cumulative_s += seconds();
  }
}

double PstatsReader::seconds() {
  const MarshalItem item = in_.next();
  if (item.type == MarshalType::real) return item.real();
  if (item.type != MarshalType::integer) in_.fail_expected(item, "a time in seconds");
  return static_cast<double>(item.payload);
}

}  // namespace p2g

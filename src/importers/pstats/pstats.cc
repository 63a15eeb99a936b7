// pstats: what cProfile, profile.py, `python -m profile`, pstats.Stats.dump_stats, PyPy and the sampling profiler of
// Python 3.15 write. One marshalled dict:
//
//   {(file, line, name): (primitive calls, calls, self s, cumulative s, {caller key: caller value, …}), …}
//
// A caller's value is (calls, primitive calls, self s, cumulative s) from cProfile (mind the order), several of those
// one after the other from old pstats.add, or a bare number of calls from profile.py and the sampling profiler. The
// latter adds ("__sampled__",): True. `python -m profile` has the key ("profile", 0, <code object>).
#include <algorithm>
#include <cmath>
#include <optional>
#include <unordered_map>

#include "src/importers/importer.h"
#include "src/importers/kit/calls_builder.h"
#include "src/importers/kit/sampled.h"
#include "src/importers/pstats/marshal.h"

namespace p2g {
namespace {

// What references stand for (MarshalReader::remember).
enum Meaning : std::uint8_t {
  function_key = 1,  // payload: FrameId
  function_value,    // index into read_before_
  callers_dict,      // index into read_before_
  caller_value,      // index into caller_values_
};

// A function's callers, or its whole value, that may be referred to later: edges [begin, end).
struct ReadBefore {
  Figures figures;  // of the function
  std::size_t begin;
  std::size_t end;
};

// A function, or a caller of the function before it, that has been read and is not yet in the profile: what its key
// refers to is still on the way from memory. Ordinary files consist of nothing else.
struct Waiting {
  bool is_caller;
  bool is_reference;
  std::uint32_t key;   // slot of a reference, or index into waiting_keys_
  std::uint64_t byte;  // of the key
  MarshalRow row;
};
constexpr std::size_t most_waiting = 128;

constexpr std::string_view hint = "pstats files are what cProfile writes: python -m cProfile -o FILE PROGRAM";

std::int64_t bounded_sum(std::int64_t a, std::int64_t b) {
  constexpr std::int64_t limit = std::int64_t{1} << 61;
  return std::clamp(a + b, -limit, limit);
}

// Mind the order.
Figures caller_figures(const MarshalRow& row) {
  return {row.integers[0], row.integers[1], true, row.reals[0], row.reals[1]};
}
Figures function_figures(const MarshalRow& row) {
  return {row.integers[1], row.integers[0], true, row.reals[0], row.reals[1]};
}

Sniff sniff_pstats(std::string_view head);

class PstatsReader {
 public:
  PstatsReader(Source& source, int threads)
      : source_(source),
        profile_(Frames::Form::keys),
        calls_(profile_, threads),
        in_(source, profile_.frames.strings()) {
    profile_.format = "pstats";
    profile_.files = {source.name()};
    // The least that cProfile writes for a function and for a caller. The size is the file's own, yet bounded.
    const std::uint64_t size = std::min(source.size_hint(), std::uint64_t{1} << 30);
    calls_.reserve(size / 60, size / 32);
    profile_.frames.reserve(size / 60);
    profile_.frames.expect(size / 250);  // with the usual five callers each
  }

  Result<Profile> read() {
    read_functions();
    settle();
    note_rest();
    if (!in_.ok()) return fail(in_.cursor().take_error());
    finish();
    return std::move(profile_);
  }

 private:
  void read_functions();
  void read_metadata(std::uint64_t begin);
  void note_rest();
  void read_function(FrameId function);
  void read_callers();
  void read_dict_of_callers();
  void read_caller(FrameId caller);
  void read_caller_figures(const MarshalItem& head, Figures& figures);
  bool read_waiting_key(Waiting& waiting);
  void wait(const Waiting& waiting);
  void settle();
  void bound_items();
  FrameId settled_key(const Waiting& waiting);
  void copy_callers(const MarshalItem& reference);
  FrameId read_key(const MarshalItem& head);
  FrameId add_function(std::uint64_t byte, StringId file, std::int64_t line, StringId name);
  void bound_texts(std::uint64_t byte, StringId file, StringId name);
  StringId read_text(std::string_view what);
  std::int64_t integer(const MarshalItem& item, std::string_view what);
  std::int64_t calls() { return integer(in_.next(), "a number of calls"); }
  double seconds();
  void finish();
  std::string_view producer() const;

  const Source& source_;
  Profile profile_;
  CallsBuilder calls_;
  MarshalReader in_;
  std::vector<Waiting> waiting_;
  std::vector<MarshalKey> waiting_keys_;
  std::vector<FrameId> settled_keys_;  // of waiting_keys_
  FrameId function_ = no_frame;        // whose callers are read, once it does not wait any more
  std::vector<ReadBefore> read_before_;
  std::vector<Figures> caller_values_;
  std::unordered_map<StringId, StringId> code_names_;  // name of a code object: what stands for the object
  std::uint64_t long_texts_bytes_ = 0;
  std::uint64_t far_lines_ = 0;
  std::uint64_t unknown_entries_ = 0;
  std::uint64_t unknown_bytes_ = 0;
};

// ---- The file ------------------------------------------------------------------------------------------------------

void PstatsReader::read_functions() {
  const MarshalItem top = in_.next();
  if (top.type != MarshalType::dict) return in_.fail_expected(top, "a dict of functions", std::string(hint));
  while (in_.ok()) {
    Waiting waiting{};
    if (read_waiting_key(waiting)) {
      if (in_.read_tuple_with_row(1, waiting.row)) {
        wait(waiting);
        read_callers();
      } else {
        settle();
        read_function(settled_key(waiting));
      }
      continue;
    }
    settle();
    const MarshalItem item = in_.next();
    if (item.type == MarshalType::end) return;
    if (item.type == MarshalType::tuple && !item.by_reference && item.payload == 1) {
      read_metadata(item.byte);
    } else {
      read_function(read_key(item));
    }
  }
}

// ("__sampled__",): True, and whatever later versions may say in this way.
void PstatsReader::read_metadata(std::uint64_t begin) {
  const StringId name = read_text("the name of an entry");
  const MarshalItem value = in_.next();
  in_.skip_items(value);
  if (!in_.ok()) return;
  if (profile_.frames.strings()[name] == "__sampled__") {
    profile_.sampled = value.type != MarshalType::boolean || value.payload != 0;
  } else {
    ++unknown_entries_;
    unknown_bytes_ += in_.cursor().offset() - begin;
    in_.cursor().bound_skipped(in_.cursor().offset() - unknown_bytes_);
  }
}

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

FrameId PstatsReader::read_key(const MarshalItem& head) {
  if (head.meaning == function_key) return static_cast<FrameId>(head.payload);
  if (head.type != MarshalType::tuple || head.by_reference || head.payload != 3) {
    in_.fail_expected(head, "a function as (file, line, name)", std::string(hint));
    return 0;
  }
  const StringId file = read_text("a file name");
  const std::int64_t line = integer(in_.next(), "a line number");
  const StringId name = read_text("a function name");
  if (!in_.ok()) return 0;
  const FrameId frame = add_function(head.byte, file, line, name);
  in_.remember(head, function_key, frame);
  return frame;
}

FrameId PstatsReader::add_function(std::uint64_t byte, StringId file, std::int64_t line, StringId name) {
  const bool is_near = line == static_cast<std::int32_t>(line);
  if (!is_near) ++far_lines_;
  const std::size_t known = profile_.frames.size();
  const FrameId frame = profile_.frames.add(file, is_near ? static_cast<std::int32_t>(line) : 0, name);
  if (profile_.frames.size() > known) bound_texts(byte, file, name);
  return frame;
}

// By reference, half of a file can be every function's name: a megabyte must not be printed as gigabytes.
void PstatsReader::bound_texts(std::uint64_t byte, StringId file, StringId name) {
  constexpr std::size_t usual_bytes = 4096;
  constexpr std::uint64_t always_good = 16U << 20U;
  const Strings& strings = profile_.frames.strings();
  const std::size_t bytes = strings[file].size() + strings[name].size();
  if (bytes > usual_bytes) long_texts_bytes_ += bytes;
  if (long_texts_bytes_ > always_good + in_.cursor().offset()) {
    in_.cursor().fail_at(byte, "expected fewer functions that share a long name");
  }
}

StringId PstatsReader::read_text(std::string_view what) {
  const MarshalItem item = in_.next();
  if (item.type == MarshalType::text) return item.text();
  if (item.type != MarshalType::code) {
    in_.fail_expected(item, what);
    return Strings::none;
  }
  const StringId name = in_.code_name(item);
  if (!in_.ok()) return Strings::none;
  const auto [known, is_new] = code_names_.try_emplace(name, Strings::none);
  if (is_new) {
    Strings& strings = profile_.frames.strings();
    known->second = strings.intern("<code object " + std::string(strings[name]) + ">");
  }
  return known->second;
}

// ---- A function and its callers ------------------------------------------------------------------------------------

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
  Figures figures;
  if (MarshalRow row; in_.read_row(row)) {
    figures = function_figures(row);
  } else {
    figures.primitive_calls = calls();
    figures.calls = calls();
    figures.self_s = seconds();
    figures.cumulative_s = seconds();
    if (!in_.ok()) return;
  }
  calls_.add_function(function, figures);
  const std::size_t begin = calls_.edges();
  read_callers();
  if (head.slot == MarshalItem::no_slot) return;
  settle();
  in_.remember(head, function_value, read_before_.size());
  read_before_.push_back({figures, begin, calls_.edges()});
}

void PstatsReader::read_callers() {
  if (in_.read_dict()) return read_dict_of_callers();
  settle();
  const MarshalItem head = in_.next();
  if (head.meaning == callers_dict) return copy_callers(head);
  if (head.type != MarshalType::dict || head.by_reference) return in_.fail_expected(head, "a dict of callers");
  const std::size_t begin = calls_.edges();
  read_dict_of_callers();
  if (head.slot == MarshalItem::no_slot) return;
  settle();
  in_.remember(head, callers_dict, read_before_.size());
  read_before_.push_back({{}, begin, calls_.edges()});
}

void PstatsReader::read_dict_of_callers() {
  while (in_.ok() && !in_.read_end()) {
    Waiting waiting{true, true, 0, in_.cursor().offset(), {}};
    if (in_.read_reference_and_row(waiting.key, waiting.row)) {
      wait(waiting);
    } else if (read_waiting_key(waiting)) {
      if (in_.read_tuple_with_row(0, waiting.row)) {
        wait(waiting);
      } else {
        settle();
        read_caller(settled_key(waiting));
      }
    } else {
      settle();
      const MarshalItem item = in_.next();
      if (item.type == MarshalType::end) return;  // marked as an object that is referred to, which it cannot be
      read_caller(read_key(item));
    }
  }
}

bool PstatsReader::read_waiting_key(Waiting& waiting) {
  waiting.byte = in_.cursor().offset();
  waiting.is_reference = in_.read_reference(waiting.key);
  if (waiting.is_reference) return true;
  MarshalKey key{};
  if (!in_.read_key(key)) return false;
  waiting.key = static_cast<std::uint32_t>(waiting_keys_.size());
  waiting_keys_.push_back(key);
  return true;
}

void PstatsReader::wait(const Waiting& waiting) {
  waiting_.push_back(waiting);
  if (waiting_.size() == most_waiting) settle();
}

void PstatsReader::settle() {
  if (!in_.ok()) return;
  bound_items();
  in_.settle_texts();
  settled_keys_.clear();
  for (const MarshalKey& key : waiting_keys_) {
    const FrameId function = add_function(key.byte, key.first, key.number, in_.settled_text(key.second));
    in_.remember(key, function_key, function);
    settled_keys_.push_back(function);
  }
  waiting_keys_.clear();
  for (const Waiting& waiting : waiting_) {
    const FrameId function = settled_key(waiting);
    if (!in_.ok()) break;
    if (waiting.is_caller) {
      calls_.add_edge(function, function_, caller_figures(waiting.row));
    } else {
      calls_.add_function(function_ = function, function_figures(waiting.row));
    }
  }
  waiting_.clear();
}

void PstatsReader::bound_items() {
  const std::uint64_t items = std::max(calls_.edges(), in_.references());
  if (items <= source_.most_items()) return;
  in_.cursor().fail_at(in_.cursor().offset(), "expected fewer calls in a compressed file of this size",
                       "unpack it: prof2graph reads as many as a file has bytes");
}

// Until the next settle().
FrameId PstatsReader::settled_key(const Waiting& waiting) {
  if (!in_.ok()) return 0;
  if (!waiting.is_reference) return settled_keys_[waiting.key];
  std::int64_t function = 0;
  if (!in_.for_slot(waiting.key, function_key, function)) {
    in_.cursor().fail_at(waiting.byte,
                         "expected a function as (file, line, name), found a reference to something else");
  }
  return static_cast<FrameId>(function);
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

void PstatsReader::read_caller(FrameId caller) {
  const MarshalItem head = in_.next();
  Figures figures;
  if (head.meaning == caller_value) {
    figures = caller_values_[static_cast<std::size_t>(head.payload)];
  } else if (head.type == MarshalType::tuple) {
    read_caller_figures(head, figures);
  } else {
    figures.calls = integer(head, "a caller's figures");
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
void PstatsReader::read_caller_figures(const MarshalItem& head, Figures& figures) {
  if (head.by_reference || head.payload == 0 || head.payload % 4 != 0) {
    return in_.fail_expected(head, "a caller's (calls, primitive calls, self time, cumulative time)");
  }
  MarshalRow row;
  if (head.payload == 4 && in_.read_row(row)) {
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

std::int64_t PstatsReader::integer(const MarshalItem& item, std::string_view what) {
  if (item.type == MarshalType::integer || item.type == MarshalType::boolean) return item.payload;
  const double value = item.type == MarshalType::real ? item.real() : 0.5;
  if (value == std::floor(value) && std::abs(value) <= static_cast<double>(MarshalReader::largest_integer)) {
    return static_cast<std::int64_t>(value);
  }
  in_.fail_expected(item, what);
  return 0;
}

double PstatsReader::seconds() {
  const MarshalItem item = in_.next();
  if (item.type == MarshalType::real) return item.real();
  if (item.type != MarshalType::integer) in_.fail_expected(item, "a time in seconds");
  return static_cast<double>(item.payload);
}

// ---- The whole -----------------------------------------------------------------------------------------------------

void PstatsReader::finish() {
  calls_.finish();
  profile_.producer = producer();
  if (profile_.sampled) join_sampled_lines(profile_);
  Warnings& warnings = profile_.warnings;
  warnings.add("invalid-utf8", "name that is not valid UTF-8 was repaired with U+FFFD", in_.repaired_texts());
  warnings.add("huge-number", huge_number_text, in_.clamped_integers() + far_lines_);
  warnings.add("unknown-entry", "an entry is not a function; it was skipped", unknown_entries_);
}

// Only the sampling profiler says who it is; the others are told apart by what they write.
std::string_view PstatsReader::producer() const {
  if (profile_.sampled) return "tachyon";
  if (calls_.has_timed_edges()) return "cProfile";
  if (calls_.has_counted_edges()) return "profile";
  return {};
}

Result<Profile> read_pstats(Source& source, const ReadOptions& options) {
  return PstatsReader(source, options.workers).read();
}

// ---- Detection -----------------------------------------------------------------------------------------------------

// A dict whose first key is a tuple of three or one that begins with text, or an empty dict.
Sniff sniff_pstats(std::string_view head) {
  const auto code = [&](std::size_t i) { return i < head.size() ? static_cast<char>(head[i] & 0x7f) : '\0'; };
  if (code(0) != '{') return Sniff::no;
  if (head.size() <= 2) return code(1) == '0' ? Sniff::certain : Sniff::no;
  std::size_t first = 0;
  if (code(1) == ')') {
    first = 3;
  } else if (code(1) == '(' && head.substr(3, 3) == std::string_view("\0\0\0", 3)) {
    first = 6;
  } else {
    // Marshalled, though no profile: to say so is better than to call it unrecognised. Text does not begin like this.
    return head[0] == '\xfb' ? Sniff::likely : Sniff::no;
  }
  const bool is_size = head[2] == 3 || head[2] == 1;
  const bool is_text = std::string_view("stuaAzZ").find(code(first)) != std::string_view::npos;
  return is_size && is_text ? Sniff::certain : Sniff::likely;
}

}  // namespace

extern const Importer importer_pstats = {
    "pstats",
    "cprofile,prof",
    "Python's cProfile, profile.py and sampling profiler",
    ".prof,.pstats,.pstat,.cprof,.profile",
    sniff_pstats,
    read_pstats,
};

}  // namespace p2g

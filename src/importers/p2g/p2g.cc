// A profile as this program keeps it (renderers/formats/p2g.cc writes it, man/p2g.md describes it): what `merge
// --shards` sums. All that a later stage may build on is checked: places of functions, the order of stacks and calls,
// that no sum overflows.
#include <algorithm>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "src/base/text.h"
#include "src/importers/importer.h"
#include "src/importers/kit/choose.h"
#include "src/importers/kit/stack_slices.h"
#include "src/importers/kit/whole_input.h"
#include "src/importers/p2g/fields.h"
#include "src/model/room.h"

namespace p2g {
namespace {

// A difference that may be any: sums of hostile numbers must not overflow.
std::int64_t difference(std::int64_t a, std::int64_t b) {
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(a) - static_cast<std::uint64_t>(b));
}

constexpr std::uint64_t most_count = std::numeric_limits<std::int64_t>::max();

class P2gReader {
 public:
  P2gReader(Cursor& cursor, std::string_view bytes, const Source& source)
      : cursor_(cursor), bytes_(bytes), source_(source), most_items_(source.most_items()) {}

  void read(Profile& profile) {
    read_shard(cursor_, source_);
    const std::uint8_t kind = byte_below(4, "stacks or calls");
    read_metric(profile);
    read_head(profile);
    read_warnings(profile);
    read_strings();
    read_frames(profile);
    read_spellings(profile);
    if (kind == 0) {
      read_stacks(profile);
    } else {
      read_calls(profile, static_cast<Counted>(kind - 1));
    }
    read_marks(profile);
    if (cursor_.bytes(p2g_end.size()) != p2g_end) malformed("expected the end");
    if (cursor_.ok() && !cursor_.at_end()) malformed("expected nothing behind the end");
  }

 private:
  void malformed(std::string message) { cursor_.fail_at(cursor_.offset(), std::move(message)); }

  std::uint8_t byte_below(std::uint8_t limit, const char* what) {
    const std::uint64_t at = cursor_.offset();
    const std::uint8_t byte = cursor_.u8();
    if (byte < limit) return byte;
    cursor_.fail_at(at, std::string("expected ") + what);
    return 0;
  }
  // An index into a list of `size`.
  std::uint32_t place_below(std::size_t size, const char* what) {
    const std::uint64_t at = cursor_.offset();
    const std::uint64_t place = read_varint(cursor_);
    if (place < size) return static_cast<std::uint32_t>(place);
    cursor_.fail_at(at, std::string("expected ") + what);
    return 0;
  }
  // The same of a list that ascends: at least `least`, which moves on.
  std::uint32_t place_from(std::uint64_t& least, std::size_t size, const char* what) {
    const std::uint64_t at = cursor_.offset();
    const std::uint32_t place = place_below(size, what);
    if (place < least) cursor_.fail_at(at, std::string("expected ") + what);
    least = std::uint64_t{place} + 1;
    return place;
  }
  // How many there are of what takes at least so many bytes each. Memory is for what the file can hold, and pays for.
  std::size_t items(std::uint64_t least_bytes) {
    const std::uint64_t at = cursor_.offset();
    const std::uint64_t count = read_varint(cursor_);
    if (count > most_items_ || count > (bytes_.size() - cursor_.offset()) / least_bytes) {
      cursor_.fail_at(at, "more items than the file has room for");
      return 0;
    }
    most_items_ -= count;
    return count;
  }

  // How many there are of what the program itself has names for: no file has many.
  std::size_t few() {
    constexpr std::uint64_t most = 1000;
    const std::uint64_t at = cursor_.offset();
    const std::uint64_t count = read_varint(cursor_);
    if (count <= most) return count;
    cursor_.fail_at(at, "expected at most " + std::to_string(most));
    return 0;
  }
  // Lists that are sorted are read in order or not at all: what is put in its place takes time.
  const std::string& text_behind(std::optional<std::string>& last, const char* expected) {
    const std::uint64_t at = cursor_.offset();
    std::string text = read_text(cursor_);
    if (cursor_.ok() && last && text <= *last) cursor_.fail_at(at, expected);
    return last.emplace(std::move(text));
  }

  void read_metric(Profile& profile) {
    profile.format = read_text(cursor_);
    profile.producer = read_text(cursor_);
    Metric& metric = profile.metric;
    metric.name = read_text(cursor_);
    metric.unit = read_text(cursor_);
    metric.quantity = static_cast<Quantity>(byte_below(3, "what is measured"));
    metric.decimals = byte_below(19, "at most 18 decimals");
    const std::string_view unit = metric.quantity == Quantity::time    ? "s"
                                  : metric.quantity == Quantity::bytes ? "bytes"
                                                                       : std::string_view(metric.unit);
    if (metric.unit != unit || !can_name_unit(unit) || metric.name.empty() || !can_name_unit(profile.format)) {
      malformed("expected a format, a metric and its unit");
    }
  }

  void read_head(Profile& profile) {
    profile.omits_below = read_signed(cursor_);
    if (profile.omits_below < 0) malformed("expected a cost");
    if (byte_below(2, "0 or 1") == 1) profile.frames.print_places();
    std::string& all = profile.estimates.reason;
    std::optional<std::string> last;
    for (std::size_t left = few(); left > 0 && cursor_.ok(); --left) {
      const std::string& reason = text_behind(last, "expected reasons in order, each once");
      if (reason.empty() || reason.find("; ") != std::string::npos) malformed("expected a reason");
      if (!all.empty()) all += "; ";
      all += reason;
    }
  }

  void read_warnings(Profile& profile) {
    std::optional<std::string> last;
    for (std::size_t left = few(); left > 0 && cursor_.ok(); --left) {
      const std::string& kind = text_behind(last, "expected warnings in order, each once");
      const std::uint64_t count = read_varint(cursor_);
      const std::string text = read_text(cursor_);
      const std::string picture = read_text(cursor_);
      if (count == 0 || count > most_count) malformed("expected how often");
      if (cursor_.ok()) profile.warnings.add(kind, text, count, picture);
    }
  }

  void read_strings() {
    strings_.resize(items(1));
    for (std::size_t i = 0; i < strings_.size() && cursor_.ok(); ++i) {
      const std::uint64_t size = read_varint(cursor_);
      const std::uint64_t at = cursor_.offset();
      cursor_.skip(size);
      if (!cursor_.ok()) return;
      strings_[i] = bytes_.substr(at, size);
      if (i > 0 && strings_[i - 1] >= strings_[i]) cursor_.fail_at(at, "expected texts in order, each once");
      if (!is_valid_utf8(strings_[i])) cursor_.fail_at(at, "expected text in UTF-8");
    }
  }

  struct Entry {
    std::uint8_t kind = 0;
    std::uint32_t name = 0, file = 0, module = 0;
    std::int32_t line = 0;
  };

  void read_frames(Profile& profile) {
    std::vector<Entry> entries(items(2));
    const auto last = static_cast<std::uint8_t>(static_cast<std::uint8_t>(FrameKind::group) + 1);
    for (Entry& entry : entries) entry.kind = byte_below(last + 1, "the kind of a function");
    for (Entry& entry : entries) entry.name = place_below(strings_.size(), "the name of a function");
    for (Entry& entry : entries) {
      if (entry.kind != 0) entry.file = place_below(strings_.size(), "the file of a function");
    }
    for (Entry& entry : entries) {
      if (entry.kind != 0) entry.module = place_below(strings_.size(), "the module of a function");
    }
    for (Entry& entry : entries) {
      if (entry.kind != 0) entry.line = line_number();
    }
    if (!cursor_.ok()) return;
    profile.frames.reserve(entries.size());
    for (const Entry& entry : entries) {
      const std::size_t added = profile.frames.size();
      if (add_frame(profile.frames, entry) != added) return malformed("expected each function once");
    }
  }

  std::int32_t line_number() {
    const std::uint64_t at = cursor_.offset();
    const std::int64_t line = read_signed(cursor_);
    if (line == static_cast<std::int32_t>(line)) return static_cast<std::int32_t>(line);
    cursor_.fail_at(at, "expected a line");
    return 0;
  }

  FrameId add_frame(Frames& frames, const Entry& entry) const {
    if (entry.kind == 0) return frames.add(strings_[entry.name]);
    Strings& strings = frames.strings();
    Frames::More more;
    more.kind = static_cast<FrameKind>(entry.kind - 1);
    const std::string_view module = strings_[entry.module];
    if (!module.empty()) more.module = strings.intern(module);
    return frames.add(strings.intern(strings_[entry.file]), entry.line, strings.intern(strings_[entry.name]), more);
  }

  // Functions and what each was called, both in order.
  void read_spellings(Profile& profile) {
    std::uint64_t least = 0;
    for (std::size_t left = items(3); left > 0 && cursor_.ok(); --left) {
      const std::uint32_t frame = place_from(least, profile.frames.size(), "functions in order, each once");
      std::optional<std::string> last;
      for (std::size_t more = items(1); more > 0 && cursor_.ok(); --more) {
        const std::string& text = text_behind(last, "expected spellings in order, each once");
        if (cursor_.ok()) profile.frames.add_spelling(frame, text);
      }
    }
  }

  // Nodes in preorder; each says how far up from the one before it its caller is.
  void read_stacks(Profile& profile) {
    const std::size_t size = items(3) + 1;
    Stacks& stacks = profile.stacks();
    stacks.parent.assign(size, 0);
    stacks.frame.assign(size, no_frame);
    stacks.self.assign(size, 0);
    add_cost(profile, stacks.self[0] = read_signed(cursor_));
    std::vector<std::uint32_t> path{0};
    for (std::uint32_t node = 1; node < size; ++node) {
      const std::uint32_t up = place_below(path.size(), "a caller");
      path.resize(path.size() - up);
      stacks.parent[node] = path.back();
      path.push_back(node);
    }
    std::vector<FrameId> last(size, no_frame);  // by node: its latest child
    for (std::uint32_t node = 1; node < size; ++node) {
      stacks.frame[node] = place_below(profile.frames.size(), "a function");
      FrameId& before = last[stacks.parent[node]];
      if (before != no_frame && before >= stacks.frame[node]) malformed("expected callees in order, each once");
      before = stacks.frame[node];
    }
    for (std::uint32_t node = 1; node < size; ++node) add_cost(profile, stacks.self[node] = read_signed(cursor_));
  }
  void add_cost(Profile& profile, Weight self) {
    if (self < 0 || __builtin_add_overflow(profile.total, self, &profile.total)) malformed("expected a cost");
  }

  template <class Cost>
  void read_costs(std::vector<Cost>& costs) {
    for (Cost& cost : costs) cost.self = read_signed(cursor_);
    for (Cost& cost : costs) cost.cumulative = read_signed(cursor_);
    for (Cost& cost : costs) cost.calls = read_signed(cursor_);
    for (Cost& cost : costs) cost.primitive_calls = difference(cost.calls, read_signed(cursor_));
    for (const Cost& cost : costs) {
      if (cost.calls < 0 || cost.primitive_calls < unknown_calls) return malformed("expected numbers of calls");
    }
  }

  void read_calls(Profile& profile, Counted counted) {
    Calls calls;
    calls.counted = counted;
    calls.functions.resize(profile.frames.size());
    read_costs(calls.functions);
    std::vector<CallCost> edges;
    for (FrameId caller = 0; caller < profile.frames.size(); ++caller) {
      const std::size_t callees = items(5);
      edges.insert(edges.end(), callees, CallCost(caller, 0));
    }
    for (std::size_t i = 0; i < edges.size(); ++i) {
      const bool first = i == 0 || edges[i - 1].caller != edges[i].caller;
      const FrameId least = first ? 0 : edges[i - 1].callee + 1;
      edges[i].callee =
          least + place_below(profile.frames.size() - std::min<std::size_t>(least, profile.frames.size()), "a callee");
    }
    read_costs(edges);
    calls.edges = CallList(edges.begin(), edges.end());
    if (!has_room(calls)) return malformed("expected figures that can be summed");
    for (const FunctionCost& function : calls.functions) {
      if (function.self == unknown_weight || function.cumulative == unknown_weight) return malformed("expected a cost");
      profile.total += function.self;
    }
    profile.data = std::move(calls);
  }

  void read_marks(Profile& profile) {
    const std::size_t frames = profile.frames.size();
    std::uint64_t least = 0;
    for (std::size_t left = items(2); left > 0 && cursor_.ok(); --left) {
      const std::uint32_t frame = place_from(least, frames, "functions in order, each once");
      const std::uint8_t marks = read_figures();
      if (cursor_.ok()) profile.estimates.mark(frame, marks);
    }
    read_call_marks(profile);
    least = 0;
    for (std::size_t left = items(2); left > 0 && cursor_.ok(); --left) {
      const std::uint32_t frame = place_from(least, frames, "functions in order, each once");
      const Weight cost = read_signed(cursor_);
      if (!cursor_.ok()) return;
      if (cost == unknown_weight || cost == 0) return malformed("expected a cost");
      if (profile.estimates.hidden.empty()) profile.estimates.hidden.resize(frames, 0);
      profile.estimates.hidden[frame] = cost;
    }
  }

  void read_call_marks(Profile& profile) {
    std::vector<Estimates::Call> calls;
    for (std::size_t left = items(3); left > 0 && cursor_.ok(); --left) {
      const std::uint64_t at = cursor_.offset();
      const std::uint32_t caller = place_below(profile.frames.size(), "a caller");
      const std::uint32_t callee = place_below(profile.frames.size(), "a callee");
      const std::uint64_t pair = Estimates::pair_key(caller, callee);
      if (!calls.empty() && calls.back().pair >= pair) cursor_.fail_at(at, "expected calls in order, each once");
      calls.push_back({pair, read_figures()});
    }
    profile.estimates.mark_calls(std::move(calls));
  }

  // At least one of EstimatedFigure.
  std::uint8_t read_figures() {
    const std::uint8_t figures = byte_below(8, "marks");
    if (figures == 0) malformed("expected marks");
    return figures;
  }

  Cursor& cursor_;
  const std::string_view bytes_;  // what the cursor reads
  const Source& source_;          // what they come from
  std::uint64_t most_items_;
  std::vector<std::string_view> strings_;
};

Result<Profile> read_p2g(Source& source, const ReadOptions& options) {
  P2G_TRY_ASSIGN(const std::string bytes, read_whole(source));
  Source unpacked = Source::from_memory(source.name(), bytes);
  Cursor cursor(unpacked);
  Profile profile;
  P2gReader(cursor, bytes, source).read(profile);
  if (!cursor.ok()) return fail(cursor.take_error());
  profile.files = {source.name()};
  P2G_TRY(profile.has_stacks() ? choose_stack_slices(profile, options.wanted)
                               : choose_only_metric(profile, options.wanted));
  return profile;
}

Sniff sniff_p2g(std::string_view head) { return begins_like_p2g(head) ? Sniff::certain : Sniff::no; }

}  // namespace

extern const Importer importer_p2g;
const Importer importer_p2g{
    .name = "p2g",
    .aliases = "shard",
    .summary = "profiles that prof2graph wrote: merge --shards, -T p2g",
    .suffixes = ".p2g.zst,.p2g",
    .sniff = sniff_p2g,
    .read = read_p2g,
};

}  // namespace p2g

// A profile as this program keeps it: stacks or calls with every figure, mark and warning, so that reading it again
// gives the same profile, and the same profile gives the same bytes however it was put together. man/p2g.md describes
// the format byte by byte; src/importers/p2g/ reads it.
//
// - What is in no order of its own is sorted: names, functions, calls, stacks, reasons.
// - What is said of a sum anew whenever it is read (too few samples, no functions) is not kept.
// - Compressed, but where it would pack better than readers take for possible.
#include "renderers/formats/p2g/write_profile.h"

#include <algorithm>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "src/base/compress.h"
#include "src/base/rows.h"
#include "src/model/room.h"

namespace p2g {
namespace {

void append_varint(std::string& out, std::uint64_t number) {
  for (; number > 127; number >>= 7) out += static_cast<char>((number & 127) | 128);
  out += static_cast<char>(number);
}

// Numbers near zero are short, whatever their sign.
void append_signed(std::string& out, std::int64_t number) {
  const auto bits = static_cast<std::uint64_t>(number);
  append_varint(out, bits << 1U ^ (number < 0 ? ~std::uint64_t{0} : 0));
}

void append_text(std::string& out, std::string_view text) {
  append_varint(out, text.size());
  out += text;
}

// The functions of a profile in the order of the file: by name, file, line, kind and module.
class OrderedFrames {
 public:
  explicit OrderedFrames(const Frames& frames) : frames_(frames) {
    add_strings();
    for (FrameId id = 0; id < frames.size(); ++id) rows_.push_back(row_of(id));
    std::sort(rows_.begin(), rows_.end());
    places_.resize(rows_.size());
    for (std::uint32_t i = 0; i < rows_.size(); ++i) places_[rows_[i].id] = i;
  }

  const std::vector<std::uint32_t>& places() const { return places_; }  // by FrameId
  std::uint64_t items() const { return strings_.size() + rows_.size(); }
  bool has_twins() const {
    return std::adjacent_find(rows_.begin(), rows_.end(), [](const Row& a, const Row& b) { return a.is_like(b); }) !=
           rows_.end();
  }
  FrameId at(std::size_t place) const { return rows_[place].id; }

  void write(std::string& out) const {
    append_varint(out, strings_.size());
    for (const std::string_view text : strings_) append_text(out, text);
    append_varint(out, rows_.size());
    for (const Row& row : rows_) out += static_cast<char>(row.kind);
    for (const Row& row : rows_) append_varint(out, row.name);
    for (const Row& row : rows_) {
      if (row.kind != 0) append_varint(out, row.file);
    }
    for (const Row& row : rows_) {
      if (row.kind != 0) append_varint(out, row.module);
    }
    for (const Row& row : rows_) {
      if (row.kind != 0) append_signed(out, row.line);
    }
    write_spellings(out);
  }

 private:
  struct Row {
    std::uint32_t name = 0;
    std::uint32_t file = 0;
    std::int32_t line = 0;
    std::uint8_t kind = 0;  // 0: a text; of a key one more than its kind
    std::uint32_t module = 0;
    FrameId id = 0;
    auto operator<=>(const Row&) const = default;
    bool is_like(const Row& other) const {
      return name == other.name && file == other.file && line == other.line && kind == other.kind &&
             module == other.module;
    }
  };

  void add_strings() {
    for (FrameId id = 0; id < frames_.size(); ++id) {
      strings_.push_back(frames_.text(id));
      if (frames_.is_text(id)) continue;
      const FrameParts parts = frames_.parts(id);
      strings_.push_back(parts.file);
      strings_.push_back(parts.module);
    }
    std::sort(strings_.begin(), strings_.end());
    strings_.erase(std::unique(strings_.begin(), strings_.end()), strings_.end());
  }
  std::uint32_t string(std::string_view text) const {
    return static_cast<std::uint32_t>(std::lower_bound(strings_.begin(), strings_.end(), text) - strings_.begin());
  }
  Row row_of(FrameId id) const {
    Row row;
    row.id = id;
    row.name = string(frames_.text(id));
    if (frames_.is_text(id)) return row;
    const FrameParts parts = frames_.parts(id);
    row.file = string(parts.file);
    row.line = parts.line;  // 0 where it is unknown, whatever the producer wrote
    row.kind = static_cast<std::uint8_t>(static_cast<std::uint8_t>(parts.kind) + 1);
    row.module = string(parts.module);
    return row;
  }
  void write_spellings(std::string& out) const {
    std::string rows;
    std::uint64_t count = 0;
    for (std::uint32_t place = 0; place < rows_.size(); ++place) {
      const std::vector<std::string>& spellings = frames_.spellings(rows_[place].id);
      if (spellings.empty()) continue;
      ++count;
      append_varint(rows, place);
      append_varint(rows, spellings.size());
      for (const std::string& text : spellings) append_text(rows, text);
    }
    append_varint(out, count);
    out += rows;
  }

  const Frames& frames_;
  std::vector<std::string_view> strings_;
  std::vector<Row> rows_;
  std::vector<std::uint32_t> places_;
};

class ProfileWriter {
 public:
  explicit ProfileWriter(const Profile& profile) : profile_(profile), frames_(profile.frames) {}

  std::string write(const std::vector<ShardInput>& inputs) {
    out_ = p2g_magic;
    write_shard(inputs);
    write_head();
    write_warnings();
    frames_.write(out_);
    if (profile_.has_stacks()) {
      write_stacks(profile_.stacks());
    } else {
      write_functions();
      write_calls();
    }
    write_marks();
    out_ += p2g_end;
    return std::move(out_);
  }
  // What readers count: strings, functions, and nodes of stacks or calls.
  std::uint64_t items() const { return items_ + frames_.items(); }

  // Two functions that the file cannot tell apart: what no profiler writes is refused, because sums would depend on
  // their order.
  bool has_twins() const { return frames_.has_twins(); }

 private:
  std::uint32_t place(FrameId frame) const { return frames_.places()[frame]; }

  void write_shard(const std::vector<ShardInput>& inputs) {
    append_varint(out_, inputs.size());
    for (const ShardInput& input : inputs) {
      append_text(out_, input.name);
      out_.append(input.hash.begin(), input.hash.end());
    }
  }

  void write_head() {
    out_ += static_cast<char>(profile_.has_stacks() ? 0 : 1 + static_cast<int>(profile_.counted()));
    append_text(out_, profile_.format);
    append_text(out_, profile_.producer);
    append_text(out_, profile_.metric.name);
    append_text(out_, profile_.metric.unit);
    out_ += static_cast<char>(profile_.metric.quantity);
    out_ += static_cast<char>(profile_.metric.decimals);
    append_signed(out_, profile_.omits_below);
    out_ += static_cast<char>(profile_.frames.prints_places() ? 1 : 0);
    std::set<std::string_view> reasons;
    for (std::string_view rest = profile_.estimates.reason; !rest.empty();) {
      constexpr std::string_view between = "; ";
      if (const std::string_view one = rest.substr(0, rest.find(between)); !one.empty()) reasons.insert(one);
      const std::size_t end = rest.find(between);
      rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + between.size());
    }
    append_varint(out_, reasons.size());
    for (const std::string_view reason : reasons) append_text(out_, reason);
  }

  void write_warnings() {
    const auto of_the_sum = [](const Warning& warning) {
      return warning.kind == "few-samples" || warning.kind == "unknown-frames" || warning.kind == "no-functions";
    };
    std::vector<Warning> kept = profile_.warnings.list();
    kept.erase(std::remove_if(kept.begin(), kept.end(), of_the_sum), kept.end());
    append_varint(out_, kept.size());
    for (const Warning& warning : kept) {
      append_text(out_, warning.kind);
      append_varint(out_, warning.count);
      append_text(out_, warning.text);
      append_text(out_, warning.picture);
    }
  }

  // Preorder, siblings by function. A node says how far up from the one before it its caller is.
  void write_stacks(const Stacks& stacks) {
    const std::size_t size = stacks.size();
    const Rows by_frame = group_rows(profile_.frames.size(), size,
                                     [&](std::uint32_t i) { return i == 0 ? no_index : place(stacks.frame[i]); });
    const Rows children = group_rows(
        size, by_frame.item.size(), [&](std::uint32_t i) { return stacks.parent[by_frame.item[i]]; },
        [&](std::uint32_t i) { return by_frame.item[i]; });
    std::vector<std::uint32_t> order, depth(size, 0), waiting{0};
    order.reserve(size);
    while (!waiting.empty()) {
      const std::uint32_t node = waiting.back();
      waiting.pop_back();
      if (node != 0) order.push_back(node);
      const auto below = children[node];
      for (std::size_t i = below.size(); i-- > 0;) {
        depth[below[i]] = depth[node] + 1;
        waiting.push_back(below[i]);
      }
    }
    items_ = order.size();
    append_varint(out_, order.size());
    append_signed(out_, stacks.self[0]);
    std::uint32_t before = 0;
    for (const std::uint32_t node : order) {
      append_varint(out_, before + 1 - depth[node]);
      before = depth[node];
    }
    for (const std::uint32_t node : order) append_varint(out_, place(stacks.frame[node]));
    for (const std::uint32_t node : order) append_signed(out_, stacks.self[node]);
  }

  // Primitive calls as how many fewer they are: mostly none.
  template <class Costs>
  void write_costs(const Costs& costs) {
    for (const auto& cost : costs) append_signed(out_, cost.self);
    for (const auto& cost : costs) append_signed(out_, cost.cumulative);
    for (const auto& cost : costs) append_signed(out_, cost.calls);
    for (const auto& cost : costs) append_signed(out_, cost.calls - cost.primitive_calls);
  }

  void write_functions() {
    std::vector<FunctionCost> functions;
    for (std::size_t i = 0; i < profile_.frames.size(); ++i) {
      functions.push_back(profile_.calls().functions[frames_.at(i)]);
    }
    write_costs(functions);
  }

  // By caller, then by callee; one row a pair.
  void write_calls() {
    std::vector<CallCost> calls;
    calls.reserve(profile_.calls().edges.size());
    for (CallCost call : profile_.calls().edges) {
      call.caller = place(call.caller);
      call.callee = place(call.callee);
      calls.push_back(call);
    }
    const auto pair = [](const CallCost& call) { return Estimates::pair_key(call.caller, call.callee); };
    std::sort(calls.begin(), calls.end(), [&](const CallCost& a, const CallCost& b) { return pair(a) < pair(b); });
    std::size_t used = 0;
    for (const CallCost& call : calls) {
      if (used > 0 && pair(calls[used - 1]) == pair(call)) {
        calls[used - 1] += call;
      } else {
        calls[used++] = call;
      }
    }
    calls.resize(used);
    items_ = used;
    std::vector<std::uint32_t> callees(profile_.frames.size(), 0);
    for (const CallCost& call : calls) ++callees[call.caller];
    for (const std::uint32_t count : callees) append_varint(out_, count);
    for (std::size_t i = 0; i < calls.size(); ++i) {
      const bool first = i == 0 || calls[i - 1].caller != calls[i].caller;
      append_varint(out_, first ? calls[i].callee : calls[i].callee - calls[i - 1].callee - 1);
    }
    write_costs(calls);
  }

  void write_marks() {
    const Estimates& marks = profile_.estimates;
    std::string rows;
    std::uint64_t count = 0;
    const auto flush = [&] {
      append_varint(out_, count);
      out_ += rows;
      rows.clear();
      count = 0;
    };
    for (std::uint32_t i = 0; i < profile_.frames.size(); ++i) {
      if (marks.of(frames_.at(i)) == 0) continue;
      append_varint(rows, i);
      rows += static_cast<char>(marks.of(frames_.at(i)));
      ++count;
    }
    flush();
    std::vector<Estimates::Call> calls;
    for (const Estimates::Call& call : marks.calls) {
      if (call.figures == 0) continue;
      const auto caller = static_cast<FrameId>(call.pair >> 32U);
      calls.push_back({Estimates::pair_key(place(caller), place(static_cast<FrameId>(call.pair))), call.figures});
    }
    std::sort(calls.begin(), calls.end(), [](const auto& a, const auto& b) { return a.pair < b.pair; });
    for (const Estimates::Call& call : calls) {
      append_varint(rows, call.pair >> 32U);
      append_varint(rows, call.pair & 0xffffffffU);
      rows += static_cast<char>(call.figures);
      ++count;
    }
    flush();
    for (std::uint32_t i = 0; i < profile_.frames.size(); ++i) {
      if (marks.hidden_in(frames_.at(i)) == 0) continue;
      append_varint(rows, i);
      append_signed(rows, marks.hidden_in(frames_.at(i)));
      ++count;
    }
    flush();
  }

  const Profile& profile_;
  OrderedFrames frames_;
  std::string out_;
  std::uint64_t items_ = 0;
};

}  // namespace

Result<void> write_profile(const Profile& profile, const std::vector<ShardInput>& inputs, Sink& sink) {
  if (!profile.has_stacks() && !has_room(profile.calls())) {
    return fail({ErrorKind::input, "the figures add up to more than 4.6e18, which is more than a p2g file holds"});
  }
  ProfileWriter writer(profile);
  if (writer.has_twins()) {
    return fail(
        {ErrorKind::input, "two functions differ in nothing but a line that is none: p2g cannot tell them apart"});
  }
  const std::string plain = writer.write(inputs);
  const std::string packed = compress_zstd(plain);
  // Readers take what packs better than profiles do for a trap (Source::most_items(), read_whole()).
  constexpr std::size_t always_good = 1U << 19U;
  const bool packs_too_well =
      writer.items() > always_good + packed.size() || plain.size() / 8 > always_good + packed.size();
  sink.put(packed.empty() || packs_too_well ? plain : packed);
  return {};
}

}  // namespace p2g

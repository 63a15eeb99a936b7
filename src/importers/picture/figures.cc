#include "src/importers/picture/figures.h"

#include <algorithm>
#include <charconv>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "src/base/lines.h"
#include "src/base/text.h"
#include "src/base/words.h"
#include "src/importers/kit/calls_builder.h"
#include "src/importers/kit/read_lines.h"
#include "src/importers/kit/stack_limits.h"
#include "src/importers/kit/stacks_builder.h"

namespace p2g::picture {
namespace {

std::optional<std::int64_t> integer(std::string_view word) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), number);
  if (word.empty() || error != std::errc() || end != word.data() + word.size()) return std::nullopt;
  return number;
}

std::optional<Weight> weight(std::string_view word) {
  return word == "?" ? std::optional<Weight>(unknown_weight) : integer(word);
}

std::string_view take_field(std::string_view& row) {
  const std::string_view field = row.substr(0, row.find('\t'));
  row.remove_prefix(std::min(row.size(), field.size() + 1));
  return field;
}

// Printed in every output.
bool can_name_metric(std::string_view name) {
  constexpr std::size_t most_bytes = 200;
  return !name.empty() && name.size() <= most_bytes && to_terminal(name) == name;
}

class FiguresReader {
 public:
  FiguresReader(Source& source, const ReadOptions& options, Profile& profile)
      : source_(source), profile_(profile), calls_(profile, options.workers), stacks_(source, options) {}

  Result<void> add_line(const TextLine& line);
  Result<void> finish();

 private:
  bool add_row(std::string_view row, const TextLine& line);
  bool set(std::string_view word, std::string_view rest);
  bool set_metric(std::string_view rest);
  bool add_key(std::string_view rest);
  bool add_function(std::string_view rest);
  bool add_call(std::string_view rest);
  bool add_stack(std::string_view rest, const TextLine& line);
  std::optional<FrameId> function(std::string_view word) const;
  static bool read_cost(std::string_view& rest, Figures& out, std::uint8_t& marks);

  Source& source_;
  Profile& profile_;
  CallsBuilder calls_;
  StacksBuilder stacks_;
  std::vector<StringId> files_;
  std::vector<FrameId> functions_;
  std::size_t with_figures_ = 0;
  std::size_t depth_ = 0;
  std::vector<Estimates::Call> marked_calls_;
  std::string estimate_;
  Metric metric_;
  Counted counted_ = Counted::calls;
  bool is_stacks_ = false;
  bool lacks_self_ = false;
  std::optional<Error> error_;
};

bool FiguresReader::set_metric(std::string_view rest) {
  const std::string_view name = take_field(rest);
  const std::string_view unit = take_field(rest);
  const std::optional<std::int64_t> decimals = integer(rest);
  constexpr std::int64_t most_decimals = 18;
  if (!decimals || *decimals < 0 || *decimals > most_decimals || !can_name_metric(name) || !can_name_metric(unit))
    return false;
  const auto scale = static_cast<int>(*decimals);
  metric_ = unit == "s" ? Metric::time(scale) : unit == "bytes" ? Metric::bytes(scale) : Metric::count(unit, scale);
  metric_.name = name;
  return true;
}

bool FiguresReader::set(std::string_view word, std::string_view rest) {
  if (word == "prof2graph") return rest == "1";
  if (word == "calls" || word == "stacks") {
    is_stacks_ = word == "stacks";
    return rest.empty();
  }
  if (word == "metric") return set_metric(rest);
  if (word == "counts") {
    counted_ = rest == "samples" ? Counted::samples : rest == "nothing" ? Counted::nothing : Counted::calls;
    return counted_ != Counted::calls || rest == "calls";
  }
  if (word == "floor") {
    const std::optional<std::int64_t> floor = integer(rest);
    profile_.omits_below = floor.value_or(0);
    return floor && *floor >= 0;
  }
  if (word == "calls-without-self") {
    calls_.omit_edge_self();
    lacks_self_ = true;
    return rest.empty() && with_figures_ == 0;
  }
  if (word == "places") profile_.frames.print_places();
  if (word == "estimate") estimate_ = rest;
  return word == "places" || (word == "estimate" && !rest.empty());
}

// A kind that is not known is another version's: a plain function then.
bool FiguresReader::add_key(std::string_view rest) {
  Strings& strings = profile_.frames.strings();
  const StringId name = strings.intern(take_field(rest));
  const std::optional<std::int64_t> file = integer(take_field(rest));
  const std::optional<std::int64_t> line = integer(take_field(rest));
  const std::string_view module = take_field(rest);
  const std::optional<std::int64_t> kind = integer(rest);
  if (!line || *line < 0 || *line > std::numeric_limits<std::int32_t>::max() || !kind) return false;
  if (!file || *file < -1 || *file >= static_cast<std::int64_t>(files_.size())) return false;
  Frames::More more;
  if (!module.empty()) more.module = strings.intern(module);
  if (*kind > 0 && *kind <= static_cast<std::int64_t>(FrameKind::hidden)) more.kind = static_cast<FrameKind>(*kind);
  const StringId path = *file < 0 ? strings.intern("") : files_[static_cast<std::size_t>(*file)];
  functions_.push_back(profile_.frames.add(path, static_cast<std::int32_t>(*line), name, more));
  return true;
}

std::optional<FrameId> FiguresReader::function(std::string_view word) const {
  const std::optional<std::int64_t> number = integer(word);
  if (!number || *number < 0 || static_cast<std::uint64_t>(*number) >= functions_.size()) return std::nullopt;
  return functions_[static_cast<std::size_t>(*number)];
}

bool FiguresReader::read_cost(std::string_view& rest, Figures& out, std::uint8_t& marks) {
  const std::optional<Weight> self = weight(take_word(rest));
  const std::optional<Weight> cumulative = weight(take_word(rest));
  const std::optional<std::int64_t> calls = integer(take_word(rest));
  const std::optional<std::int64_t> primitive = integer(take_word(rest));
  const std::optional<std::int64_t> bits = integer(take_word(rest));
  constexpr std::int64_t all = estimated_self | estimated_cumulative | estimated_calls;
  if (!self || !cumulative || !calls || !primitive || !bits || *bits < 0 || *bits > all || !rest.empty()) return false;
  out = {*self, *cumulative, *calls, *primitive};
  marks = static_cast<std::uint8_t>(*bits);
  return true;
}

bool FiguresReader::add_function(std::string_view rest) {
  Figures figures;
  std::uint8_t marks = 0;
  if (is_stacks_ || with_figures_ >= functions_.size() || !read_cost(rest, figures, marks)) return false;
  if (figures.self == unknown_weight || figures.cumulative == unknown_weight) return false;
  const FrameId frame = functions_[with_figures_++];
  calls_.add_function(frame, figures);
  if (marks != 0) profile_.estimates.mark(frame, marks);
  return true;
}

bool FiguresReader::add_call(std::string_view rest) {
  const std::optional<FrameId> caller = function(take_word(rest));
  const std::optional<FrameId> callee = function(take_word(rest));
  Figures figures;
  std::uint8_t marks = 0;
  if (is_stacks_ || !caller || !callee || !read_cost(rest, figures, marks)) return false;
  if (figures.self == unknown_weight && figures.has_costs()) {
    if (!lacks_self_) return false;
    figures.self = 0;
  }
  calls_.add_edge(*caller, *callee, figures);
  if (marks != 0) marked_calls_.push_back({Estimates::pair_key(*caller, *callee), marks});
  return true;
}

bool FiguresReader::add_stack(std::string_view rest, const TextLine& line) {
  const std::optional<std::int64_t> shared = integer(take_word(rest));
  if (!is_stacks_ || !shared || *shared < 0 || static_cast<std::uint64_t>(*shared) > depth_) return false;
  depth_ = static_cast<std::size_t>(*shared);
  std::string_view word = take_word(rest);
  for (std::string_view next = take_word(rest); !next.empty(); next = take_word(rest)) {
    const std::optional<FrameId> frame = function(word);
    if (!frame || ++depth_ > deepest_stack) return false;
    stacks_.push(*frame);
    word = next;
  }
  const std::optional<std::int64_t> self = integer(word);
  if (!self || *self < 0) return false;
  // Parts add up to the total.
  if (depth_ == 0 && *self > 0) stacks_.push(profile_.frames.add("(no frame)"));
  Decimal count;
  count.whole = *self;
  const Result<void> added = stacks_.add(count, line.number, line.end, static_cast<std::uint32_t>(*shared));
  if (!added) error_ = added.error();
  return true;
}

bool FiguresReader::add_row(std::string_view row, const TextLine& line) {
  std::string_view rest = row;
  const std::string_view word = take_word(rest);
  if (!rest.empty()) rest.remove_prefix(1);
  if (word == "k") return add_key(rest);
  if (word == "p") files_.push_back(profile_.frames.strings().intern(rest));
  if (word == "p") return true;
  if (word == "t") functions_.push_back(profile_.frames.add(rest));
  if (word == "t") return true;
  if (word == "f") return add_function(rest);
  if (word == "c") return add_call(rest);
  if (word == "s") return add_stack(rest, line);
  return set(word, rest);
}

Result<void> FiguresReader::add_line(const TextLine& line) {
  if (line.raw.empty()) return {};
  if (!add_row(line.raw, line)) {
    Error error{ErrorKind::input, "the figures in the picture are malformed", source_.name()};
    error.excerpt = line.raw;
    error.hint = "the picture was changed, or comes of a newer version";
    return fail(std::move(error));
  }
  if (error_) return fail(*std::exchange(error_, std::nullopt));
  return {};
}

Result<void> FiguresReader::finish() {
  if (is_stacks_) {
    stacks_.set_metric(metric_);
    P2G_TRY(stacks_.finish(profile_));
  } else {
    P2G_TRY(calls_.finish(metric_));
    profile_.calls().counted = counted_;
    profile_.estimates.mark_calls(std::move(marked_calls_));
  }
  if (!estimate_.empty()) profile_.estimates.because(estimate_);
  if (estimate_.find(mixed_threads_reason) != std::string::npos)
    profile_.warnings.add("mixed-threads", "drawn of a profile in which " + std::string(mixed_threads_reason));
  if (is_stacks_ && profile_.omits_below > 0) {
    const std::string least = metric_.amount(profile_.omits_below);
    profile_.warnings.add(
        "narrow-frames",
        "a picture leaves out what is too narrow to be seen: up to " + least +
            " in one place is (not shown), and no function's",
        1, "Made of a picture: up to " + least + " in one place was too narrow to be drawn, and is no function’s.");
  } else if (profile_.omits_below > 0) {
    profile_.estimates.because("a picture lists its largest functions, all others are (other)");
  }
  return {};
}

}  // namespace

Result<void> read_figures(Source& source, const ReadOptions& options, Profile& profile) {
  FiguresReader reader(source, options, profile);
  LineReader lines(source);
  P2G_TRY(for_each_line(lines, source, [&](const TextLine& line) { return reader.add_line(line); }));
  return reader.finish();
}

}  // namespace p2g::picture

// Flame graphs that were drawn: SVGs of FlameGraph, inferno (cargo-flamegraph, perf's scripts) and py-spy. They are
// often all that people kept.
//
//   <g><title>NAME (1,234 samples, 5.67%)</title><rect x="10.0" y="65" width="4.0" height="15.0" …/><text
//   …>…</text></g> <g><title>…</title><rect x="1.2%" y="…" width="3.4%" fg:x="12" fg:w="34" …/>…</g> of inferno
//
// - A title says what a function cost with all that it called; where boxes stand says what called it. What a box has
//   beyond those that stand on it is its own.
// - Boxes too narrow to see are not drawn: what they cost counts as their caller's own. Unless the narrowest box is one
//   of a whole sample, so that nothing can be missing, a warning says how much such a box can have been.
// - A box called all, root or total at the root is no function.
//
// Source: flamegraph.pl, inferno's flamegraph.rs, and pictures of them.
#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "src/base/utf8.h"
#include "src/importers/flamesvg/boxes.h"
#include "src/importers/importer.h"
#include "src/importers/kit/executed_lines.h"
#include "src/importers/kit/sample_grid.h"
#include "src/importers/kit/xml_scanner.h"

namespace p2g {
namespace {

using namespace flamesvg;

// What a title says.
struct Title {
  std::string_view name;
  Decimal count;
  std::string_view unit;
};

// `NAME (1,234 samples, 5.67%)`, of a difference with more behind the percent. Names have parentheses, too: the last.
std::optional<Title> parse_title(std::string_view text) {
  const std::size_t open = text.rfind(" (");
  if (!text.ends_with(')') || open == std::string_view::npos) return std::nullopt;
  std::string_view inside = text.substr(open + 2, text.size() - open - 3);
  const std::size_t blank = inside.find(' ');
  if (blank == std::string_view::npos) return std::nullopt;
  std::string digits(inside.substr(0, blank));
  std::erase(digits, ',');
  Title title;
  title.name = text.substr(0, open);
  if (parse_decimal(digits, title.count) != DecimalStatus::good || title.count.negative) return std::nullopt;
  inside.remove_prefix(blank + 1);
  const std::size_t comma = inside.find(", ");
  title.unit = inside.substr(0, comma);
  if (comma != std::string_view::npos && inside.find('%', comma) == std::string_view::npos) return std::nullopt;
  return title;
}

// Millionths; nothing for what is no position.
std::optional<std::int64_t> position(std::string_view text) {
  if (text.ends_with('%')) text.remove_suffix(1);
  constexpr std::int64_t million = 1'000'000;
  constexpr std::int64_t most = 1'000'000'000'000;
  Decimal value;
  if (parse_decimal(text, value) != DecimalStatus::good || value.whole > most) return std::nullopt;
  const std::int64_t size = value.whole * million + value.fraction / (Decimal::one / million);
  return value.negative ? -size : size;
}

class PictureReader {
 public:
  PictureReader(Source& source, const ReadOptions& options) : source_(source), options_(options), xml_(source) {}

  Result<Profile> read();

 private:
  void read_tags();
  void take_rectangle();
  void add_box(const Title& title);
  bool has_one_root() const;
  void build(SampleGrid& grid, const std::vector<Decimal>& self);
  std::vector<Decimal> self_costs();
  void warn_of_narrow_boxes();

  Source& source_;
  const ReadOptions& options_;
  XmlScanner xml_;
  Frames frames_;
  std::vector<Box> boxes_;
  std::string title_;
  std::optional<Box> rectangle_;
  std::string unit_;
  std::uint64_t other_units_ = 0;
  std::uint64_t overfull_ = 0;
  std::uint64_t ill_formed_ = 0;
  Warnings warnings_;
};

void PictureReader::read_tags() {
  for (XmlScanner::Token token = xml_.next(); token != XmlScanner::Token::end; token = xml_.next()) {
    const std::string_view name = xml_.name();
    if (name == "g") {
      title_.clear();
      rectangle_.reset();
    } else if (token == XmlScanner::Token::open && name == "title") {
      title_ = xml_.text();
    } else if (token == XmlScanner::Token::open && name == "rect") {
      take_rectangle();
    }
    if (title_.empty() || !rectangle_) continue;
    if (const std::optional<Title> title = parse_title(title_)) add_box(*title);
    title_.clear();
    rectangle_.reset();
  }
}

// inferno says positions in samples, exactly.
void PictureReader::take_rectangle() {
  const bool is_exact = !xml_.attribute("fg:w").empty();
  const std::optional<std::int64_t> x = position(xml_.attribute(is_exact ? "fg:x" : "x"));
  const std::optional<std::int64_t> width = position(xml_.attribute(is_exact ? "fg:w" : "width"));
  const std::optional<std::int64_t> y = position(xml_.attribute("y"));
  if (!x || !width || !y || *width < 0) return;
  rectangle_ = Box{*y, *x, *width};
}

void PictureReader::add_box(const Title& title) {
  if (boxes_.empty()) unit_ = title.unit;
  if (title.unit != unit_) ++other_units_;
  std::string name;
  ill_formed_ += repair_utf8(title.name, name) > 0 ? 1 : 0;
  std::replace(name.begin(), name.end(), '\0', '?');
  rectangle_->frame = frames_.add(name);
  rectangle_->count = title.count;
  boxes_.push_back(*rectangle_);
}

bool PictureReader::has_one_root() const {
  const auto is_root = [](const Box& box) { return box.below == no_index; };
  const std::string_view name = frames_.text(boxes_.front().frame);
  return std::count_if(boxes_.begin(), boxes_.end(), is_root) == 1 &&
         (name == "all" || name == "root" || name == "total");
}

Decimal minus(const Decimal& a, const Decimal& b) {
  Decimal rest = a;
  rest.whole -= b.whole;
  rest.fraction -= b.fraction;
  if (rest.fraction < 0) {
    rest.fraction += Decimal::one;
    --rest.whole;
  }
  rest.decimals = std::max(a.decimals, b.decimals);
  return rest;
}

// By box. Counts are rounded in some pictures, so that boxes may have less than what stands on them.
std::vector<Decimal> PictureReader::self_costs() {
  std::vector<Decimal> self(boxes_.size());
  for (std::size_t i = 0; i < boxes_.size(); ++i) self[i] = boxes_[i].count;
  for (const Box& box : boxes_) {
    if (box.below != no_index) self[box.below] = minus(self[box.below], box.count);
  }
  for (Decimal& cost : self) {
    if (cost.whole >= 0) continue;
    cost = {};
    ++overfull_;
  }
  return self;
}

void PictureReader::build(SampleGrid& grid, const std::vector<Decimal>& self) {
  const std::uint32_t slice = grid.add_slice({});
  grid.offer(slice, 0);
  const bool drops_root = has_one_root();
  std::vector<std::uint32_t> nodes(boxes_.size(), 0);
  for (std::size_t i = 0; i < boxes_.size(); ++i) {
    const std::uint32_t below = boxes_[i].below == no_index ? grid.root(slice) : nodes[boxes_[i].below];
    nodes[i] = i == 0 && drops_root ? below : grid.child(below, boxes_[i].frame);
    grid.add(nodes[i], 0, self[i]);
  }
}

void PictureReader::warn_of_narrow_boxes() {
  warnings_.add("overfull-frame", "frame is narrower than what stands on it: the picture's figures are rounded",
                overfull_);
  const auto less = [](const Decimal& a, const Decimal& b) {
    return a.whole != b.whole ? a.whole < b.whole : a.fraction < b.fraction;
  };
  const Box& narrowest = *std::min_element(boxes_.begin(), boxes_.end(),
                                           [&](const Box& a, const Box& b) { return less(a.count, b.count); });
  const bool is_fractional =
      std::any_of(boxes_.begin(), boxes_.end(), [](const Box& box) { return box.count.fraction != 0; });
  if (!is_fractional && narrowest.count.whole <= 1) return;
  warnings_.add(
      "narrow-frames",
      fmt::format("a picture leaves out what is too narrow to be seen: functions of less than about {} {} may "
                  "be missing, and count as their callers' own",
                  narrowest.count.whole, unit_),
      1,
      fmt::format("Made of a picture, which leaves out what is too narrow: functions of less than about {} {} "
                  "count as their callers' own.",
                  narrowest.count.whole, unit_));
}

Metric metric_of(const std::string& unit) {
  const std::optional<CountedIn> counted = can_name_unit(unit) ? counted_in(unit) : std::nullopt;
  return counted && counted->factor == 1 ? counted->metric : Metric::count("samples");
}

Result<Profile> PictureReader::read() {
  read_tags();
  if (std::optional<Error> error = xml_.take_error()) return fail(*std::move(error));
  if (boxes_.empty()) {
    Error error{ErrorKind::input, "has no frames: expected titles like \"main (12 samples, 5.00%)\"", source_.name()};
    error.hint = "a picture that a script draws, or one of another tool, cannot be read: give the profile";
    return fail(std::move(error));
  }
  if (other_units_ > 0) return fail({ErrorKind::input, "frames are counted in several units", source_.name()});
  stack_boxes(boxes_);
  Profile profile;
  SampleGrid grid(source_, options_, {metric_of(unit_)});
  build(grid, self_costs());
  warn_of_narrow_boxes();
  profile.format = "flamesvg";
  profile.files.push_back(source_.name());
  profile.frames = std::move(frames_);
  profile.warnings = std::move(warnings_);
  profile.warnings.add("invalid-utf8", "name that is not valid UTF-8 was repaired with U+FFFD", ill_formed_);
  P2G_TRY(grid.finish(profile));
  if (!options_.by_line && lines_are_executed(profile.frames)) join_executed_lines(profile, options_.with_lines);
  return profile;
}

Result<Profile> read_flamesvg(Source& source, const ReadOptions& options) {
  return PictureReader(source, options).read();
}

Sniff sniff_flamesvg(std::string_view head) {
  const auto has = [&](std::string_view words) { return head.find(words) != std::string_view::npos; };
  if (!has("<svg")) return Sniff::no;
  const bool is_known = has("github.com/jonhoo/inferno") || has("github.com/brendangregg/FlameGraph") ||
                        has("class=\"func_g\"") || (has("onload=\"init(evt)\"") && has("viewBox"));
  return is_known ? Sniff::certain : Sniff::no;
}

}  // namespace

extern const Importer importer_flamesvg;
const Importer importer_flamesvg{
    .name = "flamesvg",
    .aliases = "flamegraph",
    .summary = "flame graphs that FlameGraph, inferno and py-spy drew (SVG)",
    .suffixes = "",
    .sniff = sniff_flamesvg,
    .read = read_flamesvg,
};

}  // namespace p2g

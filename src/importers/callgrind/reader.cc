#include "src/importers/callgrind/reader.h"

#include <algorithm>
#include <charconv>
#include <limits>
#include <utility>

#include "src/base/decimal.h"
#include "src/base/wide.h"
#include "src/base/words.h"
#include "src/importers/kit/choose.h"

namespace p2g::callgrind {
namespace {

constexpr int most_decimals = 9;
constexpr std::string_view note_of_ours = "# prof2graph: cumulative ";

// Whole numbers, decimal or 0x…; those that are too large are as if they were not there: they are addresses.
std::uint64_t take_number(std::string_view& text) {
  const bool is_hex = text.size() > 2 && text[0] == '0' && (text[1] == 'x' || text[1] == 'X');
  if (is_hex) text.remove_prefix(2);
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, is_hex ? 16 : 10);
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return number;
}

// A position from the one before it: 12, 0x80, +3, -3 or * (the same), or a range, of which the beginning counts. False
// at what is none.
bool take_position(std::string_view& text, std::int64_t& position) {
  text = trim_begin(text);
  if (text.empty()) return false;
  const char sign = text.front();
  if (sign == '*') {
    text.remove_prefix(1);
  } else {
    if (sign == '+' || sign == '-') text.remove_prefix(1);
    if (text.empty() || !is_digit(text.front())) return false;
    const auto before = static_cast<std::uint64_t>(position);
    const std::uint64_t number = take_number(text);
    position = static_cast<std::int64_t>(sign == '+' ? before + number : sign == '-' ? before - number : number);
  }
  while (!text.empty() && !is_blank(text.front())) text.remove_prefix(1);
  return true;
}

Weight clamped(Wide sum) {
  constexpr Weight most = std::numeric_limits<Weight>::max();
  return sum > most ? most : sum < -most ? -most : static_cast<Weight>(sum);
}

}  // namespace

Error Reader::error_at(const TextLine& line, std::size_t column, std::string message) const {
  Error error{ErrorKind::input, std::move(message), source_.name(), line.number, column};
  error.excerpt = std::string(line.raw);
  error.hint = "callgrind's lines are fn=NAME, calls=COUNT POSITION, and numbers: positions and costs";
  return error;
}

Result<void> Reader::add_any(const TextLine& raw) {
  TextLine line = raw;
  if (line.number % 1024 == 0) P2G_TRY(check_room(line));
  line.raw = trim_begin(line.raw);
  const char first = line.raw.empty() ? '#' : line.raw.front();
  if (is_digit(first) || first == '+' || first == '-' || first == '*') return add_numbers(line);
  if (first != '#' && first != '\r') return add_word(line);
  if (is_ours_ && line.raw.starts_with(note_of_ours)) note_given(line.raw.substr(note_of_ours.size()));
  P2G_TRY(problems_.check_text(line));
  return problems_.bound_idle(line, lines_of_numbers_);
}

// `12 primitive 3 calls 4 estimated 0`: what this program writes beside a function, because the format has no place for
// it.
void Reader::note_given(std::string_view text) {
  std::array<std::int64_t, 4> numbers{0, unknown_calls, unknown_calls, 0};
  for (std::int64_t& number : numbers) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc()) break;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    text.remove_prefix(std::min(text.find_first_of("-0123456789"), text.size()));
  }
  const auto figures =
      static_cast<std::uint8_t>(numbers[3] & (estimated_self | estimated_cumulative | estimated_calls));
  if (has_function_) costs_.note_given(function_, {true, numbers[0], numbers[1], numbers[2], figures});
}

// ---- Words ---------------------------------------------------------------------------------------------------------

// Keys of names are of two or three letters: as one number.
constexpr std::uint32_t code_of(std::string_view key) {
  std::uint32_t code = 0;
  for (const char c : key) code = code << 8U | static_cast<unsigned char>(c);
  return code;
}

Result<void> Reader::add_word(const TextLine& line) {
  const std::size_t at = line.raw.find_first_of("=:");
  if (at == std::string_view::npos) {
    P2G_TRY(problems_.check_text(line));
    return fail(error_at(line, 1, "expected positions and costs, NAME= or KEY:"));
  }
  const std::string_view key = trim_line(line.raw.substr(0, at));
  const std::string_view value = trim_line(line.raw.substr(at + 1));
  if (line.raw[at] == ':') return add_header(line, key, value);
  if (key.size() <= 3 && set_name(code_of(key), value)) return {};
  if (key == "calls" || key == "rcalls") return begin_call(line, value);
  if (key == "jump" || key == "jcnd") {
    next_ = Next::jump;
    return {};
  }
  P2G_TRY(problems_.check_text(line));
  return fail(
      error_at(line, 1, "expected one of fn=, fl=, fi=, fe=, ob=, cfn=, cfi=, cfl=, cob=, calls=, jump=, jcnd="));
}

// Names may be defined wherever they are used, by jumps, too.
bool Reader::set_name(std::uint32_t key, std::string_view value) {
  switch (key) {
    case code_of("fn"):
      begin_function(value);
      return true;
    case code_of("cfn"):
      callee_ = names_[function].find(value);
      return true;
    case code_of("ob"):
      object_ = names_[object].find(value);
      return true;
    case code_of("fl"):
      file_ = inlined_ = names_[file].find(value);
      has_fl_ = true;
      return true;
    case code_of("fi"):
    case code_of("fe"):
      inlined_ = names_[file].find(value);
      if (!has_fl_) file_ = inlined_;  // old writers know no other
      return true;
    case code_of("cob"):
      callee_object_ = names_[object].find(value);
      return true;
    case code_of("cfi"):
    case code_of("cfl"):
      callee_file_ = names_[file].find(value);
      return true;
    case code_of("jfi"):
    case code_of("jfl"):
      names_[file].find(value);
      return true;
    case code_of("jfn"):
      names_[function].find(value);
      return true;
    case code_of("job"):
      names_[object].find(value);
      return true;
    default:
      return false;
  }
}

Result<void> Reader::check_room(const TextLine& line) const {
  if (costs_.size() + costs_.pairs() <= source_.most_items()) return {};
  return fail(error_at(line, 1, "expected no more functions and calls than the compressed file pays for"));
}

void Reader::begin_function(std::string_view name) {
  function_ = costs_.function(object_, file_, names_[function].find(name));
  has_function_ = true;
  inlined_ = file_;
  if (is_xdebug_) activations_.begin(function_);
}

// `calls=COUNT POSITION…`: the position is the callee's own, relative to that of the line of numbers before.
Result<void> Reader::begin_call(const TextLine& line, std::string_view value) {
  if (value.empty() || !is_digit(value.front())) return fail(error_at(line, 1, "expected a number of calls"));
  const std::uint64_t calls = take_number(value);
  if (calls > std::uint64_t{std::numeric_limits<std::int64_t>::max()}) {
    return fail(error_at(line, 1, "expected a number of calls below 9.2e18"));
  }
  calls_ = static_cast<std::int64_t>(calls);
  next_ = Next::call;
  std::array<std::int64_t, 2> position = position_;
  if (has_instr_) take_position(value, position[0]);
  callee_line_ = has_line_ && take_position(value, position[1]) ? position[1] : 0;
  return {};
}

Result<void> Reader::add_header(const TextLine& line, std::string_view key, std::string_view value) {
  if (key == "events") return begin_events(line, value);
  if (key == "positions") return begin_positions(line, value);
  if (key == "event") events_.describe(value);
  if (key == "summary" || key == "totals") {
    std::int64_t& said = key == "summary" ? said_before_ : said_after_;
    std::string_view number = value;
    if (!value.empty() && is_digit(value.front())) said = sum_within(said, clamped(Wide{take_number(number)}));
  }
  if (key == "creator" && creator_.empty()) {
    creator_ = value;
    is_callgrind_ = value.starts_with("callgrind");
    is_xdebug_ = value.starts_with("xdebug");
    is_ours_ = value == "prof2graph";
  }
  if (key == "desc" && creator_.empty() && value.starts_with("I1 cache:")) creator_ = "cachegrind";
  P2G_TRY(problems_.check_text(line));
  return problems_.bound_idle(line, lines_of_numbers_);
}

Result<void> Reader::begin_events(const TextLine& line, std::string_view names) {
  if (events_.has_begun()) {
    if (events_.agrees(names)) return {};
    return fail(error_at(line, 1, "expected the events of the lines before: they cannot be added up"));
  }
  events_.begin(names);
  if (events_.columns() == 0) return fail(error_at(line, 8, "expected names of events"));
  values_.assign(events_.columns(), 0);
  totals_.assign(events_.columns(), 0);
  return choose_metric();
}

Result<void> Reader::begin_positions(const TextLine& line, std::string_view names) {
  has_instr_ = names.find("instr") != std::string_view::npos;
  has_line_ = names.find("line") != std::string_view::npos;
  if (has_instr_ || has_line_) return {};
  return fail(error_at(line, 11, "expected instr, line or both"));
}

// ---- Numbers -------------------------------------------------------------------------------------------------------

bool Reader::read_positions(std::string_view& text) {
  return (!has_instr_ || take_position(text, position_[0])) && (!has_line_ || take_position(text, position_[1]));
}

// False where the line ends. Nearly all costs are short and whole.
bool Reader::take_cost(std::string_view& text, Weight& value) {
  text = trim_begin(text);
  if (text.empty() || text.front() == '\r') return false;
  constexpr std::size_t most_digits = 18;
  std::size_t digits = 0;
  Weight number = 0;
  for (; digits < text.size() && digits < most_digits && is_digit(text[digits]); ++digits) {
    number = number * 10 + (text[digits] - '0');
  }
  if (digits == 0 || scale_ != 1 || (digits < text.size() && !is_blank(text[digits]) && text[digits] != '\r')) {
    return take_fraction(text, value);
  }
  text.remove_prefix(digits);
  value = number;
  return true;
}

// A number with a sign or decimals. Those that have more of them than all before make the unit of all smaller.
bool Reader::take_fraction(std::string_view& text, Weight& value) {
  const std::size_t end = std::min(text.find_first_of(" \t\r"), text.size());
  Decimal decimal;
  if (parse_decimal(text.substr(0, end), decimal) != DecimalStatus::good) {
    is_bad_ = true;
    return false;
  }
  text.remove_prefix(end);
  if (decimal.decimals > decimals_) rescale(std::min(decimal.decimals, most_decimals));
  const Wide size = Wide{decimal.whole} * scale_ + decimal.fraction / (Decimal::one / scale_);
  value = clamped(decimal.negative ? -size : size);
  return true;
}

void Reader::rescale(int decimals) {
  std::int64_t times = 1;
  for (; decimals_ < decimals; ++decimals_) times *= 10;
  scale_ *= times;
  costs_.rescale(times);
  activations_.give_up();
  for (Wide& total : totals_) total *= times;
  for (Weight& value : values_) value = clamped(Wide{value} * times);
}

Result<void> Reader::add_numbers(const TextLine& line) {
  ++lines_of_numbers_;
  if (!events_.has_begun()) return fail(error_at(line, 1, "expected the events: line before costs"));
  std::string_view text = line.raw;
  if (!read_positions(text)) return fail(error_at(line, 1, "expected a position: 12, 0x80, +3, -3 or *"));
  if (next_ == Next::jump) {  // has no cost
    next_ = Next::self;
    return {};
  }
  std::size_t column = 0;
  while (column < values_.size() && take_cost(text, values_[column])) ++column;
  if (is_bad_) {
    const auto at = static_cast<std::size_t>(text.data() - line.raw.data());
    return fail(error_at(line, at + 1, "expected a cost"));
  }
  // Costs that are left out at the end are zero.
  std::fill(values_.begin() + static_cast<std::ptrdiff_t>(column), values_.end(), 0);
  text = trim_begin(text);
  if (!text.empty() && text.front() != '\r') ++surplus_;
  spend();
  return {};
}

void Reader::spend() {
  const Events::Measured& measured = events_.all()[profile_.chosen.metric];
  Wide sum = 0;
  for (const Events::Part& part : measured.parts) sum += Wide{values_[part.column]} * part.times;
  book(clamped(sum * measured.factor));
}

void Reader::book(Weight cost) {
  if (!has_function_) begin_function("???");
  if (is_xdebug_ && !room_.take(cost)) costs_.note_overflow();
  if (next_ == Next::self) {
    for (std::size_t i = 0; i < values_.size(); ++i) totals_[i] += values_[i];
    costs_.add_self(function_, cost);
    if (is_ours_) costs_.note_line(function_, position_[1]);
    if (options_.with_lines && has_line_ && !is_ours_) costs_.add_line(function_, inlined_, position_[1], cost);
    if (is_xdebug_) activations_.add_self(cost);
    return;
  }
  next_ = Next::self;
  const FunctionIndex callee = costs_.function(callee_object_ == Strings::none ? object_ : callee_object_,
                                               callee_file_ == Strings::none ? inlined_ : callee_file_,
                                               callee_ == Strings::none ? unknown_function_ : callee_);
  // pprof, which knows no numbers of calls, says there which line was being executed.
  if (calls_ > 0 && !is_ours_) costs_.note_line(callee, callee_line_);
  costs_.add_call(function_, callee, calls_, cost);
  if (is_xdebug_) activations_.add_call(callee, calls_);
  callee_object_ = callee_file_ = callee_ = Strings::none;
}

// ---- Plain lines ---------------------------------------------------------------------------------------------------

namespace {

// Digits up to a blank or the end; false when there is anything else, or a number that could be too large.
bool take_plain(const char*& at, const char* end, std::int64_t& number) {
  const char* const begin = at;
  number = 0;
  while (at != end && is_digit(*at)) number = number * 10 + (*at++ - '0');
  return at != begin && at - begin < 18 && (at == end || *at == ' ');
}

bool take_plain_position(const char*& at, const char* end, std::int64_t& position) {
  if (at == end) return false;
  if (*at == '*') return ++at == end || *at == ' ';
  const bool adds = *at == '+';
  const bool takes = *at == '-';
  if (adds || takes) ++at;
  std::int64_t number = 0;
  if (!take_plain(at, end, number)) return false;
  constexpr std::int64_t most = std::int64_t{1} << 62;
  if (position > most || position < -most) return false;
  position = adds ? position + number : takes ? position - number : number;
  return true;
}

}  // namespace

bool Reader::add_plain_numbers(const char* at, const char* end) {
  if (!has_function_ || scale_ != 1 || next_ == Next::jump) return false;
  std::array<std::int64_t, 2> position = position_;
  if (has_instr_ && (!take_plain_position(at, end, position[0]) || (has_line_ && at++ == end))) return false;
  if (has_line_ && !take_plain_position(at, end, position[1])) return false;
  std::size_t column = 0;
  for (; at != end && column < values_.size(); ++column) {
    if (!take_plain(++at, end, values_[column])) return false;
  }
  if (at != end) return false;
  std::fill(values_.begin() + static_cast<std::ptrdiff_t>(column), values_.end(), 0);
  position_ = position;
  ++lines_of_numbers_;
  if (is_one_column_) {
    book(values_[wanted_column_]);
  } else {
    spend();
  }
  return true;
}

bool Reader::add_plain(std::string_view line) {
  if (line.size() < 3) return false;
  const char first = line[0];
  if (is_digit(first) || first == '+' || first == '*' || first == '-') {
    return add_plain_numbers(line.data(), line.data() + line.size());
  }
  if (line[2] == '=') return set_name(code_of(line.substr(0, 2)), line.substr(3));
  if (line.size() > 3 && line[3] == '=') return set_name(code_of(line.substr(0, 3)), line.substr(4));
  if (!line.starts_with("calls=")) return false;
  const char* at = line.data() + 6;
  const char* const end = line.data() + line.size();
  std::array<std::int64_t, 2> position = position_;
  std::int64_t calls = 0;
  if (has_instr_ || !has_line_ || !take_plain(at, end, calls) || at++ == end) return false;
  if (!take_plain_position(at, end, position[1])) return false;
  calls_ = calls;
  callee_line_ = position[1];
  next_ = Next::call;
  return true;
}

// ---- What the file offers ------------------------------------------------------------------------------------------

Result<void> Reader::choose_metric() {
  Offer& offer = profile_.offered;
  for (const Events::Measured& each : events_.all()) offer.metrics.push_back(each.metric);
  offer.cells.assign(offer.metrics.size(), Cell{});
  offer.default_metric = events_.default_metric();
  P2G_TRY_ASSIGN(profile_.chosen, choose(offer, options_.wanted));
  const Events::Measured& wanted = events_.all()[profile_.chosen.metric];
  is_one_column_ = wanted.factor == 1 && wanted.parts.size() == 1 && wanted.parts[0].times == 1;
  wanted_column_ = wanted.parts[0].column;
  return {};
}

void Reader::offer_totals() {
  Offer& offer = profile_.offered;
  for (std::size_t i = 0; i < offer.metrics.size(); ++i) {
    const Events::Measured& measured = events_.all()[i];
    Wide sum = 0;
    for (const Events::Part& part : measured.parts) sum += totals_[part.column] * part.times;
    const Weight total = clamped(sum * measured.factor);
    offer.metrics[i].decimals += decimals_;
    offer.cells[i] = Cell{total, total, std::nullopt};
  }
}

void Reader::warn() {
  Warnings& warnings = profile_.warnings;
  std::uint64_t undefined = 0;
  std::uint64_t repaired = 0;
  for (const Names& names : names_) {
    undefined += names.undefined();
    repaired += names.repaired();
  }
  warnings.add("undefined-name", "number that no name was given to stands for the name", undefined);
  warnings.add("invalid-utf8", "name that is not valid UTF-8 was repaired with U+FFFD", repaired);
  warnings.add("surplus-cost", "line has more costs than there are events: what is too much was ignored", surplus_);
  // A file that was cut off says more than it has. xdebug's own sum is what a clock says.
  const Wide said = std::max(said_before_, said_after_);
  const bool is_cut = !is_xdebug_ && said * 100 * scale_ > totals_[0] * 101;
  warnings.add("cut-off", "the file says that there are more costs than it has: was it cut off?", is_cut ? 1 : 0,
               "The file is cut off: costs are missing.");
  if (costs_.pairs() == 0 && costs_.size() > 0) {
    warnings.add("no-calls", "the file has no calls: cumulative costs are those of each function alone");
  }
}

Result<void> Reader::finish() {
  if (!events_.has_begun()) {
    Error error{ErrorKind::input, "expected an events: line, found the end", source_.name()};
    error.hint = "the file is cut off, or none of callgrind's";
    return fail(std::move(error));
  }
  if (costs_.overflowed()) return fail({ErrorKind::input, "the sum of all costs is above 9.2e18", source_.name()});
  offer_totals();
  const Metric& metric = profile_.offered.metrics[profile_.chosen.metric];
  profile_.format = "callgrind";
  profile_.producer = creator_;
  profile_.files = {source_.name()};
  const std::vector<FrameId> frames = costs_.make_frames(profile_.frames, is_callgrind_);
  if (is_xdebug_ && activations_.fits()) {
    profile_.metric = metric;
    activations_.build(profile_, frames, options_.keep_order);
    sum_signed_stacks(profile_, "memory was given back");
  } else {
    profile_.warnings.add("no-tree", "the file is xdebug's, but its calls do not fit together: stacks are estimates",
                          is_xdebug_ ? 1 : 0);
    P2G_TRY(costs_.finish(profile_, metric, frames, options_.workers));
  }
  warn();
  return {};
}

}  // namespace p2g::callgrind

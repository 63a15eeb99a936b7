// The grammar of a limit (gate.h), read from left to right; the first thing that does not fit gets the caret.
#include <array>
#include <charconv>
#include <cmath>
#include <optional>

#include "src/base/diagnostics.h"
#include "src/base/platform.h"
#include "src/gate/limits.h"
#include "src/model/metric.h"

namespace p2g {
namespace {

constexpr std::string_view example = "for example 'total>+5%', 'self(json.*)>+10ms', 'calls(parse)>+0' or 'new>1%'";

Limit::Unit unit_of(Quantity quantity) {
  switch (quantity) {
    case Quantity::time:
      return Limit::Unit::seconds;
    case Quantity::bytes:
      return Limit::Unit::bytes;
    case Quantity::count:
      break;
  }
  return Limit::Unit::samples;
}

class LimitReader {
 public:
  LimitReader(std::string_view text, Limit& limit) : text_(text), limit_(limit) {}

  Result<void> read() {
    P2G_TRY(read_subject());
    P2G_TRY(read_comparison());
    P2G_TRY(read_value());
    return check_together();
  }

 private:
  tl::unexpected<Error> fail_at(std::size_t at, std::string message, std::string hint = std::string(example)) const {
    Error error{ErrorKind::usage, std::move(message), limit_.source};
    error.column = at + 1;
    error.excerpt = std::string(text_);
    error.hint = std::move(hint);
    return fail(std::move(error));
  }
  void skip_blanks() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t')) ++at_;
  }

  Result<void> read_subject() {
    static constexpr std::array<std::string_view, 6> words = {"total", "new", "speed", "self", "cumulative", "calls"};
    skip_blanks();
    const std::size_t begin = at_;
    while (at_ < text_.size() && text_[at_] >= 'a' && text_[at_] <= 'z') ++at_;
    const std::string_view word = text_.substr(begin, at_ - begin);
    std::size_t found = 0;
    while (found < words.size() && words[found] != word) ++found;
    if (found == words.size()) {
      const std::string_view near = nearest_name(word, {words.begin(), words.end()});
      return fail_at(begin, "expected total, new, speed, self(…), cumulative(…) or calls(…)",
                     near.empty() ? std::string(example) : "did you mean \"" + std::string(near) + "\"?");
    }
    limit_.subject = static_cast<Limit::Subject>(found);
    skip_blanks();
    const bool of_functions = limit_.of_functions();
    const bool open = at_ < text_.size() && text_[at_] == '(';
    if (!of_functions) {
      return open ? Result<void>(fail_at(at_, std::string(word) + " is about the whole run and takes no pattern"))
                  : Result<void>();
    }
    if (!open) return fail_at(at_, "expected ( and a pattern: " + std::string(word) + "(PATTERN)");
    // Names may hold parentheses and < >; values hold neither.
    const std::size_t close = text_.rfind(')');
    if (close == std::string_view::npos || close < at_) return fail_at(text_.size(), "expected ) after the pattern");
    limit_.pattern = std::string(text_.substr(at_ + 1, close - at_ - 1));
    if (limit_.pattern.empty()) return fail_at(close, "expected a pattern, * for every function");
    at_ = close + 1;
    return {};
  }

  Result<void> read_comparison() {
    using Comparison = Limit::Comparison;
    skip_blanks();
    const char c = at_ < text_.size() ? text_[at_] : '\0';
    if (c != '>' && c != '<') return fail_at(at_, "expected > or <");
    ++at_;
    const bool equal = at_ < text_.size() && text_[at_] == '=';
    at_ += equal ? 1 : 0;
    if (c == '>') limit_.comparison = equal ? Comparison::at_least : Comparison::above;
    if (c == '<') limit_.comparison = equal ? Comparison::at_most : Comparison::below;
    return {};
  }

  Result<void> read_value() {
    skip_blanks();
    const std::size_t begin = at_;
    double sign = 1;
    if (at_ < text_.size() && (text_[at_] == '+' || text_[at_] == '-')) {
      limit_.change = true;
      sign = text_[at_++] == '-' ? -1 : 1;
    }
    const bool digit = at_ < text_.size() && text_[at_] >= '0' && text_[at_] <= '9';
    const auto [end, problem] =
        parse_double(text_.data() + at_, text_.data() + text_.size(), limit_.value, std::chars_format::fixed);
    if (!digit || problem != std::errc() || !std::isfinite(limit_.value)) {
      return fail_at(begin, "expected a number, with + or - when it is about the change");
    }
    limit_.value *= sign;
    at_ = static_cast<std::size_t>(end - text_.data());
    skip_blanks();
    return read_unit();
  }

  Result<void> read_unit() {
    std::string_view word = text_.substr(at_);
    while (word.ends_with(' ') || word.ends_with('\t')) word.remove_suffix(1);
    if (word.empty()) return {};
    if (word == "%") {
      limit_.unit = Limit::Unit::percent;
      return {};
    }
    const std::optional<Unit> unit = find_unit(word);
    if (!unit)
      return fail_at(at_,
                     "expected %, a unit (ns us ms s, B kB MB GB KiB MiB GiB, samples), or nothing after the number");
    limit_.unit = unit_of(unit->quantity);
    limit_.value = unit->to_canonical(limit_.value);
    if (!std::isfinite(limit_.value)) return fail_at(at_, "the value is too large for this unit");
    return {};
  }

  Result<void> check_together() const {
    const bool percent = limit_.unit == Limit::Unit::percent;
    if (limit_.subject == Limit::Subject::total && percent && !limit_.change) {
      return fail_at(0, "the total is always 100% of itself", "for the change since before: total>+5%");
    }
    if (limit_.subject == Limit::Subject::speed && !(percent && limit_.change)) {
      return fail_at(0, "speed has no figure of its own, only a change in percent", "for example speed>+20%");
    }
    if (limit_.subject == Limit::Subject::calls && !percent && limit_.unit != Limit::Unit::none) {
      return fail_at(0, "calls are counted, they have no unit");
    }
    if (limit_.subject == Limit::Subject::calls && percent && !limit_.change) {
      return fail_at(0, "a number of calls has no share of the total", "for the change since before: calls(x)>+5%");
    }
    return {};
  }

  std::string_view text_;
  Limit& limit_;
  std::size_t at_ = 0;
};

}  // namespace

Result<Limit> parse_limit(std::string_view text, const std::string& source, bool required) {
  Limit limit;
  limit.text = std::string(text);
  limit.source = source;
  limit.required = required;
  P2G_TRY(LimitReader(text, limit).read());
  return limit;
}

}  // namespace p2g

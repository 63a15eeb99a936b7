#include "src/importers/austin/samples.h"

#include <algorithm>
#include <charconv>

#include "src/base/words.h"

namespace p2g::austin {
namespace {

bool is_hex(char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

Weight first_column(const Columns& columns) { return columns[0]; }
Weight busy_time(const Columns& columns) { return columns[1] == 0 ? columns[0] : 0; }
Weight second_column(const Columns& columns) { return columns[1]; }
Weight lost_column(const Columns& columns) { return columns[2] < 0 ? -columns[2] : columns[2]; }
template <std::size_t at>
Weight gained(const Columns& columns) {
  return std::max<Weight>(columns[at], 0);
}
template <std::size_t at>
Weight given_back(const Columns& columns) {
  return std::max<Weight>(-columns[at], 0);
}

Metric named(Metric metric, const char* name) {
  metric.name = name;
  return metric;
}

// A whole number; one whose sums have no room is not `good`.
bool take_number(std::string_view text, Weight& number) {
  constexpr Weight most = 1'000'000'000'000'000'000;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size() && number > -most && number < most;
}

std::string_view take_last_word(std::string_view& text) {
  const std::size_t space = text.find_last_of(' ');
  const std::string_view word = text.substr(space == std::string_view::npos ? text.size() : space + 1);
  text = trim_line_end(text.substr(0, space == std::string_view::npos ? text.size() : space));
  return word;
}

// `61,0,-4096`
int split_commas(std::string_view word, Columns& columns) {
  for (std::size_t i = 0; i < 3; ++i) {
    const std::size_t comma = i < 2 ? word.find(',') : word.size();
    if (comma == std::string_view::npos || !take_number(word.substr(0, comma), columns[i])) return 0;
    word.remove_prefix(std::min(comma + 1, word.size()));
  }
  return 3;
}

}  // namespace

bool all_hex(std::string_view text) { return !text.empty() && std::all_of(text.begin(), text.end(), is_hex); }

std::vector<Measure> measures_of(Mode mode) {
  constexpr std::int64_t kibi = 1024;
  const Metric time = Metric::time(6);
  const Metric gain = named(Metric::bytes(), "memory+");
  const Metric loss = named(Metric::bytes(), "memory-");
  switch (mode) {
    case Mode::one_number:
    case Mode::time:
      break;
    case Mode::memory:
      return {{gain, 1, gained<0>}, {loss, 1, given_back<0>}};
    case Mode::full_old:
      return {{time, 1, first_column}, {gain, kibi, second_column}, {loss, kibi, lost_column}};
    case Mode::full:
      return {
          {time, 1, first_column}, {named(time, "cpu"), 1, busy_time}, {gain, 1, gained<2>}, {loss, 1, given_back<2>}};
  }
  return {{time, 1, first_column}};
}

Sample split_sample(std::string_view line) {
  Sample sample;
  sample.stack = line;
  const std::string_view last = take_last_word(sample.stack);
  if (last.find(',') != std::string_view::npos) {
    sample.count = split_commas(last, sample.columns);
    return sample;
  }
  Weight number = 0;
  if (!take_number(last, number)) return sample;
  sample.columns[0] = number;
  sample.count = 1;
  std::string_view rest = sample.stack;
  Columns three{0, 0, number};
  const std::string_view second = take_last_word(rest);
  const std::string_view first = take_last_word(rest);
  if (rest.empty() || rest == "Thread" || !take_number(second, three[1]) || !take_number(first, three[0]))
    return sample;
  sample.stack = rest;
  sample.columns = three;
  sample.count = 3;
  return sample;
}

}  // namespace p2g::austin

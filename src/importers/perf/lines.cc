#include "src/importers/perf/lines.h"

#include <algorithm>

#include "src/base/npos.h"
#include "src/base/words.h"

namespace p2g::perf {
namespace {

bool is_hex(char c) { return is_digit(c) || (c >= 'a' && c <= 'f'); }
template <class Is>
bool all(std::string_view text, Is is) {
  return !text.empty() && std::all_of(text.begin(), text.end(), is);
}

// -1 is a task that is gone, or one of all.
bool is_id(std::string_view text) {
  if (text.starts_with('-')) text.remove_prefix(1);
  return all(text, is_digit);
}
bool is_pair_of_ids(std::string_view text) {
  const std::size_t slash = text.find('/');
  return slash != npos && is_id(text.substr(0, slash)) && is_id(text.substr(slash + 1));
}
bool is_cpu(std::string_view text) {
  return text.size() > 2 && text.front() == '[' && text.back() == ']' && all(text.substr(1, text.size() - 2), is_digit);
}
// Where the processor was (-F +misc): kernel, user, hypervisor, guest; and what a record is.
bool is_misc(std::string_view text) {
  return text.size() <= 6 && all(text, [](char c) { return std::string_view("KUHGgMSDEp?*").find(c) != npos; });
}

std::string_view take_last_word(std::string_view& text) {
  text = trim_end(text);
  const std::size_t blank = text.find_last_of(" \t");
  const std::size_t begin = blank == npos ? 0 : blank + 1;
  const std::string_view word = text.substr(begin);
  text = text.substr(0, begin);
  return word;
}

std::string_view first_word(std::string_view text) { return text.substr(0, text.find_first_of(" \t")); }

Weight digits_value(std::string_view digits, bool& is_too_large) {
  Weight value = 0;
  for (const char c : digits)
    value = value < 100'000'000'000'000'000 ? value * 10 + (c - '0') : (is_too_large = true, value);
  return value;
}

// "cycles:u", of "cycles:u: "; empty when the word does not end in a colon.
std::string_view event_in(std::string_view word) {
  if (!word.ends_with(':')) return {};
  while (word.ends_with(':')) word.remove_suffix(1);
  return word;
}

// A period fills ten columns, which tells it from a number at the end of a command's name.
void take_wide_period(std::string_view& head, EventLine& line) {
  std::string_view before = head;
  const std::string_view word = take_last_word(before);
  constexpr std::size_t columns = 10;
  const std::size_t width = trim_end(head).size() - trim_end(before).size();
  if (!all(word, is_digit) || width <= columns) return;
  line.period = digits_value(word, line.is_too_large);
  head = before;
}

}  // namespace

TimePlace find_time(std::string_view line) {
  for (std::size_t colon = line.find(':'); colon != npos; colon = line.find(':', colon + 1)) {
    if (colon + 1 < line.size() && !is_blank(line[colon + 1])) continue;
    std::size_t at = colon;
    while (at > 0 && is_digit(line[at - 1])) --at;
    if (at == colon || at < 2 || line[at - 1] != '.' || !is_digit(line[at - 2])) continue;
    for (--at; at > 0 && is_digit(line[at - 1]);) --at;
    if (at == 0 || is_blank(line[at - 1])) return {at, colon + 1};
  }
  return {};
}

void split_behind_time(std::string_view text, EventLine& line) {
  text = trim_begin(text);
  std::string_view word = first_word(text);
  if (all(word, is_digit)) {
    line.period = digits_value(word, line.is_too_large);
    text = trim_begin(text.substr(word.size()));
    word = first_word(text);
  }
  line.event = event_in(word);
  line.rest = line.event.empty() ? text : text.substr(word.size());
}

std::optional<EventLine> split_event(std::string_view text) {
  EventLine line;
  if (const TimePlace time = find_time(text); time.end != npos) {
    line.has_time = true;
    line.head = text.substr(0, time.begin);
    split_behind_time(text.substr(time.end), line);
    return line;
  }
  std::size_t at = text.find_first_not_of(" \t");
  for (; at != npos; at = text.find_first_not_of(" \t", at)) {
    const std::string_view word = first_word(text.substr(at));
    line.event = event_in(word);
    line.rest = text.substr(at + word.size());
    if (!line.event.empty()) break;
    at += word.size();
  }
  line.head = text.substr(0, at);
  if (!line.event.empty()) take_wide_period(line.head, line);
  if (split_task(line.head).tid.empty()) return std::nullopt;
  return line;
}

Task split_task(std::string_view head) {
  std::string_view rest = head;
  std::string_view word = take_last_word(rest);
  if (is_misc(word)) word = take_last_word(rest);
  if (is_cpu(word)) word = take_last_word(rest);
  if (is_misc(word)) word = take_last_word(rest);
  if (is_pair_of_ids(word)) {
    const std::size_t slash = word.find('/');
    return {trim(rest), word.substr(0, slash), word.substr(slash + 1)};
  }
  if (is_id(word)) return {trim(rest), {}, word};
  return {trim(head), {}, {}};
}

std::optional<FrameLine> split_frame(std::string_view line) {
  line = trim_begin(line);
  const auto digits = static_cast<std::size_t>(std::find_if_not(line.begin(), line.end(), is_hex) - line.begin());
  if (digits == 0 || (digits < line.size() && !is_blank(line[digits]))) return std::nullopt;
  line = trim_end(line.substr(digits));
  FrameLine frame;
  frame.symbol = trim_begin(line);
  if (!line.ends_with(')')) return frame;
  // The last parentheses that stand for themselves; an object may have some of its own.
  int open = 0;
  std::size_t at = line.size();
  while (at > 0) {
    --at;
    if (line[at] == ')') ++open;
    if (line[at] == '(' && --open == 0) break;
  }
  if (open != 0 || at == 0 || !is_blank(line[at - 1])) return frame;
  frame.symbol = trim(line.substr(0, at));
  frame.object = line.substr(at + 1, line.size() - at - 2);
  frame.has_object = true;
  return frame;
}

std::optional<FrameLine> split_only_frame(std::string_view rest) {
  constexpr std::size_t columns = 16;
  const std::size_t begin = rest.find_first_not_of(" \t");
  if (begin == npos) return std::nullopt;
  const std::size_t end = rest.find_first_of(" \t", begin);
  const std::optional<FrameLine> frame = split_frame(rest);
  if (!frame || (!frame->has_object && (end == npos || end < columns))) return std::nullopt;
  return frame;
}

}  // namespace p2g::perf

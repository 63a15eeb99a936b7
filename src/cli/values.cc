#include "src/cli/values.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <type_traits>
#include <utility>

#include "src/base/diagnostics.h"
#include "src/base/platform.h"

namespace p2g {
namespace {

// The whole text, without regard to the locale.
template <class Number>
bool parse_number(std::string_view text, Number& number) {
  const char* const last = text.data() + text.size();
  std::from_chars_result read{};
  if constexpr (std::is_floating_point_v<Number>) {
    read = parse_double(text.data(), last, number);
  } else {
    read = std::from_chars(text.data(), last, number);
  }
  return read.ec == std::errc() && read.ptr == last;
}

template <class Number>
Setter number_between(std::function<void(Number)> accept, std::string_view option, std::string_view expected,
                      Number lowest, Number highest) {
  return [=](const std::string& value) -> Result<void> {
    Number number{};
    // Written so that NaN fails too.
    if (!parse_number(value, number) || !(number >= lowest && number <= highest)) {
      return fail(usage_error(std::string(option) + ": expected " + std::string(expected) + ", got \"" + value + '"'));
    }
    accept(number);
    return {};
  };
}

}  // namespace

bool is_blank(std::string_view text) { return text.find_first_not_of(" \t\n\v\f\r") == std::string_view::npos; }

std::string_view expected_text(std::string_view value_name) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 15> known = {
      {{"FILE", "a file"},
       {"DIR", "a folder"},
       {"FILE...", "a file"},
       {"NAME|FILE", "a name or a file"},
       {"NAME", "a name"},
       {"NAME|N", "a name or a number"},
       {"PATTERN|ID|#N|all", "a pattern, an id or a number"},
       {"KEY", "a key"},
       {"PATTERN", "a pattern"},
       {"FUNCTION", "a function"},
       {"RE", "a regular expression"},
       {"PREFIX", "the beginning of a path"},
       {"LIMIT", "a limit"},
       {"NAME=PATTERN", "NAME=PATTERN"},
       {"OLD=NEW", "OLD=NEW"}}};
  for (const auto& [name, expected] : known) {
    if (name == value_name) return expected;
  }
  return {};
}

Error blank_value_error(const std::string& whose, std::string_view expected, std::string_view value) {
  return usage_error(whose + "expected " + std::string(expected) + ", got \"" + std::string(value) + '"',
                     "is a variable of a script unset?");
}

Setter store(std::string& target) {
  return [&target](const std::string& value) -> Result<void> {
    target = value;
    return {};
  };
}

Setter into_text(std::optional<std::string>& target) {
  return [&target](const std::string& value) -> Result<void> {
    target = value;
    return {};
  };
}

Setter append(std::vector<std::string>& target) {
  return [&target](const std::string& value) -> Result<void> {
    target.push_back(value);
    return {};
  };
}

Setter real(std::function<void(double)> accept, std::string_view option, std::string_view expected, double lowest,
            double highest) {
  return number_between<double>(std::move(accept), option, expected, lowest, highest);
}

Setter whole(std::function<void(int)> accept, std::string_view option, std::string_view expected, int lowest,
             int highest) {
  return number_between<int>(std::move(accept), option, expected, lowest, highest);
}

Setter percent(std::optional<double>& target, std::string_view option) {
  const Setter number = real(into(target), option, "a percentage from 0 to 100", 0, 100);
  return [number](const std::string& value) {
    return number(value.ends_with('%') ? value.substr(0, value.size() - 1) : value);
  };
}

Setter choice(std::string_view what, const std::vector<std::string>& known,
              const std::function<void(std::size_t)>& accept) {
  return [=](const std::string& value) -> Result<void> {
    const auto found = std::find_if(known.begin(), known.end(), [&](const std::string& name) {
      return std::equal(name.begin(), name.end(), value.begin(), value.end(),
                        [](char a, char b) { return a == (b >= 'A' && b <= 'Z' ? b + 32 : b); });
    });
    if (found == known.end()) return fail(unknown_name_error(what, value, {known.begin(), known.end()}));
    accept(static_cast<std::size_t>(found - known.begin()));
    return {};
  };
}

}  // namespace p2g

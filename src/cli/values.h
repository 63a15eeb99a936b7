// What stands behind an option: takes its value apart and stores it, or says what was expected.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "src/base/diagnostics.h"
#include "src/base/result.h"

namespace p2g {

// Called once for each time the option is given. Targets outlive the setters.
using Setter = std::function<Result<void>(const std::string& value)>;

// Nothing but white space: what an unset variable of a script leaves.
bool is_blank(std::string_view text);
// What a value of this name has to be, "a file" for FILE; empty where a blank value makes sense (TEXT), or where its
// setter says what it expects (numbers).
std::string_view expected_text(std::string_view value_name);
// `--budget: expected a file, got ""`; `whose` is "--budget: ".
Error blank_value_error(const std::string& whose, std::string_view expected, std::string_view value);

template <class Target>
auto into(Target& target) {
  return [&target](auto value) { target = value; };
}

Setter store(std::string& target);
Setter into_text(std::optional<std::string>& target);
Setter append(std::vector<std::string>& target);
// Finite numbers within [lowest, highest]; `option` and `expected` are for the message and are static text.
Setter real(std::function<void(double)> accept, std::string_view option, std::string_view expected, double lowest,
            double highest);
Setter whole(std::function<void(int)> accept, std::string_view option, std::string_view expected, int lowest,
             int highest = 2'000'000'000);
// 0 to 100, with or without a percent sign.
Setter percent(std::optional<double>& target, std::string_view option);
// One of a few words; `accept` gets its index.
Setter choice(std::string_view what, const std::vector<std::string>& known,
              const std::function<void(std::size_t)>& accept);

}  // namespace p2g

// Limits from a TOML file: what a team agrees on beside the code.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "src/base/result.h"
#include "src/gate/limits.h"

namespace p2g {

// For hints.
inline constexpr std::string_view budget_form = "fail_on = [\"total > +5%\"] and require = [\"cumulative(main) < 2s\"]";

//   fail_on = ["total > +5%", "self(json.*) > +10ms"]    # trips when it is so
//   require = ["cumulative(startup) < 200ms"]            # trips when it is not
// Grammar errors are usage errors with the file's line and a caret; so are other keys.
Result<std::vector<Limit>> read_budget(const std::string& file);
Result<std::vector<Limit>> parse_budget(std::string_view toml_text, const std::string& file);

}  // namespace p2g

#include "src/gate/budget.h"

#include <toml++/toml.h>

#include <optional>
#include <utility>

#include "src/base/diagnostics.h"
#include "src/base/text_file.h"
#include "src/base/toml_keys.h"

namespace p2g {
namespace {

// Points at a place of the file; `more` bytes behind where toml++ says that the value begins.
Error at(std::string_view text, const std::string& file, const toml::source_region& region, std::string message,
         std::string hint, std::size_t more = 0) {
  Error error{ErrorKind::usage, std::move(message), file};
  error.hint = std::move(hint);
  point_at(error, text, {region.begin.line, region.begin.column});
  if (error.column) *error.column += more;
  return error;
}

Result<void> read_list(const toml::node& node, std::string_view text, const std::string& file, bool required,
                       std::vector<Limit>& limits) {
  const toml::array* list = node.as_array();
  if (list == nullptr)
    return fail(at(text, file, node.source(), "expected a list of limits", std::string(budget_form)));
  for (const toml::node& item : *list) {
    const auto* value = item.as_string();
    if (value == nullptr) {
      return fail(at(text, file, item.source(), "expected a limit between quotes", std::string(budget_form)));
    }
    Result<Limit> limit = parse_limit(value->get(), file, required);
    if (!limit) {
      const Error& wrong = limit.error();
      // Behind the opening quote; a text with escapes may be a little off.
      return fail(at(text, file, item.source(), wrong.message, wrong.hint, wrong.column.value_or(1)));
    }
    limits.push_back(std::move(*limit));
  }
  return {};
}

}  // namespace

Result<std::vector<Limit>> parse_budget(std::string_view toml_text, const std::string& file) {
  std::vector<Limit> limits;
  if (const std::optional<TomlPlace> place = find_deep_toml_key(toml_text)) {
    const toml::source_position begin{place->line, place->column};
    return fail(at(toml_text, file, {begin, begin, nullptr}, "expected fail_on or require, found a key of many parts",
                   std::string(budget_form)));
  }
  try {
    const toml::table root = toml::parse(toml_text, std::string_view(file));
    for (const auto& [key, node] : root) {
      if (key.str() == "fail_on" || key.str() == "require") continue;
      Error unknown = unknown_name_error("budget key", key.str(), {"fail_on", "require"});
      return fail(at(toml_text, file, key.source(), std::move(unknown.message), std::move(unknown.hint)));
    }
    for (const std::string_view key : {"fail_on", "require"}) {
      if (const toml::node* node = root.get(key)) {
        P2G_TRY(read_list(*node, toml_text, file, key == "require", limits));
      }
    }
  } catch (const toml::parse_error& error) {
    return fail(at(toml_text, file, error.source(), std::string(error.description()), std::string(budget_form)));
  }
  return limits;
}

Result<std::vector<Limit>> read_budget(const std::string& file) {
  P2G_TRY_ASSIGN(const std::string text, read_text_file(file, "budget"));
  return parse_budget(text, file);
}

}  // namespace p2g

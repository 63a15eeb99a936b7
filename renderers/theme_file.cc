// A theme's TOML file, key by key: the only file of the renderers that knows toml++.
#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "renderers/theme.h"
#include "renderers/theme_contrast.h"
#include "renderers/third_party.h"
#include "src/base/text_file.h"
#include "src/base/toml_keys.h"

namespace p2g {
namespace {

constexpr std::size_t scale_steps = 8;

struct SlotKey {
  std::string_view key;
  Slot slot;
};
constexpr SlotKey slot_keys[] = {{"page", Slot::page},   {"panel", Slot::panel},   {"ink", Slot::ink},
                                 {"muted", Slot::muted}, {"rule", Slot::rule},     {"edge", Slot::edge},
                                 {"hot", Slot::hot},     {"caller", Slot::caller}, {"callee", Slot::callee}};

enum class Presence : std::uint8_t { optional, required };

// Reads typed values out of a TOML document. The first error stays; what is read after it is ignored by the caller, so
// the readers below need no check after each key. Each `read_*` leaves `out` as it is when an optional key is absent.
class Reader {
 public:
  Reader(std::string_view text, std::string_view file) : text_(text), file_(file) {}

  bool failed() const { return error_.has_value(); }
  Error take_error() { return std::move(*error_); }

  void reject(const toml::source_region& region, std::string message, std::string hint = {}) {
    if (failed()) return;
    Error error{.kind = ErrorKind::input, .message = std::move(message), .file = std::string(file_)};
    error.hint = std::move(hint);
    point_at(error, text_, {region.begin.line, region.begin.column});
    error_ = std::move(error);
  }

  // Anything but these keys is a mistake, most likely a typo.
  void allow(const toml::table& table, const std::vector<std::string_view>& known) {
    for (const auto& [key, node] : table) {
      if (std::find(known.begin(), known.end(), key.str()) != known.end()) continue;
      Error unknown = unknown_name_error("theme key", key.str(), known);
      reject(key.source(), std::move(unknown.message), std::move(unknown.hint));
    }
  }

  void read_bool(const toml::table& table, std::string_view key, bool& out) {
    const auto* node = table.get(key);
    if (node == nullptr) return;
    if (const auto* value = node->as_boolean())
      out = value->get();
    else
      reject(node->source(), fmt::format("expected true or false for \"{}\"", key));
  }

  void read_string(const toml::table& table, std::string_view key, std::string& out) {
    const auto* node = table.get(key);
    if (node == nullptr) return;
    if (const auto* value = node->as_string())
      out = value->get();
    else
      reject(node->source(), fmt::format("expected a string for \"{}\"", key));
  }

  void read_number(const toml::table& table, std::string_view key, double low, double high, double& out) {
    if (const auto* node = table.get(key)) number(*node, key, low, high, out);
  }

  template <std::size_t N>
  void read_numbers(const toml::table& table, std::string_view key, double low, double high,
                    std::array<double, N>& out) {
    const auto* items = array_of(table, key, N, Presence::optional);
    for (std::size_t i = 0; items != nullptr && i < N; ++i) number(*items->get(i), key, low, high, out[i]);
  }

  void read_color(const toml::table& table, std::string_view key, Presence presence, Color& out) {
    if (const auto* node = table.get(key))
      color(*node, key, out);
    else if (presence == Presence::required)
      reject(table.source(), fmt::format("expected the colour \"{}\" in this table", key));
  }

  // Fills the `size` slots from `first` on. True when the list was there.
  bool read_colors(const toml::table& table, std::string_view key, Presence presence, std::size_t size,
                   Palette& palette, Slot first) {
    const auto* items = array_of(table, key, size, presence);
    if (items == nullptr) return false;
    for (std::size_t i = 0; i < size; ++i) color(*items->get(i), key, palette[static_cast<std::size_t>(first) + i]);
    return true;
  }

  // Nothing when there is no such table, which is an error if it is required.
  const toml::table* table_of(const toml::table& parent, std::string_view key, Presence presence) {
    const auto* node = parent.get(key);
    if (node == nullptr && presence == Presence::optional) return nullptr;
    const auto* table = node != nullptr ? node->as_table() : nullptr;
    if (table == nullptr)
      reject(node != nullptr ? node->source() : parent.source(), fmt::format("expected a table [{}]", key));
    return table;
  }

 private:
  void number(const toml::node& node, std::string_view key, double low, double high, double& out) {
    const auto value = node.is_number() ? node.value<double>() : std::nullopt;
    // The comparison is written so that NaN fails it.
    if (value && *value >= low && *value <= high)
      out = *value;
    else
      reject(node.source(), fmt::format("expected a number from {} to {} for \"{}\"", low, high, key));
  }

  void color(const toml::node& node, std::string_view key, Color& out) {
    const auto* value = node.as_string();
    const auto parsed = value != nullptr ? parse_hex(value->get()) : std::nullopt;
    if (parsed)
      out = *parsed;
    else
      reject(node.source(), fmt::format("expected a colour like \"#1b1f24\" for \"{}\"", key));
  }

  const toml::array* array_of(const toml::table& table, std::string_view key, std::size_t size, Presence presence) {
    const auto* node = table.get(key);
    if (node == nullptr) {
      if (presence == Presence::required)
        reject(table.source(), fmt::format("expected the list \"{}\" in this table", key));
      return nullptr;
    }
    const auto* items = node->as_array();
    if (items != nullptr && items->size() == size) return items;
    reject(node->source(), fmt::format("expected a list of {} values for \"{}\"", size, key));
    return nullptr;
  }

  std::string_view text_;
  std::string_view file_;
  std::optional<Error> error_;
};

// What a comparison is drawn with where a theme does not say: no colour but paper and ink, which hold on any page.
void default_deltas(Palette& palette) {
  for (int i = 0; i < delta_steps; ++i) {
    color_at(palette, delta_slot(i)) = color_at(palette, Slot::panel);
    color_at(palette, delta_ink_slot(i)) = color_at(palette, Slot::ink);
  }
}

// All colours are required, so that a theme never shows a part of another; only those of comparisons came later.
void read_palette(Reader& in, const toml::table& table, Palette& palette) {
  std::vector<std::string_view> known = {"steps", "inks", "deltas", "delta_inks"};
  for (const SlotKey& entry : slot_keys) known.push_back(entry.key);
  in.allow(table, known);
  for (const SlotKey& entry : slot_keys)
    in.read_color(table, entry.key, Presence::required, color_at(palette, entry.slot));
  in.read_colors(table, "steps", Presence::required, scale_steps, palette, Slot::step0);
  in.read_colors(table, "inks", Presence::required, scale_steps, palette, Slot::ink0);
  default_deltas(palette);
  const bool fills = in.read_colors(table, "deltas", Presence::optional, delta_steps, palette, Slot::delta0);
  const bool inks = in.read_colors(table, "delta_inks", Presence::optional, delta_steps, palette, Slot::delta_ink0);
  if (fills != inks) in.reject(table.source(), "expected \"deltas\" and \"delta_inks\" together");
}

void read_dot(Reader& in, const toml::table& table, DotStyle& dot) {
  in.allow(table, {"steps", "min_hsl", "max_hsl", "gamma", "filled", "font", "min_font", "max_font", "min_pen",
                   "max_pen", "node_ink", "solid_edges"});
  in.read_bool(table, "steps", dot.steps);
  in.read_numbers(table, "min_hsl", 0, 1, dot.min_hsl);
  in.read_numbers(table, "max_hsl", 0, 1, dot.max_hsl);
  in.read_number(table, "gamma", 0.01, 10, dot.gamma);
  in.read_bool(table, "filled", dot.filled);
  in.read_string(table, "font", dot.font);
  in.read_number(table, "min_font", 1, 100, dot.min_font);
  in.read_number(table, "max_font", 1, 100, dot.max_font);
  in.read_number(table, "min_pen", 0, 100, dot.min_pen);
  in.read_number(table, "max_pen", 0, 100, dot.max_pen);
  in.read_color(table, "node_ink", Presence::optional, dot.node_ink);
  in.read_bool(table, "solid_edges", dot.solid_edges);
}

// Percent in the file, shares in the theme.
void read_thresholds(Reader& in, const toml::table& root, std::array<double, 8>& thresholds) {
  if (!root.contains("thresholds")) return;
  std::array<double, 8> percents{};
  in.read_numbers(root, "thresholds", 0, 100, percents);
  for (std::size_t i = 0; i < percents.size(); ++i) {
    // From 0, or some shares would have no step.
    const bool rises = i == 0 ? percents[0] == 0 : percents[i] > percents[i - 1];
    if (!rises) in.reject(root.get("thresholds")->source(), "expected thresholds that begin with 0 and rise");
    thresholds[i] = percents[i] / 100;
  }
}

void read_theme(Reader& in, const toml::table& root, Theme& theme) {
  in.allow(root, {"summary", "dark_first", "thresholds", "light", "dark", "dot"});
  in.read_string(root, "summary", theme.summary);
  in.read_bool(root, "dark_first", theme.dark_first);
  read_thresholds(in, root, theme.thresholds);
  if (const auto* light = in.table_of(root, "light", Presence::required)) read_palette(in, *light, theme.light);
  // A theme for paper has one palette, so the dark page is another name for the light one.
  theme.dark = theme.light;
  if (const auto* dark = in.table_of(root, "dark", Presence::optional)) read_palette(in, *dark, theme.dark);
  if (const auto* dot = in.table_of(root, "dot", Presence::optional)) read_dot(in, *dot, theme.dot);
}

}  // namespace

Result<Theme> parse_theme(std::string_view toml, std::string_view file) {
  Reader in(toml, file);
  Theme theme;
  theme.name = theme_name(file);
  // toml++ recurses over keys of many parts: they are refused before it sees them.
  if (const std::optional<TomlPlace> place = find_deep_toml_key(toml)) {
    const toml::source_position begin{place->line, place->column};
    in.reject({begin, begin, nullptr}, "expected a key of a theme, found one of many parts");
    return fail(in.take_error());
  }
  // toml++ throws; this is as far as an exception goes.
  try {
    read_theme(in, toml::parse(toml, file), theme);
  } catch (const toml::parse_error& error) {
    in.reject(error.source(), std::string(error.description()));
  }
  if (in.failed()) return fail(in.take_error());
  check_contrast(theme);
  return theme;
}

ThirdParty toml_third_party() {
  return {"toml++", version_of(TOML_LIB_MAJOR, TOML_LIB_MINOR, TOML_LIB_PATCH), "", "MIT", linked_from("tomlplusplus")};
}

}  // namespace p2g

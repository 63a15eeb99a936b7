#include "renderers/theme.h"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <optional>

#include "renderers/third_party.h"
#include "src/base/embedded.h"
#include "src/base/source.h"
#include "src/base/toml_keys.h"

namespace p2g {
namespace {

constexpr double least_text_contrast = 4.5;  // WCAG 2.1, 1.4.3, text
constexpr double least_line_contrast = 3.0;  // 1.4.11, graphical objects
constexpr std::size_t theme_bytes_limit = 1U << 20U;

struct SlotKey {
  std::string_view key;
  Slot slot;
};
constexpr SlotKey slot_keys[] = {{"page", Slot::page},   {"panel", Slot::panel},   {"ink", Slot::ink},
                                 {"muted", Slot::muted}, {"rule", Slot::rule},     {"edge", Slot::edge},
                                 {"hot", Slot::hot},     {"caller", Slot::caller}, {"callee", Slot::callee}};

Color& color_at(Palette& palette, Slot slot) { return palette[static_cast<std::size_t>(slot)]; }
Color color_at(const Palette& palette, Slot slot) { return palette[static_cast<std::size_t>(slot)]; }

std::optional<Color> parse_hex(std::string_view text) {
  if (text.size() != 7 || text[0] != '#') return std::nullopt;
  std::array<std::uint8_t, 3> channels{};
  for (std::size_t i = 0; i < 6; ++i) {
    const char c = text[i + 1];
    int digit = 0;
    if (c >= '0' && c <= '9')
      digit = c - '0';
    else if (c >= 'a' && c <= 'f')
      digit = c - 'a' + 10;
    else if (c >= 'A' && c <= 'F')
      digit = c - 'A' + 10;
    else
      return std::nullopt;
    channels[i / 2] = static_cast<std::uint8_t>(channels[i / 2] * 16 + digit);
  }
  return Color{channels[0], channels[1], channels[2]};
}

// Reads typed values out of a TOML document. The first error stays; what is read after it is ignored by the caller.
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

  void allow(const toml::table& table, const std::vector<std::string_view>& known) {
    for (const auto& [key, node] : table) {
      if (std::find(known.begin(), known.end(), key.str()) != known.end()) continue;
      Error unknown = unknown_name_error("theme key", key.str(), known);
      reject(key.source(), std::move(unknown.message), std::move(unknown.hint));
    }
  }

  // Each `read_*` leaves `out` as it is when an optional key is absent.
  void read_bool(const toml::table& table, std::string_view key, bool& out) {
    if (const auto* node = table.get(key)) {
      if (const auto* value = node->as_boolean())
        out = value->get();
      else
        reject(node->source(), fmt::format("expected true or false for \"{}\"", key));
    }
  }
  void read_string(const toml::table& table, std::string_view key, std::string& out) {
    if (const auto* node = table.get(key)) {
      if (const auto* value = node->as_string())
        out = value->get();
      else
        reject(node->source(), fmt::format("expected a string for \"{}\"", key));
    }
  }
  void read_number(const toml::table& table, std::string_view key, double low, double high, double& out) {
    if (const auto* node = table.get(key)) number(*node, key, low, high, out);
  }
  void read_color(const toml::table& table, std::string_view key, bool required, Color& out) {
    if (const auto* node = table.get(key))
      color(*node, key, out);
    else if (required)
      reject(table.source(), fmt::format("expected the colour \"{}\" in this table", key));
  }
  // An optional list; true when it was there.
  bool read_color_list(const toml::table& table, std::string_view key, std::size_t size, Palette& palette, Slot first) {
    const auto* items = array_of(table, key, size, false);
    if (items == nullptr) return false;
    for (std::size_t i = 0; i < size; ++i) color(*items->get(i), key, palette[static_cast<std::size_t>(first) + i]);
    return true;
  }
  template <std::size_t N>
  void read_numbers(const toml::table& table, std::string_view key, double low, double high,
                    std::array<double, N>& out) {
    if (const auto* items = array_of(table, key, N, false)) {
      for (std::size_t i = 0; i < N; ++i) number(*items->get(i), key, low, high, out[i]);
    }
  }
  void read_colors(const toml::table& table, std::string_view key, Palette& palette, Slot first) {
    if (const auto* items = array_of(table, key, 8, true)) {
      for (std::size_t i = 0; i < 8; ++i) color(*items->get(i), key, palette[static_cast<std::size_t>(first) + i]);
    }
  }
  const toml::table* table_of(const toml::table& parent, std::string_view key, bool required) {
    const auto* node = parent.get(key);
    if (node == nullptr) {
      if (required) reject(parent.source(), fmt::format("expected a table [{}]", key));
      return nullptr;
    }
    if (const auto* table = node->as_table()) return table;
    reject(node->source(), fmt::format("expected a table [{}]", key));
    return nullptr;
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
  const toml::array* array_of(const toml::table& table, std::string_view key, std::size_t size, bool required) {
    const auto* node = table.get(key);
    if (node == nullptr) {
      if (required) reject(table.source(), fmt::format("expected the list \"{}\" in this table", key));
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

constexpr std::size_t delta_steps = 9;
constexpr double delta_shares[] = {0.005, 0.02, 0.05, 0.15};

// What a comparison is drawn with where a theme does not say: no colour but paper and ink, which hold on any page.
void default_deltas(Palette& palette) {
  for (std::size_t i = 0; i < delta_steps; ++i) {
    color_at(palette, delta_slot(static_cast<int>(i))) = color_at(palette, Slot::panel);
    color_at(palette, delta_ink_slot(static_cast<int>(i))) = color_at(palette, Slot::ink);
  }
}

void read_palette(Reader& in, const toml::table& table, Palette& palette) {
  std::vector<std::string_view> known = {"steps", "inks", "deltas", "delta_inks"};
  for (const SlotKey& entry : slot_keys) known.push_back(entry.key);
  in.allow(table, known);
  for (const SlotKey& entry : slot_keys) in.read_color(table, entry.key, true, color_at(palette, entry.slot));
  in.read_colors(table, "steps", palette, Slot::step0);
  in.read_colors(table, "inks", palette, Slot::ink0);
  default_deltas(palette);
  const bool fills = in.read_color_list(table, "deltas", delta_steps, palette, Slot::delta0);
  const bool inks = in.read_color_list(table, "delta_inks", delta_steps, palette, Slot::delta_ink0);
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
  in.read_color(table, "node_ink", false, dot.node_ink);
  in.read_bool(table, "solid_edges", dot.solid_edges);
}

void read_thresholds(Reader& in, const toml::table& root, std::array<double, 8>& thresholds) {
  if (!root.contains("thresholds")) return;
  std::array<double, 8> percents{};
  in.read_numbers(root, "thresholds", 0, 100, percents);
  for (std::size_t i = 0; i < percents.size(); ++i) {
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
  if (const auto* light = in.table_of(root, "light", true)) read_palette(in, *light, theme.light);
  // A theme for paper has one palette.
  theme.dark = theme.light;
  if (const auto* dark = in.table_of(root, "dark", false)) read_palette(in, *dark, theme.dark);
  if (const auto* dot = in.table_of(root, "dot", false)) read_dot(in, *dot, theme.dot);
}

struct Pair {
  std::string above_name, below_name;
  Slot above, below;
  double least;
};

std::vector<Pair> pairs_to_check() {
  std::vector<Pair> pairs;
  for (const SlotKey& text : {slot_keys[2], slot_keys[3]}) {
    for (const SlotKey& ground : {slot_keys[0], slot_keys[1]}) {
      pairs.push_back({std::string(text.key), std::string(ground.key), text.slot, ground.slot, least_text_contrast});
    }
  }
  for (int i = 0; i < 8; ++i) {
    pairs.push_back(
        {fmt::format("inks[{}]", i), fmt::format("steps[{}]", i), ink_slot(i), step_slot(i), least_text_contrast});
  }
  for (int i = 0; i < static_cast<int>(delta_steps); ++i) {
    pairs.push_back({fmt::format("delta_inks[{}]", i), fmt::format("deltas[{}]", i), delta_ink_slot(i), delta_slot(i),
                     least_text_contrast});
  }
  for (const SlotKey& line : {slot_keys[5], slot_keys[6], slot_keys[7], slot_keys[8]}) {
    pairs.push_back({std::string(line.key), "page", line.slot, Slot::page, least_line_contrast});
  }
  return pairs;
}

void check_contrast(Theme& theme) {
  const std::vector<Pair> pairs = pairs_to_check();
  for (const bool dark : {false, true}) {
    const Palette& palette = theme.palette(dark);
    for (const Pair& pair : pairs) {
      const double found = contrast(color_at(palette, pair.above), color_at(palette, pair.below));
      if (found >= pair.least) continue;
      theme.warnings.add("contrast",
                         fmt::format("theme {}, {}: {} on {} has a contrast of {:.2f}, below {:.1f}", theme.name,
                                     dark ? "dark" : "light", pair.above_name, pair.below_name, found, pair.least));
    }
  }
}

// "themes/mine.toml" is "mine".
std::string stem(std::string_view file) {
  if (const auto slash = file.rfind('/'); slash != std::string_view::npos) file.remove_prefix(slash + 1);
  if (file.ends_with(".toml")) file.remove_suffix(5);
  return std::string(file);
}

bool is_theme(const EmbeddedFile& file) { return file.name.ends_with(".toml"); }

Result<std::string> read_file(const std::string& path) {
  P2G_TRY_ASSIGN(Source source, Source::open(path));
  std::string text(theme_bytes_limit + 1, '\0');
  std::size_t size = 0;
  while (size < text.size()) {
    P2G_TRY_ASSIGN(const std::size_t got, source.read(text.data() + size, text.size() - size));
    if (got == 0) break;
    size += got;
  }
  if (size > theme_bytes_limit) {
    return fail({.kind = ErrorKind::input, .message = "expected a theme of at most 1 MiB", .file = path});
  }
  text.resize(size);
  return text;
}

}  // namespace

std::string to_hex(Color color) { return fmt::format("#{:02x}{:02x}{:02x}", color.red, color.green, color.blue); }

double contrast(Color a, Color b) {
  // WCAG 2.1, "relative luminance" (with the corrected threshold .04045).
  const auto linear = [](std::uint8_t channel) {
    const double c = channel / 255.0;
    return c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4);
  };
  const auto luminance = [&](Color color) {
    return 0.2126 * linear(color.red) + 0.7152 * linear(color.green) + 0.0722 * linear(color.blue);
  };
  const auto [low, high] = std::minmax({luminance(a), luminance(b)});
  return (high + 0.05) / (low + 0.05);
}

int Theme::step(double share) const {
  int step = 7;
  // A share that is not a number is step 0.
  while (step > 0 && !(share >= thresholds[static_cast<std::size_t>(step)])) --step;
  return step;
}

int Theme::delta_step(double share) {
  int size = 0;
  for (const double least : delta_shares) size += std::abs(share) >= least ? 1 : 0;
  return share < 0 ? 4 - size : 4 + size;
}

Result<Theme> parse_theme(std::string_view toml, std::string_view file) {
  Reader in(toml, file);
  Theme theme;
  theme.name = stem(file);
  if (const std::optional<TomlPlace> place = find_deep_toml_key(toml)) {
    const toml::source_position begin{place->line, place->column};
    in.reject({begin, begin, nullptr}, "expected a key of a theme, found one of many parts");
    return fail(in.take_error());
  }
  try {
    read_theme(in, toml::parse(toml, file), theme);
  } catch (const toml::parse_error& error) {
    in.reject(error.source(), std::string(error.description()));
  }
  if (in.failed()) return fail(in.take_error());
  check_contrast(theme);
  return theme;
}

Result<Theme> load_theme(const std::string& name_or_file) {
  for (const EmbeddedFile& file : embedded_files()) {
    if (is_theme(file) && stem(file.name) == name_or_file) return parse_theme(file.bytes, file.name);
  }
  // What looks like a path is one; a bare word that is no theme is more likely a typo.
  const bool is_path = name_or_file.find('/') != std::string::npos || name_or_file.ends_with(".toml");
  if (!is_path) {
    const std::vector<std::string> names = built_in_theme_names();
    return fail(unknown_name_error("theme", name_or_file, {names.begin(), names.end()}));
  }
  P2G_TRY_ASSIGN(const std::string text, read_file(name_or_file));
  return parse_theme(text, name_or_file);
}

std::vector<ThemeInfo> built_in_themes() {
  // Parsed once, so that the views into names and summaries stay valid.
  static const std::vector<Theme> themes = [] {
    std::vector<Theme> all;
    for (const EmbeddedFile& file : embedded_files()) {
      if (!is_theme(file)) continue;
      if (auto theme = parse_theme(file.bytes, file.name)) all.push_back(std::move(*theme));
    }
    return all;
  }();
  std::vector<ThemeInfo> infos;
  infos.reserve(themes.size());
  for (const Theme& theme : themes) infos.push_back({theme.name, theme.summary});
  return infos;
}

std::vector<std::string> built_in_theme_names() {
  std::vector<std::string> names;
  for (const EmbeddedFile& file : embedded_files()) {
    if (is_theme(file)) names.push_back(stem(file.name));
  }
  return names;
}

ThirdParty toml_third_party() {
  return {"toml++", version_of(TOML_LIB_MAJOR, TOML_LIB_MINOR, TOML_LIB_PATCH), "", "MIT", linked_from("tomlplusplus")};
}

}  // namespace p2g

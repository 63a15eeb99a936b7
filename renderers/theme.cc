#include "renderers/theme.h"

#include <cmath>
#include <utility>

#include "src/base/diagnostics.h"
#include "src/base/embedded.h"
#include "src/base/platform.h"
#include "src/base/text_file.h"

namespace p2g {
namespace {

constexpr double delta_shares[] = {0.005, 0.02, 0.05, 0.15};  // a change of at least so much is one step further out

bool is_theme(const EmbeddedFile& file) { return file.name.ends_with(".toml"); }

}  // namespace

std::string theme_name(std::string_view file) {
  if (const auto slash = file.find_last_of(path_dividers); slash != std::string_view::npos)
    file.remove_prefix(slash + 1);
  if (file.ends_with(".toml")) file.remove_suffix(5);
  return std::string(file);
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

Result<Theme> load_theme(const std::string& name_or_file) {
  for (const EmbeddedFile& file : embedded_files()) {
    if (is_theme(file) && theme_name(file.name) == name_or_file) return parse_theme(file.bytes, file.name);
  }
  // What looks like a path is one; a bare word that is no theme is more likely a typo.
  const bool is_path = name_or_file.find('/') != std::string::npos || name_or_file.ends_with(".toml");
  if (!is_path) {
    const std::vector<std::string> names = built_in_theme_names();
    if (name_or_file == "dark" || name_or_file == "light" || name_or_file == "auto") {
      return fail(usage_error(name_or_file + " is a scheme of the page, not a theme",
                              "--scheme " + name_or_file + "; --list-themes"));
    }
    return fail(unknown_name_error("theme", name_or_file, {names.begin(), names.end()}));
  }
  P2G_TRY_ASSIGN(const std::string text, read_text_file(name_or_file, "theme"));
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
    if (is_theme(file)) names.push_back(theme_name(file.name));
  }
  return names;
}

}  // namespace p2g

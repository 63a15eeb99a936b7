#include "renderers/theme.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>
#include <fstream>
#include <ostream>

namespace p2g {
namespace {

using Vector = std::array<double, 3>;

double linear(std::uint8_t channel) {
  const double c = channel / 255.0;
  return c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4);
}

Vector multiply(const std::array<Vector, 3>& m, const Vector& v) {
  Vector out{};
  for (std::size_t i = 0; i < 3; ++i) out[i] = m[i][0] * v[0] + m[i][1] * v[1] + m[i][2] * v[2];
  return out;
}

// Ottosson 2020, linear sRGB to OKLab.
Vector oklab(const Vector& rgb) {
  Vector lms = multiply({{{0.4122214708, 0.5363325363, 0.0514459929},
                          {0.2119034982, 0.6806995451, 0.1073969566},
                          {0.0883024619, 0.2817188376, 0.6299787005}}},
                        rgb);
  for (double& channel : lms) channel = std::cbrt(channel);
  return multiply({{{0.2104542553, 0.7936177850, -0.0040720468},
                    {1.9779984951, -2.4285922050, 0.4505937099},
                    {0.0259040371, 0.7827717662, -0.8086757660}}},
                  lms);
}

// Machado, Oliveira, Fernandes 2009, severity 1, on linear RGB.
struct Vision {
  const char* name;
  std::array<Vector, 3> matrix;
};
const Vision visions[] = {
    {"normal", {{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}}},
    {"protan", {{{0.152286, 1.052583, -0.204868}, {0.114503, 0.786281, 0.099216}, {-0.003882, -0.048116, 1.051998}}}},
    {"deutan", {{{0.367322, 0.860646, -0.227968}, {0.280085, 0.672501, 0.047413}, {-0.011820, 0.042940, 0.968881}}}},
    {"tritan", {{{1.255528, -0.076749, -0.178779}, {-0.078411, 0.930809, 0.147602}, {0.004733, 0.691367, 0.303900}}}},
};

Vector seen(Color color, const Vision& vision) {
  Vector rgb = multiply(vision.matrix, {linear(color.red), linear(color.green), linear(color.blue)});
  for (double& channel : rgb) channel = std::min(1.0, std::max(0.0, channel));
  return oklab(rgb);
}

Color at(const Palette& palette, Slot slot) { return palette[static_cast<std::size_t>(slot)]; }

Color blend(Color below, Color above, double opacity) {
  const auto mix = [&](std::uint8_t b, std::uint8_t a) {
    return static_cast<std::uint8_t>(std::lround(b * (1 - opacity) + a * opacity));
  };
  return {mix(below.red, above.red), mix(below.green, above.green), mix(below.blue, above.blue)};
}

class BuiltInTheme : public testing::TestWithParam<std::pair<std::string, bool>> {
 protected:
  void SetUp() override {
    auto loaded = load_theme(GetParam().first);
    ASSERT_TRUE(loaded) << loaded.error().message;
    theme_ = *loaded;
  }
  const Palette& palette() const { return theme_.palette(GetParam().second); }
  Theme theme_;
};

TEST_P(BuiltInTheme, LightnessIsStrictlyMonotone) {
  double direction = 0;
  for (int i = 0; i < 7; ++i) {
    const double change =
        seen(at(palette(), step_slot(i + 1)), visions[0])[0] - seen(at(palette(), step_slot(i)), visions[0])[0];
    if (i == 0) direction = change;
    EXPECT_GT(change * direction, 0) << "between steps " << i << " and " << i + 1;
  }
}

TEST_P(BuiltInTheme, NeighboursAreTellableInEveryColourVision) {
  for (const Vision& vision : visions) {
    for (int i = 0; i < 7; ++i) {
      const Vector a = seen(at(palette(), step_slot(i)), vision);
      const Vector b = seen(at(palette(), step_slot(i + 1)), vision);
      EXPECT_GE(std::hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]), 0.03) << vision.name << ", step " << i;
    }
  }
}

TEST_P(BuiltInTheme, EveryTextIsReadable) {
  EXPECT_TRUE(theme_.warnings.empty()) << theme_.warnings.list()[0].text;
  for (int i = 0; i < 8; ++i) {
    const Color fill = at(palette(), step_slot(i));
    const Color ink = at(palette(), ink_slot(i));
    EXPECT_GE(contrast(fill, ink), 4.5) << "step " << i;
    EXPECT_GE(contrast(blend(fill, ink, hatch_opacity), ink), 4.5) << "hatched step " << i;
  }
  EXPECT_GE(contrast(at(palette(), Slot::muted), at(palette(), Slot::panel)), 4.5);
}

std::vector<std::pair<std::string, bool>> all_palettes() {
  std::vector<std::pair<std::string, bool>> all;
  for (const ThemeInfo& info : built_in_themes()) {
    for (const bool dark : {false, true}) all.emplace_back(info.name, dark);
  }
  return all;
}
INSTANTIATE_TEST_SUITE_P(Themes, BuiltInTheme, testing::ValuesIn(all_palettes()),
                         [](const auto& test) { return test.param.first + (test.param.second ? "_dark" : "_light"); });

TEST(Theme, TheListHasTheContractsNames) {
  std::vector<std::string> names;
  for (const ThemeInfo& info : built_in_themes()) {
    names.emplace_back(info.name);
    EXPECT_FALSE(info.summary.empty());
  }
  EXPECT_EQ(names, (std::vector<std::string>{"bw", "color", "gray", "heat", "midnight", "pink", "print"}));
}

TEST(Theme, HeatHasTheSpecifiedColours) {
  const auto theme = load_theme("heat");
  ASSERT_TRUE(theme);
  EXPECT_EQ(theme->name, "heat");
  EXPECT_EQ(to_hex(at(theme->light, Slot::step5)), "#f5853e");
  EXPECT_EQ(to_hex(at(theme->light, Slot::ink6)), "#ffffff");
  EXPECT_EQ(to_hex(at(theme->dark, Slot::step7)), "#f8e58a");
  EXPECT_EQ(to_hex(at(theme->dark, Slot::page)), "#0d1117");
  EXPECT_TRUE(theme->dot.steps);
}

TEST(Theme, ColorHasGprof2dotsGradient) {
  const auto theme = load_theme("color");
  ASSERT_TRUE(theme);
  EXPECT_FALSE(theme->dot.steps);
  EXPECT_NEAR(theme->dot.min_hsl[0], 2.0 / 3, 1e-4);
  EXPECT_EQ(theme->dot.max_hsl, (std::array<double, 3>{0, 1, 0.5}));
  EXPECT_EQ(theme->dot.gamma, 1);
}

TEST(Theme, StepsBeginAtTheirThreshold) {
  const auto theme = load_theme("heat");
  ASSERT_TRUE(theme);
  const std::pair<double, int> cases[] = {{0, 0},    {-1, 0},  {0.0099, 0}, {0.01, 1}, {0.02, 2},
                                          {0.05, 3}, {0.1, 4}, {0.1999, 4}, {0.2, 5},  {0.4, 6},
                                          {0.7, 7},  {1, 7},   {1.5, 7},    {NAN, 0}};
  for (const auto& [share, step] : cases) EXPECT_EQ(theme->step(share), step) << share;
}

TEST(Theme, UnknownNamesGetASuggestion) {
  const auto theme = load_theme("heta");
  ASSERT_FALSE(theme);
  EXPECT_EQ(theme.error().kind, ErrorKind::usage);
  EXPECT_EQ(theme.error().message, "unknown theme \"heta\"");
  EXPECT_EQ(theme.error().hint, "did you mean \"heat\"?");
}

TEST(Theme, ContrastIsWcags) {
  EXPECT_NEAR(contrast({0, 0, 0}, {255, 255, 255}), 21, 1e-9);
  EXPECT_NEAR(contrast({255, 255, 255}, {118, 118, 118}), 4.54, 0.005);
}

// A valid theme, one line changed.
std::string theme_with(std::string_view line, std::string_view by) {
  std::string toml =
      "summary = \"mine\"\n"
      "thresholds = [0, 1, 2, 5, 10, 20, 40, 70]\n"
      "[light]\n"
      "page = \"#ffffff\"\npanel = \"#f6f8fa\"\nink = \"#1b1f24\"\nmuted = \"#59636e\"\nrule = \"#d1d9e0\"\n"
      "edge = \"#818b98\"\nhot = \"#bb2320\"\ncaller = \"#0969da\"\ncallee = \"#bc4c00\"\n"
      "steps = [\"#ffffff\",\"#eeeeee\",\"#dddddd\",\"#cccccc\",\"#bbbbbb\",\"#aaaaaa\",\"#999999\",\"#888888\"]\n"
      "inks = [\"#000000\",\"#000000\",\"#000000\",\"#000000\",\"#000000\",\"#000000\",\"#000000\",\"#000000\"]\n";
  if (!line.empty()) toml.replace(toml.find(line), line.size(), by);
  return toml;
}

TEST(ThemeFile, OnePaletteServesBothSchemes) {
  const auto theme = parse_theme(theme_with("", ""), "dir/mine.toml");
  ASSERT_TRUE(theme) << theme.error().message;
  EXPECT_EQ(theme->name, "mine");
  EXPECT_EQ(theme->light, theme->dark);
  EXPECT_TRUE(theme->warnings.empty());
}

struct BadTheme {
  const char* line;
  const char* by;
  const char* message;  // as format_error prints it, without the program's name
};
void PrintTo(const BadTheme& bad, std::ostream* out) { *out << bad.by; }
class BadThemeFile : public testing::TestWithParam<BadTheme> {};

TEST_P(BadThemeFile, IsAnErrorWithPlaceAndExcerpt) {
  const auto theme = parse_theme(theme_with(GetParam().line, GetParam().by), "mine.toml");
  ASSERT_FALSE(theme);
  EXPECT_EQ(theme.error().kind, ErrorKind::input);
  EXPECT_EQ(format_error(theme.error()), std::string("prof2graph: error: ") + GetParam().message);
}

INSTANTIATE_TEST_SUITE_P(
    ThemeFile, BadThemeFile,
    testing::Values(
        BadTheme{"#1b1f24", "#1b1f2",
                 "mine.toml:6:7: expected a colour like \"#1b1f24\" for \"ink\"\n  ink = \"#1b1f2\"\n        ^\n"},
        BadTheme{"\"#59636e\"", "7",
                 "mine.toml:7:9: expected a colour like \"#1b1f24\" for \"muted\"\n  muted = 7\n          ^\n"},
        BadTheme{
            "\"#bbbbbb\",\"#aaaaaa\",\"#999999\",\"#888888\"]", "\"blue\",\"#aaaaaa\",\"#999999\",\"#888888\"]",
            "mine.toml:13:50: expected a colour like \"#1b1f24\" for \"steps\"\n"
            "  steps = [\"#ffffff\",\"#eeeeee\",\"#dddddd\",\"#cccccc\",\"blue\",\"#aaaaaa\",\"#999999\",\"#888888\"]\n"
            "                                                   ^\n"},
        BadTheme{"muted", "mutde",
                 "mine.toml:7:1: unknown theme key \"mutde\"\n  mutde = \"#59636e\"\n  ^\n  hint: did you mean "
                 "\"muted\"?\n"},
        BadTheme{"40, 70]", "40]",
                 "mine.toml:2:14: expected a list of 8 values for \"thresholds\"\n"
                 "  thresholds = [0, 1, 2, 5, 10, 20, 40]\n               ^\n"},
        BadTheme{"5, 10", "10, 5",
                 "mine.toml:2:14: expected thresholds that begin with 0 and rise\n"
                 "  thresholds = [0, 1, 2, 10, 5, 20, 40, 70]\n               ^\n"},
        BadTheme{"[0, 1,", "[0, nan,",
                 "mine.toml:2:18: expected a number from 0 to 100 for \"thresholds\"\n"
                 "  thresholds = [0, nan, 2, 5, 10, 20, 40, 70]\n                   ^\n"},
        BadTheme{"\"mine\"\n", "\"mine\nx",
                 "mine.toml:1:16: Error while parsing string: unescaped control characters other than TAB (U+0009) are "
                 "explicitly prohibited\n  summary = \"mine\n                 ^\n"},
        BadTheme{"[light]", "[lihgt]",
                 "mine.toml:3:2: unknown theme key \"lihgt\"\n  [lihgt]\n   ^\n  hint: did you mean \"light\"?\n"},
        BadTheme{"rule = \"#d1d9e0\"\n", "",
                 "mine.toml:3:1: expected the colour \"rule\" in this table\n  [light]\n  ^\n"},
        BadTheme{"summary = \"mine\"", "dark_first = 1",
                 "mine.toml:1:14: expected true or false for \"dark_first\"\n  dark_first = 1\n               ^\n"},
        // The column counts bytes, as every message does.
        BadTheme{"\"#59636e\"", "[\"é\", 1, {}]",
                 "mine.toml:7:9: expected a colour like \"#1b1f24\" for \"muted\"\n  muted = [\"é\", 1, {}]\n"
                 "          ^\n"}));

TEST(ThemeFile, LowContrastIsAWarningThatNamesThePair) {
  const auto theme = parse_theme(theme_with("#59636e", "#999999"), "mine.toml");
  ASSERT_TRUE(theme);
  ASSERT_EQ(theme->warnings.list().size(), 1U);
  EXPECT_EQ(theme->warnings.list()[0].kind, "contrast");
  EXPECT_EQ(theme->warnings.list()[0].count, 4U);
  EXPECT_EQ(theme->warnings.list()[0].text, "theme mine, light: muted on page has a contrast of 2.85, below 4.5");
}

TEST(ThemeFile, IsReadFromAPath) {
  const std::string path = testing::TempDir() + "p2g_theme_test.toml";
  std::ofstream(path) << theme_with("", "");
  const auto theme = load_theme(path);
  std::remove(path.c_str());
  ASSERT_TRUE(theme) << theme.error().message;
  EXPECT_EQ(theme->summary, "mine");
  EXPECT_FALSE(load_theme("/nowhere/at/all.toml"));
}

TEST(ThemeFile, DeepNestingIsAnError) {
  EXPECT_FALSE(parse_theme("a = " + std::string(100000, '[') + std::string(100000, ']'), "deep.toml"));
}

TEST(Theme, NineStepsOfAChange) {
  EXPECT_EQ(Theme::delta_step(0), 4);
  EXPECT_EQ(Theme::delta_step(0.0049), 4);
  EXPECT_EQ(Theme::delta_step(0.005), 5);
  EXPECT_EQ(Theme::delta_step(-0.005), 3);
  EXPECT_EQ(Theme::delta_step(0.02), 6);
  EXPECT_EQ(Theme::delta_step(0.05), 7);
  EXPECT_EQ(Theme::delta_step(0.15), 8);
  EXPECT_EQ(Theme::delta_step(-3), 0);
}

}  // namespace
}  // namespace p2g

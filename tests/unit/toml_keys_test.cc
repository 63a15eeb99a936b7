// Keys of many parts are found before toml++ recurses over them.
#include "src/base/toml_keys.h"

#include <gtest/gtest.h>

#include <string>

#include "renderers/theme.h"
#include "src/gate/budget.h"

namespace p2g {
namespace {

std::string deep_key(std::size_t parts) {
  std::string key = "a";
  while (--parts > 0) key += ".a";
  return key;
}

std::string place(const std::string& toml) {
  const std::optional<TomlPlace> found = find_deep_toml_key(toml);
  return found ? std::to_string(found->line) + ":" + std::to_string(found->column) : "none";
}

TEST(TomlKeys, FindsTheFirstOfManyParts) {
  EXPECT_EQ(place(deep_key(8) + " = 1"), "none");
  EXPECT_EQ(place(deep_key(9) + " = 1"), "1:1");
  EXPECT_EQ(place("é = '.'\nx = { 'é' = 1, " + deep_key(9) + " = 1 }"), "2:16");
  EXPECT_EQ(place("[[ " + deep_key(9) + "]]"), "1:4");
  EXPECT_EQ(place("\"=\" . " + deep_key(8) + " = 1"), "1:1");
}

TEST(TomlKeys, DotsOfTextsAndCommentsAreNone) {
  EXPECT_EQ(place("x = '..........' # .........."), "none");
  EXPECT_EQ(place("x = \"\\\"..........\""), "none");
  EXPECT_EQ(place("x = \"\"\"\n\\\"\"\"..........\"\"\"\"\" # \""), "none");
  EXPECT_EQ(place("x = '''\n''..........'''''\ny = [1.5, 1.5, 1.5, 1.5, 1.5, 1.5, 1.5, 1.5, 1.5]"), "none");
  // What looks like the inside of a text and is not.
  EXPECT_EQ(place("x = \"\"\"\"\"\"\"\"\n" + deep_key(9) + " = 1"), "2:1");
  EXPECT_EQ(place("x = ''\n" + deep_key(9) + " = ''"), "2:1");
}

TEST(TomlKeys, KeyOfAHundredThousandPartsIsAnErrorAndNotTheEndOfTheStack) {
  for (const char* end : {" = 1\n", " = \n", "]\n"}) {
    const std::string text = "# \xc3\xa9\n" + deep_key(100'000) + end;
    const Result<std::vector<Limit>> limits = parse_budget(text, "x.toml");
    ASSERT_FALSE(limits);
    EXPECT_EQ(limits.error().kind, ErrorKind::usage);
    EXPECT_EQ(limits.error().line, 2U);
    const Result<Theme> theme = parse_theme(text, "x.toml");
    ASSERT_FALSE(theme);
    EXPECT_EQ(theme.error().line, 2U);
    EXPECT_EQ(theme.error().column, 1U);
  }
}

// toml++ counts code points, messages count bytes.
TEST(TomlKeys, PointsAtAByteOfALine) {
  Error error{ErrorKind::usage, "m", "f"};
  point_at(error, "a = 1\n\xc3\xa9 = 2\r\nb = 3", {2, 3});
  EXPECT_EQ(error.line, 2U);
  EXPECT_EQ(error.column, 4U);
  EXPECT_EQ(error.excerpt, "\xc3\xa9 = 2");
  Error behind{ErrorKind::usage, "m", "f"};
  point_at(behind, "a = 1", {3, 7});
  EXPECT_EQ(behind.column, 1U);
  EXPECT_EQ(behind.excerpt, "");
  Error nowhere{ErrorKind::usage, "m", "f"};
  point_at(nowhere, "a = 1", {0, 0});
  EXPECT_FALSE(nowhere.line);
}

}  // namespace
}  // namespace p2g

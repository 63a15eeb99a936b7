#include "src/base/text.h"

#include <gtest/gtest.h>

namespace p2g {
namespace {

using namespace std::string_literals;

std::string decimal(std::int64_t weight, int decimals) {
  std::string out;
  append_decimal(out, weight, decimals);
  return out;
}

std::string fixed(std::int64_t weight, int decimals, int shown) {
  std::string out;
  append_fixed(out, weight, decimals, shown);
  return out;
}

std::string px(double value) {
  std::string out;
  append_px(out, value);
  return out;
}

TEST(Text, DecimalIsExactAndShortest) {
  EXPECT_EQ(decimal(400000000, 9), "0.4");
  EXPECT_EQ(decimal(2517000001, 9), "2.517000001");
  EXPECT_EQ(decimal(-1, 9), "-0.000000001");
  EXPECT_EQ(decimal(177, 0), "177");
  EXPECT_EQ(decimal(0, 9), "0");
  EXPECT_EQ(decimal(INT64_MIN + 1, 9), "-9223372036.854775807");
}

TEST(Text, FixedRoundsHalfAwayFromZero) {
  EXPECT_EQ(fixed(1234567, 6, 3), "1.235");
  EXPECT_EQ(fixed(1234500, 6, 3), "1.235");
  EXPECT_EQ(fixed(-1234500, 6, 3), "-1.235");
  EXPECT_EQ(fixed(-400, 6, 3), "0.000");
  EXPECT_EQ(fixed(999999, 6, 3), "1.000");
  EXPECT_EQ(fixed(5, 0, 2), "5.00");
  EXPECT_EQ(fixed(15, 1, 0), "2");
  EXPECT_EQ(fixed(12, 1, 3), "1.200");
}

TEST(Text, PxHasOneDecimalAtMost) {
  EXPECT_EQ(px(12.0), "12");
  EXPECT_EQ(px(12.34), "12.3");
  EXPECT_EQ(px(-0.04), "0");
  EXPECT_EQ(px(-1.25), "-1.3");
}

TEST(Text, PercentsReadAsTheSpecificationSays) {
  EXPECT_EQ(percent_text(0), "0%");
  EXPECT_EQ(percent_text(0.0004), "<0.1%");
  EXPECT_EQ(percent_text(0.0006), "0.1%");
  EXPECT_EQ(percent_text(0.2953), "29.5%");
  EXPECT_EQ(percent_text(0.99949), "99.9%");
  EXPECT_EQ(percent_text(0.9996), "100%");
  EXPECT_EQ(percent_text(1), "100%");
  EXPECT_EQ(percent_text(1.5), "150.0%");
  EXPECT_EQ(percent_text(-0.05), "−5.0%");
}

TEST(Text, CountsGetShortFromAHundredThousand) {
  EXPECT_EQ(count_text(1501), "1,501");
  EXPECT_EQ(count_text(99999), "99,999");
  EXPECT_EQ(count_text(129400), "129k");
  EXPECT_EQ(count_text(3420000), "3.42M");
  EXPECT_EQ(count_text(999600000), "1.00G");
  EXPECT_EQ(thousands_text(-1234567), "−1,234,567");
}

TEST(Text, XmlEscapesWhatBreaksXmlOrReading) {
  EXPECT_EQ(to_xml("<a href=\"x\">&'"), "&lt;a href=&quot;x&quot;&gt;&amp;&#39;");
  EXPECT_EQ(to_xml("a\0b\x1b\n\t"s),
            "a\xEF\xBF\xBD"
            "b\xEF\xBF\xBD&#10;&#9;");
  EXPECT_EQ(to_xml("x\u202ey\u2066z"), "x\uFFFDy\uFFFDz");
  EXPECT_EQ(to_xml("\xff\xc3"), "\uFFFD\uFFFD");
  EXPECT_EQ(to_xml("é→日本"), "é→日本");
}

TEST(Text, JsonKeepsNamesExact) {
  EXPECT_EQ(to_json("a\"b\\c\n\x7f\x01"), "a\\\"b\\\\c\\u000a\\u007f\\u0001");
  EXPECT_EQ(to_json("\u202e"), "\u202e");
  EXPECT_EQ(to_json("\xed\xa0\x80"), "\uFFFD\uFFFD\uFFFD");
}

TEST(Text, TerminalNeverSeesControlCharacters) {
  EXPECT_EQ(to_terminal("a\x1b[31mb\xc2\x9b\x07"), "a\\x1b[31mb\\xc2\\x9b\\x07");
  EXPECT_EQ(to_terminal("\u202e\xff"), "\\u{202e}\\xff");
  EXPECT_EQ(to_terminal("a\u2028b\u2029c\u2027"), "a\\u{2028}b\\u{2029}c\u2027");
}

TEST(Text, LongTextLosesItsMiddle) {
  EXPECT_EQ(shorten_middle("abcdefgh", 8), "abcdefgh");
  EXPECT_EQ(shorten_middle("abcdefghi", 8), "abcd…fghi");
  EXPECT_EQ(shorten_middle("aééééé", 8), "aé…éé");
  EXPECT_TRUE(is_valid_utf8(shorten_middle(std::string(100, '\xbf') + "x", 8).substr(0, 3)));
}

TEST(Text, Utf8RepairReplacesMaximalParts) {
  std::string out;
  EXPECT_EQ(repair_utf8("ok\xe2\x82|\xf0\x9f\x98\x80|\xc0\xaf", out), 3U);
  EXPECT_EQ(out, "ok\uFFFD|\U0001F600|\uFFFD\uFFFD");
  EXPECT_TRUE(is_valid_utf8("é日\U0001F600"));
  EXPECT_FALSE(is_valid_utf8("\xe2\x82"));
}

TEST(Text, Utf16HandlesSurrogates) {
  EXPECT_EQ(utf16_to_utf8("a\0=\xd8\0\xde"s, false), "a\U0001F600");
  std::uint64_t replaced = 0;
  EXPECT_EQ(utf16_to_utf8("\xd8\x3d\0b\0"s, true, &replaced), "\uFFFDb\uFFFD");
  EXPECT_EQ(replaced, 2U);
}

}  // namespace
}  // namespace p2g

// Reading line by line: ends of lines, encodings, and that block borders do not show.
#include "src/base/lines.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace p2g {
namespace {

using namespace std::string_literals;

// All lines; fails when previous() is not the line before or numbers are not in order.
std::vector<std::string> lines_of(std::string_view bytes) {
  Source source = Source::from_memory("test", bytes);
  LineReader reader(source);
  std::vector<std::string> lines;
  while (reader.next()) {
    EXPECT_EQ(reader.previous(), lines.empty() ? "" : lines.back());
    lines.emplace_back(reader.line());
    EXPECT_EQ(reader.number(), lines.size());
  }
  EXPECT_FALSE(reader.take_error());
  return lines;
}

using Lines = std::vector<std::string>;

TEST(LineReader, EndsOfLines) {
  EXPECT_EQ(lines_of(""), Lines{});
  EXPECT_EQ(lines_of("\n"), Lines{""});
  EXPECT_EQ(lines_of("a"), Lines{"a"});
  EXPECT_EQ(lines_of("a\n"), Lines{"a"});
  EXPECT_EQ(lines_of("a\r\nb\n\r\nc\r"), (Lines{"a", "b", "", "c"}));
  EXPECT_EQ(lines_of("a\r\r\n\rb"), (Lines{"a\r", "\rb"}));
}

TEST(LineReader, TellsWhetherALineIsComplete) {
  Source source = Source::from_memory("test", "a\nb");
  LineReader reader(source);
  ASSERT_TRUE(reader.next());
  EXPECT_TRUE(reader.has_newline());
  ASSERT_TRUE(reader.next());
  EXPECT_FALSE(reader.has_newline());
  EXPECT_EQ(reader.bytes(), 3U);
}

TEST(LineReader, BlocksDoNotShow) {
  for (const std::size_t length : {std::size_t{1}, std::size_t{37}, Source::block_bytes - 1, Source::block_bytes,
                                   Source::block_bytes + 1, 3 * Source::block_bytes}) {
    Lines expected;
    std::string bytes;
    for (std::size_t i = 0; bytes.size() < 5 * Source::block_bytes; ++i) {
      expected.push_back(std::string(length, static_cast<char>('a' + i % 26)) + std::to_string(i));
      bytes += expected.back() + (i % 3 == 0 ? "\r\n" : "\n");
    }
    ASSERT_EQ(lines_of(bytes), expected) << length;
  }
}

std::string to_utf16(const std::u16string& text, bool big) {
  std::string bytes = big ? "\xfe\xff" : "\xff\xfe";
  for (const char16_t unit : text) {
    const char low = static_cast<char>(unit & 0xff);
    const char high = static_cast<char>(unit >> 8);
    bytes += big ? high : low;
    bytes += big ? low : high;
  }
  return bytes;
}

TEST(LineReader, NobodyWaitsForTheEndOfALineWithANul) {
  for (const std::string& mark : {""s, "\xff\xfe"s}) {
    const std::string text =
        mark + (mark.empty() ? "a\nb" : "a\0\n\0b\0"s) + std::string(100 * Source::block_bytes, '\0');
    Source source = Source::from_memory("test", text);
    LineReader reader(source);
    ASSERT_TRUE(reader.next());
    ASSERT_TRUE(reader.next());
    EXPECT_EQ(reader.line().substr(0, 3), "b\0\0"s);
    EXPECT_LE(reader.line().size(), 2 * Source::block_bytes);
    EXPECT_FALSE(reader.next());
    EXPECT_FALSE(reader.take_error());
  }
}

TEST(LineReader, Encodings) {
  EXPECT_EQ(lines_of("\xef\xbb\xbf"
                     "a\n"),
            Lines{"a"});
  for (const bool big : {false, true}) {
    EXPECT_EQ(lines_of(to_utf16(u"a\r\näß€\U0001F525\n", big)), (Lines{"a", "äß€\U0001F525"}));
    EXPECT_EQ(lines_of(to_utf16(u"", big)), Lines{});
    EXPECT_EQ(lines_of(to_utf16(u"ab", big) + "c"), Lines{"ab\xef\xbf\xbd"});
  }
}

TEST(LineReader, SurrogatePairsMayLieOnABlockBorder) {
  for (const bool big : {false, true}) {
    std::u16string text(1, u'x');  // an odd number of units before the pairs
    Lines expected(1, "x");
    for (int i = 0; i < 300'000; ++i) {
      text += u"\U0001F525";
      expected[0] += "\U0001F525";
    }
    ASSERT_EQ(lines_of(to_utf16(text, big)), expected);
  }
}

TEST(LineReader, CountsIllFormedUtf16) {
  const std::string bytes = to_utf16(u"a", false) + "\x00\xd8"s;
  Source source = Source::from_memory("test", bytes);
  LineReader reader(source);
  ASSERT_TRUE(reader.next());
  EXPECT_EQ(reader.line(), "a\xef\xbf\xbd");
  EXPECT_FALSE(reader.next());
  EXPECT_EQ(reader.replaced(), 1U);
}

}  // namespace
}  // namespace p2g

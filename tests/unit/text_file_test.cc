#include "src/base/text_file.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "src/base/toml_keys.h"

namespace p2g {
namespace {

Error pointed(std::string_view text, std::uint32_t line, std::uint32_t column) {
  Error error{.kind = ErrorKind::input, .message = "wrong"};
  point_at(error, text, {line, column});
  return error;
}

TEST(TextFile, ColumnsOfCodePointsBecomeColumnsOfBytes) {
  const Error error = pointed("first\nä = ö!\nlast", 2, 6);
  EXPECT_EQ(error.line, 2U);
  EXPECT_EQ(error.column, 8U) << "two letters of two bytes before it";
  EXPECT_EQ(error.excerpt, "ä = ö!");
}

TEST(TextFile, ExcerptsEndBeforeTheLineBreak) {
  EXPECT_EQ(pointed("a\r\nb\r\n", 1, 1).excerpt, "a");
  EXPECT_EQ(pointed("a\r\nb", 2, 1).excerpt, "b");
}

TEST(TextFile, PlacesBehindTheTextAreItsEnd) {
  EXPECT_EQ(pointed("ab", 1, 9).column, 3U);
  EXPECT_EQ(pointed("ab", 7, 1).excerpt, "");
  EXPECT_EQ(pointed("", 1, 1).column, 1U);
}

TEST(TextFile, NoPlaceLeavesTheErrorAsItIs) {
  const Error error = pointed("text", 0, 0);
  EXPECT_FALSE(error.line.has_value());
  EXPECT_FALSE(error.column.has_value());
  EXPECT_EQ(error.excerpt, "");
}

TEST(TextFile, OneMebibyteIsTheLimit) {
  const std::string path = testing::TempDir() + "p2g_text_file_test.toml";
  std::ofstream(path) << std::string(text_file_bytes_limit, '#');
  const Result<std::string> whole = read_text_file(path, "theme");
  ASSERT_TRUE(whole);
  EXPECT_EQ(whole->size(), text_file_bytes_limit);
  std::ofstream(path, std::ios::app) << '#';
  const Result<std::string> refused = read_text_file(path, "theme");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().message, "expected a theme of at most 1 MiB");
  EXPECT_EQ(refused.error().file, path);
  std::filesystem::remove(path);
}

}  // namespace
}  // namespace p2g

#include "renderers/page/text_width.h"

#include <gtest/gtest.h>

#include <string>

#include "src/base/text.h"

namespace p2g {
namespace {

TEST(TextWidth, AddsTheAfmAdvances) {
  EXPECT_DOUBLE_EQ(text_width("Hi", 1000, false), 722 + 222);
  EXPECT_DOUBLE_EQ(text_width("Hi", 1000, true), 722 + 278);
  EXPECT_DOUBLE_EQ(text_width("find_longest_match", 12, true), 9446 * 0.012);
  EXPECT_DOUBLE_EQ(text_width("@~", 10, false), 15.99);
  EXPECT_DOUBLE_EQ(text_width("", 11, false), 0);
}

TEST(TextWidth, HasConstantsOutsideAscii) {
  EXPECT_DOUBLE_EQ(text_width("…", 1000, false), 1000);
  EXPECT_DOUBLE_EQ(text_width("é", 1000, false), 620);
  EXPECT_DOUBLE_EQ(text_width("日本", 1000, false), 2000);
  EXPECT_DOUBLE_EQ(text_width("e\u0301", 1000, false), 556);
  EXPECT_DOUBLE_EQ(text_width("\u200b", 1000, false), 0);
}

TEST(FitText, LeavesWhatFitsAlone) {
  EXPECT_EQ(fit_text("work", text_width("work", 12, true), 12, true), "work");
  EXPECT_EQ(fit_text("", 10, 12, false), "");
}

TEST(FitText, KeepsHeadAndTail) {
  const std::string name = "_write_docstring_and_traverse_body";
  EXPECT_EQ(fit_text(name, 100, 11, false), "_write_d…rse_body");
  EXPECT_EQ(fit_text(name, 100, 11, false, 0), "_write_docstring_…");
  EXPECT_EQ(fit_text(name, 100, 11, false, 1), "…nd_traverse_body");
}

TEST(FitText, GivesNothingWhereNothingFits) {
  EXPECT_EQ(fit_text("wide", 11, 11, false), "");
  EXPECT_EQ(fit_text("wide", 0, 11, false), "");
  EXPECT_EQ(fit_text("wide", -5, 11, false), "");
}

TEST(FitText, NeverPassesTheLimitAndNeverCutsACharacter) {
  const std::string names[] = {"naïve_日本語_函数_the_end", std::string(300, 'W'),
                               "a\u0301b\u0301c\u0301d\u0301e\u0301f\u0301"};
  for (const std::string& name : names) {
    for (double room = 1; room < 120; room += 0.7) {
      for (const double keep_end : {0.0, 0.3, 1.0}) {
        const std::string fitted = fit_text(name, room, 11, false, keep_end);
        EXPECT_LE(text_width(fitted, 11, false), room + 1e-6);
        EXPECT_TRUE(is_valid_utf8(fitted));
        // No combining mark right after the ellipsis: it would sit on it.
        EXPECT_EQ(fitted.find("…\u0301"), std::string::npos);
      }
    }
  }
}

TEST(FitText, ReadsOnlyWhatItNeeds) {
  // Ten thousand fits of a name of 16 MB: minutes if the name were measured to its end.
  const std::string name(16U << 20U, 'x');
  std::size_t bytes = 0;
  for (int i = 0; i < 10000; ++i) bytes += fit_text(name, 100, 11, false).size();
  EXPECT_EQ(bytes, 10000U * fit_text(name, 100, 11, false).size());
}

TEST(FitText, TakesIllFormedBytes) {
  for (const std::string_view bytes :
       {"\xff\xfe\x80\x80\x80\x80\x80\x80", "abcdef\xe2\x82", "\xf0\x9f\x98\xf0\x9f\x98zzz"}) {
    EXPECT_LE(text_width(fit_text(bytes, 30, 11, false), 11, false), 31);
  }
}

}  // namespace
}  // namespace p2g

#include "src/model/pattern.h"

#include <gtest/gtest.h>

#include "tests/support/call_profiles.h"

namespace p2g {
namespace {

Frames some_frames() {
  Frames frames;
  const auto add = [&](std::string_view file, int line, std::string_view name) {
    const StringId file_id = frames.strings().intern(file);
    frames.add(file_id, line, frames.strings().intern(name));
  };
  add("/lib/json/decoder.py", 343, "decode");
  add("/lib/json/__init__.py", 299, "loads");
  add("~", 0, "<method 'append' of 'list' objects>");
  add("/app/main.py", 1, "<module>");
  add("/app/main.py", 9, "visit_Name");
  add("/app/main.py", 12, "visit_Call[int]");
  add("/app/main.py", 15, "gr\xc3\xbc\xc3\x9f");
  return frames;
}

// The matching frames as digits.
std::string matching(const std::string& pattern, bool plain_is_regex = false) {
  const Frames frames = some_frames();
  const Result<Patterns> patterns = Patterns::parse({pattern}, "--root", plain_is_regex);
  if (!patterns) return patterns.error().message;
  const auto marks = patterns->match_all(frames);
  if (!marks) return marks.error().message + " / " + marks.error().hint;
  std::string ids;
  for (FrameId id = 0; id < frames.size(); ++id) {
    if ((*marks)[id] != 0) ids += std::to_string(id);
    EXPECT_EQ((*marks)[id] != 0, patterns->matches(frames, id));
  }
  return ids;
}

TEST(Pattern, Globs) {
  EXPECT_EQ(matching("decode"), "0");
  EXPECT_EQ(matching("visit_*"), "45");
  EXPECT_EQ(matching("visit_????"), "4");
  EXPECT_EQ(matching("visit_[A-M]*"), "5");
  EXPECT_EQ(matching("visit_[!A-M]*"), "4");
  EXPECT_EQ(matching("*[[]int]"), "5");
  EXPECT_EQ(matching("*[*"), "5") << "an unclosed class is a letter";
  EXPECT_EQ(matching("gr??"), "6") << "code points, not bytes";
  EXPECT_EQ(matching("*"), "0123456");
}

TEST(Pattern, AllSpellingsOfAFunction) {
  EXPECT_EQ(matching("list.append"), "2");
  EXPECT_EQ(matching("*'append' of*"), "2");
  EXPECT_EQ(matching("decoder.decode"), "0");
  EXPECT_EQ(matching("json.decoder:decode"), "0");
  EXPECT_EQ(matching("decoder:343:decode"), "0");
  EXPECT_EQ(matching("json.loads"), "1");
  EXPECT_EQ(matching("/app/main.py:*"), "3456");
  EXPECT_EQ(matching("<module>"), "3");
}

TEST(Pattern, Expressions) {
  EXPECT_EQ(matching("/^visit_/"), "45");
  EXPECT_EQ(matching("/(?i)NAME$/"), "4");
  EXPECT_EQ(matching("code", true), "0") << "--focus and its kin take expressions without slashes";
  EXPECT_EQ(matching("main", true), "3456");
}

TEST(Pattern, MistakesAreNamed) {
  EXPECT_EQ(matching("/(/"), "--root: \"/(/\" is no pattern: missing ): (");
  EXPECT_EQ(matching("decod"), "--root: no function matches \"decod\" / the nearest names are \"decode\"");
  EXPECT_EQ(matching("visit"),
            "--root: no function matches \"visit\" / the nearest names are \"visit_Call[int]\", \"visit_Name\"");
  EXPECT_EQ(matching("qqqqqqqq").substr(0, 48), "--root: no function matches \"qqqqqqqq\" / --list-");
  EXPECT_NE(matching("qqqqqqqq").find("globs match whole names"), std::string::npos);
  for (const std::string& regex : {matching("qqqqqqqq", true), matching("/qqqqqqqq/")}) {
    EXPECT_EQ(regex.find("glob"), std::string::npos) << "an expression is none: " << regex;
    EXPECT_NE(regex.find("a regular expression may match any part"), std::string::npos);
  }
}

TEST(Pattern, EveryPatternMustMatch) {
  const Frames frames = some_frames();
  const Result<Patterns> patterns = Patterns::parse({"decode", "nothing_like_it_here"}, "--hide", false);
  ASSERT_TRUE(patterns);
  const auto marks = patterns->match_all(frames);
  ASSERT_FALSE(marks);
  EXPECT_EQ(marks.error().kind, ErrorKind::usage);
  EXPECT_NE(marks.error().message.find("nothing_like_it_here"), std::string::npos);
}

TEST(Pattern, HostileGlobsAndNamesStayLinear) {
  Frames frames;
  frames.add(std::string(500'000, 'a'));
  frames.add("bad \xff\xfe byte");
  std::string stars;
  for (int i = 0; i < 200; ++i) stars += "*a";
  const Result<Patterns> patterns = Patterns::parse({stars + "b", "bad*byte"}, "--root", false);
  ASSERT_TRUE(patterns);
  EXPECT_FALSE(patterns->matches(frames, 0));
  EXPECT_TRUE(patterns->matches(frames, 1));
}

}  // namespace
}  // namespace p2g

// The folded importer and writer: the grammar, what is counted, what fails, and that both understand each other.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "src/model/totals.h"
#include "src/passes/merge/merge.h"
#include "src/passes/tree/to_tree.h"
#include "tests/support/stack_profiles.h"

namespace p2g {
namespace {

using namespace std::string_literals;
using test::folded_again;
using test::folded_error;
using test::kinds;
using test::read_folded;
using testing::HasSubstr;

// ---- Mistakes that other programs make: peers draw a wrong picture or fail on each of these ------------------------

TEST(FoldedMistakes, FrameIsNotSplitByANameThatSortsBetween) {
  EXPECT_EQ(folded_again("a 5\na-b;x 3\na;x 2\n"), "a 5\na;x 2\na-b;x 3\n");
  const Tree tree = to_tree(read_folded("a 5\na-b;x 3\na;x 2\n"), {});
  EXPECT_EQ(tree.size(), 5U);  // root, a, a;x, a-b, a-b;x
  EXPECT_EQ(tree.cumulative[1], 7);
}

TEST(FoldedMistakes, NumberAtTheEndOfANameIsNoSecondColumn) {
  EXPECT_EQ(folded_again("main;Thread 1 500\n"), "main;Thread 1 500\n");
}

TEST(FoldedMistakes, FractionsAreExact) {
  EXPECT_EQ(folded_again("a 0.4\nb 0.3\n"), "a 0.4\nb 0.3\n");
  EXPECT_EQ(read_folded("a 0.1\na 0.2\n").total, 3);
}

TEST(FoldedMistakes, WindowsLineEnds) { EXPECT_EQ(folded_again("a;b 1\r\na;c 2\r\n"), "a;b 1\na;c 2\n"); }

TEST(FoldedMistakes, TabBeforeTheCount) { EXPECT_EQ(folded_again("a;b c\t1\n"), "a;b c 1\n"); }

TEST(FoldedMistakes, BlankLines) { EXPECT_EQ(folded_again("\na 1\n\n  \t\nb 2\n\n"), "a 1\nb 2\n"); }

TEST(FoldedMistakes, CommentsAreNotFrames) { EXPECT_EQ(folded_again("# comment 5\n#\na 1\n#bare\n"), "a 1\n"); }

TEST(FoldedMistakes, SemicolonAlwaysSeparates) { EXPECT_EQ(folded_again("f::<[u8; 8]>;g 1\n"), "f::<[u8;8]>;g 1\n"); }

TEST(FoldedMistakes, Utf16WithMark) {
  const std::string little = "\xff\xfe" +
                             "a\0;\0\xe4\0 \0"
                             "2\0\n\0"s;
  const std::string big = "\xfe\xff" +
                          "\0a\0;\0\xe4\0 \0"
                          "2\0\n"s;
  EXPECT_EQ(folded_again(little), "a;ä 2\n");
  EXPECT_EQ(folded_again(big), "a;ä 2\n");
}

TEST(FoldedMistakes, NoNewlineAtTheEndLosesNothing) { EXPECT_EQ(folded_again("a 1\nb 2"), "a 1\nb 2\n"); }

// ---- Grammar
// ---------------------------------------------------------------------------------------------------------

TEST(Folded, NamesMayHoldBlanksParenthesesAndDigits) {
  const std::string text = "a (x.js:1);operator new (int);std::map<int, A>::at(int) const;3 2\n";
  EXPECT_EQ(folded_again(text), text);
}

TEST(Folded, SpellingsOfTheCount) {
  EXPECT_EQ(folded_again("a 6.\nb .5\nc 1e3\nd 25E-2\ne +7\nf 0003\n"), "a 6\nb 0.5\nc 1000\nd 0.25\ne 7\nf 3\n");
}

TEST(Folded, TrailingZerosAreNoDecimals) {
  EXPECT_EQ(read_folded("a 31.000\nb 2.50\n").metric.decimals, 1);
  EXPECT_TRUE(read_folded("a 31.000\n").metric.is_whole_samples());
  EXPECT_FALSE(read_folded("a 31.5\n").metric.is_whole_samples());
}

TEST(Folded, WhiteSpaceAroundTheCount) { EXPECT_EQ(folded_again("a;b \t  12 \t\r\n"), "a;b 12\n"); }

TEST(Folded, EmptyFramesStay) {
  EXPECT_EQ(folded_again("a;;b 1\n;c 2\nd; 3\n"), ";c 2\na;;b 1\nd; 3\n");
  EXPECT_EQ(read_folded("a;;b 1\n").stacks().size(), 4U);
}

TEST(Folded, ZeroIsACount) { EXPECT_EQ(folded_again("a;b 0\nc 1\nc;d 0.0\n"), "a;b 0\nc 1\nc;d 0\n"); }

TEST(Folded, AnnotationsStayInTheText) {
  const Profile profile = read_folded("a_[j];b_[k] 1\n");
  EXPECT_EQ(profile.frames.text(1), "b_[k]");
  EXPECT_EQ(profile.frames.parts(1).name, "b");
  EXPECT_EQ(profile.frames.parts(1).kind, FrameKind::kernel);
}

TEST(Folded, ByteOrderMarkOfUtf8) {
  EXPECT_EQ(folded_again("\xef\xbb\xbf"
                         "a 1\n"),
            "a 1\n");
}

TEST(Folded, HashInANameIsNoComment) { EXPECT_EQ(folded_again("#<Class:0x1>#new;x 1\n"), "#<Class:0x1>#new;x 1\n"); }

TEST(Folded, OurOwnPrefixSharingSeesThroughBlankAndBadLines) {
  EXPECT_EQ(folded_again("   a;b;c 1\n   \n   x;b;c 2\n"), "a;b;c 1\nx;b;c 2\n");
  EXPECT_EQ(folded_again("a;b;c 1\na;b;x\na;b;d 2\n"), "a;b;c 1\na;b;d 2\n");
  EXPECT_EQ(folded_again("aa;b 1\naa 2\na;b 3\naa;b;c 4\naa;bb 5\n;b 6\n"),
            ";b 6\na;b 3\naa 2\naa;b 1\naa;b;c 4\naa;bb 5\n");
}

TEST(Folded, InputOrderIsKeptOnRequest) {
  const std::string text = "a;b 1\na;c 1\na;b 2\na;b 1\nd 1\na;b 1\n";
  const Profile profile = read_folded(text, true);
  EXPECT_EQ(test::write_folded(profile, TreeOptions::Order::input), "a;b 1\na;c 1\na;b 3\nd 1\na;b 1\n");
}

TEST(Folded, TimesAreWrittenAsWholeNanoseconds) {
  EXPECT_EQ(folded_again("# unit: s\na 0.0015\n"), "# unit: ns\na 1500000\n");
  EXPECT_EQ(folded_again("# unit: us\na 7\nb 0\n"), "# unit: ns\na 7000\nb 0\n");
  EXPECT_EQ(folded_again("# unit: ns\na 0.25\n"), "# unit: ns\na 0.25\n");
  // A count of 10^18 and more would not be read again.
  EXPECT_EQ(folded_again("# unit: s\na 999999999\n"), "# unit: ns\na 999999999000000000\n");
  EXPECT_EQ(folded_again("# unit: s\na 1000000000\n"), "# unit: us\na 1000000000000000\n");
  EXPECT_EQ(folded_again("# unit: s\na 999999999999999999\n"), "# unit: s\na 999999999999999999\n");
  EXPECT_EQ(read_folded("# mode: wall\na 1\n").metric.unit, "samples");
}

TEST(Folded, BlanksAroundFramesAreNoPartOfANameNorIsASecondMark) {
  EXPECT_EQ(folded_again("    lead;    trail+12;\tx  6\nlead;trail+12;x 1\n"), "lead;trail+12;x 7\n");
  EXPECT_EQ(folded_again("a; ;b 1\n"), "a;;b 1\n");
  EXPECT_EQ(folded_again("operator new ;operator  delete 1\n"), "operator new;operator  delete 1\n");
  EXPECT_EQ(folded_again("\xef\xbb\xbfmain;a 1\n\xef\xbb\xbfmain;a 2\nmain;b 3\n"), "main;a 3\nmain;b 3\n");
  EXPECT_EQ(folded_again("main;a 1\n\xef\xbb\xbf# a comment\nmain;a 2\n"), "main;a 3\n");
}

TEST(Folded, DashesBetweenPartsAreNoFunctions) {
  EXPECT_EQ(folded_again("dd;write;-;sys_write_[k] 12\ndd;write;--;sys_read_[k] 3\ndd;write 1\n"),
            "dd;write 1\ndd;write;sys_read_[k] 3\ndd;write;sys_write_[k] 12\n");
  // Lisp's are: one ends a stack.
  EXPECT_EQ(folded_again("main;-;bignum 1\nmain;- 2\n"), "main;- 2\nmain;-;bignum 1\n");
  EXPECT_EQ(folded_again("-;a 1\n"), "-;a 1\n");
}

TEST(Folded, LinesOfPythonThatAreExecutedAreNoPartOfAFunction) {
  EXPECT_EQ(folded_again("f (a.py:1);f (a.py:2) 3\nf (a.py:2) 4\n"), "f (a.py) 4\nf (a.py);f (a.py) 3\n");
  EXPECT_EQ(folded_again("a.py:f:1 1\na.py:f:2 2\nf (a.py) 4\n"), "f (a.py) 7\n");
  EXPECT_EQ(folded_again("<frozen os>:f:1 1\n<frozen os>:f:9 1\n"), "f (<frozen os>) 2\n");
  // JavaScript's, Java's and flameprof's lines tell functions apart, and so do ours of profiles that know them.
  for (const char* kept : {"(anonymous) (a.js:1:2) 1\n(anonymous) (a.js:7:2) 1\n", "f (<anonymous>:1) 1\n",
                           "/p/a.py:1:f 1\n/p/a.py:9:f 1\n", "a.B.m(B.java:1) 1\na.B.m(B.java:2) 1\n"}) {
    EXPECT_EQ(folded_again(kept), kept);
  }
  EXPECT_EQ(folded_again("# lines: defined\nf (a.py:1) 1\nf (a.py:9) 1\n"), "f (a.py:1) 1\nf (a.py:9) 1\n");
}

TEST(Folded, UnitsBecomeSecondsAndBytes) {
  const auto read = [](const std::string& unit, const char* line) {
    return read_folded("# unit: " + unit + '\n' + line);
  };
  for (const char* spelling : {"ns", "nanoseconds"}) {
    const Profile profile = read(spelling, "a 1500000000\n");
    EXPECT_TRUE(profile.metric.is_time());
    EXPECT_EQ(profile.metric.amount(profile.total), "1.50 s");
  }
  EXPECT_EQ(test::write_folded(read("100ns", "a 25\n")), "# unit: ns\na 2500\n");
  EXPECT_EQ(test::write_folded(read("KiB", "a 1.5\na;b 2\n")), "# unit: bytes\na 1536\na;b 2048\n");
  EXPECT_EQ(read("GiB", "a 1\n").total, 1073741824);
}

TEST(Folded, SumsThatHaveNoRoomInBytesAreRefused) {
  EXPECT_THAT(folded_error("# unit: TiB\na 4000000\na;b 300000\n"),
              HasSubstr("the sum of all counts is above 4.6e18 bytes"));
  EXPECT_EQ(read_folded("# unit: TiB\na 4000000\n").total, std::int64_t{4000000} << 40);
}

TEST(Folded, OtherUnitsAreWhatIsCounted) {
  const Profile profile = read_folded("# unit: cache-misses\na 1500\n");
  EXPECT_EQ(profile.metric.amount(profile.total), "1,500 cache-misses");
  EXPECT_EQ(test::write_folded(profile), "# unit: cache-misses\na 1500\n");
  const Profile strange = read_folded("# unit: <b>\na 1\n");
  EXPECT_TRUE(strange.metric.is_whole_samples());
  ASSERT_EQ(strange.warnings.list().size(), 1U);
  EXPECT_EQ(strange.warnings.list()[0].kind, "strange-unit");
}

TEST(Folded, NothingIsAValidProfile) {
  for (const char* text : {"", "\n\n", "# austin: 3.6.0\n", "\xef\xbb\xbf"}) {
    const Profile profile = read_folded(text);
    EXPECT_EQ(profile.stacks().size(), 1U);
    EXPECT_EQ(profile.total, 0);
  }
}

TEST(Folded, FactsOfTheProfile) {
  const Profile profile = read_folded("a 2\n");
  EXPECT_EQ(profile.format, "folded");
  EXPECT_EQ(profile.files, std::vector<std::string>{"test.folded"});
  EXPECT_EQ(profile.metric.unit, "samples");
}

// ---- Imperfect data
// ----------------------------------------------------------------------------------------------------

TEST(FoldedWarnings, LinesWithoutACount) {
  const Profile profile = read_folded("a 1\nno count here\nb\nc 2\nd 0x10\ne nan\nf 1_000\ng 1\nh 1\ni 1\n");
  EXPECT_EQ(kinds(profile.warnings), "malformed-line 5");
  EXPECT_EQ(profile.warnings.list()[0].text, "line without a count was ignored, the first is line 2");
  EXPECT_EQ(profile.total, 6);
  // Something else with a number at the end of some lines.
  EXPECT_THAT(folded_error("a 1\nno count here\nb\n"),
              HasSubstr(":2:10: expected a count after the stack: 2 of 3 lines"));
}

TEST(FoldedWarnings, NegativeCounts) {
  EXPECT_EQ(kinds(read_folded("a 1\nb -2\nc -0.5\nd -0\n").warnings), "negative-count 2");
  EXPECT_EQ(folded_again("a 1\nb -2\n"), "a 1\n");
}

TEST(FoldedWarnings, IllFormedUtf8IsRepairedAndCountedOnceAName) {
  const Profile profile = read_folded("a\xff;b 1\na\xff;c 2\na\xfe;c 4\nx;a\xff 8\n");
  EXPECT_EQ(kinds(profile.warnings), "invalid-utf8 2");
  EXPECT_EQ(test::write_folded(profile), "a\xef\xbf\xbd;b 1\na\xef\xbf\xbd;c 6\nx;a\xef\xbf\xbd 8\n");
}

TEST(FoldedWarnings, MoreDecimalsThanFitAreRounded) {
  const Profile profile = read_folded("a 0.1234567890123456789\n");
  EXPECT_EQ(kinds(profile.warnings), "rounded-count 1");
  EXPECT_EQ(test::write_folded(profile), "a 0.123456789012345679\n");
}

TEST(FoldedWarnings, ScaleLeavesRoomForTheSum) {
  const Profile profile = read_folded("a 100000000000000\nb 0.30000000000000004\n");
  EXPECT_EQ(kinds(profile.warnings), "rounded-count 1");
  EXPECT_EQ(test::write_folded(profile), "a 100000000000000\nb 0.3\n");
}

TEST(FoldedWarnings, FractionsCarry) {
  std::string text;
  for (int i = 0; i < 25; ++i) text += "a 0.999999999999999999\n";
  EXPECT_EQ(folded_again(text), "a 24.99999999999999998\n");
}

// ---- Errors
// --------------------------------------------------------------------------------------------------------------

TEST(FoldedErrors, NoGoodLine) {
  EXPECT_EQ(folded_error("# a comment\nmain;parse\nmain read\n"),
            "prof2graph: error: test.folded:2:11: expected a count after the stack\n"
            "  main;parse\n"
            "            ^\n"
            "  hint: folded stacks are one stack a line: main;parse;read 12\n");
  EXPECT_EQ(folded_error("main;parse twelve\n"),
            "prof2graph: error: test.folded:1:12: expected a count after the stack\n"
            "  main;parse twelve\n"
            "             ^\n"
            "  hint: folded stacks are one stack a line: main;parse;read 12\n");
  EXPECT_NE(folded_error(" 12\n").find("test.folded:1:1: expected a stack before the count"), std::string::npos);
}

TEST(FoldedErrors, OnlyNegativeCounts) {
  EXPECT_EQ(folded_error("a;b -1\n# a comment\na -2.5\n"),
            "prof2graph: error: test.folded:1:5: expected a count that is not negative\n"
            "  a;b -1\n"
            "      ^\n"
            "  hint: folded stacks are one stack a line: main;parse;read 12\n");
  EXPECT_NE(folded_error("a b\na -1\n").find("1:3: expected a count after"), std::string::npos);
}

TEST(FoldedErrors, CountsThatDoNotFit) {
  EXPECT_EQ(folded_error("main;a 9223372036854775807\nmain;b 1\n"),
            "prof2graph: error: test.folded:1:8: count is not below 10^18\n"
            "  main;a 9223372036854775807\n"
            "         ^\n"
            "  hint: counts are added up to 9.2e18: write them in a larger unit\n");
  for (const std::string& count : {"1000000000000000000"s, "1e30"s, "+1e18"s, "1e999999999"s, "-1e30"s,
                                   std::string(400, '9'), "1000000000000000000.5"s}) {
    EXPECT_NE(folded_error("no count\nb 1\n#c " + count + "\nd 1\n").find("3:4: count is not below 10^18"),
              std::string::npos)
        << count;
  }
  EXPECT_EQ(
      read_folded("a 999999999999999999\nb " + std::string(400, '0') + "1\nc 1" + std::string(400, '0') + "e-400\n")
          .total,
      1'000'000'000'000'000'001);
}

TEST(FoldedErrors, StacksDeeperThanAnyProgramHas) {
  EXPECT_EQ(folded_error("a 1\n" + std::string(2'000'000, ';') + " 1\n"),
            "prof2graph: error: test.folded:2: stack has more than 1048576 frames\n");
  EXPECT_EQ(read_folded(std::string(1'000'000, ';') + " 1\n").stacks().size(), 1'000'002U);
}

TEST(FoldedErrors, HardlyAnyStacks) {
  const auto lines = [](std::string_view line, std::size_t megabytes) {
    std::string text;
    while (text.size() < megabytes << 20U) text += line;
    return text;
  };
  EXPECT_NE(folded_error(lines("no count here\n", 17)).find("1:10: expected a count after the stack"),
            std::string::npos);
  EXPECT_EQ(folded_error("a 1\n" + lines("# a comment, or what an editor left behind\r\n", 17)),
            "prof2graph: error: test.folded:381325: expected stacks, found hardly any in 16 MB of text\n"
            "  hint: folded stacks are one stack a line: main;parse;read 12\n");
  // Those that have more of them are read, whatever lies between.
  EXPECT_EQ(read_folded(lines("\r\n", 15) + "a 1\n").total, 1);
  EXPECT_EQ(kinds(read_folded(lines("main;parse 1\n", 17) + lines("no count, and a long line besides\n", 30)).warnings),
            "malformed-line 925215");
}

TEST(FoldedErrors, NulBytes) {
  EXPECT_EQ(
      folded_error("a;b 1\na;\0b 1\n"s),
      "prof2graph: error: test.folded:2:3: unexpected NUL byte in a text file\n"
      "  a;\\x00b 1\n"
      "    ^\n"
      "  hint: folded stacks are text, one stack a line: main;parse;read 12 (UTF-16 needs its byte order mark)\n");
  EXPECT_NE(folded_error("a 1\n# \0\n"s).find("2:3: unexpected NUL"), std::string::npos);
  EXPECT_NE(folded_error("a 1\nb\0\n"s).find("2:2: unexpected NUL"), std::string::npos);
  EXPECT_NE(folded_error("a\0;\0b\0 \0"
                         "2\0\n\0"s)
                .find("1:2: unexpected NUL"),
            std::string::npos);
}

TEST(FoldedErrors, SumsThatDoNotFit) {
  std::string text;
  for (int i = 0; i < 10; ++i) text += "a 999999999999999999\n";
  EXPECT_EQ(folded_error(text), "prof2graph: error: test.folded: the sum of all counts is above 9.2e18\n");
}

// ---- Detection
// -----------------------------------------------------------------------------------------------------------

TEST(FoldedSniff, SaysHowSureItIs) {
  const auto sniff = find_importer("folded").value()->sniff;
  EXPECT_EQ(sniff("a;b 1\na;c 2\n"), Sniff::certain);
  EXPECT_EQ(sniff("# austin: 3\n\nP1;T1;a.py:f:1 10\nP1;T1;a.py:f:2 10\n"), Sniff::certain);
  EXPECT_EQ(sniff("\xff\xfe" + "a\0;\0b\0 \0"
                               "1\0\n\0a\0;\0c\0 \0"
                               "1\0\n\0"s),
            Sniff::certain);
  EXPECT_EQ(sniff("a;b 1\n"), Sniff::likely);
  EXPECT_EQ(sniff("main;a 9223372036854775807\nmain;b 1\n"), Sniff::certain);
  EXPECT_EQ(sniff("a 1\nb 2\nc 3\n"), Sniff::likely);
  EXPECT_EQ(sniff("a;b" + std::string(Source::head_bytes, 'x')), Sniff::likely);
  EXPECT_EQ(sniff(""), Sniff::no);
  EXPECT_EQ(sniff("{\"nodes\": [1, 2]}\n"), Sniff::no);
  EXPECT_EQ(sniff("import this\nprint(this)\n"), Sniff::no);
  EXPECT_EQ(sniff("a;b 1\n\x01;c 2\n"), Sniff::no);
  EXPECT_EQ(sniff("a;b 1\na;c\0 2\n"s), Sniff::no);
  EXPECT_EQ(sniff("ERROR at line 12\nfoo bar 7\nbaz 9\n"), Sniff::no);
  EXPECT_EQ(sniff("16 400\n12 5\n"), Sniff::no);
  EXPECT_EQ(sniff("a;b 1\nno\nnone\n"), Sniff::no);
  EXPECT_EQ(sniff("version: 1\nevents: Ir\nfl=a.c\nfn=main\n16 20\n"), Sniff::no);
}

// ---- Size
// ------------------------------------------------------------------------------------------------------------------

TEST(FoldedSize, LinesOfTwoMegabytes) {
  std::string name(2'000'000, 'x');
  EXPECT_EQ(folded_again("a;" + name + " 1\na;" + name + ";b 2\n"), "a;" + name + " 1\na;" + name + ";b 2\n");
}

TEST(FoldedSize, AHundredThousandFrames) {
  std::string text;
  for (int i = 0; i < 100'000; ++i) text += (i == 0 ? "f" : ";f") + std::to_string(i % 7);
  const std::string other = text + ";g 2\n";
  text += " 1\n";
  const Profile profile = read_folded(text + other);
  EXPECT_EQ(profile.stacks().size(), 100'002U);
  EXPECT_EQ(test::write_folded(profile), text + other);
  const std::vector<FunctionCost> totals = function_totals(profile);
  EXPECT_EQ(totals[0].cumulative, 3);
}

TEST(FoldedSize, ManyNamesSurviveGrowth) {
  std::string text;
  for (int i = 0; i < 20'000; ++i) text += "root;name" + std::to_string(i) + " 1\n";
  const Profile profile = read_folded(text + text);
  EXPECT_EQ(profile.frames.size(), 20'001U);
  EXPECT_EQ(profile.stacks().size(), 20'002U);
  EXPECT_EQ(profile.total, 40'000);
}

// ---- Properties
// -----------------------------------------------------------------------------------------------------------

std::vector<std::string> random_lines(std::mt19937& random, int count) {
  std::vector<std::string> lines;
  const std::vector<std::string> names = {"a",
                                          "ab",
                                          "a b",
                                          "a-b",
                                          "",
                                          "main (x.py:1)",
                                          "a long name of a function",
                                          "\xc3\xa4",
                                          "f_[k]",
                                          "\xff",
                                          "0123456789abcde",
                                          "0123456789abcdef"};
  for (int i = 0; i < count; ++i) {
    std::string line = names[random() % names.size()] + "r";
    for (auto depth = random() % 6; depth > 0; --depth) line += ";" + names[random() % names.size()];
    if (line.ends_with(' ')) line += "x";
    lines.push_back(line + " " + std::to_string(random() % 50) + (random() % 3 == 0 ? ".25\n" : "\n"));
  }
  return lines;
}

std::string join(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += line;
  return text;
}

TEST(FoldedProperties, OrderOfLinesDoesNotMatter) {
  std::mt19937 random(1);
  std::vector<std::string> lines = random_lines(random, 300);
  const Profile profile = read_folded(join(lines));
  const std::string by_name = test::write_folded(profile);
  const std::string by_weight = test::write_folded(profile, TreeOptions::Order::weight);
  for (int i = 0; i < 5; ++i) {
    std::shuffle(lines.begin(), lines.end(), random);
    const Profile shuffled = read_folded(join(lines));
    EXPECT_EQ(test::write_folded(shuffled), by_name);
    EXPECT_EQ(test::write_folded(shuffled, TreeOptions::Order::weight), by_weight);
    EXPECT_EQ(kinds(shuffled.warnings), kinds(profile.warnings));
  }
}

TEST(FoldedProperties, OurOwnOutputReadsTheSame) {
  std::mt19937 random(2);
  for (int i = 0; i < 20; ++i) {
    const std::string once = folded_again(join(random_lines(random, 50)));
    EXPECT_EQ(folded_again(once), once);
  }
}

TEST(FoldedProperties, HalvesMergeToTheWhole) {
  std::mt19937 random(3);
  const std::vector<std::string> lines = random_lines(random, 200);
  const std::vector<std::string> first(lines.begin(), lines.begin() + 77);
  const std::vector<std::string> second(lines.begin() + 77, lines.end());
  std::vector<Profile> halves;
  halves.push_back(read_folded(join(second)));
  halves.push_back(read_folded(join(first)));
  const Result<Profile> merged = merge(std::move(halves));
  ASSERT_TRUE(merged);
  const Profile whole = read_folded(join(lines));
  EXPECT_EQ(test::write_folded(*merged), test::write_folded(whole));
  EXPECT_EQ(merged->total, whole.total);
}

TEST(FoldedProperties, CutAnywhereNothingBreaks) {
  std::mt19937 random(4);
  const std::string text = "\xef\xbb\xbf# austin: 3.6.0\r\n" + join(random_lines(random, 20));
  for (std::size_t size = 0; size < text.size(); ++size) {
    const Result<Profile> profile = test::try_read_folded(std::string_view(text).substr(0, size));
    EXPECT_TRUE(profile || !profile.error().message.empty());
  }
}

}  // namespace
}  // namespace p2g

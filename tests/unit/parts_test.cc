// What a profile is the sum of: files that were merged, and threads that head its stacks.
#include "src/passes/merge/parts.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "renderers/page/part_strips.h"
#include "renderers/page/part_words.h"
#include "src/model/renumber.h"
#include "src/model/totals.h"
#include "src/passes/merge/merge.h"
#include "tests/support/stack_profiles.h"

namespace p2g {
namespace {

// "a 90: f 60/60 main 30/90; …": name, total, and of each function self/cumulative.
std::string text_of(const Frames& frames, const std::vector<Part>& parts) {
  std::string text;
  for (const Part& part : parts) {
    text += (text.empty() ? "" : "; ") + part.name + ' ' + std::to_string(part.total) + ':';
    for (const PartCost& cost : part.functions) {
      text.append(" ").append(frames.text(cost.frame)) +=
          ' ' + std::to_string(cost.self) + '/' + std::to_string(cost.cumulative);
    }
  }
  return text;
}

std::string parts_of(std::string_view folded) {
  const Profile profile = test::read_folded(folded);
  return text_of(profile.frames, find_parts(profile).list);
}

Profile with_part(Profile profile) {
  profile.parts.push_back(*part_of(profile));
  return profile;
}

void expect_sum(const Profile& profile, const std::vector<Part>& parts) {
  const std::vector<FunctionCost> totals = function_totals(profile);
  for (FrameId frame = 0; frame < totals.size(); ++frame) {
    Weight self = 0, cumulative = 0;
    for (const Part& part : parts) {
      if (const PartCost* cost = part.find(frame)) self += cost->self, cumulative += cost->cumulative;
    }
    EXPECT_EQ(self, totals[frame].self) << profile.frames.text(frame);
    EXPECT_EQ(cumulative, totals[frame].cumulative) << profile.frames.text(frame);
  }
}

TEST(Parts, ThreadsOfOneFileAddUpToIt) {
  const Profile profile = test::read_folded(
      "process 7;thread (1): a;main;f 60\nprocess 7;thread (1): a;main 30\nprocess 7;thread (2): b;f;g;f 50\n"
      "process 7;thread (2): b;f 7\nprocess 7 5\n");
  const Parts parts = find_parts(profile);
  EXPECT_EQ(parts.what, "thread");
  ASSERT_EQ(parts.list.size(), 3U);
  EXPECT_EQ(parts.list[0].total, 5);
  EXPECT_EQ(parts.list[1].total, 90);
  EXPECT_EQ(parts.list[2].total, 57);
  expect_sum(profile, parts.list);
}

TEST(Parts, OneThreadOrNoneIsNoSum) {
  EXPECT_EQ(parts_of("thread (1): a;main;f 60\n"), "");
  EXPECT_EQ(parts_of("main;f 60\nmain;g 3\n"), "");
  EXPECT_EQ(parts_of("thread (1): a;main;f 9\nthread (2): b;main;f 1\n"), "");  // as dumps have them
}

TEST(Parts, StacksInOrderOfTheInputHaveThem) {
  const Profile profile = test::read_folded("thread (1): a;f 10\nthread (2): b;f 5\nthread (1): a;f 7\n", true);
  const Parts parts = find_parts(profile);
  ASSERT_EQ(parts.list.size(), 2U);
  EXPECT_EQ(parts.list[0].total, 17);
  expect_sum(profile, parts.list);
}

TEST(Parts, MergedFilesAreParts) {
  std::vector<Profile> profiles;
  profiles.push_back(with_part(test::read_folded("main;f 60\nmain 40\n")));
  profiles.push_back(with_part(test::read_folded("main;g 1.5\nmain;f;f 2\n")));
  const Result<Profile> sum = merge(std::move(profiles));
  ASSERT_TRUE(sum);
  EXPECT_EQ(text_of(sum->frames, sum->parts),
            "test.folded 1000: main 400/1000 f 600/600; test.folded 35: main 0/35 f 20/20 g 15/15");
  expect_sum(*sum, sum->parts);
}

TEST(Parts, ASumOfSumsHasThePartsOfBoth) {
  const auto sum_of_two = [](std::string_view a, std::string_view b) {
    std::vector<Profile> profiles;
    profiles.push_back(with_part(test::read_folded(a)));
    profiles.push_back(with_part(test::read_folded(b)));
    return std::move(*merge(std::move(profiles)));
  };
  std::vector<Profile> sums;
  sums.push_back(sum_of_two("main;f 1\n", "main;g 2\n"));
  sums.push_back(sum_of_two("main;h 3\n", "main;f 4\n"));
  const Result<Profile> sum = merge(std::move(sums));
  ASSERT_TRUE(sum);
  EXPECT_EQ(sum->parts.size(), 4U);
  expect_sum(*sum, sum->parts);
}

TEST(Parts, OfASumThatHasNoneThereAreNone) {
  std::vector<Profile> profiles;
  profiles.push_back(with_part(test::read_folded("main;f 60\n")));
  profiles.push_back(test::read_folded("main;f 60\n"));
  EXPECT_TRUE(merge(std::move(profiles))->parts.empty());
}

// How much of f's and g's time is the same time the parts do not tell.
TEST(Parts, FunctionsOfStacksThatBecomeOneEndThem) {
  Profile profile = with_part(test::read_folded("f;g 10\nf 5\n"));
  Frames frames;
  const FrameId both = frames.add("both");
  renumber(profile, {both, both}, std::move(frames));
  EXPECT_TRUE(profile.parts.empty());
}

TEST(Parts, NamesOfFilesTellThemApart) {
  using Names = std::vector<std::string>;
  EXPECT_EQ(short_file_names({"/srv/a.prof", "/srv/b.prof"}), (Names{"a.prof", "b.prof"}));
  EXPECT_EQ(short_file_names({"w1/run.prof", "/w2/run.prof", "-"}), (Names{"w1/run.prof", "w2/run.prof", "stdin"}));
  EXPECT_EQ(short_file_names({"run.prof", "run.prof"}), (Names{"run.prof", "run.prof"}));
  EXPECT_EQ(short_file_names({"", "//"}).size(), 2U);
}

TEST(Parts, WordsSayHowTheyDiffer) {
  const auto lines = [](std::string_view folded) {
    const Profile profile = test::read_folded(folded);
    std::string text;
    for (const std::string& line : part_lines(find_parts(profile), profile)) text += line + '\n';
    return text;
  };
  EXPECT_EQ(lines("thread (a);f 300\nthread (a);g 700\nthread (b);f 70\nthread (b);g 30\n"),
            "a is the largest, 1,000 samples: 10 times b (100 samples). g differs most: 30.0% to 70.0% of a thread.\n");
  EXPECT_EQ(lines("thread (a);f 50\nthread (a);g 50\nthread (b);f 52\nthread (b);g 48\n"),
            "The 2 threads are about as large: 100 samples each. The work is spread alike.\n");
  const std::string long_name(200, 'x');
  EXPECT_EQ(lines("thread (" + long_name + ");" + long_name + " 9\nthread (b);g 70\n").find('\n') > 20, true);
}

TEST(Parts, OfManyTheLongestTheMedianAndTheShortestAreDrawn) {
  Parts parts;
  for (int i = 0; i < 9; ++i) parts.list.push_back({"p" + std::to_string(i), 10 * (i + 1)});
  const PartRows rows = choose_part_rows(parts);
  std::string text;
  for (const PartRows::Row& row : rows.rows) text.append(row.part->name).append(row.note) += ' ';
  EXPECT_EQ(text, "p8 p7 p6 p5 p4median p0shortest ");
  EXPECT_EQ(rows.between, 3U);
  EXPECT_EQ(rows.between_total, 20 + 30 + 40);
  EXPECT_EQ(rows.longest, 90);
  parts.list.pop_back();
  EXPECT_EQ(choose_part_rows(parts).rows.size(), 8U);
  EXPECT_EQ(choose_part_rows(parts).rows.front().part->name, "p0");
}

}  // namespace
}  // namespace p2g

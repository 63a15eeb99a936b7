// What lines cost: lines of a function and what no line is known of are its self cost, whatever was selected.
#include "src/model/line_costs.h"

#include <gtest/gtest.h>

#include <map>
#include <random>
#include <string>
#include <tuple>

#include "src/importers/importer.h"
#include "src/model/totals.h"
#include "src/passes/merge/merge.h"
#include "src/passes/select/filter.h"

namespace p2g {
namespace {

Profile read(std::string_view format, std::string_view text, bool with_lines = true) {
  Source source = Source::from_memory("test", text);
  ReadOptions options;
  options.with_lines = with_lines;
  Result<Profile> profile = find_importer(format).value()->read(source, options);
  EXPECT_TRUE(profile);
  return std::move(profile).value();
}

// "f 12: 3" a line, sorted.
std::string lines_text(const Profile& profile) {
  const LineCosts lines = lines_of_functions(profile);
  std::map<std::tuple<std::string, std::string, int>, Weight> sums;
  std::vector<std::string> files(lines.files.size() + 1);
  for (const auto& [file, number] : lines.files) files[number] = file + ':';
  for (const LineCost& cost : lines.costs) {
    sums[{std::string(profile.frames.parts(cost.place).name), files[cost.file], cost.line}] += cost.self;
  }
  std::string text;
  for (const auto& [key, self] : sums) {
    const auto& [name, file, line] = key;
    text += name + ' ' + file + std::to_string(line) + ": " + std::to_string(self) + '\n';
  }
  return text;
}

// A program of six functions in one file; "<module>" says that lines are those being executed.
std::string random_stacks(unsigned seed) {
  std::mt19937 dice(seed);
  std::string text = "<module> (p.py:9) 1\n";
  for (int i = 0; i < 300; ++i) {
    text += "<module> (p.py:9)";
    for (unsigned depth = dice() % 6 + 1; depth > 0; --depth) {
      const unsigned function = dice() % 6;
      text += ";f" + std::to_string(function) + " (p.py:" + std::to_string(100 * function + dice() % 5 + 1) + ")";
    }
    text += ' ' + std::to_string(dice() % 9) + '\n';
  }
  return text;
}

// Fails where lines cost more than their function; gives what all of them cost.
Weight check_sums(const Profile& profile) {
  const std::vector<FunctionCost> totals = function_totals(profile);
  std::map<FrameId, Weight> sums;
  for (const LineCost& cost : lines_of_functions(profile).costs) sums[cost.place] += cost.self;
  Weight all = 0;
  for (const auto& [frame, sum] : sums) {
    EXPECT_LE(sum, totals[frame].self) << profile.frames.text(frame);
    all += sum;
  }
  return all;
}

TEST(LineCosts, AllThatWasSpentIsInLines) {
  for (unsigned seed = 0; seed < 5; ++seed) {
    const Profile profile = read("folded", random_stacks(seed));
    EXPECT_EQ(check_sums(profile), profile.total);
  }
}

TEST(LineCosts, AreKeptOnlyWhereTheyAreAskedFor) {
  const Profile without = read("folded", random_stacks(1), false);
  EXPECT_TRUE(without.lines.empty());
  const Profile with = read("folded", random_stacks(1));
  EXPECT_EQ(with.stacks().parent, without.stacks().parent);
  EXPECT_EQ(with.stacks().frame, without.stacks().frame);
  EXPECT_EQ(with.stacks().self, without.stacks().self);
  EXPECT_EQ(with.frames.size(), without.frames.size());
}

TEST(LineCosts, FollowSelections) {
  std::vector<FilterOptions> selections(7);
  selections[0].focus = {"f1"};
  selections[1].root = {"f2"};
  selections[2].leaf = {"f3"};
  selections[3].hide = {"f4"};
  selections[4].ignore = {"f5"};
  selections[5].fold_recursion = true;
  selections[6].depth = 2;
  for (unsigned seed = 0; seed < 3; ++seed) {
    for (const FilterOptions& selection : selections) {
      const Profile selected = filter(read("folded", random_stacks(seed)), selection).value();
      Weight self = 0;
      Weight hidden = 0;
      for (const FunctionCost& function : function_totals(selected)) self += function.self;
      for (const Weight weight : selected.estimates.hidden) hidden += weight;
      EXPECT_EQ(check_sums(selected), self - hidden) << "what functions spent themselves";
    }
  }
}

TEST(LineCosts, AreThoseOfTheSelectedStacks) {
  const Profile profile =
      read("folded", "<module> (p.py:5);f (p.py:11) 3\n<module> (p.py:6);g (p.py:21);f (p.py:12) 5\n");
  FilterOptions below_g;
  below_g.root = {"g"};
  EXPECT_EQ(lines_text(profile), "f 11: 3\nf 12: 5\n");
  EXPECT_EQ(lines_text(
                filter(read("folded", "<module> (p.py:5);f (p.py:11) 3\n<module> (p.py:6);g (p.py:21);f (p.py:12) 5\n"),
                       below_g)
                    .value()),
            "f 12: 5\n");
}

TEST(LineCosts, HiddenCostIsInNoLine) {
  FilterOptions hide_f;
  hide_f.hide = {"f"};
  const Profile profile =
      filter(read("folded", "<module> (p.py:5) 2\n<module> (p.py:5);f (p.py:11) 3\n"), hide_f).value();
  EXPECT_EQ(lines_text(profile), "<module> 5: 2\n");
}

TEST(LineCosts, AreAddedUpByMerging) {
  std::vector<Profile> profiles;
  profiles.push_back(read("folded", "<module> (p.py:5);f (p.py:11) 3\n"));
  profiles.push_back(read("folded", "<module> (p.py:5);g (p.py:21) 1\n<module> (p.py:6);f (p.py:11) 4\n"));
  EXPECT_EQ(lines_text(merge(std::move(profiles)).value()), "f 11: 7\ng 21: 1\n");
}

TEST(LineCosts, OfPerfAreWhereTheStackEnds) {
  const Profile profile = read("perf",
                               "app 1 1.0: 1 cycles:\n\t10 hot+0x1 (/bin/app)\n  work.c:3\n\t20 main+0x1 (/bin/app)\n  "
                               "work.c:9\n\napp 1 1.1: 1 cycles:\n\t20 main+0x1 (/bin/app)\n  work.c:8\n\n");
  EXPECT_EQ(lines_text(profile), "hot work.c:3: 1\nmain work.c:8: 1\n");
  EXPECT_EQ(profile.frames.size(), 2U);
}

TEST(LineCosts, OfCallgrindKnowTheirFile) {
  const Profile profile = read("callgrind",
                               "events: Ir\nfl=a.c\nfn=main\n10 5\nfi=b.h\n3 7\nfe=a.c\n11 1\ncfn=f\ncalls=1 20\n11 "
                               "9\nfn=f\n20 4\n21 5\n");
  EXPECT_EQ(lines_text(profile), "f 20: 4\nf 21: 5\nmain 10: 5\nmain 11: 1\nmain b.h:3: 7\n");
}

TEST(LineCosts, OfCallsStayThoseOfTheRun) {
  FilterOptions below_f;
  below_f.root = {"f"};
  const Profile profile =
      filter(read("callgrind", "events: Ir\nfl=a.c\nfn=main\n10 5\ncfn=f\ncalls=1 20\n11 9\nfn=f\n20 4\n21 5\n"),
             below_f)
          .value();
  EXPECT_TRUE(profile.lines.of_run);
  EXPECT_EQ(lines_text(profile), "f 20: 4\nf 21: 5\n");
}

}  // namespace
}  // namespace p2g

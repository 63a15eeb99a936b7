// merge --spread: the least, middle and largest figure of each function.
#include "src/spread.h"

#include <string>
#include <vector>

#include "src/pipeline.h"
#include "tests/support/temporary_folder.h"

namespace p2g::test {
namespace {

class SpreadOf : public InFolder {
 protected:
  // One file a text, a.folded, b.folded …
  Options options(const std::vector<std::string>& texts) const {
    Options options;
    options.spread = true;
    options.type = "csv";
    options.outputs = {path("out.csv")};
    for (std::size_t i = 0; i < texts.size(); ++i) {
      options.files.push_back(write(std::string(1, static_cast<char>('a' + i)) + ".folded", texts[i]));
    }
    return options;
  }
  // Rows without the folder that files are in.
  std::string rows(const Options& options) const {
    const Result<Outcome> outcome = run(options, {});
    if (!outcome) return outcome.error().message;
    std::string text = read("out.csv");
    text.erase(0, text.find('\n') + 1);
    const std::string folder = path("");
    for (std::size_t at = text.find(folder); at != std::string::npos; at = text.find(folder))
      text.erase(at, folder.size());
    return text;
  }
  std::string rows(const std::vector<std::string>& texts) const { return rows(options(texts)); }
};

TEST_F(SpreadOf, OneFileIsItsFigures) { EXPECT_EQ(rows({"f 3\n"}), "1,3,3,3,a.folded,3,3,3,a.folded,,,f\n"); }

TEST_F(SpreadOf, OfTwoTheMiddleIsHalfWay) {
  EXPECT_EQ(rows({"f 3\n", "f 4\n"}), "2,3,3.5,4,b.folded,3,3.5,4,b.folded,,,f\n");
}

TEST_F(SpreadOf, WhatAFileDoesNotHaveCostNothingThere) {
  EXPECT_EQ(rows({"f 3\n", "g 9\n", "g 8\n"}),
            "2,0,8,9,b.folded,0,8,9,b.folded,,,g\n1,0,0,3,a.folded,0,0,3,a.folded,,,f\n");
}

TEST_F(SpreadOf, TheFinestScaleOfAllWhicheverComesFirst) {
  const std::string expected = "2,1,1.125,1.25,a.folded,1,1.125,1.25,a.folded,,,f\n";
  EXPECT_EQ(rows({"f 1.25\n", "f 1\n"}), expected);
  EXPECT_EQ(rows({"f 1\n", "f 1.25\n"}), "2,1,1.125,1.25,b.folded,1,1.125,1.25,b.folded,,,f\n");
}

TEST_F(SpreadOf, EqualFiguresAreTheFirstFilesAndNamesDecide) {
  EXPECT_EQ(rows({"g 5\nf 5\n", "f 5\ng 5\n"}),
            "2,5,5,5,a.folded,5,5,5,a.folded,,,f\n2,5,5,5,a.folded,5,5,5,a.folded,,,g\n");
}

TEST_F(SpreadOf, AFunctionThatCallsItselfCountsOnce) {
  EXPECT_EQ(rows({"f;f;f 4\n"}), "1,4,4,4,a.folded,4,4,4,a.folded,,,f\n");
}

TEST_F(SpreadOf, SortAndLimit) {
  Options by_self = options({"main;f 9\nmain;g 1\n"});
  by_self.sort = "self";
  by_self.given = {"--sort"};
  EXPECT_TRUE(rows(by_self).starts_with("1,9,9,9,a.folded,9,9,9,a.folded,,,f\n"));
  by_self.table.limit = 1;
  EXPECT_EQ(rows(by_self), "1,9,9,9,a.folded,9,9,9,a.folded,,,f\n");
}

TEST_F(SpreadOf, FiguresOfTwoUnitsAreNotCompared) {
  const std::string message = rows({"# unit: s\nf 1\n", "# unit: bytes\nf 1\n"});
  EXPECT_EQ(message, "measures bytes, and the files before it s");
}

TEST_F(SpreadOf, FiguresWithoutRoomAreRefused) {
  EXPECT_EQ(rows({"f 900000000000000000\n"}), "has figures that are too large for a spread");
  EXPECT_EQ(rows({"f " + std::to_string(std::int64_t{1} << 58) + '\n', "f 0.5\n"}),
            "has figures that are too large for a spread");
}

TEST_F(SpreadOf, ABadFileLeavesWhatIsThere) {
  Options one_bad = options({"f 1\n", "no profile at all\n"});
  write("out.csv", "before");
  EXPECT_FALSE(run(one_bad, {}));
  EXPECT_EQ(read("out.csv"), "before");
}

}  // namespace
}  // namespace p2g::test

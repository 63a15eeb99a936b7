// Which shards are summed so that no input counts twice.
#include "src/choose_shards.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <set>
#include <string>
#include <vector>

#include "src/base/diagnostics.h"
#include "tests/support/dice.h"

namespace p2g {
namespace {

ShardFile shard(const std::string& file, const std::string& inputs) {
  ShardFile shard{file, {}, inputs.size() > 1};
  for (const char input : inputs) shard.inputs.push_back({std::string(1, input), {}});
  return shard;
}

TEST(ChooseShards, WhatAnotherHoldsIsLeftOut) {
  EXPECT_EQ(choose_shards({shard("1", "ab"), shard("2", "c")}).value(), (std::vector<bool>{true, true}));
  EXPECT_EQ(choose_shards({shard("1", "a"), shard("2", "abc")}).value(), (std::vector<bool>{false, true}));
  EXPECT_EQ(choose_shards({shard("1", "ab"), shard("2", "ab")}).value(), (std::vector<bool>{true, false}));
  EXPECT_EQ(choose_shards({shard("1", "b"), shard("2", "ab"), shard("3", "abc"), shard("4", "d")}).value(),
            (std::vector<bool>{false, false, true, true}));
  EXPECT_TRUE(choose_shards({}).value().empty());
}

TEST(ChooseShards, AnOverlapNamesBothAndWhatTheyShare) {
  const Result<std::vector<bool>> chosen = choose_shards({shard("1", "abc"), shard("2", "cd")});
  ASSERT_FALSE(chosen);
  EXPECT_EQ(chosen.error().file, "2");
  EXPECT_EQ(chosen.error().message, "holds c, which 1 holds too, beside others");
}

// All of it is known, but no single file holds it.
TEST(ChooseShards, AShardOfPiecesOfTwoOthersIsAnOverlap) {
  EXPECT_FALSE(choose_shards({shard("1", "abx"), shard("2", "cdy"), shard("3", "bc")}));
}

TEST(ChooseShards, EqualBytesOfTwoNamesAndOneNameWithTwoContentsAreTwo) {
  ShardFile first{"1", {{"a", {1}}}};
  ShardFile other_name{"2", {{"b", {1}}}};
  ShardFile other_bytes{"3", {{"a", {2}}}};
  EXPECT_EQ(choose_shards({first, other_name, other_bytes}).value(), (std::vector<bool>{true, true, true}));
}

// Sums of sums, in any order and however often: each input is summed once.
TEST(ChooseShards, RandomSumsHoldEachInputOnce) {
  for (unsigned seed = 0; seed < 500; ++seed) {
    Dice dice(seed);
    std::vector<ShardFile> files;
    const std::size_t leaves = 1 + dice.below(12);
    for (std::size_t i = 0; i < leaves; ++i)
      files.push_back(shard(std::to_string(i), std::string(1, static_cast<char>('a' + i))));
    std::vector<std::size_t> open(leaves);  // what is no part of a sum yet
    std::iota(open.begin(), open.end(), std::size_t{0});
    while (open.size() > 1 && !dice.one_in(4)) {
      ShardFile sum{"sum " + std::to_string(files.size()), {}, true};
      for (std::size_t parts = 1 + dice.below(3); parts > 0 && !open.empty(); --parts) {
        const std::size_t part = dice.below(open.size());
        const ShardFile& file = files[open[part]];
        sum.inputs.insert(sum.inputs.end(), file.inputs.begin(), file.inputs.end());
        open.erase(open.begin() + static_cast<std::ptrdiff_t>(part));
      }
      std::sort(sum.inputs.begin(), sum.inputs.end());
      open.push_back(files.size());
      files.push_back(sum);
    }
    for (std::size_t again = dice.below(4); again > 0; --again) files.push_back(dice.pick(files));
    std::shuffle(files.begin(), files.end(), std::mt19937(seed));
    const std::vector<bool> chosen = choose_shards(files).value();
    std::multiset<std::string> summed;
    for (std::size_t i = 0; i < files.size(); ++i) {
      if (!chosen[i]) continue;
      for (const ShardInput& input : files[i].inputs) summed.insert(input.name);
    }
    EXPECT_EQ(summed.size(), leaves) << seed;
    EXPECT_EQ(std::set<std::string>(summed.begin(), summed.end()).size(), leaves) << seed;
  }
}

TEST(PlainPath, LeavesOutWhatSaysNothing) {
  EXPECT_EQ(plain_path("./a//b"), "a/b");
  EXPECT_EQ(plain_path("a/./b/../c"), "a/c");
  EXPECT_EQ(plain_path("/a/b"), "/a/b");
}

}  // namespace
}  // namespace p2g

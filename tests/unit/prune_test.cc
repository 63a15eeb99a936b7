#include <gtest/gtest.h>

#include "src/model/profile.h"
#include "src/passes/graph/choose_functions.h"
#include "src/passes/graph/shares.h"
#include "tests/support/call_profiles.h"

namespace p2g {
namespace {

std::string chosen(const Profile& profile, const PruneOptions& options) {
  const auto& totals = profile.calls().functions;
  const std::vector<std::uint8_t> keep = choose_functions(profile, totals, options);
  std::vector<std::string> names;
  for (FrameId f = 0; f < keep.size(); ++f) {
    if (keep[f] != 0) names.push_back(test::name_of(profile, f));
  }
  std::sort(names.begin(), names.end());
  std::string text;
  for (const std::string& name : names) text += name + ' ';
  return text;
}

TEST(Shares, ExactSharesStay) {
  EXPECT_EQ(weight_at_share(0.005, 1000), 5);
  EXPECT_EQ(weight_at_share(0.1 / 100, 1000), 1);
  EXPECT_EQ(weight_at_share(0.005, 1001), 6);
  EXPECT_EQ(weight_at_share(0.29, 100), 29);
  EXPECT_EQ(weight_at_share(1, 4'000'000'000'000'000'000), 4'000'000'000'000'000'000 - 4'000'000);
  EXPECT_LT(weight_at_share(0, 1000), -1'000'000);
  EXPECT_LT(weight_at_share(0.5, 0), -1'000'000);
  EXPECT_EQ(weight_at_share(1e300, 1000), std::numeric_limits<Weight>::max());
}

TEST(Prune, ThresholdKeepsWhatEqualsIt) {
  test::CallProfile built;
  built.function("a", 990, 1000).function("b", 5, 5).function("c", 5, 4).function("d", 0, 0);
  EXPECT_EQ(chosen(built.profile, {}), "a b c d ");
  EXPECT_EQ(chosen(built.profile, {0.005, 0, 0}), "a b ");
  EXPECT_EQ(chosen(built.profile, {1.1, 0, 0}), "");
}

TEST(Prune, MostNodesByCumulativeSelfName) {
  test::CallProfile built;
  built.function("z", 10, 50).function("b", 10, 50).function("c", 20, 50).function("a", 60, 100).function("d", 0, 49);
  EXPECT_EQ(chosen(built.profile, {0, 0, 1}), "a ");
  EXPECT_EQ(chosen(built.profile, {0, 0, 2}), "a c ");
  EXPECT_EQ(chosen(built.profile, {0, 0, 3}), "a b c ");
  EXPECT_EQ(chosen(built.profile, {0, 0, 100}), "a b c d z ");
  EXPECT_EQ(chosen(built.profile, {0.5, 0, 4}), "a b c z ");
}

TEST(Prune, FramesThatNoStackMentionsAreNoFunctions) {
  Profile profile;
  const FrameId used = profile.frames.add("used");
  profile.frames.add("gone");
  Stacks stacks;
  stacks.parent.push_back(0);
  stacks.frame.push_back(used);
  stacks.self.push_back(0);
  profile.data = stacks;
  EXPECT_EQ(choose_functions(profile, std::vector<FunctionCost>(2), {}), (std::vector<std::uint8_t>{1, 0}));
}

}  // namespace
}  // namespace p2g

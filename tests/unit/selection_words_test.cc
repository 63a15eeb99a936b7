#include "renderers/page/selection_words.h"

#include <gtest/gtest.h>

#include "tests/support/stack_profiles.h"
#include "tests/support/written.h"

namespace p2g {
namespace {

Profile of_worker() {
  Profile profile = test::read_folded("main;f 30\nmain 70\n");
  profile.offered.slices = {{"", "MainThread", "", "1"}, {"", "<worker> & co", "", "2"}};
  profile.offered.metrics = {profile.metric};
  profile.offered.cells = {Cell{300}, Cell{100}};
  profile.chosen = {0, {1}};
  return profile;
}

TEST(SelectionWords, AThreadThatWasChosenIsSaid) {
  const Profile profile = of_worker();
  EXPECT_EQ(selection_sentences(profile), " Thread <worker> & co (of 2), 25 % of 400 samples.");
  EXPECT_EQ(selection_sentences(test::read_folded("a 1\n")), "");
  test::Written written;
  EXPECT_NE(written("dot", profile).find("Thread <worker> & co (of 2), 25 % of 400 samples."), std::string::npos);
  EXPECT_NE(written("txt", profile).find("   Thread <worker> & co (of 2)"), std::string::npos);
  EXPECT_NE(written("md", profile).find("`Thread <worker> & co (of 2), 25 % of 400 samples.`"), std::string::npos);
}

TEST(SelectionWords, SharesOfTheSelectionAreSaid) {
  Profile profile = test::read_folded("main;f 30\nmain 70\n");
  profile.run_total = 400;
  EXPECT_EQ(selection_sentences(profile), " Shares are of the selection, 25.0% of the run’s 400 samples.");
  test::Written written;
  EXPECT_NE(written("json", profile).find("\"total\": 100, \"relative\": true, \"run_total\": 400"), std::string::npos);
}

}  // namespace
}  // namespace p2g

#include <gmock/gmock.h>

#include <memory>
#include <numeric>
#include <string>

#include "src/analysis/analysis.h"
#include "tests/support/stack_profiles.h"

namespace p2g {
namespace {

// main.py imports shop, which imports cart; each stack as samplers of Python write it.
const std::string import_one = "<module> (/p/main.py:1);_find_and_load (<frozen importlib._bootstrap>:1027);";
const std::string load =
    "_load_unlocked (<frozen importlib._bootstrap>:688);exec_module (<frozen importlib._bootstrap_external>:883);";
const std::string text = import_one + "_find_spec (<frozen importlib._bootstrap>:945) 5\n" +                  //
                         import_one + load + "get_data (<frozen importlib._bootstrap_external>:1073) 40\n" +  //
                         import_one + load + "<module> (/p/shop.py:1) 7\n" +                                  //
                         import_one + load +
                         "<module> (/p/shop.py:1);_find_and_load (<frozen importlib._bootstrap>:1027);" + load +
                         "get_data (<frozen importlib._bootstrap_external>:1073) 30\n" +  //
                         "<module> (/p/main.py:1);work (/p/main.py:9) 50\n";

std::string flame_of(std::string_view folded, bool keep_order = false) {
  const Analysis analysis(test::read_folded(folded, keep_order));
  return test::write_folded(analysis.tree({}, std::make_shared<GroupOptions>()));
}

TEST(GroupedStacks, TheImportSystemIsOneFrameWhereverItIsEntered) {
  const std::string flame = flame_of(text);
  EXPECT_THAT(flame, testing::HasSubstr("Importing;finding files 5\n"));
  EXPECT_THAT(flame, testing::HasSubstr("Importing;reading files 40\n"));
  EXPECT_THAT(flame, testing::ContainsRegex("Importing;<module> \\(/p/shop.py[^;]*;Importing;reading files 30\n"));
  EXPECT_THAT(flame, testing::HasSubstr(";work (/p/main.py"));
  EXPECT_THAT(flame, testing::Not(testing::HasSubstr("_load_unlocked")));
}

TEST(GroupedStacks, NothingIsLostAndNothingIsAnEstimate) {
  const Analysis analysis(test::read_folded(text));
  const Tree& tree = analysis.tree({}, std::make_shared<GroupOptions>());
  EXPECT_EQ(std::accumulate(tree.self.begin(), tree.self.end(), Weight{0}), 132);
  EXPECT_EQ(tree.cumulative.front(), 132);
  EXPECT_FALSE(tree.estimated);
}

TEST(GroupedStacks, InTheOrderOfTheInputStacksStayWhatTheyAre) {
  EXPECT_THAT(flame_of(text, true), testing::HasSubstr("_load_unlocked"));
}

TEST(GroupedStacks, LittleImportingIsNoGroup) {
  EXPECT_THAT(flame_of(text + "<module> (/p/main.py:1);work (/p/main.py:9) 5000\n"),
              testing::HasSubstr("_load_unlocked"));
}

}  // namespace
}  // namespace p2g

// What becomes of a profile whose frames get other ids.
#include "src/model/renumber.h"

#include <gtest/gtest.h>

#include "src/model/profile.h"

namespace p2g {
namespace {

// Marks went through the new ids twice: they were lost, or stood at other functions.
TEST(Renumber, MarksFollowTheirFunctionsOnce) {
  Profile profile;
  profile.data = Calls{};
  for (const char* name : {"main", "parse", "read"}) profile.frames.add(name);
  profile.calls().functions = {{1, 6, 1, 1}, {2, 5, 1, 1}, {3, 3, 1, 1}};
  profile.calls().edges = {{0, 1, 2, 5, 1, 1}, {1, 2, 3, 3, 1, 1}};
  profile.estimates.mark(0, estimated_self);
  profile.estimates.mark_calls({{Estimates::pair_key(0, 1), estimated_calls}});

  Frames frames;
  for (const char* name : {"read", "main", "parse"}) frames.add(name);
  renumber(profile, {1, 2, 0}, std::move(frames));

  EXPECT_EQ(profile.estimates.of(0), 0);
  EXPECT_EQ(profile.estimates.of(1), estimated_self);
  EXPECT_EQ(profile.estimates.of(2), 0);
  EXPECT_EQ(profile.estimates.of_call(1, 2), estimated_calls);
  EXPECT_EQ(profile.estimates.of_call(2, 0), 0);
  EXPECT_EQ(profile.calls().functions[0], (Cost{3, 3, 1, 1}));
}

// More frames than before: nothing is looked up beyond the ids that there were.
TEST(Renumber, MarksOfATableThatGrows) {
  Profile profile;
  profile.data = Calls{};
  profile.frames.add("main");
  profile.calls().functions = {{1, 1, 1, 1}};
  profile.estimates.mark(0, estimated_cumulative);
  Frames frames;
  for (const char* name : {"a", "b", "c", "main"}) frames.add(name);
  renumber(profile, {3}, std::move(frames));
  EXPECT_EQ(profile.estimates.of(3), estimated_cumulative);
}

}  // namespace
}  // namespace p2g

// Threads and processes of folded stacks.
#include "src/importers/kit/stack_slices.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/support/stack_profiles.h"

namespace p2g {
namespace {

constexpr std::string_view two_processes =
    "process 12:\"python a.py\";thread (0x7F): worker;main;f 3\n"
    "process 12:\"python a.py\";thread (34);main 4\n"
    "process 13;main;g 5\n"
    "thread (lone);x 1\n"
    "main;f 7\n";

using test::write_folded;

Result<Profile> read(std::string_view text, std::vector<std::string> threads, bool keep_order = false) {
  Source source = Source::from_memory("test.folded", text);
  ReadOptions options;
  options.wanted.threads = std::move(threads);
  options.keep_order = keep_order;
  return find_importer("folded").value()->read(source, options);
}

// The stacks that were kept, or the message.
std::string kept(std::string_view text, std::vector<std::string> threads, bool keep_order = false) {
  const Result<Profile> profile = read(text, std::move(threads), keep_order);
  if (!profile) return profile.error().message + " | " + profile.error().hint;
  EXPECT_EQ(to_tree(*profile, {}).total, profile->total);
  return write_folded(*profile, keep_order ? TreeOptions::Order::input : TreeOptions::Order::name);
}

TEST(StackSlices, EachProcessAndThreadIsListedWithItsCost) {
  const Result<Profile> profile = read(two_processes, {});
  ASSERT_TRUE(profile);
  std::string list;
  for (std::size_t i = 0; i < profile->offered.slices.size(); ++i) {
    const Slice& slice = profile->offered.slices[i];
    list += slice.name() + " [" + slice.pid + ' ' + slice.tid + "] " +
            std::to_string(profile->offered.cell(i, 0)->total) + '\n';
  }
  EXPECT_EQ(list,
            "(no thread) [ ] 7\n"
            "lone [ ] 1\n"
            "process 12:\"python a.py\"/worker [12 0x7F] 3\n"
            "process 12:\"python a.py\"/34 [12 34] 4\n"
            "process 13 [13 ] 5\n");
  EXPECT_EQ(profile->total, 20);
  EXPECT_EQ(profile->chosen.slices.size(), 5U);
}

TEST(StackSlices, StacksOfOthersGo) {
  EXPECT_EQ(kept(two_processes, {"worker"}), "process 12:\"python a.py\";thread (0x7F): worker;main;f 3\n");
  EXPECT_EQ(kept(two_processes, {"34", "13"}), "process 12:\"python a.py\";thread (34);main 4\nprocess 13;main;g 5\n");
  EXPECT_EQ(kept(two_processes, {"(no thread)"}), "main;f 7\n");
  EXPECT_EQ(kept(two_processes, {"#2"}), "thread (lone);x 1\n");
  EXPECT_EQ(kept(two_processes, {"all"}), kept(two_processes, {}));
}

TEST(StackSlices, TheTotalIsThatOfWhatWasChosen) {
  const Result<Profile> profile = read(two_processes, {"12"});
  ASSERT_TRUE(profile);
  EXPECT_EQ(profile->total, 7);
  EXPECT_EQ(profile->offered.slices.size(), 5U);
}

TEST(StackSlices, AProcessKeepsWhatItHasByItself) {
  constexpr std::string_view text = "P12;T34;f 1\nP12;g 2\nP12 4\n";
  EXPECT_EQ(kept(text, {"34"}), "P12;T34;f 1\n");
  EXPECT_EQ(kept(text, {"P12"}), "P12 4\nP12;T34;f 1\nP12;g 2\n");
  EXPECT_EQ(kept(text, {"#1"}), "P12 4\nP12;g 2\n");
}

TEST(StackSlices, WhatLooksLikeAThreadDeepInAStackIsAFunction) {
  EXPECT_EQ(kept("main;thread (5);f 1\n", {"5"}), "unknown thread \"5\": the file does not tell threads apart | ");
  EXPECT_EQ(kept("thread (1);thread (5);f 1\nthread (2) 1\n", {"1"}), "thread (1);thread (5);f 1\n");
  EXPECT_EQ(kept("thread (1);thread (5);f 1\n", {"5"}), "unknown thread \"5\" | did you mean \"1\"?");
}

TEST(StackSlices, InInputOrderAThreadMayComeAgain) {
  constexpr std::string_view text = "tid:1;a 1\ntid:2;a 2\ntid:1;a 4\ntid:2;b 8\n";
  const Result<Profile> profile = read(text, {"1"}, true);
  ASSERT_TRUE(profile);
  EXPECT_EQ(profile->offered.slices.size(), 2U);
  EXPECT_EQ(profile->total, 5);
}

TEST(StackSlices, OnlyTheMetricOfTheFileCanBeAskedFor) {
  Source source = Source::from_memory("test.folded", "# unit: ms\nmain 5\n");
  ReadOptions options;
  options.wanted.metric = "time";
  EXPECT_TRUE(find_importer("folded").value()->read(source, options));
  Source again = Source::from_memory("test.folded", "main 5\n");
  const Result<Profile> samples = find_importer("folded").value()->read(again, options);
  ASSERT_FALSE(samples);
  EXPECT_EQ(samples.error().message, "unknown metric \"time\"");
}

}  // namespace
}  // namespace p2g

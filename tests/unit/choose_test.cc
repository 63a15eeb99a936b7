// What of a file is read: --metric and --thread against what it offers.
#include "src/importers/kit/choose.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "src/base/diagnostics.h"

namespace p2g {
namespace {

constexpr std::string_view where_to_look = "; --list-profiles";

// As a Go heap profile: four metrics, the last is the default.
Offer heap() {
  Offer offer;
  offer.metrics = {{"alloc_objects", "count"},
                   {"alloc_space", "bytes", Quantity::bytes},
                   {"inuse_objects", "count"},
                   {"inuse_space", "bytes", Quantity::bytes}};
  offer.cells = {Cell{10, 10}, Cell{20, 20}, Cell{30, 30}, Cell{40, 40}};
  offer.default_metric = 3;
  return offer;
}

// Two processes; one of the threads idles, and one has no time.
Offer threads() {
  Offer offer;
  offer.metrics = {{"wall", "s", Quantity::time, 3}, {"samples", "samples"}};
  offer.slices = {{"browser", "main", "10", "11"}, {"browser", "io", "10", "12"}, {"renderer", "main", "20", "0x2a"}};
  offer.cells = {Cell{900, 100}, Cell{9}, Cell{300, 300}, Cell{3}, std::nullopt, Cell{5}};
  offer.default_slice = 1;
  return offer;
}

// "metric: slices", or the message.
std::string chosen(const Offer& offer, const std::string& metric, std::vector<std::string> wanted = {}) {
  const Result<Choice> choice = choose(offer, {metric, std::move(wanted)});
  if (!choice) return choice.error().message + " | " + choice.error().hint;
  std::string text = offer.metrics[choice->metric].name + ':';
  for (const std::size_t slice : choice->slices) text += ' ' + std::to_string(slice);
  if (choice->left_out > 0) text += " without " + std::to_string(choice->left_out);
  return text;
}

TEST(Choose, MetricsAreNamedNumberedOrMeantByKind) {
  const Offer offer = heap();
  EXPECT_EQ(chosen(offer, ""), "inuse_space: 0");
  EXPECT_EQ(chosen(offer, "default"), "inuse_space: 0");
  EXPECT_EQ(chosen(offer, "alloc_space"), "alloc_space: 0");
  EXPECT_EQ(chosen(offer, "1"), "alloc_objects: 0");
  EXPECT_EQ(chosen(offer, "4"), "inuse_space: 0");
  EXPECT_EQ(chosen(offer, "memory"), "inuse_space: 0");
  EXPECT_EQ(chosen(offer, "samples"), "alloc_objects: 0");
  EXPECT_EQ(chosen(offer, "objects"), "alloc_objects: 0");
  EXPECT_EQ(chosen(offer, "space"), "inuse_space: 0");
  EXPECT_EQ(chosen(offer, "Alloc_Space"), "alloc_space: 0");
}

TEST(Choose, AnUnknownMetricIsToldWithTheListOrTheNearest) {
  const Offer offer = heap();
  EXPECT_EQ(chosen(offer, "alloc_spice"), "unknown metric \"alloc_spice\" | did you mean \"alloc_space\"?");
  EXPECT_EQ(chosen(offer, "time"),
            "unknown metric \"time\" | known are: alloc_objects alloc_space inuse_objects inuse_space");
  EXPECT_EQ(chosen(offer, "0").substr(0, 18), "unknown metric \"0\"");
  EXPECT_EQ(chosen(offer, "5").substr(0, 18), "unknown metric \"5\"");
}

TEST(Choose, AMetricThatIsCalledLikeAnAliasIsMeantByItsName) {
  Offer offer = heap();
  offer.metrics[0].name = "memory";
  EXPECT_EQ(chosen(offer, "memory"), "memory: 0");
}

TEST(Choose, ThreadsAreNamedNumberedOrFoundByTheirIds) {
  const Offer offer = threads();
  EXPECT_EQ(chosen(offer, ""), "wall: 1");
  EXPECT_EQ(chosen(offer, "", {"io"}), "wall: 1");
  EXPECT_EQ(chosen(offer, "", {"browser/main"}), "wall: 0");
  EXPECT_EQ(chosen(offer, "", {"browser"}), "wall: 0 1");
  EXPECT_EQ(chosen(offer, "", {"brow*/*"}), "wall: 0 1");
  EXPECT_EQ(chosen(offer, "", {"/^(io|main)$/"}), "wall: 0 1 without 1");
  EXPECT_EQ(chosen(offer, "", {"#1"}), "wall: 0");
  EXPECT_EQ(chosen(offer, "", {"12"}), "wall: 1");
  EXPECT_EQ(chosen(offer, "", {"10/11"}), "wall: 0");
  EXPECT_EQ(chosen(offer, "samples", {"0x2a"}), "samples: 2");
  EXPECT_EQ(chosen(offer, "", {"10"}), "wall: 0 1");
  EXPECT_EQ(chosen(offer, "", {"#2", "#1", "io"}), "wall: 0 1");
}

TEST(Choose, SlicesWithoutTheMetricAreLeftOutAndCounted) {
  const Offer offer = threads();
  EXPECT_EQ(chosen(offer, "", {"all"}), "wall: 0 1 without 1");
  EXPECT_EQ(chosen(offer, "samples", {"all"}), "samples: 0 1 2");
  EXPECT_EQ(chosen(offer, "wall", {"renderer"}),
            "none of the threads has the metric \"wall\" | prof2graph --list-profiles FILE shows what there is");
  // Nobody asked for time: what there is, is shown.
  EXPECT_EQ(chosen(offer, "", {"renderer"}), "samples: 2");
}

TEST(Choose, TheDefaultThreadIsAnotherWhereItDoesNotHaveTheMetric) {
  Offer offer = threads();
  offer.default_slice = 2;
  EXPECT_EQ(chosen(offer, "wall"), "wall: 1");  // the first idles for 800 ms of its 900
  EXPECT_EQ(chosen(offer, "samples"), "samples: 2");
  offer.default_slice.reset();
  EXPECT_EQ(chosen(offer, "wall"), "wall: 0 1 without 1");
}

TEST(Choose, AnUnknownThreadIsToldWithTheListOrTheNearest) {
  EXPECT_EQ(chosen(threads(), "", {"oi"}), "unknown thread \"oi\" | known are: browser/main browser/io renderer/main");
  EXPECT_EQ(chosen(threads(), "", {"browser/man"}), "unknown thread \"browser/man\" | did you mean \"browser/main\"?");
  EXPECT_EQ(chosen(threads(), "", {"#0"}).substr(0, 19), "unknown thread \"#0\"");
  EXPECT_EQ(chosen(threads(), "", {"#4"}).substr(0, 19), "unknown thread \"#4\"");
  EXPECT_EQ(chosen(heap(), "", {"main"}), "unknown thread \"main\": the file does not tell threads apart | ");
  EXPECT_EQ(chosen(heap(), "", {"all"}), "inuse_space: 0");
  EXPECT_NE(chosen(threads(), "", {"/(/"}).find("--thread"), std::string::npos);
}

TEST(Choose, ASlashIsNoIdOfThreadsWithoutIds) {
  Offer offer;
  offer.metrics = {Metric{}};
  offer.slices = {{"", "main"}, {"", "worker"}};
  offer.cells = {Cell{1, 1}, Cell{2, 2}};
  EXPECT_THAT(chosen(offer, "", {"/"}), testing::StartsWith("unknown thread \"/\""));
}

TEST(Choose, ALongListIsCounted) {
  Offer offer = threads();
  for (int i = 0; i < 30; ++i) {
    offer.slices.push_back({"", "worker number " + std::to_string(i)});
    offer.cells.insert(offer.cells.end(), {Cell{1, 1}, Cell{1, 1}});
  }
  EXPECT_EQ(chosen(offer, "", {"nobody"}),
            "unknown thread \"nobody\" | 33 are known: prof2graph --list-profiles FILE lists them");
}

TEST(Choose, ANoteSaysWhatWasChosenAndWhatWasNot) {
  const Offer offer = threads();
  EXPECT_EQ(describe(offer, *choose(offer, {"wall", {"io"}}), where_to_look),
            "metric wall (of 2; --list-profiles), thread browser/io (of 3; --list-profiles), 25 % of 1.20 s");
  EXPECT_EQ(describe(offer, *choose(offer, {"samples", {"all"}}), where_to_look),
            "metric samples (of 2; --list-profiles)");
  EXPECT_EQ(describe(offer, *choose(offer, {"", {"all"}}), where_to_look),
            "metric wall (of 2; --list-profiles), 2 threads (of 3; --list-profiles), 100 % of 1.20 s; 1 without wall");
  Offer one;
  one.metrics = {Metric{}};
  one.cells = {Cell{5, 5}};
  EXPECT_EQ(describe(one, *choose(one, {})), "");
}

}  // namespace
}  // namespace p2g

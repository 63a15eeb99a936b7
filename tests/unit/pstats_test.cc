// The pstats importer: our samples' figures, every spelling that marshal has, and input that means harm.
#include <gtest/gtest.h>

#include <bit>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <limits>
#include <map>
#include <random>
#include <sstream>

#include "src/base/diagnostics.h"
#include "src/importers/importer.h"

namespace p2g {

extern const Importer importer_pstats;

namespace {

namespace fs = std::filesystem;

fs::path samples() { return fs::path(P2G_SOURCE_DIR) / "samples/pstats"; }

std::string content(const fs::path& file) {
  std::ostringstream out;
  out << std::ifstream(file, std::ios::binary).rdbuf();
  return out.str();
}

Result<Profile> read(std::string_view bytes) {
  Source source = Source::from_memory("x.prof", bytes);
  return importer_pstats.read(source, {});
}

// The printed error, or what was read instead.
std::string error_of(std::string_view bytes) {
  const Result<Profile> profile = read(bytes);
  return profile ? "read " + std::to_string(profile->frames.size()) + " functions" : format_error(profile.error());
}

// ---- Marshalled objects by hand
// --------------------------------------------------------------------------------------

std::string u32(std::uint32_t value) {
  std::string out;
  for (int shift = 0; shift < 32; shift += 8) out += static_cast<char>(value >> shift & 0xff);
  return out;
}
std::string text(std::string_view name) {
  return "u" + u32(static_cast<std::uint32_t>(name.size())) + std::string(name);
}
std::string number(std::int32_t value) { return "i" + u32(static_cast<std::uint32_t>(value)); }
std::string real(double value) {
  const auto bits = std::bit_cast<std::uint64_t>(value);
  return "g" + u32(static_cast<std::uint32_t>(bits)) + u32(static_cast<std::uint32_t>(bits >> 32));
}
std::string tuple(std::initializer_list<std::string> items) {
  std::string out = "(" + u32(static_cast<std::uint32_t>(items.size()));
  for (const std::string& item : items) out += item;
  return out;
}
std::string key(std::string_view name) { return tuple({text("a.py"), number(3), text(name)}); }
std::string figures(std::int32_t first, std::int32_t second, double self, double cumulative) {
  return number(first) + number(second) + real(self) + real(cumulative);
}
std::string function(std::string_view name, double self, double cumulative, const std::string& callers = "") {
  return key(name) + "(" + u32(5) + figures(1, 1, self, cumulative) + "{" + callers + "0";
}
std::string caller(std::string_view name, double self, double cumulative) {
  return key(name) + "(" + u32(4) + figures(1, 1, self, cumulative);
}
// With a slot in the table of references.
std::string flagged(std::string object) {
  object[0] = static_cast<char>(object[0] | '\x80');
  return object;
}
std::string reference(std::uint32_t slot) { return "r" + u32(slot); }
std::string dict(const std::string& entries) { return "{" + entries + "0"; }

// ---- What a profile holds, as text
// -----------------------------------------------------------------------------------

std::string name_of(const Profile& profile, FrameId id) {
  const FrameParts parts = profile.frames.parts(id);
  return std::string(parts.file) + ":" + std::to_string(parts.line) + ":" + std::string(parts.name);
}
std::string time_text(Weight weight) { return weight == unknown_weight ? "?" : std::to_string(weight); }

// "FILE:LINE:NAME": "PRIMITIVE/CALLS SELF CUMULATIVE", and "CALLEE < CALLER" likewise, times in nanoseconds.
std::map<std::string, std::string> rows(const Profile& profile) {
  std::map<std::string, std::string> out;
  const auto row = [](const auto& cost) {
    return std::to_string(cost.primitive_calls) + "/" + std::to_string(cost.calls) + " " + time_text(cost.self) + " " +
           time_text(cost.cumulative);
  };
  const Calls& calls = profile.calls();
  for (FrameId id = 0; id < calls.functions.size(); ++id) out[name_of(profile, id)] = row(calls.functions[id]);
  for (const CallCost& edge : calls.edges) {
    out[name_of(profile, edge.callee) + " < " + name_of(profile, edge.caller)] = row(edge);
  }
  return out;
}

std::string warnings_of(const Profile& profile) {
  std::string out;
  for (const Warning& warning : profile.warnings.list()) {
    out += (out.empty() ? "" : " ") + warning.kind + "=" + std::to_string(warning.count);
  }
  return out;
}

Profile sample(const std::string& name) {
  Result<Profile> profile = read(content(samples() / name));
  EXPECT_TRUE(profile) << name << ": " << (profile ? "" : format_error(profile.error()));
  return profile ? std::move(*profile) : Profile();
}

// ---- Samples
// ---------------------------------------------------------------------------------------------------------

TEST(PstatsSamples, EveryOneIsRecognisedAndReads) {
  struct Expected {
    const char* file;
    const char* producer;
    std::size_t functions;
    std::size_t edges;
  };
  const Expected expected[] = {
      {"workload.prof", "cProfile", 568, 957},
      {"cprofile-2.7.prof", "cProfile", 78, 127},
      {"cprofile-3.6.prof", "cProfile", 163, 252},
      {"cprofile-3.9.prof", "cProfile", 166, 260},
      {"cprofile-3.11.prof", "cProfile", 173, 268},
      {"cprofile-3.12.prof", "cProfile", 178, 275},
      {"cprofile-3.13.prof", "cProfile", 179, 276},
      {"cprofile-pypy3.9.prof", "cProfile", 171, 268},
      {"profile-2.7.prof", "profile", 80, 131},
      {"profile-3.9.prof", "profile", 167, 264},
      {"profile-3.13.prof", "profile", 179, 280},
      {"profile-inside-3.11.prof", "profile", 37, 46},
      {"added.prof", "cProfile", 173, 268},
      {"recursion.prof", "cProfile", 12, 15},
      {"marshal-v0.prof", "cProfile", 12, 15},
      {"marshal-v4.prof", "cProfile", 12, 15},
      {"collision.prof", "cProfile", 8, 6},
      {"empty.prof", "", 0, 0},
      {"tachyon.prof", "tachyon", 7, 7},
  };
  for (const Expected& e : expected) {
    SCOPED_TRACE(e.file);
    Result<Source> source = Source::open(samples() / e.file);
    ASSERT_TRUE(source);
    EXPECT_EQ(importer_pstats.sniff(source->head()), Sniff::certain);
    const Profile profile = sample(e.file);
    EXPECT_EQ(profile.format, "pstats");
    EXPECT_EQ(profile.producer, e.producer);
    EXPECT_EQ(profile.frames.size(), e.functions);
    EXPECT_EQ(profile.calls().edges.size(), e.edges);
    Weight total = 0;
    for (const FunctionCost& cost : profile.calls().functions) total += cost.self;
    EXPECT_EQ(profile.total, total);
    EXPECT_EQ(profile.metric.decimals, 9);
  }
}

TEST(PstatsSamples, EveryMarshalVersionSaysTheSame) {
  const auto expected = rows(sample("recursion.prof"));
  for (const char* file :
       {"marshal-v0.prof", "marshal-v1.prof", "marshal-v2.prof", "marshal-v3.prof", "marshal-v4.prof"}) {
    EXPECT_EQ(rows(sample(file)), expected) << file;
  }
}

TEST(PstatsSamples, AddedRunsAreTheSumOfBoth) {
  const auto one = rows(sample("cprofile-3.11.prof"));
  const auto both = rows(sample("added.prof"));
  EXPECT_EQ(one.at("ledger.py:61:price < ledger.py:98:<genexpr>").substr(0, 8), "266/266 ");
  EXPECT_EQ(both.at("ledger.py:61:price < ledger.py:98:<genexpr>").substr(0, 8), "532/532 ");
}

TEST(PstatsSamples, RecursionKeepsAllCallsAndPrimitiveOnes) {
  const auto got = rows(sample("recursion.prof"));
  EXPECT_EQ(got.at("recursion.py:4:countdown").substr(0, 6), "1/901 ");
  EXPECT_EQ(got.at("recursion.py:4:countdown < recursion.py:4:countdown").substr(0, 6), "1/900 ");
  EXPECT_EQ(got.at("recursion.py:20:fib").substr(0, 7), "1/1973 ");
}

TEST(PstatsSamples, ProfilePyHasCodeObjectsAndBareCounts) {
  for (const char* file : {"profile-2.7.prof", "profile-3.9.prof", "profile-3.13.prof"}) {
    const auto got = rows(sample(file));
    EXPECT_TRUE(got.contains("profile:0:<code object <module>>")) << file;
    EXPECT_EQ(got.at("ledger.py:61:price < ledger.py:98:<genexpr>"), "-1/266 ? ?") << file;
  }
}

TEST(PstatsSamples, LabelCollisionsAreCounted) {
  EXPECT_EQ(warnings_of(sample("collision.prof")), "label-collision=1");
  EXPECT_EQ(warnings_of(sample("recursion.prof")), "");
}

TEST(PstatsSamples, SampledLinesBecomeFunctions) {
  const Profile profile = sample("tachyon.prof");
  EXPECT_EQ(profile.counted(), Counted::samples);
  EXPECT_EQ(profile.total, 100'000'000);
  EXPECT_EQ(rows(profile), (std::map<std::string, std::string>{
                               {"app.py:60:<module>", "0/1000 0 100000000"},
                               {"app.py:52:main", "5/1000 500000 100000000"},
                               {"app.py:12:parse", "60/620 6000000 62000000"},
                               {"app.py:21:parse_line", "550/550 55000000 55000000"},
                               {"app.py:33:render", "340/465 34000000 46500000"},
                               {"~:0:<GC>", "10/10 1000000 1000000"},
                               {"~:0:<native>", "35/35 3500000 3500000"},
                               {"app.py:52:main < app.py:60:<module>", "-1/1000 ? 100000000"},
                               {"app.py:12:parse < app.py:52:main", "-1/620 ? 62000000"},
                               {"app.py:21:parse_line < app.py:12:parse", "-1/550 ? 55000000"},
                               {"app.py:33:render < app.py:52:main", "-1/375 ? 37500000"},
                               {"app.py:33:render < app.py:33:render", "-1/90 ? 9000000"},
                               {"~:0:<GC> < app.py:12:parse", "-1/10 ? 1000000"},
                               {"~:0:<native> < app.py:33:render", "-1/35 ? 3500000"},
                           }));
}

// Calls of sampled profiles get times here: many pairs of functions that each take nearly all of 73 years.
TEST(PstatsSamples, TimesOfCallsHaveRoomInASum) {
  for (const double seconds : {2e8, -2e8}) {
    std::string entries = tuple({text("__sampled__")}) + "T";
    for (int callee = 0; callee < 20; ++callee) {
      std::string callers;
      for (int caller = 0; caller < 20; ++caller) callers += key("f" + std::to_string(caller)) + number(1);
      entries += function("f" + std::to_string(callee), seconds / 20, seconds, callers);
    }
    const Result<Profile> profile = read(dict(entries));
    ASSERT_TRUE(profile) << format_error(profile.error());
    EXPECT_EQ(profile->calls().edges.size(), 400U);
    Weight sum = 0;
    for (const FunctionCost& cost : profile->calls().functions) {
      ASSERT_FALSE(__builtin_add_overflow(sum, cost.cumulative, &sum));
    }
    for (const CallCost& edge : profile->calls().edges) {
      ASSERT_GE(edge.cumulative, 0);
      ASSERT_FALSE(__builtin_add_overflow(sum, edge.cumulative, &sum));
    }
  }
}

TEST(PstatsSamples, TruncatedAnywhereIsAnError) {
  for (const fs::directory_entry& entry : fs::directory_iterator(samples())) {
    if (entry.path().extension() != ".prof") continue;
    const std::string bytes = content(entry.path());
    for (std::size_t i = 0; i < 200; ++i) {
      const std::size_t size = bytes.size() * i / 200;
      const Result<Profile> profile = read(std::string_view(bytes).substr(0, size));
      ASSERT_FALSE(profile) << entry.path() << " cut at " << size;
      EXPECT_TRUE(profile.error().byte) << profile.error().message;
    }
  }
}

// Ids, order, figures and words.
std::string everything_in(const Result<Profile>& read) {
  if (!read) return format_error(read.error());
  std::string out = std::to_string(read->total) + ' ' + read->producer + '\n';
  for (FrameId id = 0; id < read->frames.size(); ++id) {
    const FunctionCost& cost = read->calls().functions[id];
    out += name_of(*read, id) + ' ' + std::to_string(cost.self) + ' ' + std::to_string(cost.cumulative) + ' ' +
           std::to_string(cost.calls) + ' ' + std::to_string(cost.primitive_calls) + '\n';
  }
  for (const CallCost& edge : read->calls().edges) {
    out += std::to_string(edge.caller) + ' ' + std::to_string(edge.callee) + ' ' + std::to_string(edge.self) + ' ' +
           std::to_string(edge.cumulative) + ' ' + std::to_string(edge.calls) + '\n';
  }
  for (const Warning& warning : read->warnings.list()) out += warning.text + ' ' + std::to_string(warning.count) + '\n';
  return out;
}

// ---- Spellings
// -------------------------------------------------------------------------------------------------------

TEST(Pstats, ReadsEveryWayToWriteANumber) {
  const std::string long_million = "l" + u32(2) + std::string("\x40\x42\x1e\x00", 4);  // 0x4240 + (30 << 15)
  const std::string int64 = "I" + u32(7) + u32(0);
  const Result<Profile> profile =
      read(dict(tuple({"z\4a.py", number(-1), "Z\1f"}) + "\xa9\5" + long_million + int64 + "f\0030.5" + "T" + "{0"));
  EXPECT_FALSE(profile);  // True is no time
  const Result<Profile> good = read(
      dict(tuple({"z\4a.py", number(-1), "Z\1f"}) + "\xa9\5" + long_million + int64 + "f\0030.5" + number(2) + "{0"));
  ASSERT_TRUE(good) << format_error(good.error());
  EXPECT_EQ(rows(*good).at("a.py:0:f"), "1000000/7 500000000 2000000000");
}

TEST(Pstats, RoundsToTheNearestNanosecond) {
  for (const auto& [seconds, ns] : std::map<double, Weight>{{1e-9, 1},
                                                            {0.49999e-9, 0},
                                                            {1.5e-9 + 1e-20, 2},
                                                            {0.1, 100'000'000},
                                                            {0.3, 300'000'000},
                                                            {123456.789012345, 123'456'789'012'345},
                                                            {5e-324, 0},
                                                            {0.0, 0}}) {
    const Result<Profile> profile = read(dict(function("f", seconds, seconds)));
    ASSERT_TRUE(profile);
    EXPECT_EQ(profile->total, ns) << seconds;
  }
}

TEST(Pstats, Python2InternedStringsHaveATableOfTheirOwn) {
  const std::string interned = "t" + u32(4) + "a.py";
  const std::string again = "R" + u32(0);
  const Result<Profile> profile =
      read(dict(tuple({interned, number(1), "t" + u32(1) + "f"}) + "(" + u32(5) + figures(1, 1, 1, 1) + "{" +
                tuple({again, number(2), "R" + u32(1)}) + number(4) + "00"));
  ASSERT_TRUE(profile) << format_error(profile.error());
  EXPECT_EQ(rows(*profile).at("a.py:1:f < a.py:2:f"), "-1/4 ? ?");
}

TEST(Pstats, ReferencesNumberFlaggedObjectsContainersFirst) {
  // 0: the dict, 1: the key, 2: its file, 3: a float.
  const std::string flagged_key = flagged(tuple({flagged(text("a.py")), number(3), text("f")}));
  const std::string bytes =
      flagged("{" + flagged_key + "(" + u32(5) + number(1) + number(1) + flagged(real(0.25)) + reference(3) + "{" +
              reference(1) + tuple({figures(1, 1, 0, 0)}) + "0" + tuple({reference(2), number(9), text("g")}) + "(" +
              u32(5) + figures(1, 1, 0, 0) + "{00");
  std::string fixed = bytes;  // the caller's tuple holds 4 objects
  fixed.replace(fixed.find("(" + u32(1)), 5, "(" + u32(4));
  const Result<Profile> profile = read(fixed);
  ASSERT_TRUE(profile) << format_error(profile.error());
  EXPECT_EQ(rows(*profile).at("a.py:3:f"), "1/1 250000000 250000000");
  EXPECT_TRUE(rows(*profile).contains("a.py:3:f < a.py:3:f"));
  EXPECT_TRUE(rows(*profile).contains("a.py:9:g"));
}

TEST(Pstats, ConstantsTakeNoSlotEvenWhenMarked) {
  // 0: the text "m" although None and True come before it with a mark.
  const std::string bytes =
      dict(tuple({text("a")}) + flagged("N") + tuple({text("b")}) + flagged("T") + tuple({flagged(text("m"))}) + "F" +
           tuple({reference(0), number(1), reference(0)}) + "(" + u32(5) + figures(1, 1, 1, 1) + "{0");
  const Result<Profile> profile = read(bytes);
  ASSERT_TRUE(profile) << format_error(profile.error());
  EXPECT_TRUE(rows(*profile).contains("m:1:m"));
}

TEST(Pstats, TheEndOfADictMayBeMarked) {
  const std::string value = "(" + u32(5) + figures(1, 1, 1, 1) + "{";
  const std::string end = flagged("0");
  const Result<Profile> profile =
      read("{" + key("f") + value + caller("g", 1, 1) + end + key("h") + value + end + end + "?");
  ASSERT_TRUE(profile) << format_error(profile.error());
  EXPECT_TRUE(rows(*profile).contains("a.py:3:f < a.py:3:g"));
  EXPECT_TRUE(rows(*profile).contains("a.py:3:h"));
}

TEST(Pstats, SharedValuesAndCallersAreReadTwice) {
  // 0: the callers of f, 1: a caller's figures, 2: g's whole value.
  const std::string shared_figures = flagged("(" + u32(4) + figures(2, 1, 0.1, 0.2));
  const std::string callers = flagged("{" + key("main") + shared_figures + key("other") + reference(1) + "0");
  const std::string bytes = dict(key("f") + "(" + u32(5) + figures(1, 2, 1, 1) + callers +                //
                                 key("g") + flagged("(" + u32(5) + figures(3, 4, 5, 5) + reference(0)) +  //
                                 key("h") + reference(2));
  const Result<Profile> profile = read(bytes);
  ASSERT_TRUE(profile) << format_error(profile.error());
  const auto got = rows(*profile);
  EXPECT_EQ(got.at("a.py:3:f < a.py:3:other"), "1/2 100000000 200000000");
  EXPECT_EQ(got.at("a.py:3:g < a.py:3:main"), "1/2 100000000 200000000");
  EXPECT_EQ(got.at("a.py:3:h"), "3/4 5000000000 5000000000");
  EXPECT_EQ(got.at("a.py:3:h < a.py:3:other"), "1/2 100000000 200000000");
}

TEST(Pstats, SeveralTuplesOfACallerAreSummed) {
  const Result<Profile> profile =
      read(dict(function("f", 1, 1, key("main") + "(" + u32(8) + figures(3, 2, 0.1, 0.2) + figures(4, 3, 0.01, 0.02))));
  ASSERT_TRUE(profile);
  EXPECT_EQ(rows(*profile).at("a.py:3:f < a.py:3:main"), "5/7 110000000 220000000");
}

TEST(Pstats, WhatIsNoFunctionIsSkippedWithAWarning) {
  const std::string nested = tuple({"[" + u32(2) + "N.", "<" + u32(1) + number(1), "{" + text("k") + "T0", ":NNN"});
  const Result<Profile> profile = read(dict(tuple({text("__meta__")}) + nested + function("f", 1, 1)));
  ASSERT_TRUE(profile) << format_error(profile.error());
  EXPECT_EQ(warnings_of(*profile), "unknown-entry=1");
  EXPECT_EQ(profile->frames.size(), 1U);
}

TEST(Pstats, BytesAfterTheEndAreIgnored) { EXPECT_EQ(error_of("{0 and more"), "read 0 functions"); }

TEST(Pstats, BytesAfterTheEndAreCounted) {
  const auto told = [](const std::string& rest) {
    const Result<Profile> profile = read(dict(function("f", 1, 1)) + rest);
    return profile->warnings.empty() ? "" : warnings_of(*profile) + ", " + profile->warnings.list()[0].text;
  };
  const std::string another = dict(function("g", 1, 1));
  const std::string hint = ": another profile? Files are merged by naming them: prof2graph a.prof b.prof";
  EXPECT_EQ(told(""), "");
  EXPECT_EQ(told("\n"), "trailing-bytes=1, 1 byte after the profile were not read");
  EXPECT_EQ(told(std::string(1'000'000, '\0')), "trailing-bytes=1, 1000000 bytes after the profile were not read");
  EXPECT_EQ(told(another),
            "trailing-bytes=1, " + std::to_string(another.size()) + " bytes after the profile were not read" + hint);
  EXPECT_EQ(told("{0"), "trailing-bytes=1, 2 bytes after the profile were not read" + hint);
  EXPECT_EQ(told("{"), "trailing-bytes=1, 1 byte after the profile were not read");
  EXPECT_EQ(told(std::string(70U << 20U, 'x')), "trailing-bytes=1, more than 64 MB after the profile were not read");
}

// ---- Imperfect data
// --------------------------------------------------------------------------------------------------

TEST(Pstats, CallersWithoutAnEntryBecomeFunctions) {
  const Result<Profile> profile = read(dict(function("f", 1, 2, caller("main", 1, 2))));
  ASSERT_TRUE(profile);
  EXPECT_EQ(rows(*profile).at("a.py:3:main"), "0/0 0 2000000000");
  // Two seconds were measured, of which the file says where one went.
  EXPECT_EQ(warnings_of(*profile), "caller-without-entry=1 unlisted-calls=1");
  EXPECT_EQ(profile->total, 2'000'000'000);
}

// A nanosecond more was taken for rounding, so the order of the file decided.
TEST(Pstats, TheLongestCallOfACallerWithoutAnEntryCountsToTheNanosecond) {
  const std::string light = function("f", 0, 2e-9, caller("main", 0, 1e-9));
  const std::string heavy = function("g", 0, 2e-9, caller("main", 0, 2e-9));
  for (const std::string& file : {dict(light + heavy), dict(heavy + light)}) {
    const Result<Profile> profile = read(file);
    ASSERT_TRUE(profile);
    EXPECT_EQ(rows(*profile).at("a.py:3:main"), "0/0 0 2");
    EXPECT_EQ(warnings_of(*profile), "caller-without-entry=1");
  }
}

TEST(Pstats, TheSameFunctionTwiceIsSummed) {
  const Result<Profile> profile = read(dict(function("f", 1, 2) + function("f", 3, 4)));
  ASSERT_TRUE(profile);
  EXPECT_EQ(rows(*profile).at("a.py:3:f"), "2/2 4000000000 6000000000");
  EXPECT_EQ(warnings_of(*profile), "duplicate-function=1");
}

TEST(Pstats, NegativeTimesAreKeptAndNonFiniteOnesAreNot) {
  const double infinite = std::numeric_limits<double>::infinity();
  const Result<Profile> profile =
      read(dict(function("f", -2e-2, 1) + function("g", std::numeric_limits<double>::quiet_NaN(), infinite) +
                function("h", 1, 1)));
  ASSERT_TRUE(profile);
  EXPECT_EQ(rows(*profile).at("a.py:3:f"), "1/1 -20000000 1000000000");
  EXPECT_EQ(rows(*profile).at("a.py:3:g"), "1/1 0 0");
  EXPECT_EQ(profile->total, 980'000'000);
  EXPECT_EQ(warnings_of(*profile), "negative-time=1 not-finite=2");
}

TEST(Pstats, LargeTimesLowerTheScaleOfTheFile) {
  const Result<Profile> profile = read(dict(function("f", 1.23456789, 2) + function("g", 1e12, 1e12)));
  ASSERT_TRUE(profile);
  EXPECT_EQ(profile->metric.decimals, 6);
  EXPECT_EQ(rows(*profile).at("a.py:3:f"), "1/1 1234568 2000000");
  EXPECT_EQ(rows(*profile).at("a.py:3:g"), "1/1 1000000000000000000 1000000000000000000");
  EXPECT_EQ(warnings_of(*profile), "");
}

TEST(Pstats, AbsurdTimesAndCountsAreCutDownAndNeverOverflow) {
  const std::string huge_long = "l" + u32(40) + std::string(80, '\x7f');
  std::string entries;
  for (int i = 0; i < 600; ++i) {
    entries += key("f" + std::to_string(i)) + "(" + u32(5) + huge_long + huge_long + real(1e300) + real(-1e300) + "{0";
  }
  const Result<Profile> profile = read(dict(entries));
  ASSERT_TRUE(profile) << format_error(profile.error());
  EXPECT_EQ(profile->metric.decimals, 0);
  EXPECT_EQ(profile->metric.unit, "10^285 s");
  std::int64_t calls = 0;
  for (const FunctionCost& cost : profile->calls().functions) {
    ASSERT_FALSE(__builtin_add_overflow(calls, cost.calls, &calls));
    EXPECT_LE(cost.calls, std::int64_t{1} << 53);
  }
  EXPECT_GT(profile->total, 0);
  EXPECT_NE(warnings_of(*profile).find("huge-number="), std::string::npos);
}

TEST(Pstats, InvalidNamesAreRepairedAndCounted) {
  // Latin-1 bytes of Python 2, and a surrogate that Python 3 wrote with "surrogatepass".
  const std::string latin = tuple({"s" + u32(4) + "\xe9.py", number(1), text("f")});
  const std::string surrogate = tuple({text("b.py"), number(1), text("x\xed\xa0\x80y")});
  const std::string value = "(" + u32(5) + figures(1, 1, 1, 1) + "{0";
  const Result<Profile> profile = read(dict(latin + value + surrogate + value));
  ASSERT_TRUE(profile);
  EXPECT_TRUE(rows(*profile).contains("\xef\xbf\xbd.py:1:f"));
  EXPECT_TRUE(rows(*profile).contains("b.py:1:x\xef\xbf\xbdy"));
  EXPECT_EQ(warnings_of(*profile), "invalid-utf8=2");
}

// ---- Malformed input: the whole message
// ------------------------------------------------------------------------------

constexpr const char* truncated_hint =
    "  hint: the file is truncated: was the program stopped while it wrote the profile?\n";
constexpr const char* pstats_hint =
    "  hint: pstats files are what cProfile writes: python -m cProfile -o FILE PROGRAM\n";

TEST(PstatsErrors, NameTheByteAndWhatIsThere) {
  EXPECT_EQ(error_of(""), std::string("prof2graph: error: x.prof: byte 0x0: expected 1 more byte, found the end of the "
                                      "file\n") +
                              truncated_hint);
  EXPECT_EQ(error_of(tuple({number(1), number(2)})),
            std::string("prof2graph: error: x.prof: byte 0x0: expected a dict of functions, found a tuple of 2\n") +
                pstats_hint);
  EXPECT_EQ(error_of(text("profile\x1b[0m")),
            std::string("prof2graph: error: x.prof: byte 0x0: expected a dict of functions, found the text "
                        "\"profile\\x1b[0m\"\n") +
                pstats_hint);
  EXPECT_EQ(
      error_of(dict(text("f") + number(1))),
      std::string("prof2graph: error: x.prof: byte 0x1: expected a function as (file, line, name), found the text "
                  "\"f\"\n") +
          pstats_hint);
  EXPECT_EQ(
      error_of(dict(key("f") + tuple({number(1), number(2)}))),
      "prof2graph: error: x.prof: byte 0x1a: expected a function's (primitive calls, calls, self time, cumulative "
      "time, callers), found a tuple of 2\n");
  EXPECT_EQ(error_of(dict(key("f") + "(" + u32(5) + "N")),
            "prof2graph: error: x.prof: byte 0x1f: expected a number of calls, found None\n");
  EXPECT_EQ(error_of(dict(key("f") + "(" + u32(5) + number(1) + number(1) + text("1 s"))),
            "prof2graph: error: x.prof: byte 0x29: expected a time in seconds, found the text \"1 s\"\n");
  EXPECT_EQ(error_of(dict(key("f") + "(" + u32(5) + figures(1, 1, 1, 1) + "[" + u32(0))),
            "prof2graph: error: x.prof: byte 0x3b: expected a dict of callers, found a list\n");
  EXPECT_EQ(error_of(dict(function("f", 1, 1, key("g") + tuple({number(1), number(2), number(3)})))),
            "prof2graph: error: x.prof: byte 0x55: expected a caller's (calls, primitive calls, self time, cumulative "
            "time), found a tuple of 3\n");
  EXPECT_EQ(error_of("{Q"),
            "prof2graph: error: x.prof: byte 0x1: expected a marshalled object, found type code 0x51\n"
            "  hint: the file is damaged, not a pstats file, or written by a Python that is newer than this program\n");
}

TEST(PstatsErrors, ReferencesMustLeadToSomething) {
  EXPECT_EQ(
      error_of("{" + reference(7)),
      "prof2graph: error: x.prof: byte 0x1: expected a reference to one of the 0 objects so far, found number 7\n");
  EXPECT_EQ(error_of(flagged("{") + reference(0)),
            "prof2graph: error: x.prof: byte 0x1: expected a function as (file, line, name), found a reference to "
            "something else\n");
  EXPECT_EQ(error_of(flagged("{") + flagged("(") + u32(3) + reference(1)),
            "prof2graph: error: x.prof: byte 0x6: expected an object, found a reference to an object from inside it\n");
  EXPECT_EQ(
      error_of("{" + tuple({"R" + u32(0), number(1), text("f")})),
      "prof2graph: error: x.prof: byte 0x6: expected a reference to one of the 0 objects so far, found number 0\n");
}

TEST(PstatsErrors, SizesThatLieCostNothing) {
  EXPECT_EQ(
      error_of("{(" + u32(3) + "u" + u32(0x7fffffff) + "abc"),
      std::string("prof2graph: error: x.prof: byte 0xe: expected 2147483644 more bytes, found the end of the file\n") +
          truncated_hint);
  EXPECT_EQ(error_of("{(" + u32(3) + "u" + u32(0xffffffff)),
            "prof2graph: error: x.prof: byte 0x7: expected a size, found -1\n");
  EXPECT_EQ(error_of("{(" + u32(0xfffffffe)), "prof2graph: error: x.prof: byte 0x2: expected a size, found -2\n");
  EXPECT_EQ(error_of(dict(tuple({text("m")}) + "[" + u32(0x7fffffff) + "NNN")).substr(0, 67),
            "prof2graph: error: x.prof: byte 0x14: expected an object, found the");
  EXPECT_EQ(error_of(dict(key("f") + "(" + u32(5) + "l" + u32(0x80000000))).substr(0, 60),
            "prof2graph: error: x.prof: byte 0x25: expected 1 more byte, ");
}

TEST(PstatsErrors, BombsAreRefusedQuickly) {
  std::string deep = "{(" + u32(1) + text("m");
  for (int i = 0; i < 2'000'000; ++i) deep += ")\1";
  EXPECT_EQ(error_of(deep), "prof2graph: error: x.prof: byte 0xfac: expected at most 2000 objects inside each other\n");
  // One dict of callers with many references to it.
  std::string wide = "{" + key("f") + "(" + u32(5) + figures(1, 1, 1, 1) + flagged("{");
  for (int i = 0; i < 1000; ++i) wide += caller("g" + std::to_string(i), 0, 0);
  wide += "0";
  for (int i = 0; i < 20'000; ++i)
    wide += key("h" + std::to_string(i)) + "(" + u32(5) + figures(1, 1, 1, 1) + reference(0);
  EXPECT_NE(error_of(wide).find("expected fewer references to one dict of callers"), std::string::npos);
}

TEST(PstatsErrors, AnyDamagedByteIsSurvived) {
  for (const char* file : {"profile-3.13.prof", "profile-2.7.prof", "marshal-v0.prof", "cprofile-pypy3.9.prof"}) {
    std::string bytes = content(samples() / file);
    for (std::size_t i = 0; i < bytes.size(); i += 11) {
      const char kept = bytes[i];
      bytes[i] = static_cast<char>(kept ^ (i % 2 == 0 ? 0x80 : 0x1f));
      if (const Result<Profile> profile = read(bytes); !profile) {
        EXPECT_FALSE(profile.error().message.empty());
      }
      bytes[i] = kept;
    }
  }
}

// ---- Detection
// -------------------------------------------------------------------------------------------------------

TEST(PstatsSniff, LooksAtTheFirstKey) {
  EXPECT_EQ(importer_pstats.sniff("{0"), Sniff::certain);
  EXPECT_EQ(importer_pstats.sniff(flagged("{") + ")\3\xda\1~"), Sniff::certain);
  EXPECT_EQ(importer_pstats.sniff("{(" + u32(3) + "t" + u32(1) + "~"), Sniff::certain);
  EXPECT_EQ(importer_pstats.sniff("{)\1\xda\x0b__sampled__T0"), Sniff::certain);
  EXPECT_EQ(importer_pstats.sniff(flagged("{") + text("k")), Sniff::likely);
  EXPECT_EQ(importer_pstats.sniff("{\"traceEvents\": []}"), Sniff::no);
  EXPECT_EQ(importer_pstats.sniff("main;f 3\n"), Sniff::no);
  EXPECT_EQ(importer_pstats.sniff(""), Sniff::no);
}

// ---- Spellings
// -------------------------------------------------------------------------------------------------------

// Writes the same calls as Python 3.4 and later do (short texts and tuples, whatever was there before by reference), or
// with nothing short and nothing shared.
class Writer {
 public:
  explicit Writer(bool as_python) : as_python_(as_python) {}

  std::string key(const std::string& name) {
    return shared("key " + name, [&] {
      const std::string file = text("file of " + name.substr(0, 2));
      return head(3) + file + number(static_cast<std::int32_t>(name.size())) + text(name);
    });
  }
  std::string head(std::uint32_t size) const {
    return as_python_ ? std::string(1, ')') + static_cast<char>(size) : "(" + u32(size);
  }

 private:
  std::string text(const std::string& text) {
    if (!as_python_) return p2g::text(text);
    return shared("text " + text,
                  [&] { return std::string(1, 'z') + static_cast<char>(text.size()) + std::string(text); });
  }
  template <class Object>
  std::string shared(const std::string& what, Object object) {
    if (!as_python_) return object();
    const auto [at, added] = slots_.try_emplace(what, static_cast<std::uint32_t>(slots_.size()));
    return added ? flagged(object()) : reference(at->second);
  }

  bool as_python_;
  std::map<std::string, std::uint32_t> slots_;
};

std::string random_dump(unsigned seed, bool as_python) {
  std::mt19937 random(seed);
  Writer writer(as_python);
  const unsigned names = 1 + random() % 400;
  const auto some_key = [&] {
    const unsigned number = random() % names;
    const std::string name = number % 19 == 5 ? "caf\xe9" : number % 7 == 0 ? "" : "f" + std::to_string(number);
    return writer.key(name + std::string(random() % 3, 'x'));
  };
  const auto some_figures = [&] {
    return figures(static_cast<std::int32_t>(random() % 9), static_cast<std::int32_t>(random() % 9),
                   static_cast<double>(random() % 1000) * 1e-9, static_cast<double>(random() % 1000) * 1e-9);
  };
  std::string entries;
  for (unsigned functions = random() % 300; functions > 0; --functions) {
    entries += some_key() + writer.head(5) + some_figures() + "{";
    for (unsigned callers = random() % 5; callers > 0; --callers) {
      entries += some_key();  // one after the other: the order in which C++ would add them is not said
      entries += random() % 50 == 0 ? number(4) : writer.head(4) + some_figures();
    }
    entries += "0";
  }
  return dict(entries);
}

TEST(Pstats, EverySpellingReadsTheSame) {
  for (unsigned seed = 0; seed < 300; ++seed) {
    const std::string plain = everything_in(read(random_dump(seed, false)));
    EXPECT_EQ(everything_in(read(random_dump(seed, true))), plain) << seed;
    EXPECT_EQ(plain.find("error"), std::string::npos) << plain;
  }
}

TEST(Pstats, ATextIsKnownByReferenceAtOnce) {
  // 0: the key of f, 1: "a.py", 2: "f", used by the next keys while the first may still wait for the table of texts.
  const std::string file = std::string("\xfa\4", 2) + "a.py";  // 'z' with a slot
  const std::string name = std::string("\xfa\1", 2) + "f";
  const std::string first = flagged(std::string(")\3") + file + number(1) + name);
  const std::string rest = figures(1, 1, 1, 1) + "{";
  const Result<Profile> profile =
      read(dict(first + "(" + u32(5) + rest + ")\3" + reference(2) + number(2) + reference(1) + ")\4" +
                figures(1, 1, 1, 1) + reference(0) + ")\4" + figures(1, 1, 1, 1) + "0" + ")\3" + reference(1) +
                number(3) + reference(2) + ")\5" + rest + "0") +
           std::string(600, ' '));  // far from the end, where everything is read in small steps
  ASSERT_TRUE(profile) << format_error(profile.error());
  EXPECT_TRUE(rows(*profile).contains("a.py:1:f < f:2:a.py"));
  EXPECT_TRUE(rows(*profile).contains("a.py:1:f < a.py:1:f"));
  EXPECT_TRUE(rows(*profile).contains("a.py:3:f"));
}

TEST(PstatsErrors, AWrongReferenceIsNamedBeforeWhatFollowsIt) {
  // 0: a text, not a function.
  const std::string start =
      "{" + tuple({flagged(text("a.py")), number(3), text("f")}) + "(" + u32(5) + figures(1, 1, 1, 1) + "{";
  const std::string wrong = reference(0) + "(" + u32(4) + figures(1, 1, 1, 1);
  const std::string expected =
      "prof2graph: error: x.prof: byte 0x3c: expected a function as (file, line, name), found a reference to "
      "something else\n";
  EXPECT_EQ(error_of(start + wrong + key("g") + "?"), expected);
  EXPECT_EQ(error_of(start + wrong + wrong + "?" + std::string(600, ' ')), expected);
  EXPECT_EQ(error_of(start + wrong + "0" + key("g") + "(" + u32(5) + "?" + std::string(600, ' ')), expected);
  EXPECT_EQ(error_of(start + wrong + "00" + std::string(600, ' ')), expected);
  EXPECT_EQ(error_of(start + wrong), expected);
}

// ---- Threads
// ---------------------------------------------------------------------------------------------------------

// Many times what one batch holds, in an order of no meaning, with what is counted, cut down or said twice.
std::string large_dump(unsigned seed) {
  std::mt19937 random(seed);
  std::string entries;
  const auto some_name = [&] { return "f" + std::to_string(random() % 3000); };
  for (int i = 0; i < 6000; ++i) {  // names repeat: rows for one function are summed
    std::string callers;
    for (unsigned count = random() % 12; count > 0; --count) {
      const double self = static_cast<double>(random() % 100000) * 1e-9;
      callers += i % 501 == 3 && count == 1 ? key(some_name()) + number(3) : caller(some_name(), self, self * 2);
    }
    const double self = i % 701 == 5 ? 1e300 : static_cast<double>(random() % 1000000) * 1e-9;
    entries += function(some_name(), self, self * 3, callers);
  }
  return dict(entries);
}

Result<Profile> read_with(std::string_view bytes, int threads) {
  Source source = Source::from_memory("x.prof", bytes);
  ReadOptions options;
  options.workers = threads;
  return importer_pstats.read(source, options);
}

TEST(PstatsThreads, CallsAreTheSameWithAnyNumber) {
  for (const unsigned seed : {1u, 2u}) {
    const std::string bytes = large_dump(seed);
    const Result<Profile> read = read_with(bytes, 1);
    ASSERT_TRUE(read) << format_error(read.error());
    EXPECT_GT(read->calls().edges.size(), 20000U);
    EXPECT_NE(warnings_of(*read), "");
    const std::string one = everything_in(read);
    for (const int threads : {2, 3, 8, 0}) EXPECT_TRUE(everything_in(read_with(bytes, threads)) == one) << threads;
  }
}

// More of them than are copied at once, and with times that lower the scale before, while and after they are.
TEST(PstatsThreads, SharedCallersAreTheSameWithAnyNumber) {
  constexpr int count = 70'000;
  std::string callers;
  for (int i = 0; i < count; ++i) {
    callers += caller("f" + std::to_string(i % 3000), 1e-9 * i, i == count - 10 ? 1e9 : 2e-9 * i);
  }
  const auto sharing = [](std::string_view name, const std::string& shared) {
    return key(name) + "(" + u32(5) + figures(1, 1, 1, 1) + shared;
  };
  const std::string bytes = dict(sharing("a", flagged("{" + callers + "0")) + sharing("b", reference(0)) +
                                 function("c", 4e9, 4e9) + sharing("d", reference(0)));
  const Result<Profile> read = read_with(bytes, 1);
  ASSERT_TRUE(read) << format_error(read.error());
  EXPECT_EQ(read->calls().edges.size(), std::size_t{3 * count});
  EXPECT_LT(read->metric.decimals, 9);
  const std::string one = everything_in(read);
  for (const int threads : {2, 3, 0}) EXPECT_TRUE(everything_in(read_with(bytes, threads)) == one) << threads;
}

TEST(PstatsThreads, AnErrorIsAtTheSameByteWithAnyNumber) {
  std::string bytes = large_dump(3);
  bytes.resize(bytes.size() * 3 / 4);
  const std::string one = everything_in(read_with(bytes, 1));
  EXPECT_NE(one.find("byte 0x"), std::string::npos) << one;
  for (const int threads : {2, 3, 8, 0}) EXPECT_EQ(everything_in(read_with(bytes, threads)), one);
}

}  // namespace
}  // namespace p2g

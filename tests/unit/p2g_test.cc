// Our own format: what is written is read again as it was, and nothing else is.
#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

#include "src/base/compress.h"
#include "src/importers/p2g/fields.h"
#include "tests/support/call_profiles.h"
#include "tests/support/p2g_file.h"
#include "tests/support/stack_profiles.h"

namespace p2g::test {
namespace {

// ---- A file by hand ------------------------------------------------------------------------------------------------

std::string number(std::uint64_t value) {
  std::string out;
  for (; value > 127; value >>= 7) out += static_cast<char>((value & 127) | 128);
  return out + static_cast<char>(value);
}
std::string cost(std::int64_t value) {
  return number(value < 0 ? ~(static_cast<std::uint64_t>(value) << 1U) : static_cast<std::uint64_t>(value) << 1U);
}
std::string text(std::string_view value) { return number(value.size()) + std::string(value); }

// The parts of a file: functions "f" in "f.py" and "g" in "g.py", where f calls g. Each test breaks one of them.
struct Parts {
  std::string inputs = number(0);
  std::string kind = "\2";  // with calls
  std::string format = text("pstats") + text("cProfile");
  std::string metric = text("time") + text("s") + std::string("\0\x09", 2);
  std::string head = cost(0) + std::string(1, '\0');
  std::string reasons = number(0);
  std::string warnings = number(0);
  std::string texts = number(5) + text("") + text("f") + text("f.py") + text("g") + text("g.py");
  std::string functions = number(2) + "\1\1" + number(1) + number(3) + number(2) + number(4) + number(0) + number(0);
  std::string lines = cost(1) + cost(7);
  std::string spellings = number(0);
  std::string figures = cost(10) + cost(20) + cost(30) + cost(20) + cost(1) + cost(3) + cost(0) + cost(0);
  std::string calls = number(1) + number(0) + number(1) + cost(20) + cost(20) + cost(3) + cost(0);
  std::string marks = number(0) + number(0) + number(0);
  std::string end = "end\n";

  std::string file() const {
    return std::string(p2g_magic) + inputs + kind + format + metric + head + reasons + warnings + texts + functions +
           lines + spellings + figures + calls + marks + end;
  }
};

Result<Profile> read_parts(const std::function<void(Parts&)>& change) {
  Parts parts;
  change(parts);
  return try_read_p2g(parts.file());
}
// "expected …", or nothing where the file is read.
std::string complaint(const std::function<void(Parts&)>& change) {
  const Result<Profile> profile = read_parts(change);
  if (profile) return "";
  EXPECT_TRUE(profile.error().byte) << profile.error().message;
  EXPECT_EQ(profile.error().file, "test.p2g");
  return profile.error().message;
}
void nothing(Parts&) {}

TEST(P2g, AFileByHandIsRead) {
  const Profile profile = read_parts(nothing).value();
  EXPECT_EQ(to_text(profile), "f 10 30 1\ng 20 20 3\nf>g 20 20 3\n");
  EXPECT_EQ(profile.total, 30);
  EXPECT_EQ(profile.producer, "cProfile");
  EXPECT_EQ(unpacked(write_p2g(profile)), Parts().file()) << "and written as it was";
}

TEST(P2g, ListsThatAreSortedAreReadInOrderOrNotAtAll) {
  const std::string warning = number(2) + text("") + text("");
  EXPECT_EQ(complaint([&](Parts& p) { p.warnings = number(2) + text("a") + warning + text("b") + warning; }), "");
  for (const char* second : {"a", "A"}) {
    EXPECT_EQ(complaint([&](Parts& p) { p.warnings = number(2) + text("a") + warning + text(second) + warning; }),
              "expected warnings in order, each once");
    EXPECT_EQ(complaint([&](Parts& p) { p.reasons = number(2) + text("a") + text(second); }),
              "expected reasons in order, each once");
    EXPECT_EQ(complaint([&](Parts& p) { p.spellings = number(1) + number(0) + number(2) + text("a") + text(second); }),
              "expected spellings in order, each once");
  }
  const auto twice = [](std::uint64_t first, std::uint64_t second, const std::string& what) {
    return number(2) + number(first) + what + number(second) + what;
  };
  for (const std::uint64_t second : {0U, 1U}) {
    const std::string complained = "expected functions in order, each once";
    EXPECT_EQ(complaint([&](Parts& p) { p.spellings = twice(1, second, number(1) + text("a")); }), complained);
    EXPECT_EQ(complaint([&](Parts& p) { p.marks = twice(1, second, "\1") + number(0) + number(0); }), complained);
    EXPECT_EQ(complaint([&](Parts& p) { p.marks = number(0) + number(0) + twice(1, second, cost(1)); }), complained);
    EXPECT_EQ(complaint([&](Parts& p) { p.marks = number(0) + twice(1, second, number(0) + "\1") + number(0); }),
              "expected calls in order, each once");
  }
}

TEST(P2g, ReasonsAndMarksSaySomething) {
  EXPECT_EQ(complaint([](Parts& p) { p.reasons = number(1) + text(""); }), "expected a reason");
  EXPECT_EQ(complaint([](Parts& p) { p.reasons = number(1) + text("a; b"); }), "expected a reason");
  EXPECT_EQ(complaint([](Parts& p) { p.warnings = number(1) + text("a") + number(0) + text("") + text(""); }),
            "expected how often");
  EXPECT_EQ(complaint([](Parts& p) { p.marks = number(1) + number(0) + std::string(1, '\0') + number(0) + number(0); }),
            "expected marks");
  EXPECT_EQ(complaint([](Parts& p) { p.marks = number(1) + number(0) + "\x8" + number(0) + number(0); }),
            "expected marks");
}

TEST(P2g, ALineIsNeverCutToWhatFits) {
  EXPECT_EQ(complaint([](Parts& p) { p.lines = cost(1) + cost(std::int64_t{1} << 32); }), "expected a line");
  EXPECT_EQ(complaint([](Parts& p) { p.lines = cost(-(std::int64_t{1} << 31)) + cost((std::int64_t{1} << 31) - 1); }),
            "");
}

TEST(P2g, FiguresThatNoSumCouldHold) {
  constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
  const auto figures = [](std::int64_t self, std::int64_t calls) {
    return [=](Parts& p) {
      p.figures = cost(self) + cost(20) + cost(30) + cost(20) + cost(calls) + cost(3) + cost(0) + cost(0);
    };
  };
  EXPECT_EQ(complaint(figures(10, 1)), "");
  EXPECT_EQ(complaint(figures(most, 1)), "expected figures that can be summed");
  EXPECT_EQ(complaint(figures(10, -1)), "expected numbers of calls");
  EXPECT_EQ(complaint([](Parts& p) {
              p.calls = number(1) + number(0) + number(1) + cost(most) + cost(20) + cost(3) + cost(0);
            }),
            "expected figures that can be summed");
}

TEST(P2g, NothingLeadsOutOfItsList) {
  for (const std::uint64_t place : {2ULL, 1ULL << 32U, ~0ULL}) {
    EXPECT_EQ(complaint([&](Parts& p) { p.marks = number(1) + number(place) + "\1" + number(0) + number(0); }),
              "expected functions in order, each once");
    EXPECT_EQ(complaint([&](Parts& p) {
                p.calls = number(1) + number(0) + number(place) + cost(20) + cost(20) + cost(3) + cost(0);
              }),
              "expected a callee");
  }
  for (const std::uint64_t count : {1000ULL, 1ULL << 32U, ~0ULL}) {
    EXPECT_EQ(complaint([&](Parts& p) { p.texts = number(count); }), "more items than the file has room for");
    EXPECT_EQ(complaint([&](Parts& p) { p.functions = number(count); }), "more items than the file has room for");
    EXPECT_EQ(complaint([&](Parts& p) { p.spellings = number(count); }), "more items than the file has room for");
    EXPECT_EQ(complaint([&](Parts& p) { p.marks = number(count); }), "more items than the file has room for");
  }
  EXPECT_EQ(complaint([](Parts& p) { p.reasons = number(1001); }), "expected at most 1000");
  EXPECT_EQ(complaint([](Parts& p) { p.warnings = number(~0ULL); }), "expected at most 1000");
  EXPECT_NE(complaint([](Parts& p) { p.inputs = number(~0ULL); }), "");
}

TEST(P2g, SomethingBehindTheEnd) {
  EXPECT_EQ(complaint([](Parts& p) { p.end += ' '; }), "expected nothing behind the end");
  EXPECT_EQ(complaint([](Parts& p) { p.end = "End\n"; }), "expected the end");
}

// ---- Round trips ---------------------------------------------------------------------------------------------------

std::string random_stacks(unsigned seed) {
  Dice dice(seed);
  std::string lines;
  for (std::size_t line = 0, count = 1 + dice.below(30); line < count; ++line) {
    for (std::size_t depth = 0, deepest = dice.below(9); depth <= deepest; ++depth) {
      lines += (depth > 0 ? ";" : "") + ("f" + std::to_string(dice.below(6)));
      if (dice.one_in(4)) lines += " (m.py:" + std::to_string(dice.below(3)) + ")";
    }
    lines += ' ' + std::to_string(dice.below(100)) + (dice.one_in(5) ? ".25\n" : "\n");
  }
  return lines;
}

void expect_again(const Profile& profile, unsigned seed) {
  const std::string bytes = write_p2g(profile);
  const Profile again = read_p2g(bytes);
  EXPECT_EQ(again.total, profile.total) << seed;
  EXPECT_EQ(again.metric.decimals, profile.metric.decimals) << seed;
  EXPECT_EQ(write_p2g(again), bytes) << seed;
}

TEST(P2g, RandomStacksAreReadAgain) {
  for (unsigned seed = 0; seed < 300; ++seed) {
    const Profile profile = read_folded(random_stacks(seed));
    expect_again(profile, seed);
    EXPECT_EQ(write_folded(read_p2g(write_p2g(profile))), write_folded(profile)) << seed;
  }
}

TEST(P2g, RandomCallsAreReadAgain) {
  for (unsigned seed = 0; seed < 300; ++seed) {
    Profile profile = random_profile(seed, 1 + static_cast<int>(seed % 9), 200);
    expect_again(profile, seed);
    EXPECT_EQ(to_text(read_p2g(write_p2g(profile))), to_text(profile)) << seed;
  }
}

TEST(P2g, TheOrderOfCallsIsNotInTheBytes) {
  Profile profile = random_profile(5, 8, 300);
  const std::string bytes = write_p2g(profile);
  for (unsigned seed = 0; seed < 10; ++seed) {
    const std::vector<CallCost> edges = shuffled_edges(profile, seed);
    profile.calls().edges = CallList(edges.begin(), edges.end());
    EXPECT_EQ(write_p2g(profile), bytes) << seed;
  }
}

TEST(P2g, MarksWarningsAndReasonsAreReadAgain) {
  Profile profile = random_profile(3, 5, 100);
  profile.estimates.mark(2, estimated_self | estimated_calls);
  profile.estimates.mark_calls({{Estimates::pair_key(1, 2), estimated_cumulative}});
  profile.estimates.hidden.assign(profile.frames.size(), 0);
  profile.estimates.hidden[1] = -3;
  profile.estimates.because("second; first");
  profile.warnings.add("torn", "a text", 3, "below a picture");
  profile.warnings.add("few-samples", "of this sum", 1, "");
  profile.frames.add_spelling(0, "as it was");
  const Profile again = read_p2g(write_p2g(profile));
  EXPECT_EQ(again.estimates.of(2), estimated_self | estimated_calls);
  EXPECT_EQ(again.estimates.calls.size(), 1U);
  EXPECT_EQ(again.estimates.hidden_in(1), -3);
  EXPECT_EQ(again.estimates.reason, "first; second");
  EXPECT_EQ(kinds(again.warnings), "torn 3");
  EXPECT_EQ(again.warnings.list().front().picture, "below a picture");
  EXPECT_EQ(again.frames.spellings(0), std::vector<std::string>{"as it was"});
  expect_again(profile, 0);
}

TEST(P2g, WhatCannotBeToldApartIsRefused) {
  CallProfile built;
  built.place("a", "x.py", 0, "f").place("b", "x.py", -1, "f").function("a", 1, 1).function("b", 2, 2);
  const Result<std::string> bytes = try_write_p2g(built.profile);
  ASSERT_FALSE(bytes);
  EXPECT_NE(bytes.error().message.find("cannot tell them apart"), std::string::npos);
}

TEST(P2g, WhatHasNoRoomIsRefused) {
  CallProfile built;
  for (int i = 0; i < 3; ++i) built.function("f" + std::to_string(i), Weight{1} << 61, Weight{1} << 61);
  const Result<std::string> bytes = try_write_p2g(built.profile);
  ASSERT_FALSE(bytes);
  EXPECT_NE(bytes.error().message.find("more than a p2g file holds"), std::string::npos);
}

// Readers would take it for a trap.
TEST(P2g, WhatPacksTooWellIsLeftAsItIs) {
  std::string line = "a";
  for (int depth = 1; depth < 600'000; ++depth) line += depth % 2 == 0 ? ";a" : ";b";
  const Profile profile = read_folded(line + " 1\n");
  const std::string bytes = write_p2g(profile);
  EXPECT_TRUE(bytes.starts_with(p2g_magic));
  EXPECT_EQ(read_p2g(bytes).stacks().size(), 600'001U);
  EXPECT_FALSE(write_p2g(read_folded("a;b 1\n")).starts_with(p2g_magic)) << "all others are packed";
}

// ---- Damage --------------------------------------------------------------------------------------------------------

const std::vector<std::string>& small_files() {
  static const std::vector<std::string> files = [] {
    Profile calls = random_profile(3, 4, 60);
    calls.estimates.mark(1, estimated_self);
    calls.estimates.because("a reason");
    calls.warnings.add("torn", "a text");
    const std::vector<ShardInput> inputs = {{"h/1.prof", {1, 2}}, {"h/2.prof", {3}}};
    return std::vector<std::string>{write_p2g(calls, inputs), write_p2g(read_folded(random_stacks(1)), inputs)};
  }();
  return files;
}

TEST(P2g, CutAtEveryByteItIsAnErrorWithItsPlace) {
  for (const std::string& packed : small_files()) {
    for (const std::string& whole : {packed, unpacked(packed)}) {
      for (std::size_t cut = 0; cut < whole.size(); ++cut) {
        const Result<Profile> profile = try_read_p2g(std::string_view(whole).substr(0, cut));
        ASSERT_FALSE(profile) << cut;
        EXPECT_EQ(profile.error().file, "test.p2g");
        EXPECT_FALSE(profile.error().message.empty());
        EXPECT_LE(profile.error().byte.value_or(0), cut);
        EXPECT_TRUE(profile.error().byte || !whole.starts_with(p2g_magic)) << cut;
      }
    }
  }
}

// The checksum holds what the fields cannot.
TEST(P2g, AByteThatChangedIsAnErrorOrNoDifference) {
  for (const std::string& whole : small_files()) {
    for (std::size_t at = 0; at < whole.size(); ++at) {
      for (const int flip : {1, 2, 16, 128, 255}) {
        std::string damaged = whole;
        damaged[at] = static_cast<char>(damaged[at] ^ flip);
        const Result<Profile> profile = try_read_p2g(damaged);
        if (!profile) continue;
        EXPECT_EQ(unpacked(damaged), unpacked(whole)) << at << " ^ " << flip;
      }
    }
  }
}

// Without one, what is read is a profile that holds together.
TEST(P2g, AByteThatChangedInAPlainFileBreaksNothing) {
  for (const std::string& packed : small_files()) {
    const std::string whole = unpacked(packed);
    for (std::size_t at = 0; at < whole.size(); ++at) {
      for (const int flip : {1, 2, 4, 8, 16, 32, 64, 128}) {
        std::string damaged = whole;
        damaged[at] = static_cast<char>(damaged[at] ^ flip);
        const Result<Profile> profile = try_read_p2g(damaged);
        if (!profile) continue;
        const Result<std::string> again = try_write_p2g(*profile);
        if (!again) continue;
        EXPECT_EQ(write_p2g(read_p2g(*again)), *again) << at << " ^ " << flip;
      }
    }
  }
}

// ---- Much out of little --------------------------------------------------------------------------------------------

Result<std::vector<ShardInput>> read_inputs(std::string_view bytes) {
  Source source = Source::from_memory("test.p2g", bytes);
  return read_shard(source);
}

TEST(P2g, TheListOfInputsIsReadAlone) {
  const std::vector<ShardInput> inputs = {{"h/1.prof", {1, 2}}, {"h/2.prof", {3}}};
  EXPECT_EQ(read_inputs(small_files().front()).value(), inputs);
  EXPECT_EQ(read_inputs(unpacked(small_files().front())).value(), inputs);
  EXPECT_TRUE(read_inputs(write_p2g(read_folded("a 1\n"))).value().empty());
}

TEST(P2g, InputsOutOfAFewBytesAreBounded) {
  constexpr std::uint64_t count = 2'000'000;
  std::string plain(p2g_magic);
  plain += number(count);
  for (std::uint64_t i = 0; i < count; ++i) {
    std::string hash(16, '\0');
    for (unsigned byte = 0; byte < 4; ++byte) hash[byte] = static_cast<char>(i >> (24 - 8 * byte) & 0xff);
    plain += text("") + hash;
  }
  const std::string packed = compress_zstd(plain);
  ASSERT_LT(packed.size() + (std::size_t{1} << 20U), count) << "more than the file pays for";
  const Result<std::vector<ShardInput>> inputs = read_inputs(packed);
  ASSERT_FALSE(inputs);
  EXPECT_EQ(inputs.error().message, "more inputs than the file has room for");
  ASSERT_FALSE(try_read_p2g(packed));
}

TEST(P2g, AFarLongerContentIsRefused) {
  std::string plain = Parts().file();
  plain += std::string(std::size_t{80} << 20U, '\0');
  const Result<Profile> profile = try_read_p2g(compress_zstd(plain));
  ASSERT_FALSE(profile);
  EXPECT_EQ(profile.error().message, "expected a profile, found something far longer than the compressed file");
}

// ---- compress.h ----------------------------------------------------------------------------------------------------

TEST(Compress, UnpacksToTheSame) {
  for (const std::size_t size : {0U, 1U, 1000U, 300'000U}) {
    std::string bytes;
    for (std::size_t i = 0; i < size; ++i) bytes += static_cast<char>(i * i >> 3U);
    const std::string packed = compress_zstd(bytes);
    EXPECT_EQ(unpacked(packed), bytes) << size;
    EXPECT_EQ(compress_zstd(bytes), packed);
  }
}

TEST(Compress, HasAChecksum) {
  std::string packed = compress_zstd("some text, some text, some text");
  packed.back() = static_cast<char>(packed.back() ^ 1);
  Source source = Source::from_memory("packed", packed);
  char room[100];
  EXPECT_FALSE(source.read(room, sizeof room));
}

}  // namespace
}  // namespace p2g::test

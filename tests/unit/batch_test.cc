// Parts of a batch: hashes, patterns over names, and the manifest read back.
#include <gtest/gtest.h>

#include "src/base/sha256.h"
#include "src/batch/glob.h"
#include "src/batch/manifest.h"
#include "src/model/rewrite.h"

namespace p2g {
namespace {

TEST(Sha256, KnownAnswers) {
  EXPECT_EQ(sha256_of(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(sha256_of("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(sha256_of("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

TEST(Sha256, PiecesMakeTheWhole) {
  const std::string text(1000, 'a');
  for (const std::size_t piece : {1U, 7U, 63U, 64U, 65U, 999U}) {
    Sha256 hash;
    for (std::size_t at = 0; at < text.size(); at += piece) hash.add(std::string_view(text).substr(at, piece));
    EXPECT_EQ(hash.finish(), sha256_of(text)) << piece;
  }
}

TEST(Glob, Matches) {
  for (const auto& [pattern, name] : {std::pair("*", "a"),
                                      {"a*b*c", "aXbYbZc"},
                                      {"?", "x"},
                                      {"[a-c]x", "bx"},
                                      {"[!a-c]x", "dx"},
                                      {"[]]", "]"},
                                      {"[", "["},
                                      {"a[", "a["},
                                      {".*", ".hidden"},
                                      {"*.prof", "x.prof"},
                                      {"**", "x"},
                                      {"[a-]", "-"}}) {
    EXPECT_TRUE(glob_matches(pattern, name)) << pattern << ' ' << name;
  }
  for (const auto& [pattern, name] : {std::pair("*", ".hidden"),
                                      {"a*b", "abc"},
                                      {"?", ""},
                                      {"?", "xy"},
                                      {"[a-c]", "d"},
                                      {"[!a-c]", "b"},
                                      {"", "a"},
                                      {"a", ""},
                                      {"?x", ".x"}}) {
    EXPECT_FALSE(glob_matches(pattern, name)) << pattern << ' ' << name;
  }
}

TEST(Glob, ManyStarsTakeNoTime) {
  std::string pattern;
  for (int i = 0; i < 5000; ++i) pattern += "*a";
  EXPECT_FALSE(glob_matches(pattern + "b", std::string(10000, 'a')));
}

TEST(Extraction, GroupsOrAllThatMatches) {
  EXPECT_EQ(Extraction::parse("run-\\d+", "-x")->find_in("a/run-12/w-3"), "run-12");
  EXPECT_EQ(Extraction::parse("(run)-\\d+/w-(\\d)", "-x")->find_in("a/run-12/w-3"), "run-3");
  EXPECT_EQ(Extraction::parse("none", "-x")->find_in("a/run-12/w-3"), std::nullopt);
  EXPECT_EQ(Extraction::parse("x*", "-x")->find_in("abc"), std::nullopt);
  EXPECT_FALSE(Extraction::parse("(", "-x"));
}

BatchRecord sample_record() {
  BatchRecord record;
  record.name = "a/\"b\".prof";
  record.state = BatchState::tripped;
  record.inputs = {{"runs/a", std::string(64, '0')}};
  record.baseline = {{"old/a", std::string(64, '1')}};
  record.outputs = {{"a/b.svg", "svg", 1234}};
  record.summary.metric = Metric::time(9);
  record.summary.total = 2'517'000'001;
  record.summary.functions = 3;
  record.summary.top = {{"parse", 700, 900, true}, {"<b>", 5, 5, false}};
  record.summary.change = SummaryChange{.before = 2'000'000'000, .counts = true, .function = "parse", .delta = -3};
  record.warnings = {{"kind", 2, "text"}};
  return record;
}

std::string manifest_of(const BatchRecord& record) {
  std::string text;
  Sink sink = Sink::to_string(text);
  write_manifest(sink, "settings", {record}, {"gone.svg"});
  EXPECT_TRUE(sink.commit());
  return text;
}

TEST(Manifest, IsReadBackAsItWas) {
  const std::string text = manifest_of(sample_record());
  const KnownRecords known = read_records(text, "settings");
  ASSERT_TRUE(known.same_settings);
  ASSERT_EQ(known.by_name.size(), 1U);
  EXPECT_EQ(manifest_of(known.by_name.begin()->second), text);
  EXPECT_TRUE(read_records(text, "others").by_name.empty());
  for (const char* settings : {"settings", "others"}) {
    EXPECT_EQ(read_records(text, settings).files, (std::vector<std::string>{"gone.svg", "a/b.svg"}));
  }
}

TEST(Manifest, JournalThatWasCutOff) {
  const std::string line = journal_line(sample_record());
  BatchRecord other = sample_record();
  other.name = "other";
  for (std::size_t cut = 0; cut < line.size(); ++cut) {
    const std::string text = journal_head("settings") + line.substr(0, cut) + '\n' + journal_line(other);
    const KnownRecords known = read_records(text, "settings");
    EXPECT_TRUE(known.by_name.contains("other")) << cut;
  }
}

TEST(Manifest, EachCutOfItIsTaken) {
  const std::string text = manifest_of(sample_record());
  for (std::size_t cut = 0; cut < text.size(); ++cut) read_records(text.substr(0, cut), "settings");
}

}  // namespace
}  // namespace p2g

// Real folded files and our own samples, read by the importer and by a second reader that is slow and obvious.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "src/base/text.h"
#include "src/model/totals.h"
#include "tests/support/stack_profiles.h"

namespace p2g {
namespace {

using Stack = std::vector<std::string>;

struct SlowProfile {
  std::map<Stack, long double> stacks;
  std::map<std::string, long double> cumulative;
  std::size_t bad_lines = 0;
};

// Plain UTF-8 with LF, what the corpus has; counts as long double are exact enough to tell any difference.
SlowProfile read_slowly(const std::string& text) {
  SlowProfile result;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    while (!line.empty() && std::string(" \t\r").find(line.back()) != std::string::npos) line.pop_back();
    if (line.empty() || line == "#" || line.starts_with("# ")) continue;
    const std::size_t space = line.find_last_of(" \t");
    const std::string count = space == std::string::npos ? "" : line.substr(space + 1);
    if (count.empty() || count.find_first_not_of("0123456789.") != std::string::npos) {
      if (line.front() != '#') ++result.bad_lines;
      continue;
    }
    std::string stack = line.substr(0, space);
    while (stack.ends_with(' ')) stack.pop_back();
    Stack frames(1);
    for (const char c : stack) {
      if (c == ';') {
        frames.emplace_back();
      } else {
        frames.back() += c;
      }
    }
    const long double value = std::stold(count);
    for (std::string& name : frames) {  // blanks around a name are none of it
      while (name.starts_with(' ')) name.erase(0, 1);
      while (name.ends_with(' ')) name.pop_back();
    }
    result.stacks[frames] += value;
    for (const std::string& name : std::set<std::string>(frames.begin(), frames.end()))
      result.cumulative[name] += value;
  }
  return result;
}

std::vector<std::filesystem::path> files_in(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> files;
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator(folder, ignored)) {
    if (entry.path().extension() != ".md" && entry.path().extension() != ".py") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::string bytes_of(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  std::ostringstream bytes;
  bytes << stream.rdbuf();
  return bytes.str();
}

void expect_same(const Profile& profile, const SlowProfile& slow) {
  const Stacks& stacks = profile.stacks();
  long double unit = 1;
  for (int i = 0; i < profile.metric.decimals; ++i) unit *= 10;
  std::map<Stack, long double> got;
  std::vector<Stack> path(stacks.size());
  for (std::uint32_t node = 1; node < stacks.size(); ++node) {
    path[node] = path[stacks.parent[node]];
    path[node].emplace_back(profile.frames.text(stacks.frame[node]));
    if (stacks.self[node] != 0) got[path[node]] = static_cast<long double>(stacks.self[node]) / unit;
  }
  ASSERT_EQ(got.size(), slow.stacks.size());
  for (const auto& [stack, count] : slow.stacks)
    ASSERT_NEAR(static_cast<double>(got[stack]), static_cast<double>(count), 1e-6);
  const std::vector<FunctionCost> totals = function_totals(profile);
  ASSERT_EQ(totals.size(), slow.cumulative.size());
  for (FrameId id = 0; id < totals.size(); ++id) {
    const long double expected = slow.cumulative.at(std::string(profile.frames.text(id)));
    ASSERT_NEAR(static_cast<double>(static_cast<long double>(totals[id].cumulative) / unit),
                static_cast<double>(expected), 1e-6);
  }
}

TEST(FoldedCorpus, EqualsTheSlowReader) {
  const auto files = files_in(std::string(P2G_SOURCE_DIR) + "/../shared/corpus/folded");
  if (files.empty()) GTEST_SKIP() << "no corpus beside the sources";
  for (const auto& file : files) {
    SCOPED_TRACE(file.filename());
    const std::string text = bytes_of(file);
    const SlowProfile slow = read_slowly(text);
    const Profile profile = test::read_folded(text);
    expect_same(profile, slow);
    const std::string expected = slow.bad_lines == 0 ? "" : "malformed-line " + std::to_string(slow.bad_lines);
    EXPECT_EQ(test::kinds(profile.warnings), expected);
    EXPECT_EQ(find_importer("folded").value()->sniff(std::string_view(text).substr(0, Source::head_bytes)),
              Sniff::certain);
    const std::string once = test::write_folded(profile);
    EXPECT_EQ(test::folded_again(once), once);
  }
}

TEST(FoldedSamples, AreRecognisedAndSurviveDamage) {
  const auto files = files_in(std::string(P2G_SOURCE_DIR) + "/samples/folded");
  ASSERT_FALSE(files.empty());
  for (const auto& file : files) {
    SCOPED_TRACE(file.filename());
    const std::string text = bytes_of(file);
    Source source = Source::from_memory(file.filename(), text);
    const auto importer = detect_importer(source);
    ASSERT_TRUE(importer);
    EXPECT_EQ((*importer)->name, file.filename() == "austin.folded" ? "austin" : "folded");
    // The first pass makes control characters visible, which may change the order of names; then nothing changes.
    const std::string once = test::folded_again(text);
    EXPECT_FALSE(once.empty());
    const std::string twice = test::folded_again(once);
    EXPECT_EQ(twice.size(), once.size());
    EXPECT_EQ(test::folded_again(twice), twice);
    for (std::size_t i = 0; i < 200; ++i) {
      const auto cut = test::try_read_folded(std::string_view(text).substr(0, text.size() * i / 200));
      EXPECT_TRUE(cut || !cut.error().message.empty());
    }
  }
}

}  // namespace
}  // namespace p2g

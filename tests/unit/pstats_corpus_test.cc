// Every profile of the shared corpus reads as Python reads it: the .json beside it holds Python's figures.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <tuple>

#include "src/importers/importer.h"
#include "tests/support/json.h"

namespace p2g {
namespace {

namespace fs = std::filesystem;

using Key = std::tuple<std::string, std::int64_t, std::string>;

struct Row {
  std::int64_t primitive_calls;
  std::int64_t calls;
  double self_ns;
  double cumulative_ns;
};
struct Function {
  Row row;
  std::map<Key, Row> callers;
};
using Functions = std::map<Key, Function>;

std::int64_t whole(const Json& json) { return static_cast<std::int64_t>(json.number); }
Key key_of(const Json& json) { return {json[0].string, whole(json[1]), json[2].string}; }

Functions expected_functions(const fs::path& file) {
  std::ostringstream text;
  text << std::ifstream(file).rdbuf();
  const Json json = Json::parse(text.str());
  Functions functions;
  for (const Json& row : json.items) {
    Function& function = functions[key_of(row)];
    function.row = {whole(row[3]), whole(row[4]), row[5].number * 1e9, row[6].number * 1e9};
    for (const Json& caller : row[7].items) {
      const bool has_times = caller.size() > 4;
      function.callers[key_of(caller)] = {has_times ? whole(caller[4]) : -1, whole(caller[3]),
                                          has_times ? caller[5].number * 1e9 : -1,
                                          has_times ? caller[6].number * 1e9 : -1};
    }
  }
  return functions;
}

Functions read_functions(const Profile& profile) {
  const auto time = [](Weight weight) { return weight == unknown_weight ? -1 : static_cast<double>(weight); };
  const auto key = [&](FrameId id) {
    const FrameParts parts = profile.frames.parts(id);
    return Key{parts.file, parts.line, parts.name};
  };
  Functions functions;
  const Calls& calls = profile.calls();
  for (FrameId id = 0; id < calls.functions.size(); ++id) {
    const FunctionCost& cost = calls.functions[id];
    functions[key(id)].row = {cost.primitive_calls, cost.calls, time(cost.self), time(cost.cumulative)};
  }
  for (const CallCost& edge : calls.edges) {
    functions[key(edge.callee)].callers[key(edge.caller)] = {edge.primitive_calls, edge.calls, time(edge.self),
                                                             time(edge.cumulative)};
  }
  return functions;
}

void expect_same(const Row& expected, const Row& got, const std::string& what) {
  EXPECT_EQ(expected.primitive_calls, got.primitive_calls) << what;
  EXPECT_EQ(expected.calls, got.calls) << what;
  EXPECT_NEAR(expected.self_ns, got.self_ns, 1) << what;
  EXPECT_NEAR(expected.cumulative_ns, got.cumulative_ns, 1) << what;
}

void expect_same(const Functions& expected, const Functions& got) {
  EXPECT_EQ(expected.size(), got.size());
  for (const auto& [key, function] : expected) {
    const std::string what = std::get<0>(key) + ":" + std::to_string(std::get<1>(key)) + " " + std::get<2>(key);
    const auto found = got.find(key);
    if (found == got.end()) {
      ADD_FAILURE() << "missing: " << what;
      continue;
    }
    expect_same(function.row, found->second.row, what);
    ASSERT_EQ(function.callers.size(), found->second.callers.size()) << what;
    for (const auto& [caller, row] : function.callers) {
      ASSERT_TRUE(found->second.callers.contains(caller))
          << what << " from " << std::get<0>(caller) << ":" << std::get<1>(caller) << " " << std::get<2>(caller);
      expect_same(row, found->second.callers.at(caller), what);
    }
  }
}

TEST(PstatsCorpus, EveryFigureIsPythons) {
  const fs::path folder = fs::path(P2G_SOURCE_DIR) / "../shared/corpus/pstats";
  if (!fs::exists(folder)) GTEST_SKIP() << "no corpus at " << folder;
  int files = 0;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder)) {
    const std::string suffix = entry.path().extension();
    if (suffix != ".prof" && suffix != ".pstats") continue;
    SCOPED_TRACE(entry.path());
    Result<Source> source = Source::open(entry.path());
    ASSERT_TRUE(source);
    const Result<const Importer*> importer = detect_importer(*source);
    ASSERT_TRUE(importer);
    EXPECT_EQ((*importer)->name, "pstats");
    const Result<Profile> profile = (*importer)->read(*source, {});
    ASSERT_TRUE(profile) << profile.error().message;
    expect_same(expected_functions(fs::path(entry.path()).replace_extension(".json")), read_functions(*profile));
    ++files;
  }
  EXPECT_GT(files, 10);
}

}  // namespace
}  // namespace p2g

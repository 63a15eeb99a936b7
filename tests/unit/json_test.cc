#include "tests/support/json.h"

#include <gtest/gtest.h>

#include "tests/support/call_profiles.h"
#include "tests/support/written.h"

namespace p2g {
namespace {

constexpr Weight ms = 1'000'000;

TEST(JsonFormat, VersionOne) {
  test::CallProfile built;
  built.function("main", 400 * ms, 1000 * ms).function("fib", 600 * ms, 600 * ms, 177, 1);
  built.edge("main", "fib", 1, 600 * ms).edge("fib", "fib", unknown_weight, unknown_weight, 176, -1);
  built.profile.files = {"a \"b\".prof"};
  built.profile.producer = "cProfile";
  built.profile.warnings.add("label-collision", "two functions share a label", 2);
  const test::Written written;
  EXPECT_EQ(written("json", built.profile),
            "{\"prof2graph\": 1,\n"
            " \"source\": {\"format\": \"pstats\", \"files\": [\"a \\\"b\\\".prof\"], \"producer\": \"cProfile\"},\n"
            " \"metric\": {\"name\": \"time\", \"unit\": \"s\"}, \"total\": 1, \"estimated\": false, \"warnings\": "
            "[{\"kind\": \"label-collision\", \"count\": 2, \"text\": \"two functions share a label\"}],\n"
            " \"functions\": [\n"
            "  {\"id\": 0, \"name\": \"main\", \"frame\": \"main\", \"file\": \"main.py\", \"line\": 1, \"module\": "
            "\"main\", \"self\": 0.4, \"cumulative\": 1, \"calls\": 1, \"primitive_calls\": 1},\n"
            "  {\"id\": 1, \"name\": \"fib\", \"frame\": \"fib\", \"file\": \"fib.py\", \"line\": 1, \"module\": "
            "\"fib\", \"self\": 0.6, \"cumulative\": 0.6, \"calls\": 177, \"primitive_calls\": 1}],\n"
            " \"edges\": [\n"
            "  {\"caller\": 0, \"callee\": 1, \"self\": 0.000000001, \"cumulative\": 0.6, \"calls\": 1, "
            "\"primitive_calls\": 1},\n"
            "  {\"caller\": 1, \"callee\": 1, \"calls\": 176}],\n"
            " \"dropped\": {\"functions\": 0, \"edges\": 0, \"self\": 0}}\n");
}

TEST(JsonFormat, EmptyProfile) {
  test::CallProfile built;
  const Json json = Json::parse(test::Written()("json", built.profile));
  EXPECT_EQ(json["functions"].size(), 0U);
  EXPECT_EQ(json["edges"].size(), 0U);
  EXPECT_EQ(json["total"].number, 0);
  EXPECT_EQ(json["source"]["producer"].type, Json::Type::null);
}

TEST(JsonFormat, SampledInputHasSamples) {
  test::CallProfile built;
  built.function("main", 0, 10 * ms, 10, 0).function("work", 10 * ms, 10 * ms, 10, 10);
  built.edge("main", "work", 10 * ms, 10 * ms, 10);
  built.profile.calls().counted = Counted::samples;
  const Json json = Json::parse(test::Written()("json", built.profile));
  EXPECT_EQ(json["functions"][0]["samples"].number, 10);
  EXPECT_EQ(json["functions"][0]["calls"].type, Json::Type::null);
  EXPECT_EQ(json["functions"][0]["primitive_calls"].type, Json::Type::null);
  EXPECT_EQ(json["edges"][0]["samples"].number, 10);
}

TEST(JsonFormat, StacksCountSamples) {
  Profile profile;
  Stacks data;
  data.parent = {0, 0, 1};
  data.frame = {no_frame, profile.frames.add("main"), profile.frames.add("f (a.py:3)")};
  data.self = {0, 25, 5};
  profile.data = std::move(data);
  profile.metric = Metric::count("samples", 1);
  profile.total = 30;
  const Json json = Json::parse(test::Written()("json", profile));
  EXPECT_EQ(json["total"].number, 3);
  const Json& main = json["functions"][0];
  EXPECT_EQ(main["samples"].number, 3);
  EXPECT_EQ(main["self"].number, 2.5);
  EXPECT_EQ(main["file"].type, Json::Type::null);
  const Json& f = json["functions"][1];
  EXPECT_EQ(f["name"].string, "f");
  EXPECT_EQ(f["frame"].string, "f (a.py:3)");
  EXPECT_EQ(f["file"].string, "a.py");
  EXPECT_EQ(f["line"].number, 3);
  EXPECT_EQ(json["edges"][0]["samples"].number, 0.5);

  profile.metric = Metric::count("misses", 1);
  EXPECT_EQ(Json::parse(test::Written()("json", profile))["functions"][0]["samples"].type, Json::Type::null);
}

TEST(JsonFormat, HostileNamesStayNames) {
  for (const std::string& name :
       {std::string("</script>\"\\"), std::string("a\0b", 3), std::string("\x1b[31m\r\n\t\x7f"),
        std::string("\xe2\x80\xae"), std::string("\xed\xa0\x80"), std::string("\xff")}) {
    test::CallProfile built;
    built.function(name, 1, 1);
    const std::string text = test::Written()("json", built.profile);
    for (const char c : text) EXPECT_TRUE(c == '\n' || static_cast<unsigned char>(c) >= 0x20) << name;
    EXPECT_TRUE(is_valid_utf8(text));
    std::string expected;
    repair_utf8(name, expected);
    EXPECT_EQ(Json::parse(text)["functions"][0]["name"].string, expected);
  }
}

TEST(JsonFormat, DroppedAndResidual) {
  test::CallProfile built;
  built.function("main", 10, 100).function("a", 5, 30).function("work", 85, 85, 9, 2);
  built.edge("main", "a", 5, 30).edge("a", "work", 25, 25);
  test::Written written;
  written.options.graph.prune.node_share = 0.5;
  const Json json = Json::parse(written("json", built.profile));
  EXPECT_EQ(json["functions"].size(), 2U);
  EXPECT_EQ(json["dropped"]["functions"].number, 1);
  EXPECT_EQ(json["dropped"]["edges"].number, 2);
  EXPECT_EQ(json["dropped"]["self"].number, 5e-9);
  ASSERT_EQ(json["edges"].size(), 1U);
  EXPECT_EQ(json["edges"][0]["residual"].number, 1);
  EXPECT_EQ(json["edges"][0]["cumulative"].number, 2.5e-8);
  EXPECT_EQ(json["edges"][0]["calls"].type, Json::Type::null);
  EXPECT_EQ(json["edges"][0]["self"].type, Json::Type::null);
}

TEST(Json, SaysWhatTheFileOffersWhenThereIsAChoice) {
  test::CallProfile built;
  built.function("main", 1, 1);
  Profile& profile = built.profile;
  profile.offered.metrics = {Metric::time()};
  profile.offered.cells = {Cell{.total = 1}};
  EXPECT_EQ(test::Written()("json", profile).find("offered"), std::string::npos) << "one thing is no choice";
  profile.offered.metrics.push_back(Metric());
  profile.offered.slices = {{"", "main", "", "1"}, {"", "worker \"2\"", "", "2"}};
  profile.offered.cells.assign(4, Cell{.total = 1});
  profile.chosen = {0, {1}, 0};
  const Json json = Json::parse(test::Written()("json", profile));
  ASSERT_EQ(json["thread"].size(), 1U);
  EXPECT_EQ(json["thread"][0].string, "worker \"2\"");
  ASSERT_EQ(json["offered"]["metrics"].size(), 2U);
  EXPECT_EQ(json["offered"]["metrics"][1].string, "samples");
  EXPECT_EQ(json["offered"]["threads"][0].string, "main");
}

}  // namespace
}  // namespace p2g

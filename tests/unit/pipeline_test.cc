// From options to files: what the pipelines do in which order, and what they leave behind.
#include "src/pipeline.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

#include "src/base/diagnostics.h"
#include "tests/support/temporary_folder.h"

namespace p2g {
namespace {

namespace fs = std::filesystem;

class Pipeline : public test::InFolder {
 protected:
  void SetUp() override {
    InFolder::SetUp();
    write("one.folded", "main;parse 60\nmain;write 40\n");
    write("two.folded", "main;parse 90\nmain;write 40\n");
  }
  std::vector<std::string> files() const {
    std::vector<std::string> names;
    for (const fs::directory_entry& entry : fs::directory_iterator(folder_)) names.push_back(entry.path().filename());
    std::sort(names.begin(), names.end());
    return names;
  }
  Options draw(const std::vector<std::string>& outputs) const {
    Options options;
    options.files = {path("one.folded")};
    for (const std::string& output : outputs) options.outputs.push_back(path(output));
    return options;
  }
  Options compare(const std::vector<std::string>& outputs) const {
    Options options = draw(outputs);
    options.diff = true;
    options.before = {path("one.folded")};
    options.after = {path("two.folded")};
    options.files = {path("one.folded"), path("two.folded")};
    return options;
  }
};

std::vector<std::string> stages(const Outcome& outcome) {
  std::vector<std::string> names;
  for (const StageStats& stage : outcome.stages) names.emplace_back(stage.stage);
  return names;
}

using Names = std::vector<std::string>;

TEST_F(Pipeline, WritesAllOutputsOfOneReading) {
  const Outcome outcome = run(draw({"a.svg", "b.folded", "c.png"}), {}).value();
  EXPECT_EQ(files(), (Names{"a.svg", "b.folded", "c.png", "one.folded", "two.folded"}));
  EXPECT_EQ(read("b.folded"), "main;parse 60\nmain;write 40\n");
  EXPECT_EQ(stages(outcome), (Names{"read", "graph", "draw", "write", "write", "write"})) << "pictures are drawn once";
}

TEST_F(Pipeline, WritesNothingWhenOneOutputFails) {
  const Result<Outcome> outcome = run(draw({"a.json", "not-there/b.svg"}), {});
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().kind, ErrorKind::output);
  EXPECT_EQ(files(), (Names{"one.folded", "two.folded"}));
}

TEST_F(Pipeline, ReadsNothingWhenWhatIsAskedForIsWrong) {
  Options options = draw({"a.json"});
  options.files = {path("not-there.folded")};
  options.view = "flmae";
  EXPECT_EQ(run(options, {}).error().kind, ErrorKind::usage);
}

TEST_F(Pipeline, StrictRefusesBeforeAnythingIsWritten) {
  write("one.folded", "main;parse 60\nno count\n");
  Options options = draw({"a.json"});
  EXPECT_FALSE(run(options, {}).value().warnings.empty());
  fs::remove(path("a.json"));
  options.strict = true;
  EXPECT_EQ(run(options, {}).error().kind, ErrorKind::input);
  EXPECT_EQ(files(), (Names{"one.folded", "two.folded"}));
}

TEST_F(Pipeline, LimitsAreDecidedBeforeTheOutputIsWritten) {
  Options options = draw({"a.json"});
  options.fail_on = {"self(parse)>50%"};
  options.junit = path("gate.xml");
  EXPECT_TRUE(tripped(run(options, {}).value().verdict));
  EXPECT_NE(read("a.json").find("\"gate\""), std::string::npos);
  EXPECT_NE(read("gate.xml").find("<failure"), std::string::npos);
}

TEST_F(Pipeline, ComparesIntoSeveralOutputs) {
  Options options = compare({"a.svg", "b.csv", "c.json"});
  options.fail_on = {"total>1"};
  const Outcome outcome = run(options, {}).value();
  EXPECT_TRUE(tripped(outcome.verdict));
  EXPECT_EQ(stages(outcome), (Names{"read", "read", "compare", "draw", "write", "write", "write"}));
  EXPECT_NE(read("b.csv").find("parse"), std::string::npos);
}

TEST_F(Pipeline, ToldOptionsWithoutEffect) {
  Options options = draw({"a.json"});
  options.given = {"--width"};
  EXPECT_EQ(run(options, {}).value().notes, Names{"--width is about pictures: it has no effect here"});
  options.given = {"--flip"};
  EXPECT_EQ(run(options, {}).error().hint, "add --view flame, or leave it out");
}

TEST_F(Pipeline, MergesManyFilesToTheSameSum) {
  Options options = draw({"a.folded"});
  options.files.clear();
  for (int i = 0; i < 200; ++i) options.files.push_back(path(i % 2 == 0 ? "one.folded" : "two.folded"));
  EXPECT_TRUE(run(options, {}));
  EXPECT_EQ(read("a.folded"), "main;parse 15000\nmain;write 8000\n");
}

TEST_F(Pipeline, NamesTheFileThatCannotBeRead) {
  Options options = draw({"a.folded"});
  options.files.push_back(path("not-there.folded"));
  const Error error = run(options, {}).error();
  EXPECT_EQ(error.kind, ErrorKind::input);
  EXPECT_EQ(error.file, path("not-there.folded"));
}

TEST_F(Pipeline, ListsWhatAFileOffers) {
  Options options = draw({"list.json"});
  options.list_profiles = true;
  EXPECT_TRUE(run(options, {}));
  EXPECT_NE(read("list.json").find("\"metric\": \"samples\""), std::string::npos);
}

}  // namespace
}  // namespace p2g

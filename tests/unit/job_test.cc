// What a command line means once defaults are settled.
#include "src/job.h"

#include <gtest/gtest.h>

#include "src/base/diagnostics.h"

namespace p2g {
namespace {

Options options_for(std::string output, std::string view = {}, std::string type = {}) {
  Options options;
  options.files = {"w.prof"};
  options.outputs = {std::move(output)};
  options.view = std::move(view);
  options.type = std::move(type);
  return options;
}

std::string chosen(const Options& options) {
  const Result<Job> job = make_job(options);
  if (!job) return format_error(job.error());
  std::string text;
  for (const Output& output : job->outputs) {
    text += (text.empty() ? "" : ", ") + std::string(output.view->name) + " as " + std::string(output.format->name);
  }
  return text;
}

TEST(Job, TheSuffixGivesTheType) {
  EXPECT_EQ(chosen(options_for("callgraph.svg")), "callgraph as svg");
  EXPECT_EQ(chosen(options_for("x.png", "flame")), "flame as png");
  EXPECT_EQ(chosen(options_for("x.csv")), "table as csv");
  EXPECT_EQ(chosen(options_for("x.folded")), "flame as folded");
  EXPECT_EQ(chosen(options_for("x.json", "table")), "table as json");
}

TEST(Job, WithoutATypeTheViewDecides) {
  EXPECT_EQ(chosen(options_for("-")), "callgraph as dot");
  EXPECT_EQ(chosen(options_for("-", "table")), "table as txt");
  EXPECT_EQ(chosen(options_for("-", "flame")), "flame as svg");
}

TEST(Job, MistakesAreSaidBeforeAnythingIsRead) {
  EXPECT_EQ(chosen(options_for("x.sgv")).substr(0, 75),
            "prof2graph: error: the suffix of \"x.sgv\" names no output type\n  hint: add -");
  EXPECT_EQ(chosen(options_for("-", "flame", "dot")).substr(0, 67),
            "prof2graph: error: the flame view cannot be written as dot\n  hint: ");
  EXPECT_EQ(chosen(options_for("-", "flmae")),
            "prof2graph: error: unknown view \"flmae\"\n  hint: did you mean \"flame\"?\n");
  Options turned = options_for("-");
  turned.filter.reverse = true;
  EXPECT_EQ(chosen(turned).substr(0, 49), "prof2graph: error: --reverse turns stacks round, ");
  turned.view = "flame";
  EXPECT_EQ(chosen(turned), "flame as svg");
  Options options = options_for("-");
  options.format = "pstat";
  EXPECT_EQ(chosen(options), "prof2graph: error: unknown input format \"pstat\"\n  hint: did you mean \"pstats\"?\n");
}

TEST(Job, ThresholdsDefaultByOutput) {
  Options options = options_for("-");
  options.outputs = {"-", "x.json", "x.svg"};
  const Job job = make_job(options).value();
  EXPECT_DOUBLE_EQ(job.outputs[0].options.graph.prune.node_share, 0.005);
  EXPECT_DOUBLE_EQ(job.outputs[0].options.graph.prune.edge_share, 0.001);
  EXPECT_EQ(job.outputs[1].options.graph.prune, PruneOptions());
  EXPECT_TRUE(job.outputs[2].options.graph.automatic_choice);
  options.node_percent = 2.5;
  const Job cut = make_job(options).value();
  EXPECT_FALSE(cut.outputs[2].options.graph.automatic_choice);
  EXPECT_EQ(cut.outputs[2].options.graph.cut_text, "-n 2.5 -e 0.1");
  EXPECT_EQ(cut.outputs[1].options.graph.cut_text, "-n 2.5 -e 0");
}

TEST(Job, SeveralOutputsHaveEachTheirOwnTypeAndView) {
  Options options = options_for("-");
  options.outputs = {"a.svg", "b.md", "c.json", "d.folded"};
  EXPECT_EQ(chosen(options), "callgraph as svg, table as md, callgraph as json, flame as folded");
  options.outputs = {"a.svg", "b", "-"};
  options.type = "csv";
  EXPECT_EQ(chosen(options), "callgraph as svg, table as csv, table as csv") << "-T is for those that do not say";
  options.outputs = {"a.svg", "b.md"};
  EXPECT_EQ(chosen(options).substr(0, 79),
            "prof2graph: error: -T csv is for no output: the suffix of each says its type\n  ");
  options.type.clear();
  options.view = "flame";
  EXPECT_EQ(chosen(options).substr(0, 66), "prof2graph: error: the flame view cannot be written as md\n  hint: ")
      << "-V is for all";
}

TEST(Job, OutputsAreDifferentFiles) {
  Options options = options_for("-");
  options.outputs = {"a.svg", "./a.svg"};
  EXPECT_EQ(chosen(options),
            "prof2graph: error: -o a.svg and -o ./a.svg are one file\n"
            "  hint: choose another name for one of them\n");
  options.outputs = {"-", "x.svg", "-"};
  EXPECT_EQ(chosen(options), "prof2graph: error: -o - is given twice\n  hint: leave one of them out\n");
  options.outputs = {"-", "x.svg"};
  EXPECT_EQ(chosen(options), "callgraph as dot, callgraph as svg");
  options.junit = "x.svg";
  options.fail_on = {"total>1s"};
  EXPECT_EQ(chosen(options).substr(0, 53), "prof2graph: error: -o and --junit both write x.svg\n  ");
  options.junit = "x.xml";
  EXPECT_EQ(chosen(options), "callgraph as dot, callgraph as svg, callgraph as junit");
}

TEST(Job, ASortKeyThatDoesNotExistIsToldWhateverIsShown) {
  Options options = options_for("x.svg");
  options.sort = "bogus";
  EXPECT_EQ(chosen(options).substr(0, 44), "prof2graph: error: unknown sort key \"bogus\"\n");
}

}  // namespace
}  // namespace p2g

// What a command line means once defaults are settled.
#include "src/plan.h"

#include <gtest/gtest.h>

#include "src/base/diagnostics.h"

namespace p2g {
namespace {

Options options_for(std::string output, std::string view = {}, std::string type = {}) {
  Options options;
  options.files = {"w.prof"};
  options.output = std::move(output);
  options.view = std::move(view);
  options.type = std::move(type);
  return options;
}

std::string chosen(const Options& options) {
  const Result<Plan> plan = make_plan(options);
  if (!plan) return format_error(plan.error());
  return std::string(plan->view->name) + " as " + std::string(plan->format->name);
}

TEST(Plan, TheSuffixGivesTheType) {
  EXPECT_EQ(chosen(options_for("callgraph.svg")), "callgraph as svg");
  EXPECT_EQ(chosen(options_for("x.png", "flame")), "flame as png");
  EXPECT_EQ(chosen(options_for("x.csv")), "table as csv");
  EXPECT_EQ(chosen(options_for("x.folded")), "flame as folded");
  EXPECT_EQ(chosen(options_for("x.json", "table")), "table as json");
}

TEST(Plan, WithoutATypeTheViewDecides) {
  EXPECT_EQ(chosen(options_for("-")), "callgraph as dot");
  EXPECT_EQ(chosen(options_for("-", "table")), "table as txt");
  EXPECT_EQ(chosen(options_for("-", "flame")), "flame as svg");
}

TEST(Plan, MistakesAreSaidBeforeAnythingIsRead) {
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

TEST(Plan, ThresholdsDefaultByOutput) {
  const Plan dot = make_plan(options_for("-")).value();
  EXPECT_DOUBLE_EQ(dot.prune.node_share, 0.005);
  EXPECT_DOUBLE_EQ(dot.prune.edge_share, 0.001);
  const Plan json = make_plan(options_for("x.json")).value();
  EXPECT_EQ(json.prune.node_share, 0);
  EXPECT_EQ(json.prune.edge_share, 0);
  const Plan svg = make_plan(options_for("x.svg")).value();
  EXPECT_TRUE(svg.options.picture.automatic_choice);
  EXPECT_EQ(svg.needs & needs_graph, 0);
  Options explicit_cut = options_for("x.svg");
  explicit_cut.node_percent = 2.5;
  const Plan cut = make_plan(explicit_cut).value();
  EXPECT_FALSE(cut.options.picture.automatic_choice);
  EXPECT_NE(cut.needs & needs_graph, 0);
  EXPECT_EQ(cut.options.picture.cut_text, "-n 2.5 -e 0.1");
}

}  // namespace
}  // namespace p2g

// What a data format writes for a profile, for tests.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "renderers/renderer.h"
#include "src/model/graph.h"
#include "src/model/profile.h"
#include "src/model/table.h"
#include "src/model/totals.h"
#include "src/passes/graph/choose_functions.h"
#include "src/passes/graph/to_graph.h"
#include "src/passes/graph/to_table.h"

namespace p2g::test {

inline const Format& format_named(std::string_view name) {
  const Result<const Format*> format = find_format(name);
  EXPECT_TRUE(format) << name;
  return **format;
}

struct Written {
  PruneOptions prune;
  TableOptions table;
  PictureOptions picture;
  Theme theme;

  std::string operator()(std::string_view type, const Profile& profile) const {
    const std::vector<FunctionCost> totals = function_totals(profile);
    const CallGraph graph = to_graph(profile, totals, choose_functions(profile, totals, prune), prune.edge_share);
    Model model;
    model.profile = &profile;
    model.graph = &graph;
    model.warnings = &profile.warnings;
    const Result<Table> rows = to_table(profile, table);
    if (!rows) return rows.error().message;
    model.table = &*rows;
    std::string text;
    Sink sink = Sink::to_string(text);
    EXPECT_TRUE(format_named(type).write_model(model, picture, theme, sink));
    EXPECT_TRUE(sink.commit());
    return text;
  }
};

}  // namespace p2g::test

#include <graphviz/cgraph.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <memory>

#include "renderers/formats/dot/style.h"
#include "renderers/formats/dot/text.h"
#include "src/base/source.h"
#include "src/base/text.h"
#include "src/importers/importer.h"
#include "src/model/totals.h"
#include "src/passes/graph/to_graph.h"
#include "src/passes/names/rename.h"
#include "tests/support/call_profiles.h"
#include "tests/support/written.h"

namespace p2g {
namespace {

constexpr Weight ms = 1'000'000;

// What dot makes of an attribute: its lexer has taken the quotes away, this expands what is left (escString). Anything
// but \\ and \n is a sequence that a name has smuggled in.
std::string expand(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\') {
      out += text[i];
    } else if (++i < text.size() && (text[i] == '\\' || text[i] == 'n')) {
      out += text[i] == 'n' ? '\n' : '\\';
    } else {
      ADD_FAILURE() << "unexpected escape in " << text;
    }
  }
  return out;
}

// The graph as Graphviz reads it: one line a node or edge, "label | tooltip".
struct Parsed {
  explicit Parsed(const std::string& dot) : graph(agmemread(dot.c_str()), agclose) {
    if (!graph) return;
    for (Agnode_t* node = agfstnode(graph.get()); node != nullptr; node = agnxtnode(graph.get(), node)) {
      nodes.push_back(attribute(node, "label"));
      node_tooltips.push_back(attribute(node, "tooltip"));
      ids.emplace_back(agnameof(node));
      for (Agedge_t* edge = agfstout(graph.get(), node); edge != nullptr; edge = agnxtout(graph.get(), edge)) {
        edges.push_back(attribute(edge, "label"));
        edge_tooltips.push_back(attribute(edge, "tooltip"));
      }
    }
  }
  static std::string attribute(void* object, std::string name) {
    const char* value = agget(object, name.data());
    return value == nullptr ? std::string("(none)") : expand(value);
  }

  std::unique_ptr<Agraph_t, int (*)(Agraph_t*)> graph;
  std::vector<std::string> ids, nodes, node_tooltips, edges, edge_tooltips;
};

Theme gradient_theme() {
  Theme theme;
  theme.dot.steps = false;
  theme.dot.min_hsl = {2.0 / 3, 0.8, 0.25};
  theme.dot.max_hsl = {0, 1, 0.5};
  return theme;
}

test::CallProfile small() {
  test::CallProfile built;
  built.function("main", 300 * ms, 1000 * ms).function("fib", 700 * ms, 700 * ms, 177, 1);
  built.edge("main", "fib", 100 * ms, 700 * ms).edge("fib", "fib", 600 * ms, 650 * ms, 176);
  return built;
}

TEST(Dot, LabelsTooltipsAndPens) {
  test::Written written;
  written.theme = gradient_theme();
  EXPECT_EQ(
      written("dot", small().profile),
      "digraph {\n"
      "\tgraph [fontname=\"Arial\", nodesep=0.125, ranksep=0.25, tooltip=\" \"];\n"
      "\tnode [fontname=\"Arial\", shape=box, width=0, height=0, style=filled, fontsize=\"10.00\"];\n"
      "\tedge [fontname=\"Arial\", fontsize=\"10.00\"];\n"
      "\tfbec25a38cab4 [label=\"main:1:main\\n100.00%\\n(30.00%)\\n1×\", tooltip=\"main\\nmain.py:1\\ncumulative 1.00 "
      "s "
      "(100.00%)\\nself 300 ms (30.00%)\\n1 call\", color=\"#ff0000\", fontcolor=\"#000000\"];\n"
      "\tf5e1669703d7c [label=\"fib:1:fib\\n70.00%\\n(70.00%)\\n177×\", tooltip=\"fib\\nfib.py:1\\ncumulative 700 ms "
      "(70.00%)\\nself 700 ms (70.00%)\\n177 calls, 1 primitive\", color=\"#a9d207\", fontcolor=\"#000000\"];\n"
      "\tfbec25a38cab4 -> f5e1669703d7c [label=\"70.00%\\n1×\", tooltip=\"main:1:main → fib:1:fib\\n700 ms (70.00%), 1 "
      "call\", color=\"#a9d207\", fontcolor=\"#a9d207\", penwidth=\"2.80\", arrowsize=\"0.84\"];\n"
      "\tf5e1669703d7c -> f5e1669703d7c [label=\"65.00%\\n176×\", tooltip=\"fib:1:fib → fib:1:fib\\n650 ms (65.00%), "
      "176 calls\", color=\"#7dcb07\", fontcolor=\"#7dcb07\", penwidth=\"2.60\", arrowsize=\"0.81\"];\n"
      "\tlabel=\"total 1.00 s\";\n"
      "}\n");
}

TEST(Dot, OptionsOfGprof2dot) {
  const auto labels = [](const ViewOptions& options, const Profile& profile) {
    test::Written written;
    written.options = options;
    const Parsed parsed(written("dot", profile));
    std::string text;
    for (const std::string& label : parsed.nodes) text += label + " | ";
    for (const std::string& label : parsed.edges) text += label + " | ";
    return text;
  };
  ViewOptions options;
  options.dot.node_labels = {"self-time", "total-time", "total-time-percentage", "self-time-percentage"};
  EXPECT_EQ(
      labels(options, small().profile),
      "main:1:main\n(300 ms)\n1.00 s\n100.00%\n(30.00%)\n1× | fib:1:fib\n(700 ms)\n700 ms\n70.00%\n(70.00%)\n177× | "
      "70.00%\n1× | 65.00%\n176× | ");

  test::CallProfile named;
  named.function("ns::apply<int>(std::vector<int> const&)::operator()", 1, 1);
  options = {};
  test::CallProfile stripped;
  stripped.function("ns::apply<int>(std::vector<int> const&)::operator()", 1, 1);
  show_stripped(stripped.profile.frames);
  EXPECT_NE(labels(options, stripped.profile).find(":ns::apply::operator()\n100.00%"), std::string::npos);
  options.dot.wrap = true;
  const std::string wrapped = labels(options, named.profile);
  for (std::size_t begin = 0; begin < wrapped.size();) {
    const std::size_t end = std::min(wrapped.find('\n', begin), wrapped.size());
    EXPECT_LE(end - begin, 32U) << wrapped;
    begin = end + 1;
  }

  test::CallProfile sampled;
  sampled.function("work", 5, 5, 5).edge("work", "work", 5, 5, 4);
  sampled.profile.calls().counted = Counted::samples;
  EXPECT_EQ(labels({}, sampled.profile), "work:1:work\n100.00%\n(100.00%) | 100.00% | ");
  options = {};
  options.dot.show_samples = true;
  EXPECT_EQ(labels(options, sampled.profile), "work:1:work\n100.00%\n(100.00%)\n5 samples | 100.00%\n4 samples | ");
}

TEST(Dot, ColoursBySelfTime) {
  test::Written written;
  written.theme = gradient_theme();
  written.options.picture.color_by_self = true;
  const std::string dot = written("dot", small().profile);
  EXPECT_NE(dot.find("177 calls, 1 primitive\", color=\"#ff0000\""), std::string::npos) << "the largest self time";
  EXPECT_EQ(dot.find("1 call\", color=\"#ff0000\""), std::string::npos);
}

TEST(Dot, GradientsAreGprof2dots) {
  const Theme theme = gradient_theme();
  DotStyles plain(theme, 1);
  EXPECT_EQ(plain.node(0), ", color=\"#0d0d73\", fontcolor=\"#ffffff\"");
  EXPECT_EQ(plain.node(1), ", color=\"#ff0000\", fontcolor=\"#000000\"");
  EXPECT_EQ(plain.edge(0), ", color=\"#0d0d73\", fontcolor=\"#0d0d73\", penwidth=\"0.50\", arrowsize=\"0.35\"");
  EXPECT_EQ(plain.edge(1), ", color=\"#ff0000\", fontcolor=\"#ff0000\", penwidth=\"4.00\", arrowsize=\"1.00\"");
  EXPECT_EQ(plain.edge(7), plain.edge(1)) << "never beyond the ends";
  DotStyles low(theme, 0.1);
  DotStyles high(theme, 10);
  EXPECT_EQ(low.node(0), plain.node(0));
  EXPECT_EQ(high.node(1), plain.node(1));
  EXPECT_NE(low.node(0.2), plain.node(0.2));
  EXPECT_EQ(low.node(0.2).substr(0, 17), plain.node(0.41).substr(0, 17)) << "(0.1^0.2 - 1) / (0.1 - 1) = 0.41";
  EXPECT_NE(high.node(0.5), low.node(0.5));
}

TEST(Dot, StepsHaveReadableInk) {
  Theme theme;
  theme.light.fill({255, 255, 255});
  theme.light[static_cast<std::size_t>(step_slot(7))] = {0x84, 0x14, 0x25};
  theme.light[static_cast<std::size_t>(ink_slot(0))] = {1, 2, 3};
  DotStyles styles(theme, 1);
  EXPECT_EQ(styles.node(0), ", fillcolor=\"#ffffff\", fontcolor=\"#010203\"");
  EXPECT_EQ(styles.node(0.7), ", fillcolor=\"#841425\", fontcolor=\"#ffffff\"");
}

TEST(Dot, EdgesAreNeverAboveTheirEnds) {
  test::CallProfile built = small();
  built.function("other", 1, 50 * ms, 3).edge("other", "fib", 80 * ms, 90 * ms);
  built.profile.total = 1000 * ms;
  const std::string dot = test::Written()("dot", built.profile);
  const Parsed parsed(dot);
  EXPECT_EQ(parsed.edges.back(), "5.00%\n1×");
  EXPECT_NE(dot.find("1 call took longer than its caller or callee and is cut to it"), std::string::npos);
}

TEST(Dot, ResidualAndUnknownEdges) {
  test::CallProfile built;
  built.function("main", 10, 100).function("a", 5, 30).function("work", 85, 85);
  built.edge("main", "a", 5, 30).edge("a", "work", 25, 25);
  built.edge("work", "work", unknown_weight, unknown_weight, 3);
  test::Written written;
  written.options.graph.prune.node_share = 0.5;
  written.options.graph.cut_text = "-n 50";
  const std::string dot = written("dot", built.profile);
  const Parsed parsed(dot);
  EXPECT_EQ(parsed.edges, (std::vector<std::string>{"25.00%", "3×"}));
  EXPECT_EQ(parsed.edge_tooltips[0],
            "main:1:main → work:1:work\nover functions that are not drawn\nat least 25.0 ns (25.00%)");
  EXPECT_EQ(parsed.edge_tooltips[1], "work:1:work → work:1:work\n3 calls");
  EXPECT_EQ(std::count(dot.begin(), dot.end(), '~'), 0);
  EXPECT_NE(dot.find(", style=dotted];\n"), std::string::npos);
  EXPECT_NE(dot.find("label=\"total 100 ns\\nnot drawn: 1 function (self 5.00%) and 2 calls below -n 50\""),
            std::string::npos);
}

const std::vector<std::string>& hostile_names() {
  static const std::vector<std::string> names = {"\"];",
                                                 "\\",
                                                 "\\\\",
                                                 "\\\"",
                                                 "a\\",
                                                 "\"",
                                                 "\\N",
                                                 "\\G\\L\\E\\T\\H\\n\\l\\r",
                                                 "a\nb",
                                                 "a\\\nb",
                                                 "<b>x</b>",
                                                 "<html>",
                                                 "digraph",
                                                 "node",
                                                 "strict",
                                                 "subgraph",
                                                 "edge",
                                                 "graph",
                                                 std::string("nul\0here", 8),
                                                 "\x1b[31mred",
                                                 "\x7f",
                                                 "a\tb",
                                                 "\xff\xfe",
                                                 "\xed\xa0\x80",
                                                 "\xe2\x80\xae",
                                                 "//x",
                                                 "/*x",
                                                 "#x",
                                                 "]",
                                                 "{}|;,",
                                                 "-> x",
                                                 "é",
                                                 "日本",
                                                 " ",
                                                 "",
                                                 "%s%n",
                                                 "</svg><script>alert(1)</script>",
                                                 "&lt",
                                                 "& ",
                                                 "&;",
                                                 "&#",
                                                 "a&b&c",
                                                 "int&&"};
  return names;
}

TEST(Dot, HostileNamesStayNames) {
  for (const std::string& name : hostile_names()) {
    for (const bool wrap : {false, true}) {
      test::CallProfile built;
      built.function(name, 1, 2).function("other", 1, 1).edge(name, "other", 1, 1).edge(name, name, 1, 1);
      test::Written written;
      written.options.dot.wrap = wrap;
      const std::string dot = written("dot", built.profile);
      EXPECT_TRUE(is_valid_utf8(dot));
      for (const char c : dot) EXPECT_TRUE(c == '\n' || c == '\t' || static_cast<unsigned char>(c) >= 0x20);
      const Parsed parsed(dot);
      ASSERT_EQ(parsed.nodes.size(), 2U) << dot;
      ASSERT_EQ(parsed.edges.size(), 2U) << dot;
      const std::string shown = to_terminal(name);
      if (!wrap) {
        EXPECT_NE(parsed.nodes[0].find(":1:" + shown + "\n100.00%\n"), std::string::npos) << dot;
      }
      EXPECT_EQ(parsed.node_tooltips[0].find(shown + "\n" + to_terminal(name + ".py") + ":1\n"), 0U) << dot;
      EXPECT_NE(parsed.edge_tooltips[1].find(":1:" + shown + " → other:1:other\n"), std::string::npos) << dot;
    }
  }
}

// Graphviz expands entities in labels.
TEST(Dot, EntitiesAreWrittenAsEntities) {
  std::string out;
  append_dot_text(out, "&lt;b&gt; &#60; &amp; a&b; &; &");
  EXPECT_EQ(out, "&amp;lt;b&amp;gt; &amp;#60; &amp;amp; a&amp;b; &; &");
  out.clear();
  append_dot_text(out, "R&D & &averyveryverylongword;");
  EXPECT_EQ(out, "R&D & &averyveryverylongword;");
}

TEST(Dot, LongNamesAreCutBetweenCodePoints) {
  for (const std::string_view piece : {"a", "é", "日", "\"", "\\", "&lt;", "\x01", "😀", "a\\b\"c日"}) {
    std::string name;
    while (name.size() < 300'000) name += piece;
    std::string out = "before";
    append_dot_text(out, name);
    EXPECT_LE(out.size(), 6 + longest_dot_text_bytes);
    EXPECT_GT(out.size(), 6 + longest_dot_text_bytes - 40);
    EXPECT_TRUE(is_valid_utf8(out)) << piece;
    EXPECT_TRUE(out.ends_with("…"));
    test::CallProfile built;
    built.function(name, 1, 1).edge(name, name, 1, 1);
    const std::string dot = test::Written()("dot", built.profile);
    EXPECT_LT(dot.size(), 16'000U);
    EXPECT_EQ(Parsed(dot).edges.size(), 1U) << piece;
  }
  std::string fits;
  append_dot_text(fits, std::string(longest_dot_text_bytes - 3, 'x'));
  EXPECT_EQ(fits, std::string(longest_dot_text_bytes - 3, 'x'));
}

TEST(Dot, IdsAreStableAndDifferent) {
  Profile profile;
  profile.data = Calls{};
  const auto add = [&](std::string_view file, int line, std::string_view name) {
    const StringId file_id = profile.frames.strings().intern(file);
    profile.frames.add(file_id, line, profile.frames.strings().intern(name));
  };
  add("b.py", 9, "<lambda>");
  add("a.py", 20, "<lambda>");
  add("a.py", 7, "<lambda>");
  CallGraph graph;
  graph.frames = &profile.frames;
  graph.functions = {{{}, 0}, {{}, 1}, {{}, 2}};
  const std::vector<std::string> ids = dot_ids(graph);
  EXPECT_EQ(ids[1], ids[2] + "_1");
  EXPECT_NE(ids[0], ids[2]);
  EXPECT_EQ(ids[2].size(), 13U);
  std::swap(graph.functions[0], graph.functions[2]);
  EXPECT_EQ(dot_ids(graph), (std::vector<std::string>{ids[2], ids[1], ids[0]}));
  add("a.py", 8, "<lambda>");  // the same function on another line, in another run
  graph.functions = {{{}, 3}};
  EXPECT_EQ(dot_ids(graph)[0], ids[2]);
}

TEST(Dot, WrapName) {
  EXPECT_EQ(wrap_name("short", 32), (std::vector<std::string_view>{"short"}));
  EXPECT_EQ(wrap_name("one_two_three", 8), (std::vector<std::string_view>{"one_two_", "three"}));
  EXPECT_EQ(wrap_name("abcdefghij", 4), (std::vector<std::string_view>{"abcd", "efgh", "ij"}));
  EXPECT_EQ(wrap_name("ééééé", 2), (std::vector<std::string_view>{"éé", "éé", "é"}));
  EXPECT_EQ(wrap_name("", 2), (std::vector<std::string_view>{""}));
}

TEST(Dot, ShuffledInputGivesTheSameBytes) {
  const Profile profile = test::random_profile(5, 40, 4000);
  test::CallProfile shuffled;
  for (FrameId f = static_cast<FrameId>(profile.frames.size()); f-- > 0;) {
    const FunctionCost& cost = profile.calls().functions[f];
    shuffled.function(test::name_of(profile, f), cost.self, cost.cumulative, cost.calls, cost.primitive_calls);
  }
  for (const CallCost& edge : test::shuffled_edges(profile, 1)) {
    shuffled.edge(test::name_of(profile, edge.caller), test::name_of(profile, edge.callee), edge.self, edge.cumulative,
                  edge.calls);
  }
  test::Written written;
  written.options.graph.prune = {0.1, 0.01, 0};
  EXPECT_EQ(written("dot", profile), written("dot", shuffled.profile));
}

TEST(Dot, EmptyProfile) {
  const Parsed parsed(test::Written()("dot", test::CallProfile().profile));
  EXPECT_EQ(parsed.nodes.size(), 0U);
  EXPECT_NE(parsed.graph, nullptr);
}

TEST(Dot, GraphvizReadsTheCorpus) {
  const std::filesystem::path folder = std::filesystem::path(P2G_SOURCE_DIR) / ".." / "shared" / "corpus";
  if (!std::filesystem::exists(folder)) GTEST_SKIP() << "no corpus";
  // Other formats stand beside these, with the same suffixes.
  std::vector<std::filesystem::directory_entry> entries;
  for (const char* format : {"pstats", "folded"}) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder / format)) entries.push_back(entry);
  }
  int files = 0;
  for (const auto& entry : entries) {
    const std::string suffix = entry.path().extension().string();
    if (suffix != ".prof" && suffix != ".pstats" && suffix != ".folded") continue;
    Result<Source> source = Source::open(entry.path().string());
    ASSERT_TRUE(source);
    const Result<const Importer*> importer = detect_importer(*source);
    ASSERT_TRUE(importer) << entry.path();
    const Result<Profile> profile = (*importer)->read(*source, {});
    ASSERT_TRUE(profile) << entry.path();
    const CallGraph graph =
        to_graph(*profile, function_totals(*profile), std::vector<std::uint8_t>(profile->frames.size(), 1), 0);
    const Parsed parsed(test::Written()("dot", *profile));
    EXPECT_EQ(parsed.nodes.size(), graph.functions.size()) << entry.path();
    EXPECT_EQ(parsed.edges.size(), graph.edges.size()) << entry.path();
    ++files;
  }
  EXPECT_GT(files, 15);
}

}  // namespace
}  // namespace p2g

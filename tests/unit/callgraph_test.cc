#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <map>
#include <set>
#include <string>

#include "renderers/callgraph/arrange.h"
#include "renderers/callgraph/choose.h"
#include "renderers/callgraph/plan.h"
#include "renderers/document.h"
#include "renderers/page/function_key.h"
#include "renderers/page/text_width.h"
#include "src/model/graph.h"
#include "src/model/profile.h"
#include "src/model/totals.h"
#include "src/passes/graph/choose_functions.h"
#include "src/passes/graph/to_graph.h"
#include "src/passes/select/filter.h"
#include "tests/support/call_profiles.h"
#include "tests/support/stack_profiles.h"

namespace p2g {
namespace {

using test::CallProfile;

CallGraph full_graph(const Profile& profile) {
  const std::vector<FunctionCost> totals = function_totals(profile);
  return to_graph(profile, totals, choose_functions(profile, totals, {}), 0);
}

struct Drawn {
  Scene scene;
  std::map<std::string_view, std::int64_t> counts;
};

Drawn draw(const Profile& profile, ViewOptions options = {}, const PruneOptions& prune = {}) {
  options.graph.prune = prune;
  const Analysis analysis(profile);
  DrawStats stats;
  auto scene = find_view("callgraph").value()->draw(analysis, options, *load_theme("heat"), stats);
  EXPECT_TRUE(scene);
  Drawn drawn{std::move(*scene), {}};
  for (const auto& [name, count] : stats.counts) drawn.counts[name] = count;
  EXPECT_EQ(drawn.counts["drawn"] + drawn.counts["listed"] + drawn.counts["hidden"],
            static_cast<std::int64_t>(analysis.full().functions.size()));
  return drawn;
}

ViewOptions all_of_it() {
  ViewOptions options;
  options.graph.automatic_choice = false;
  options.graph.cut_text = "-n 0 -e 0";
  return options;
}

// ---- Selections -----------------------------------------------------------------------------------------------------

Profile asked_of(Profile profile, const FilterOptions& options) {
  Result<Profile> selected = filter(std::move(profile), options);
  EXPECT_TRUE(selected);
  return std::move(*selected);
}

// main -> load -> parse and main -> save -> parse; each function but main has a helper of its own.
Profile loading() {
  CallProfile calls;
  calls.function("main", 10, 1000).function("load", 20, 60).function("save", 880, 930).function("parse", 90, 90, 4);
  calls.edge("main", "load", 20, 60).edge("main", "save", 880, 930);
  calls.edge("load", "parse", 40, 40, 1).edge("save", "parse", 50, 50, 3);
  return std::move(calls.profile);
}

std::string texts_of(const Scene& scene) {
  std::string all;
  for (const Item& item : scene.items) {
    if (const auto* text = std::get_if<TextItem>(&item)) all += text->text + '\n';
  }
  return all;
}

TEST(Selection, AskedFunctionsAreDrawnAndMarked) {
  FilterOptions focus, root, leaf;
  focus.focus = {"load"};
  root.root = {"load"};
  leaf.leaf = {"load"};
  for (const FilterOptions& options : {focus, root, leaf}) {
    const Drawn drawn = draw(asked_of(loading(), options));
    const std::string texts = texts_of(drawn.scene);
    EXPECT_NE(texts.find("asked\n"), std::string::npos);
    EXPECT_NE(texts.find("load\n"), std::string::npos);
    EXPECT_NE(texts.find("cumulative, of the selection\n"), std::string::npos);
    EXPECT_NE(texts.find("6.0% of the run\n"), std::string::npos) << texts;
    EXPECT_NE(texts.find("100%\n"), std::string::npos);
    for (std::size_t at = texts.find('%'); at != std::string::npos; at = texts.find('%', at + 1)) {
      std::size_t begin = at;
      while (begin > 0 && (std::isdigit(texts[begin - 1]) != 0 || texts[begin - 1] == '.')) --begin;
      EXPECT_LE(std::stod("0" + texts.substr(begin, at - begin)), 100.0);
    }
  }
}

// exec() and the import system lead to everything: what is asked for is not followed up through them, and not round.
TEST(Selection, WaysInEndWhereTheyLeadToEverything) {
  CallProfile calls;
  calls.place("exec", "~", 0, "<built-in method builtins.exec>").place("script", "/srv/app.py", 1, "<module>");
  calls.function("exec", 1, 1000, 2, 1).function("script", 9, 999).function("main", 90, 990).function("load", 100, 500);
  calls.function("read", 400, 400, 4).function("other", 400, 400);
  calls.edge("exec", "script", 9, 999).edge("script", "main", 90, 990).edge("main", "load", 100, 500);
  calls.edge("main", "other", 400, 400).edge("load", "read", 400, 400, 4);
  FilterOptions options;
  options.focus = {"^load$"};
  const std::string texts = texts_of(draw(asked_of(std::move(calls.profile), options)).scene);
  EXPECT_NE(texts.find("main\n"), std::string::npos) << texts;
  EXPECT_NE(texts.find("load\n"), std::string::npos) << texts;
  EXPECT_EQ(texts.find("exec\n"), std::string::npos) << texts;
}

TEST(Selection, NothingAskedNoMarks) {
  const std::string texts = texts_of(draw(loading()).scene);
  EXPECT_EQ(texts.find("asked"), std::string::npos);
  EXPECT_EQ(texts.find("of the run\n"), std::string::npos);
  EXPECT_EQ(texts.find("of the selection"), std::string::npos);
}

TEST(Selection, FlatIsAboutTheSelection) {
  CallProfile calls;
  calls.function("main", 0, 10000).function("rare", 5, 55).function("often", 50, 50);
  calls.edge("main", "rare", 5, 55).edge("rare", "often", 50, 50);
  for (int i = 0; i < 200; ++i) {
    const std::string name = "part" + std::to_string(i);
    calls.function(name, 49, 49).edge("main", name, 49, 49);
  }
  const Profile whole = std::move(calls.profile);
  EXPECT_NE(texts_of(draw(test::copy_of(whole)).scene).find("Flat profile"), std::string::npos);
  FilterOptions options;
  options.focus = {"^rare$"};
  EXPECT_EQ(texts_of(draw(asked_of(test::copy_of(whole), options)).scene).find("Flat profile"), std::string::npos);
}

// ---- What a scene must be
// --------------------------------------------------------------------------------------------

struct Frame {
  double left = 0, top = 0, right = 0, bottom = 0;
  bool overlaps(const Frame& other, double slack) const {
    return left < other.right - slack && other.left < right - slack && top < other.bottom - slack &&
           other.top < bottom - slack;
  }
  bool near(double x, double y, double slack) const {
    return x >= left - slack && x <= right + slack && y >= top - slack && y <= bottom + slack;
  }
};

Frame frame_of(const TextItem& text) {
  const double shift = text.anchor == Anchor::start ? 0 : text.width * (text.anchor == Anchor::end ? 1 : 0.5);
  return {text.x - shift, text.y - text.size * 0.75, text.x - shift + text.width, text.y + text.size * 0.2};
}

struct CardSeen {
  std::string id, title;
  Frame frame;
  std::vector<TextItem> texts;
};
struct LinkSeen {
  std::string from, to, title;
  PathItem line, head;
};
struct Seen {
  std::vector<CardSeen> cards;
  std::vector<LinkSeen> links;
  std::vector<TextItem> texts;
};

std::string attribute(const GroupBegin& group, std::string_view name) {
  for (const auto& [key, value] : group.attributes)
    if (key == name) return value;
  return "";
}

Seen look_at(const Scene& scene) {
  Seen seen;
  std::vector<const GroupBegin*> open;
  bool framed = false;
  for (const Item& item : scene.items) {
    if (const auto* group = std::get_if<GroupBegin>(&item)) {
      open.push_back(group);
      if (group->role == "n") seen.cards.push_back({group->id, group->title, {}, {}});
      if (group->role == "eg")
        seen.links.push_back({attribute(*group, "a"), attribute(*group, "b"), group->title, {}, {}});
      framed = false;
      continue;
    }
    if (std::holds_alternative<GroupEnd>(item)) {
      open.pop_back();
      continue;
    }
    const std::string_view role = open.empty() ? "" : open.back()->role;
    if (const auto* rect = std::get_if<RectItem>(&item); rect != nullptr && role == "n" && !framed) {
      seen.cards.back().frame = {rect->x, rect->y, rect->x + rect->width, rect->y + rect->height};
      framed = true;
    }
    if (const auto* path = std::get_if<PathItem>(&item); path != nullptr && role == "eg")
      (path->role == "e" ? seen.links.back().line : seen.links.back().head) = *path;
    if (const auto* text = std::get_if<TextItem>(&item)) {
      seen.texts.push_back(*text);
      if (role == "n") seen.cards.back().texts.push_back(*text);
    }
  }
  EXPECT_TRUE(open.empty());
  return seen;
}

void expect_sound(const Scene& scene) {
  const Seen seen = look_at(scene);
  std::map<std::string, const CardSeen*> by_id;
  for (const CardSeen& card : seen.cards) {
    EXPECT_TRUE(by_id.emplace(card.id, &card).second) << "id twice: " << card.id;
    for (const TextItem& text : card.texts) {
      const Frame frame = frame_of(text);
      // 3 % for fonts that are not quite as wide, and never over the border.
      const double spare = text.width * 0.03 / (text.anchor == Anchor::middle ? 2 : 1);
      EXPECT_GE(frame.left - (text.anchor == Anchor::end ? spare : 0), card.frame.left + 8.9) << text.text;
      EXPECT_LE(frame.right + (text.anchor == Anchor::start ? spare : 0), card.frame.right - 8.9) << text.text;
      EXPECT_LE(text.y, card.frame.bottom - 2) << text.text;
    }
  }
  if (seen.cards.size() <= 300) {
    for (std::size_t i = 0; i < seen.cards.size(); ++i)
      for (std::size_t j = i + 1; j < seen.cards.size(); ++j)
        EXPECT_FALSE(seen.cards[i].frame.overlaps(seen.cards[j].frame, 0.5))
            << seen.cards[i].title << " over " << seen.cards[j].title;
    for (std::size_t i = 0; i < seen.texts.size(); ++i)
      for (std::size_t j = i + 1; j < seen.texts.size(); ++j)
        EXPECT_FALSE(frame_of(seen.texts[i]).overlaps(frame_of(seen.texts[j]), 0.5))
            << seen.texts[i].text << " over " << seen.texts[j].text;
  }
  for (const TextItem& text : seen.texts) {
    EXPECT_GE(text.size, 11);
    EXPECT_GE(frame_of(text).left, 0) << text.text;
    EXPECT_LE(frame_of(text).right, scene.width) << text.text;
    EXPECT_LE(text.y, scene.height) << text.text;
  }
  for (const LinkSeen& link : seen.links) {
    ASSERT_TRUE(by_id.count(link.from) == 1 && by_id.count(link.to) == 1) << link.title;
    ASSERT_GE(link.line.coordinates.size(), 4U) << link.title;
    ASSERT_EQ(link.head.coordinates.size(), 6U) << link.title;
    for (const double value : link.line.coordinates) ASSERT_TRUE(std::isfinite(value)) << link.title;
    EXPECT_TRUE(by_id[link.from]->frame.near(link.line.coordinates[0], link.line.coordinates[1], 7)) << link.title;
    EXPECT_TRUE(by_id[link.to]->frame.near(link.head.coordinates[0], link.head.coordinates[1], 7)) << link.title;
  }
}

void expect_fits_the_page(const Scene& scene) {
  EXPECT_DOUBLE_EQ(scene.width, 900);
  EXPECT_LE(scene.height, 1620);
}

// All that is drawn, as text: two scenes are the same when these are.
std::string dump(const Scene& scene) {
  const ViewOptions options;
  std::string out;
  Sink sink = Sink::to_string(out);
  Warnings warnings;
  EXPECT_TRUE(find_format("svg").value()->write(Document(scene, options, *load_theme("heat")), sink, warnings));
  EXPECT_TRUE(sink.commit());
  return out;
}

const CardSeen* find_card(const Seen& seen, std::string_view name) {
  for (const CardSeen& card : seen.cards)
    if (card.title.substr(0, card.title.find_first_of(" \n")) == name) return &card;
  return nullptr;
}

bool says(const CardSeen& card, std::string_view wanted) {
  return std::any_of(card.texts.begin(), card.texts.end(), [&](const TextItem& text) { return text.text == wanted; });
}

std::string all_texts(const Scene& scene) {
  std::string all;
  for (const TextItem& text : look_at(scene).texts) all += text.text + "\n";
  return all;
}

// main calls a (60 %), b (30 %) and leaf (10 %, half of it from b).
CallProfile small_program() {
  CallProfile program;
  program.function("main", 5, 100).function("a", 60, 60, 3).function("b", 25, 35, 2).function("leaf", 10, 10, 1500);
  program.edge("main", "a", 60, 60, 3).edge("main", "b", 25, 35, 2).edge("b", "leaf", 10, 10, 1500);
  return program;
}

// ---- The picture
// -----------------------------------------------------------------------------------------------------

TEST(Callgraph, SmallProgramIsDrawnWhole) {
  const CallProfile program = small_program();
  const Drawn drawn = draw(program.profile);
  expect_sound(drawn.scene);
  expect_fits_the_page(drawn.scene);
  EXPECT_EQ(drawn.counts.at("hidden"), 0);
  const Seen seen = look_at(drawn.scene);
  const CardSeen* a = find_card(seen, "a");
  ASSERT_NE(a, nullptr);
  EXPECT_TRUE(says(*a, "60.0%") && says(*a, "self 60.0%") && says(*a, "3×") && says(*a, "a.py:1"));
  EXPECT_NE(a->title.find("a (a.py:1)\ncumulative 60.0%"), std::string::npos) << a->title;
  EXPECT_EQ(drawn.scene.view, "callgraph");
  EXPECT_NE(drawn.scene.description.find("Most self time: a 60.0%"), std::string::npos);
}

TEST(Callgraph, NothingAndOneFunction) {
  const Drawn nothing = draw(CallProfile().profile);
  EXPECT_NE(all_texts(nothing.scene).find("no functions"), std::string::npos);
  EXPECT_GT(nothing.scene.height, 50);
  CallProfile one;
  one.function("only", 7, 7);
  const Drawn drawn = draw(one.profile);
  expect_sound(drawn.scene);
  EXPECT_EQ(drawn.counts.at("drawn"), 1);
  EXPECT_EQ(look_at(drawn.scene).links.size(), 0U);
}

TEST(Callgraph, HeaviestChainEndsAtTheCulprit) {
  const CallProfile program = small_program();
  const Seen seen = look_at(draw(program.profile).scene);
  for (const LinkSeen& link : seen.links)
    EXPECT_EQ(link.line.paint.stroke == Slot::hot,
              link.title.substr(0, 4) == "main" && link.title.find("→ a") != std::string::npos)
        << link.title;
}

TEST(Callgraph, SmallLeavesOfOneCallerAreRows) {
  CallProfile program;
  program.function("main", 50, 100).function("work", 40, 50).function("small", 6, 6);
  for (int i = 0; i < 20; ++i) {
    const std::string name = "tiny" + std::to_string(i);
    program.function(name, 0, 0).edge("work", name, 0, 0);
  }
  program.edge("main", "work", 40, 50).edge("work", "small", 6, 6);
  const Drawn drawn = draw(program.profile);
  expect_sound(drawn.scene);
  EXPECT_EQ(drawn.counts.at("listed"), 1);
  const Seen seen = look_at(drawn.scene);
  EXPECT_EQ(find_card(seen, "small"), nullptr);
  const CardSeen* work = find_card(seen, "work");
  ASSERT_NE(work, nullptr);
  EXPECT_TRUE(says(*work, "small"));
}

TEST(Callgraph, CyclesAreRowsInTheCaller) {
  CallProfile program;
  program.function("main", 10, 100).function("visit", 60, 90, 40, 1).function("helper", 30, 80, 39, 1);
  program.edge("main", "visit", 10, 90, 1).edge("visit", "helper", 30, 80, 39).edge("helper", "visit", 50, 70, 39);
  const Drawn drawn = draw(program.profile);
  expect_sound(drawn.scene);
  const Seen seen = look_at(drawn.scene);
  EXPECT_EQ(seen.links.size(), 2U);
  const CardSeen* helper = find_card(seen, "helper");
  ASSERT_NE(helper, nullptr);
  EXPECT_TRUE(says(*helper, "visit") && says(*helper, "70.0%"));
  EXPECT_NE(all_texts(drawn.scene).find("call back up into a function above"), std::string::npos);
}

TEST(Callgraph, TimesInsideOneCycleAreNotAddedUp) {
  CallProfile program;
  program.function("main", 0, 1000).function("hub", 100, 1000, 50, 1);
  program.edge("main", "hub", 100, 1000);
  for (int i = 0; i < 20; ++i) {
    const std::string name = "part" + std::to_string(i);
    program.function(name, 45, 400).edge("hub", name, 45, 400).edge(name, "hub", 0, 300);
  }
  const Drawn drawn = draw(program.profile);
  expect_sound(drawn.scene);
  const Seen seen = look_at(drawn.scene);
  const CardSeen* hub = find_card(seen, "hub");
  ASSERT_NE(hub, nullptr);
  const auto more = std::find_if(hub->texts.begin(), hub->texts.end(), [](const TextItem& text) {
    return text.text.find("more callee") != std::string::npos;
  });
  if (more != hub->texts.end()) {
    EXPECT_EQ(more + 1, hub->texts.end()) << "a figure beside " << more->text;
  }
}

TEST(Callgraph, FunctionsThatOnlyPassOnShareACard) {
  CallProfile program;
  program.function("main", 300, 1000).function("other", 300, 300);
  program.edge("main", "first", 1, 400).edge("main", "other", 300, 300);
  program.function("first", 1, 400).function("second", 1, 399).function("third", 1, 398).function("last", 397, 397);
  program.edge("first", "second", 1, 399).edge("second", "third", 1, 398).edge("third", "last", 397, 397);
  const Drawn drawn = draw(program.profile);
  expect_sound(drawn.scene);
  const Seen seen = look_at(drawn.scene);
  const CardSeen* stack = find_card(seen, "first");
  ASSERT_NE(stack, nullptr);
  EXPECT_TRUE(says(*stack, "second") && says(*stack, "third") && says(*stack, "pass-through"));
  EXPECT_FALSE(says(*stack, "last"));
  EXPECT_EQ(drawn.counts.at("drawn"), 6);
}

TEST(Callgraph, OnlyPartialCallsCarryAFigure) {
  CallProfile program;
  program.function("main", 100, 1000).function("a", 200, 500).function("b", 200, 400).function("shared", 500, 500);
  program.edge("main", "a", 200, 500)
      .edge("main", "b", 200, 400)
      .edge("a", "shared", 300, 300)
      .edge("b", "shared", 200, 200);
  const Drawn drawn = draw(program.profile);
  expect_sound(drawn.scene);
  const std::string texts = all_texts(drawn.scene);
  EXPECT_NE(texts.find("30.0%\n"), std::string::npos);
  EXPECT_NE(texts.find("20.0%\n"), std::string::npos);
  for (const LinkSeen& link : look_at(drawn.scene).links) EXPECT_EQ(link.line.paint.dash, Dash::none);
}

// ---- Choice and accounting
// -------------------------------------------------------------------------------------------

TEST(Callgraph, CallersTellHowOftenWhereACallCostsThemVeryDifferentTimes) {
  const auto texts = [](std::int64_t often, Weight of_few) {
    CallProfile calls;
    calls.function("main", 0, 100)
        .function("a", 20, 60)
        .function("b", 10, 10 + of_few)
        .function("shared", 70, 70, often);
    calls.edge("main", "a", 20, 60).edge("main", "b", 10, 10 + of_few);
    calls.edge("a", "shared", 40, 40, often - 3).edge("b", "shared", of_few, of_few, 3);
    return texts_of(draw(calls.profile).scene);
  };
  const std::string far_apart = texts(129'003, 30);
  EXPECT_NE(far_apart.find("40.0% · 129k×"), std::string::npos) << far_apart;
  EXPECT_NE(far_apart.find("30.0% · 3×"), std::string::npos) << far_apart;
  const std::string alike = texts(7, 30);
  EXPECT_NE(alike.find("40.0%"), std::string::npos) << alike;
  EXPECT_EQ(alike.find("40.0% · "), std::string::npos) << alike;
}

TEST(Callgraph, AllFunctionsAndAllSelfTimeAreAccountedFor) {
  for (unsigned seed = 1; seed <= 12; ++seed) {
    const Profile profile = test::random_profile(seed, 20 + static_cast<int>(seed) * 15, 4000);
    const CallGraph graph = full_graph(profile);
    const cards::GraphFacts facts(graph);
    const cards::CardPlan plan =
        cards::make_plan(facts, cards::automatic_input(facts, cards::entry_order(facts, 30, 0.01)));
    std::set<cards::FunctionIndex> drawn, listed;
    for (const cards::Card& card : plan.cards) {
      drawn.insert(card.functions.begin(), card.functions.end());
      for (const cards::Row& row : card.rows)
        if (row.kind == cards::Row::Kind::callee) listed.insert(row.function);
    }
    Weight drawn_self = 0, listed_self = 0;
    for (const cards::FunctionIndex f : drawn) drawn_self += facts.function(f).self;
    for (const cards::FunctionIndex f : listed) {
      EXPECT_EQ(drawn.count(f), 0U);
      listed_self += facts.function(f).self;
    }
    EXPECT_EQ(plan.drawn, static_cast<std::int64_t>(drawn.size()));
    EXPECT_EQ(plan.listed, static_cast<std::int64_t>(listed.size()));
    EXPECT_EQ(plan.drawn + plan.listed + plan.hidden, static_cast<std::int64_t>(graph.functions.size()));
    EXPECT_EQ(plan.drawn_self, drawn_self);
    EXPECT_EQ(plan.listed_self, listed_self);
  }
}

TEST(Callgraph, RandomProgramsAreSoundPictures) {
  for (unsigned seed = 1; seed <= 10; ++seed) {
    const Profile profile = test::random_profile(seed, 10 + static_cast<int>(seed) * 20, 6000);
    SCOPED_TRACE(seed);
    const Drawn automatic = draw(profile);
    expect_sound(automatic.scene);
    expect_fits_the_page(automatic.scene);
    PruneOptions prune;
    prune.node_share = 0.02;
    const Drawn cut = draw(profile, all_of_it(), prune);
    expect_sound(cut.scene);
  }
}

TEST(Callgraph, OrderOfTheInputDoesNotMatter) {
  const Profile profile = test::random_profile(5, 60, 5000);
  // The same program, met in another order.
  CallProfile turned;
  for (FrameId f = static_cast<FrameId>(profile.frames.size()); f > 0; --f) {
    const FunctionCost& cost = profile.calls().functions[f - 1];
    turned.function(test::name_of(profile, f - 1), cost.self, cost.cumulative, cost.calls, cost.primitive_calls);
  }
  for (std::size_t i = profile.calls().edges.size(); i > 0; --i) {
    CallCost edge = profile.calls().edges[i - 1];
    edge.caller = turned.id(test::name_of(profile, edge.caller));
    edge.callee = turned.id(test::name_of(profile, edge.callee));
    turned.profile.calls().edges.push_back(edge);
  }
  const std::string first = dump(draw(profile).scene);
  EXPECT_EQ(first, dump(draw(profile).scene));
  EXPECT_EQ(first, dump(draw(turned.profile).scene));
}

TEST(Callgraph, HeavyFunctionWithManyLightCallersIsDrawnAndConnected) {
  CallProfile program;
  program.function("main", 0, 10000);
  program.function("execute", 8000, 8000, 200);
  for (int i = 0; i < 200; ++i) {
    const std::string name = "handler" + std::to_string(i);
    program.function(name, 10, 50).edge("main", name, 10, 50).edge(name, "execute", 40, 40);
  }
  const Drawn drawn = draw(program.profile);
  expect_sound(drawn.scene);
  const Seen seen = look_at(drawn.scene);
  const CardSeen* execute = find_card(seen, "execute");
  ASSERT_NE(execute, nullptr) << "80 % of the time is hidden";
  EXPECT_TRUE(
      std::any_of(seen.links.begin(), seen.links.end(), [&](const LinkSeen& link) { return link.to == execute->id; }));
}

// A function that many callers share equally is no root, and what leads to it is drawn even when all callers are
// hidden.
TEST(Callgraph, FunctionThatManyCallersShareIsNoRoot) {
  CallProfile program;
  program.function("main", 0, 10000);
  program.function("shared", 1000, 6000, 100).function("below", 5000, 5000, 100);
  program.edge("shared", "below", 5000, 5000, 100);
  for (int i = 0; i < 100; ++i) {
    const std::string name = "handler" + std::to_string(i);
    program.function(name, 40, 100).edge("main", name, 40, 100).edge(name, "shared", 10, 60);
  }
  const CallGraph graph = full_graph(program.profile);
  const cards::GraphFacts facts(graph);
  EXPECT_EQ(std::count(facts.root.begin(), facts.root.end(), 1), 1);
  const Drawn drawn = draw(program.profile);
  expect_sound(drawn.scene);
  const Seen seen = look_at(drawn.scene);
  const CardSeen* shared = find_card(seen, "shared");
  ASSERT_NE(shared, nullptr);
  const auto leads_to_it = [&](const LinkSeen& link) {
    return link.to == shared->id && link.title.find("through functions that are not drawn") != std::string::npos;
  };
  EXPECT_TRUE(std::any_of(seen.links.begin(), seen.links.end(), leads_to_it));
}

TEST(Callgraph, FlatProfileHasNoHeaviestChain) {
  CallProfile program;
  for (int i = 0; i < 100; ++i) program.function("root" + std::to_string(i), 10, 10);
  const CallGraph graph = full_graph(program.profile);
  EXPECT_TRUE(cards::GraphFacts(graph).heaviest_chain.empty());
}

// A review shrinks what is too wide: text below 11 px.
TEST(Callgraph, ExplicitChoiceKeepsThePageWidth) {
  CallProfile program;
  program.function("main", 0, 10000);
  for (int i = 0; i < 100; ++i)
    program.function("leaf" + std::to_string(i), 100, 100).edge("main", "leaf" + std::to_string(i), 100, 100);
  const Drawn drawn = draw(program.profile, all_of_it());
  expect_sound(drawn.scene);
  EXPECT_EQ(drawn.counts.at("drawn"), 101);
  EXPECT_EQ(drawn.scene.width, 900);
}

TEST(Callgraph, ExplicitChoiceDrawsExactlyThat) {
  CallProfile program;
  program.function("main", 10, 1000).function("middle", 1, 900).function("low", 899, 899).function("side", 90, 90);
  program.edge("main", "middle", 1, 900).edge("middle", "low", 899, 899).edge("main", "side", 90, 90);
  PruneOptions prune;
  prune.max_nodes = 2;
  const Drawn drawn = draw(program.profile, all_of_it(), prune);
  expect_sound(drawn.scene);
  EXPECT_EQ(drawn.counts.at("drawn"), 2);
  EXPECT_NE(all_texts(drawn.scene).find("2 listed in their callers (-n 0 -e 0)"), std::string::npos);
}

TEST(Callgraph, StacksGiveExactResidualEdges) {
  const Profile profile = test::read_folded("main;a;x 30\nmain;a;y 30\nmain;b;x 40\n");
  PruneOptions prune;
  prune.node_share = 0.65;  // main and x stay; what lies between is jumped over
  const Drawn drawn = draw(profile, all_of_it(), prune);
  expect_sound(drawn.scene);
  const Seen seen = look_at(drawn.scene);
  ASSERT_EQ(seen.links.size(), 1U);
  EXPECT_EQ(seen.links[0].line.paint.dash, Dash::dotted);
  EXPECT_NE(seen.links[0].title.find("70.0%"), std::string::npos) << seen.links[0].title;
  // Samples are no calls.
  EXPECT_EQ(all_texts(drawn.scene).find("×"), std::string::npos);
}

// ---- Hostile profiles
// ------------------------------------------------------------------------------------------------

TEST(Callgraph, ThreeThousandRoots) {
  CallProfile program;
  for (int i = 0; i < 3000; ++i) program.function("root" + std::to_string(i), 10, 10);
  const Drawn drawn = draw(program.profile);
  expect_sound(drawn.scene);
  expect_fits_the_page(drawn.scene);
  EXPECT_GE(drawn.counts.at("drawn"), 8);
  EXPECT_EQ(draw(program.profile, all_of_it()).counts.at("drawn"), 3000);
}

TEST(Callgraph, RingOfTwentyThousand) {
  CallProfile program;
  for (int i = 0; i < 20000; ++i)
    program.function("f" + std::to_string(i), 5, 100000)
        .edge("f" + std::to_string(i), "f" + std::to_string((i + 1) % 20000), 5, 100000);
  const Drawn drawn = draw(program.profile);
  expect_sound(drawn.scene);
  expect_fits_the_page(drawn.scene);
  EXPECT_EQ(draw(program.profile, all_of_it()).counts.at("drawn"), 20000);
}

TEST(Callgraph, NamesOfFourThousandCharacters) {
  CallProfile program;
  const std::string name = "std::map<" + std::string(4000, 'x') + ", int>::operator[](" + std::string(4000, 'y') + ")";
  program.function("main", 1, 100).function(name, 99, 99).edge("main", name, 99, 99);
  const Drawn drawn = draw(program.profile);
  expect_sound(drawn.scene);
  const Seen seen = look_at(drawn.scene);
  ASSERT_EQ(seen.cards.size(), 2U);
  const std::string key = seen.cards[1].title.substr(0, seen.cards[1].title.find('\n'));
  EXPECT_GT(key.size(), key_limit_bytes) << "the tooltip has both ends of the name";
  EXPECT_LT(key.size(), key_limit_bytes + 10);
  EXPECT_NE(key.find("xx…yy"), std::string::npos);
}

TEST(Callgraph, HostileAndEmptyNames) {
  CallProfile program;
  for (const char* name :
       {"", "</text><script>", "]]>", "\x01\x02", "\xff\xfe", "a b c d e f g", "_", "::::::::::::::"})
    program.function(name, 10, 10);
  expect_sound(draw(program.profile).scene);
}

TEST(Callgraph, ZeroAndNegativeTimes) {
  CallProfile zero;
  zero.function("main", 0, 0).function("f", 0, 0).edge("main", "f", 0, 0);
  expect_sound(draw(zero.profile).scene);
  CallProfile negative;
  negative.function("main", 10, 100).function("f", -20, -20).edge("main", "f", -20, -20);
  expect_sound(draw(negative.profile).scene);
  CallProfile below_zero;
  below_zero.function("main", -10, -5).function("f", 5, 5).edge("main", "f", 5, 5);
  expect_sound(draw(below_zero.profile).scene);
}

TEST(Callgraph, UnknownEdgeTimesAreNeverInvented) {
  CallProfile program;  // profile.py: callers carry a number of calls only
  program.function("main", 10, 100).function("a", 30, 60, 2).function("b", 30, 60, 4).function("shared", 30, 30, 10);
  program.edge("main", "a", unknown_weight, unknown_weight, 2).edge("main", "b", unknown_weight, unknown_weight, 4);
  program.edge("a", "shared", unknown_weight, unknown_weight, 7).edge("b", "shared", unknown_weight, unknown_weight, 3);
  const Drawn drawn = draw(program.profile);
  expect_sound(drawn.scene);
  for (const LinkSeen& link : look_at(drawn.scene).links)
    EXPECT_EQ(link.title.find('%'), std::string::npos) << link.title;
  EXPECT_NE(all_texts(drawn.scene).find("7×"), std::string::npos);
}

TEST(Callgraph, NarrowAndWidePages) {
  const Profile profile = test::random_profile(3, 80, 6000);
  for (const double width : {480.0, 700.0, 1400.0, 2400.0}) {
    ViewOptions options;
    options.picture.width = width;
    const Drawn drawn = draw(profile, options);
    expect_sound(drawn.scene);
    EXPECT_DOUBLE_EQ(drawn.scene.width, width);
  }
}

TEST(Callgraph, GraphvizDrawsTheSameCards) {
  ViewOptions options;
  options.picture.layout = "dot";
  const Profile profile = test::random_profile(4, 40, 4000);
  const Drawn drawn = draw(profile, options);
  expect_sound(drawn.scene);
  expect_fits_the_page(drawn.scene);
}

}  // namespace
}  // namespace p2g

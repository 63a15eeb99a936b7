#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <pugixml.hpp>
#include <string>
#include <vector>

#include "renderers/flame/layout.h"
#include "renderers/page/sizes.h"
#include "renderers/page/text_width.h"
#include "src/passes/select/filter.h"
#include "src/passes/tree/to_tree.h"
#include "tests/support/random_program.h"
#include "tests/support/stack_profiles.h"
#include "tests/support/test_scene.h"

namespace p2g {
namespace {

using test::read_folded;

// One frame as the scene has it.
struct Drawn {
  GroupBegin group;
  RectItem rect;
  std::vector<RectItem> marks;
  std::vector<TextItem> texts;
  std::string title() const { return group.title; }
  std::string name() const { return group.title.substr(0, group.title.find('\n')); }
  std::string text(Anchor anchor) const {
    for (const TextItem& item : texts) {
      if (item.anchor == anchor) return item.text;
    }
    return {};
  }
};

struct Picture {
  Scene scene;
  DrawStats stats;
  std::vector<Drawn> frames, slabs;
  std::string words;  // all text outside of frames

  const Drawn& frame(std::string_view name) const {
    for (const Drawn& frame : frames) {
      if (frame.name() == name) return frame;
    }
    ADD_FAILURE() << "no frame " << name;
    return frames.front();
  }
};

void collect(Picture& picture) {
  Drawn drawn;
  bool open = false;
  for (const Item& item : picture.scene.items) {
    if (const auto* group = std::get_if<GroupBegin>(&item)) {
      open = group->role == "f" || group->role == "f m";
      if (open) drawn = {*group, {}, {}, {}};
    } else if (std::holds_alternative<GroupEnd>(item)) {
      if (open) (drawn.group.role == "f" ? picture.frames : picture.slabs).push_back(drawn);
      open = false;
    } else if (const auto* rect = std::get_if<RectItem>(&item)) {
      if (open && drawn.rect.width == 0)
        drawn.rect = *rect;
      else if (open)
        drawn.marks.push_back(*rect);
    } else if (const auto* text = std::get_if<TextItem>(&item)) {
      if (open)
        drawn.texts.push_back(*text);
      else
        picture.words += text->text + " ";
    }
  }
}

Picture draw(const Profile& profile, const ViewOptions& options = {}) {
  const View& view = **find_view("flame");
  const Analysis analysis(profile);
  Picture picture;
  Result<Scene> scene = view.draw(analysis, options, *load_theme("heat"), picture.stats);
  EXPECT_TRUE(scene);
  picture.scene = std::move(*scene);
  collect(picture);
  return picture;
}

std::string svg(const Scene& scene) {
  const ViewOptions options;
  std::string bytes;
  Sink sink = Sink::to_string(bytes);
  Warnings warnings;
  EXPECT_TRUE((*find_format("svg"))->write(Document(scene, options, *load_theme("heat")), sink, warnings));
  EXPECT_TRUE(sink.commit());
  return bytes;
}

// ---- Geometry ------------------------------------------------------------------------------------------------------

void expect_consistent(const Tree& tree, const FlameLayout& layout, double width, double least) {
  std::vector<double> filled(layout.boxes.size() + 1, 0);
  std::vector<std::size_t> path;
  for (std::size_t i = 0; i < layout.boxes.size(); ++i) {
    const FlameBox& box = layout.boxes[i];
    ASSERT_LT(box.level, layout.levels);
    path.resize(box.level);
    ASSERT_EQ(path.size(), box.level) << "a level is left out";
    ASSERT_TRUE(box.kind == FlameBox::Kind::merged || box.width >= least - 1e-9);
    const double left = path.empty() ? 0 : layout.boxes[path.back()].x;
    const double right = path.empty() ? width : left + layout.boxes[path.back()].width;
    ASSERT_GE(box.x, left - 1e-6);
    ASSERT_LE(box.x + box.width, right + 1e-6);
    filled[path.empty() ? layout.boxes.size() : path.back()] += box.width;
    path.push_back(i);
  }
  for (std::size_t i = 0; i < layout.boxes.size(); ++i) {
    const FlameBox& box = layout.boxes[i];
    if (box.kind != FlameBox::Kind::frame) continue;
    const double self = static_cast<double>(box.self) / static_cast<double>(tree.cumulative[0]) * width;
    ASSERT_NEAR(filled[i] + self, box.width, 0.11) << i;  // a slab below 0.1 px is left out
    ASSERT_NEAR(box.x + box.width - box.self_x, self, 0.11) << i;
  }
}

TEST(FlameLayout, ChildrenSlabsAndSelfFillEachFrame) {
  for (std::uint32_t seed = 1; seed <= 40; ++seed) {
    SCOPED_TRACE(seed);
    const test::RandomProgram program(seed, 10 + seed, 3000, true);
    std::string folded;
    for (const auto& [stack, weight] : program.stacks()) {
      for (const FrameId f : stack)
        folded += (folded.empty() || folded.back() == '\n' ? "f" : ";f") + std::to_string(f);
      folded += " " + std::to_string(weight) + "\n";
    }
    const Profile profile = read_folded(folded);
    for (const double min_share : {0.0, 0.0023}) {
      TreeOptions options;
      options.min_share = min_share;
      for (const Tree& tree : {to_tree(profile, options), estimate_tree(program.profile(), options)}) {
        for (const double least : {2.0, 16.0}) {
          for (const bool keep : {false, true}) {
            expect_consistent(tree, lay_out_flame(tree, {868, least, keep}), 868, least);
          }
        }
      }
    }
  }
}

std::string chain(int length, const std::string& prefix = "f") {
  std::string stack = prefix + "0";
  for (int i = 1; i < length; ++i) stack += ";" + prefix + std::to_string(i);
  return stack;
}

TEST(FlameLayout, FoldsOnlyWhatIsTooDeep) {
  const Tree shallow = to_tree(read_folded(chain(45) + " 1\n"), {});
  EXPECT_EQ(lay_out_flame(shallow, {}).levels, 45U);
  const Tree deep = to_tree(read_folded(chain(46) + " 1\n"), {});
  const FlameLayout layout = lay_out_flame(deep, {});
  EXPECT_EQ(layout.levels, 1U);
  EXPECT_EQ(layout.deepest, 46U);
  EXPECT_EQ(layout.boxes[0].folded, 46U);
}

// What leaves a run on its way is in the slab below it; what is spent within is its self time.
TEST(FlameLayout, AccountsForWhatARunDoesNotPassOn) {
  std::string folded;
  for (int i = 1; i < 50; ++i) folded += chain(i) + ";side" + std::to_string(i) + " 1\n" + chain(i) + " 1\n";
  folded += chain(50) + ";left 40000\n" + chain(50) + ";right 60000\n";
  const Tree tree = to_tree(read_folded(folded), {});
  const FlameLayout layout = lay_out_flame(tree, {});
  ASSERT_EQ(layout.boxes.size(), 4U);
  EXPECT_EQ(layout.boxes[0].folded, 50U);
  EXPECT_EQ(layout.boxes[0].self, 49);
  EXPECT_EQ(layout.boxes[3].kind, FlameBox::Kind::merged);
  EXPECT_EQ(layout.boxes[3].weight, 49);
  EXPECT_EQ(layout.boxes[3].merged, 49U);
  expect_consistent(tree, layout, 868, 2);
}

// ---- What is said --------------------------------------------------------------------------------------------------

TEST(Flame, DrawsCallersAboveAndTheHeaviestFirst) {
  const Picture picture = draw(read_folded("main;small 10\nmain;big;leaf 30\nmain;big 60\n"));
  ASSERT_EQ(picture.frames.size(), 4U);
  const RectItem& main = picture.frame("main").rect;
  const RectItem& big = picture.frame("big").rect;
  const RectItem& leaf = picture.frame("leaf").rect;
  EXPECT_NEAR(main.width, 868, 1e-6);
  EXPECT_NEAR(big.width, 0.9 * 868, 1e-6);
  EXPECT_NEAR(big.x, main.x, 1e-6);
  EXPECT_NEAR(picture.frame("small").rect.x, big.x + big.width, 1e-6);
  EXPECT_NEAR(big.y, main.y + main.height, 1e-6);
  EXPECT_NEAR(leaf.y, big.y + big.height, 1e-6);
  // Self time is underlined where no callee stands.
  const Drawn& frame = picture.frame("big");
  ASSERT_EQ(frame.marks.size(), 1U);
  EXPECT_NEAR(frame.marks[0].x, leaf.x + leaf.width, 1e-6);
  EXPECT_NEAR(frame.marks[0].width, 0.6 * 868, 1e-6);
  EXPECT_EQ(frame.title(), "big\n90.0% here, 90 samples\nself 60.0%, 60 samples");
}

TEST(Flame, TurnsOver) {
  ViewOptions options;
  options.flame.flip = true;
  const Picture picture = draw(read_folded("main;f;g 10\n"), options);
  EXPECT_GT(picture.frame("main").rect.y, picture.frame("f").rect.y);
  EXPECT_GT(picture.frame("f").rect.y, picture.frame("g").rect.y);
  EXPECT_EQ(picture.frames[0].name(), "main") << "document order stays that of callers first";
}

// A narrow frame of a function that is hot elsewhere has the colour of all its stacks; recursion counts once.
TEST(Flame, ColoursByTheFunctionsShareOfTheWholeRun) {
  const Picture picture = draw(read_folded("a;hot 35\nb;hot;hot 10\nb;cold 55\n"));
  for (const Drawn& frame : picture.frames) {
    if (frame.name() != "hot") continue;
    EXPECT_EQ(frame.rect.paint.fill, Slot::step6);
  }
  EXPECT_EQ(picture.frame("cold").rect.paint.fill, Slot::step6);
  EXPECT_EQ(picture.frame("a").rect.paint.fill, Slot::step5);
  const Picture narrow = draw(read_folded("a;hot 5\nb;hot 90\nb 5\n"));
  EXPECT_EQ(narrow.frame("hot").rect.paint.fill, Slot::step7);
  EXPECT_NE(narrow.frame("hot").title().find("the function in all its stacks: 95.0%"), std::string::npos);
}

TEST(Flame, MergesWhatIsTooSmallAndSaysHowMuch) {
  std::string folded = "main;big 100000\n";
  for (int i = 0; i < 30; ++i) folded += "main;small" + std::to_string(i) + ";below 100\n";
  const Picture picture = draw(read_folded(folded));
  EXPECT_EQ(picture.frames.size(), 2U);
  ASSERT_EQ(picture.slabs.size(), 1U);
  EXPECT_EQ(picture.slabs[0].title(), "30 smaller callees\n2.9% here, 3,000 samples");
  EXPECT_NEAR(picture.slabs[0].rect.width, 868 * 3.0 / 103, 1e-6);
  EXPECT_NE(picture.words.find("2 frames drawn, 30 merged."), std::string::npos) << picture.words;
}

TEST(Flame, ShortensFromThePackageSide) {
  const std::string name = "org/vertx/java/core/http/impl/DefaultHttpServer$ServerHandler:.doMessageReceived";
  const auto label = [&](int of_100) {
    return draw(
               read_folded("m;" + name + " " + std::to_string(of_100) + "\nm;x " + std::to_string(100 - of_100) + "\n"))
        .frame(name);
  };
  EXPECT_EQ(label(80).text(Anchor::start), name);
  EXPECT_EQ(label(80).text(Anchor::end), "80.0%");
  EXPECT_EQ(label(45).text(Anchor::start), "DefaultHttpServer$ServerHandler:.doMessageReceived");
  EXPECT_EQ(label(22).text(Anchor::start), "doMessageReceived");
  EXPECT_EQ(label(22).text(Anchor::end), "22.0%");
  EXPECT_EQ(label(15).text(Anchor::start), "doMessageReceived");
  EXPECT_EQ(label(15).text(Anchor::end), "") << "the figure goes before letters";
  EXPECT_EQ(label(10).text(Anchor::start), "doMe…ceived");
  EXPECT_EQ(label(6).texts.size(), 0U) << "a stump of the method's name tells nothing";
  EXPECT_EQ(label(2).texts.size(), 0U);
}

TEST(Flame, NoTextIsWiderThanItsFrame) {
  for (std::uint32_t seed = 1; seed <= 10; ++seed) {
    const test::RandomProgram program(seed, 60, 4000, true);
    Profile named;
    std::string folded;
    for (const auto& [stack, weight] : program.stacks()) {
      for (std::size_t i = 0; i < stack.size(); ++i) {
        folded += (i > 0 ? ";" : "") + std::string(1 + stack[i] % 37, static_cast<char>('a' + stack[i] % 26)) + "::w" +
                  std::to_string(stack[i]);
      }
      folded += " " + std::to_string(weight) + "\n";
    }
    Picture picture = draw(read_folded(folded));
    std::vector<Drawn> all = picture.frames;
    all.insert(all.end(), picture.slabs.begin(), picture.slabs.end());
    for (const Drawn& frame : all) {
      double used = 0;
      for (const TextItem& text : frame.texts) {
        EXPECT_GE(text.size, 11);
        used += text_width(text.text, text.size, text.bold);
        EXPECT_GE(text.anchor == Anchor::start ? text.x : text.x - text.width, frame.rect.x);
        EXPECT_LE(text.anchor == Anchor::start ? text.x + text.width : text.x, frame.rect.x + frame.rect.width);
      }
      EXPECT_LE(used, frame.rect.width);
    }
  }
}

TEST(Flame, NamesTheFramesOfARun) {
  const Picture picture = draw(read_folded(chain(50) + " 1\n"));
  ASSERT_EQ(picture.frames.size(), 1U);
  EXPECT_EQ(picture.frames[0].text(Anchor::start), "f0 › … 48 … › f49");
  const std::string title = picture.frames[0].title();
  EXPECT_NE(title.find("50 frames that pass on nearly everything:\nf0\nf1\nf2\n"), std::string::npos) << title;
  EXPECT_NE(title.find("\nf49"), std::string::npos);
  EXPECT_NE(picture.words.find("pass-through runs folded"), std::string::npos);
}

TEST(Flame, SaysWhatKindAFrameIs) {
  const Picture picture = draw(read_folded("java;sys_write_[k] 1\njava;run_[j] 1\n"));
  EXPECT_NE(picture.frame("sys_write").title().find("\nkernel"), std::string::npos);
  EXPECT_NE(picture.frame("run").title().find("\ncompiled at run time"), std::string::npos);
}

TEST(Flame, ChartsKeepPositions) {
  ViewOptions options;
  options.flame.chart = true;
  const Picture picture = draw(read_folded("m;b 100\nm;tiny 1\nm;tiny2 1\nm;a 500\nm;b 400\n", true), options);
  ASSERT_EQ(picture.frames.size(), 4U);
  EXPECT_EQ(picture.frames[1].name(), "b");
  EXPECT_EQ(picture.frames[2].name(), "a");
  EXPECT_EQ(picture.frames[3].name(), "b");
  EXPECT_NEAR(picture.frames[2].rect.x - picture.frames[0].rect.x, 868.0 * 102 / 1002, 1e-6);
}

// ---- Estimates -----------------------------------------------------------------------------------------------------

TEST(Flame, MarksEstimates) {
  const test::RandomProgram program(4, 30, 4000, true);
  const Picture picture = draw(program.profile());
  EXPECT_NE(picture.words.find("≈ Estimated. pstats keeps no call stacks"), std::string::npos);
  EXPECT_NE(picture.scene.title.find("estimated"), std::string::npos);
  int marked = 0;
  for (const Drawn& frame : picture.frames) {
    const bool hatched = frame.rect.hatch != Slot::none;
    EXPECT_EQ(hatched, frame.title().find("\nestimated") != std::string::npos);
    EXPECT_EQ(hatched, frame.title().find("\n≈") != std::string::npos);
    const std::string figure = frame.text(Anchor::end);
    EXPECT_TRUE(figure.empty() || figure.starts_with("≈") == hatched) << figure;
    marked += hatched ? 1 : 0;
  }
  EXPECT_GT(marked, 5);
  EXPECT_LT(marked, static_cast<int>(picture.frames.size()));
  const Picture stacks = draw(read_folded("a;b 1\n"));
  EXPECT_EQ(stacks.words.find("≈"), std::string::npos);
}

TEST(Flame, ExactOnlyLeavesTheRestUndivided) {
  const test::RandomProgram program(4, 30, 4000, true);
  ViewOptions options;
  options.flame.exact_only = true;
  const Picture picture = draw(program.profile(), options);
  for (const Drawn& frame : picture.frames) EXPECT_EQ(frame.rect.hatch, Slot::none);
  EXPECT_NE(picture.words.find("Only what it determines is shown"), std::string::npos);
  EXPECT_TRUE(std::any_of(picture.slabs.begin(), picture.slabs.end(),
                          [](const Drawn& slab) { return slab.name() == "time that the profile does not divide"; }));
}

TEST(Flame, BoxesWhatGoesBack) {
  Profile profile;
  profile.format = "pstats";
  profile.metric = Metric::time();
  profile.total = 101'000;
  Strings& strings = profile.frames.strings();
  for (const char* name : {"main", "fib"}) profile.frames.add(strings.intern("a.py"), 1, strings.intern(name));
  profile.data = Calls{{{1'000, 101'000, 1, 1}, {100'000, 100'000, 177, 1}},
                       {{0, 1, 1'000, 100'000, 1, 1}, {1, 1, 99'000, 99'000, 176, 2}}};
  const Picture picture = draw(profile);
  const Drawn& fib = picture.frame("fib (a.py:1)");
  ASSERT_EQ(picture.slabs.size(), 1U);
  const Drawn& note = picture.slabs[0];
  EXPECT_EQ(note.name(), "back into fib");
  EXPECT_EQ(note.rect.paint.dash, Dash::dashed);
  EXPECT_GE(note.rect.x, fib.rect.x);
  EXPECT_LE(note.rect.x + note.rect.width, fib.rect.x + fib.rect.width);
  EXPECT_LE(note.rect.y + note.rect.height, picture.scene.height - 30);
  EXPECT_NE(fib.title().find("self 99.0%"), std::string::npos) << fib.title();
  EXPECT_NE(fib.title().find("recursive"), std::string::npos);
}

// Turned round, the first frame of a stack is where the cost was spent, not where the stack ends.
TEST(Flame, ReversedSelfBelongsToTheLeaf) {
  Result<Profile> turned = filter(read_folded("main;a;work 60\nmain;b;work 40\n"), {.reverse = true});
  ASSERT_TRUE(turned);
  const Picture picture = draw(*turned);
  EXPECT_NE(picture.words.find("From leaf to root, callees above their callers"), std::string::npos) << picture.words;
  EXPECT_NE(picture.scene.description.find("Most self time: work 100%."), std::string::npos)
      << picture.scene.description;
  EXPECT_EQ(picture.words.find("self"), std::string::npos) << "no line of self time: " << picture.words;
}

// ---- Odd inputs ----------------------------------------------------------------------------------------------------

TEST(Flame, OfNothingSaysSo) {
  Profile pstats = read_folded("a 1\n");
  pstats.data = Calls{};
  pstats.total = 0;
  pstats.frames = Frames();
  const Picture picture = draw(pstats);
  EXPECT_EQ(picture.frames.size(), 0U);
  EXPECT_NE(picture.words.find("The profile has no functions"), std::string::npos);
  EXPECT_GT(picture.scene.height, 80);
}

TEST(Flame, OfFunctionsWithoutTimeSaysSo) {
  Profile profile;
  profile.metric = Metric::time();
  profile.frames.add(profile.frames.strings().intern("a.py"), 1, profile.frames.strings().intern("f"));
  profile.data = Calls{{{0, 0, 1, 1}}, {}};
  EXPECT_NE(draw(profile).words.find("no cost"), std::string::npos);
}

TEST(Flame, OnlySmallFramesAreOneSlab) {
  std::string folded;
  for (int i = 0; i < 3000; ++i) folded += "f" + std::to_string(i) + " 1\n";
  const Picture picture = draw(read_folded(folded));
  EXPECT_EQ(picture.frames.size(), 0U);
  ASSERT_EQ(picture.slabs.size(), 1U);
  EXPECT_EQ(picture.slabs[0].name(), "3,000 smaller frames");
  EXPECT_NEAR(picture.slabs[0].rect.width, 868, 1e-6);
  EXPECT_NE(picture.words.find("Flat profile"), std::string::npos);
}

TEST(Flame, DrawsAStackOfHundredThousandFrames) {
  const Picture picture = draw(read_folded(chain(100'000) + " 5\nother;b 3\n"));
  EXPECT_EQ(picture.frames.size(), 3U);
  EXPECT_EQ(picture.frames[0].text(Anchor::start), "f0 › … 99,998 … › f99999");
  EXPECT_LT(svg(picture.scene).size(), 40'000U);
}

TEST(Flame, HostileNamesStayText) {
  std::string folded;
  for (const std::string& name : hostile_names()) {
    std::string frame = name.substr(0, name.find('\0'));
    std::replace(frame.begin(), frame.end(), '\n', ' ');
    std::replace(frame.begin(), frame.end(), ';', ':');
    if (!frame.empty()) folded += "main;" + frame + " 7\n";
  }
  const std::string bytes = svg(draw(read_folded(folded)).scene);
  pugi::xml_document document;
  ASSERT_TRUE(document.load_string(bytes.c_str()));
  EXPECT_EQ(document.select_nodes("//*[local-name()='script']").size(), 1U);
  for (const auto& node : document.select_nodes("//@*[starts-with(name(), 'on')]"))
    ADD_FAILURE() << node.attribute().name();
}

// 400 frames with names of 4,000 characters would be megabytes of tooltips.
TEST(Flame, StaysBelowOneMegabyteAndSaysSo) {
  std::string folded;
  for (int i = 0; i < 420; ++i) folded += "main;" + std::to_string(i) + std::string(4000, 'x') + ";leaf 1\n";
  const Picture picture = draw(read_folded(folded));
  EXPECT_LE(svg(picture.scene).size(), 1'000'000U);
  EXPECT_NE(picture.words.find("Frames below 4 px are merged to keep the file below 1 MB"), std::string::npos);
  ASSERT_EQ(picture.stats.warnings.list().size(), 1U);
  EXPECT_EQ(picture.stats.warnings.list()[0].kind, "coarse-picture");
}

TEST(Flame, FitsOtherWidths) {
  for (const double width : {480.0, 2400.0}) {
    ViewOptions options;
    options.picture.width = width;
    const Picture picture = draw(read_folded("main;a 60\nmain;b 40\n"), options);
    EXPECT_EQ(picture.scene.width, width);
    EXPECT_NEAR(picture.frame("main").rect.width, width - 2 * margin_px, 1e-6);
  }
}

}  // namespace
}  // namespace p2g

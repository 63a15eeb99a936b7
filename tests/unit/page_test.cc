#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "renderers/page/footer.h"
#include "renderers/page/function_key.h"
#include "renderers/page/profile_header.h"
#include "renderers/page/scene_text.h"
#include "renderers/page/self_strip.h"
#include "renderers/page/text_width.h"

namespace p2g {
namespace {

std::vector<std::string> texts(const Scene& scene) {
  std::vector<std::string> all;
  for (const Item& item : scene.items) {
    if (const auto* text = std::get_if<TextItem>(&item)) all.push_back(text->text);
  }
  return all;
}

bool has_text(const Scene& scene, std::string_view wanted) {
  const auto all = texts(scene);
  return std::find(all.begin(), all.end(), wanted) != all.end();
}

// No text leaves the page, none lies over another.
void expect_tidy(const Scene& scene) {
  struct Box {
    double left, right, y;
    std::string text;
  };
  std::vector<Box> boxes;
  for (const Item& item : scene.items) {
    const auto* text = std::get_if<TextItem>(&item);
    if (text == nullptr) continue;
    const double shift = text->anchor == Anchor::start ? 0 : text->width * (text->anchor == Anchor::end ? 1 : 0.5);
    const Box box{text->x - shift, text->x - shift + text->width, text->y, text->text};
    EXPECT_GE(box.left, 0) << box.text;
    EXPECT_LE(box.right, scene.width) << box.text;
    EXPECT_GE(text->size, 11) << box.text;
    for (const Box& other : boxes) {
      const bool apart = box.left >= other.right || box.right <= other.left || std::abs(box.y - other.y) >= 10;
      EXPECT_TRUE(apart) << box.text << " over " << other.text;
    }
    boxes.push_back(box);
  }
}

struct Strip {
  Frames frames;
  std::vector<SelfCost> costs;
  void add(std::string_view name, Weight self, Weight cumulative) {
    const auto file = frames.strings().intern("a.py");
    const auto line = static_cast<std::int32_t>(costs.size() + 1);
    costs.push_back({frames.add(file, line, frames.strings().intern(name)), self, cumulative});
  }
  Scene draw(Weight total, double* y = nullptr) const {
    Scene scene;
    const auto theme = load_theme("heat");
    const double below = draw_self_strip(scene, 66, frames, Metric::time(3), total, costs, *theme, "caption");
    if (y != nullptr) *y = below;
    return scene;
  }
};

std::vector<RectItem> rects(const Scene& scene) {
  std::vector<RectItem> all;
  for (const Item& item : scene.items) {
    if (const auto* rect = std::get_if<RectItem>(&item)) all.push_back(*rect);
  }
  return all;
}

TEST(SelfStrip, SegmentsFillTheWidth) {
  Strip strip;
  for (int i = 0; i < 40; ++i) strip.add("f" + std::to_string(i), 100 - i * 2, 200 - i);
  Weight total = 0;
  for (const SelfCost& cost : strip.costs) total += cost.self;
  const auto all = rects(strip.draw(total));
  double x = margin_px;
  for (const RectItem& rect : all) {
    EXPECT_NEAR(rect.x, x, 1e-6);
    x += rect.width;
  }
  EXPECT_NEAR(x, 900 - margin_px, 1e-6);
  for (std::size_t i = 0; i + 1 < all.size(); ++i) EXPECT_GE(all[i].width, 8);
}

TEST(SelfStrip, IsLargestFirstAndNamesTheRest) {
  Strip strip;
  strip.add("small", 1, 5);
  strip.add("alpha", 300, 1000);
  strip.add("beta", 300, 300);
  strip.add("gamma", 399, 399);
  double y = 0;
  const Scene scene = strip.draw(1000, &y);
  EXPECT_EQ(texts(scene), (std::vector<std::string>{"gamma", "39.9%", "alpha", "30.0%", "beta", "30.0%", "caption"}));
  EXPECT_EQ(rects(scene)[1].paint.fill, Slot::step7);  // alpha's cumulative share is 100 %
  EXPECT_GT(y, 66 + 30);
  const auto* group = std::get_if<GroupBegin>(&scene.items[0]);
  ASSERT_NE(group, nullptr);
  EXPECT_EQ(group->title, "gamma (a.py:4)\nself 39.9% (399 ms), cumulative 39.9% (399 ms)");
  EXPECT_EQ(group->attributes[0].second, element_id("gamma (a.py:4)"));
}

TEST(SelfStrip, SaysWhenTheProfileIsFlat) {
  Strip strip;
  for (int i = 0; i < 1000; ++i) strip.add("f" + std::to_string(i), i == 7 ? 2 : 1, 1);
  const Scene scene = strip.draw(1001);
  EXPECT_EQ(texts(scene)[0], "Flat profile: no function holds 3% of the self time; the largest, f7, has 0.2%.");
  EXPECT_TRUE(rects(scene).empty());
}

TEST(SelfStrip, BearsNegativeAndMissingCosts) {
  Strip strip;
  strip.add("gain", -500, 10);
  strip.add("cost", 1500, 1500);
  const auto all = rects(strip.draw(1000));
  ASSERT_EQ(all.size(), 1U);
  EXPECT_NEAR(all[0].width, 868, 1e-6);
  double y = 0;
  EXPECT_TRUE(strip.draw(0, &y).items.empty());
  EXPECT_EQ(y, 66);
  EXPECT_TRUE(Strip().draw(1000).items.empty());
}

TEST(Header, KeepsItsPartsApartAtEveryWidth) {
  const auto theme = load_theme("heat");
  for (const double width : {480.0, 600.0, 700.0, 900.0, 2400.0}) {
    Scene scene;
    scene.width = width;
    const double y = draw_header(scene,
                                 {.name = "a_rather_long_name_of_a_profile_that_a_ci_job_gave_it_2026_attempt_3.prof",
                                  .total = "2.52 s total",
                                  .counts = "27 functions drawn, 15 listed in their callers, 1,371 hidden (drawn ones "
                                            "≥ 1.6% cumulative). 3 separate parts, 0.4%, not drawn."},
                                 *theme);
    expect_tidy(scene);
    for (const Item& item : scene.items) {
      if (const auto* text = std::get_if<TextItem>(&item)) {
        EXPECT_LT(text->y, y);
      }
    }
    EXPECT_TRUE(has_text(scene, "2.52 s total"));
    EXPECT_TRUE(has_text(scene, "10–20"));
    EXPECT_TRUE(has_text(scene, "≥70%"));
  }
}

TEST(Header, IsOneRowForOneSentence) {
  Scene scene;
  const auto theme = load_theme("heat");
  EXPECT_EQ(draw_header(scene, {"real.prof", "2.52 s total", "1,413 functions.", "cumulative"}, *theme), 66);
  EXPECT_TRUE(has_text(scene, "real.prof"));
}

TEST(Header, TitlesComeFromTheFirstFile) {
  EXPECT_EQ(profile_title({"a/b/real.prof"}, ""), "real.prof");
  EXPECT_EQ(profile_title({"a/b/real.prof", "c", "d"}, ""), "real.prof + 2 more");
  EXPECT_EQ(profile_title({"-"}, ""), "stdin");
  EXPECT_EQ(profile_title({"x"}, "given"), "given");
  EXPECT_EQ(profile_title({"dir/"}, ""), "dir/");
}

TEST(Footer, WrapsAndGrows) {
  const std::vector<KeyEntry> entries = {
      {Mark::none, "Width: share of this stack. Colour: the function’s share of the whole run, all stacks together."},
      {Mark::bar, "self, cumulative, whole run"},
      {Mark::hot_edge, "heaviest chain"},
      {Mark::estimated, "estimated"},
      {Mark::back_box, "time that goes back into a function above"}};
  for (const double width : {480.0, 900.0}) {
    Scene scene;
    scene.width = width;
    const double y = draw_footer(scene, 100, entries);
    expect_tidy(scene);
    EXPECT_GT(y, 130);
  }
}

TEST(Text, WrapsAtSpaces) {
  Scene scene;
  EXPECT_EQ(add_wrapped_text(scene, 0, 10, "one two three", text_width("one two ", 11, false), Slot::muted), 38);
  EXPECT_EQ(texts(scene), (std::vector<std::string>{"one two", "three"}));
  Scene narrow;
  add_wrapped_text(narrow, 0, 10, "unbreakable", 30, Slot::muted);
  EXPECT_EQ(texts(narrow).size(), 1U);
  EXPECT_LE(std::get<TextItem>(narrow.items[0]).width, 30);
}

TEST(Ids, AreTheHashOfTheKey) {
  EXPECT_EQ(element_id(""), "f811c9dc5");
  EXPECT_EQ(element_id("a"), "fe40c292c");  // FNV-1a's published test value
  ElementIds ids;
  EXPECT_EQ(ids.add("a"), "fe40c292c");
  EXPECT_EQ(ids.add("a"), "fe40c292c-2");
  EXPECT_EQ(function_key({.name = "f", .file = "a.py", .line = 3, .has_file = true, .has_line = true}), "f (a.py:3)");
  EXPECT_EQ(function_key({.name = "f"}), "f");
}

}  // namespace
}  // namespace p2g

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <pugixml.hpp>
#include <set>
#include <sstream>
#include <utility>

#include "src/base/embedded.h"
#include "src/base/text.h"
#include "tests/support/test_scene.h"

namespace p2g {
namespace {

std::string svg(const Scene& scene, const PictureOptions& options = {}, const std::string& theme_name = "heat") {
  ViewOptions view_options;
  view_options.picture = options;
  const auto theme = load_theme(theme_name);
  const auto format = find_format("svg");
  EXPECT_TRUE(theme && format);
  std::string out;
  Sink sink = Sink::to_string(out);
  Warnings warnings;
  EXPECT_TRUE((*format)->write(Document(scene, view_options, *theme), sink, warnings));
  EXPECT_TRUE(sink.commit());
  return out;
}

PictureOptions plain() {
  PictureOptions options;
  options.script = false;
  options.scheme = Scheme::light;
  return options;
}

pugi::xml_document parse(const std::string& text) {
  pugi::xml_document document;
  const auto result = document.load_string(text.c_str());
  EXPECT_TRUE(result) << result.description() << " at " << text.substr(static_cast<std::size_t>(result.offset), 60);
  return document;
}

std::size_t count(const std::string& text, std::string_view what) {
  std::size_t n = 0;
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + what.size())) ++n;
  return n;
}

// The id of the picture, which stands in its root.
std::string id_of(const std::string& picture) { return parse(picture).child("svg").attribute("id").value(); }

// A picture with PICTURE in place of its id.
std::string without_id(std::string picture) {
  const std::string id = id_of(picture);
  for (auto at = picture.find(id); at != std::string::npos; at = picture.find(id, at)) {
    picture.replace(at, id.size(), "PICTURE");
  }
  return picture;
}

TEST(Svg, PrintsWhatTheSceneSays) {
  Scene scene;
  scene.view = "callgraph";
  scene.width = 300;
  scene.height = 50.26;
  scene.title = "Call graph of a<b";
  scene.description = "One box.";
  scene.comments = {"layout: dot -- 2.43 -"};
  scene.items.emplace_back(GroupBegin{.role = "n", .id = "f1", .title = "work (a.py:1)", .attributes = {{"i", "f2"}}});
  RectItem rect{.x = 10, .y = 0.25, .width = 100, .height = 20, .radius = 4};
  rect.paint = {.fill = Slot::step6, .stroke = Slot::ink, .stroke_width = 1.8F, .stroke_opacity = 0.3F};
  scene.items.emplace_back(rect);
  add_text(scene, 15, 14, "work", 12, true, Anchor::start, Slot::ink6);
  add_text(scene, 100, 14, "1×");
  scene.items.emplace_back(GroupEnd{});
  PathItem edge;
  edge.role = "e";
  edge.paint = {.stroke = Slot::edge, .stroke_width = 2.5F};
  edge.move(10, 10);
  edge.cubic(10.5, 20, 9.5, 30, 10, 40.04);
  edge.line(0, 40.5);
  edge.close();
  scene.items.emplace_back(edge);
  EXPECT_EQ(
      without_id(svg(scene, plain())),
      "<svg xmlns=\"http://www.w3.org/2000/svg\" id=\"PICTURE\" width=\"300\" height=\"50.3\" "
      "viewBox=\"0 0 300 50.3\" role=\"img\" aria-labelledby=\"PICTURE-t PICTURE-d\" data-view=\"callgraph\">\n"
      "<title id=\"PICTURE-t\">Call graph of a&lt;b</title>\n"
      "<desc id=\"PICTURE-d\">One box.</desc>\n"
      "<!-- layout: dot - - 2.43 - -->\n"
      "<style>#PICTURE text{font:11px Helvetica,Arial,'Liberation Sans','Nimbus Sans',sans-serif}"
      "#PICTURE .b{font-weight:700}#PICTURE .z120{font-size:12px}#PICTURE .u30{stroke-opacity:.3}"
      "#PICTURE .w18{stroke-width:1.8}#PICTURE text{fill:#1b1f24}#PICTURE .sK{fill:none;stroke:#1b1f24}"
      "#PICTURE .sE{fill:none;stroke:#818b98}#PICTURE .P{fill:#ffffff}#PICTURE .h6{fill:#ca3328}"
      "#PICTURE .i6{fill:#ffffff}</style>\n"
      "<rect class=\"P\" x=\"0\" y=\"0\" width=\"300\" height=\"50.3\"/>\n\n"
      "<g class=\"n\" data-id=\"f1\" data-i=\"f2\"><title>work (a.py:1)</title>"
      "<rect class=\"h6 sK u30 w18\" x=\"10\" y=\".3\" width=\"100\" height=\"20\" rx=\"4\"/>"
      "<text class=\"z120 b i6\" x=\"15\" y=\"14\" textLength=\"28\" lengthAdjust=\"spacingAndGlyphs\">work</text>"
      "<text x=\"100\" y=\"14\">1×</text></g>"
      "<path class=\"e sE\" stroke-width=\"2.5\" d=\"M10 10c.5 10-.5 20 0 30l-10 .5z\"/>\n"
      "</svg>\n");
}

TEST(Svg, HostileNamesStayText) {
  const Scene scene = scene_with(hostile_names());
  const std::string out = svg(scene);
  const auto document = parse(out);
  const pugi::xml_node root = document.child("svg");
  // One script, ours, and last.
  EXPECT_EQ(count(out, "<script"), 1U);
  EXPECT_EQ(count(out, "</script>"), 1U);
  EXPECT_EQ(count(out, "]]>"), 1U);
  EXPECT_STREQ(root.last_child().name(), "script");
  EXPECT_EQ(count(out, "<style"), 1U);
  EXPECT_EQ(count(out, "<image"), 0U);
  EXPECT_EQ(count(out, "onload=alert"), count(out, "&gt;&lt;svg onload=alert") + count(out, "<svg onload=alert"));
  EXPECT_EQ(count(out, "<svg"), 1U);

  std::size_t i = 0;
  for (const auto& found : document.select_nodes("//g[@class='f']")) {
    const pugi::xml_node group = found.node();
    pugi::xml_document wanted;
    ASSERT_TRUE(wanted.load_string(("<t>" + visible(hostile_names()[i]) + "</t>").c_str(), pugi::parse_full));
    const std::string name = wanted.child("t").text().get();
    EXPECT_EQ(group.child("title").text().get(), name);
    EXPECT_EQ(group.child("text").text().get(), name);
    EXPECT_EQ(group.attribute("data-n").value(), name);
    EXPECT_EQ(name.find('\0'), std::string::npos);
    ++i;
  }
  EXPECT_EQ(i, hostile_names().size());
}

TEST(Svg, HoldsNoForbiddenCharacter) {
  const std::string out = svg(scene_with(hostile_names()));
  EXPECT_TRUE(is_valid_utf8(out));
  for (std::size_t pos = 0; pos < out.size();) {
    const char32_t c = decode_utf8(out, pos);
    EXPECT_TRUE(c == '\n' || c >= 0x20) << static_cast<std::uint32_t>(c);
    EXPECT_FALSE((c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) || c == 0xfffe || c == 0xffff);
  }
}

TEST(Svg, RefersToNothingOutside) {
  Scene scene = scene_with({"f", "g"});
  for (const char* view : {"flame", "callgraph"}) {
    scene.view = view;
    const std::string out = svg(scene);
    // The two namespaces: of the picture, and of the search box that the script makes.
    EXPECT_EQ(count(out, "http"), 2U);
    EXPECT_EQ(count(out, "http://www.w3.org/2000/svg") + count(out, "http://www.w3.org/1999/xhtml"), 2U);
    for (const char* forbidden : {"href", "@import", "data:", "<image", "@font-face", "fetch(", "XMLHttpRequest",
                                  "innerHTML", "eval(", "Function(", "Storage", "--"}) {
      EXPECT_EQ(count(out, forbidden),
                std::string_view(forbidden) == "--" ? count(out, "<!--") + count(out, "-->") + count(out, "n--") : 0U)
          << forbidden;
    }
    EXPECT_EQ(count(out, "url("), count(out, "url(#"));
  }
}

TEST(Svg, EveryClassHasARule) {
  const std::string out = svg(scene_with(hostile_names()), plain());
  const auto document = parse(out);
  const std::string css = document.child("svg").child("style").text().get();
  const std::set<std::string> roles = {"g", "f", "e", "a"};
  for (const auto& found : document.select_nodes("//*[@class]")) {
    std::istringstream classes(found.node().attribute("class").value());
    for (std::string name; classes >> name;) {
      if (roles.count(name) == 0) {
        EXPECT_NE(css.find("." + name + "{"), std::string::npos) << name;
      }
    }
  }
}

TEST(Svg, LongTextsCarryTheirLength) {
  const auto document = parse(svg(scene_with({"abc", "abcd", "日本語", "日本語の"}), plain()));
  const char* const lengths[] = {"", "24.9", "", "46"};
  std::size_t i = 0;
  for (const auto& found : document.select_nodes("//g[@class='f']/text[1]")) {
    EXPECT_STREQ(found.node().attribute("textLength").value(), lengths[i]) << i;
    EXPECT_STREQ(found.node().attribute("lengthAdjust").value(), *lengths[i] != 0 ? "spacingAndGlyphs" : "");
    ++i;
  }
  EXPECT_EQ(i, 4U);
}

TEST(Svg, SameSceneSameBytes) { EXPECT_EQ(svg(scene_with(hostile_names())), svg(scene_with(hostile_names()))); }

TEST(Svg, EveryIdAndEveryRuleIsItsOwn) {
  const std::string out = svg(scene_with(hostile_names()));
  const std::string id = id_of(out);
  ASSERT_EQ(id.size(), 9U);
  EXPECT_EQ(id.find_first_not_of("0123456789abcdef", 1), std::string::npos);
  const auto document = parse(out);
  for (const auto& found : document.select_nodes("//*[@id]")) {
    const std::string_view each = found.node().attribute("id").value();
    EXPECT_TRUE(each == id || each.starts_with(id + "-")) << each;
  }
  // What comes before a "{" are selectors or a media query, which hold no brace.
  std::string css = document.child("svg").child("style").text().get();
  std::size_t selectors = 0;
  for (std::size_t begin = 0, end = 0; (end = css.find_first_of("{}", begin)) != std::string::npos; begin = end + 1) {
    std::istringstream each(css[end] == '{' && css[begin] != '@' ? css.substr(begin, end - begin) : "");
    for (std::string selector; std::getline(each, selector, ','); ++selectors) {
      EXPECT_TRUE(selector.starts_with("#" + id + " ") || selector.starts_with("#" + id + ".")) << selector;
    }
  }
  EXPECT_GT(selectors, 60U);
}

TEST(Svg, TwoPicturesHaveTwoIds) {
  const Scene scene = scene_with({"f", "g"});
  std::set<std::string> ids = {id_of(svg(scene)), id_of(svg(scene, plain())), id_of(svg(scene, {}, "midnight"))};
  const auto changed = [&](const auto& change) {
    Scene other = scene;
    change(other);
    ids.insert(id_of(svg(other)));
  };
  changed([](Scene& other) { other.view = "callgraph"; });
  changed([](Scene& other) { other.title += "f"; });
  changed([](Scene& other) { other.title.swap(other.description); });
  // Parts are not their sum.
  changed([](Scene& other) { other.title += std::exchange(other.description, ""); });
  changed([](Scene& other) { std::get<RectItem>(other.items[2]).y += 0.1; });
  changed([](Scene& other) { std::get<RectItem>(other.items[2]).width -= 0.1; });
  changed([](Scene& other) { std::swap(other.items[2], other.items[7]); });
  EXPECT_EQ(ids.size(), 10U);
  PictureOptions still;
  still.script = false;
  EXPECT_EQ(id_of(svg(scene, still)), id_of(svg(scene)));
}

TEST(Svg, AutomaticIsLightWithAMediaQuery) {
  const std::string out = svg(scene_with({"f"}));
  const auto media = out.find("@media screen and (prefers-color-scheme:dark){");
  ASSERT_NE(media, std::string::npos);
  EXPECT_LT(out.find(".h5{fill:#f5853e}"), media);
  EXPECT_GT(out.find(".h5{fill:#e57c20}"), media);
  // The ink on a fill follows the fill.
  EXPECT_GT(out.find(".i5{fill:#0b0d10}"), media);
  EXPECT_EQ(count(out, "prefers-color-scheme"), 1U);
}

TEST(Svg, FixedSchemesHaveNoMediaQuery) {
  PictureOptions options;
  options.scheme = Scheme::light;
  const std::string light = svg(scene_with({"f"}), options);
  EXPECT_EQ(count(light, "prefers-color-scheme"), 0U);
  EXPECT_EQ(count(light, "#e57c20"), 0U);
  options.scheme = Scheme::dark;
  const std::string dark = svg(scene_with({"f"}), options);
  EXPECT_EQ(count(dark, "prefers-color-scheme"), 0U);
  EXPECT_NE(dark.find(".P{fill:#0d1117}"), std::string::npos);
  EXPECT_EQ(count(dark, "#f5853e"), 0U);
}

TEST(Svg, ADarkFirstThemeStillPrintsLight) {
  const std::string out = svg(scene_with({"f"}), {}, "midnight");
  const auto media = out.find("@media print,screen and (prefers-color-scheme:light){");
  ASSERT_NE(media, std::string::npos);
  EXPECT_LT(out.find(".P{fill:#0b0e17}"), media);
  EXPECT_GT(out.find(".P{fill:#ffffff}"), media);
}

TEST(Svg, AThemeForPaperNeedsNoMediaQuery) {
  EXPECT_EQ(count(svg(scene_with({"f"}), {}, "print"), "prefers-color-scheme"), 0U);
}

TEST(Svg, BackgroundNoneLeavesThePageOut) {
  PictureOptions options = plain();
  EXPECT_EQ(count(svg(scene_with({"f"}), options), "class=\"P\""), 1U);
  options.background = false;
  EXPECT_EQ(count(svg(scene_with({"f"}), options), "class=\"P\""), 0U);
}

TEST(Svg, HatchesAreDefinedOnlyWhenUsed) {
  Scene scene = scene_with({"f"});
  const std::string hatched = svg(scene, plain());
  const std::string id = id_of(hatched) + "-xi5";
  EXPECT_EQ(count(hatched, "<pattern id=\"" + id + "\""), 1U);
  EXPECT_EQ(count(hatched, "fill=\"url(#" + id + ")\""), 1U);
  for (Item& item : scene.items) {
    if (auto* rect = std::get_if<RectItem>(&item)) rect->hatch = Slot::none;
  }
  EXPECT_EQ(count(svg(scene, plain()), "<defs"), 0U);
}

TEST(Svg, WhatMeetsInTheSceneMeetsInTheFile) {
  Scene scene;
  double x = 16;
  for (int i = 0; i < 300; ++i) {
    const double width = 2.03 + i * 0.0137;
    RectItem rect{.x = x, .y = 0, .width = width, .height = 10};
    rect.paint.fill = Slot::step1;
    scene.items.emplace_back(rect);
    x += width;
  }
  double right = 16;
  const auto document = parse(svg(scene, plain()));
  for (const auto& found : document.select_nodes("//rect[@class='h1']")) {
    EXPECT_NEAR(found.node().attribute("x").as_double(), right, 1e-9);
    right = found.node().attribute("x").as_double() + found.node().attribute("width").as_double();
  }
  EXPECT_NEAR(right, x, 0.05001);
}

TEST(Svg, RelativePathsDoNotDrift) {
  Scene scene;
  PathItem path;
  path.paint.stroke = Slot::edge;
  path.move(0, 0);
  double x = 0;
  for (int i = 0; i < 1000; ++i) path.line(x += 0.04, 3.333 * (i % 7));
  scene.items.emplace_back(path);
  const auto document = parse(svg(scene, plain()));
  std::string d = document.select_node("//path").node().attribute("d").value();
  for (char& c : d) {
    if (c == 'M' || c == 'l') c = ' ';
  }
  // "1-.5" and "1 .5" are two numbers each.
  std::string spaced;
  for (const char c : d) spaced += c == '-' ? std::string(" -") : std::string(1, c);
  std::istringstream numbers(spaced);
  double sum_x = 0;
  double sum_y = 0;
  for (double dx = 0, dy = 0; numbers >> dx >> dy;) sum_x += dx, sum_y += dy;
  EXPECT_NEAR(sum_x, 40, 0.05001);
  EXPECT_NEAR(sum_y, 3.333 * (999 % 7), 0.05001);
}

TEST(Svg, NumbersThatAreNoneDoNotReachTheFile) {
  Scene scene;
  RectItem rect{.x = NAN, .y = INFINITY, .width = -5, .height = 1e300};
  rect.paint.fill = Slot::step1;
  scene.items.emplace_back(rect);
  const std::string out = svg(scene, plain());
  EXPECT_NE(out.find("x=\"0\" y=\"0\" width=\"0\""), std::string::npos);
  EXPECT_EQ(count(out, "nan") + count(out, "inf") + count(out, "e+"), 0U);
}

// Room that the next feature may take, below the 10,240 bytes that a picture may spend on its script.
TEST(Script, IsSmallAndWithoutComments) {
  std::size_t scripts = 0;
  for (const EmbeddedFile& file : embedded_files()) {
    // Those of pages are no picture's.
    if (!file.name.ends_with(".js") || file.name.starts_with("index") || file.name.starts_with("report")) continue;
    ++scripts;
    EXPECT_LE(file.bytes.size(), 10240U - 1500U) << file.name;
    EXPECT_GT(file.bytes.size(), 5000U) << file.name;
    EXPECT_EQ(file.bytes.find("]]>"), std::string_view::npos) << file.name;
    EXPECT_EQ(file.bytes.find("\n//"), std::string_view::npos) << file.name;
  }
  EXPECT_EQ(scripts, 2U);
}

TEST(Script, IsThatOfTheView) {
  Scene scene = scene_with({"f"});
  std::set<std::string> scripts;
  for (const char* view : {"flame", "callgraph"}) {
    scene.view = view;
    const std::string out = svg(scene);
    EXPECT_EQ(count(out, "<script>"), 1U) << view;
    scripts.insert(out.substr(out.find("<script>")));
  }
  EXPECT_EQ(scripts.size(), 2U);
  // Only a whole name is one.
  for (const char* view : {"", "fla", "flame.min", "table"}) {
    scene.view = view;
    EXPECT_EQ(count(svg(scene), "<script"), 0U) << view;
  }
}

TEST(Script, IsLeftOutOnDemand) {
  const std::string out = svg(scene_with({"f"}), plain());
  EXPECT_EQ(count(out, "script"), 0U);
  EXPECT_EQ(count(out, ".tip"), 0U);
  EXPECT_GT(count(svg(scene_with({"f"})), ".tip"), 0U);
}

TEST(Script, ItsColoursAreTheThemes) {
  const std::string out = svg(scene_with({"f"}));
  EXPECT_NE(out.find(".dim .ci .e{stroke:#0969da}"), std::string::npos);
  EXPECT_NE(out.find(".dim .ci .e{stroke:#58a6ff}"), std::string::npos);
  EXPECT_EQ(count(out, "var(") + count(out, "#picture"), 0U);
}

}  // namespace
}  // namespace p2g

// A scene with one of everything, and names that attack whoever prints them.
#pragma once

#include <string>
#include <vector>

#include "renderers/document.h"
#include "renderers/page/footer.h"
#include "renderers/page/scene_text.h"
#include "renderers/page/text_width.h"
#include "renderers/theme.h"
#include "src/base/text.h"

namespace p2g {

inline const std::vector<std::string>& hostile_names() {
  static const std::vector<std::string> names = {
      "</text><script>alert(1)</script>",
      "]]></script><script>alert(2)//",
      "\"><svg onload=alert(3)>",
      "'/><image href='http://example.com/x.png'/>",
      "&amp;&lt;&#x3c;&nosuch;",
      std::string("nul\0nul", 7),
      "esc\x1b[31m del\x7f c1\xc2\x9b",
      "\xe2\x80\xae rtl \xe2\x81\xa6 isolate",
      "bad\xff\xc0\x80\xed\xa0\x80utf8",
      "\xef\xbf\xbe\xef\xbf\xbf",
      "-->--!><!-- --",
      "tab\tnewline\nreturn\r",
      "{}</style><style>*{fill:url(http://example.com)}",
      std::string(4000, 'N'),
  };
  return names;
}

// What a reader of the picture sees of a hostile name.
inline std::string visible(std::string_view name) {
  std::string escaped;
  append_xml(escaped, name);
  return escaped;
}

inline Scene scene_with(const std::vector<std::string>& names) {
  Scene scene;
  scene.view = "flame";
  scene.height = 400;
  scene.title = names.front();
  scene.description = names.back();
  scene.comments = names;
  scene.items.emplace_back(GroupBegin{.role = "g"});
  double y = 20;
  for (const std::string& name : names) {
    scene.items.emplace_back(GroupBegin{.role = "f", .id = name, .title = name, .attributes = {{"n", name}}});
    RectItem rect{.x = 16, .y = y, .width = 600.04, .height = 22};
    rect.paint = {.fill = Slot::step5, .stroke = Slot::page, .stroke_width = 0.8F};
    rect.hatch = Slot::ink5;
    scene.items.emplace_back(rect);
    add_text(scene, 20.5, y + 15, name, 11.5F, false, Anchor::start, Slot::ink5);
    add_text(scene, 600, y + 15, "9.9%", 11, true, Anchor::end, Slot::ink5);
    scene.items.emplace_back(GroupEnd{});
    y += 22;
  }
  scene.items.emplace_back(GroupEnd{});
  PathItem edge;
  edge.role = "e";
  edge.paint = {.stroke = Slot::hot, .stroke_width = 2.34F, .stroke_opacity = 0.3F, .dash = Dash::dotted};
  edge.move(10.04, 10.04);
  edge.cubic(20.03, 30.02, 40.01, 50, 60.06, 70.07);
  edge.line(10.04, 10.04);
  edge.close();
  edge.move(1, 1);
  edge.line(2, 0.5);
  scene.items.emplace_back(edge);
  draw_footer(scene, 380, {{Mark::bar, "bar"}, {Mark::back_box, "back"}, {Mark::loop, "loop"}});
  return scene;
}

}  // namespace p2g

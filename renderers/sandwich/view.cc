// The sandwich: one function, who calls it and what it calls, with what each brings and costs. The rows that touch the
// function are the file's own figures; a step further they are shared out where the file has no stacks, and say so.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "renderers/page/footer.h"
#include "renderers/page/function_key.h"
#include "renderers/page/profile_header.h"
#include "renderers/page/sandwich_words.h"
#include "renderers/page/scene_text.h"
#include "renderers/page/selection_words.h"
#include "renderers/page/text_width.h"
#include "renderers/renderer.h"
#include "renderers/sandwich/rows.h"
#include "renderers/sandwich/tables.h"
#include "src/base/text.h"
#include "src/model/name_forms.h"
#include "src/model/names.h"

namespace p2g {
namespace {

constexpr double far_px = 24;
constexpr double near_px = 33;
constexpr double middle_px = 44;
constexpr double least_px = 3;
constexpr double padding_px = 5.5;
constexpr float ring_px = 2.4F;

Paint paint_of(const SandwichBox& box, int step) {
  switch (box.kind) {
    case SandwichBox::Kind::own:
      return {.fill = Slot::ink, .stroke = Slot::ink, .stroke_width = 0.8F};
    case SandwichBox::Kind::more:
      return {.fill = Slot::panel, .stroke = Slot::rule};
    case SandwichBox::Kind::unknown:
      return {.stroke = Slot::rule, .dash = Dash::dashed};
    default:
      return {.fill = step_slot(step), .stroke = Slot::ink, .stroke_width = 0.8F, .stroke_opacity = 0.3F};
  }
}

Slot ink_of(const SandwichBox& box, int step) {
  if (box.kind == SandwichBox::Kind::own) return Slot::page;
  return box.kind == SandwichBox::Kind::function ? ink_slot(step) : Slot::muted;
}

// The longest form that fits, else the shortest one cut; a letter or two say nothing.
std::string fitting_name(const std::string& name, double room, bool bold) {
  if (text_width(name, text_px, bold) <= room) return name;
  std::string shortest = name;
  for (std::string& form : shorter_forms(name)) {
    if (text_width(form, text_px, bold) <= room) return std::move(form);
    shortest = std::move(form);
  }
  return room < 36 ? std::string() : fit_text(shortest, room, text_px, bold, 0.5);
}

// Name and figure: below each other where the box is high enough, else beside each other.
void draw_words(Scene& scene, const SandwichBox& box, double x, double y, double height, Slot ink) {
  const double room = box.width - 2 * padding_px;
  const bool bold = box.kind == SandwichBox::Kind::function || box.kind == SandwichBox::Kind::own;
  const double figure = box.figure.empty() ? 0 : text_width(box.figure, text_px, false);
  const bool stacked = height >= near_px;
  const bool beside = !stacked && figure > 0 && room - figure - 6 >= 40;
  const std::string name = fitting_name(box.name, beside ? room - figure - 6 : room, bold);
  const double baseline = y + (stacked ? 14 : height / 2 + 4);
  if (!name.empty()) add_text(scene, x + padding_px, baseline, name, text_px, bold, Anchor::start, ink);
  if (stacked && figure > 0 && figure <= room)
    add_text(scene, x + padding_px, y + 27, box.figure, text_px, false, Anchor::start, ink);
  if (beside) add_text(scene, x + box.width - padding_px, baseline, box.figure, text_px, false, Anchor::end, ink);
}

void draw_boxes(Scene& scene, double y, double height, const std::vector<SandwichBox>& boxes, const Theme& theme) {
  for (const SandwichBox& box : boxes) {
    const int step = theme.step(box.part);
    const double x = margin_px + box.x;
    scene.items.emplace_back(GroupBegin{.role = "b", .title = box.title});
    RectItem rect{.x = x, .y = y, .width = box.width, .height = height};
    rect.paint = paint_of(box, step);
    if (box.estimated) rect.hatch = ink_slot(step);
    scene.items.emplace_back(rect);
    draw_words(scene, box, x, y, height, ink_of(box, step));
    scene.items.emplace_back(GroupEnd{});
  }
}

void draw_middle(Scene& scene, double y, const Sandwich& sandwich, const Theme& theme) {
  const Function& function = sandwich.function;
  const FrameParts parts = sandwich.frames->parts(function.frame);
  const int step = theme.step(1);
  const double width = content_width(scene);
  scene.items.emplace_back(GroupBegin{
      .role = "b", .title = shorten_middle(function_key(parts), key_limit_bytes) + "\n" + sandwich_summary(sandwich)});
  RectItem rect{.x = margin_px, .y = y, .width = width, .height = middle_px, .radius = 2};
  rect.paint = {.fill = step_slot(step), .stroke = Slot::caller, .stroke_width = ring_px};
  scene.items.emplace_back(rect);
  add_fitted_text(scene, margin_px + 9, y + 18, telling_name(parts), width - 80, name_px, true, Anchor::start,
                  ink_slot(step));
  add_text(scene, margin_px + width - 9, y + 18, "100%", name_px, true, Anchor::end, ink_slot(step));
  add_fitted_text(scene, margin_px + 9, y + 34, sandwich_summary(sandwich), width - 18, text_px, false, Anchor::start,
                  ink_slot(step));
  scene.items.emplace_back(GroupEnd{});
}

bool any_estimated(const SandwichBoxes& boxes) {
  const auto estimated = [](const SandwichBox& box) { return box.estimated; };
  return std::any_of(boxes.beyond.begin(), boxes.beyond.end(), estimated) ||
         std::any_of(boxes.direct.begin(), boxes.direct.end(), estimated);
}

// The rows from the outermost callers to the outermost callees. Returns the y below them.
double draw_rows(Scene& scene, double y, const Sandwich& sandwich, const Theme& theme, bool& estimated) {
  const double width = content_width(scene);
  const SandwichBoxes callers = lay_out_side(sandwich, Side::callers, width, least_px);
  const SandwichBoxes callees = lay_out_side(sandwich, Side::callees, width, least_px);
  estimated = any_estimated(callers) || any_estimated(callees);
  add_text(scene, margin_px, y + 10, "called by", text_px, false, Anchor::start, Slot::muted);
  y += 17;
  if (!callers.beyond.empty()) {
    draw_boxes(scene, y, far_px, callers.beyond, theme);
    y += far_px + 1.5;
  }
  draw_boxes(scene, y, near_px, callers.direct, theme);
  y += callers.direct.empty() ? 2 : near_px + 3;
  draw_middle(scene, y, sandwich, theme);
  y += middle_px + 3;
  draw_boxes(scene, y, near_px, callees.direct, theme);
  y += callees.direct.empty() ? 0 : near_px + 1.5;
  draw_boxes(scene, y, far_px, callees.beyond, theme);
  y += callees.beyond.empty() ? 0 : far_px;
  add_text(scene, margin_px, y + 14, "calls", text_px, false, Anchor::start, Slot::muted);
  return y + 26;
}

std::string key_text(const Sandwich& sandwich, bool estimated) {
  std::string text = fmt::format("Width and colour: share of {}’s {}. ",
                                 telling_name(sandwich.frames->parts(sandwich.function.frame)), sandwich.metric.noun());
  if (!sandwich.estimate_note.empty()) return text;
  if (!estimated) return text + "All figures are exact.";
  return text + "The rows that touch the function are the file’s own figures.";
}

double draw_sentences(Scene& scene, double y, const Sandwich& sandwich) {
  const double width = content_width(scene);
  y = add_wrapped_text(scene, margin_px, y, sandwich_findings(sandwich), width, Slot::ink);
  for (const std::string& note : sandwich_notes(sandwich)) {
    y = add_wrapped_text(scene, margin_px, y, note, width, Slot::muted);
  }
  return y;
}

HeaderText header_text(const Sandwich& sandwich, const Profile& profile, const PictureOptions& options) {
  const FrameParts parts = sandwich.frames->parts(sandwich.function.frame);
  const std::string name = telling_name(parts);
  const std::string where = display_name(parts).where;
  HeaderText header;
  header.name = options.title.empty() ? name : options.title;
  if (!options.title.empty()) header.total = where.empty() ? name : name + " · ";
  header.total += where;
  if (options.title.empty()) header.total += (where.empty() ? "" : " · ") + profile_title(profile.files, {});
  header.total = fit_text(header.total, 230, text_px, false);
  header.counts = selection_sentences(profile);
  if (!header.counts.empty()) header.counts.erase(0, 1);
  header.legend = "share of the function";
  return header;
}

Result<Scene> draw_sandwich(const Analysis& analysis, const ViewOptions& options, const Theme& theme,
                            DrawStats& stats) {
  P2G_TRY_ASSIGN(const Sandwich* sandwich, analysis.sandwich(options.sandwich));
  const Profile& profile = analysis.profile();
  Scene scene;
  scene.width = options.picture.width;
  scene.view = "sandwich";
  scene.title = telling_name(sandwich->frames->parts(sandwich->function.frame)) + ": callers and callees";
  scene.description = sandwich_summary(*sandwich) + ' ' + sandwich_findings(*sandwich);
  double y = draw_header(scene, header_text(*sandwich, profile, options.picture), theme);
  y = draw_sentences(scene, y + 2, *sandwich);
  if (const std::string warnings = picture_text(profile.warnings); !warnings.empty()) {
    y = add_wrapped_text(scene, margin_px, y, std::string_view(warnings).substr(1), content_width(scene), Slot::ink);
  }
  bool estimated = false;
  y = draw_rows(scene, y, *sandwich, theme, estimated);
  y = draw_sandwich_tables(scene, y + 2, *sandwich, theme);
  std::vector<KeyEntry> key{{Mark::none, key_text(*sandwich, estimated)}};
  if (estimated) key.push_back({Mark::estimated, "≈ estimated: a step further, split by that function’s own figures"});
  scene.height = std::ceil(draw_footer(scene, y + 4, key));
  stats.counts = {{"callers", static_cast<std::int64_t>(sandwich->callers.size())},
                  {"callees", static_cast<std::int64_t>(sandwich->callees.size())}};
  return scene;
}

}  // namespace

extern const View view_sandwich;
const View view_sandwich = {.name = "sandwich",
                            .summary = "callers and callees of one function: --function PATTERN",
                            .shows = Content::sandwich,
                            .default_type = "svg",
                            .needs = "--function",
                            .draw = draw_sandwich};

}  // namespace p2g

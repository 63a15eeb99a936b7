// The flame graph: who spends the time, under whom.
//
// Width is the share of this stack; colour is the share of the function in the whole run, all its stacks together, so a
// narrow hot frame says: hot elsewhere too.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "renderers/flame/comparison.h"
#include "renderers/flame/frames.h"
#include "renderers/flame/layout.h"
#include "renderers/page/first_line.h"
#include "renderers/page/footer.h"
#include "renderers/page/function_key.h"
#include "renderers/page/lens.h"
#include "renderers/page/mixed_threads.h"
#include "renderers/page/profile_header.h"
#include "renderers/page/scene_text.h"
#include "renderers/page/selection_words.h"
#include "renderers/page/self_strip.h"
#include "renderers/renderer.h"
#include "src/base/text.h"
#include "src/model/names.h"

namespace p2g {
namespace {

constexpr double roomy_row_px = 22;
constexpr double dense_row_px = 19;
constexpr std::uint32_t roomy_levels = 20;
constexpr std::size_t most_bytes = 1'000'000;
constexpr std::size_t tight_name_limit = 300;
constexpr double strip_y = 66;

struct FlamePlan {
  FlameLayout layout;
  double least_px = flame_least_px;
  std::size_t name_limit = key_limit_bytes;
};

// About what the file will hold: a group with tooltip, rectangles and texts a frame. An estimate, because the bytes
// are only known when the whole picture has been drawn, and it may have to be drawn coarser.
std::size_t estimated_bytes(const Tree& tree, const FlamePlan& plan) {
  std::size_t bytes = 20'000;
  for (const FlameBox& box : plan.layout.boxes) {
    bytes += 260;
    if (box.kind != FlameBox::Kind::frame) continue;
    const FrameParts parts = tree.frames->parts(tree.frame[box.node]);
    bytes += std::min(parts.name.size() + parts.file.size(), plan.name_limit) * std::min(box.folded, 60U);
    if (box.width >= 26) bytes += 200 + std::min<std::size_t>(parts.name.size(), 100);
  }
  return bytes;
}

// A picture that is too large to attach is drawn coarser.
FlamePlan plan_flame(const Tree& tree, const ViewOptions& options) {
  FlameLayoutOptions layout_options;
  layout_options.width_px = content_width(options.picture);
  layout_options.keep_positions = options.flame.chart;
  FlamePlan plan;
  for (;; plan.least_px *= 2, plan.name_limit = tight_name_limit) {
    layout_options.least_px = plan.least_px;
    plan.layout = lay_out_flame(tree, layout_options);
    if (estimated_bytes(tree, plan) <= most_bytes || plan.least_px >= layout_options.width_px) return plan;
  }
}

// Of the functions that the profile has any cost for, whatever the picture shows as one.
std::vector<SelfCost> self_costs(const Analysis& analysis, const Tree& tree) {
  std::vector<SelfCost> costs;
  if (tree.frames != &analysis.profile().frames) {
    const CallGraph& graph = analysis.full();
    for (const Function& function : graph.functions) {
      if (function.cumulative != 0 || function.self != 0)
        costs.push_back(
            {function.frame, function.self, function.cumulative, (function.estimated & estimated_self) != 0});
    }
    return costs;
  }
  for (FrameId frame = 0; frame < tree.function_self.size(); ++frame) {
    if (tree.function_cumulative[frame] == 0 && tree.function_self[frame] == 0) continue;
    const bool estimated = (analysis.profile().estimates.of(frame) & estimated_self) != 0;
    costs.push_back({frame, tree.function_self[frame], tree.function_cumulative[frame], estimated});
  }
  return costs;
}

struct FrameCounts {
  std::int64_t drawn = 0, estimated = 0, merged = 0;
};

FrameCounts count_frames(const Tree& tree, const FlameLayout& layout) {
  FrameCounts counts;
  for (const FlameBox& box : layout.boxes) {
    counts.merged += box.merged;
    if (box.kind != FlameBox::Kind::frame) continue;
    ++counts.drawn;
    counts.estimated += (tree.flags[box.node] & tree_estimated) != 0 ? 1 : 0;
  }
  return counts;
}

std::string counts_text(const FlamePlan& plan, const FrameCounts& frames, const FlameOptions& options,
                        std::size_t functions, bool reversed) {
  std::string text = reversed ? "From leaf to root, callees" : "Callers";
  text += options.flip ? " below " : " above ";
  text += reversed ? "their callers" : "callees";
  text += options.chart ? ", in the order of the input. " : options.name_order ? ", by name. " : ", heaviest first. ";
  text += plural_text(functions, "function") + ", " + plural_text(plan.layout.deepest, "level");
  if (plan.layout.any_folded) text += ", pass-through runs folded";
  text += "; " + plural_text(static_cast<std::size_t>(frames.drawn), "frame") + " drawn";
  text += frames.merged > 0 ? fmt::format(", {} merged.", thousands_text(frames.merged)) : ".";
  if (plan.least_px > flame_least_px) {
    text += fmt::format(" Frames below {:.0f} px are merged to keep the file below 1 MB.", plan.least_px);
  }
  return text;
}

// What the file itself got wrong, and what it does not list.
std::string note_text(const Profile& profile) {
  const std::string note = profile.estimates.note();
  return (note.empty() ? note : ' ' + note + '.') + picture_text(profile.warnings);
}

constexpr std::size_t described_name_bytes = 200;

// The answer in two sentences, for those who cannot see the picture.
std::string description(const Tree& tree, std::vector<SelfCost> costs) {
  std::string text = tree.metric.amount(tree.total) + " total.";
  const auto more = [&](const SelfCost& a, const SelfCost& b) {
    return a.self != b.self ? a.self > b.self : tree.frames->compare(a.frame, b.frame) < 0;
  };
  const std::size_t named = std::min<std::size_t>(costs.size(), 5);
  std::partial_sort(costs.begin(), costs.begin() + static_cast<std::ptrdiff_t>(named), costs.end(), more);
  for (std::size_t i = 0; i < named && costs[i].self > 0; ++i) {
    text += fmt::format("{}{} {}", i == 0 ? " Most self time: " : "; ",
                        shorten_middle(display_name(tree.frames->parts(costs[i].frame)).name, described_name_bytes),
                        percent_text(share_of(costs[i].self, tree.total)));
  }
  return text + ".";
}

bool any_estimated(const Tree& tree, const FlameLayout& layout) {
  return std::any_of(layout.boxes.begin(), layout.boxes.end(), [&](const FlameBox& box) {
    return box.undivided || (tree.flags[box.node] & tree_estimated) != 0;
  });
}

// How much of the frames' area is hatched: what a call profile cannot know.
double estimated_part(const Tree& tree, const FlameLayout& layout) {
  double all = 0, estimated = 0;
  for (const FlameBox& box : layout.boxes) {
    if (box.kind != FlameBox::Kind::frame) continue;
    all += box.width;
    if ((tree.flags[box.node] & tree_estimated) != 0) estimated += box.width;
  }
  return all > 0 ? estimated / all : 0;
}

// Before all else: what a picture is that mostly guesses, and what there is instead.
std::string guess_sentence() {
  const bool sandwich = static_cast<bool>(find_view("sandwich"));
  return std::string("A call profile cannot show stacks: most of this picture is estimated; ") +
         (sandwich ? "-V sandwich --function NAME is exact." : "-V callgraph is exact.");
}

bool any_undivided(const FlameLayout& layout) {
  return std::any_of(layout.boxes.begin(), layout.boxes.end(), [](const FlameBox& box) { return box.undivided; });
}

// One sentence in a panel, right above the frames that it is about. Returns the y below it.
double draw_banner(Scene& scene, double y, std::string_view format, bool undivided) {
  const std::string text =
      undivided ? fmt::format(
                      "{} keeps no call stacks. Only what it determines is shown: below a function with several "
                      "callers, time stays undivided (grey).",
                      format)
                : fmt::format(
                      "≈ Estimated. {} keeps no call stacks: below a function with several callers (hatched), "
                      "time is shared out by each caller’s part.",
                      format);
  // The text says how high the panel is, but has to lie on it: the panel is put in before it.
  const std::size_t at = scene.items.size();
  const double end =
      add_wrapped_text(scene, margin_px + 9, y + 14.5, text, scene.width - 2 * margin_px - 18, Slot::ink);
  RectItem panel{
      .x = margin_px + 0.5, .y = y, .width = scene.width - 2 * margin_px - 1, .height = end - y - 7.5, .radius = 3};
  panel.paint = {.fill = Slot::panel, .stroke = Slot::rule};
  scene.items.insert(scene.items.begin() + static_cast<std::ptrdiff_t>(at), panel);
  return panel.y + panel.height + 8;
}

double draw_nothing(Scene& scene, double y, const Profile& profile) {
  const bool functions = profile.frames.size() > 0;
  const std::string_view what = functions ? "The profile has functions, but no cost: there is nothing to draw."
                                          : "The profile has no functions: there is nothing to draw.";
  return add_wrapped_text(scene, margin_px, y + 20, what, scene.width - 2 * margin_px, Slot::ink);
}

std::vector<KeyEntry> key(const FlameMarks& marks, bool time, bool relative) {
  std::vector<KeyEntry> entries{{Mark::none, fmt::format("Width: share of this stack. Colour: the function’s share of "
                                                         "the whole {}, all stacks together.",
                                                         relative ? "selection" : "run")}};
  if (marks.self) entries.push_back({Mark::self, time ? "self time" : "self"});
  if (marks.merged) entries.push_back({Mark::merged, "small frames, merged"});
  if (marks.estimated) entries.push_back({Mark::estimated, "estimated"});
  if (marks.loop) entries.push_back({Mark::loop, "recursive, counted once"});
  if (marks.back) entries.push_back({Mark::back_box, "calls back into a frame above"});
  return entries;
}

void note_stats(const FlamePlan& plan, const FrameCounts& frames, DrawStats& stats) {
  stats.counts = {{"frames", frames.drawn},
                  {"estimated", frames.estimated},
                  {"merged", frames.merged},
                  {"levels", plan.layout.levels}};
  if (plan.least_px > flame_least_px) {
    stats.warnings.add("coarse-picture",
                       fmt::format("frames below {:.0f} px are merged to keep the file below 1 MB", plan.least_px));
  }
}

HeaderText header_text(const Tree& tree, std::string name, std::string counts) {
  HeaderText header;
  header.name = std::move(name);
  const bool counts_something = tree.metric.quantity == Quantity::count;
  header.total = counts_something ? tree.metric.amount(tree.total) : total_words(tree.metric, tree.total);
  header.counts = std::move(counts);
  return header;
}

// The frames below `y`. Returns the y below them; sets which marks the key has to explain.
double draw_frames(Scene& scene, double y, const Tree& tree, const FlamePlan& plan, const FlameOptions& options,
                   const Theme& theme, FlameMarks& marks) {
  FlameFrameOptions frames;
  frames.left = margin_px;
  frames.top = y;
  frames.row_px = plan.layout.levels <= roomy_levels ? roomy_row_px : dense_row_px;
  frames.flip = options.flip;
  frames.name_limit = plan.name_limit;
  marks = draw_flame_frames(scene, tree, plan.layout, theme, frames);
  return y + plan.layout.levels * frames.row_px;
}

Result<Scene> draw_flame(const Analysis& analysis, const ViewOptions& options, const Theme& theme, DrawStats& stats) {
  if (has_mixed_threads(analysis.profile())) return draw_mixed_threads(analysis, options, theme, stats);
  const Tree& tree = analysis.tree(drawn_tree(options), options.graph.groups);
  const Profile& profile = analysis.profile();
  const FlamePlan plan = plan_flame(tree, options);
  const std::vector<SelfCost> costs = self_costs(analysis, tree);
  const FrameCounts frame_counts = count_frames(tree, plan.layout);
  const bool estimated = any_estimated(tree, plan.layout);

  Scene scene;
  scene.width = options.picture.width;
  scene.view = "flame";
  const std::string name = profile_title(profile.files, options.picture.title);
  scene.title = name + (estimated ? ": flame graph, estimated" : ": flame graph");
  scene.description = description(tree, costs);

  const std::string counts = counts_text(plan, frame_counts, options.flame, costs.size(), tree.reversed) +
                             selection_sentences(profile) + note_text(profile);
  HeaderText header = header_text(tree, name, counts);
  // Turned round, nothing that a line could say of callers would be true.
  if (profile.asked) {
    header.total = asked_words(*profile.asked, false);
    header.legend = "cumulative, of the selection";
    header.sentences = {asked_sentence(profile, analysis.selected())};
  } else if (!tree.reversed) {
    header.sentences = first_lines(analysis, options.graph.groups);
  }
  constexpr double mostly = 0.6;
  if (estimated_part(tree, plan.layout) > mostly) header.sentences.insert(header.sentences.begin(), guess_sentence());
  double y = std::max(draw_header(scene, header, theme), strip_y);
  if (plan.layout.boxes.empty()) {
    scene.height = std::ceil(draw_nothing(scene, y, profile) + 6);
  } else {
    if (profile.asked) y = draw_lens(scene, y, *profile.asked, tree.metric, theme);
    y = draw_self_strip(scene, y, profile.frames, tree.metric, tree.total, costs, theme);
    // Before the frames: nobody should take an estimate for a measurement first and read the key later.
    if (estimated) y = draw_banner(scene, y, profile.format, any_undivided(plan.layout));
    FlameMarks marks;
    y = draw_frames(scene, y + 4, tree, plan, options.flame, theme, marks);
    scene.height = draw_footer(
        scene, y + 14, key(marks, tree.metric.is_time(), profile.run_total.has_value() || profile.asked.has_value()));
  }
  note_stats(plan, frame_counts, stats);
  return scene;
}

}  // namespace

extern const View view_flame;
const View view_flame = {.name = "flame",
                         .summary = "who spends the time, under whom: icicle of all stacks",
                         .shows = Content::tree,
                         .default_type = "svg",
                         .draw = draw_flame,
                         .draw_comparison = diffs::draw_flame};

}  // namespace p2g

// The flame graph of a comparison: both sides' stacks in one tree, so that what vanished stays visible.
#include "renderers/flame/comparison.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "renderers/flame/frames.h"
#include "renderers/flame/layout.h"
#include "renderers/flame/text.h"
#include "renderers/page/comparison_header.h"
#include "renderers/page/comparison_words.h"
#include "renderers/page/footer.h"
#include "renderers/page/function_key.h"
#include "renderers/page/scene_text.h"
#include "src/base/text.h"

namespace p2g::diffs {
namespace {

constexpr double roomy_row_px = 22;
constexpr double dense_row_px = 19;
constexpr std::uint32_t roomy_levels = 20;
constexpr std::size_t boxes_at_most = 2500;  // about a megabyte
constexpr std::size_t name_limit = 500;

// Colours and words of the frames. A frame has the colour of its function's own change, wherever the function stands:
// of what changed below it the whole way would glow, and the culprit would not stand out.
class ChangedFrames {
 public:
  ChangedFrames(const Diff& diff, const DiffTree& both)
      : diff_(diff), both_(both), band_(diff.frames.size(), diff.noise), own_(diff.frames.size(), nullptr) {
    for (const FunctionDiff& function : diff.functions) {
      band_[function.frame] = diff.cumulative_band(function);
      own_[function.frame] = &function;
    }
  }

  bool is_new(const FlameBox& box) const { return both_.was[box.node] == 0; }
  bool is_gone(const FlameBox& box) const { return both_.is[box.node] == 0; }
  Weight delta(const FlameBox& box) const { return both_.after[box.node] - both_.before[box.node]; }
  // More than the noise, and than the function's own spread between the runs.
  bool moved(const FlameBox& box) const { return std::abs(delta(box)) > band_[both_.tree.frame[box.node]]; }

  FlameLook look() const {
    FlameLook look;
    look.colors = [this](const FlameBox& box) {
      // Nothing is there any more: the page shows through.
      if (is_gone(box)) return std::pair{Slot::page, Slot::ink};
      const FunctionDiff* function = own(box);
      const int step = function == nullptr ? 0 : step_of(diff_, function->self_delta(), function->self_moved);
      return std::pair{delta_slot(step), delta_ink_slot(step)};
    };
    look.border = [this](const FlameBox& box, Paint& paint) {
      if (is_gone(box)) {
        paint.stroke = Slot::delta0;
        paint.dash = Dash::dashed;
      } else if (is_new(box)) {
        paint.stroke = Slot::ink;
        paint.stroke_width = 1.2F;
      }
    };
    look.figure = [this](const FlameBox& box) { return figure(box); };
    look.title = [this](const FlameBox& box) { return title(box); };
    return look;
  }

 private:
  // Of the function whose code the box ends in; null for what is no function, or has no figures of its own.
  const FunctionDiff* own(const FlameBox& box) const {
    const FrameId frame = both_.tree.frame[box.last];
    return box.kind == FlameBox::Kind::frame && frame < own_.size() ? own_[frame] : nullptr;
  }

  std::string figure(const FlameBox& box) const {
    if (box.kind != FlameBox::Kind::frame) return {};
    if (is_gone(box)) return "gone";
    if (is_new(box)) return "new";
    const FunctionDiff* function = own(box);
    if (function == nullptr || !function->self_moved) return {};  // a figure would claim what the noise does not allow
    const double share = share_of(function->self_delta(), diff_.base);
    return (share > 0 ? "▲ +" : "▼ ") + percent_text(share);
  }

  std::string title(const FlameBox& box) const {
    const Tree& tree = both_.tree;
    if (box.kind != FlameBox::Kind::frame) {
      const std::string whole = flame_title(tree, {}, box, name_limit);
      return whole.substr(0, whole.find('\n')) + "\nat most " + amount(diff_, box.weight) + " on either side";
    }
    std::string text = function_key(tree.frames->parts(tree.frame[box.node])).substr(0, name_limit);
    if (const FunctionDiff* function = own(box); function != nullptr) {
      text += "\nits own code, everywhere " + change_line(diff_, function->before.self, function->after.self);
      if (!function->self_moved) text += ", within the noise";
    }
    text += "\nhere " + change_line(diff_, both_.before[box.node], both_.after[box.node]);
    text += "\nself here " + change_line(diff_, both_.self_before[box.last], both_.self_after[box.last]);
    if (is_new(box)) text += "\nnew";
    if (is_gone(box)) text += "\ngone";
    if (!is_new(box) && !is_gone(box) && !moved(box)) text += "\nwithin the noise";
    if ((tree.flags[box.node] & tree_estimated) != 0) text += "\nestimated";
    return text + flame_folded_text(tree, box, name_limit);
  }

  const Diff& diff_;
  const DiffTree& both_;
  std::vector<Weight> band_;              // by frame
  std::vector<const FunctionDiff*> own_;  // by frame
};

// Coarser until the file stays small.
FlameLayout lay_out(const Tree& tree, double width_px) {
  FlameLayoutOptions options;
  options.width_px = width_px;
  FlameLayout layout = lay_out_flame(tree, options);
  for (; layout.boxes.size() > boxes_at_most && options.least_px < width_px; options.least_px *= 2) {
    layout = lay_out_flame(tree, options);
  }
  return layout;
}

std::string counts_text(const Comparison& comparison, const DiffTree& tree, const FlameLayout& layout) {
  const Diff& diff = comparison.diff();
  std::string text = "Both sides’ stacks in one tree; width: the larger side of each stack. ";
  if (diff.before.runs + diff.after.runs > 2) text += "Widths are means over the runs. ";
  if (tree.tree.estimated) text += "Estimated: the profiles keep no call stacks (hatched where it matters). ";
  if (layout.any_folded) text += "Pass-through runs are folded. ";
  return text + short_trust_text(diff) + doubts(diff) +
         (chosen_sentence(diff).empty() ? "" : ' ' + chosen_sentence(diff) + '.');
}

std::vector<KeyEntry> key(const ChangedFrames& frames, const FlameLayout& layout, const FlameMarks& marks) {
  bool added = false, gone = false;
  for (const FlameBox& box : layout.boxes) {
    if (box.kind != FlameBox::Kind::frame) continue;
    added = added || frames.is_new(box);
    gone = gone || frames.is_gone(box);
  }
  std::vector<KeyEntry> entries{
      {Mark::none,
       "Colour: the change of the function’s own code, wherever it is called, in percent of the total before."}};
  if (added) entries.push_back({Mark::added, "new"});
  if (gone) entries.push_back({Mark::gone, "gone"});
  if (marks.self) entries.push_back({Mark::self, "self"});
  if (marks.merged) entries.push_back({Mark::merged, "small frames, merged"});
  if (marks.estimated) entries.push_back({Mark::estimated, "estimated"});
  if (marks.loop) entries.push_back({Mark::loop, "recursive, counted once"});
  return entries;
}

}  // namespace

Result<Scene> draw_flame(const Comparison& comparison, const ViewOptions& options, const Theme& theme,
                         DrawStats& stats) {
  const Diff& diff = comparison.diff();
  P2G_TRY_ASSIGN(const DiffTree* both, comparison.tree());
  const Tree& tree = both->tree;
  const ChangedFrames frames(diff, *both);
  const double width = options.picture.width - 2 * margin_px;
  // The same on both sides is no picture of a change.
  const FlameLayout layout = comparison.rows().empty() ? FlameLayout{} : lay_out(tree, width);

  Scene scene;
  scene.view = "flame";
  scene.width = options.picture.width;
  scene.title = "Flame graph of a change: " + title(diff, options.picture);
  scene.description = description(comparison);
  double y = draw_header(scene, comparison, options.picture, counts_text(comparison, *both, layout)) + 4;
  FlameMarks marks;
  if (layout.boxes.empty()) {
    const std::string_view what = comparison.rows().empty() ? "No difference." : "The profiles have no cost.";
    y = add_wrapped_text(scene, margin_px, y + 20, what, width, Slot::ink) + 8;
  } else {
    const FlameLook look = frames.look();
    FlameFrameOptions frame_options;
    frame_options.left = margin_px;
    frame_options.top = y;
    frame_options.row_px = layout.levels <= roomy_levels ? roomy_row_px : dense_row_px;
    frame_options.flip = options.flame.flip;
    frame_options.name_limit = name_limit;
    frame_options.look = &look;
    marks = draw_flame_frames(scene, tree, layout, theme, frame_options);
    y = draw_footer(scene, y + layout.levels * frame_options.row_px + 14, key(frames, layout, marks));
  }
  scene.height = std::ceil(y);
  stats.counts = {{"boxes", static_cast<std::int64_t>(layout.boxes.size())}, {"levels", layout.levels}};
  return scene;
}

}  // namespace p2g::diffs

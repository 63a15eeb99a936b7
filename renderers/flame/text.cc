#include "renderers/flame/text.h"

#include <fmt/format.h>

#include "renderers/page/function_key.h"
#include "renderers/page/sizes.h"
#include "renderers/page/text_width.h"
#include "src/base/text.h"
#include "src/model/name_forms.h"
#include "src/model/names.h"

namespace p2g {
namespace {

constexpr double least_label_px = 26;
constexpr double least_figure_px = 92;
constexpr double roomy_name_px = 120;
constexpr double least_marked_px = 50;
constexpr std::size_t least_letters = 8;  // of a name that does not fit
constexpr double figure_gap_px = 8;
constexpr std::uint32_t listed_folded = 60;  // names of a run in its tooltip

bool is_estimated(const Tree& tree, const FlameBox& box) {
  return box.kind != FlameBox::Kind::merged && (tree.flags[box.node] & tree_estimated) != 0;
}

std::string amount(const Tree& tree, Weight weight) { return tree.metric.amount(weight); }

// "<module>" alone says nothing: every file has one.
std::string frame_name(const Tree& tree, std::uint32_t node) {
  const DisplayName display = display_name(tree.frames->parts(tree.frame[node]));
  if (display.name != "<module>" || display.where.empty()) return display.name;
  return display.where.substr(0, display.where.find(':')) + " <module>";
}

// The file of a module's body is all that tells it from others: it is never cut down to its suffix.
std::vector<std::string> name_forms(const Tree& tree, std::uint32_t node) {
  const std::string name = frame_name(tree, node);
  constexpr std::string_view module = " <module>";
  if (!name.ends_with(module)) return shorter_forms(name);
  return {name, name.substr(0, name.size() - module.size())};
}

// From the longest to the shortest.
std::vector<std::string> label_forms(const Tree& tree, const FlameBox& box) {
  std::vector<std::string> forms = name_forms(tree, box.node);
  if (forms.empty()) forms.emplace_back();
  if (box.kind == FlameBox::Kind::back) {
    std::string shortest = forms.back();
    for (std::string& form : forms) form = "back into " + form;
    forms.push_back(std::move(shortest));
  }
  if (box.folded < 2) return forms;
  // A run is called by both of its ends as long as there is room, then by its first frame and how many follow.
  std::vector<std::string> both;
  for (const std::string& end : name_forms(tree, box.last)) {
    const std::string& begin = forms[std::min(both.size(), forms.size() - 1)];
    both.push_back(fmt::format("{} › … {} … › {}", begin, thousands_text(box.folded - 2), end));
  }
  both.push_back(
      fmt::format("{} › … {} … › {}", forms.back(), thousands_text(box.folded - 2), name_forms(tree, box.last).back()));
  for (const std::string& form : forms) both.push_back(fmt::format("{} +{}", form, thousands_text(box.folded - 1)));
  return both;
}

// A slab has no name of its own: what it is made of.
std::vector<std::string> slab_forms(const Tree& tree, const FlameBox& box) {
  if (box.undivided) return {"time that the profile does not divide", "not divided"};
  const std::string count = thousands_text(box.merged);
  const std::string_view what = box.node == 0 ? "frame" : tree.reversed ? "caller" : "callee";
  return {fmt::format("{} smaller {}{}", count, what, box.merged == 1 ? "" : "s"), fmt::format("{} smaller", count)};
}

std::string limited_key(const Tree& tree, std::uint32_t node, std::size_t limit) {
  return shorten_middle(function_key(tree.frames->parts(tree.frame[node])), limit);
}

// The longest form that is at most `width` px wide; null when there is none. Forms come from long to short.
const std::string* first_fitting(const std::vector<std::string>& forms, double width) {
  for (const std::string& form : forms) {
    if (text_width(form, flame_label_px, false) <= width) return &form;
  }
  return nullptr;
}

std::string cut_name(const std::string& name, double width) { return fit_text(name, width, flame_label_px, false); }

std::string_view kind_text(FrameKind kind) {
  switch (kind) {
    case FrameKind::native:
      return "native";
    case FrameKind::kernel:
      return "kernel";
    case FrameKind::jit:
      return "compiled at run time";
    case FrameKind::inlined:
      return "inlined into its caller";
    case FrameKind::waker:
      return "stack of the thread that woke this one";
    case FrameKind::interpreted:
      return "interpreted";
    case FrameKind::process:
    case FrameKind::thread:
    case FrameKind::hidden:
    case FrameKind::group:
    case FrameKind::plain:
      return {};
  }
  return {};
}

void append_folded(std::string& title, const Tree& tree, const FlameBox& box, std::size_t limit) {
  if (box.folded < 2) return;
  title += fmt::format("\n{} frames that pass on nearly everything:", thousands_text(box.folded));
  std::uint32_t listed = 0;
  // Each is the first drawn child of the one before; the run leads down to `last`.
  for (std::uint32_t node = box.node; listed < listed_folded; ++listed) {
    title += "\n" + limited_key(tree, node, limit);
    if (node == box.last) return;
    std::uint32_t child = node + 1;
    while (tree.end[child] <= box.last) child = tree.end[child];
    node = child;
  }
  title += fmt::format("\n… {} more", thousands_text(box.folded - listed));
}

}  // namespace

std::string flame_share_text(const Tree& tree, const FlameBox& box) {
  const std::string percent = percent_text(share_of(box.weight, tree.total));
  return is_estimated(tree, box) ? "≈" + percent : percent;
}

std::string flame_full_label(const Tree& tree, const FlameBox& box) { return label_forms(tree, box).front(); }

std::string flame_folded_text(const Tree& tree, const FlameBox& box, std::size_t name_limit) {
  std::string text;
  append_folded(text, tree, box, name_limit);
  return text;
}

FlameLabel flame_label(const Tree& tree, const FlameBox& box, std::string figure) {
  FlameLabel label;
  if (box.width < least_label_px) return label;
  const bool slab = box.kind == FlameBox::Kind::merged;
  const std::vector<std::string> forms = slab ? slab_forms(tree, box) : label_forms(tree, box);
  double room = box.width - 2 * flame_padding_px;
  label.loop_mark = box.kind == FlameBox::Kind::back ||
                    (!slab && (tree.flags[box.node] & tree_recursive) != 0 && box.width >= least_marked_px);
  if (label.loop_mark) room -= flame_mark_px;
  if (box.width >= least_figure_px && !figure.empty()) {
    const double left = room - text_width(figure, text_px, false) - figure_gap_px;
    const std::string* form = first_fitting(forms, left);
    // Cutting a name that has much room costs little.
    if (form != nullptr || (left >= roomy_name_px && !slab)) {
      label.name = form != nullptr ? *form : cut_name(forms.back(), left);
      label.figure = std::move(figure);
      return label;
    }
  }
  if (const std::string* form = first_fitting(forms, room)) {
    label.name = *form;
  } else if (!slab) {
    // A name with a hole still tells its two ends; a stump of it tells nothing.
    label.name = cut_name(forms.back(), room);
    if (count_code_points(label.name) <= least_letters) label.name.clear();
  }
  return label;
}

std::string flame_title(const Tree& tree, const FlameLayout& layout, const FlameBox& box, std::size_t name_limit) {
  const std::string figures = fmt::format("{} here, {}", flame_share_text(tree, box), amount(tree, box.weight));
  if (box.kind == FlameBox::Kind::merged) return slab_forms(tree, box).front() + "\n" + figures;
  std::string title = limited_key(tree, box.node, name_limit);
  if (box.kind == FlameBox::Kind::back) {
    return fmt::format("back into {}\n{}; what it does is counted above", title, figures);
  }
  title += "\n" + figures;
  if (box.self > 0) {
    title += fmt::format("\n{} {}, {}", tree.reversed ? "began here:" : "self",
                         percent_text(share_of(box.self, tree.total)), amount(tree, box.self));
  }
  const double whole = share_of(tree.function_cumulative[tree.frame[box.node]], tree.total);
  // Only where it says more: the colour comes from this figure, the width from the other.
  if (const std::string text = percent_text(whole); text != percent_text(share_of(box.weight, tree.total))) {
    title += fmt::format("\nthe function in all its stacks: {}", text);
  }
  if (const auto kind = kind_text(tree.frames->parts(tree.frame[box.node]).kind); !kind.empty()) {
    title += fmt::format("\n{}", kind);
  }
  if (is_estimated(tree, box)) title += "\nestimated";
  if ((tree.flags[box.node] & tree_recursive) != 0) title += "\nrecursive: counted here once";
  for (std::uint32_t i = 0; i < box.backs; ++i) {
    const std::uint32_t node = layout.back[box.first_back + i];
    if (tree.frame[node] == tree.frame[box.node]) continue;
    title += fmt::format("\ncalls back into {}: counted there", limited_key(tree, node, name_limit));
  }
  append_spellings(title, *tree.frames, tree.frame[box.node], name_limit);
  append_folded(title, tree, box, name_limit);
  return title;
}

}  // namespace p2g

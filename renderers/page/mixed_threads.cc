#include "renderers/page/mixed_threads.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "renderers/page/first_line.h"
#include "renderers/page/footer.h"
#include "renderers/page/function_key.h"
#include "renderers/page/profile_header.h"
#include "renderers/page/scene_text.h"
#include "renderers/page/selection_words.h"
#include "renderers/page/sizes.h"
#include "src/base/text.h"
#include "src/model/names.h"
#include "src/model/share_text.h"

namespace p2g {
namespace {

constexpr std::size_t most_threads = 24;
constexpr double least_share = 0.001;  // but always so many rows
constexpr std::size_t least_rows = 8;
constexpr double row_px = 20;
constexpr double row_bar_px = 17;

struct SelfRow {
  FrameId frame = no_frame;
  Cost cost;
};

std::vector<SelfRow> largest(const Analysis& analysis) {
  const Frames& frames = analysis.profile().frames;
  const std::vector<FunctionCost>& totals = analysis.totals();
  std::vector<SelfRow> rows;
  for (FrameId frame = 0; frame < totals.size(); ++frame) {
    if (totals[frame].self > 0) rows.push_back({frame, totals[frame]});
  }
  const std::size_t some = std::min(rows.size(), most_threads);
  std::partial_sort(rows.begin(), rows.begin() + static_cast<std::ptrdiff_t>(some), rows.end(),
                    [&](const SelfRow& a, const SelfRow& b) {
                      return a.cost.self != b.cost.self ? a.cost.self > b.cost.self
                                                        : frames.compare(a.frame, b.frame) < 0;
                    });
  rows.resize(some);
  const Weight total = analysis.profile().total;
  while (rows.size() > least_rows && share_of(rows.back().cost.self, total) < least_share) rows.pop_back();
  return rows;
}

// What cannot be true, and so shows that the rest is not to be trusted: "lock.acquire reads 197%". Empty where nothing
// is above all.
std::string impossible_figure(const Analysis& analysis) {
  const Profile& profile = analysis.profile();
  const std::vector<FunctionCost>& totals = analysis.totals();
  const Weight run = profile.run_total.value_or(profile.total);
  FrameId worst = no_frame;
  for (FrameId frame = 0; frame < totals.size(); ++frame) {
    if (totals[frame].cumulative <= run) continue;
    if (worst == no_frame || totals[frame].cumulative > totals[worst].cumulative ||
        (totals[frame].cumulative == totals[worst].cumulative && profile.frames.compare(frame, worst) < 0))
      worst = frame;
  }
  // What is read as 100% shows nothing.
  if (worst == no_frame || percent_text(share_of(totals[worst].cumulative, run)) == "100%") return {};
  return fmt::format(" ({} reads {})", shorten_middle(display_name(profile.frames.parts(worst)).name, 40),
                     percent_text(share_of(totals[worst].cumulative, run)));
}

// Two lines, or as many as it takes, on the colour of what has become worse. Returns the y below it.
double draw_banner(Scene& scene, double y, const std::string& first, const std::string& second) {
  const std::size_t at = scene.items.size();
  const double left = margin_px + 12, width = content_width(scene) - 24;
  const double middle = add_wrapped_text(scene, left, y + 18, first, width, delta_ink_slot(5), true);
  const double end = add_wrapped_text(scene, left, middle + 3, second, width, delta_ink_slot(5));
  RectItem panel{margin_px, y, content_width(scene), end - y - 3, 4};
  panel.paint = {.fill = delta_slot(5), .stroke = Slot::ink, .stroke_opacity = 0.3F};
  scene.items.insert(scene.items.begin() + static_cast<std::ptrdiff_t>(at), panel);
  return y + panel.height;
}

// One column a figure, from the right: a call, calls, of the run, self.
class SelfList {
 public:
  SelfList(Scene& scene, const Analysis& analysis, const Theme& theme)
      : scene_(scene), analysis_(analysis), profile_(analysis.profile()), theme_(theme) {
    const bool wide = scene.width >= narrow_px;
    each_ = scene.width - margin_px;
    calls_ = each_ - (wide ? 90 : 68);
    share_ = calls_ - (wide ? 80 : 60);
    self_ = share_ - (wide ? 80 : 62);
    names_right_ = wide ? margin_px + 250 : self_ - 62;
    bars_right_ = wide ? self_ - 62 : names_right_;
  }

  double draw(double y, const std::vector<SelfRow>& rows) {
    head(margin_px, y, "function", Anchor::start);
    head(self_, y, "self", Anchor::end);
    head(share_, y, profile_.run_total ? "of these" : "of the run", Anchor::end);
    head(calls_, y, "calls", Anchor::end);
    head(each_, y, "each", Anchor::end);
    y += 2;
    for (const SelfRow& row : rows) draw_row(y += row_px, row, rows.front().cost.self);
    return y;
  }
  bool any_own() const { return any_own_; }

 private:
  void head(double x, double y, std::string text, Anchor anchor) {
    add_text(scene_, x, y, std::move(text), text_px, false, anchor, Slot::muted);
  }
  void figure(double x, double y, std::string text, bool bold = false) {
    add_text(scene_, x, y, std::move(text), text_px, bold, Anchor::end, Slot::ink);
  }

  void draw_row(double y, const SelfRow& row, Weight most) {
    const FrameParts parts = profile_.frames.parts(row.frame);
    const DisplayName shown = display_name(parts);
    const std::string key = function_key(parts);
    const Metric& metric = profile_.metric;
    const double share = std::min(share_of(row.cost.self, profile_.total), 1.0);
    const bool is_estimated = (profile_.estimates.of(row.frame) & estimated_self) != 0;
    const std::string about = is_estimated ? "≈" : "";
    const std::string self_share = share_text(row.cost.self, profile_.total, is_estimated);
    scene_.items.emplace_back(GroupBegin{.role = "s",
                                         .title = fmt::format("{}\nself {} ({})", shorten_middle(key, key_limit_bytes),
                                                              self_share, about + metric.amount(row.cost.self)),
                                         .attributes = {{"k", element_id(key)}}});
    draw_own(y, row.frame);
    draw_bar(y, share_of(row.cost.self, most), share);
    draw_name(y, shown);
    figure(self_, y, about + metric.amount(row.cost.self));
    figure(share_, y, self_share, true);
    if (row.cost.calls > 0) {
      figure(calls_, y, count_text(row.cost.calls));
      figure(each_, y, about + metric.amount(row.cost.self / row.cost.calls));
    }
    scene_.items.emplace_back(GroupEnd{});
  }

  void draw_own(double y, FrameId frame) {
    const std::vector<std::uint8_t>& own = analysis_.own_functions();
    if (frame >= own.size() || own[frame] == 0) return;
    RectItem edge{margin_px - 4, y - 13, 3, row_bar_px, 0};
    edge.paint.fill = Slot::caller;
    scene_.items.emplace_back(edge);
    any_own_ = true;
  }

  void draw_bar(double y, double length, double share) {
    if (bars_right_ <= names_right_) return;
    RectItem rect{names_right_, y - 13, std::max(1.0, (bars_right_ - names_right_) * length), row_bar_px, 0};
    rect.paint = {.fill = step_slot(theme_.step(share)), .stroke = Slot::ink, .stroke_opacity = 0.3F};
    scene_.items.emplace_back(rect);
  }

  void draw_name(double y, const DisplayName& shown) {
    const double room = names_right_ - margin_px - 12;
    const std::string name = fitting_name(shown.name.empty() ? "(no name)" : shown.name, room, text_px, true);
    double x = margin_px;
    if (!name.empty()) x += add_text(scene_, x, y, name, text_px, true) + 7;
    const double left = names_right_ - 12 - x;
    if (left >= 40) add_fitted_text(scene_, x, y, shown.where, left, text_px, false, Anchor::start, Slot::muted);
  }

  Scene& scene_;
  const Analysis& analysis_;
  const Profile& profile_;
  const Theme& theme_;
  double each_ = 0, calls_ = 0, share_ = 0, self_ = 0, names_right_ = 0, bars_right_ = 0;
  bool any_own_ = false;
};

std::string rest_text(const Analysis& analysis, const std::vector<SelfRow>& rows) {
  const Profile& profile = analysis.profile();
  Weight listed = 0;
  for (const SelfRow& row : rows) listed = sum_within(listed, row.cost.self);
  const auto count = static_cast<std::int64_t>(analysis.totals().size() - rows.size());
  if (count <= 0) return {};
  return fmt::format("{} more function{}, {}", thousands_text(count), count == 1 ? "" : "s",
                     percent_text(std::clamp(share_of(profile.total - listed, profile.total), 0.0, 1.0)));
}

}  // namespace

bool has_mixed_threads(const Profile& profile) {
  const std::vector<Warning>& warnings = profile.warnings.list();
  return std::any_of(warnings.begin(), warnings.end(),
                     [](const Warning& warning) { return warning.kind == "mixed-threads"; });
}

Scene draw_mixed_threads(const Analysis& analysis, const ViewOptions& options, const Theme& theme, DrawStats& stats) {
  const Profile& profile = analysis.profile();
  Scene scene;
  scene.view = "callgraph";
  scene.width = options.picture.width;
  const std::string name = profile_title(profile.files, options.picture.title);
  const std::string total = profile.metric.amount(profile.total) + " total";
  const std::vector<std::string> warning = first_lines(analysis, nullptr);
  scene.title = fmt::format("Self times of {}: {}", name, total);
  scene.description = warning.empty() ? std::string() : warning.front();

  const std::vector<SelfRow> rows = largest(analysis);
  const std::string counts =
      fmt::format("{} of {} functions, the largest self times first.{}", rows.size(),
                  thousands_text(static_cast<std::int64_t>(analysis.totals().size())), selection_sentences(profile));
  double y = draw_header(
      scene, {name, total, counts, profile.run_total ? "self, of the selection" : "self, of the run", {}}, theme);
  y = std::max(y, 60.0);
  y = draw_banner(
      scene, y, warning.empty() ? std::string() : warning.front(),
      fmt::format("Python 3.12 and later record all threads of a process on one stack. Self times and numbers of "
                  "calls are right and shown; who called whom and cumulative times are wrong in the file{}: "
                  "not drawn.",
                  impossible_figure(analysis)));
  SelfList list(scene, analysis, theme);
  if (!rows.empty()) y = list.draw(y + 23, rows);
  if (const std::string rest = rest_text(analysis, rows); !rest.empty())
    add_text(scene, margin_px, y += row_px, rest, text_px, false, Anchor::start, Slot::muted);
  y = add_wrapped_text(scene, margin_px, y + 18,
                       "To see who called whom: profile each thread by itself (a cProfile.Profile() in each thread’s "
                       "run), write one file each, and give all files to prof2graph; or record with py-spy or yappi.",
                       content_width(scene), Slot::ink);
  std::vector<KeyEntry> key;
  if (list.any_own()) key.push_back({Mark::own, "your own code"});
  scene.height = std::ceil(key.empty() ? y : draw_footer(scene, y, key));
  stats.counts = {{"rows", static_cast<std::int64_t>(rows.size())}};
  return scene;
}

}  // namespace p2g

#include "renderers/formats/svg/figures.h"

#include <algorithm>
#include <array>
#include <map>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <variant>
#include <vector>

#include "renderers/formats/stacks_common.h"
#include "renderers/page/drawn_tree.h"
#include "renderers/page/function_key.h"
#include "src/base/text.h"
#include "src/model/names.h"

namespace p2g {
namespace {

// Besides those that are drawn: so many of the largest by all they cost, and by their own; fewer where names are long.
constexpr std::array<std::size_t, 4> largest = {50, 25, 12, 0};
constexpr std::size_t most_bytes = 16 * 1024;
constexpr std::string_view rest_name = "(other)";

void append_weight(std::string& out, Weight weight) {
  if (weight == unknown_weight) {
    out += '?';
  } else {
    append_int(out, weight);
  }
}

void append_cost(std::string& out, const Cost& cost, std::uint8_t marks) {
  append_weight(out, cost.self);
  append_weight(out += ' ', cost.cumulative);
  append_int(out += ' ', cost.calls);
  // Without a number of calls none of them is known.
  append_int(out += ' ', std::max<std::int64_t>(cost.primitive_calls, 0));
  append_int(out += ' ', marks);
  out += '\n';
}

// Safe in XML, and on a line of its own with tabs between fields.
void append_safe(std::string& out, std::string_view text) { append_xml(out, to_terminal(text)); }

void append_head(std::string& out, std::string_view what, const Metric& metric, Weight floor,
                 std::string_view estimate) {
  out.append("<metadata class=\"figures\">prof2graph 1\n").append(what).append("\nmetric ");
  append_safe(out, metric.name);
  append_safe(out += '\t', metric.unit);
  append_int(out += '\t', metric.decimals);
  out += '\n';
  if (floor > 0) {
    append_int(out += "floor ", floor);
    out += '\n';
  }
  if (estimate.empty()) return;
  append_safe(out += "estimate ", estimate);
  out += '\n';
}

// Files are numbered where they are met for the first time: functions share them.
using Files = std::map<std::string_view, std::size_t>;

void append_function(std::string& out, const Frames& frames, FrameId frame, Files& files) {
  const FrameParts parts = frames.parts(frame);
  // What is shown under another name than its text's is a key: the text would give the name away that is not shown.
  if (frames.is_text(frame) && parse_frame_text(frames.text(frame)).name == parts.name) {
    append_safe(out += "t ", frames.text(frame));
    out += '\n';
    return;
  }
  const auto [file, is_new] = files.try_emplace(parts.file, files.size());
  if (is_new) {
    append_safe(out += "p ", parts.file);
    out += '\n';
  }
  append_safe(out += "k ", parts.name);
  append_int(out += '\t', static_cast<std::int64_t>(file->second));
  append_int(out += '\t', parts.line);
  append_safe(out += '\t', parts.module);
  append_int(out += '\t', static_cast<int>(parts.kind));
  out += '\n';
}

// What is no function of the program.
void append_special(std::string& out, std::string_view name) {
  append_safe(out += "k ", name);
  append_int(out += "\t-1\t0\t\t", static_cast<int>(FrameKind::hidden));
  out += '\n';
}

class CallsText {
 public:
  // `alike`: by function, the number of those that it may be taken for in another run.
  CallsText(const Profile& profile, const CallGraph& full, std::vector<bool> shown,
            const std::vector<std::uint32_t>& alike, std::size_t most)
      : profile_(profile), full_(full), place_(full.functions.size(), rest) {
    choose(std::move(shown), alike, most);
  }

  void append(std::string& out) {
    append_head(out, "calls", full_.metric, floor_, profile_.estimates.reason);
    if (profile_.frames.prints_places()) out += "places\n";
    const bool lacks_self = std::any_of(full_.edges.begin(), full_.edges.end(), [](const Edge& edge) {
      return edge.self == unknown_weight && edge.cumulative != unknown_weight;
    });
    if (lacks_self) out += "calls-without-self\n";
    if (full_.counted != Counted::calls) {
      out += full_.counted == Counted::samples ? "counts samples\n" : "counts nothing\n";
    }
    Files files;
    for (const std::uint32_t function : kept_)
      append_function(out, *full_.frames, full_.functions[function].frame, files);
    if (has_rest()) append_special(out, rest_name);
    sum_calls();
    append_functions(out);
    for (const auto& [pair, edge] : calls_) {
      append_int(out += "c ", std::min<std::size_t>(pair.first, kept_.size()));
      append_int(out += ' ', std::min<std::size_t>(pair.second, kept_.size()));
      append_cost(out += ' ', edge, edge.estimated);
    }
    out += "</metadata>\n";
  }

 private:
  static constexpr std::size_t rest = ~std::size_t{0};
  bool has_rest() const { return kept_.size() < full_.functions.size() || self_of_rest() != 0; }

  // A picture of a picture has a rest already.
  bool is_rest(std::uint32_t function) const {
    const FrameParts parts = full_.frames->parts(full_.functions[function].frame);
    return parts.kind == FrameKind::hidden && parts.name == rest_name;
  }

  void choose(std::vector<bool> keeps, const std::vector<std::uint32_t>& alike, std::size_t most) {
    for (std::size_t i = 0; i < std::min(most, keeps.size()); ++i) keeps[i] = true;
    std::vector<std::uint32_t> by_self(keeps.size());
    for (std::uint32_t i = 0; i < by_self.size(); ++i) by_self[i] = i;
    std::stable_sort(by_self.begin(), by_self.end(), [&](std::uint32_t a, std::uint32_t b) {
      return full_.functions[a].self > full_.functions[b].self;
    });
    for (std::size_t i = 0; i < std::min(most, by_self.size()); ++i) keeps[by_self[i]] = true;
    // Functions of one name in one file are told apart by their order: all of them or none.
    std::vector<bool> kept_alike(keeps.size(), false);
    for (std::size_t i = 0; i < keeps.size(); ++i) {
      if (keeps[i]) kept_alike[alike[i]] = true;
    }
    for (std::size_t i = 0; i < keeps.size(); ++i) keeps[i] = kept_alike[alike[i]];
    floor_ = profile_.omits_below;
    for (std::uint32_t i = 0; i < keeps.size(); ++i) {
      if (keeps[i] && !is_rest(i)) {
        place_[i] = kept_.size();
        kept_.push_back(i);
      } else if (!is_rest(i)) {
        floor_ = std::max(floor_, full_.functions[i].cumulative + 1);
      }
    }
  }

  // What filters took away is part of the total, too.
  Weight self_of_rest() const {
    Weight self = full_.total;
    for (const std::uint32_t function : kept_) self = sum_within(self, -full_.functions[function].self);
    return self;
  }

  void sum_calls() {
    for (const Edge& edge : full_.edges) {
      const std::pair<std::size_t, std::size_t> pair{place_[edge.caller], place_[edge.callee]};
      if (pair.first == rest && pair.second == rest) continue;
      const auto [found, is_new] = calls_.try_emplace(pair, edge);
      if (is_new) continue;
      static_cast<Cost&>(found->second) += edge;
      found->second.estimated |= edge.estimated;
    }
  }

  void append_functions(std::string& out) const {
    for (const std::uint32_t index : kept_) {
      const Function& function = full_.functions[index];
      append_cost(out += "f ", function, function.estimated);
    }
    if (!has_rest()) return;
    // Whom the rest calls, and by whom it is called, is known as a sum; what of it is the same time is not.
    Cost sum;
    sum.self = self_of_rest();
    sum.cumulative = sum.self;
    for (const auto& [pair, edge] : calls_) {
      const Weight cost = edge.cumulative == unknown_weight ? 0 : edge.cumulative;
      if (pair.first == rest) sum.cumulative = sum_within(sum.cumulative, cost);
      if (pair.second != rest) continue;
      sum.calls = sum_within(sum.calls, edge.calls);
    }
    sum.cumulative = std::clamp(sum.cumulative, sum.self, std::max(sum.self, full_.total));
    sum.primitive_calls = sum.calls;
    append_cost(out += "f ", sum, estimated_cumulative | estimated_calls);
  }

  const Profile& profile_;
  const CallGraph& full_;
  std::vector<std::size_t> place_;  // by function: its number in the text
  std::vector<std::uint32_t> kept_;
  std::map<std::pair<std::size_t, std::size_t>, Edge> calls_;
  Weight floor_ = 0;
};

// Functions that the picture names: its tooltips have their keys, each on a line of its own.
std::vector<bool> shown_functions(const Scene& scene, const CallGraph& full) {
  std::unordered_set<std::string_view> lines;  // looked up, never walked
  for (const Item& item : scene.items) {
    const auto* group = std::get_if<GroupBegin>(&item);
    if (group == nullptr) continue;
    for (std::string_view rest = group->title; !rest.empty();) {
      const std::string_view line = rest.substr(0, rest.find('\n'));
      lines.insert(line);
      rest.remove_prefix(std::min(rest.size(), line.size() + 1));
    }
  }
  std::vector<bool> shown;
  for (const Function& function : full.functions) {
    const std::string key = function_key(full.frames->parts(function.frame));
    shown.push_back(lines.contains(shorten_middle(key, key_limit_bytes)));
  }
  return shown;
}

// As passes/compare/match.cc takes functions for one another.
std::vector<std::uint32_t> number_alike(const CallGraph& full) {
  std::map<std::string, std::uint32_t> numbers;
  std::vector<std::uint32_t> alike;
  for (const Function& function : full.functions) {
    const FrameParts parts = full.frames->parts(function.frame);
    const auto next = static_cast<std::uint32_t>(numbers.size());
    alike.push_back(numbers.try_emplace(std::string(parts.file) + '\0' + matched_name(parts), next).first->second);
  }
  return alike;
}

void append_calls(std::string& out, const Analysis& analysis, const Scene& scene) {
  const std::vector<bool> shown = shown_functions(scene, analysis.full());
  const std::vector<std::uint32_t> alike = number_alike(analysis.full());
  for (const std::size_t most : largest) {
    std::string text;
    CallsText(analysis.profile(), analysis.full(), shown, alike, most).append(text);
    if (text.size() > most_bytes && most > 0) continue;
    out += text;
    return;
  }
}

// Functions are numbered in the order in which stacks meet them.
class StacksText {
 public:
  StacksText(const Profile& profile, const Tree& tree) : profile_(profile), tree_(tree), rows_(tree) {
    number_of_.assign(rows_.frames().size(), no_index);
    rows_.each([&](const std::vector<std::uint32_t>& frames, Weight) {
      for (const std::uint32_t frame : frames) {
        if (number_of_[frame] != no_index) continue;
        number_of_[frame] = static_cast<std::uint32_t>(used_.size());
        used_.push_back(frame);
      }
    });
  }

  void append(std::string& out) const {
    append_head(out, "stacks", tree_.metric, std::max(profile_.omits_below, largest_hidden()),
                profile_.estimates.reason);
    Files files;
    for (const std::uint32_t frame : used_) {
      const StackFrame& row = rows_.frames()[frame];
      if (row.frame != no_frame) {
        append_function(out, *tree_.frames, row.frame, files);
      } else {
        append_special(out, row.name);
      }
    }
    append_rows(out);
    out += "</metadata>\n";
  }

 private:
  // Of what is summed as "(not shown)": no function of it can have more.
  Weight largest_hidden() const {
    return tree_.hidden_weight.empty() ? 0 : *std::max_element(tree_.hidden_weight.begin(), tree_.hidden_weight.end());
  }

  void append_rows(std::string& out) const {
    std::vector<std::uint32_t> last;
    rows_.each([&](const std::vector<std::uint32_t>& frames, Weight self) {
      const auto shared = std::mismatch(frames.begin(), frames.end(), last.begin(), last.end()).first - frames.begin();
      append_int(out += "s ", shared);
      for (auto frame = frames.begin() + shared; frame != frames.end(); ++frame)
        append_int(out += ' ', number_of_[*frame]);
      append_int(out += ' ', self);
      out += '\n';
      last = frames;
    });
  }

  const Profile& profile_;
  const Tree& tree_;
  StackRows rows_;
  std::vector<std::uint32_t> number_of_;
  std::vector<std::uint32_t> used_;
};

// All stacks where they take little room, else those that are wide enough to be drawn.
void append_stacks(std::string& out, const Analysis& analysis, const ViewOptions& options) {
  constexpr std::size_t little_bytes = 64 * 1024;
  std::string all;
  TreeOptions whole = drawn_tree(options);
  whole.min_share = 0;
  const Tree& tree = analysis.tree(whole);
  constexpr std::size_t least_row_bytes = 8;
  if (tree.size() < little_bytes / least_row_bytes) StacksText(analysis.profile(), tree).append(all);
  if (!all.empty() && all.size() <= little_bytes) {
    out += all;
  } else {
    StacksText(analysis.profile(), analysis.tree(drawn_tree(options))).append(out);
  }
}

// Names of kilobytes would be most of the picture, and shorter they are others: then it carries nothing. Rows of stacks
// and figures are numbers.
bool has_huge_name(std::string_view text) {
  constexpr std::size_t most_name_bytes = 1000;
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    if (line.size() > most_name_bytes && (line[0] == 'k' || line[0] == 't' || line[0] == 'p')) return true;
    text.remove_prefix(std::min(text.size(), line.size() + 1));
  }
  return false;
}

}  // namespace

void append_figures(std::string& out, const Document& document, const Scene& scene) {
  const Result<const Analysis*> analysis = document.analysis();
  if (!analysis) return;
  const Profile& profile = (*analysis)->profile();
  const ViewOptions& options = document.options();
  std::string text;
  if (profile.has_stacks() && document.shows() == Content::tree && !profile.stacks().reversed) {
    append_stacks(text, **analysis, options);
  } else {
    append_calls(text, **analysis, scene);
  }
  if (!has_huge_name(text)) out += text;
}

}  // namespace p2g

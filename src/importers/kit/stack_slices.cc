#include "src/importers/kit/stack_slices.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "src/importers/kit/choose.h"

namespace p2g {
namespace {

bool is_id(std::string_view text) {
  if (text.starts_with("0x")) text.remove_prefix(2);
  return !text.empty() && text.find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos;
}

// `process 12:"python app.py"`, P12: the id and what follows it.
void name_process(std::string_view text, Slice& slice) {
  slice.process = text;
  text.remove_prefix(text.starts_with("process ") ? 8 : 1);
  const std::string_view id = text.substr(0, text.find_first_of(": "));
  if (is_id(id)) slice.pid = id;
}

// `thread (34)`, `thread (0x7F12): worker`, `thread (worker)`, tid:34, T34 and T0:34.
void name_thread(std::string_view text, Slice& slice) {
  slice.thread = text;
  if (!text.starts_with("thread (")) {
    slice.tid = text.substr(text.rfind(text.starts_with("tid:") ? ':' : 'T') + 1);
    return;
  }
  text.remove_prefix(8);
  const std::size_t close = text.find("): ");
  const std::string_view inside = text.substr(0, close == std::string_view::npos ? text.rfind(')') : close);
  if (is_id(inside)) slice.tid = inside;
  slice.thread = close == std::string_view::npos ? inside : text.substr(close + 3);
  if (slice.thread.empty()) slice.thread = slice.tid.empty() ? "(no name)" : slice.tid;  // `thread ()`
}

FrameKind head_kind(const Profile& profile, std::uint32_t node) {
  return process_or_thread(profile.frames.text(profile.stacks().frame[node]));
}

// Most files have no heads, and pay for this look only: the children of the root are found by a search of the column.
bool has_heads(const Profile& profile) {
  const std::vector<std::uint32_t>& parent = profile.stacks().parent;
  const auto next = [&](auto from) { return std::find(from, parent.end(), 0U); };
  for (auto at = next(parent.begin() + 1); at != parent.end(); at = next(at + 1)) {
    if (head_kind(profile, static_cast<std::uint32_t>(at - parent.begin())) != FrameKind::plain) return true;
  }
  return false;
}

// The stacks of a profile by slice. What heads a stack is a process, a thread, or a thread below a process; deeper
// frames that look alike are functions. In input order (keep_order) a thread has many nodes, so a slice is a pair of
// frames.
class StackSlices {
 public:
  explicit StackSlices(Profile& profile) : profile_(profile), stacks_(profile.stacks()) { find(); }

  void list(Offer& offer);
  // Keeps the stacks of these slices of the offer.
  void keep(const std::vector<std::size_t>& slices);

 private:
  using Heads = std::pair<FrameId, FrameId>;  // process and thread, no_frame where there is none

  void find();
  std::uint32_t slice_of(const Heads& heads);
  Slice describe(const Heads& heads) const;

  Profile& profile_;
  Stacks& stacks_;
  std::vector<std::uint32_t> of_node_;
  std::vector<Heads> heads_;  // by slice, each numbered when it is met first
  std::map<Heads, std::uint32_t> number_;
  std::vector<std::uint32_t> offered_;  // slice by row of the offer
};

// A node has the slice of its parent, unless it goes on with the head of its stack.
void StackSlices::find() {
  of_node_.resize(stacks_.size());
  of_node_[0] = slice_of({no_frame, no_frame});
  std::vector<bool> in_head(stacks_.size(), false);
  in_head[0] = true;
  for (std::uint32_t node = 1; node < stacks_.size(); ++node) {
    const std::uint32_t parent = stacks_.parent[node];
    of_node_[node] = of_node_[parent];
    if (!in_head[parent]) continue;
    Heads heads = heads_[of_node_[parent]];
    const FrameKind kind = heads.second == no_frame ? head_kind(profile_, node) : FrameKind::plain;
    if (kind == FrameKind::plain || (kind == FrameKind::process && heads.first != no_frame)) continue;
    (kind == FrameKind::thread ? heads.second : heads.first) = stacks_.frame[node];
    in_head[node] = true;
    of_node_[node] = slice_of(heads);
  }
}

std::uint32_t StackSlices::slice_of(const Heads& heads) {
  const auto [known, is_new] = number_.try_emplace(heads, static_cast<std::uint32_t>(heads_.size()));
  if (is_new) heads_.push_back(heads);
  return known->second;
}

Slice StackSlices::describe(const Heads& heads) const {
  Slice slice;
  if (heads.first != no_frame) name_process(profile_.frames.text(heads.first), slice);
  if (heads.second != no_frame) name_thread(profile_.frames.text(heads.second), slice);
  if (heads == Heads{no_frame, no_frame}) slice.thread = "(no thread)";
  return slice;
}

// A process that has nothing by itself, only threads, is no slice; nor is what stands beside them when there is
// nothing. By name: lines may come in any order, and the list has to be the same.
void StackSlices::list(Offer& offer) {
  std::vector<Weight> totals(heads_.size(), 0);
  for (std::uint32_t node = 0; node < stacks_.size(); ++node) totals[of_node_[node]] += stacks_.self[node];
  for (std::uint32_t slice = 0; slice < heads_.size(); ++slice) {
    if (totals[slice] != 0 || heads_[slice].second != no_frame) offered_.push_back(slice);
  }
  const auto text = [&](FrameId frame) { return frame == no_frame ? std::string_view() : profile_.frames.text(frame); };
  std::sort(offered_.begin(), offered_.end(), [&](std::uint32_t a, std::uint32_t b) {
    return std::pair(text(heads_[a].first), text(heads_[a].second)) <
           std::pair(text(heads_[b].first), text(heads_[b].second));
  });
  for (const std::uint32_t slice : offered_) {
    offer.slices.push_back(describe(heads_[slice]));
    offer.cells.emplace_back(cell_of(profile_.metric, totals[slice]));
  }
}

// Removes nodes; those that stay keep their order, so the columns are still in preorder of insertion. A process stays
// above its threads without what it has by itself.
void StackSlices::keep(const std::vector<std::size_t>& slices) {
  std::vector<bool> is_wanted(heads_.size(), false);
  for (const std::size_t row : slices) is_wanted[offered_[row]] = true;
  std::vector<bool> stays(stacks_.size(), false);
  stays[0] = true;
  for (auto node = static_cast<std::uint32_t>(stacks_.size()); node-- > 1;) {
    if (!is_wanted[of_node_[node]]) stacks_.self[node] = 0;
    if (is_wanted[of_node_[node]] || stays[node]) stays[node] = stays[stacks_.parent[node]] = true;
  }
  if (!is_wanted[of_node_[0]]) stacks_.self[0] = 0;
  std::vector<std::uint32_t> new_id(stacks_.size(), 0);
  std::uint32_t size = 0;
  profile_.total = 0;
  for (std::uint32_t node = 0; node < stacks_.size(); ++node) {
    if (!stays[node]) continue;
    stacks_.parent[size] = new_id[stacks_.parent[node]];
    stacks_.frame[size] = stacks_.frame[node];
    profile_.total += stacks_.self[size] = stacks_.self[node];
    new_id[node] = size++;
  }
  stacks_.parent.resize(size);
  stacks_.frame.resize(size);
  stacks_.self.resize(size);
}

}  // namespace

Result<void> choose_stack_slices(Profile& profile, const Wanted& wanted) {
  if (!has_heads(profile)) return choose_only_metric(profile, wanted);
  profile.offered = {};
  profile.offered.metrics = {profile.metric};
  StackSlices slices(profile);
  slices.list(profile.offered);
  if (profile.offered.slices.empty()) return choose_only_metric(profile, wanted);  // a process that costs nothing
  P2G_TRY_ASSIGN(profile.chosen, choose(profile.offered, wanted));
  if (profile.chosen.slices.size() < profile.offered.slices.size()) slices.keep(profile.chosen.slices);
  return {};
}

}  // namespace p2g

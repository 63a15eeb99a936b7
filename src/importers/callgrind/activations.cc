#include "src/importers/callgrind/activations.h"

#include "src/model/stack_builder.h"

namespace p2g::callgrind {

// What does not fit is not kept any longer: it would only take memory.
void Activations::begin(FunctionIndex function) {
  close();
  if (!fits_) return;
  activations_.push_back({function});
  is_open_ = true;
  fits_ = activations_.size() < StackBuilder::max_nodes;
}

void Activations::add_self(Weight cost) {
  if (is_open_) activations_.back().self += cost;
}

void Activations::add_call(FunctionIndex callee, std::int64_t calls) {
  if (!is_open_) return;
  calls_.push_back(callee);
  fits_ = fits_ && calls == 1;
}

void Activations::close() {
  if (!is_open_) return;
  is_open_ = false;
  fits_ = fits_ && calls_.size() <= open_.size();
  if (fits_) {
    const std::size_t first = open_.size() - calls_.size();
    for (std::size_t i = 0; i < calls_.size(); ++i) {
      const Activation& below = activations_[open_[first + i]];
      fits_ = fits_ && below.function == calls_[i];
      activations_.back().size += below.size;
    }
    open_.resize(first);
    open_.push_back(static_cast<std::uint32_t>(activations_.size() - 1));
  }
  calls_.clear();
  if (!fits_) give_up();
}

bool Activations::fits() {
  close();
  return fits_;
}

void Activations::give_up() {
  fits_ = false;
  is_open_ = false;
  activations_ = {};
  open_ = {};
  calls_ = {};
}

// In postorder the subtree of i begins at i + 1 - size. Whatever stands before that comes before i in preorder, too,
// and so do those above i, and nothing else.
std::vector<std::uint32_t> Activations::preorder() const {
  std::vector<std::uint32_t> order(activations_.size());
  std::vector<std::uint32_t> begins;  // of the subtrees that i lies in
  for (auto i = static_cast<std::uint32_t>(activations_.size()); i-- > 0;) {
    while (!begins.empty() && begins.back() > i) begins.pop_back();
    const std::uint32_t begin = i + 1 - activations_[i].size;
    order[begin + begins.size()] = i;
    begins.push_back(begin);
  }
  return order;
}

void Activations::build(Profile& profile, const std::vector<FrameId>& frames, bool keep_order) const {
  StackBuilder builder(keep_order);
  std::vector<std::uint32_t> path{0};  // nodes, by depth
  const std::vector<std::uint32_t> order = preorder();
  for (std::size_t i = 0; i < order.size(); ++i) {
    const Activation& each = activations_[order[i]];
    const std::size_t depth = i - (order[i] + 1 - each.size);
    path.resize(depth + 1);
    path.push_back(builder.child(path.back(), frames[each.function]));
    builder.add_self(path.back(), each.self);
    profile.total += each.self;
  }
  profile.data = builder.take();
}

}  // namespace p2g::callgrind

#include "src/passes/tree/account.h"

#include <algorithm>

namespace p2g {

void Account::open(const CallNetwork& network, std::uint32_t node) {
  calls_.clear();
  left_.clear();
  heap_.clear();
  aside_.clear();
  for (std::uint32_t i = network.begin[node]; i < network.begin[node + 1]; ++i) {
    if (network.calls[i].flow > 0) calls_.push_back(i);
  }
  std::sort(calls_.begin(), calls_.end(), [&](std::uint32_t a, std::uint32_t b) {
    return network.calls[a].flow != network.calls[b].flow ? network.calls[a].flow > network.calls[b].flow : a < b;
  });
  for (const std::uint32_t i : calls_) left_.push_back(network.calls[i].flow);
  for (std::uint32_t i = 0; i < calls_.size(); ++i) heap_.emplace_back(left_[i], i);
  std::make_heap(heap_.begin(), heap_.end(), less);
  self_ = network.self[node];
  below_ = network.inflow[node] - self_;
}

void Account::push(std::uint32_t i) {
  heap_.emplace_back(left_[i], i);
  std::push_heap(heap_.begin(), heap_.end(), less);
}

void Account::pop() {
  std::pop_heap(heap_.begin(), heap_.end(), less);
  heap_.pop_back();
}

std::size_t Account::largest() {
  // What has been taken since is still in the heap's figures: they can only be too high, so the first one that is right
  // is the largest of all.
  while (heap_.front().first != left_[heap_.front().second]) {
    const std::uint32_t i = heap_.front().second;
    pop();
    push(i);
  }
  return heap_.front().second;
}

std::size_t Account::largest_from(std::size_t first) {
  while (!heap_.empty()) {
    const std::size_t i = largest();
    if (left_[i] == 0) break;
    if (i >= first) return i;
    aside_.push_back(static_cast<std::uint32_t>(i));
    pop();
  }
  // Only rounding leaves something to those that were served already.
  return *std::max_element(aside_.begin(), aside_.end(),
                           [&](std::uint32_t a, std::uint32_t b) { return left_[a] < left_[b]; });
}

void Account::put_back() {
  for (const std::uint32_t i : aside_) push(i);
  aside_.clear();
}

}  // namespace p2g

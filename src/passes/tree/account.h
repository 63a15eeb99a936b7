// Inside unroll.cc: what one function has left to hand out, for itself and for each callee.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "src/passes/tree/call_network.h"

namespace p2g {

// Callees are named by their position among the function's calls with flow, heaviest first. One account serves all
// functions in turn, so that its memory is asked for once.
class Account {
 public:
  // Begins with all of the function's cost.
  void open(const CallNetwork& network, std::uint32_t node);

  std::size_t size() const { return calls_.size(); }
  // The network call of a callee.
  std::uint32_t call(std::size_t i) const { return calls_[i]; }
  Weight left(std::size_t i) const { return left_[i]; }
  Weight self() const { return self_; }
  Weight below() const { return below_; }  // the sum of left()
  void take_self(Weight weight) { self_ -= weight; }
  void take(std::size_t i, Weight weight) {
    left_[i] -= weight;
    below_ -= weight;
  }
  // The callee with most left, of equals the first. There has to be one.
  std::size_t largest();
  // The same among those from `first` on; the others stay out of the way until put_back(). Where nothing is left for
  // those, the first one with most left among the others.
  std::size_t largest_from(std::size_t first);
  void put_back();

 private:
  using Entry = std::pair<Weight, std::uint32_t>;  // what was left, position
  static bool less(const Entry& a, const Entry& b) {
    return a.first != b.first ? a.first < b.first : a.second > b.second;
  }
  void push(std::uint32_t i);
  void pop();

  Weight self_ = 0, below_ = 0;
  std::vector<std::uint32_t> calls_;
  std::vector<Weight> left_;
  // May be behind left_, and then holds too much: put right when it comes to the top. Taking from the middle of a heap
  // would cost more than that ever does.
  std::vector<Entry> heap_;
  std::vector<std::uint32_t> aside_;
};

}  // namespace p2g

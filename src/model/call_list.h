// The caller/callee pairs of a call profile, packed: 20 bytes each where the struct has 40.
//
// Most of a large profile is pairs, and memory that is touched for the first time costs ten times what reading as much
// does. Nearly all figures are small: costs below 2^32 units (4.3 s in nanoseconds), as many calls as primitive calls;
// or the pair has only a number of calls. Others lie in a second list and are as exact.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <iterator>
#include <utility>
#include <vector>

#include "src/model/cost.h"
#include "src/model/frame.h"
#include "src/model/weight.h"

namespace p2g {

// One caller/callee pair. Pairs may repeat (merged files, hostile input); whoever needs them unique sums them.
struct CallCost : Cost {
  FrameId caller = 0;
  FrameId callee = 0;

  CallCost() = default;
  CallCost(FrameId from, FrameId to, const Cost& cost = {}) : Cost(cost), caller(from), callee(to) {}
  CallCost(FrameId from, FrameId to, Weight own, Weight with_callees, std::int64_t times, std::int64_t primitive_times)
      : CallCost(from, to, Cost{own, with_callees, times, primitive_times}) {}
  bool operator==(const CallCost&) const = default;
};

class CallList {
 public:
  class Iterator;

  CallList() = default;
  template <class Each>
  CallList(Each begin, Each end) {
    for (; begin != end; ++begin) push_back(*begin);
  }
  CallList(std::initializer_list<CallCost> calls) : CallList(calls.begin(), calls.end()) {}

  std::size_t size() const { return rows_.size(); }
  bool empty() const { return rows_.empty(); }
  // Room for so many without moving them. Costs nothing until it is used.
  void reserve(std::size_t calls) { rows_.reserve(calls); }
  void push_back(const CallCost& call) { rows_.push_back(is_small(call) ? small_row(call) : wide_row(call)); }

  CallCost operator[](std::size_t i) const {
    const Row& row = rows_[i];
    if (row.cumulative < first_mark) {
      return {row.caller, row.callee, row.self, row.cumulative, row.calls, row.calls};
    }
    if (row.cumulative == only_counted) return {row.caller, row.callee, unknown_weight, unknown_weight, row.calls, -1};
    return wide_[row.self];
  }
  FrameId caller(std::size_t i) const { return rows_[i].caller; }
  FrameId callee(std::size_t i) const { return rows_[i].callee; }
  Iterator begin() const;
  Iterator end() const;

  void set(std::size_t i, const CallCost& call) {
    if (is_small(call)) {
      rows_[i] = small_row(call);
    } else if (rows_[i].cumulative == is_wide) {
      rows_[i].caller = call.caller;
      rows_[i].callee = call.callee;
      wide_[rows_[i].self] = call;
    } else {
      rows_[i] = wide_row(call);
    }
  }
  // Calls change(CallCost&) for each.
  template <class Change>
  void change(Change change) {
    for (std::size_t i = 0; i < size(); ++i) {
      CallCost call = (*this)[i];
      change(call);
      set(i, call);
    }
  }
  // Calls change(CallCost&) for each in order; those for which it returns false go.
  template <class Change>
  void change_or_remove(Change change) {
    std::size_t used = 0;
    for (std::size_t i = 0; i < size(); ++i) {
      CallCost call = (*this)[i];
      if (!change(call)) continue;
      std::swap(rows_[used], rows_[i]);  // the figures of a wide row stay its own
      set(used++, call);
    }
    rows_.resize(used);
  }

 private:
  struct Row {
    FrameId caller;
    FrameId callee;
    std::uint32_t self;        // index into wide_ where the row is wide
    std::uint32_t cumulative;  // or what the row is
    std::uint32_t calls;
  };
  static constexpr std::uint32_t only_counted = 0xfffffffeU;
  static constexpr std::uint32_t is_wide = 0xffffffffU;
  static constexpr std::uint32_t first_mark = only_counted;

  static bool fits(std::int64_t value) { return static_cast<std::uint64_t>(value) < first_mark; }
  static bool is_counted(const CallCost& call) {
    return call.cumulative == unknown_weight && call.self == unknown_weight && call.primitive_calls == -1;
  }
  static bool is_small(const CallCost& call) {
    return fits(call.calls) &&
           ((call.primitive_calls == call.calls && fits(call.self) && fits(call.cumulative)) || is_counted(call));
  }
  static Row small_row(const CallCost& call) {
    const auto calls = static_cast<std::uint32_t>(call.calls);
    if (call.cumulative == unknown_weight) return {call.caller, call.callee, 0, only_counted, calls};
    return {call.caller, call.callee, static_cast<std::uint32_t>(call.self),
            static_cast<std::uint32_t>(call.cumulative), calls};
  }
  Row wide_row(const CallCost& call) {
    wide_.push_back(call);
    return {call.caller, call.callee, static_cast<std::uint32_t>(wide_.size() - 1), is_wide, 0};
  }

  std::vector<Row> rows_;
  std::vector<CallCost> wide_;
};

class CallList::Iterator {
 public:
  using iterator_category = std::input_iterator_tag;
  using value_type = CallCost;
  using difference_type = std::ptrdiff_t;
  using pointer = const CallCost*;
  using reference = CallCost;

  Iterator(const CallList& list, std::size_t at) : list_(&list), at_(at) {}
  CallCost operator*() const { return (*list_)[at_]; }
  Iterator& operator++() {
    ++at_;
    return *this;
  }
  Iterator operator++(int) { return {*list_, at_++}; }
  bool operator==(const Iterator&) const = default;

 private:
  const CallList* list_;
  std::size_t at_;
};

inline CallList::Iterator CallList::begin() const { return {*this, 0}; }
inline CallList::Iterator CallList::end() const { return {*this, size()}; }

}  // namespace p2g

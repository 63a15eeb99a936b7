// Indices that cannot be mixed up: where several tables are walked at once, the place of a function in one and of a
// call in another are both small integers, and the compiler should know which is which.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <utility>
#include <vector>

#include "src/base/no_index.h"

namespace p2g {

// A place in a table of `Of`; `Of` need not be complete, it only tells the tables apart. None by default.
template <class Of>
class Index {
 public:
  constexpr Index() = default;
  constexpr explicit Index(std::size_t value) : value_(static_cast<std::uint32_t>(value)) {}

  constexpr std::uint32_t value() const { return value_; }
  constexpr bool is_none() const { return value_ == no_index; }
  constexpr explicit operator bool() const { return !is_none(); }
  constexpr auto operator<=>(const Index&) const = default;
  constexpr Index& operator++() {
    ++value_;
    return *this;
  }

 private:
  std::uint32_t value_ = no_index;
};

// Consecutive indices, for range-for.
template <class I>
class IndexRange {
 public:
  struct Iterator {
    I at;
    constexpr I operator*() const { return at; }
    constexpr Iterator& operator++() {
      ++at;
      return *this;
    }
    constexpr bool operator==(const Iterator&) const = default;
  };
  constexpr IndexRange(I first, I end) : first_(first), end_(end) {}
  constexpr Iterator begin() const { return {first_}; }
  constexpr Iterator end() const { return {end_}; }

 private:
  I first_, end_;
};

// Indices that a table of plain integers lists (a compressed row), for range-for.
template <class I>
class IndexList {
 public:
  struct Iterator {
    const std::uint32_t* at;
    constexpr I operator*() const { return I(*at); }
    constexpr Iterator& operator++() {
      ++at;
      return *this;
    }
    constexpr bool operator==(const Iterator&) const = default;
  };
  constexpr explicit IndexList(std::span<const std::uint32_t> values) : values_(values) {}
  constexpr Iterator begin() const { return {values_.data()}; }
  constexpr Iterator end() const { return {values_.data() + values_.size()}; }

 private:
  std::span<const std::uint32_t> values_;
};

// A vector that only its own kind of index opens.
template <class I, class T>
class Column {
 public:
  Column() = default;
  explicit Column(std::size_t size, const T& value = T()) : values_(size, value) {}
  explicit Column(std::vector<T> values) : values_(std::move(values)) {}

  T& operator[](I at) { return values_[at.value()]; }
  const T& operator[](I at) const { return values_[at.value()]; }
  // Returns the place of the new value.
  I push_back(T value) {
    values_.push_back(std::move(value));
    return I(values_.size() - 1);
  }
  void assign(std::size_t size, const T& value) { values_.assign(size, value); }
  void reserve(std::size_t size) { values_.reserve(size); }

  std::size_t size() const { return values_.size(); }
  bool empty() const { return values_.empty(); }
  IndexRange<I> indices() const { return {I(0), I(values_.size())}; }
  auto begin() { return values_.begin(); }
  auto end() { return values_.end(); }
  auto begin() const { return values_.begin(); }
  auto end() const { return values_.end(); }
  const T& back() const { return values_.back(); }

 private:
  std::vector<T> values_;
};

}  // namespace p2g

template <class Of>
struct std::hash<p2g::Index<Of>> {
  std::size_t operator()(p2g::Index<Of> index) const noexcept { return index.value(); }
};

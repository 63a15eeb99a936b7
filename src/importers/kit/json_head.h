// The keys that the first bytes of a JSON file show, for recognising what it is. Keys come in any order, values may be
// huge, and the head ends anywhere: what is seen says something, what is not says nothing.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace p2g {

class JsonHead {
 public:
  explicit JsonHead(std::string_view head);

  // Begins with "{" or "[": the deepest level that such a file has outside of all keys is 0.
  bool is_json() const { return first_ != '\0'; }
  bool is_object() const { return first_ == '{'; }
  bool is_array() const { return first_ == '['; }
  // A key at any level, or at one: 1 are those of the outermost object, or of nothing in an array.
  bool has(std::string_view key) const;
  bool has_at(std::size_t level, std::string_view key) const;
  // The first text that a key of that name has as its value; empty when there is none.
  std::string_view text_of(std::string_view key) const;

 private:
  struct Seen {
    std::string_view key;
    std::size_t level = 0;
    std::string_view text{};
  };

  void scan();
  std::string_view take_text(std::size_t& at) const;
  std::size_t pass_space(std::size_t at) const;

  std::string text_;  // converted
  char first_ = '\0';
  std::vector<Seen> seen_;
};

}  // namespace p2g

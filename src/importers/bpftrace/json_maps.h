// Maps in a line that bpftrace -f json writes: {"type": "map", "data": {"@name": {"key": 3, "key": 4}}}. Other lines
// have none.
#pragma once

#include <string>
#include <string_view>

namespace p2g::bpftrace {

class JsonMaps {
 public:
  // The line has to outlive this.
  explicit JsonMaps(std::string_view line);

  // Goes to the next key; false when there is none.
  bool next();
  const std::string& map() const { return map_; }
  const std::string& key() const { return key_; }
  // As it is written: a number, or an object of a histogram.
  std::string_view value() const { return value_; }
  // Whether the line ended before it should have.
  bool is_cut() const { return is_cut_; }

 private:
  bool take(char c);
  bool take_string(std::string& out);
  void take_value();
  bool fail() {
    is_cut_ = true;
    return false;
  }

  std::string_view rest_;
  std::string map_;
  std::string key_;
  std::string_view value_;
  bool in_map_ = false;
  bool is_cut_ = false;
};

}  // namespace p2g::bpftrace

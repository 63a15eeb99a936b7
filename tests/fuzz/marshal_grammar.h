// Valid marshal dumps of pstats, at random, in all spellings that Python 2.7 to 3.13 and PyPy write.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/dice.h"

namespace p2g {

struct MarshalDump {
  std::string bytes;
  std::size_t functions = 0;  // distinct ones, callers without an entry too
  std::size_t edges = 0;
};

class MarshalGrammar {
 public:
  explicit MarshalGrammar(Dice& dice) : dice_(dice) {}

  // A whole file.
  MarshalDump dump();
  // One object of any kind, for putting it somewhere.
  std::string object();

 private:
  enum class Dialect { python2_text, python2, python3, mixed };
  enum class Shape { cprofile, profile, added, mixed };

  bool may_reference() const { return dialect_ == Dialect::python3 || dialect_ == Dialect::mixed; }
  // Each appends one object. Those that return bool say whether it took the next slot.
  bool head(char code, bool want_slot);
  void u32(std::uint32_t value);
  void text(const std::string& bytes);
  void new_text(const std::string& bytes);
  void number(std::int64_t value);
  void long_number(std::int64_t value, std::size_t zeros);
  void count();
  void real(double value);
  void seconds();
  bool tuple(std::size_t size, bool want_slot);
  void key(std::size_t function);
  void code_object(const std::string& name);
  void value();
  std::size_t callers();
  void caller_figures();
  void constant_tuple();
  void skipped_entry();
  bool refer_to(const std::vector<std::uint32_t>& slots, std::size_t& which);

  static constexpr std::size_t most_functions = 14;

  // Of the file being written. Slots are places in the table of references.
  struct State {
    std::string out;
    std::uint32_t slots = 0;
    std::vector<std::pair<std::string, std::uint32_t>> texts;  // with their slots
    std::vector<std::string> interned;                         // Python 2's table
    std::vector<std::int64_t> key_slots = std::vector<std::int64_t>(most_functions, -1);
    std::vector<bool> known = std::vector<bool>(most_functions, false);
    std::vector<std::uint32_t> figure_slots, dict_slots, value_slots, real_slots;
    std::vector<std::size_t> dict_edges, value_edges;  // how many edges the slots of the same index stand for
  };

  Dice& dice_;
  Dialect dialect_ = Dialect::mixed;
  Shape shape_ = Shape::mixed;
  State state_;
};

}  // namespace p2g

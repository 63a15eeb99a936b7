// The text of a card, broken, shortened and measured: nothing is drawn that does not fit.
#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "renderers/callgraph/plan.h"

namespace p2g::cards {

// A function's names from long to short, found once.
struct Label {
  std::vector<std::string> forms;      // at least one
  std::string where;                   // "ast.py:804"; empty when unknown
  std::vector<std::string> row_forms;  // the same for rows: `<module>` is told by its file
  std::string key;                     // in full, for tooltips, ids and searches
  std::string spellings;               // what the input wrote, as a further line of tooltips; mostly empty
};
class Labels {
 public:
  explicit Labels(const GraphFacts& facts) : facts_(facts) {}
  const Label& operator[](FunctionIndex function);

 private:
  const GraphFacts& facts_;
  std::unordered_map<FunctionIndex, Label> known_;  // looked up, never walked
};

inline constexpr double card_least_px = 112;
inline constexpr double card_limit_px = 168;
inline constexpr double card_padding_px = 9;
inline constexpr double row_px = 14;
inline constexpr double stack_shadow_px = 4;  // the second card behind a stack, right and below

struct RowText {
  std::string name, figure;
};
struct StackLine {
  std::string name, line, percent;  // only `name`: a line that stands for several functions
};
struct CardText {
  double width = 0, height = 0;  // of the card itself, without a stack's shadow
  std::vector<std::string> name;
  std::string where, percent, amount, self, calls;
  std::string of_run;  // of a selection: "6.8% of the run"
  std::string range;   // of a comparison: "733 ms → 324 ms"
  bool recursive = false;
  bool foot = false;             // a bar a part of the sum, at the lower end
  std::vector<RowText> rows;     // parallel to Card::rows
  std::vector<StackLine> stack;  // a stack's functions; the fields above are then empty but where, self
};
// Which lines of a stack are written: the first and the last. In between one says how many are left out; the ends are
// what connects to the neighbours.
struct StackEnds {
  std::size_t head, tail;
};
StackEnds stack_ends(std::size_t functions);
CardText write_card(const GraphFacts& facts, Labels& labels, const Card& card, double limit);

// Name and place of a card of one function; returns the width that they need, without padding.
double write_name(const Label& label, double limit, CardText& text);
// The room that a text gets: fonts that are not metric-compatible are scaled, but renderers round.
double text_room(std::string_view text, float size, bool bold);

// Where a card's parts are, px from its top.
inline constexpr double first_baseline_px = 18;
inline constexpr double name_step_px = 14;
inline constexpr double stack_step_px = 15;
inline constexpr double of_run_step_px = 13.5;
inline constexpr double foot_px = 17;  // of the height

// "1,501×", "1,501 samples" or "": calls as the profile counts them.
std::string calls_text(const CallGraph& graph, std::int64_t calls);

}  // namespace p2g::cards

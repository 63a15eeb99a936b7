#include "renderers/callgraph/card.h"

#include <algorithm>
#include <cmath>
#include <string_view>

#include "renderers/page/function_key.h"
#include "renderers/page/marks.h"
#include "renderers/page/sizes.h"
#include "renderers/page/text_width.h"
#include "src/base/text.h"
#include "src/model/name_forms.h"
#include "src/model/names.h"
#include "src/model/share_text.h"

namespace p2g::cards {
namespace {

constexpr double slack = 1.03;  // fonts that are not metric-compatible are scaled, but renderers round
constexpr double column_gap_px = 10;
constexpr double swatch_room_px = 13;
constexpr double stack_more_px = 22;  // stacks are wider: name and figure share a line

double room_for(std::string_view text, float size, bool bold) { return text_width(text, size, bold) * slack; }
// The other way round: what may be measured so that it still fits with the slack.
double narrow(double room) { return room / slack; }

// Positions where a name may be broken: after _ . :: / $ - and spaces, and before a capital after a small letter.
std::vector<std::size_t> break_positions(std::string_view name) {
  std::vector<std::size_t> out;
  for (std::size_t i = 1; i + 1 < name.size(); ++i) {
    const char before = name[i - 1], at = name[i];
    const bool after_mark =
        std::string_view("_./$-: ").find(before) != std::string_view::npos && at != ':' && at != before;
    const bool new_word = before >= 'a' && before <= 'z' && at >= 'A' && at <= 'Z';
    if (after_mark || new_word) out.push_back(i);
  }
  return out;
}

// In one line, else in two of about equal length, else nothing.
std::vector<std::string> break_name(const std::string& name, double room) {
  if (text_width(name, name_px, true) <= room) return {name};
  // Every letter is at least a fifth of an em wide: what is longer cannot fit, and need not be tried.
  if (static_cast<double>(name.size()) > 2 * room / (name_px * 0.2)) return {};
  std::vector<std::string> best;
  double narrowest = room;
  for (const std::size_t at : break_positions(name)) {
    std::string head = name.substr(0, at), tail = name.substr(at);
    // A space at the end of a line would be measured, but not seen.
    if (head.back() == ' ') head.pop_back();
    const double width = std::max(text_width(head, name_px, true), text_width(tail, name_px, true));
    if (width > narrowest) continue;
    narrowest = width;
    best = {std::move(head), std::move(tail)};
  }
  return best;
}

// The longest form that fits in two lines, else both ends of the shortest one.
std::vector<std::string> name_lines(const Label& label, double room) {
  for (const std::string& form : label.forms)
    if (std::vector<std::string> lines = break_name(form, room); !lines.empty()) return lines;
  return {fit_text(label.forms.back(), room, name_px, true, 0.6)};
}

// For one line: the longest form that fits, else both ends of the shortest.
std::string fitting_form(const std::vector<std::string>& forms, double room, float size, bool bold) {
  for (const std::string& form : forms)
    if (text_width(form, size, bold) <= room) return form;
  return fit_text(forms.back(), room, size, bold, 0.5);
}

std::string share_of_run(const GraphFacts& facts, Weight weight, bool estimated) {
  return share_text(weight, facts.graph.total, estimated);
}

bool is_estimated(const Function& function, EstimatedFigure figure) { return (function.estimated & figure) != 0; }

// ":804" of "ast.py:804".
std::string line_suffix(const std::string& where) {
  const std::size_t colon = where.rfind(':');
  return colon == std::string::npos ? std::string() : where.substr(colon);
}
std::string without_line(const std::string& where) { return where.substr(0, where.rfind(':')); }

// What a row may say behind the name, from short to long: the file, with the line, all of the path.
std::string place_of(const Label& label, int level) {
  if (level == 0) return without_line(label.where);
  if (level == 1) return label.where;
  const std::size_t open = label.key.rfind(" (");
  return open == std::string::npos ? label.where : label.key.substr(open + 2, label.key.size() - open - 3);
}

// The forms of rows that read alike in one card get the shortest place that tells them apart.
std::vector<std::string> row_forms(Labels& labels, const std::vector<Row>& rows, FunctionIndex function) {
  const Label label = labels[function];
  std::vector<const Label*> alike;
  for (const Row& row : rows) {
    if (row.kind == Row::Kind::more || row.function == function) continue;
    const Label& other = labels[row.function];
    if (other.row_forms.front() == label.row_forms.front()) alike.push_back(&other);
  }
  if (alike.empty() || label.where.empty()) return label.row_forms;
  int level = 0;
  const auto is_shared = [&](const Label* other) { return place_of(*other, level) == place_of(label, level); };
  while (level < 2 && std::any_of(alike.begin(), alike.end(), is_shared)) ++level;
  std::vector<std::string> forms;
  for (const std::string& form : label.row_forms) forms.push_back(form + " (" + place_of(label, level) + ')');
  return forms;
}

RowText write_row(const GraphFacts& facts, Labels& labels, const std::vector<Row>& rows, const Row& row, double room) {
  RowText text;
  // A call without a time tells how often it happened; a sum of such calls tells nothing.
  if (row.timed)
    text.figure = share_of_run(facts, row.weight, row.estimated);
  else if (row.kind != Row::Kind::more)
    text.figure = calls_text(facts.graph, row.calls);
  const double figure = text.figure.empty() ? 0 : room_for(text.figure, text_px, false) + 8;
  const double left = narrow(room - swatch_room_px - figure);
  if (row.kind == Row::Kind::more) {
    text.name = thousands_text(row.count) + (row.count == 1 ? " more callee" : " more callees");
    return text;
  }
  text.name = fitting_form(row_forms(labels, rows, row.function), left, text_px, false);
  return text;
}

// What the row came to, so that a card is no wider than its widest row.
double row_room(const RowText& row) {
  return swatch_room_px + room_for(row.name, text_px, false) +
         (row.figure.empty() ? 0 : 8 + room_for(row.figure, text_px, false));
}

CardText write_function(const GraphFacts& facts, Labels& labels, const Card& card, double limit) {
  const FunctionIndex f = card.functions.front();
  const Function& function = facts.function(f);
  const Metric& metric = facts.graph.metric;
  const Label& label = labels[f];
  const double room = limit - 2 * card_padding_px;
  CardText text;
  double need = write_name(label, limit, text);
  text.percent = share_of_run(facts, function.cumulative, is_estimated(function, estimated_cumulative));
  text.amount = metric.amount(function.cumulative);
  text.self = facts.is_above[f] != 0
                  ? std::string("on the way in")
                  : "self " + share_of_run(facts, function.self, is_estimated(function, estimated_self));
  if (facts.asked != nullptr) {
    const bool estimated = is_estimated(function, estimated_cumulative);
    text.of_run = share_text(function.cumulative, facts.asked->run, estimated) + " of the run";
  }
  text.calls = calls_text(facts.graph, function.calls);
  if (!text.calls.empty() && is_estimated(function, estimated_calls)) text.calls.insert(0, "≈");
  text.recursive = facts.recursive[f] != 0;
  need = std::max(need, room_for(text.percent, name_px, true) + column_gap_px + room_for(text.amount, text_px, false));
  need = std::max(need, room_for(text.self, text_px, false) + column_gap_px + room_for(text.calls, text_px, false) +
                            (text.recursive ? mark_px + 3 : 0));
  need = std::max(need, room_for(text.of_run, text_px, false));
  for (const Row& row : card.rows) {
    text.rows.push_back(write_row(facts, labels, card.rows, row, room));
    need = std::max(need, row_room(text.rows.back()));
  }
  // Figures are never cut: a card may get wider than the limit for them.
  text.width = std::ceil(std::clamp(need + 2 * card_padding_px, card_least_px, std::max(limit, need + 18)));
  // As paint_card.cc steps down the card.
  text.height = 81 + name_step_px * (static_cast<double>(text.name.size()) - 1) - (text.where.empty() ? 12 : 0);
  if (!text.of_run.empty()) text.height += of_run_step_px;
  if (!text.rows.empty()) text.height += 6 + row_px * static_cast<double>(text.rows.size());
  return text;
}

// The file is told once where all functions of the stack are in it.
std::string stack_caption(const Card& card, Labels& labels) {
  std::string file = without_line(labels[card.functions.front()].where);
  for (const FunctionIndex f : card.functions)
    if (without_line(labels[f].where) != file) file.clear();
  return file.empty() ? "pass-through" : "pass-through · " + file;
}

CardText write_stack(const GraphFacts& facts, Labels& labels, const Card& card, double limit) {
  const double room = limit + stack_more_px - 2 * card_padding_px;
  CardText text;
  const std::size_t count = card.functions.size();
  const auto [head, tail] = stack_ends(count);
  double need = 0;
  Weight self = 0;
  bool self_estimated = false;
  for (std::size_t i = 0; i < count; ++i) {
    const FunctionIndex f = card.functions[i];
    const Function& function = facts.function(f);
    self += function.self;
    self_estimated = self_estimated || is_estimated(function, estimated_self);
    if (i >= head && i < count - tail) {
      if (i == head)
        text.stack.push_back({thousands_text(static_cast<std::int64_t>(count - head - tail)) + " more", "", ""});
      continue;
    }
    const Label& label = labels[f];
    StackLine line;
    line.percent = share_of_run(facts, function.cumulative, is_estimated(function, estimated_cumulative));
    line.line = line_suffix(label.where);
    const double percent = room_for(line.percent, text_px, false) + column_gap_px;
    const double number = line.line.empty() ? 0 : room_for(line.line, text_px, false) + 3;
    line.name = fitting_form(label.forms, narrow(room - percent - number), name_px, true);
    need = std::max(need, room_for(line.name, name_px, true) + number + percent);
    text.stack.push_back(std::move(line));
  }
  text.where = fit_text(stack_caption(card, labels), narrow(room), text_px, false, 0.5);
  const auto is_above = [&](FunctionIndex f) { return facts.is_above[f] != 0; };
  text.self = std::all_of(card.functions.begin(), card.functions.end(), is_above)
                  ? std::string("on the way in")
                  : "self " + share_of_run(facts, self, self_estimated) + " in all";
  need = std::max({need, room_for(text.where, text_px, false), room_for(text.self, text_px, false)});
  text.width = std::ceil(std::max(card_least_px, need + 2 * card_padding_px));
  text.height = 67 + stack_step_px * (static_cast<double>(text.stack.size()) - 1);
  return text;
}

}  // namespace

const Label& Labels::operator[](FunctionIndex function) {
  const auto [found, added] = known_.try_emplace(function);
  Label& label = found->second;
  if (!added) return label;
  const FrameParts parts = facts_.graph.frames->parts(facts_.function(function).frame);
  DisplayName name = display_name(parts);
  if (name.name.empty()) name.name = "(no name)";
  label.where = std::move(name.where);
  label.key = function_key(parts);
  append_spellings(label.spellings, *facts_.graph.frames, facts_.function(function).frame, key_limit_bytes);
  label.forms = shorter_forms(name.name);
  label.forms.insert(label.forms.begin(), std::move(name.name));
  label.row_forms = label.forms;
  // Every file has one: beside other rows only the file tells which. A card says the file below the name anyway.
  if (label.forms.front() == "<module>" && !label.where.empty()) {
    const std::string file = without_line(label.where);
    label.row_forms = {file + " <module>", file};
  }
  return label;
}

std::string calls_text(const CallGraph& graph, std::int64_t calls) {
  if (calls <= 0 || graph.counted == Counted::nothing) return "";
  return count_text(calls) + (graph.counted == Counted::samples ? (calls == 1 ? " sample" : " samples") : "×");
}

double text_room(std::string_view text, float size, bool bold) { return room_for(text, size, bold); }

double write_name(const Label& label, double limit, CardText& text) {
  const double room = narrow(limit - 2 * card_padding_px);
  text.name = name_lines(label, room);
  text.where = fit_text(label.where, room, text_px, false, 0.6);
  double need = room_for(text.where, text_px, false);
  for (const std::string& line : text.name) need = std::max(need, room_for(line, name_px, true));
  return need;
}

StackEnds stack_ends(std::size_t functions) {
  constexpr std::size_t lines_at_most = 8;
  if (functions <= lines_at_most) return {functions, 0};
  return {lines_at_most / 2, lines_at_most - lines_at_most / 2 - 1};
}

CardText write_card(const GraphFacts& facts, Labels& labels, const Card& card, double limit) {
  CardText text =
      card.functions.size() > 1 ? write_stack(facts, labels, card, limit) : write_function(facts, labels, card, limit);
  text.foot = facts.has_foot(card.functions.front());
  if (text.foot) text.height += foot_px;
  return text;
}

}  // namespace p2g::cards

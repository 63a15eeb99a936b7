#include "renderers/page/sandwich_words.h"

#include <fmt/format.h>

#include <algorithm>

#include "src/base/text.h"
#include "src/model/names.h"
#include "src/model/pattern.h"
#include "src/model/share_text.h"

namespace p2g {
namespace {

constexpr double least_unknown = 0.0005;  // less is printed as nothing

const std::vector<Neighbor>& neighbors(const Sandwich& sandwich, Side side) {
  return side == Side::callers ? sandwich.callers : sandwich.callees;
}
bool timed(const Sandwich& sandwich, Side side) {
  return side == Side::callers ? sandwich.callers_timed : sandwich.callees_timed;
}

std::string mark(bool estimated) { return estimated ? "≈" : ""; }

std::string amount_each(const Metric& metric, Weight weight, std::int64_t calls) {
  if (calls <= 0 || weight == unknown_weight) return {};
  const Weight half = calls / 2;
  return metric.amount((weight >= 0 ? weight + half : weight - half) / calls);
}

std::string calls_words(const Sandwich& sandwich) {
  const Function& function = sandwich.function;
  if (sandwich.counted != Counted::calls || function.calls <= 0) return {};
  const std::string about = mark((function.estimated & estimated_calls) != 0);
  std::string text = "; " + about + plural_text(function.calls, "call");
  const std::string each = amount_each(sandwich.metric, function.cumulative,
                                       function.primitive_calls > 0 ? function.primitive_calls : function.calls);
  if (each.empty()) return text;
  text += function.calls > 1
              ? ", " + each + (function.primitive_calls < function.calls ? " each from outside" : " each")
              : std::string();
  return text;
}

SandwichRow row_of(const Sandwich& sandwich, Side side, std::size_t index) {
  const Neighbor& neighbor = neighbors(sandwich, side)[index];
  const FrameParts parts = sandwich.frames->parts(neighbor.frame);
  SandwichRow row;
  row.neighbor = index;
  row.name = telling_name(parts);
  row.where = display_name(parts).where;
  row.part = part_of(sandwich, side, neighbor);
  const std::string about = mark((neighbor.estimated & estimated_cumulative) != 0);
  if (neighbor.cumulative != unknown_weight) {
    row.share = about + percent_text(row.part);
    row.amount = about + sandwich.metric.amount(neighbor.cumulative);
  }
  if (sandwich.counted == Counted::calls) {
    const std::string about_calls = mark((neighbor.estimated & estimated_calls) != 0);
    row.calls = about_calls + count_text(neighbor.calls) + "×";
    row.each = amount_each(sandwich.metric, neighbor.cumulative, neighbor.calls);
    if (!row.each.empty()) row.each = mark((neighbor.estimated & estimated_cumulative) != 0) + row.each;
  }
  return row;
}

SandwichRow own_row(const Sandwich& sandwich) {
  const Function& function = sandwich.function;
  SandwichRow row{.kind = SandwichRow::Kind::own, .name = "own code"};
  const std::string about = mark((function.estimated & estimated_self) != 0);
  row.part = std::max(share_of(function.self, sandwich.callees_whole()), 0.0);
  row.share = about + percent_text(share_of(function.self, sandwich.callees_whole()));
  row.amount = about + sandwich.metric.amount(function.self);
  if (sandwich.counted != Counted::calls) return row;
  row.calls = mark((function.estimated & estimated_calls) != 0) + count_text(function.calls) + "×";
  row.each = about + amount_each(sandwich.metric, function.self, function.calls);
  return row;
}

SandwichRow rest_row(const Sandwich& sandwich, Side side, const std::vector<SandwichRow>& rows, std::size_t first) {
  SandwichRow rest{.kind = SandwichRow::Kind::more};
  std::int64_t calls = 0;
  Weight amount = 0;
  for (std::size_t i = first; i < rows.size(); ++i) {
    rest.part += rows[i].part;
    if (rows[i].kind != SandwichRow::Kind::neighbor) {
      amount = sum_of(amount, sandwich.function.self);
      continue;
    }
    const Neighbor& neighbor = neighbors(sandwich, side)[rows[i].neighbor];
    amount = sum_of(amount, neighbor.cumulative);
    calls = sum_within(calls, neighbor.calls);
  }
  const auto count = static_cast<std::int64_t>(rows.size() - first);
  rest.name =
      thousands_text(count) + " more " + (side == Side::callers ? "caller" : "callee") + (count == 1 ? "" : "s");
  if (amount != unknown_weight) {
    rest.share = percent_text(rest.part);
    rest.amount = sandwich.metric.amount(amount);
  }
  if (sandwich.counted == Counted::calls) rest.calls = count_text(calls) + "×";
  return rest;
}

std::string callers_words(const Sandwich& sandwich) {
  if (sandwich.callers.empty()) return "Nothing calls it.";
  const Neighbor& first = sandwich.callers.front();
  std::string text = plural_text(static_cast<std::int64_t>(sandwich.callers.size()), "caller");
  const std::string name = telling_name(sandwich.frames->parts(first.frame));
  const double part = part_of(sandwich, Side::callers, first);
  const bool estimated = (first.estimated & estimated_cumulative) != 0;
  if (part <= 0) return text + '.';
  text += sandwich.callers.size() == 1 ? ", " : "; ";
  return text + fmt::format("{} brings {}{} of its {}.", name, mark(estimated), percent_text(part),
                            sandwich.callers_timed ? sandwich.metric.noun() : "calls");
}

std::string callees_words(const Sandwich& sandwich) {
  const Function& function = sandwich.function;
  if (sandwich.callees.empty()) return " It calls nothing.";
  std::string text = fmt::format(" Its own code holds {}{}", mark((function.estimated & estimated_self) != 0),
                                 percent_text(share_of(function.self, sandwich.callees_whole())));
  const Neighbor& first = sandwich.callees.front();
  const std::string name = telling_name(sandwich.frames->parts(first.frame));
  if (first.cumulative == unknown_weight) return text + '.';
  return text + fmt::format("; the heaviest callee, {}, {}{}.", name,
                            mark((first.estimated & estimated_cumulative) != 0),
                            percent_text(part_of(sandwich, Side::callees, first)));
}

std::string overlap_words(const Sandwich& sandwich) {
  const bool callers = sandwich.callers_overlap();
  const bool callees = sandwich.callees_overlap();
  if (!callers && !callees) return {};
  const std::string_view what = callers && callees ? "callers’ and of callees’" : callers ? "callers’" : "callees’";
  return fmt::format(
      "It comes back to itself through others, so times of {} calls overlap: shares there are parts of their sum.",
      what);
}

std::string also_words(const Sandwich& sandwich) {
  constexpr std::size_t most_named = 3;
  constexpr std::size_t longest_bytes = 200;
  if (sandwich.also.empty()) return {};
  std::string text = "The heaviest of " + thousands_text(static_cast<std::int64_t>(sandwich.also.size() + 1)) +
                     " functions that match; others are";
  for (std::size_t i = 0; i < std::min(most_named, sandwich.also.size()); ++i) {
    text += (i == 0 ? ' ' + sandwich.option + " \"" : std::string(", \"")) +
            shorten_middle(pattern_of(*sandwich.frames, sandwich.also[i]), longest_bytes) + '"';
  }
  if (sandwich.also.size() > most_named) text += " …";
  return text + '.';
}

}  // namespace

std::string telling_name(const FrameParts& parts) {
  std::string name = display_name(parts).name;
  if (!name.starts_with("__") && !name.starts_with('<')) return name;
  const std::string module = module_name(parts);
  return module.empty() ? name : module + '.' + name;
}

std::string sandwich_summary(const Sandwich& sandwich) {
  const Function& function = sandwich.function;
  const Metric& metric = sandwich.metric;
  return fmt::format("{} of the {} ({}), self {}{}.",
                     share_text(function.cumulative, sandwich.total, (function.estimated & estimated_cumulative) != 0),
                     sandwich.of_selection ? "selection" : "run", metric.amount(function.cumulative),
                     share_text(function.self, sandwich.total, (function.estimated & estimated_self) != 0),
                     calls_words(sandwich));
}

std::string sandwich_findings(const Sandwich& sandwich) { return callers_words(sandwich) + callees_words(sandwich); }

std::vector<std::string> sandwich_notes(const Sandwich& sandwich) {
  std::vector<std::string> notes;
  const auto add = [&](std::string note) {
    if (!note.empty()) notes.push_back(std::move(note));
  };
  if (sandwich.calls_to_itself) {
    add(*sandwich.calls_to_itself > 0
            ? fmt::format("It calls itself {}×; that is in its figures, and is no caller of its own.",
                          count_text(*sandwich.calls_to_itself))
            : std::string("It calls itself; that is in its figures, and is no caller of its own."));
  }
  add(overlap_words(sandwich));
  if (!sandwich.callers_timed)
    add("The file counts calls, but has no times for them: widths of callers are parts of the calls.");
  if (!sandwich.callees_timed) add("What each callee costs here is not in the file.");
  add(also_words(sandwich));
  if (!sandwich.estimate_note.empty()) add(sandwich.estimate_note + '.');
  return notes;
}

Weight whole_of(const Sandwich& sandwich, Side side) {
  return std::max<Weight>(side == Side::callers ? sandwich.callers_whole() : sandwich.callees_whole(), 0);
}

double part_of(const Sandwich& sandwich, Side side, const Neighbor& neighbor) {
  if (timed(sandwich, side)) return std::max(share_of(neighbor.cumulative, whole_of(sandwich, side)), 0.0);
  if (side == Side::callees) return 0;
  return std::max(share_of(neighbor.calls, sandwich.callers_calls), 0.0);
}

double unknown_part(const Sandwich& sandwich, Side side) {
  if (timed(sandwich, side) && whole_of(sandwich, side) <= 0) return 0;
  if (!timed(sandwich, side)) {
    const Weight own = std::max<Weight>(sandwich.function.self, 0);
    return side == Side::callers ? 0 : 1 - std::min(share_of(own, whole_of(sandwich, side)), 1.0);
  }
  const Weight sum = side == Side::callers ? sandwich.callers_sum : sandwich.callees_sum;
  const double part = 1 - share_of(sum, whole_of(sandwich, side));
  return part < least_unknown ? 0 : part;
}

std::string beyond_share(const Sandwich& sandwich, Side side, const Neighbor::Beyond& beyond) {
  return mark(beyond.estimated) + percent_text(share_of(beyond.cumulative, whole_of(sandwich, side)));
}

std::vector<SandwichRow> sandwich_rows(const Sandwich& sandwich, Side side, std::size_t limit) {
  std::vector<SandwichRow> rows;
  for (std::size_t i = 0; i < neighbors(sandwich, side).size(); ++i) rows.push_back(row_of(sandwich, side, i));
  if (side == Side::callees && (sandwich.function.self != 0 || rows.empty())) {
    SandwichRow own = own_row(sandwich);
    const auto place =
        std::find_if(rows.begin(), rows.end(), [&](const SandwichRow& row) { return row.part < own.part; });
    rows.insert(place, std::move(own));
  }
  if (limit > 0 && rows.size() > limit) {
    SandwichRow rest = rest_row(sandwich, side, rows, limit);
    rows.resize(limit);
    rows.push_back(std::move(rest));
  }
  if (const double unknown = unknown_part(sandwich, side); unknown > 0) {
    SandwichRow row{.kind = SandwichRow::Kind::unknown, .part = unknown};
    row.name = side == Side::callers ? "no caller" : timed(sandwich, side) ? "calls not in the file" : "all callees";
    row.share = percent_text(unknown);
    row.amount = sandwich.metric.amount(static_cast<Weight>(unknown * static_cast<double>(whole_of(sandwich, side))));
    rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace p2g

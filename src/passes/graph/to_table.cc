// Rows as Python's pstats shows them: print_stats, print_callers, print_callees, in the order of its sort_stats. Where
// pstats leaves ties to chance (the order of a dict), names decide.
#include "src/passes/graph/to_table.h"

#include <algorithm>
#include <array>
#include <span>
#include <string>

#include "src/base/diagnostics.h"
#include "src/base/result.h"
#include "src/base/rows.h"
#include "src/base/unite.h"
#include "src/model/graph.h"
#include "src/model/names.h"
#include "src/model/profile.h"
#include "src/model/table.h"
#include "src/model/totals.h"
#include "src/passes/graph/choose_functions.h"
#include "src/passes/graph/to_graph.h"

namespace p2g {
namespace {

enum class Field : std::uint8_t { calls, primitive_calls, self, cumulative, file, line, name, standard_name };

struct SortKey {
  std::string_view word;
  std::vector<Field> fields;
  std::string_view title;
};

// pstats' words and what they sort by; `self` is ours.
const std::array<SortKey, 14>& sort_keys() {
  static const std::array<SortKey, 14> keys = {{
      {"calls", {Field::calls}, "call count"},
      {"ncalls", {Field::calls}, "call count"},
      {"cumtime", {Field::cumulative}, "cumulative"},
      {"cumulative", {Field::cumulative}, "cumulative"},
      {"filename", {Field::file}, "file name"},
      {"line", {Field::line}, "line number"},
      {"module", {Field::file}, "file name"},
      {"name", {Field::name}, "function name"},
      {"nfl", {Field::name, Field::file, Field::line}, "name/file/line"},
      {"pcalls", {Field::primitive_calls}, "primitive call count"},
      {"stdname", {Field::standard_name}, "standard name"},
      {"time", {Field::self}, "internal"},
      {"tottime", {Field::self}, "internal"},
      {"self", {Field::self}, "internal"},
  }};
  return keys;
}

// A whole word, or what all words that begin so agree on. pstats' own words go first: "s" is stdname there.
const SortKey* find_key(std::string_view given) {
  const SortKey* found = nullptr;
  if (given.empty()) return nullptr;
  for (const SortKey& key : sort_keys()) {
    if (key.word == given) return &key;
    if (!key.word.starts_with(given)) continue;
    if (found != nullptr && found->fields != key.fields) {
      if (key.word == "self") continue;
      return nullptr;
    }
    if (found == nullptr) found = &key;
  }
  return found;
}

struct Order {
  std::vector<Field> fields;
  std::string title;
};

// "time,calls" sorts by several, as sort_stats("time", "calls") does.
Result<Order> parse_order(const std::string& sort, const std::string& unit) {
  Order order;
  std::string_view rest = sort;
  while (true) {
    const std::size_t comma = std::min(rest.find(','), rest.size());
    const std::string_view word = rest.substr(0, comma);
    const SortKey* key = find_key(word);
    if (key == nullptr) {
      std::vector<std::string_view> known;
      for (const SortKey& each : sort_keys()) known.push_back(each.word);
      return fail(unknown_name_error("sort key", word, known));
    }
    order.fields.insert(order.fields.end(), key->fields.begin(), key->fields.end());
    order.title.append(order.title.empty() ? "" : ", ").append(key->title);
    // "cumulative time", "internal samples"
    if (key->fields.front() == Field::cumulative || key->fields.front() == Field::self) order.title += ' ' + unit;
    if (comma == rest.size()) return order;
    rest.remove_prefix(comma + 1);
  }
}

int compare_numbers(std::int64_t a, std::int64_t b) { return a < b ? -1 : (a > b ? 1 : 0); }

// Negative when a comes first: the largest first for figures, the smallest for text.
int compare_by(Field field, const TableRow& a, const TableRow& b, const Frames& frames) {
  switch (field) {
    case Field::calls:
      return compare_numbers(b.calls, a.calls);
    case Field::primitive_calls:
      return compare_numbers(b.primitive_calls, a.primitive_calls);
    case Field::self:
      return compare_numbers(b.self, a.self);
    case Field::cumulative:
      return compare_numbers(b.cumulative, a.cumulative);
    default:
      break;
  }
  if (field == Field::standard_name) return standard_name(frames, a.frame).compare(standard_name(frames, b.frame));
  const FrameParts left = frames.parts(a.frame);
  const FrameParts right = frames.parts(b.frame);
  if (field == Field::file) return left.file.compare(right.file);
  if (field == Field::line) return compare_numbers(left.line, right.line);
  return left.name.compare(right.name);
}

std::vector<TableRow> all_rows(const Profile& profile, const std::vector<FunctionCost>& totals) {
  const std::vector<std::uint8_t> used = choose_functions(profile, totals, {});
  std::vector<TableRow> rows;
  for (FrameId f = 0; f < totals.size(); ++f) {
    const FunctionCost& cost = totals[f];
    if (used[f] == 0) continue;
    rows.push_back({cost, f, profile.estimates.of(f)});
  }
  return rows;
}

// The other ends of one row's edges by file, line, name, as pstats lists them; pairs that repeat are summed.
void sort_relations(std::vector<TableRow>& relations, const Frames& frames) {
  const auto before = [&](const TableRow& a, const TableRow& b) {
    for (const Field field : {Field::file, Field::line, Field::name}) {
      if (const int order = compare_by(field, a, b, frames); order != 0) return order < 0;
    }
    return frames.compare(a.frame, b.frame) < 0;
  };
  sort_and_unite(relations, before, [](TableRow& sum, const TableRow& row) { sum += row; });
}

void add_relations(Table& table, const Profile& profile, const std::vector<FunctionCost>& totals) {
  std::vector<std::uint32_t> row_of(profile.frames.size(), no_index);
  for (std::uint32_t i = 0; i < table.rows.size(); ++i) row_of[table.rows[i].frame] = i;
  table.relations.resize(table.rows.size());
  const bool callers = table.kind == Table::Kind::callers;
  const auto add = [&](FrameId caller, FrameId callee, const Cost& cost) {
    const std::uint32_t at = row_of[callers ? callee : caller];
    if (at == no_index) return;
    table.relations[at].push_back({cost, callers ? caller : callee, profile.estimates.of_call(caller, callee)});
  };
  if (profile.has_stacks()) {
    const CallGraph graph = to_graph(profile, totals, choose_functions(profile, totals, {}), 0);
    for (const Edge& edge : graph.edges) {
      add(graph.functions[edge.caller].frame, graph.functions[edge.callee].frame, edge);
    }
  } else {
    for (const CallCost& edge : profile.calls().edges) {
      add(edge.caller, edge.callee, edge);
    }
  }
  for (std::vector<TableRow>& relations : table.relations) sort_relations(relations, profile.frames);
}

}  // namespace

Result<void> check_table_sort(const std::string& sort) {
  P2G_TRY(parse_order(sort, ""));
  return {};
}

Result<Table> to_table(const Profile& profile, const TableOptions& options) {
  P2G_TRY_ASSIGN(const Order order, parse_order(options.sort, profile.metric.noun()));
  const std::vector<FunctionCost> totals = function_totals(profile);
  Table table;
  table.kind = options.kind;
  table.frames = &profile.frames;
  table.metric = profile.metric;
  table.counted = profile.counted();
  table.estimate_note = profile.estimates.note();
  table.sort_key = order.title;
  table.total = profile.total;
  table.rows = all_rows(profile, totals);
  table.total_rows = static_cast<std::int64_t>(table.rows.size());
  for (const TableRow& row : table.rows) {
    table.total_calls += row.calls;
    table.total_primitive_calls += row.primitive_calls;
  }

  const auto before = [&](const TableRow& a, const TableRow& b) {
    for (const Field field : order.fields) {
      if (const int difference = compare_by(field, a, b, profile.frames); difference != 0) return difference < 0;
    }
    return profile.frames.compare(a.frame, b.frame) < 0;
  };
  std::size_t shown = table.rows.size();
  if (options.limit > 0) shown = std::min(shown, static_cast<std::size_t>(options.limit));
  // Only what is shown is put in order.
  std::partial_sort(table.rows.begin(), table.rows.begin() + static_cast<std::ptrdiff_t>(shown), table.rows.end(),
                    before);
  table.rows.resize(shown);
  if (table.kind != Table::Kind::functions) add_relations(table, profile, totals);
  return table;
}

}  // namespace p2g

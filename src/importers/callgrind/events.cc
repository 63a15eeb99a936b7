#include "src/importers/callgrind/events.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "src/base/words.h"

namespace p2g::callgrind {
namespace {

// More columns than any tool has; what follows is not told apart.
constexpr std::size_t most_columns = 64;
// Of one derived event, so that a formula of formulas stays small.
constexpr std::size_t most_parts = 256;
constexpr std::int64_t most_times = 1'000'000;

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  for (text = trim(text); !text.empty() && words.size() < most_columns;) {
    const std::size_t end = std::min(text.find_first_of(" \t"), text.size());
    words.emplace_back(text.substr(0, end));
    text = trim(text.substr(end));
  }
  return words;
}

// `10ns` counts tens of nanoseconds.
bool find_counted(std::string_view text, Unit& unit) {
  std::int64_t times = 1;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), times);
  if (const std::optional<Unit> known = find_unit(text)) {  // 100ns is a unit of its own
    unit = *known;
    return true;
  }
  if (error != std::errc() || times < 1 || times > most_times) return false;
  const std::optional<Unit> known = find_unit(trim({end, text.data() + text.size()}));
  if (!known) return false;
  unit = *known;
  unit.factor *= times;
  return true;
}

// `Time_(10ns)`, `cpu(ms)`, `ns`. xdebug 2 writes `Time` of microseconds and `Memory` of bytes.
Events::Measured measure(const std::string& name) {
  Events::Measured out;
  std::string_view called = name;
  std::string_view spelling = name;
  if (const std::size_t bracket = name.find('('); bracket != std::string::npos && name.ends_with(')')) {
    called = called.substr(0, bracket);
    spelling = std::string_view(name).substr(bracket + 1, name.size() - bracket - 2);
    while (called.ends_with('_')) called.remove_suffix(1);
  } else if (name == "Time") {
    spelling = "us";
  } else if (name == "Memory") {
    spelling = "bytes";
  }
  Unit unit;
  if (find_counted(spelling, unit) && unit.quantity != Quantity::count) {
    out.metric = unit.metric();
    out.factor = unit.factor;
    if (can_name_unit(called) && called != name) out.metric.name = called;
    return out;
  }
  out.metric = Metric::count(can_name_unit(name) ? std::string_view(name) : "count");
  return out;
}

constexpr std::pair<std::string_view, std::string_view> documented[] = {
    {"Bm", "Bim + Bcm"},
    {"L1m", "I1mr + D1mr + D1mw"},
    {"LLm", "ILmr + DLmr + DLmw"},
    {"CEst", "Ir + 10 Bm + 10 L1m + 100 LLm"},
};

}  // namespace

void Events::describe(std::string_view text) {
  const std::string_view rest = text.substr(0, text.find(':'));
  const std::size_t equals = rest.find('=');
  if (equals == std::string_view::npos || formulas_.size() >= most_columns) return;
  formulas_.push_back({std::string(trim(rest.substr(0, equals))), std::string(trim(rest.substr(equals + 1)))});
}

void Events::begin(std::string_view names) {
  has_begun_ = true;
  names_ = words_of(names);
  columns_ = names_.size();
  for (std::size_t i = 0; i < columns_; ++i) {
    measured_.push_back(measure(names_[i]));
    measured_.back().parts = {{i, 1}};
  }
  for (const Formula& formula : formulas_) add_derived(formula);
  for (const auto& [name, text] : documented) add_derived({std::string(name), std::string(text)});
}

bool Events::agrees(std::string_view names) const { return words_of(names) == names_; }

const Events::Measured* Events::find(std::string_view name) const {
  for (std::size_t i = 0; i < measured_.size(); ++i) {
    if (i < columns_ ? names_[i] == name : measured_[i].metric.name == name) return &measured_[i];
  }
  return nullptr;
}

// `Ir + 10 Bm`, `10*Bm`; without all of its parts there is no such metric. Two parts at least, so that it says more
// than a column does.
void Events::add_derived(const Formula& formula) {
  if (find(formula.name) != nullptr || !can_name_unit(formula.name)) return;
  Measured out;
  out.metric = Metric::count(formula.name);
  std::string_view rest = formula.text;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('+'), rest.size());
    std::string_view term = trim(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
    std::int64_t times = 1;
    const auto [number_end, error] = std::from_chars(term.data(), term.data() + term.size(), times);
    if (error == std::errc()) term.remove_prefix(static_cast<std::size_t>(number_end - term.data()));
    term = trim(term);
    if (term.starts_with('*')) term = trim(term.substr(1));
    const Measured* const part = find(term);
    if (part == nullptr || times < 1 || times > most_times || part->metric.quantity != Quantity::count) return;
    for (const Part& each : part->parts) {
      if (each.times > most_times || out.parts.size() >= most_parts) return;
      out.parts.push_back({each.column, each.times * times});
    }
  }
  if (out.parts.size() > 1) measured_.push_back(std::move(out));
}

std::size_t Events::default_metric() const {
  const auto found =
      std::find_if(measured_.begin(), measured_.end(), [](const Measured& each) { return each.metric.is_time(); });
  return found == measured_.end() ? 0 : static_cast<std::size_t>(found - measured_.begin());
}

}  // namespace p2g::callgrind

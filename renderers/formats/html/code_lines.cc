#include "renderers/formats/html/code_lines.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string_view>
#include <utility>

#include "renderers/formats/html/code_range.h"
#include "renderers/formats/html/data.h"
#include "src/base/code_files.h"
#include "src/base/text.h"
#include "src/base/wide.h"
#include "src/model/fraction.h"
#include "src/model/line_costs.h"
#include "src/model/names.h"

namespace p2g::report {
namespace {

constexpr std::size_t most_functions = 100;
constexpr std::size_t most_hot_lines = 20;  // of a function that are told one by one
constexpr std::int32_t longest_whole = 60;  // a function of so many lines is shown from its beginning to its end
constexpr std::int32_t shown_without = 40;  // so many lines of one that has no figures
constexpr std::int32_t around = 3;          // lines before and after a hot one
constexpr std::size_t longest_line = 200;   // bytes of its text
constexpr std::size_t row_bytes = 90;       // of markup
constexpr std::size_t function_bytes = 500;

struct PlacedCost {
  std::int32_t line = 0;
  Weight self = 0;
  std::string_view file = {};  // another one than the function's
};

// What is known of one function's lines.
struct Known {
  std::string_view path;              // of the file that is shown
  std::vector<PlacedCost> lines;      // there, ascending
  std::vector<PlacedCost> elsewhere;  // in other files
  Weight whole = 0;                   // what 100 % is
  Weight rest = 0;                    // spent in no line that is known
};

bool costs_more(const PlacedCost& a, const PlacedCost& b) {
  return a.self != b.self ? a.self > b.self : a.file != b.file ? a.file < b.file : a.line < b.line;
}

bool is_python(std::string_view path) {
  for (const std::string_view suffix : {".py", ".pyi", ".pyx"}) {
    if (path.ends_with(suffix)) return true;
  }
  return false;
}

// The lines of all functions, by frame, with the names of their files.
class Lines {
 public:
  explicit Lines(const Profile& profile) : costs_(lines_of_functions(profile)), files_(costs_.files.size() + 1) {
    for (const auto& [file, number] : costs_.files) files_[number] = file;
  }
  bool empty() const { return costs_.empty(); }
  bool of_run() const { return costs_.of_run; }

  Known of(FrameId frame, std::string_view own_file, Weight self) const {
    const auto begins = [](const LineCost& cost, FrameId id) { return cost.place < id; };
    auto cost = std::lower_bound(costs_.costs.begin(), costs_.costs.end(), frame, begins);
    const auto first = cost;
    Known known;
    known.path = own_file;
    Wide sum = 0;
    std::map<std::uint32_t, Wide> by_file;
    for (; cost != costs_.costs.end() && cost->place == frame; ++cost) {
      sum += cost->self;
      by_file[cost->file] += cost->self;
    }
    // A function whose file nobody says is in the one that most of it is in.
    std::uint32_t shown = 0;
    if (own_file.empty()) {
      for (const auto& [file, weight] : by_file) shown = shown == 0 || weight > by_file[shown] ? file : shown;
      known.path = files_[shown];
    }
    for (auto each = first; each != cost; ++each) {
      if (each->file == shown)
        known.lines.push_back({each->line, each->self});
      else
        known.elsewhere.push_back({each->line, each->self, each->file == 0 ? own_file : files_[each->file]});
    }
    known.whole = of_run() ? bounded(sum) : self;
    known.rest = of_run() || sum == 0 ? 0 : bounded(Wide{self} - sum);
    return known;
  }

 private:
  LineCosts costs_;
  std::vector<std::string_view> files_;
};

// Makes the rows of one function.
class Rows {
 public:
  Rows(const Document& document, const Metric& metric, const Known& known)
      : document_(document), metric_(metric), known_(known) {}

  void add(std::string place, Weight self, std::string_view text = {}) {
    CodeRow row{std::move(place), {}, {}};
    if (self > 0) {
      const double share = share_of(self, known_.whole);
      row.self = metric_.amount(self);
      row.share = percent_text(share);
      row.step = document_.theme().step(share);
    }
    row.text = shorten_middle(text, longest_line);
    bytes_ += row_bytes + to_xml(row.text).size() + row.place.size();
    rows_.push_back(std::move(row));
  }
  void add_gap() { add({}, 0); }
  // The heaviest one by one, the others as a sum.
  void add_list(std::vector<PlacedCost> costs, const std::string& others) {
    std::sort(costs.begin(), costs.end(), costs_more);
    Wide sum = 0;
    for (std::size_t i = 0; i < costs.size(); ++i) {
      if (i < most_hot_lines)
        add(place_of(costs[i]), costs[i].self);
      else
        sum += costs[i].self;
    }
    if (sum > 0) add(std::to_string(costs.size() - most_hot_lines) + others, bounded(sum));
  }
  void add_rest() {
    if (known_.rest > 0) add("in no known line", known_.rest);
  }
  std::size_t bytes() const { return bytes_; }
  std::vector<CodeRow> take() { return std::move(rows_); }

 private:
  static std::string place_of(const PlacedCost& cost) {
    if (cost.file.empty()) return std::to_string(cost.line);
    const std::string_view name = cost.file.substr(cost.file.rfind('/') + 1);
    return shorten_middle(name, longest_line) + ':' + std::to_string(cost.line);
  }

  const Document& document_;
  const Metric& metric_;
  const Known& known_;
  std::vector<CodeRow> rows_;
  std::size_t bytes_ = 0;
};

// The lines of the text that are shown: the whole function where it is short, else its beginning and what is around
// hot lines.
std::set<std::int32_t> shown_lines(const Known& known, const CodeRange& range, std::int32_t near, std::int32_t count) {
  std::set<std::int32_t> shown;
  const auto show = [&](std::int32_t from, std::int32_t to) {
    for (std::int32_t line = std::max(from, 1); line <= std::min(to, count); ++line) shown.insert(line);
  };
  const bool is_short = range.is_known() && range.end - range.begin < longest_whole;
  if (is_short) show(range.begin, range.end);
  if (range.is_known() && !is_short)
    show(range.begin, known.lines.empty() ? range.begin + shown_without : range.begin + 1);
  if (!range.is_known() && known.lines.empty()) show(near, near + around);
  std::vector<PlacedCost> hot = known.lines;
  std::sort(hot.begin(), hot.end(), costs_more);
  if (hot.size() > most_hot_lines) hot.resize(most_hot_lines);
  for (const PlacedCost& cost : hot) {
    if (!is_short || !range.has(cost.line)) show(cost.line - around, cost.line + around);
  }
  return shown;
}

void add_text_rows(Rows& rows, const Known& known, const std::vector<std::string_view>& lines,
                   const std::set<std::int32_t>& shown) {
  std::vector<PlacedCost> hidden;
  std::map<std::int32_t, Weight> self;
  for (const PlacedCost& cost : known.lines) {
    if (shown.contains(cost.line))
      self[cost.line] = cost.self;
    else
      hidden.push_back(cost);
  }
  std::int32_t before = 0;
  for (const std::int32_t line : shown) {
    if (before > 0 && line > before + 1) rows.add_gap();
    const auto cost = self.find(line);
    rows.add(std::to_string(line), cost == self.end() ? 0 : cost->second, lines[static_cast<std::size_t>(line - 1)]);
    before = line;
  }
  Wide sum = 0;
  for (const PlacedCost& cost : hidden) sum += cost.self;
  if (sum > 0) rows.add(plural_text(hidden.size(), "more line"), bounded(sum));
}

class Writer {
 public:
  Writer(const Document& document, const Analysis& analysis, const CallGraph& graph)
      : document_(document), profile_(analysis.profile()), graph_(graph), lines_(profile_) {}

  Code write(const std::vector<std::size_t>& order, std::size_t room);

 private:
  Known known_of(const Function& function) const {
    const FrameParts parts = graph_.frames->parts(function.frame);
    return lines_.of(function.frame, parts.file == "~" ? std::string_view() : parts.file, function.self);
  }
  std::vector<std::string> paths_of(const std::vector<std::size_t>& order) const;
  std::optional<FunctionCode> code_of(std::size_t index, const CodeFiles& files, std::size_t& bytes);
  bool add_text(FunctionCode& code, Rows& rows, const Known& known, const CodeFile& file, const FrameParts& parts);
  std::string about(const Known& known, const FrameParts& parts) const;
  void add_notes(Code& code, std::size_t left_out, const CodeFiles& files) const;

  const Document& document_;
  const Profile& profile_;
  const CallGraph& graph_;
  Lines lines_;
  std::size_t with_text_ = 0;
};

std::vector<std::string> Writer::paths_of(const std::vector<std::size_t>& order) const {
  std::vector<std::string> paths;
  for (const std::size_t index : order) paths.emplace_back(known_of(graph_.functions[index]).path);
  return paths;
}

std::string Writer::about(const Known& known, const FrameParts& parts) const {
  std::string text = shorten_middle(display_name(parts).where, name_limit_bytes);
  if (known.lines.empty()) return text;
  const PlacedCost hot = *std::min_element(known.lines.begin(), known.lines.end(), costs_more);
  if (!text.empty()) text += " · ";
  return text + "most in line " + std::to_string(hot.line) + ": " + percent_text(share_of(hot.self, known.whole));
}

// False where the text cannot be that of the function.
bool Writer::add_text(FunctionCode& code, Rows& rows, const Known& known, const CodeFile& file,
                      const FrameParts& parts) {
  const std::string where = shorten_middle(file.shown, name_limit_bytes);
  if (file.is_too_large) {
    code.notes.push_back(where + " is larger than 2 MB and was not read.");
    return false;
  }
  const std::vector<std::string_view> lines = lines_of(file.text);
  const auto count = static_cast<std::int32_t>(std::min<std::size_t>(lines.size(), 0x7fffffff));
  const std::int32_t first = known.lines.empty() ? 0 : known.lines.front().line;
  const std::int32_t last = known.lines.empty() ? 0 : known.lines.back().line;
  const std::int32_t begin = parts.has_line && parts.line > 0 ? parts.line : first;
  if (std::max(begin, last) > count || begin < 1) {
    if (begin > 0) {
      code.notes.push_back(where + " has " + plural_text(lines.size(), "line") + ", and the profile names line " +
                           std::to_string(std::max(begin, last)) + ": it is another version.");
    }
    return false;
  }
  const CodeRange range = find_code(lines, parts.name, begin, is_python(known.path));
  add_text_rows(rows, known, lines, shown_lines(known, range, begin, count));
  code.has_text = true;
  code.notes.push_back("Source: " + where);
  if (document_.code()->recorded && file.changed > *document_.code()->recorded)
    code.notes.emplace_back("The file was changed after the profile was written: lines may have moved.");
  if (!range.is_known() && !written_name(parts.name).empty())
    code.notes.emplace_back("Where the function begins was not found: the file may be another version.");
  if (file.as_good > 0) code.notes.push_back(plural_text(file.as_good, "other file") + " would fit as well.");
  return true;
}

std::optional<FunctionCode> Writer::code_of(std::size_t index, const CodeFiles& files, std::size_t& bytes) {
  const Function& function = graph_.functions[index];
  const FrameParts parts = graph_.frames->parts(function.frame);
  const Known known = known_of(function);
  FunctionCode code;
  code.function = index;
  code.name = shorten_middle(display_name(parts).name, name_limit_bytes);
  code.about = about(known, parts);
  code.has_figures = !known.lines.empty() || !known.elsewhere.empty();
  Rows rows(document_, graph_.metric, known);
  const std::optional<CodeFile> file = files.find(known.path);
  const bool has_text = file && add_text(code, rows, known, *file, parts);
  if (!has_text && !code.has_figures) return std::nullopt;
  if (!has_text) rows.add_list(known.lines, " more lines");
  rows.add_list(known.elsewhere, " more lines of other files");
  rows.add_rest();
  bytes = function_bytes + code.name.size() + code.about.size() + rows.bytes();
  for (const std::string& note : code.notes) bytes += note.size();
  code.rows = rows.take();
  return code;
}

void Writer::add_notes(Code& code, std::size_t left_out, const CodeFiles& files) const {
  const auto note = [&](std::string text) { code.notes.push_back(std::move(text)); };
  const std::string noun(graph_.metric.noun());
  if (lines_.empty()) {
    note("This " + profile_.format + " profile does not say what each line costs: its lines have no figures.");
  } else if (lines_.of_run()) {
    note(
        "Figures of lines are of the whole run: the profile does not say what the selection takes of each. Shares are "
        "of what the function's lines cost together.");
  } else {
    note("Shares are of the function's self " + noun + ".");
  }
  if (with_text_ == 0) note("No source of them was found: --source DIR says below which folder it is.");
  if (files.stopped_early()) note("The folders hold more than is looked through: a file may have been missed.");
  if (left_out > 0)
    note("Of " + plural_text(left_out, "function") + " with less self " + noun +
         " no lines are in this file, to keep it small.");
}

Code Writer::write(const std::vector<std::size_t>& order, std::size_t room) {
  Code code;
  const CodeOptions* const options = document_.code();
  const bool looks = options != nullptr && !options->folders.empty();
  if (!looks && lines_.empty()) return code;
  const CodeFiles files(looks ? options->folders : std::vector<std::string>(),
                        looks ? paths_of(order) : std::vector<std::string>());
  std::size_t left_out = 0;
  for (const std::size_t index : order) {
    std::size_t bytes = 0;
    std::optional<FunctionCode> one =
        code.functions.size() < most_functions ? code_of(index, files, bytes) : std::nullopt;
    if (code.functions.size() == most_functions || (one && code.bytes + bytes > room)) {
      ++left_out;
      continue;
    }
    if (!one) continue;
    code.bytes += bytes;
    with_text_ += one->has_text ? 1 : 0;
    code.functions.push_back(*std::move(one));
  }
  if (!code.functions.empty()) add_notes(code, left_out, files);
  return code;
}

}  // namespace

Code code_of(const Document& document, const Analysis& analysis, const CallGraph& graph, std::size_t in_data,
             std::size_t room) {
  constexpr std::size_t most_looked_at = 500;
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < std::min(in_data, graph.functions.size()); ++i) {
    if (graph.functions[i].self > 0) order.push_back(i);
  }
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return graph.functions[a].self > graph.functions[b].self; });
  if (order.size() > most_looked_at) order.resize(most_looked_at);
  return Writer(document, analysis, graph).write(order, room);
}

}  // namespace p2g::report

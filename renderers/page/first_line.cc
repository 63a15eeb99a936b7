#include "renderers/page/first_line.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "renderers/page/part_words.h"
#include "renderers/page/selection_words.h"
#include "src/base/no_index.h"
#include "src/base/text.h"
#include "src/model/file_places.h"
#include "src/model/name_forms.h"
#include "src/model/names.h"
#include "src/model/share_text.h"

namespace p2g {
namespace {

constexpr double nearly_all = 0.97;
constexpr std::size_t name_at_most = 30;

std::string_view step_words(ImportStep step) {
  constexpr std::array<std::string_view, 7> words = {
      "finding files",    "reading files",    "unmarshalling",        "compiling",
      "creating modules", "checks and locks", "running module bodies"};
  return words[static_cast<std::size_t>(step)];
}

// What keeps figures from being what they look like: then that is the line.
std::string warning_line(const Profile& profile) {
  struct Doubt {
    std::string_view kind, line;
  };
  constexpr std::array<Doubt, 2> doubts = {{
      {"mixed-threads",
       "Several threads share one call stack here: self times hold, who called whom and cumulative times do not."},
      {"negative-time", "The clock went backwards while this was recorded: times are in doubt."},
  }};
  constexpr Weight few_samples = 20;
  if (profile.metric.is_whole_samples() && profile.total > 0 && profile.total < few_samples)
    return fmt::format("Only {}: shares of so few are chance.", profile.metric.amount(profile.total));
  for (const Doubt& doubt : doubts) {
    for (const Warning& warning : profile.warnings.list()) {
      if (warning.kind == doubt.kind) return std::string(doubt.line);
    }
  }
  return {};
}

// The rules for one profile's graph; each returns nothing where it does not hold.
class Findings {
 public:
  Findings(const CallGraph& graph, std::string_view whole)
      : graph_(graph), whole_(whole), into_(incoming_edges(graph)) {
    for (std::uint32_t f = 0; f < graph.functions.size(); ++f) {
      if (graph.functions[f].self > 0 && !is_hidden(f)) by_self_.push_back(f);
    }
    const std::size_t count = std::min<std::size_t>(3, by_self_.size());
    std::partial_sort(by_self_.begin(), by_self_.begin() + static_cast<std::ptrdiff_t>(count), by_self_.end(),
                      [&](std::uint32_t a, std::uint32_t b) {
                        const Weight x = graph.functions[a].self, y = graph.functions[b].self;
                        return x != y ? x > y : a < b;
                      });
    by_self_.resize(count);
  }

  bool empty() const { return by_self_.empty(); }

  // "find_longest_match holds 24.0% of the run by itself; all of it comes through unified_diff (29.8%)."
  FirstSentence one_function() const { return {one_function_text(), frame(by_self_.front())}; }

  FirstSentence three_functions() const { return {three_functions_text(), frame(by_self_.front())}; }

  // "work, 96.6% of the run, splits into _tokenize 26.7%, unparse 24.5% and parse 5.7%."
  FirstSentence splitting() const {
    constexpr double large = 0.6, own_at_most = 0.05;
    for (std::uint32_t f = 0; f < graph_.functions.size(); ++f) {
      if (share(graph_.functions[f].cumulative) < large) return {};
      if (is_hidden(f) || share(graph_.functions[f].self) >= own_at_most) continue;
      const std::vector<const Edge*> callees = heaviest_callees(f);
      if (callees.size() < 2 || share(callees.front()->cumulative) >= large * share(graph_.functions[f].cumulative))
        continue;
      std::string line = fmt::format("{}, {} of {}, splits into ", name(f), cumulative_text(f), whole_);
      for (std::size_t i = 0; i < callees.size(); ++i) {
        const bool doubtful = (callees[i]->estimated & estimated_cumulative) != 0;
        line += fmt::format("{}{} {}",
                            i == 0                    ? ""
                            : i + 1 == callees.size() ? " and "
                                                      : ", ",
                            name(callees[i]->callee), percent(callees[i]->cumulative, doubtful));
      }
      return {cut(line + '.', {}), frame(f)};
    }
    return {};
  }

  FirstSentence flat() const {
    std::string line =
        fmt::format("Flat: no function holds more than {} of {} by itself", self_text(by_self_.front()), whole_);
    if (by_self_.size() == 3) {
      const std::string more = fmt::format("; the largest are {}, {} and {}", figure(0), figure(1), figure(2));
      if (fits(line + more + '.')) line += more;
    }
    return {line + '.', frame(by_self_.front())};
  }

  // For the program beside importing: its largest self time.
  FirstSentence largest_outside(const Importing& importing) const {
    std::uint32_t best = no_index;
    for (std::uint32_t f = 0; f < graph_.functions.size(); ++f) {
      if (importing.inside[graph_.functions[f].frame] != 0 || is_hidden(f)) continue;
      if (best == no_index || graph_.functions[f].self > graph_.functions[best].self) best = f;
    }
    if (best == no_index) return {};
    return {name(best) + ' ' + self_text(best), frame(best)};
  }

  double share(Weight weight) const { return share_of(weight, graph_.total); }
  std::string percent(Weight weight, bool estimated) const { return share_text(weight, graph_.total, estimated); }
  static bool fits(const std::string& line) { return count_code_points(line) <= first_line_at_most; }
  // The first that is short enough.
  static std::string cut(std::string line, std::string shorter) {
    return fits(line) ? std::move(line) : fits(shorter) ? std::move(shorter) : std::string();
  }

 private:
  std::string one_function_text() const {
    constexpr double large = 0.2;
    const std::uint32_t f = by_self_.front();
    if (share(graph_.functions[f].self) < large) return {};
    std::string line = fmt::format("{} holds {} of {} by itself", name(f), self_text(f), whole_);
    const Way way = way_through(f);
    if (way.function != no_index) {
      const std::string more = fmt::format("; {} of it comes through {} ({})", way.all ? "all" : "nearly all",
                                           name(way.function), cumulative_text(way.function));
      if (fits(line + more + '.')) return line + more + '.';
    }
    constexpr double worth_telling = 0.03;
    if (by_self_.size() > 1 && share(graph_.functions[by_self_[1]].self) >= worth_telling) {
      const std::string more = fmt::format("; next is {}, {}", name(by_self_[1]), self_text(by_self_[1]));
      if (fits(line + more + '.')) line += more;
    }
    return line + '.';
  }

  std::string three_functions_text() const {
    constexpr double large = 0.3;
    if (by_self_.size() < 3) return {};
    double sum = 0;
    for (const std::uint32_t f : by_self_) sum += share(graph_.functions[f].self);
    if (sum < large) return {};
    return cut(fmt::format("Largest by themselves: {}, {} and {} of {}.", figure(0), figure(1), figure(2), whole_),
               fmt::format("Largest by themselves: {} and {} of {}.", figure(0), figure(1), whole_));
  }

  FrameId frame(std::uint32_t f) const { return graph_.functions[f].frame; }
  bool is_hidden(std::uint32_t f) const {
    return graph_.frames->parts(graph_.functions[f].frame).kind == FrameKind::hidden;
  }

  // As on the cards: the shortest form that is not too long, never more than a few words.
  std::string name(std::uint32_t f) const {
    const DisplayName shown = display_name(graph_.frames->parts(graph_.functions[f].frame));
    if (shown.name == "<module>" && !shown.where.empty()) return shorten(shown.where.substr(0, shown.where.rfind(':')));
    if (shown.name.empty()) return "(no name)";
    if (count_code_points(shown.name) <= name_at_most) return shown.name;
    const std::vector<std::string> forms = shorter_forms(shown.name);
    for (const std::string& form : forms) {
      if (count_code_points(form) <= name_at_most) return form;
    }
    return shorten(forms.empty() ? shown.name : forms.back());
  }
  static std::string shorten(const std::string& text) { return shorten_middle(text, name_at_most); }

  std::string self_text(std::uint32_t f) const {
    return percent(graph_.functions[f].self, (graph_.functions[f].estimated & estimated_self) != 0);
  }
  std::string cumulative_text(std::uint32_t f) const {
    return percent(graph_.functions[f].cumulative, (graph_.functions[f].estimated & estimated_cumulative) != 0);
  }
  std::string figure(std::size_t i) const { return name(by_self_[i]) + ' ' + self_text(by_self_[i]); }

  struct Way {
    std::uint32_t function = no_index;
    bool all = true;  // else nearly
  };
  // Up along callers that bring nearly all of it, as long as they do not do much else: the nearest of the user's own,
  // else the topmost.
  Way way_through(std::uint32_t f) const {
    constexpr double not_much_else = 2.0;
    constexpr double nearly_the_run = 0.9;
    constexpr int steps_at_most = 100;
    Way way, own;
    std::uint32_t at = f;
    bool all = true;
    std::vector<std::uint32_t> seen{f};
    for (int step = 0; step < steps_at_most; ++step) {
      const Edge* edge = heaviest_caller(at);
      if (edge == nullptr || edge->estimated != 0) break;
      const std::uint32_t caller = edge->caller;
      const double part = share_of(edge->cumulative, graph_.functions[at].cumulative);
      const bool does_else = share(graph_.functions[caller].cumulative) >
                             std::min(not_much_else * share(graph_.functions[f].cumulative), nearly_the_run);
      if (part < nearly_all || does_else || std::find(seen.begin(), seen.end(), caller) != seen.end()) break;
      all = all && part >= 0.9995;
      seen.push_back(caller);
      way = {caller, all};
      if (own.function == no_index && is_own(caller)) own = way;
      at = caller;
    }
    return own.function != no_index ? own : way;
  }

  const Edge* heaviest_caller(std::uint32_t f) const {
    const Edge* best = nullptr;
    for (const std::uint32_t e : into_[f]) {
      const Edge& edge = graph_.edges[e];
      if (edge.caller == f || edge.residual || edge.cumulative == unknown_weight) continue;
      if (best == nullptr || edge.cumulative > best->cumulative) best = &edge;
    }
    return best;
  }

  bool is_own(std::uint32_t f) const {
    // Asked of a few functions on one way: what match_own() finds for all files of the profile would cost more than
    // the picture.
    const FrameParts parts = graph_.frames->parts(graph_.functions[f].frame);
    if (!parts.has_file || parts.file.empty() || parts.file == "~") return false;
    const std::string path = plain_path(parts.file);
    if (is_no_path(path) || place_of(path).place != Place::own) return false;
    return is_absolute_path(path) || !is_standard_module(path.substr(0, path.find_first_of("./")));
  }

  // At most three, of which the last still says something.
  std::vector<const Edge*> heaviest_callees(std::uint32_t f) const {
    constexpr double least = 0.02;
    std::vector<const Edge*> callees;
    for (const Edge& edge : graph_.edges) {
      if (edge.caller == f && edge.callee != f && edge.cumulative > 0 && share(edge.cumulative) >= least)
        callees.push_back(&edge);
    }
    std::sort(callees.begin(), callees.end(), [](const Edge* a, const Edge* b) {
      return a->cumulative != b->cumulative ? a->cumulative > b->cumulative : a->callee < b->callee;
    });
    if (callees.size() > 3) callees.resize(3);
    return callees;
  }

  const CallGraph& graph_;
  const std::string_view whole_;  // what 100% is
  const Rows into_;
  std::vector<std::uint32_t> by_self_;  // at most three, the largest first
};

// "Importing is 86.0% of this run: 12.1 s for 1,835 modules. Most of it: running module bodies 35.4%, …"
std::vector<FirstSentence> importing_lines(const Findings& findings, const CallGraph& graph, const Importing& importing,
                                           std::string_view whole) {
  const bool about = importing.about;
  std::string line = fmt::format("Importing is {} of {}: {} for {} module{}.", findings.percent(importing.total, about),
                                 whole, graph.metric.amount(importing.total), thousands_text(importing.modules),
                                 importing.modules == 1 ? "" : "s");
  // One or two steps that hold half of it.
  std::string most;
  double sum = 0;
  for (std::size_t i = 0; i < std::min<std::size_t>(2, importing.phases.size()) && sum < 0.5; ++i) {
    const ImportPhase& phase = importing.phases[i];
    sum += share_of(phase.weight, importing.total);
    most += fmt::format("{}{} {}", i == 0 ? "" : ", ", step_words(phase.step),
                        findings.percent(phase.weight, phase.estimated || about));
  }
  if (sum >= 0.5 && Findings::fits(line + " Most of it: " + most + '.')) line += " Most of it: " + most + '.';
  std::vector<FirstSentence> lines{{line}};
  std::string second;
  if (!importing.packages.empty() && importing.packages.front().cost > 0) {
    const ImportedPackage& first = importing.packages.front();
    second = fmt::format("Costliest package: {}, {}.", shorten_middle(first.name, name_at_most),
                         findings.percent(first.cost, true));
  }
  FirstSentence program = findings.largest_outside(importing);
  const std::string more =
      (second.empty() ? "" : " ") + ("Largest self time outside of importing: " + program.text + '.');
  const bool told = !program.text.empty() && Findings::fits(second + more);
  if (told) second += more;
  if (!second.empty()) lines.push_back({std::move(second), told ? program.function : no_frame});
  return lines;
}

std::vector<FirstSentence> sum_sentences(const Analysis& analysis, const Importing* importing, std::string_view whole) {
  const CallGraph& graph = analysis.full();
  const Findings findings(graph, whole);
  if (findings.empty()) return {};
  constexpr double most = 0.5;
  if (importing != nullptr && share_of(importing->total, graph.total) >= most)
    return importing_lines(findings, graph, *importing, whole);
  for (const Observation& observation : analysis.observations()) {
    if (!observation.leads || !Findings::fits(observation.text)) continue;
    return {{observation.text, observation.functions.empty() ? no_frame : observation.functions.front()}};
  }
  for (const FirstSentence& line : {findings.one_function(), findings.three_functions(), findings.splitting()}) {
    if (!line.text.empty()) return {line};
  }
  return {findings.flat()};
}

}  // namespace

std::vector<FirstSentence> first_sentences(const Analysis& analysis,
                                           const std::shared_ptr<const GroupOptions>& groups) {
  const Profile& profile = analysis.profile();
  const CallGraph& graph = analysis.full();
  if (graph.functions.empty()) return {};
  if (profile.asked && graph.total > 0) {
    const std::vector<FrameId>& asked = profile.asked->functions;
    return {{asked_sentence(profile, analysis.selected()), asked.empty() ? no_frame : asked.front()}};
  }
  if (std::string line = warning_line(profile); !line.empty()) return {{std::move(line)}};
  if (graph.total <= 0) return {};
  const Parts& parts = analysis.parts();
  std::vector<FirstSentence> sentences;
  for (std::string& line : part_lines(parts, profile)) sentences.push_back({std::move(line)});
  const std::string run = profile.run_total ? "the selection" : parts.empty() ? "the run" : all_parts_text(parts);
  for (FirstSentence& sentence : sum_sentences(analysis, analysis.importing(groups), run))
    sentences.push_back(std::move(sentence));
  return sentences;
}

std::vector<std::string> first_lines(const Analysis& analysis, const std::shared_ptr<const GroupOptions>& groups) {
  std::vector<std::string> lines;
  for (FirstSentence& sentence : first_sentences(analysis, groups)) lines.push_back(std::move(sentence.text));
  return lines;
}

}  // namespace p2g

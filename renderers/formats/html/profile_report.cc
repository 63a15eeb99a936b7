#include "renderers/formats/html/profile_report.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "renderers/formats/html/data.h"
#include "renderers/formats/html/profile_data.h"
#include "renderers/page/first_line.h"
#include "renderers/page/profile_header.h"
#include "renderers/page/selection_words.h"
#include "src/base/text.h"
#include "src/model/names.h"
#include "src/model/share_text.h"

namespace p2g::report {
namespace {

constexpr std::size_t static_rows = 30;

std::string about(bool estimated) { return estimated ? "≈" : ""; }

std::string facts(const Analysis& analysis) {
  const Profile& profile = analysis.profile();
  const CallGraph& graph = analysis.full();
  std::string text = profile.metric.amount(profile.total) + " · " +
                     plural_text(static_cast<std::int64_t>(graph.functions.size()), "function");
  if (graph.counted == Counted::calls) {
    std::int64_t calls = 0;
    for (const Function& function : graph.functions) calls = sum_within(calls, function.calls);
    text += " · " + plural_text(calls, "call");
  }
  text += " · " + profile.format;
  if (!profile.producer.empty()) text += " of " + profile.producer;
  return text;
}

// Indices by self cost, the largest first.
std::vector<std::size_t> by_self(const CallGraph& graph) {
  std::vector<std::size_t> order(graph.functions.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  const std::size_t count = std::min(static_rows, order.size());
  std::partial_sort(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(count), order.end(),
                    [&](std::size_t a, std::size_t b) {
                      const Weight x = graph.functions[a].self, y = graph.functions[b].self;
                      return x != y ? x > y : a < b;
                    });
  order.resize(count);
  return order;
}

std::string shown_name(const Frames& frames, FrameId frame) {
  return shorten_middle(display_name(frames.parts(frame)).name, name_limit_bytes);
}

std::vector<Column> columns_of(const CallGraph& graph) {
  std::vector<Column> columns{{"name", "function", false},
                              {"where", "where", false},
                              {"self", "self"},
                              {"", "%"},
                              {"cumulative", "cumulative"},
                              {"", "%"}};
  if (graph.counted != Counted::nothing) columns.push_back({"calls", std::string(counted_word(graph.counted))});
  if (graph.counted == Counted::calls) columns.push_back({"each", "a call"});
  return columns;
}

std::string calls_cell(const Function& function) {
  std::string text = about((function.estimated & estimated_calls) != 0) + thousands_text(function.calls);
  if (function.primitive_calls >= 0 && function.primitive_calls != function.calls)
    text += " (" + thousands_text(function.primitive_calls) + ')';
  return text;
}

std::string each_cell(const Function& function, const Metric& metric) {
  const std::int64_t calls = function.primitive_calls > 0 ? function.primitive_calls : function.calls;
  if (calls <= 0) return {};
  const Weight half = function.cumulative < 0 ? -(calls / 2) : calls / 2;
  return about((function.estimated & (estimated_cumulative | estimated_calls)) != 0) +
         metric.amount(sum_within(function.cumulative, half) / calls);
}

std::vector<std::string> cells_of(const CallGraph& graph, const Function& function) {
  const DisplayName name = display_name(graph.frames->parts(function.frame));
  const bool self = (function.estimated & estimated_self) != 0;
  const bool cumulative = (function.estimated & estimated_cumulative) != 0;
  std::vector<std::string> cells{shorten_middle(name.name, name_limit_bytes),
                                 shorten_middle(name.where, name_limit_bytes),
                                 about(self) + graph.metric.amount(function.self),
                                 share_text(function.self, graph.total, self),
                                 about(cumulative) + graph.metric.amount(function.cumulative),
                                 share_text(function.cumulative, graph.total, cumulative)};
  if (graph.counted == Counted::samples)
    cells.push_back(about((function.estimated & estimated_calls) != 0) + thousands_text(function.calls));
  if (graph.counted == Counted::calls) {
    cells.push_back(calls_cell(function));
    cells.push_back(each_cell(function, graph.metric));
  }
  return cells;
}

// Where each frame stands in the graph, as far as the data has it.
class Indices {
 public:
  Indices(const CallGraph& graph, std::size_t count) : graph_(graph), count_(count) {}
  // Nothing where the function is not in the data.
  std::vector<Sentence::Button> button(FrameId frame) const {
    for (std::size_t i = 0; i < count_; ++i) {
      if (graph_.functions[i].frame == frame) return {{shown_name(*graph_.frames, frame), i}};
    }
    return {};
  }

 private:
  const CallGraph& graph_;
  std::size_t count_;
};

std::vector<Sentence> sentences_of(const Document& document, const Analysis& analysis, const CallGraph& graph,
                                   const std::vector<std::size_t>& heaviest, std::size_t in_data) {
  const Profile& profile = analysis.profile();
  const Indices indices(graph, in_data);
  std::vector<Sentence> sentences;
  if (profile.asked) {
    const FrameId first = profile.asked->functions.empty() ? no_frame : profile.asked->functions.front();
    sentences.push_back({asked_sentence(profile, graph), indices.button(first)});
  } else {
    for (FirstSentence& line : first_sentences(analysis, document.options().graph.groups))
      sentences.push_back({std::move(line.text), indices.button(line.function)});
  }
  constexpr std::size_t most = 5;
  Sentence largest{"Largest " + std::string("self ") + graph.metric.noun() + ':', {}, true};
  for (std::size_t i = 0; i < std::min(most, heaviest.size()); ++i) {
    const Function& function = graph.functions[heaviest[i]];
    if (heaviest[i] >= in_data || function.self <= 0) continue;
    const std::string share = share_text(function.self, graph.total, (function.estimated & estimated_self) != 0);
    largest.buttons.push_back({shown_name(*graph.frames, function.frame) + ' ' + share, heaviest[i]});
  }
  if (!largest.buttons.empty()) sentences.push_back(std::move(largest));
  return sentences;
}

std::vector<std::string> notes_of(const Analysis& analysis, const CallGraph& graph, const ProfileData& data) {
  const Profile& profile = analysis.profile();
  std::vector<std::string> notes;
  const std::size_t left_out = graph.functions.size() - data.functions;
  if (left_out > 0) {
    notes.push_back(plural_text(static_cast<std::int64_t>(left_out), "function") + " of " +
                    thousands_text(static_cast<std::int64_t>(graph.functions.size())) +
                    " are not in this file, to keep it small: each has at most " +
                    graph.metric.amount(data.heaviest_left_out) + " cumulative, and together they hold " +
                    share_text(data.self_left_out, graph.total, false) + " of self " + graph.metric.noun() + '.');
  }
  for (const Observation& observation : analysis.observations()) {
    if (!observation.leads) notes.push_back(observation.text);
  }
  if (!graph.estimate_note.empty()) notes.push_back(graph.estimate_note + '.');
  if (std::string choice = choice_sentence(profile.offered, profile.chosen); !choice.empty())
    notes.push_back(std::move(choice));
  if (std::string relative = relative_sentence(profile); !relative.empty()) notes.push_back(std::move(relative));
  for (const Warning& warning : profile.warnings.list()) notes.push_back("Warning: " + warning.text + '.');
  return notes;
}

// Lines are for few functions, data are for all: they get no more than a share.
std::size_t room_for_code(std::size_t room) { return std::min<std::size_t>(room / 4, 150'000); }

// The function that was named for a sandwich, else the one with the most self cost.
Result<std::size_t> chosen_function(const Document& document, const Analysis& analysis, const CallGraph& graph,
                                    const std::vector<std::size_t>& heaviest) {
  FrameId wanted = no_frame;
  if (document.is_sandwich()) {
    P2G_TRY_ASSIGN(const Sandwich* sandwich, analysis.sandwich(document.options().sandwich));
    wanted = sandwich->function.frame;
  } else if (analysis.profile().asked && !analysis.profile().asked->functions.empty()) {
    wanted = analysis.profile().asked->functions.front();
  }
  for (std::size_t i = 0; wanted != no_frame && i < graph.functions.size(); ++i) {
    if (graph.functions[i].frame == wanted) return i;
  }
  return heaviest.empty() ? 0 : heaviest.front();
}

}  // namespace

Result<Report> profile_report(const Document& document, const Analysis& analysis, std::size_t room) {
  const CallGraph& graph = analysis.selected();
  const Profile& profile = analysis.profile();
  const std::vector<std::size_t> heaviest = by_self(graph);
  P2G_TRY_ASSIGN(const std::size_t chosen, chosen_function(document, analysis, graph, heaviest));
  const std::string_view whole = profile.asked || profile.run_total ? "selection" : "run";
  Report report;
  // Data come first, and what lines leave of the room; those functions have lines that are in the data.
  report.code = code_of(document, analysis, graph, graph.functions.size(), room_for_code(room));
  ProfileData data = profile_data(graph, document.theme(), whole, chosen, room - std::min(room, report.code.bytes));
  std::erase_if(report.code.functions, [&](const FunctionCode& code) { return code.function >= data.functions; });
  report.noun = graph.metric.noun();
  report.title = profile_title(profile.files, document.options().picture.title);
  report.facts = facts(analysis);
  report.sentences = sentences_of(document, analysis, graph, heaviest, data.functions);
  report.columns = columns_of(graph);
  report.rows_caption = heaviest.size() < graph.functions.size()
                            ? "the " + std::to_string(heaviest.size()) + " with the largest self " + graph.metric.noun()
                            : "by self " + graph.metric.noun();
  for (const std::size_t i : heaviest) report.rows.push_back(cells_of(graph, graph.functions[i]));
  report.notes = notes_of(analysis, graph, data);
  report.json = std::move(data.json);
  return report;
}

}  // namespace p2g::report

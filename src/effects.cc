#include "src/effects.h"

#include <array>
#include <cstdint>
#include <string_view>

namespace p2g {
namespace {

// What a job has, as bits; an option concerns some of them.
enum Has : std::uint16_t {
  picture = 1,
  graph_picture = 2,  // a call graph that is drawn here
  flame_picture = 4,
  drawn_by_others = 8,  // dot
  graph = 16,           // functions and calls as data, dot among them
  stacks = 32,          // drawn or as data
  rows = 64,            // of a table
  comparison = 128,
  svg_picture = 256,  // the only kind that holds a script
  title = 512,
  selection = 1024,  // something was chosen by a filter
  sandwich = 2048,   // of one function
  report = 4096,
};

unsigned what_picture_has(const Format& format, Content content) {
  unsigned has = picture | title;
  if (!format.binary) has |= svg_picture;
  if (content == Content::graph) has |= graph_picture;
  if (content == Content::tree) has |= flame_picture;
  return has;
}

unsigned what_data_has(const Format& format, Content content, bool compares) {
  unsigned has = 0;
  if (format.is_report) has |= picture | graph_picture | flame_picture | svg_picture | stacks | report;
  if (format.is_drawing) has |= drawn_by_others;
  if (format.has_title) has |= title;
  if (content == Content::graph) has |= graph;
  if (content == Content::table || compares) has |= rows;
  return has;
}

std::uint16_t what_has(const Job& job) {
  const bool compares = job.inputs.compares();
  unsigned has = compares ? comparison : 0;
  if (!job.filter.empty()) has |= selection;
  for (const Output& output : job.outputs) {
    const Format& format = *output.format;
    const Content content = output.content();
    if (content == Content::tree) has |= stacks;
    if (output.view->shows == Content::sandwich) has |= format.is_picture() ? sandwich : sandwich | rows;
    has |= format.is_picture() ? what_picture_has(format, content) : what_data_has(format, content, compares);
  }
  return static_cast<std::uint16_t>(has);
}

struct Effect {
  std::string_view option;
  unsigned concerns;      // any of Has
  unsigned without;       // no effect when the job has one of these
  bool contradicts;       // else a note
  std::string_view does;  // "--flip DOES"
  std::string_view hint;  // of errors
};

constexpr std::string_view add_flame = "add --view flame, or leave it out";
constexpr std::string_view add_table = "add --view table, or leave it out";
constexpr std::string_view choose = "chooses functions and calls of a call graph of one profile";
constexpr std::string_view of_dot = "is about dot output";
constexpr std::string_view of_graphs = "is about call graphs of one profile, drawn or as dot";
constexpr std::string_view of_pictures = "is about pictures";

// Errors are those that nobody gives but for what they do; the rest may stand in a script for all its outputs.
constexpr std::array<Effect, 30> effects = {{
    {"--function", sandwich, 0, true, "names the function of a sandwich", "add --view sandwich, or leave it out"},
    {"--sort", rows, sandwich, true, "orders the rows of a table", add_table},
    {"--flip", flame_picture, 0, true, "turns a flame graph over", add_flame},
    {"--flamechart", stacks, 0, true, "keeps the order of the input in a flame graph", add_flame},
    {"--exact-only", stacks, 0, true, "is about the stacks of a flame graph", add_flame},
    {"--noise", comparison, 0, true, "is for comparing", "prof2graph diff BEFORE AFTER"},
    {"--drift", comparison, 0, true, "is for comparing", "prof2graph diff BEFORE AFTER"},
    {"--order", flame_picture, 0, false, "orders the frames of a flame graph", {}},
    {"--limit", rows, 0, false, "limits the rows of a table", {}},
    {"--node-thres", graph_picture | graph, comparison, false, choose, {}},
    {"--edge-thres", graph_picture | graph, comparison, false, choose, {}},
    {"--max-nodes", graph_picture | graph, comparison, false, choose, {}},
    {"--group", graph_picture, comparison, false, "is about pictures of one profile", {}},
    {"--no-groups", graph_picture | flame_picture, comparison, false, "is about pictures of one profile", {}},
    {"--layout", graph_picture, 0, false, "places the cards of a call graph", {}},
    {"--width", picture, 0, false, of_pictures, {}},
    {"--scheme", picture, 0, false, of_pictures, {}},
    {"--background", picture, 0, false, of_pictures, {}},
    {"--no-script", svg_picture, 0, false, "is about SVG", {}},
    {"--source", report, comparison, false, "is about reports of one profile", {}},
    {"--title", title, 0, false, "is about pictures, reports, DOT, Markdown and text", {}},
    {"--theme", picture | drawn_by_others, 0, false, "is about pictures and dot output", {}},
    {"--colormap", picture | drawn_by_others, 0, false, "is about pictures and dot output", {}},
    {"--color-nodes-by-selftime", graph_picture | drawn_by_others, comparison, false, of_graphs, {}},
    {"--wrap", drawn_by_others, 0, false, of_dot, {}},
    {"--node-label", drawn_by_others, 0, false, of_dot, {}},
    {"--show-samples", drawn_by_others, 0, false, of_dot, {}},
    {"--relative", selection, 0, false, "takes what filters leave for 100%", {}},
    {"--relative", picture | graph | rows | comparison, 0, false, "is about shares, and no output has any", {}},
    {"--skew", drawn_by_others, 0, false, of_dot, {}},
}};

}  // namespace

Result<std::vector<std::string>> check_effects(const Options& options, const Job& job) {
  std::vector<std::string> notes;
  const unsigned has = what_has(job);
  for (const Effect& effect : effects) {
    if (!options.is_given(effect.option)) continue;
    if ((effect.concerns & has) != 0 && (effect.without & has) == 0) continue;
    std::string text = std::string(effect.option) + ' ' + std::string(effect.does);
    if (!effect.contradicts) {
      notes.push_back(std::move(text) + ": it has no effect here");
      continue;
    }
    Error error{ErrorKind::usage, std::move(text), ""};
    if (effect.concerns != comparison) error.message += ", and no output shows one";
    error.hint = effect.hint;
    return fail(std::move(error));
  }
  return notes;
}

}  // namespace p2g

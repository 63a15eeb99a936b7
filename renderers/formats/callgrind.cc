// callgrind's format, for KCachegrind, callgrind_annotate and this program: functions with their own costs and the
// costs of their calls (src/importers/callgrind/callgrind.cc has the grammar). Of call profiles it is exact.
//
// A comment of ours says what the format has no place for, so that reading it again gives the same figures: a
// function's cumulative cost, which in a cycle does not follow from its calls, how many calls were no recursion, and
// which of that is an estimate.
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "renderers/document.h"
#include "renderers/formats/stacks_common.h"
#include "renderers/page/profile_header.h"
#include "src/base/text.h"

namespace p2g {
namespace {

class CallgrindWriter {
 public:
  CallgrindWriter(const CallGraph& graph, std::string title, Sink& sink)
      : graph_(graph), title_(std::move(title)), units_(graph.metric), sink_(sink), calls_(outgoing_edges(graph)) {}

  void write() {
    write_head();
    for (std::uint32_t function = 0; function < graph_.functions.size(); ++function) {
      write_function(function);
      sink_.drain();
    }
    append_int(sink_.buffer() += "\ntotals: ", units_.of(graph_.total));
    sink_.put("\n");
  }
  std::uint64_t rounded() const { return units_.rounded(); }
  std::uint64_t unknown() const { return unknown_; }

 private:
  // The name of the event says the unit, as those of others do: Time_(ns), Memory_(bytes).
  std::string event() const {
    std::string name = graph_.metric.name;
    for (char& c : name) {
      if (c == ' ') c = '_';
    }
    if (graph_.metric.is_time()) return name + "_(ns)";
    return graph_.metric.quantity == Quantity::bytes ? name + "_(bytes)" : name;
  }

  void write_head() {
    std::string& out = sink_.buffer();
    out += "# callgrind format\nversion: 1\ncreator: prof2graph\n";
    out += "cmd: " + to_terminal(title_) + '\n';
    if (!graph_.estimate_note.empty()) out += "desc: " + to_terminal(graph_.estimate_note) + '\n';
    out += "positions: line\nevents: " + event() + "\n";
  }

  // `(12) text` where a name is met for the first time, then `(12)`.
  void append_name(std::map<std::string, std::size_t>& names, std::string_view key, const std::string& text) {
    std::string& out = sink_.buffer();
    const auto [found, is_new] = names.try_emplace(text, names.size() + 1);
    out.append(key) += '(';
    append_int(out, static_cast<std::int64_t>(found->second));
    out += ')';
    if (is_new) out.append(" ").append(text);
    out += '\n';
  }

  // The place of a function; functions that differ in their lines only are told apart by them.
  void append_place(FrameId frame, std::string_view object_key, std::string_view file_key, std::string_view name_key) {
    const FrameParts parts = graph_.frames->parts(frame);
    append_name(objects_, object_key, parts.module.empty() ? std::string("???") : to_terminal(parts.module));
    append_name(files_, file_key, parts.has_file && !parts.file.empty() ? to_terminal(parts.file) : std::string("???"));
    append_name(names_, name_key, spelled(frame, parts));
  }

  std::string spelled(FrameId frame, const FrameParts& parts) {
    std::string name = to_terminal(parts.name);
    const auto key = std::string(parts.module) + '\n' + std::string(parts.file) + '\n' + name;
    const auto [found, is_new] = first_of_name_.try_emplace(key, frame);
    if (found->second == frame) return name;
    name += ':';
    append_int(name, parts.line);
    return name;
  }

  void write_function(std::uint32_t index) {
    const Function& function = graph_.functions[index];
    const FrameParts parts = graph_.frames->parts(function.frame);
    sink_.buffer() += '\n';
    append_place(function.frame, "ob=", "fl=", "fn=");
    std::string& out = sink_.buffer();
    append_int(out += "# prof2graph: cumulative ", units_.of(function.cumulative));
    const bool counts = graph_.counted == Counted::calls && function.primitive_calls >= 0;
    append_int(out += " primitive ", counts ? function.primitive_calls : unknown_calls);
    append_int(out += " calls ", counts ? function.calls : unknown_calls);
    append_int(out += " estimated ", function.estimated);
    append_int(out += '\n', parts.line);
    append_int(out += ' ', units_.of(function.self));
    out += '\n';
    for (const std::uint32_t edge : calls_[index]) write_call(graph_.edges[edge], parts.line);
  }

  void write_call(const Edge& edge, std::int32_t line) {
    const FrameId callee = graph_.functions[edge.callee].frame;
    append_place(callee, "cob=", "cfi=", "cfn=");
    std::string& out = sink_.buffer();
    append_int(out += "calls=", graph_.counted == Counted::calls ? edge.calls : 0);
    append_int(out += ' ', graph_.frames->parts(callee).line);
    append_int(out += '\n', line);
    if (edge.cumulative == unknown_weight) {
      ++unknown_;
    } else {
      append_int(out += ' ', units_.of(edge.cumulative));
    }
    out += '\n';
  }

  const CallGraph& graph_;
  std::string title_;
  WholeUnits units_;
  Sink& sink_;
  Rows calls_;
  std::map<std::string, std::size_t> objects_, files_, names_;
  std::map<std::string, FrameId> first_of_name_;
  std::uint64_t unknown_ = 0;
};

Result<void> write_document(const Document& document, Sink& sink, Warnings& warnings) {
  P2G_TRY_ASSIGN(const Analysis* analysis, document.analysis());
  std::string title = profile_title(analysis->profile().files, document.options().picture.title);
  CallgrindWriter writer(analysis->full(), std::move(title), sink);
  writer.write();
  warnings.add("rounded", "callgrind's format holds whole numbers: a cost with decimals was rounded", writer.rounded());
  warnings.add("unknown-cost", "the profile does not say what a call costs: it stands as zero", writer.unknown());
  return {};
}

}  // namespace

extern const Format format_callgrind;
const Format format_callgrind = {.name = "callgrind",
                                 .summary = "functions and calls for KCachegrind",
                                 .suffixes = ".callgrind",
                                 .prints = Content::graph,
                                 .has_title = true,
                                 .keeps_names = true,
                                 .write = write_document};

}  // namespace p2g

// The call graph in Graphviz' language, for `… | dot -Tpng` and for people who come from gprof2dot: its labels, colour
// maps and options, with figures that add up, tooltips, and names that cannot break out of their string.
#include <algorithm>
#include <string>
#include <string_view>

#include "renderers/document.h"
#include "renderers/formats/dot/style.h"
#include "renderers/formats/dot/text.h"
#include "renderers/page/selection_words.h"
#include "renderers/renderer.h"
#include "src/base/text.h"
#include "src/model/names.h"

namespace p2g {

extern const Format format_dot;

namespace {

// A picture's share: what measuring noise made negative, or more than everything, is cut.
double picture_share(Weight weight, Weight total) {
  return weight == unknown_weight ? 0.0 : std::clamp(share_of(weight, total), 0.0, 1.0);
}

// "29.50%": two decimals, as gprof2dot.
void append_percent(std::string& out, Weight weight, Weight total) {
  append_fixed(out, static_cast<std::int64_t>(picture_share(weight, total) * 10000 + 0.5), 2, 2);
  out += '%';
}

// "1 call", "2,000 calls"
void append_counted(std::string& out, std::int64_t count, std::string_view what) {
  if (count < 1000) {
    append_int(out, count);
  } else {
    out += thousands_text(count);
  }
  out.append(what).append(count == 1 ? "" : "s");
}

// "difflib:305:find_longest_match", "list.append", "builtins:compile", or what is known of it.
std::string label_name(const FrameParts& parts) {
  std::string name = display_name(parts).name;
  const std::string module = module_name(parts);
  if (module.empty()) return name;
  std::string text = module + ':';
  if (parts.has_line) append_int(text, parts.line), text += ':';
  return text + name;
}

class DotWriter {
 public:
  DotWriter(const Analysis& analysis, const ViewOptions& options, const Theme& theme, Sink& sink)
      : graph_(analysis.graph(options.graph.prune)), options_(options), styles_(theme, options.dot.skew), sink_(sink) {
    about_ = selection_sentences(analysis.profile());
    labels_ = options.dot.node_labels;
    if (labels_.empty()) labels_ = {"total-time-percentage", "self-time-percentage"};
    for (const Function& function : graph_.functions) largest_self_ = std::max(largest_self_, function.self);
  }

  void write();

 private:
  std::string& out() { return sink_.buffer(); }
  void write_nodes();
  void write_edges();
  void write_head();

  void append_amount(Weight weight) { out() += graph_.metric.amount(weight); }
  void append_seen(std::int64_t count, std::string_view prefix, std::uint8_t estimated);
  void append_estimated(std::uint8_t estimated, EstimatedFigure figure);
  void append_measure(const Function& function, std::string_view measure);
  void append_node_label(const Function& function, std::string_view name);
  void append_node_tooltip(const Function& function, const FrameParts& parts);
  void append_edge_label(const Edge& edge, Weight cumulative);
  void append_edge_tooltip(const Edge& edge, Weight cumulative);
  Weight within_its_ends(const Edge& edge);
  void write_tail();
  double node_weight(const Function& function) const;

  const CallGraph& graph_;
  const ViewOptions& options_;
  DotStyles styles_;
  std::vector<std::string> labels_;
  std::string about_;  // what part of the file this is; empty: all of it

  // What edges need of their ends, close together: large graphs have edges from everywhere to everywhere.
  struct End {
    Weight cumulative = 0;
    std::size_t at = 0;  // in end_texts_: the id, then the escaped short name
    std::uint32_t id_size = 0;
    std::uint32_t name_size = 0;
  };
  std::string_view id(const End& end) const { return std::string_view(end_texts_).substr(end.at, end.id_size); }
  std::string_view name(const End& end) const {
    return std::string_view(end_texts_).substr(end.at + end.id_size, end.name_size);
  }
  std::vector<End> ends_;
  std::string end_texts_;
  std::int64_t cut_edges_ = 0;
  Weight largest_self_ = 0;
  Sink& sink_;
};

void DotWriter::write() {
  write_head();
  write_nodes();
  write_edges();
  write_tail();
}

// "1501×", or samples when they were asked for.
void DotWriter::append_seen(std::int64_t count, std::string_view prefix, std::uint8_t estimated) {
  const bool samples = graph_.counted != Counted::calls;
  if (count <= 0 || (samples && !options_.dot.show_samples)) return;
  out() += prefix;
  append_estimated(estimated, estimated_calls);
  append_int(out(), count);
  out() += samples ? " samples" : "×";
}

void DotWriter::append_estimated(std::uint8_t estimated, EstimatedFigure figure) {
  if ((estimated & figure) != 0) out() += "≈";
}

void DotWriter::append_measure(const Function& function, std::string_view measure) {
  const bool self = measure.starts_with("self");
  const Weight weight = std::max<Weight>(self ? function.self : function.cumulative, 0);
  out() += self ? "\\n(" : "\\n";
  append_estimated(function.estimated, self ? estimated_self : estimated_cumulative);
  if (measure.ends_with("percentage")) {
    append_percent(out(), weight, graph_.total);
  } else {
    append_amount(weight);
  }
  if (self) out() += ')';
}

void DotWriter::append_node_label(const Function& function, std::string_view name) {
  // Wider names are cut before they are broken into lines.
  constexpr std::size_t wrap_columns = 32;
  if (options_.dot.wrap && name.size() <= longest_dot_text_bytes / 8) {
    bool first = true;
    for (const std::string_view line : wrap_name(name, wrap_columns)) {
      if (!first) out() += "\\n";
      first = false;
      append_dot_text(out(), line);
    }
  } else {
    append_dot_text(out(), name);
  }
  for (const std::string& measure : labels_) append_measure(function, measure);
  const bool weighs_samples = graph_.counted == Counted::nothing && graph_.metric.counts_samples();
  if (weighs_samples && options_.dot.show_samples) {
    out() += "\\n";
    append_amount(function.cumulative);
  } else {
    append_seen(function.calls, "\\n", function.estimated);
  }
}

void DotWriter::append_node_tooltip(const Function& function, const FrameParts& parts) {
  append_dot_text(out(), parts.name);
  if (parts.has_file) {
    append_dot_text(out() += "\\n", parts.file);
    if (parts.has_line) append_int(out() += ':', parts.line);
  }
  out() += "\\ncumulative ";
  append_estimated(function.estimated, estimated_cumulative);
  append_amount(function.cumulative);
  append_percent(out() += " (", function.cumulative, graph_.total);
  out() += ")\\nself ";
  append_estimated(function.estimated, estimated_self);
  append_amount(function.self);
  append_percent(out() += " (", function.self, graph_.total);
  out() += ')';
  if (function.hidden != 0) {
    out() += "\\nof it in hidden functions ";
    append_amount(function.hidden);
  }
  if (graph_.counted == Counted::nothing) return;
  append_counted(out() += "\\n", function.calls, graph_.counted == Counted::samples ? " sample" : " call");
  if (graph_.counted == Counted::samples || function.primitive_calls == function.calls) return;
  append_int(out() += ", ", function.primitive_calls);
  out() += " primitive";
}

double DotWriter::node_weight(const Function& function) const {
  if (!options_.picture.color_by_self) return picture_share(function.cumulative, graph_.total);
  return picture_share(function.self, largest_self_);
}

void DotWriter::write_nodes() {
  constexpr std::size_t longest_short_name = 256;
  const std::vector<std::string> ids = dot_ids(graph_);
  ends_.reserve(graph_.functions.size());
  for (std::size_t i = 0; i < graph_.functions.size(); ++i) {
    const Function& function = graph_.functions[i];
    const FrameParts parts = graph_.frames->parts(function.frame);
    const std::string name = label_name(parts);
    End& end = ends_.emplace_back();
    end.cumulative = function.cumulative;
    end.at = end_texts_.size();
    end.id_size = static_cast<std::uint32_t>(ids[i].size());
    end_texts_ += ids[i];
    append_dot_text(end_texts_, name, longest_short_name);
    end.name_size = static_cast<std::uint32_t>(end_texts_.size() - end.at - end.id_size);

    out().append("\t").append(ids[i]).append(" [label=\"");
    append_node_label(function, name);
    out() += "\", tooltip=\"";
    append_node_tooltip(function, parts);
    out().append("\"").append(styles_.node(node_weight(function))).append("];\n");
    sink_.drain();
  }
}

// No call takes longer than what made it: where the file says so, two functions share a name, or clocks were read in
// between.
Weight DotWriter::within_its_ends(const Edge& edge) {
  if (edge.cumulative == unknown_weight) return unknown_weight;
  const Weight most = std::max<Weight>(std::min(ends_[edge.caller].cumulative, ends_[edge.callee].cumulative), 0);
  if (edge.cumulative > most) ++cut_edges_;
  return std::clamp<Weight>(edge.cumulative, 0, most);
}

void DotWriter::append_edge_label(const Edge& edge, Weight cumulative) {
  const bool known = cumulative != unknown_weight;
  if (known) {
    append_estimated(edge.estimated, estimated_cumulative);
    append_percent(out(), cumulative, graph_.total);
  }
  if (!edge.residual) append_seen(edge.calls, known ? "\\n" : "", edge.estimated);
}

void DotWriter::append_edge_tooltip(const Edge& edge, Weight cumulative) {
  out().append(name(ends_[edge.caller])).append(" → ").append(name(ends_[edge.callee]));
  if (edge.residual) out() += "\\nover functions that are not drawn";
  if (cumulative != unknown_weight) {
    out() += edge.residual && !graph_.residual_exact ? "\\nat least " : "\\n";
    append_estimated(edge.estimated, estimated_cumulative);
    append_amount(cumulative);
    append_percent(out() += " (", cumulative, graph_.total);
    out() += ')';
  }
  if (edge.residual || graph_.counted == Counted::nothing || edge.calls <= 0) return;
  append_counted(out() += cumulative == unknown_weight ? "\\n" : ", ", edge.calls,
                 graph_.counted == Counted::samples ? " sample" : " call");
}

void DotWriter::write_edges() {
  for (const Edge& edge : graph_.edges) {
    const Weight cumulative = within_its_ends(edge);
    out()
        .append("\t")
        .append(id(ends_[edge.caller]))
        .append(" -> ")
        .append(id(ends_[edge.callee]))
        .append(" [label=\"");
    append_edge_label(edge, cumulative);
    out() += "\", tooltip=\"";
    append_edge_tooltip(edge, cumulative);
    out().append("\"").append(styles_.edge(picture_share(cumulative, graph_.total)));
    if (edge.residual) {
      out() += ", style=dotted";
    } else if ((edge.estimated & estimated_cumulative) != 0) {
      out() += ", style=dashed";
    }
    out() += "];\n";
    sink_.drain();
  }
}

void DotWriter::write_head() {
  // The blank tooltip hides the one that Graphviz makes up for the page.
  const std::string node = styles_.node_defaults();
  out() +=
      "digraph {\n\tgraph [" + node.substr(0, node.find(", ")) + ", nodesep=0.125, ranksep=0.25, tooltip=\" \"];\n";
  out() += "\tnode [" + node + "];\n\tedge [" + styles_.edge_defaults() + "];\n";
}

// What the picture leaves out is part of the picture. It stands last because the edges are looked at only once.
void DotWriter::write_tail() {
  out() += "\tlabel=\"";
  if (!options_.picture.title.empty()) {
    append_dot_text(out(), options_.picture.title);
    out() += "\\n";
  }
  out() += "total ";
  append_amount(graph_.total);
  if (!about_.empty()) append_dot_text(out() += "\\n", std::string_view(about_).substr(1));
  const Dropped& dropped = graph_.dropped;
  if (dropped.functions > 0 || dropped.edges > 0) {
    append_counted(out() += "\\nnot drawn: ", dropped.functions, " function");
    append_percent(out() += " (self ", dropped.self, graph_.total);
    append_counted(out() += ") and ", dropped.edges, " call");
    if (!options_.graph.cut_text.empty()) append_dot_text(out() += " below ", options_.graph.cut_text);
  }
  if (!graph_.estimate_note.empty()) append_dot_text(out() += "\\n", graph_.estimate_note);
  if (cut_edges_ == 1) out() += "\\n1 call took longer than its caller or callee and is cut to it";
  if (cut_edges_ > 1) {
    out() += "\\n" + thousands_text(cut_edges_) + " calls took longer than their caller or callee and are cut to it";
  }
  out() += "\";\n}\n";
}

Result<void> write_dot(const Document& document, Sink& sink, Warnings&) {
  P2G_TRY_ASSIGN(const Analysis* analysis, document.analysis());
  DotWriter(*analysis, document.options(), document.theme(), sink).write();
  return {};
}

}  // namespace

const Format format_dot = {.name = "dot",
                           .summary = "the call graph in Graphviz' language",
                           .suffixes = ".dot,.gv",
                           .prints = Content::graph,
                           .is_drawing = true,
                           .has_title = true,
                           .write = write_dot};

}  // namespace p2g

// The call graph as JSON, version 1: the surface that scripts build on, so keys keep their meaning and are only added.
// One function and one edge a line; what the input does not give is left out, never zero.
#include <string>
#include <string_view>

#include "renderers/document.h"
#include "renderers/formats/json/comparison.h"
#include "renderers/formats/json/importing.h"
#include "renderers/formats/json/observations.h"
#include "renderers/formats/json/parts.h"
#include "renderers/formats/json/sandwich.h"
#include "renderers/formats/json/text.h"
#include "src/base/text.h"
#include "src/model/names.h"

namespace p2g {

extern const Format format_json;

namespace {

// How often a function or a pair was seen: calls, or in sampled input samples, of which stacks keep no count of their
// own, because there a sample is the unit of cost.
template <class FunctionOrEdge>
void append_counts(std::string& out, const FunctionOrEdge& item, const CallGraph& graph) {
  if (graph.counted == Counted::nothing) {
    if (graph.metric.counts_samples()) append_weight(out, "samples", item.cumulative, graph.metric);
  } else if (graph.counted == Counted::samples) {
    append_count(out, "samples", item.calls);
  } else {
    append_count(out, "calls", item.calls);
    if (item.primitive_calls >= 0) append_count(out, "primitive_calls", item.primitive_calls);
  }
}

// What the file offers and what of it this is; of a file that offers one thing only there is nothing to tell.
void append_offer(std::string& out, const Profile& profile) {
  const Offer& offer = profile.offered;
  if (offer.slices.size() < 2 && offer.metrics.size() < 2) return;
  out += ",\n \"thread\": [";
  bool first = true;
  for (const std::size_t slice : profile.chosen.slices) {
    if (slice >= offer.slices.size()) continue;
    if (!first) out += ", ";
    first = false;
    append_string(out, offer.slices[slice].name());
  }
  out += "], \"offered\": {\"metrics\": [";
  for (const Metric& metric : offer.metrics) {
    if (&metric != &offer.metrics.front()) out += ", ";
    append_string(out, metric.name);
  }
  out += "], \"threads\": [";
  for (const Slice& slice : offer.slices) {
    if (&slice != &offer.slices.front()) out += ", ";
    append_string(out, slice.name());
  }
  out += "]}";
}

void write_head(const Profile& profile, std::string& out) {
  out += "{\"prof2graph\": 1,\n \"source\": {\"format\": ";
  append_string(out, profile.format);
  out += ", \"files\": [";
  for (std::size_t i = 0; i < profile.files.size(); ++i) {
    out += i > 0 ? ", " : "";
    append_string(out, profile.files[i]);
  }
  out += ']';
  if (!profile.producer.empty()) {
    append_key(out, "producer");
    append_string(out, profile.producer);
  }
  out += "},\n \"metric\": {\"name\": ";
  append_string(out, profile.metric.name);
  append_key(out, "unit");
  append_string(out, profile.metric.unit);
  out += '}';
  append_weight(out, "total", profile.total, profile.metric);
  if (profile.run_total) append_weight(out += ", \"relative\": true", "run_total", *profile.run_total, profile.metric);
  out += ", \"estimated\": false, \"warnings\": [";
  append_warnings(out, profile.warnings);
  out += ']';
  append_offer(out, profile);
  out += ",\n";
}

void append_function(std::string& out, std::size_t id, const CallGraph& graph) {
  const Function& function = graph.functions[id];
  append_int(out += "{\"id\": ", static_cast<std::int64_t>(id));
  append_function_keys(out, *graph.frames, function.frame);
  append_weight(out, "self", function.self, graph.metric);
  append_weight(out, "cumulative", function.cumulative, graph.metric);
  append_counts(out, function, graph);
  if (function.estimated != 0) out += ", \"estimated\": true";
  if (function.hidden != 0) append_weight(out, "hidden", function.hidden, graph.metric);
  out += '}';
}

void append_edge(std::string& out, const Edge& edge, const CallGraph& graph) {
  append_int(out += "{\"caller\": ", edge.caller);
  append_count(out, "callee", edge.callee);
  append_weight(out, "self", edge.self, graph.metric);
  append_weight(out, "cumulative", edge.cumulative, graph.metric);
  // How often dropped functions were called on the way is not known without stacks.
  if (!edge.residual || graph.residual_exact) append_counts(out, edge, graph);
  if (edge.residual) out += ", \"residual\": true";
  if (edge.estimated != 0) out += ", \"estimated\": true";
  out += '}';
}

Result<void> write_json(const Document& document, Sink& sink, Warnings&) {
  if (const Comparison* comparison = document.comparison()) return diffs::write_json(document, *comparison, sink);
  P2G_TRY_ASSIGN(const Analysis* analysis, document.analysis());
  const CallGraph& graph = analysis->graph(document.options().graph.prune);
  const Sandwich* sandwich = nullptr;
  if (document.is_sandwich()) {
    P2G_TRY_ASSIGN(sandwich, analysis->sandwich(document.options().sandwich));
  }
  write_head(analysis->profile(), sink.buffer());
  sink.put(" \"functions\": [");
  for (std::size_t i = 0; i < graph.functions.size(); ++i) {
    sink.put(i > 0 ? ",\n  " : "\n  ");
    append_function(sink.buffer(), i, graph);
    sink.drain();
  }
  sink.put("],\n \"edges\": [");
  for (std::size_t i = 0; i < graph.edges.size(); ++i) {
    sink.put(i > 0 ? ",\n  " : "\n  ");
    append_edge(sink.buffer(), graph.edges[i], graph);
    sink.drain();
  }
  std::string& out = sink.buffer();
  append_int(out += "],\n \"dropped\": {\"functions\": ", graph.dropped.functions);
  append_count(out, "edges", graph.dropped.edges);
  append_weight(out, "self", graph.dropped.self, graph.metric);
  out += '}';
  if (sandwich != nullptr) append_sandwich(out += ",\n", *sandwich, graph);
  const Profile& profile = analysis->profile();
  if (const Importing* importing = analysis->importing(document.options().graph.groups))
    append_importing(out += ",\n", *importing, profile.frames, profile.metric);
  if (const std::vector<Observation>& seen = analysis->observations(); !seen.empty())
    append_observations(out += ",\n", seen, profile.frames, profile.metric);
  if (const Parts& parts = analysis->parts(); !parts.empty())
    append_parts(out += ",\n", parts, profile.frames, profile.metric);
  if (!document.verdict().empty()) append_gate(out += ",\n", document.verdict(), graph.metric);
  out += "}\n";
  return {};
}

}  // namespace

const Format format_json = {.name = "json",
                            .summary = "all figures of the call graph, for scripts",
                            .suffixes = ".json",
                            .prints = Content::graph,
                            .any_view = true,
                            .compares = true,
                            .keeps_names = true,
                            .write = write_json};

}  // namespace p2g

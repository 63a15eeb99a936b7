// {"metric":…,"steps":…,"total":…,"whole":"run","counted":"calls","chosen":3,"note":"",
//  "functions":[["find",0,305,3735928559,self,cumulative,[callee,cumulative,calls,…],calls,primitive,estimated],…],
//  "beyond":[[function,callers,their sum,callees,their sum],…],"places":[…]}
// A call that is an estimate has [cumulative,marks] in place of its cumulative cost, one without a time null. Marks are
// bits of EstimatedFigure. "beyond": what calls of a function go to or come from functions that are left out.
#include "renderers/formats/html/profile_data.h"

#include <algorithm>
#include <vector>

#include "renderers/formats/html/data.h"
#include "src/base/text.h"

namespace p2g::report {
namespace {

std::string call_text(const Edge& edge, Counted counted) {
  std::string out;
  append_int(out, edge.callee);
  out += ',';
  if (edge.cumulative == unknown_weight) {
    out += "null";
  } else if (edge.estimated != 0) {
    append_int(out += '[', edge.cumulative);
    append_int(out += ',', edge.estimated);
    out += ']';
  } else {
    append_int(out, edge.cumulative);
  }
  if (counted != Counted::nothing) append_int(out += ',', edge.calls);
  return out;
}

std::string figures_text(const Function& function, Counted counted) {
  std::string out;
  if (counted != Counted::nothing || function.estimated != 0) append_int(out += ',', function.calls);
  const bool has_primitive = function.primitive_calls != function.calls && counted == Counted::calls;
  if (has_primitive || function.estimated != 0) append_int(out += ',', function.primitive_calls);
  if (function.estimated != 0) append_int(out += ',', function.estimated);
  return out;
}

class Writer {
 public:
  explicit Writer(const CallGraph& graph) : graph_(graph) {
    heads_.reserve(graph.functions.size());
    for (const Function& function : graph.functions) {
      const std::size_t before = places_.bytes();
      std::string head = "[";
      places_.append_function(head, *graph.frames, function.frame);
      append_int(head += ',', function.self);
      append_int(head += ',', function.cumulative);
      tails_.push_back(figures_text(function, graph.counted));
      bytes_.push_back(head.size() + tails_.back().size() + 6 + places_.bytes() - before);
      self_.push_back(function.self);
      heads_.push_back(std::move(head));
    }
    for (const Edge& edge : graph.edges) {
      bytes_[std::max(edge.caller, edge.callee)] += call_text(edge, graph.counted).size() + 1;
    }
  }

  ProfileData write(std::string json, std::size_t room) const {
    ProfileData data;
    data.functions = count_that_fits(bytes_, self_, room);
    append_functions(json, data.functions);
    append_beyond(json, data.functions);
    append_places(json, data.functions);
    for (std::size_t i = data.functions; i < graph_.functions.size(); ++i) {
      data.self_left_out = sum_within(data.self_left_out, graph_.functions[i].self);
    }
    if (data.functions < graph_.functions.size())
      data.heaviest_left_out = graph_.functions[data.functions].cumulative;
    data.json = json + '}';
    return data;
  }

 private:
  void append_functions(std::string& out, std::size_t count) const {
    append_field(out, "functions");
    out += '[';
    std::size_t edge = 0;
    for (std::size_t i = 0; i < count; ++i) {
      out.append(i > 0 ? ",\n" : "").append(heads_[i]).append(",[");
      bool first = true;
      for (; edge < graph_.edges.size() && graph_.edges[edge].caller == i; ++edge) {
        if (graph_.edges[edge].callee >= count) continue;
        out.append(first ? "" : ",").append(call_text(graph_.edges[edge], graph_.counted));
        first = false;
      }
      out.append("]").append(tails_[i]).append("]");
    }
    out += ']';
  }

  struct Beyond {
    std::int64_t callers = 0, callees = 0;
    Weight from = 0, to = 0;
  };
  static void append_sum(std::string& out, std::int64_t count, Weight weight) {
    append_int(out += ',', count);
    out += ',';
    if (weight == unknown_weight) {
      out += "null";
    } else {
      append_int(out, weight);
    }
  }
  void append_beyond(std::string& out, std::size_t count) const {
    std::vector<Beyond> beyond(count);
    for (const Edge& edge : graph_.edges) {
      if (edge.caller < count && edge.callee >= count) {
        ++beyond[edge.caller].callees;
        beyond[edge.caller].to = sum_of(beyond[edge.caller].to, edge.cumulative);
      } else if (edge.callee < count && edge.caller >= count) {
        ++beyond[edge.callee].callers;
        beyond[edge.callee].from = sum_of(beyond[edge.callee].from, edge.cumulative);
      }
    }
    append_field(out, "beyond");
    out += '[';
    bool first = true;
    for (std::size_t i = 0; i < count; ++i) {
      if (beyond[i].callers + beyond[i].callees == 0) continue;
      append_int(out += first ? "[" : ",[", static_cast<std::int64_t>(i));
      append_sum(out, beyond[i].callers, beyond[i].from);
      append_sum(out, beyond[i].callees, beyond[i].to);
      out += ']';
      first = false;
    }
    out += ']';
  }

  // Places are numbered in the order of functions, so those of the first functions come first.
  void append_places(std::string& out, std::size_t count) const {
    Places places;
    std::string unused;
    for (std::size_t i = 0; i < count; ++i) {
      unused.clear();
      places.append_function(unused, *graph_.frames, graph_.functions[i].frame);
    }
    append_field(out, "places");
    out += places.json();
  }

  const CallGraph& graph_;
  Places places_;
  std::vector<std::string> heads_, tails_;
  std::vector<std::size_t> bytes_;
  std::vector<Weight> self_;
};

}  // namespace

ProfileData profile_data(const CallGraph& graph, const Theme& theme, std::string_view whole, std::size_t chosen,
                         std::size_t room) {
  std::string json = "{";
  append_metric(json, graph.metric);
  append_steps(json, theme);
  append_field(json, "total");
  append_int(json, graph.total);
  append_field(json, "whole");
  append_text(json, whole);
  append_field(json, "counted");
  append_text(json, graph.counted == Counted::nothing ? "" : counted_word(graph.counted));
  append_field(json, "chosen");
  append_int(json, static_cast<std::int64_t>(chosen));
  append_field(json, "note");
  append_text(json, graph.estimate_note);
  return Writer(graph).write(std::move(json), room);
}

}  // namespace p2g::report

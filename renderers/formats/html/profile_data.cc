// {"metric":…,"steps":…,"total":…,"whole":"run","counted":"calls","chosen":3,"note":"",
//  "functions":["find","…","split","…",…],"beyond":"…","marks":[caller,callee,marks,…],"places":…,"hashes":…}
// A function is its name and numbers, packed: place, line + 1, self and cumulative (signed), calls and how many fewer
// are primitive (both signed, where calls or samples are counted), marks, and then a triple for each call: callee less
// the one before (signed; less the caller for the first), cumulative (signed), calls (signed, where counted).
// "beyond", packed: for functions with calls from or to others that are left out its index less the one before,
// callers, their sum (signed), callees, their sum; "untimed": some have no time, and no sum is one. "marks" of calls:
// bits of EstimatedFigure, and 8: without a time.
#include "renderers/formats/html/profile_data.h"

#include <algorithm>
#include <vector>

#include "renderers/formats/html/data.h"
#include "src/base/text.h"

namespace p2g::report {
namespace {

constexpr unsigned untimed = 8;

Weight known(Weight weight) { return weight == unknown_weight ? 0 : weight; }

void append_call(std::string& out, const Edge& edge, std::uint32_t before, Counted counted) {
  append_packed_signed(out, std::int64_t{edge.callee} - std::int64_t{before});
  append_packed_signed(out, known(edge.cumulative));
  if (counted != Counted::nothing) append_packed_signed(out, edge.calls);
}

void append_figures(std::string& out, const Function& function, Counted counted) {
  append_packed_signed(out, function.self);
  append_packed_signed(out, function.cumulative);
  if (counted != Counted::nothing) {
    append_packed_signed(out, function.calls);
    append_packed_signed(out, function.primitive_calls < 0 ? -1 : function.calls - function.primitive_calls);
  }
  append_packed(out, function.estimated);
}

class ProfileWriter {
 public:
  explicit ProfileWriter(const CallGraph& graph) : graph_(graph) {
    Names names(*graph.frames);
    for (const Function& function : graph.functions) {
      const std::size_t before = names.bytes();
      std::string head;
      names.append(head, function.frame);
      append_figures(head, function, graph.counted);
      bytes_.push_back(head.size() + 3 + names.bytes() - before);
      heads_.push_back(std::move(head));
    }
    std::string call;
    for (const Edge& edge : graph.edges) {
      call.clear();
      append_call(call, edge, 0, graph.counted);
      bytes_[std::max(edge.caller, edge.callee)] += call.size();
    }
  }

  ProfileData write(const std::string& head, std::size_t room) const {
    return write_what_fits(bytes_, room, [&](std::size_t count) { return write_first(head, count); });
  }

 private:
  ProfileData write_first(std::string json, std::size_t count) const {
    ProfileData data;
    data.functions = count;
    append_functions(json, data.functions);
    append_beyond(json, data.functions);
    append_marks(json, data.functions);
    append_names(json, data.functions);
    for (std::size_t i = data.functions; i < graph_.functions.size(); ++i) {
      data.self_left_out = sum_within(data.self_left_out, graph_.functions[i].self);
    }
    if (data.functions < graph_.functions.size()) data.heaviest_left_out = graph_.functions[data.functions].cumulative;
    data.json = json + '}';
    return data;
  }

  void append_functions(std::string& out, std::size_t count) const {
    append_field(out, "functions");
    out += '[';
    std::size_t edge = 0;
    for (std::size_t i = 0; i < count; ++i) {
      out.append(i > 0 ? "," : "").append(heads_[i]);
      auto before = static_cast<std::uint32_t>(i);
      for (; edge < graph_.edges.size() && graph_.edges[edge].caller == i; ++edge) {
        if (graph_.edges[edge].callee >= count) continue;
        append_call(out, graph_.edges[edge], before, graph_.counted);
        before = graph_.edges[edge].callee;
      }
      out += '"';
    }
    out += ']';
  }

  struct Beyond {
    std::uint64_t callers = 0, callees = 0;
    Weight from = 0, to = 0;
  };
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
    out += '"';
    std::size_t before = 0;
    bool timed = true;
    for (std::size_t i = 0; i < count; ++i) {
      if (beyond[i].callers + beyond[i].callees == 0) continue;
      append_packed(out, i - before);
      append_packed(out, beyond[i].callers);
      append_packed_signed(out, known(beyond[i].from));
      append_packed(out, beyond[i].callees);
      append_packed_signed(out, known(beyond[i].to));
      before = i;
      timed = timed && beyond[i].from != unknown_weight && beyond[i].to != unknown_weight;
    }
    out += timed ? "\"" : "\",\"untimed\":true";
  }

  void append_marks(std::string& out, std::size_t count) const {
    append_field(out, "marks");
    out += '[';
    for (const Edge& edge : graph_.edges) {
      const unsigned marks = edge.estimated | (edge.cumulative == unknown_weight ? untimed : 0U);
      if (marks == 0 || edge.caller >= count || edge.callee >= count) continue;
      if (out.back() != '[') out += ',';
      append_int(out, edge.caller);
      append_int(out += ',', edge.callee);
      append_int(out += ',', marks);
    }
    out += ']';
  }

  // Places are numbered in the order of functions, so those of the first functions come first.
  void append_names(std::string& out, std::size_t count) const {
    Names names(*graph_.frames);
    std::string unused;
    for (std::size_t i = 0; i < count; ++i) {
      unused.clear();
      names.append(unused, graph_.functions[i].frame);
    }
    out += ',' + names.json();
  }

  const CallGraph& graph_;
  std::vector<std::string> heads_;
  std::vector<std::size_t> bytes_;
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
  return ProfileWriter(graph).write(json, room);
}

}  // namespace p2g::report

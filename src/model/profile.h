// What a file said, before any choice is made: the importers' output.
//
// A Profile holds stacks (folded: exact for every question) or calls (pstats: functions and caller/callee pairs; no
// call tree). It is never both.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "src/base/diagnostics.h"
#include "src/model/call_list.h"
#include "src/model/cost.h"
#include "src/model/counted.h"
#include "src/model/estimates.h"
#include "src/model/frame.h"
#include "src/model/line_costs.h"
#include "src/model/metric.h"
#include "src/model/offer.h"
#include "src/model/part.h"
#include "src/model/weight.h"

namespace p2g {

// All stacks as a prefix tree in the order of insertion.
// Invariants: node 0 is the root (frame no_frame, parent 0); parent[i] < i for i > 0; no two nodes have the same
// (parent, frame); sizes of all columns are equal. Siblings are in no particular order.
// With keep_order (flame chart) the order of siblings is the input's and only neighbours were merged: the same
// (parent, frame) may then occur again.
// StackBuilder (stack_builder.h) makes them.
struct Stacks {
  std::vector<std::uint32_t> parent{0};
  std::vector<FrameId> frame{no_frame};
  std::vector<Weight> self{0};  // cost of the stacks that end here; never negative
  bool keep_order = false;
  bool reversed = false;  // leaf to root (--reverse): the cost that ends at a node was begun there, not spent there

  std::size_t size() const { return parent.size(); }
};

// One function of a call profile. Index in Calls::functions is its FrameId.
using FunctionCost = Cost;

struct Calls {
  std::vector<FunctionCost> functions;  // one per frame
  CallList edges;
  Counted counted = Counted::calls;  // or samples: what the numbers of calls of functions and edges are
};

// What --focus, --root and --leaf asked for, once it has been selected.
struct Asked {
  std::string typed;               // "--focus parse --focus read"
  std::vector<FrameId> functions;  // that match, heaviest first
  Weight cost = 0;                 // of all stacks that have one of them
  Weight run = 0;                  // what all cost before
};

struct Profile {
  std::string format;              // importer's name: "pstats"
  std::string producer;            // "cProfile", "profile", "tachyon"; empty when unknown
  std::vector<std::string> files;  // as the user named them
  Offer offered;                   // what the file holds, and what of it this is; empty in profiles that are no file's
  Choice chosen;
  Metric metric;
  // 100 %: the sum of all self costs of the file, kept when filters take something away.
  Weight total = 0;
  // --relative: `total` is the sum of what filters left, and this is what it was.
  std::optional<Weight> run_total;
  // Of a picture: functions whose cumulative cost is less may be missing, and are part of the function `(other)`. 0: it
  // is all there.
  Weight omits_below = 0;
  bool selected = false;  // filters looked at it: it may be a part of what was recorded
  std::optional<Asked> asked;
  // Of files that were summed, where somebody wants to know them and they are not too many (part.h); else empty.
  std::vector<Part> parts;
  LineCosts lines;  // where an output asks for them and the format knows them
  Frames frames;
  std::variant<Stacks, Calls> data = Stacks{};
  Estimates estimates;
  Warnings warnings;

  bool has_stacks() const { return std::holds_alternative<Stacks>(data); }
  Stacks& stacks() { return std::get<Stacks>(data); }
  const Stacks& stacks() const { return std::get<Stacks>(data); }
  Calls& calls() { return std::get<Calls>(data); }
  const Calls& calls() const { return std::get<Calls>(data); }
  Counted counted() const { return has_stacks() ? Counted::nothing : calls().counted; }
};

}  // namespace p2g

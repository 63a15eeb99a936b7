// A call profile as a network in which time flows from the roots to where it is spent, for estimate_tree().
//
// In such a profile each call of a pair (caller, callee) carries at most the pair's cumulative cost, and each function
// spends its self cost and passes the rest on. Stacks with their recursion cut out (every function once: a b a c is
// a c) are a flow of that kind without cycles, so that is what is looked for:
//   1. make_call_network: pairs united, functions renumbered, negative self costs spread.
//   2. break_loops:       an order of the functions; calls against it only lead back into a loop and carry nothing.
//   3. assign_flow:       what each call carries, backwards from where cost is spent to the roots.
//
// Invariants after assign_flow: flow of a call <= its cumulative (when the file gives one); of every node,
// root_inflow + flow of calls in == inflow == self + flow of calls out; the sum of root_inflow == the sum of self.
#pragma once

#include <cstdint>
#include <vector>

#include "src/base/rows.h"
#include "src/model/profile.h"

namespace p2g {

struct NetworkCall {
  std::uint32_t caller = 0;
  std::uint32_t callee = 0;
  Weight cumulative = 0;  // unknown_weight when the file has none
  Weight self = 0;        // unknown_weight when the file has none
  std::int64_t calls = 0;
  Weight weight = 0;  // for comparing: cumulative, or when unknown the callee's, shared out by number of calls
  Weight flow = 0;

  bool known() const { return cumulative != unknown_weight; }
};

// Nodes are the functions, numbered by a hash of their names, so that nothing depends on the order in the file.
struct CallNetwork {
  std::vector<FrameId> frame;
  std::vector<Weight> self;              // never negative
  std::vector<Weight> cumulative;        // never negative
  std::vector<std::int64_t> calls_left;  // calls that no caller in the file accounts for
  std::vector<std::uint8_t> recursive;   // calls itself (such calls are not among `calls`)
  std::vector<std::uint8_t> estimated;   // its figures are estimates before anything is made of them

  std::vector<NetworkCall> calls;    // by caller; of one caller the heaviest first; no two of one pair
  std::vector<std::uint32_t> begin;  // calls of node n are [begin[n], begin[n + 1])
  Rows calls_into;                   // node -> indices into `calls`, callers ascending
  Weight total = 0;                  // sum of self
  bool scaled = false;               // self costs were changed to make up for negative ones

  // break_loops
  std::vector<std::uint32_t> order;     // nodes, callers first but for calls back into a loop
  std::vector<std::uint32_t> position;  // inverse of order
  std::vector<std::uint32_t> loop;      // nodes that call each other in a circle share a number; 0: in none
  // A node that is the only way into a circle: the circle is order[position[n], circle_end[n]). Else position[n] + 1.
  std::vector<std::uint32_t> circle_end;

  // assign_flow
  std::vector<Weight> inflow;
  std::vector<Weight> root_inflow;

  std::uint32_t size() const { return static_cast<std::uint32_t>(frame.size()); }
  bool forward(const NetworkCall& call) const { return position[call.caller] < position[call.callee]; }
  // A call from deeper within the circle that only the callee leads into: whenever it happens, the callee is on the
  // stack already.
  bool returns(const NetworkCall& call) const {
    return position[call.caller] > position[call.callee] && position[call.caller] < circle_end[call.callee];
  }
};

CallNetwork make_call_network(const Profile& profile);
void break_loops(CallNetwork& network);
void assign_flow(CallNetwork& network);

}  // namespace p2g

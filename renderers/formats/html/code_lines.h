// The source of the functions with the most self cost, with what each line costs: for the page of a report.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "renderers/document.h"
#include "src/model/graph.h"

namespace p2g::report {

struct CodeRow {
  std::string place;  // a line's number, or what stands for several; empty: lines are left out here
  std::string self;   // empty: costs nothing that is known
  std::string share;  // of the function's self cost
  int step = -1;      // of the scale of colours, by that share
  std::string text = {};
};

// One function of the data.
struct FunctionCode {
  std::size_t function = 0;
  std::string name, about;  // where it is, and its heaviest line
  std::vector<std::string> notes;
  bool has_figures = false;
  bool has_text = false;
  std::vector<CodeRow> rows;
};

struct Code {
  std::vector<FunctionCode> functions;
  std::vector<std::string> notes;  // about all of them
  std::size_t bytes = 0;           // about so many in the page
};

// Of the first `in_data` functions of the graph, those with the most self cost, as far as there is `room`.
Code code_of(const Document& document, const Analysis& analysis, const CallGraph& graph, std::size_t in_data,
             std::size_t room);

}  // namespace p2g::report

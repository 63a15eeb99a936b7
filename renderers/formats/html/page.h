// The page of a report: what is put into it stands there as text, and its policy lets nothing in that is not its own.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "renderers/document.h"
#include "renderers/formats/html/code_lines.h"
#include "src/base/diagnostics.h"
#include "src/base/sink.h"

namespace p2g::report {

// One line on what to look at. A function is its index in the data.
struct Sentence {
  std::string text;
  struct Button {
    std::string text;
    std::size_t function = 0;
  };
  std::vector<Button> buttons = {};
  bool lists_them = false;  // their texts are part of the sentence: they are there without a script, too
};

// A cell is text; figures stand at the right.
struct Column {
  std::string_view key;  // by which the script sorts; empty: it does not
  std::string head;
  bool is_figure = true;
};

struct Report {
  std::string title, facts;
  std::vector<Sentence> sentences;
  std::vector<Column> columns;
  std::string rows_caption;                    // "the 30 with the largest self time"
  std::vector<std::vector<std::string>> rows;  // of cells: without a script these are the table
  Code code;
  std::string noun;                // what the lines of code cost: "time"
  std::vector<std::string> notes;  // at the foot
  std::string json;
};

// A picture of the document in another view, as it stands in the page; where there is none, why.
struct Picture {
  std::string svg;
  std::string missing;
};
Result<Picture> draw_picture(const Document& document, std::string_view view, Warnings& warnings);

void write_page(const Document& document, const Report& report, const Picture& graph, const Picture& flame, Sink& sink);

}  // namespace p2g::report

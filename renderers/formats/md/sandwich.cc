#include "renderers/formats/md/sandwich.h"

#include <string>

#include "renderers/formats/md/comparison.h"
#include "renderers/formats/md/text.h"
#include "renderers/page/sandwich_words.h"
#include "renderers/page/selection_words.h"
#include "src/model/pattern.h"

namespace p2g {
namespace {

// What names functions is a code span as a whole: a name may be anything.
void append_sentence(std::string& out, std::string_view text) {
  append_code(out, text, false);
  out += "\n\n";
}

void append_table(std::string& out, const Sandwich& sandwich, Side side, std::size_t limit) {
  const bool counted = sandwich.counted == Counted::calls;
  out += "| share | " + sandwich.metric.noun() + (counted ? " | calls | a call" : "");
  out += side == Side::callers ? " | called by |\n" : " | calls |\n";
  out += counted ? "| ---: | ---: | ---: | ---: | :--- |\n" : "| ---: | ---: | :--- |\n";
  for (const SandwichRow& row : sandwich_rows(sandwich, side, limit)) {
    out += "| " + row.share + " | " + row.amount + " | ";
    if (counted) out += row.calls + " | " + row.each + " | ";
    if (row.kind == SandwichRow::Kind::neighbor) {
      append_code(out, row.where.empty() ? row.name : row.name + " (" + row.where + ')');
    } else {
      out += row.name;
    }
    out += " |\n";
  }
  out += '\n';
}

}  // namespace

Result<void> write_sandwich_md(const Document& document, Sink& sink) {
  P2G_TRY_ASSIGN(const Analysis* analysis, document.analysis());
  P2G_TRY_ASSIGN(const Sandwich* sandwich, analysis->sandwich(document.options().sandwich));
  const auto limit = static_cast<std::size_t>(document.options().table.limit);
  std::string& out = sink.buffer();
  const std::string& title = document.options().picture.title;
  append_code(out += "### ", title.empty() ? telling_name(sandwich->frames->parts(sandwich->function.frame)) : title,
              false);
  append_code(out += "\n\n", listed_name(sandwich->frames->parts(sandwich->function.frame)), false);
  out += ": " + sandwich_summary(*sandwich) + "\n\n";
  append_sentence(out, sandwich_findings(*sandwich));
  for (const std::string& note : sandwich_notes(*sandwich)) append_sentence(out, note);
  if (const std::string selection = selection_sentences(analysis->profile()); !selection.empty()) {
    append_sentence(out, std::string_view(selection).substr(1));
  }
  diffs::append_gate_md(out, document.verdict());
  if (!document.verdict().empty()) out += '\n';
  if (!sandwich->callers.empty()) append_table(out, *sandwich, Side::callers, limit);
  append_table(out, *sandwich, Side::callees, limit);
  return {};
}

}  // namespace p2g

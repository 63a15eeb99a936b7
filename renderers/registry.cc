// Views and formats by name.
#include <algorithm>
#include <array>
#include <span>

#include "renderers/renderer.h"
#include "src/base/diagnostics.h"

namespace p2g {
namespace {

// What other programs and people call it.
struct Synonym {
  std::string_view said;
  std::string_view meant;
};
constexpr auto view_synonyms = std::to_array<Synonym>({{"flamegraph", "flame"},
                                                       {"flame-graph", "flame"},
                                                       {"flames", "flame"},
                                                       {"icicle", "flame"},
                                                       {"call-graph", "callgraph"},
                                                       {"call_graph", "callgraph"},
                                                       {"graph", "callgraph"},
                                                       {"butterfly", "sandwich"},
                                                       {"callers", "sandwich"},
                                                       {"list", "table"},
                                                       {"stats", "table"},
                                                       {"text", "table"},
                                                       {"top", "table"},
                                                       {"txt", "table"}});
constexpr auto type_synonyms = std::to_array<Synonym>({{"collapse", "folded"},
                                                       {"collapsed", "folded"},
                                                       {"graphviz", "dot"},
                                                       {"gv", "dot"},
                                                       {"markdown", "md"},
                                                       {"text", "txt"}});

// Asked for, and made by nobody here: what comes nearest. {"jpg", …} are pictures, and so on.
struct Refusal {
  std::string_view said;
  std::string_view hint;
};
constexpr std::string_view other_picture = "pictures are svg, png and pdf";
constexpr auto type_refusals =
    std::to_array<Refusal>({{"bmp", other_picture},
                            {"eps", other_picture},
                            {"gif", other_picture},
                            {"jpeg", other_picture},
                            {"jpg", other_picture},
                            {"ps", other_picture},
                            {"tif", other_picture},
                            {"tiff", other_picture},
                            {"webp", other_picture},
                            {"flame", "a flame graph is a view: -V flame, as svg, png or pdf"},
                            {"flamegraph", "a flame graph is a view: -V flame, as svg, png or pdf"},
                            {"callgraph", "the call graph is a view: -V callgraph, as svg, png, pdf or dot"},
                            {"table", "the table is a view: -V table, as txt, md or csv"},
                            {"htm", "an SVG opens in a browser: -T svg; for a comment in a review: -T md"},
                            {"html", "an SVG opens in a browser: -T svg; for a comment in a review: -T md"},
                            {"tsv", "tables for other programs are csv and json"},
                            {"xls", "tables for other programs are csv and json"},
                            {"xlsx", "tables for other programs are csv and json"},
                            {"xml", "data for scripts is json; limits as JUnit: --junit FILE"},
                            {"yaml", "data for scripts is json"}});

std::string small_letters(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  return out;
}

template <class Record>
Result<const Record*> find_by_name(const std::vector<const Record*>& all, std::string_view what, std::string_view said,
                                   std::span<const Synonym> synonyms) {
  const std::string small = small_letters(said);
  std::string_view name = small;
  std::vector<std::string_view> known;
  for (const Record* record : all) {
    if (record->name == small) return record;
  }
  const auto synonym =
      std::find_if(synonyms.begin(), synonyms.end(), [&](const Synonym& s) { return s.said == small; });
  if (synonym != synonyms.end()) name = synonym->meant;
  for (const Record* record : all) {
    if (record->name == name) return record;
    known.push_back(record->name);
  }
  return fail(unknown_name_error(what, said, known));
}

}  // namespace

Result<const View*> find_view(std::string_view name) { return find_by_name(views(), "view", name, view_synonyms); }

Result<const Format*> find_format(std::string_view name) {
  Result<const Format*> found = find_by_name(formats(), "output type", name, type_synonyms);
  if (found) return found;
  for (const Refusal& refusal : type_refusals) {
    if (refusal.said == small_letters(name)) found.error().hint = refusal.hint;
  }
  return found;
}

}  // namespace p2g

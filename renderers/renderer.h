// Views say what is drawn, formats say in which bytes. A folder with a view.cc is a view (foo/view.cc defines
// `extern const View view_foo`), formats/foo.cc or formats/foo/foo.cc a format (`extern const Format format_foo`); the
// build collects them.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "renderers/scene.h"
#include "renderers/theme.h"
#include "src/analysis/analysis.h"
#include "src/analysis/comparison.h"
#include "src/base/diagnostics.h"
#include "src/base/result.h"
#include "src/base/sink.h"

namespace p2g {

enum class Scheme : std::uint8_t { automatic, light, dark };

// How any picture looks.
struct PictureOptions {
  std::string title;   // empty: from the profile's file name
  double width = 900;  // 480..2400
  Scheme scheme = Scheme::automatic;
  bool background = true;      // --background none
  bool script = true;          // --no-script
  bool figures = true;         // an SVG holds what it was made of, so that it can be read again
  bool color_by_self = false;  // --color-nodes-by-selftime
  std::string layout = "auto";
};

// Which functions and calls a call graph holds.
struct GraphOptions {
  PruneOptions prune;
  bool automatic_choice = true;                // no -n, -e or --max-nodes was given: a picture chooses for itself
  std::string cut_text;                        // how the cut was made when it was explicit: "-n 0.5 -e 0.1"
  std::shared_ptr<const GroupOptions> groups;  // of pictures that choose for themselves; null: none
};

struct FlameOptions {
  bool flip = false;   // callers below
  bool chart = false;  // in the order of the input
  bool name_order = false;
  bool exact_only = false;  // stop where an estimate would begin
};
// The tree of these options: siblings by weight, or by name.
inline TreeOptions tree_options(const FlameOptions& options, bool by_name) {
  using Order = TreeOptions::Order;
  TreeOptions tree;
  tree.order = options.chart ? Order::input : by_name ? Order::name : Order::weight;
  tree.exact_only = options.exact_only;
  return tree;
}

struct DotOptions {
  bool wrap = false;
  bool show_samples = false;
  double skew = 1.0;
  std::vector<std::string> node_labels;
};

// What is shown and how: what each view and format may look at besides the profile.
struct ViewOptions {
  PictureOptions picture;
  GraphOptions graph;
  FlameOptions flame;
  TableOptions table;
  DotOptions dot;
  SandwichOptions sandwich;
  bool first_line = false;  // a table begins with what it comes to: a person reads it
};

// Whether a format without media queries draws the dark palette: automatic is light, but for themes made for the dark.
inline bool is_dark(const PictureOptions& options, const Theme& theme) {
  return options.scheme == Scheme::dark || (options.scheme == Scheme::automatic && theme.dark_first);
}

// Facts about a drawing for --stats and the tests: "drawn" 27, "layouts" 16; and what the user should be told.
struct DrawStats {
  std::vector<std::pair<std::string_view, std::int64_t>> counts;
  Warnings warnings;
};

// What a view shows and what a format prints: figures of one kind, or a picture of any.
enum class Content : std::uint8_t { picture, graph, tree, table, sandwich, verdict };

struct View {
  std::string_view name;
  std::string_view summary;
  Content shows = Content::graph;  // data formats that print it go with this view
  std::string_view default_type;   // when neither -T nor a suffix says: "dot", "svg", "txt"
  std::string_view needs;          // an option that it cannot do without: "--function"; empty for most
  // Each is null where the view is text only, or cannot show a comparison.
  Result<Scene> (*draw)(const Analysis& analysis, const ViewOptions& options, const Theme& theme,
                        DrawStats& stats) = nullptr;
  Result<Scene> (*draw_comparison)(const Comparison& comparison, const ViewOptions& options, const Theme& theme,
                                   DrawStats& stats) = nullptr;
};

class Document;

struct Format {
  std::string_view name;  // for --type
  std::string_view summary;
  std::string_view suffixes;  // comma-separated: ".svg"
  Content prints = Content::picture;
  bool prints_sandwich = false;  // the callers and callees of one function, besides
  bool any_view = false;         // data that is behind every view: it goes with any -V
  bool compares = false;         // data formats: can hold a comparison (pictures can, when the view can)
  bool is_drawing = false;       // data that is drawn by others: thresholds default to gprof2dot's, not to none
  bool has_title = false;        // data with a place for one
  bool binary = false;           // refuses a terminal
  bool is_report = false;        // a page for people, with pictures in it
  bool only_rows = false;        // a table with no place to say how many rows were left out
  bool keeps_names = false;      // for programs: functions of one profile are called as its file calls them
  // Writes what it can get from the document; what the document does not have is a usage error. `warnings`: what was
  // lost in this format. The caller commits.
  Result<void> (*write)(const Document& document, Sink& sink, Warnings& warnings);

  bool is_picture() const { return prints == Content::picture; }
};

const std::vector<const View*>& views();
const std::vector<const Format*>& formats();
Result<const View*> find_view(std::string_view name);
Result<const Format*> find_format(std::string_view name);

}  // namespace p2g

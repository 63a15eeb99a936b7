// Views say what is drawn, formats say in which bytes. One file in views/ or formats/ is one of them: views/foo.cc
// defines `extern const View view_foo`, formats/foo.cc `extern const Format format_foo`; the build collects them.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "renderers/scene.h"
#include "renderers/theme.h"
#include "src/base/diagnostics.h"
#include "src/base/result.h"
#include "src/base/sink.h"
#include "src/model/diff.h"
#include "src/model/diff_tree.h"
#include "src/model/graph.h"
#include "src/model/profile.h"
#include "src/model/table.h"
#include "src/model/tree.h"
#include "src/model/verdict.h"

namespace p2g {

enum class Scheme : std::uint8_t { automatic, light, dark };

// Everything about the picture that is not the profile.
struct PictureOptions {
  std::string title;   // empty: from the profile's file name
  double width = 900;  // 480..2400
  Scheme scheme = Scheme::automatic;
  bool background = true;      // --background none
  bool script = true;          // --no-script
  bool strip = false;          // -s: names without arguments and templates
  bool wrap = false;           // -w
  bool color_by_self = false;  // --color-nodes-by-selftime
  bool show_samples = false;
  double skew = 1.0;
  std::vector<std::string> node_labels;  // --node-label, DOT
  bool flip = false;                     // flame: callers below
  bool flame_chart = false;              // flame: input order
  bool name_order = false;
  bool automatic_choice = true;  // call graph: no -n, -e or --max-nodes was given
  std::string cut_text;          // how the cut was made when it was explicit: "-n 0.5 -e 0.1"
  std::string layout = "auto";
};

// Whether a format without media queries draws the dark palette: automatic is light, but for themes made for the dark.
inline bool is_dark(const PictureOptions& options, const Theme& theme) {
  return options.scheme == Scheme::dark || (options.scheme == Scheme::automatic && theme.dark_first);
}

// What a view or a data format may look at. Only what it declares in `needs` is filled.
struct Model {
  const Profile* profile = nullptr;
  const CallGraph* full = nullptr;   // all functions and edges
  const CallGraph* graph = nullptr;  // pruned by -n, -e, --max-nodes (or their defaults)
  const Tree* tree = nullptr;
  const Table* table = nullptr;
  const Warnings* warnings = nullptr;  // all so far, for JSON
  const Verdict* verdict = nullptr;    // of the gate; null when there are no limits
};
enum Needs : std::uint8_t { needs_full_graph = 1, needs_graph = 2, needs_tree = 4, needs_table = 8 };

// The same for a comparison.
struct DiffModel {
  const Diff* diff = nullptr;
  const Verdict* verdict = nullptr;  // empty when there are no limits
  std::vector<std::uint32_t> rows;   // indices of functions that differ, in the order that was asked for
  std::int64_t limit = 0;            // rows of a table; 0 is all
  const DiffTree* tree = nullptr;    // for views that need a tree
};

// Facts about a drawing for --stats and the tests: "drawn" 27, "layouts" 16; and what the user should be told.
struct DrawStats {
  std::vector<std::pair<std::string_view, std::int64_t>> counts;
  Warnings warnings;
};

struct View {
  std::string_view name;
  std::string_view summary;
  std::uint8_t needs;
  std::string_view default_type;  // when neither -T nor a suffix says: "dot", "svg", "txt"
  // Null for views that are text only (table).
  Result<Scene> (*draw)(const Model& model, const PictureOptions& options, const Theme& theme, DrawStats& stats);
  // Views that need a tree: nodes below this share of it are too small to be seen in this picture and need not be
  // kept (they are summed in their parent). Null: everything is kept.
  double (*least_share)(const PictureOptions& options) = nullptr;
  // Null for views that cannot show a comparison.
  Result<Scene> (*draw_diff)(const DiffModel& model, const PictureOptions& options, const Theme& theme,
                             DrawStats& stats) = nullptr;
};

struct Format {
  std::string_view name;  // for --type
  std::string_view summary;
  std::string_view suffixes;  // comma-separated: ".svg"
  std::uint8_t needs;         // data formats: what they print; 0 for picture formats
  bool binary;                // refuses a terminal
  // Exactly one of the two is set. `warnings`: what the picture has lost in this format.
  Result<void> (*write_scene)(const Scene& scene, const PictureOptions& options, const Theme& theme, Sink& sink,
                              Warnings& warnings);
  Result<void> (*write_model)(const Model& model, const PictureOptions& options, const Theme& theme, Sink& sink);
  // Null for formats that cannot hold a comparison.
  Result<void> (*write_diff)(const DiffModel& model, const PictureOptions& options, Sink& sink) = nullptr;
};

const std::vector<const View*>& views();
const std::vector<const Format*>& formats();
Result<const View*> find_view(std::string_view name);
Result<const Format*> find_format(std::string_view name);

}  // namespace p2g

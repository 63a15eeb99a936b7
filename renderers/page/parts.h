// What the call graph and the flame graph have in common, so that a reader learns it once: header with legend,
// self-time strip, footer with the key, and the small marks. Every function appends to the scene and returns the y
// below what it drew (px), where the view goes on.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "renderers/scene.h"
#include "renderers/theme.h"
#include "src/model/frame.h"
#include "src/model/weight.h"

namespace p2g {

inline constexpr double margin_px = 16;     // left, right and below; content is scene.width - 2 * margin_px wide
inline constexpr float text_px = 11;        // nothing is smaller
inline constexpr float name_px = 12;        // bold names
inline constexpr float title_px = 16;       // bold title
inline constexpr double line_step_px = 14;  // baseline to baseline at text_px

// ---- Text and names ------------------------------------------------------------------------------------------------

// Appends a measured text on the baseline y. Returns its width.
double add_text(Scene& scene, double x, double y, std::string text, float size = text_px, bool bold = false,
                Anchor anchor = Anchor::start, Slot fill = Slot::ink);
// The same, shortened to `max_width` (fit_text); nothing is added when not even one character and "…" fit.
double add_fitted_text(Scene& scene, double x, double y, std::string_view text, double max_width, float size = text_px,
                       bool bold = false, Anchor anchor = Anchor::start, Slot fill = Slot::ink, double keep_end = 0.5);
// Appends `text` in lines broken at spaces, the first baseline at y. Returns the baseline after the last line.
double add_wrapped_text(Scene& scene, double x, double y, std::string_view text, double max_width, Slot fill);

// A function in full, as tooltips and searches have it: "find_longest_match (/usr/lib/difflib.py:305)".
std::string function_key(const FrameParts& parts);
// Both ends of what is longer than `limit` bytes: a name of megabytes must not stand in a picture ten times.
std::string limited_text(std::string_view text, std::size_t limit);
inline constexpr std::size_t key_limit_bytes = 2000;  // of a function's key in a title

// Id of an element that survives a second run of the profiled program: "f" and the 32-bit FNV-1a of the key in hex.
std::string element_id(std::string_view key);
// The same, but two keys with one hash get different ids, by order of their arrival.
class ElementIds {
 public:
  std::string add(std::string_view key);

 private:
  std::unordered_map<std::string, std::int64_t> copies_;  // how many have this hash; looked up, never walked
};

// ---- Header
// ----------------------------------------------------------------------------------------------------------

struct HeaderText {
  std::string name;                   // of the profile; shortened in its middle at 420 px
  std::string total;                  // "2.52 s total"
  std::string counts;                 // "27 functions drawn, … hidden"; wrapped beside the room of the search box
  std::string legend = "cumulative";  // what the colours show
};
double draw_header(Scene& scene, const HeaderText& text, const Theme& theme);

// What the header calls the profile: the title that was given, else the last component of the first file with "+ n
// more" when there are several, "stdin" for "-".
std::string profile_title(const std::vector<std::string>& files, std::string_view given_title);

// ---- Self-time strip
// -------------------------------------------------------------------------------------------------

struct SelfCost {
  FrameId frame = no_frame;
  Weight self = 0;
  Weight cumulative = 0;
};
// All self time as one bar, largest first (ties by Frames::compare): width = share of `total`, colour = the function's
// cumulative share; what is narrower than 8 px is summed as "other n functions". When no function holds 3 % a sentence
// says so instead. `caption` is a line of muted text below it, or empty. Draws nothing when total is 0.
double draw_self_strip(Scene& scene, double y, const Frames& frames, const Metric& metric, Weight total,
                       std::span<const SelfCost> costs, const Theme& theme, std::string_view caption = {});

// ---- Marks and footer
// --------------------------------------------------------------------------------------------------

// Drawn as paths, because fonts lack them. (x, y) is the left end of the text baseline; each is mark_px wide.
inline constexpr double mark_px = 10;
void add_loop_mark(Scene& scene, double x, double y, Slot color);  // recursion
void add_back_mark(Scene& scene, double x, double y, Slot color);  // call back into a function above
void add_more_mark(Scene& scene, double x, double y, Slot color);  // "⋯": summed

enum class Mark : std::uint8_t {
  none,       // only words
  bar,        // self, cumulative, whole run
  hot_edge,   // heaviest chain
  edge,       // any other edge
  residual,   // dotted edge over dropped functions
  swatch,     // callee not drawn, its share here
  back,       // call back up into a function above
  loop,       // recursive
  more,       // summed
  stack,      // pass-through chain folded into one card
  self,       // frame with the underline of its self time
  merged,     // slab of small frames
  estimated,  // hatched frame
  back_box,   // dashed box "back into f"
  both_bars,  // a comparison's bars: before, after
  added,      // only after
  gone,       // only before
};
struct KeyEntry {
  Mark mark = Mark::none;
  std::string text;
};
// Rule and key lines, wrapped; list only the marks that occur. The returned y is the scene's height.
double draw_footer(Scene& scene, double y, const std::vector<KeyEntry>& entries);

}  // namespace p2g

// The upper end of a picture of one profile: name, total, counts and the legend of its colours. That of a comparison is
// in comparison_header.h.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "renderers/scene.h"
#include "renderers/theme.h"
#include "src/model/metric.h"

namespace p2g {

struct HeaderText {
  std::string name;                   // of the profile; shortened in its middle at 420 px
  std::string total;                  // "2.52 s total"
  std::string counts;                 // "27 functions drawn, … hidden"; wrapped beside the room of the search box
  std::string legend = "cumulative";  // what the colours show
  std::vector<std::string> sentences = {};  // the answer, above the counts: first_lines()
};
// Returns the y below what it drew (px), where the view goes on.
double draw_header(Scene& scene, const HeaderText& text, const Theme& theme);

// What the header calls the profile: the title that was given, else the last component of the first file with "+ n
// more" when there are several, "stdin" for "-".
std::string profile_title(const std::vector<std::string>& files, std::string_view given_title);
// "2.52 s total"; where the clock is known "2.52 s of CPU time".
std::string total_words(const Metric& metric, Weight total);

}  // namespace p2g

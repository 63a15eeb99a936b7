// What a profile says, in one line: the answer that a picture or a table begins with.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "src/analysis/analysis.h"

namespace p2g {

// At most this many characters.
inline constexpr std::size_t first_line_at_most = 120;

struct FirstSentence {
  std::string text;
  FrameId function = no_frame;  // that it is about; none: it is about none, or about many
};

// One line, or a few where there is more to say of importing or of parts; none where there is nothing. By the first
// rule that holds: figures that are in doubt, importing, what the profile gives away about itself, one function, three
// functions, work that splits, a flat profile; what is a sum says first how its parts differ. Every percentage is of
// the run, or of a part, and can be found in the JSON; ≈ is kept. Raw: escape before printing.
std::vector<FirstSentence> first_sentences(const Analysis& analysis, const std::shared_ptr<const GroupOptions>& groups);
// Their texts.
std::vector<std::string> first_lines(const Analysis& analysis, const std::shared_ptr<const GroupOptions>& groups);

}  // namespace p2g

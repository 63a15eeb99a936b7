// What part of a file an output shows, in words: a thread or metric that was chosen, and a selection that is 100 %.
#pragma once

#include <string>

#include "src/model/graph.h"
#include "src/model/profile.h"

namespace p2g {

// "Thread worker (of 4), 20 % of 5 s." Empty when the file offers nothing else.
std::string choice_sentence(const Offer& offer, const Choice& choice);
// "Shares are of the selection, 48.2% of the run's 2.52 s." Empty without --relative.
std::string relative_sentence(const Profile& profile);
// "load_resource is 9.3% of the run: 1.32 s in 148 calls, 8.89 ms a call." of a profile that functions were asked of,
// and what of it spends the most itself. `graph`: all that is left of it.
std::string asked_sentence(const Profile& profile, const CallGraph& graph);
// "--focus load_resource · 1 function matches"; where the picture marks them, of many also how many.
std::string asked_words(const Asked& asked, bool marks);
// Both, with a blank before each: to be put behind the counts of a header.
std::string selection_sentences(const Profile& profile);

}  // namespace p2g

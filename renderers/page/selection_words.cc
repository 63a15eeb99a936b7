#include "renderers/page/selection_words.h"

#include <algorithm>
#include <cstdint>

#include "src/base/text.h"
#include "src/model/names.h"
#include "src/model/share_text.h"

namespace p2g {

std::string choice_sentence(const Offer& offer, const Choice& choice) {
  std::string text = describe(offer, choice);
  if (text.empty()) return text;
  if (text.front() >= 'a' && text.front() <= 'z') text.front() = static_cast<char>(text.front() - 32);
  return text + '.';
}

std::string relative_sentence(const Profile& profile) {
  if (!profile.run_total) return {};
  // As exact as what it is a sum of.
  const std::vector<std::uint8_t>& marks = profile.estimates.functions;
  const bool estimated =
      std::any_of(marks.begin(), marks.end(), [](std::uint8_t figures) { return (figures & estimated_self) != 0; });
  return std::string("Shares are of the selection, ") + (estimated ? "≈" : "") +
         percent_text(share_of(profile.total, *profile.run_total)) + " of the run’s " +
         profile.metric.amount(*profile.run_total) + '.';
}

std::string asked_words(const Asked& asked, bool marks) {
  constexpr std::size_t most_marked = 8;
  constexpr std::size_t longest_bytes = 120;
  const auto count = static_cast<std::int64_t>(asked.functions.size());
  std::string text = shorten_middle(asked.typed, longest_bytes) + " · " + thousands_text(count) +
                     (count == 1 ? " function matches" : " functions match");
  if (marks && asked.functions.size() > most_marked) text += ", the 8 heaviest are marked";
  return text;
}

std::string asked_sentence(const Profile& profile, const CallGraph& graph) {
  const Asked& asked = *profile.asked;
  const Function* first = nullptr;
  const Function* largest = nullptr;
  for (const Function& function : graph.functions) {
    if (!asked.functions.empty() && function.frame == asked.functions.front()) first = &function;
    if (largest == nullptr || function.self > largest->self) largest = &function;
  }
  if (first == nullptr) return {};
  const Metric& metric = profile.metric;
  const auto name = [&](const Function& function) { return display_name(profile.frames.parts(function.frame)).name; };
  const bool one = asked.functions.size() == 1;
  const bool estimated = !one && !profile.has_stacks();  // how far several lie in each other is not in the calls
  std::string text = one ? name(*first) + " is "
                         : thousands_text(static_cast<std::int64_t>(asked.functions.size())) + " functions, first " +
                               name(*first) + ", are ";
  text += share_text(asked.cost, asked.run, estimated) + " of the run: " + metric.amount(asked.cost);
  if (one && graph.counted == Counted::calls && first->calls > 0) {
    text += " in " + thousands_text(first->calls) + (first->calls == 1 ? " call" : " calls");
    const std::int64_t outer = std::max<std::int64_t>(first->primitive_calls, 1);
    if (outer > 1)
      text += ", " + metric.amount(asked.cost / outer) + (outer < first->calls ? " from outside" : " a call");
  }
  text += '.';
  if (largest != nullptr && largest->self > 0) {
    text += std::string(" Largest self ") + metric.noun() + " in it: " + name(*largest) + ", " +
            share_text(largest->self, asked.cost, (largest->estimated & estimated_self) != 0) + '.';
  }
  return text;
}

std::string selection_sentences(const Profile& profile) {
  std::string text;
  for (const std::string& sentence : {choice_sentence(profile.offered, profile.chosen), relative_sentence(profile)}) {
    if (!sentence.empty()) text += ' ' + sentence;
  }
  return text;
}

}  // namespace p2g

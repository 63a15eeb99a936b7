#include "renderers/page/selection_words.h"

#include <algorithm>

#include "src/base/text.h"

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

std::string selection_sentences(const Profile& profile) {
  std::string text;
  for (const std::string& sentence : {choice_sentence(profile.offered, profile.chosen), relative_sentence(profile)}) {
    if (!sentence.empty()) text += ' ' + sentence;
  }
  return text;
}

}  // namespace p2g

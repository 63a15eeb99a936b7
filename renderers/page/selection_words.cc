#include "renderers/page/selection_words.h"

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
  return "Shares are of the selection, " + percent_text(share_of(profile.total, *profile.run_total)) +
         " of the run’s " + profile.metric.amount(*profile.run_total) + '.';
}

std::string selection_sentences(const Profile& profile) {
  std::string text;
  for (const std::string& sentence : {choice_sentence(profile.offered, profile.chosen), relative_sentence(profile)}) {
    if (!sentence.empty()) text += ' ' + sentence;
  }
  return text;
}

}  // namespace p2g

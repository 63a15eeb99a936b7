#include "src/model/offer.h"

#include <fmt/format.h>

#include <algorithm>

namespace p2g {
namespace {

// Of a sum over slices that do not all have the metric.
Weight total_of(const Offer& offer, std::size_t metric, std::size_t slice) {
  const std::optional<Cell>& cell = offer.cell(slice, metric);
  return cell ? cell->total : 0;
}

std::string describe_slices(const Offer& offer, const Choice& choice, std::string_view hint) {
  Weight all = 0;
  Weight chosen = 0;
  for (std::size_t slice = 0; slice < offer.rows(); ++slice) all += total_of(offer, choice.metric, slice);
  for (const std::size_t slice : choice.slices) chosen += total_of(offer, choice.metric, slice);
  std::string text = choice.slices.size() == 1 ? "thread " + offer.slices[choice.slices.front()].name() + " (of "
                                               : fmt::format("{} threads (of ", choice.slices.size());
  text += fmt::format("{}{}), {:.0f} % of {}", offer.slices.size(), hint, 100 * share_of(chosen, all),
                      offer.metrics[choice.metric].amount(all));
  if (choice.left_out > 0) text += fmt::format("; {} without {}", choice.left_out, offer.metrics[choice.metric].name);
  return text;
}

}  // namespace

std::string Slice::name() const {
  if (!process.empty() && !thread.empty() && process != thread) return process + '/' + thread;
  if (!thread.empty()) return thread;
  if (!process.empty()) return process;
  return pid.empty() || tid.empty() ? pid + tid : pid + '/' + tid;
}

std::string describe(const Offer& offer, const Choice& choice, std::string_view hint) {
  std::string text;
  if (offer.metrics.size() > 1) {
    text = fmt::format("metric {} (of {}{})", offer.metrics[choice.metric].name, offer.metrics.size(), hint);
  }
  const bool is_everything = choice.slices.size() == offer.rows();
  if (offer.slices.size() > 1 && !is_everything)
    text += (text.empty() ? "" : ", ") + describe_slices(offer, choice, hint);
  return text;
}

}  // namespace p2g

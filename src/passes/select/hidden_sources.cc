#include "src/passes/select/hidden_sources.h"

#include <algorithm>
#include <numeric>

#include "src/base/components.h"

namespace p2g {
namespace {

constexpr std::size_t most_sources = 64;
constexpr std::uint32_t not_yet = no_index - 1;

}  // namespace

HiddenSources::HiddenSources(const CallSelection& selection, const Marks& hidden)
    : from_(calls_from(selection)), to_(calls_to(selection)) {
  region_.assign(selection.functions.size(), no_index);
  for (FrameId f = 0; f < region_.size(); ++f) {
    if (hidden[f] != 0 && selection.functions[f].present) region_[f] = not_yet;
  }
  find_regions(selection);
  find_ports(selection);
  find_sources(selection);
}

// A flood over calls between hidden functions, both ways.
void HiddenSources::find_regions(const CallSelection& selection) {
  std::uint32_t count = 0;
  std::vector<FrameId> open;
  const auto reach = [&](FrameId f) {
    if (region_[f] != not_yet) return;
    region_[f] = count;
    open.push_back(f);
  };
  for (FrameId begin = 0; begin < region_.size(); ++begin) {
    if (region_[begin] != not_yet) continue;
    reach(begin);
    while (!open.empty()) {
      const FrameId f = open.back();
      open.pop_back();
      for (const std::uint32_t c : from_[f]) reach(selection.calls[c].callee);
      for (const std::uint32_t c : to_[f]) reach(selection.calls[c].caller);
    }
    ++count;
  }
  first_port_.assign(count + std::size_t{1}, 0);
}

void HiddenSources::find_ports(const CallSelection& selection) {
  const std::vector<std::int64_t> outside = calls_from_outside(selection);
  entered_.assign(region_.size(), 0);
  for (FrameId f = 0; f < region_.size(); ++f) {
    if (!hidden(f)) continue;
    entered_[f] = outside[f] > 0 || to_[f].empty() ? 1 : 0;
    if (entered_[f] != 0) ports_.push_back({region_[f], no_frame});
    for (const std::uint32_t c : to_[f]) {
      if (!hidden(selection.calls[c].caller)) ports_.push_back({region_[f], selection.calls[c].caller});
    }
  }
  // A ring that nothing enters has lost its callers: as if from outside.
  std::vector<std::uint8_t> has_port(regions(), 0);
  for (const Port& each : ports_) has_port[each.region] = 1;
  for (FrameId f = 0; f < region_.size(); ++f) {
    if (!hidden(f) || has_port[region_[f]] != 0) continue;
    has_port[region_[f]] = 1;
    entered_[f] = 1;
    ports_.push_back({region_[f], no_frame});
  }
  const auto before = [](const Port& a, const Port& b) {
    return a.region != b.region ? a.region < b.region : a.source < b.source;
  };
  std::sort(ports_.begin(), ports_.end(), before);
  ports_.erase(std::unique(ports_.begin(), ports_.end(),
                           [](const Port& a, const Port& b) { return a.region == b.region && a.source == b.source; }),
               ports_.end());
  for (const Port& each : ports_) ++first_port_[each.region + std::size_t{1}];
  for (std::size_t r = 1; r < first_port_.size(); ++r) first_port_[r] += first_port_[r - 1];
  every_port_.resize(ports_.size());
  std::iota(every_port_.begin(), every_port_.end(), 0U);
}

// From callers to callees over the components of hidden functions: whatever leads to one member leads to all.
void HiddenSources::find_sources(const CallSelection& selection) {
  const Rows callees = mapped_rows(from_, [&](std::uint32_t c) { return selection.calls[c].callee; });
  std::vector<FrameId> functions;
  for (FrameId f = 0; f < region_.size(); ++f) {
    if (hidden(f)) functions.push_back(f);
  }
  ComponentSearch search(callees);
  const Rows& members = search.find(functions);
  const std::size_t count = members.begin.size() - 1;
  component_.assign(region_.size(), no_index);
  for (std::uint32_t c = 0; c < count; ++c) {
    for (const FrameId f : members[c]) component_[f] = c;
  }
  sources_.resize(count);
  all_of_region_.assign(count, 0);
  for (std::size_t c = count; c-- > 0;) {
    std::vector<std::uint32_t>& found = sources_[c];
    for (const FrameId f : members[c]) {
      if (entered_[f] != 0) found.push_back(port(region_[f], no_frame));
      for (const std::uint32_t call : to_[f]) {
        const FrameId caller = selection.calls[call].caller;
        if (!hidden(caller)) {
          found.push_back(port(region_[f], caller));
        } else if (const std::uint32_t above = component_[caller]; above != c) {
          all_of_region_[c] |= all_of_region_[above];
          found.insert(found.end(), sources_[above].begin(), sources_[above].end());
        }
      }
    }
    std::sort(found.begin(), found.end());
    found.erase(std::unique(found.begin(), found.end()), found.end());
    // Nobody found: a ring that has lost its callers, beside others that have them.
    if (found.size() > most_sources || found.empty()) all_of_region_[c] = 1;
    if (all_of_region_[c] != 0) found.clear();
  }
}

std::uint32_t HiddenSources::port(std::uint32_t region, FrameId source) const {
  const auto begin = ports_.begin() + first_port_[region];
  const auto end = ports_.begin() + first_port_[region + std::size_t{1}];
  const auto found =
      std::lower_bound(begin, end, source, [](const Port& each, FrameId wanted) { return each.source < wanted; });
  if (found == end || found->source != source) return no_index;
  return static_cast<std::uint32_t>(found - ports_.begin());
}

std::span<const std::uint32_t> HiddenSources::of(FrameId f) const {
  if (!is_anybodys(f)) return sources_[component_[f]];
  const std::uint32_t begin = first_port_[region_[f]];
  return {every_port_.data() + begin, first_port_[region_[f] + std::size_t{1}] - begin};
}

}  // namespace p2g

// Several files of one run become one profile: frames united, costs added.
#include "src/passes/merge/merge.h"

#include <algorithm>
#include <cstdlib>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "src/base/result.h"
#include "src/base/rows.h"
#include "src/base/wide.h"
#include "src/model/profile.h"
#include "src/model/renumber.h"
#include "src/model/stack_builder.h"

namespace p2g {
namespace {

constexpr Weight most = std::numeric_limits<Weight>::max();

std::string first_file(const Profile& profile) { return profile.files.empty() ? "<input>" : profile.files.front(); }

// `verb`: what cannot be done with the two.
Result<void> check_alike(const Profile& a, const Profile& b, std::string_view verb) {
  std::string difference;
  if (a.has_stacks() != b.has_stacks()) {
    difference = std::string(a.has_stacks() ? "stacks" : "calls") + " and " + (b.has_stacks() ? "stacks" : "calls");
  } else if (!a.metric.measures_same(b.metric)) {
    difference = a.metric.unit + " and " + b.metric.unit;
  }
  if (difference.empty()) return {};
  return fail({ErrorKind::usage, "\"" + first_file(a) + "\" and \"" + first_file(b) + "\" cannot be " +
                                     std::string(verb) + " be both " + difference});
}

// How a profile's weights become weights of the common scale.
struct Scale {
  Weight times = 1;
  Weight divided_by = 1;
  Weight operator()(Weight weight) const {
    if (weight == unknown_weight) return weight;
    if (divided_by > 1) {
      const Weight half = weight < 0 ? -(divided_by / 2) : divided_by / 2;
      return (weight + half) / divided_by;  // half away from zero; divided_by is even
    }
    const Wide wide = static_cast<Wide>(weight) * times;
    return static_cast<Weight>(std::clamp<Wide>(wide, -static_cast<Wide>(most), most));
  }
};

Weight power_of_ten(int exponent) {
  Weight power = 1;
  for (; exponent > 0; --exponent) power *= 10;
  return power;
}

// The finest scale of all, or the finest that holds the sum of the totals.
int common_decimals(const std::vector<Profile>& profiles, int least_decimals = 0) {
  int decimals = least_decimals;
  for (const Profile& profile : profiles) decimals = std::max(decimals, profile.metric.decimals);
  long double sum = 0;  // of totals, in the metric's unit
  for (const Profile& profile : profiles) {
    sum += static_cast<long double>(profile.total) / static_cast<long double>(power_of_ten(profile.metric.decimals));
  }
  constexpr Weight room = most / 2;  // half of the range: rounding up must not leave it
  while (decimals > 0 && sum * static_cast<long double>(power_of_ten(decimals)) > static_cast<long double>(room)) {
    --decimals;
  }
  return decimals;
}

Scale scale_to(int decimals, const Profile& profile) {
  const int from = profile.metric.decimals;
  return decimals >= from ? Scale{power_of_ten(decimals - from), 1} : Scale{1, power_of_ten(from - decimals)};
}

void add_calls(Calls& calls, const Calls& others, const std::vector<FrameId>& frames, std::size_t frame_count,
               Scale scale) {
  calls.functions.resize(frame_count);
  for (FrameId id = 0; id < others.functions.size(); ++id) {
    Cost other = others.functions[id];
    other.self = scale(other.self);
    other.cumulative = scale(other.cumulative);
    calls.functions[frames[id]] += other;
  }
  calls.edges.reserve(calls.edges.size() + others.edges.size());
  for (CallCost edge : others.edges) {
    edge.caller = frames[edge.caller];
    edge.callee = frames[edge.callee];
    edge.self = scale(edge.self);
    edge.cumulative = scale(edge.cumulative);
    calls.edges.push_back(edge);
  }
}

// Sums that no run has stay at the limit (model/cost.h), and are no sums then.
void tell_limits(Profile& profile) {
  std::uint64_t limited = 0;
  const std::vector<FunctionCost>& functions = profile.calls().functions;
  for (FrameId f = 0; f < functions.size(); ++f) {
    const FunctionCost& cost = functions[f];
    const bool costs = std::max(std::abs(cost.self), std::abs(cost.cumulative)) == most;
    const bool calls = std::max(cost.calls, cost.primitive_calls) == most;
    if (!costs && !calls) continue;
    ++limited;
    profile.estimates.mark(f, (costs ? estimated_self | estimated_cumulative : 0) | (calls ? estimated_calls : 0));
  }
  if (limited == 0) return;
  profile.estimates.because("sums above 9.2e18 are cut down to that");
  profile.warnings.add("huge-number", "a sum of all files is above 9.2e18 and was cut down; merge fewer of them",
                       limited);
}

// One edge a pair: ten files of one program hold each pair ten times. In the order of callees, because importers give
// the callers of a callee one after the other: memory is read nearly in the order in which it lies.
void sum_pairs(Calls& calls) {
  const Rows by_callee =
      group_rows(calls.functions.size(), calls.edges.size(), [&](std::uint32_t i) { return calls.edges.callee(i); });
  CallList summed;
  std::vector<std::uint32_t> place(calls.functions.size(),
                                   no_index);  // of a caller, where its last edge is in `summed`
  for (std::uint32_t callee = 0; callee < calls.functions.size(); ++callee) {
    const std::size_t first = summed.size();
    for (const std::uint32_t i : by_callee[callee]) {
      const CallCost edge = calls.edges[i];
      std::uint32_t& at = place[edge.caller];
      if (at == no_index || at < first) {
        at = static_cast<std::uint32_t>(summed.size());
        summed.push_back(edge);
        continue;
      }
      CallCost sum = summed[at];
      sum += edge;
      summed.set(at, sum);
    }
  }
  calls.edges = std::move(summed);
}

void sum_calls(Profile& profile) {
  sum_pairs(profile.calls());
  tell_limits(profile);
}

void rescale(Part& part, Scale scale) {
  part.total = scale(part.total);
  for (PartCost& cost : part.functions) cost = {cost.frame, scale(cost.self), scale(cost.cumulative)};
}

void rescale(Profile& profile, Scale scale) {
  if (scale.times == 1 && scale.divided_by == 1) return;
  profile.total = scale(profile.total);
  profile.omits_below = scale(profile.omits_below);
  for (Part& part : profile.parts) rescale(part, scale);
  for (LineCost& cost : profile.lines.costs) cost.self = scale(cost.self);
  if (profile.has_stacks()) {
    for (Weight& self : profile.stacks().self) self = scale(self);
    return;
  }
  for (FunctionCost& cost : profile.calls().functions) {
    cost.self = scale(cost.self);
    cost.cumulative = scale(cost.cumulative);
  }
  profile.calls().edges.change([&](CallCost& edge) {
    edge.self = scale(edge.self);
    edge.cumulative = scale(edge.cumulative);
  });
}

// No node of a tree holds more than the total, so one check serves all sums of stacks.
Result<void> check_room(const std::vector<Profile>& profiles, int decimals) {
  Wide sum = 0;
  for (const Profile& profile : profiles) sum += scale_to(decimals, profile)(profile.total);
  if (!profiles.front().has_stacks() || sum <= most) return {};
  Error error{ErrorKind::input, "the sum of all files is above 9.2e18 " + profiles.front().metric.unit};
  error.hint = "merge fewer of them";
  return fail(std::move(error));
}

bool offer_the_same(const Profile& a, const Profile& b) {
  const auto same = [](const auto& left, const auto& right, auto name) {
    return std::equal(left.begin(), left.end(), right.begin(), right.end(),
                      [&](const auto& x, const auto& y) { return name(x) == name(y); });
  };
  return same(a.offered.metrics, b.offered.metrics, [](const Metric& metric) { return metric.name; }) &&
         same(a.offered.slices, b.offered.slices, [](const Slice& slice) { return slice.name(); }) &&
         a.chosen.metric == b.chosen.metric && a.chosen.slices == b.chosen.slices;
}

// What is not costs.
void unite_facts(Profile& into, const Profile& other) {
  // Of files with different threads nothing is said, whichever comes first.
  if (!offer_the_same(into, other)) {
    into.offered = {};
    into.chosen = {};
  }
  into.omits_below = sum_within(into.omits_below, other.omits_below);
  into.files.insert(into.files.end(), other.files.begin(), other.files.end());
  if (into.format != other.format) into.format = "mixed";
  if (into.producer != other.producer) into.producer.clear();
  if (!into.has_stacks() && into.counted() != other.counted()) into.calls().counted = Counted::calls;
  into.warnings.merge(other.warnings);
}

// Parts are of all that was summed, or there are none.
void unite_parts(Profile& into, Profile& other, const std::vector<FrameId>& frames, Scale scale) {
  if (into.parts.empty() || other.parts.empty() || !renumber_parts(other, frames)) {
    into.parts.clear();
    return;
  }
  std::size_t costs = 0;
  for (const Part& part : into.parts) costs += part.functions.size();
  for (Part& part : other.parts) {
    costs += part.functions.size();
    rescale(part, scale);
    into.parts.push_back(std::move(part));
  }
  if (into.parts.size() > most_parts || costs > most_part_costs) into.parts.clear();
}

// Where some have keys and some have texts, no frame may get an id before all are known: a later key may be what two
// texts before it say. Where all are alike, the others are added to the first, which stays as it is.
std::optional<UnitedFrames> unite_mixed(const std::vector<Profile>& profiles) {
  std::vector<const Frames*> tables;
  bool keys = false;
  bool texts = false;
  for (const Profile& profile : profiles) {
    tables.push_back(&profile.frames);
    keys |= profile.frames.has_keys();
    texts |= profile.frames.has_texts();
  }
  if (!keys || !texts) return std::nullopt;
  return unite_frames(tables);
}

Result<void> check_mergeable(const std::vector<Profile>& profiles) {
  std::uint64_t nodes = 0;
  for (const Profile& profile : profiles) {
    P2G_TRY(check_alike(profiles.front(), profile, "merged: one run cannot"));
    if (profile.has_stacks()) nodes += profile.stacks().size();
  }
  if (profiles.size() == 1 || nodes <= StackBuilder::max_nodes) return {};
  return fail({ErrorKind::input, "the files together have more than two thousand million different stack frames"});
}

// All are added to the first. Profiles that are alike and have room for their sum.
Profile sum_profiles(std::vector<Profile> profiles, int decimals) {
  std::optional<UnitedFrames> united = unite_mixed(profiles);
  Profile merged = std::move(profiles.front());
  rescale(merged, scale_to(decimals, merged));
  merged.metric.decimals = decimals;
  if (united) renumber(merged, united->ids.front(), std::move(united->frames));
  StackBuilder builder;
  if (merged.has_stacks()) builder = StackBuilder(std::move(merged.stacks()));
  for (std::size_t i = 1; i < profiles.size(); ++i) {
    Profile& other = profiles[i];
    const Scale scale = scale_to(decimals, other);
    const std::vector<FrameId> frames = united ? std::move(united->ids[i]) : merged.frames.unite(other.frames);
    if (merged.has_stacks()) {
      add_lines(merged.lines, other.lines, builder.add_stacks(other.stacks(), frames, scale), scale);
    } else {
      add_calls(merged.calls(), other.calls(), frames, merged.frames.size(), scale);
      add_lines(merged.lines, other.lines, frames, scale);
    }
    merged.estimates.add(other.estimates, frames);
    merged.total = sum_of(merged.total, scale(other.total));
    unite_facts(merged, other);
    unite_parts(merged, other, frames, scale);
    profiles[i] = Profile();  // its memory is not needed any more
  }
  if (merged.has_stacks())
    merged.data = builder.take();
  else
    sum_calls(merged);
  return merged;
}

}  // namespace

Result<void> to_common_scale(std::vector<Profile>& profiles, int least_decimals) {
  for (const Profile& profile : profiles) {
    P2G_TRY(check_alike(profiles.front(), profile, "compared: two sides cannot"));
  }
  const int decimals = common_decimals(profiles, least_decimals);
  for (Profile& profile : profiles) {
    rescale(profile, scale_to(decimals, profile));
    profile.metric.decimals = decimals;
  }
  return {};
}

Result<Profile> merge(std::vector<Profile> profiles) {
  if (profiles.empty()) return fail({ErrorKind::usage, "nothing to read"});
  P2G_TRY(check_mergeable(profiles));
  if (profiles.size() == 1) return std::move(profiles.front());
  const int decimals = common_decimals(profiles);
  P2G_TRY(check_room(profiles, decimals));
  const bool rounded = std::any_of(profiles.begin(), profiles.end(),
                                   [&](const Profile& profile) { return decimals < profile.metric.decimals; });
  Profile merged = sum_profiles(std::move(profiles), decimals);
  if (!rounded) return merged;
  merged.parts.clear();  // what was rounded does not add up to the sum's figures any more
  merged.lines = {};
  merged.warnings.add("rounded-count", "count with more decimals than the sum has room for was rounded");
  if (!merged.has_stacks()) return merged;
  merged.total = 0;  // the total is what the stacks add up to
  for (const Weight self : merged.stacks().self) merged.total = sum_of(merged.total, self);
  return merged;
}

}  // namespace p2g

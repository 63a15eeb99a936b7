#include "src/importers/callgrind/costs.h"

#include <algorithm>
#include <limits>
#include <string>
#include <utility>

#include "src/base/wide.h"
#include "src/importers/kit/calls_builder.h"

namespace p2g::callgrind {
namespace {

std::string_view base_name(std::string_view path) { return path.substr(path.rfind('/') + 1); }

// IdTable looks at the upper half.
std::uint64_t mix(std::uint64_t a, std::uint64_t b) {
  const std::uint64_t hash = (a * 0x9e3779b97f4a7c15U ^ b) * 0xff51afd7ed558ccdU;
  return hash ^ (hash >> 29U);
}

}  // namespace

Level find_level(std::string_view name) {
  const std::size_t at = name.find('\'', 1);
  if (at == std::string_view::npos) return {name.size(), name.size()};
  const std::size_t end = std::min(name.find_first_not_of("0123456789", at + 1), name.size());
  if (end == at + 1 || (end < name.size() && name[end] != '\'')) return {name.size(), name.size()};
  return {at, end};
}

FunctionIndex Costs::find_function(StringId object, StringId file, StringId name) {
  const std::uint64_t hash = mix(mix(object, file), name) * 0x9e3779b97f4a7c15U;
  FunctionIndex index = function_table_.find(hash, [&](FunctionIndex i) {
    const Function& it = functions_[i];
    return it.name == name && it.file == file && it.object == object;
  });
  if (index == no_index) {
    index = static_cast<FunctionIndex>(functions_.size());
    functions_.push_back({object, file, name});
    function_table_.put(hash, index);
  }
  if (recent_.size() <= name) recent_.resize(name + std::size_t{1});
  recent_[name] = {object, file, index};
  return index;
}

void Costs::note_line(FunctionIndex function, std::int64_t line) {
  if (line <= 0 || line > std::numeric_limits<std::int32_t>::max()) return;
  std::int32_t& known = functions_[function].line;
  known = known == 0 || known == line ? static_cast<std::int32_t>(line) : -1;
}

std::size_t Costs::find_pair(FunctionIndex caller, FunctionIndex callee) {
  const std::uint64_t hash = mix(caller, callee) * 0x9e3779b97f4a7c15U;
  std::uint32_t index = pair_table_.find(hash, [&](std::uint32_t i) { return is_pair(i, caller, callee); });
  if (index == no_index) {
    index = static_cast<std::uint32_t>(pairs_.size());
    pairs_.push_back({caller, callee});
    pair_table_.put(hash, index);
  }
  return index;
}

void Costs::add_line(FunctionIndex function, StringId file, std::int64_t line, Weight cost) {
  if (line <= 0 || line > std::numeric_limits<std::int32_t>::max() || cost == 0) return;
  add(lines_[{function, file, static_cast<std::int32_t>(line)}], cost);
}

// Where something was given back no sum of lines is a function's own cost.
void Costs::note_lines(Profile& profile, const std::vector<FrameId>& frames) const {
  const Strings& strings = profile.frames.strings();
  for (const auto& [key, cost] : lines_) {
    const auto [function, file, line] = key;
    const bool is_own = file == functions_[function].file;
    if (cost > 0) {
      const std::uint32_t number = is_own ? 0 : profile.lines.add_file(std::string(strings[file]));
      profile.lines.costs.push_back({frames[function], number, line, cost});
    }
  }
  settle_lines(profile.lines);
}

void Costs::note_given(FunctionIndex function, const Given& given) {
  if (given_.size() <= function) given_.resize(function + std::size_t{1});
  given_[function] = given;
}

void Costs::rescale(std::int64_t times) {
  for (Function& function : functions_) {
    if (__builtin_mul_overflow(function.self, times, &function.self)) overflowed_ = true;
  }
  for (Pair& pair : pairs_) {
    if (__builtin_mul_overflow(pair.cost, times, &pair.cost)) overflowed_ = true;
  }
  for (auto& [key, cost] : lines_) {
    if (__builtin_mul_overflow(cost, times, &cost)) overflowed_ = true;
  }
}

std::vector<FrameId> Costs::make_frames(Frames& frames, bool levels) const {
  std::vector<FrameId> ids;
  ids.reserve(functions_.size());
  Strings& strings = frames.strings();
  for (const Function& function : functions_) {
    StringId name = function.name;
    if (levels) {
      const std::string_view text = strings[name];
      const Level level = find_level(text);
      if (level.begin < text.size()) {
        std::string base(text);
        name = strings.intern(base.erase(level.begin, level.end - level.begin));
      }
    }
    const std::string_view object = strings[function.object];
    Frames::More more;
    if (!object.empty()) more.module = strings.intern(base_name(object));
    ids.push_back(frames.add(function.file, std::max(function.line, 0), name, more));
  }
  return ids;
}

// Sums of the kit are of what is not negative. Memory that was given back is all that ever was.
std::uint64_t Costs::clamp_negative() {
  std::uint64_t count = 0;
  const auto clamp = [&](Weight& cost) {
    if (cost >= 0) return;
    cost = 0;
    ++count;
  };
  for (Function& function : functions_) clamp(function.self);
  for (Pair& pair : pairs_) clamp(pair.cost);
  return count;
}

std::vector<Costs::Merged> Costs::merge(const std::vector<FrameId>& frames, const std::vector<bool>& deeper,
                                        std::size_t size) {
  std::vector<Merged> merged(size);
  std::vector<Weight> spent(functions_.size());
  for (FunctionIndex i = 0; i < functions_.size(); ++i) {
    add(merged[frames[i]].self, functions_[i].self);
    spent[i] = functions_[i].self;
    if (!deeper[i]) merged[frames[i]].has_outermost = true;
  }
  for (const Pair& pair : pairs_) {
    Merged& callee = merged[frames[pair.callee]];
    add(callee.calls, pair.calls);
    if (!deeper[pair.callee] && frames[pair.caller] != frames[pair.callee]) add(callee.primitive_calls, pair.calls);
    if (pair.caller != pair.callee) add(spent[pair.caller], pair.cost);
  }
  for (FunctionIndex i = 0; i < functions_.size(); ++i) {
    Merged& function = merged[frames[i]];
    if (!deeper[i]) add(function.outermost, spent[i]);
    // A part of a run may hold deeper activations only.
    if (!function.has_outermost) function.outermost = std::max(function.outermost, spent[i]);
  }
  return merged;
}

// Which functions are a deeper level of another: the name in the file is longer than the one that they have now.
std::vector<bool> Costs::deeper_levels(const Frames& frames, const std::vector<FrameId>& ids) const {
  std::vector<bool> deeper(functions_.size(), false);
  for (FunctionIndex i = 0; i < functions_.size(); ++i) {
    deeper[i] = frames.strings()[functions_[i].name].size() != frames.text(ids[i]).size();
  }
  return deeper;
}

// Only a file that gives the figures of all functions is one that has them.
bool Costs::gives_figures() const {
  return given_.size() == functions_.size() && !given_.empty() &&
         std::all_of(given_.begin(), given_.end(), [](const Given& each) { return each.is_given; });
}

void Costs::take_given(const std::vector<FrameId>& frames, std::vector<Merged>& merged) const {
  for (FunctionIndex i = 0; i < functions_.size(); ++i) {
    Merged& function = merged[frames[i]];
    function.outermost = given_[i].cumulative;
    if (given_[i].calls >= 0) function.calls = given_[i].calls;
    if (given_[i].primitive_calls >= 0) function.primitive_calls = given_[i].primitive_calls;
  }
}

// Gives the builder all functions. callgrind's sums of calls may be a few units more than there were, because dumps
// begin and end in the middle; figures that a file gives are kept as they are.
void Costs::add_functions(CallsBuilder& calls, std::vector<Merged>& merged) const {
  const bool gives = gives_figures();
  Wide total = 0;
  for (const Merged& function : merged) total += function.self;
  for (FrameId frame = 0; frame < merged.size(); ++frame) {
    Merged& function = merged[frame];
    function.is_exact = function.has_outermost && function.outermost <= total;
    const auto cumulative = gives ? function.outermost : static_cast<Weight>(std::min<Wide>(function.outermost, total));
    calls.add_function(frame, {function.self, cumulative, function.calls, function.primitive_calls});
  }
}

// Gives the builder all pairs; whether any of them has calls.
bool Costs::add_pairs(CallsBuilder& calls, const std::vector<FrameId>& frames, const std::vector<bool>& deeper) const {
  bool counts = false;
  for (const Pair& pair : pairs_) {
    // Calls of which both sides are deeper lie in others of the same pair.
    const bool lies_in = deeper[pair.caller] && deeper[pair.callee];
    calls.add_edge(frames[pair.caller], frames[pair.callee], {0, lies_in ? 0 : pair.cost, pair.calls, pair.calls});
    counts = counts || pair.calls > 0;
  }
  return counts;
}

void Costs::mark_given(Profile& profile, const std::vector<FrameId>& frames) const {
  for (FunctionIndex i = 0; i < functions_.size(); ++i) {
    if (given_[i].estimated == 0) continue;
    profile.estimates.mark(frames[i], given_[i].estimated);
    profile.estimates.because("figures were estimates in the profile that was written");
  }
}

Result<void> Costs::finish(Profile& profile, const Metric& metric, const std::vector<FrameId>& frames, int workers) {
  const std::vector<bool> deeper = deeper_levels(profile.frames, frames);
  const bool has_levels = std::find(deeper.begin(), deeper.end(), true) != deeper.end();
  profile.warnings.add("negative-cost", "cost below zero counts as zero", clamp_negative());
  std::vector<Merged> merged = merge(frames, deeper, profile.frames.size());
  CallsBuilder calls(profile, workers);
  calls.omit_edge_self();
  const bool gives = gives_figures();
  if (!has_levels && !gives) calls.derive_cumulative();
  if (gives) take_given(frames, merged);
  add_functions(calls, merged);
  const bool counts = add_pairs(calls, frames, deeper);
  P2G_TRY(calls.finish(metric));
  if (!counts) profile.calls().counted = Counted::nothing;
  for (FrameId frame = 0; frame < merged.size(); ++frame) {
    if (has_levels && !merged[frame].is_exact) profile.estimates.mark(frame, estimated_cumulative);
    // How many of a cycle's calls were outermost ones the file does not tell.
    if ((profile.estimates.of(frame) & estimated_cumulative) != 0) {
      profile.calls().functions[frame].primitive_calls = unknown_calls;
    }
  }
  if (gives) mark_given(profile, frames);
  note_lines(profile, frames);
  if (has_levels && !profile.estimates.empty()) {
    profile.estimates.because("calls that began or ended outside of the file");
  }
  return {};
}

}  // namespace p2g::callgrind

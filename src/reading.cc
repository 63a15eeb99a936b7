#include "src/reading.h"

#include <algorithm>
#include <new>
#include <optional>

#include "src/base/result.h"
#include "src/base/source.h"
#include "src/importers/importer.h"
#include "src/model/profile.h"
#include "src/passes/merge/merge.h"
#include "src/passes/merge/parts.h"
#include "src/passes/names/rename.h"
#include "src/passes/names/settle.h"
#include "src/quality.h"
#include "src/stopwatch.h"

namespace p2g {
namespace {

// What has no room is named: of many files it may be the one that is not like the others.
Result<Profile> read_with(const Importer& importer, Source& source, const ReadOptions& options) {
  try {
    return importer.read(source, options);
  } catch (const std::bad_alloc&) {  // what was read so far is gone by now: there is room for a message
    return fail({ErrorKind::input, "cannot be read: not enough memory", source.name()});
  }
}

// The same of many files is said once, and what differs from file to file not more often than anybody reads.
void add_note(std::string text, Outcome& outcome) {
  constexpr std::size_t most_notes = 50;
  constexpr std::string_view more = "and so on for more files";
  if (text.empty() || std::find(outcome.notes.begin(), outcome.notes.end(), text) != outcome.notes.end()) return;
  if (outcome.notes.size() == most_notes) outcome.notes.emplace_back(more);
  if (outcome.notes.size() > most_notes) return;
  outcome.notes.push_back(std::move(text));
}

// What is counted needs no word; a unit of time that is not converted does.
bool looks_like_time(std::string_view unit) {
  for (const std::string_view begin : {"min", "hour", "hr", "day", "tick", "jif", "cs", "ds"}) {
    if (unit.starts_with(begin)) return true;
  }
  return unit.size() <= 2;
}

// What each file adds to the sum, if all of them can be told. What was summed before has its parts.
bool note_parts(std::vector<Profile>& runs) {
  for (Profile& run : runs) {
    if (!run.parts.empty()) continue;
    std::optional<Part> part = part_of(run);
    if (!part) return false;
    run.parts.push_back(std::move(*part));
  }
  return true;
}

// Several runs under the names that they have in common. `keep_parts` becomes false when parts cannot be kept.
Result<Profile> merge_runs(std::vector<Profile> runs, const NameRules& rules, bool& keep_parts) {
  if (!rules.exact && runs.size() > 1) {
    settle_names(runs);
    settle_folders(runs);
  }
  keep_parts = keep_parts && note_parts(runs);
  if (!keep_parts) {
    for (Profile& run : runs) run.parts.clear();
  }
  Result<Profile> sum = merge(std::move(runs));
  keep_parts = keep_parts && sum && !sum->parts.empty();
  return sum;
}

}  // namespace

// What was chosen of what a file offers, and what was left out; and counts of a unit that nobody can convert.
void note_reading(const Profile& profile, const std::string& unit, Outcome& outcome) {
  add_note(describe(profile.offered, profile.chosen, "; --list-profiles"), outcome);
  const Result<const Importer*> importer = find_importer(profile.format);
  if (!importer) return;
  if (!(*importer)->has_unit) {
    if (!unit.empty()) add_note("--unit is about folded stacks: " + profile.format + " says its own", outcome);
    return;
  }
  const Metric& metric = profile.metric;
  if (metric.quantity != Quantity::count || metric.counts_samples() || !looks_like_time(metric.unit)) return;
  add_note("\"" + metric.unit + "\" is no unit of time or memory that is known: counts are shown as they are", outcome);
}

void rename(Profile& profile, const NameRules& rules, Outcome& outcome) {
  const std::size_t kept = rename_frames(profile, rules);
  // Unasked it is nothing that anybody has to know: those functions are called as the file calls them.
  if (kept == 0 || !rules.asked()) return;
  outcome.notes.push_back(std::to_string(kept) +
                          " functions keep the names that they have: they call one another, and a profile without call "
                          "stacks does not say how much of their time is the same");
}

Result<Profile> read_one(const std::string& file, const Inputs& inputs, const Hooks& hooks, std::int64_t& bytes) {
  P2G_TRY_ASSIGN(Source source, Source::open(file));
  if (hooks.progress) {
    source.on_progress([&](std::uint64_t taken, std::uint64_t size) {
      hooks.progress("reading", size > 0 ? static_cast<double>(taken) / static_cast<double>(size) : -1);
    });
  }
  if (const auto shown = inputs.shown_names.find(file); shown != inputs.shown_names.end())
    source.set_name(shown->second);
  Result<Profile> profile = read_source(source, inputs.format, inputs.read);
  if (profile && profile->metric.is_time() && !inputs.clock.empty()) profile->metric.name = inputs.clock;
  bytes += static_cast<std::int64_t>(source.bytes_read());
  return profile;
}

std::size_t size_of(const Profile& profile) {
  return profile.has_stacks() ? profile.stacks().size() : profile.calls().edges.size();
}

Result<Profile> read_source(Source& source, std::string_view format, const ReadOptions& options) {
  P2G_TRY_ASSIGN(const Importer* importer, importer_for(source, format));
  Result<Profile> profile = read_with(*importer, source, options);
  if (!profile && profile.error().file.empty())
    profile.error().file = source.name();  // what it offers is its own affair
  if (!profile && format == "prof" && profile.error().kind != ErrorKind::usage)
    profile.error().hint = "-f prof reads a pstats file or, as gprof2dot's prof, the text of gprof";
  if (!profile) return profile;
  profile->warnings.merge(source.warnings());
  if (profile->frames.size() == 0) profile->warnings.add("no-functions", "the profile has no functions");
  profile->warnings.set_file(source.name());
  return profile;
}

Result<Profile> read_merged(const Inputs& inputs, const Hooks& hooks, Outcome& outcome) {
  Stopwatch watch(outcome, "read");
  std::int64_t bytes = 0;
  std::vector<Profile> profiles;
  std::size_t waiting = 0;  // size of all but the first
  bool keep_parts = inputs.keep_parts && inputs.files.size() > 1 && inputs.files.size() <= most_parts;
  for (const std::string& file : inputs.files) {
    P2G_TRY_ASSIGN(Profile profile, read_one(file, inputs, hooks, bytes));
    note_reading(profile, inputs.read.unit, outcome);
    rename(profile, inputs.names, outcome);
    if (!profiles.empty()) waiting += size_of(profile);
    profiles.push_back(std::move(profile));
    // Ten thousand files must not be held at once: what has been read is summed when there is more of it than sum, so
    // that each part of the sum is touched a few times only.
    if (profiles.size() < 64 && waiting < std::max(least_batch, size_of(profiles.front()))) continue;
    Result<Profile> sum = merge_runs(std::move(profiles), inputs.names, keep_parts);
    if (!sum) return sum;
    profiles.clear();
    profiles.push_back(std::move(*sum));
    waiting = 0;
  }
  Result<Profile> profile =
      profiles.size() == 1 ? std::move(profiles.front()) : merge_runs(std::move(profiles), inputs.names, keep_parts);
  if (!profile) return profile;
  warn_of_quality(*profile);
  if (inputs.names.strip) show_stripped(profile->frames);
  watch.done({{"files", count_of(inputs.files.size())},
              {"bytes", bytes},
              {"functions", count_of(profile->frames.size())},
              {profile->has_stacks() ? "tree nodes" : "calls",
               count_of(profile->has_stacks() ? profile->stacks().size() : profile->calls().edges.size())}});
  return profile;
}

Result<std::vector<Profile>> read_runs(const std::vector<std::string>& files, const Inputs& inputs, const Hooks& hooks,
                                       Outcome& outcome) {
  Stopwatch watch(outcome, "read");
  std::int64_t bytes = 0;
  std::vector<Profile> runs;
  for (const std::string& file : files) {
    P2G_TRY_ASSIGN(Profile run, read_one(file, inputs, hooks, bytes));
    note_reading(run, inputs.read.unit, outcome);
    warn_of_quality(run);
    rename(run, inputs.names, outcome);
    runs.push_back(std::move(run));
  }
  watch.done({{"files", count_of(files.size())}, {"bytes", bytes}});
  return runs;
}

}  // namespace p2g

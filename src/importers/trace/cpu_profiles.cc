#include "src/importers/trace/cpu_profiles.h"

#include <algorithm>
#include <optional>

namespace p2g::trace {

bool CpuProfiles::is_part(std::string_view name) {
  return name == "Profile" || name == "ProfileChunk" || name == "CpuProfile";
}

CpuProfiles::Profile& CpuProfiles::profile_of(const Event& event, Threads& threads) {
  const auto [known, is_new] =
      numbers_.try_emplace({event.pid, event.id.empty() ? event.tid : event.id}, profiles_.size());
  if (is_new) {
    profiles_.emplace_back();
    profiles_.back().thread = threads.thread(event.pid, event.tid);
  }
  return profiles_[known->second];
}

void CpuProfiles::add(const Event& event, JsonReader& json, FrameNames& names, Threads& threads) {
  Profile& profile = profile_of(event, threads);
  if (event.name == "Profile") profile.thread = threads.thread(event.pid, event.tid);
  if (event.arguments.empty()) return;
  Piece piece{event.ts_ns.value_or(0), {}};
  JsonReader arguments(event.arguments, json);
  if (!arguments.begin_object()) return;
  while (arguments.next_key()) {
    if (arguments.key() == "data") read_data(arguments, names, profile, piece);
  }
  if (!arguments.ok()) json.fail_here("expected the piece of a profile in the arguments of the event before");
  if (!piece.samples.nodes.empty() || !piece.samples.times_ns.empty()) profile.pieces.push_back(std::move(piece));
}

void CpuProfiles::read_data(JsonReader& json, FrameNames& names, Profile& profile, Piece& piece) {
  if (!json.begin_object()) return;
  while (json.next_key()) {
    if (json.key() == "cpuProfile") {
      read_profile(json, names, profile, piece);
    } else {
      read_member(json, names, profile, piece);
    }
  }
}

void CpuProfiles::read_profile(JsonReader& json, FrameNames& names, Profile& profile, Piece& piece) {
  if (!json.begin_object()) return;
  while (json.next_key()) read_member(json, names, profile, piece);
}

bool CpuProfiles::read_member(JsonReader& json, FrameNames& names, Profile& profile, Piece& piece) {
  const std::string& key = json.key();
  if (key == "nodes") {
    profile.v8.read_nodes(json, names);
  } else if (key == "samples") {
    profile.v8.read_samples(json, piece.samples);
  } else if (key == "timeDeltas") {
    profile.v8.read_times(json, piece.samples);
  } else if (key == "startTime") {
    profile.v8.set_start(json.scaled(3).value_or(0));
  } else if (key == "endTime") {
    if (const std::optional<std::int64_t> ns = json.scaled(3); ns && *ns > 0) profile.v8.set_end(*ns);
  } else {
    return false;
  }
  return true;
}

bool CpuProfiles::has_samples() const {
  return std::any_of(profiles_.begin(), profiles_.end(), [](const Profile& each) { return !each.pieces.empty(); });
}

// Pieces are in order of time, whatever their order in the file.
Result<void> CpuProfiles::emit(SampleGrid& grid, FrameNames& names, Threads& threads, Warnings& warnings) {
  for (Profile& profile : profiles_) {
    if (profile.pieces.empty()) continue;
    std::stable_sort(profile.pieces.begin(), profile.pieces.end(),
                     [](const Piece& a, const Piece& b) { return a.ts_ns < b.ts_ns; });
    for (Piece& piece : profile.pieces) {
      profile.v8.samples().append(piece.samples);
      piece.samples = {};
    }
    P2G_TRY(profile.v8.emit(grid, names, threads.slice(profile.thread, grid), warnings));
  }
  return {};
}

}  // namespace p2g::trace

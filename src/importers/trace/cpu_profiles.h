// What V8's sampler leaves in a trace: an event `Profile` that names the thread, then pieces of its profile in events
// `ProfileChunk` of another thread, or all of it in one event `CpuProfile`.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "src/importers/kit/v8_profile.h"
#include "src/importers/trace/event.h"
#include "src/importers/trace/threads.h"

namespace p2g::trace {

class CpuProfiles {
 public:
  // Whether an event of this name belongs to a profile.
  static bool is_part(std::string_view name);

  // Adds an event of such a name; its arguments are JSON out of `json`, which gets their errors.
  void add(const Event& event, JsonReader& json, FrameNames& names, Threads& threads);
  bool has_samples() const;
  Result<void> emit(SampleGrid& grid, FrameNames& names, Threads& threads, Warnings& warnings);

 private:
  struct Piece {
    std::int64_t ts_ns = 0;
    V8Samples samples;
  };
  struct Profile {
    V8Profile v8;
    std::uint32_t thread = 0;
    std::vector<Piece> pieces;
  };

  Profile& profile_of(const Event& event, Threads& threads);
  static void read_data(JsonReader& json, FrameNames& names, Profile& profile, Piece& piece);
  static void read_profile(JsonReader& json, FrameNames& names, Profile& profile, Piece& piece);
  static bool read_member(JsonReader& json, FrameNames& names, Profile& profile, Piece& piece);

  std::map<std::pair<std::string, std::string>, std::size_t> numbers_;  // by process and id
  std::vector<Profile> profiles_;
};

}  // namespace p2g::trace

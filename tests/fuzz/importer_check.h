// What every importer's profile has to hold, whatever the bytes were.
#pragma once

#include <cstdint>

#include "check.h"
#include "src/importers/importer.h"
#include "src/model/profile.h"

namespace p2g {

inline void check_stacks(const Profile& profile) {
  const Stacks& stacks = profile.stacks();
  require(stacks.parent.size() == stacks.size() && stacks.frame.size() == stacks.size(), "columns are as long");
  std::int64_t total = 0;
  for (std::uint32_t node = 0; node < stacks.size(); ++node) {
    require(node == 0 || stacks.parent[node] < node, "parents come first");
    require(node == 0 || stacks.frame[node] < profile.frames.size(), "nodes have frames");
    require(stacks.self[node] >= 0, "no stack costs less than nothing");
    require(!__builtin_add_overflow(total, stacks.self[node], &total), "sums have room");
  }
  require(total == profile.total, "stacks add up to the total");
}

inline void check_calls(const Profile& profile) {
  const Calls& calls = profile.calls();
  require(calls.functions.size() == profile.frames.size(), "a function a frame");
  for (const CallCost& call : calls.edges) {
    require(call.caller < calls.functions.size() && call.callee < calls.functions.size(), "calls have functions");
  }
}

// Reads the bytes in both orders. Text of other tools and ours alike.
inline void check_importer(const Importer& importer, std::string_view bytes) {
  for (const bool keep_order : {false, true}) {
    Source source = Source::from_memory("fuzz", bytes);
    importer.sniff(source.head());
    ReadOptions options;
    options.keep_order = keep_order;
    const Result<Profile> profile = importer.read(source, options);
    if (!profile) continue;
    require(!profile->offered.metrics.empty() || profile->total == 0, "a metric is offered");
    if (profile->has_stacks()) {
      check_stacks(*profile);
    } else {
      check_calls(*profile);
    }
  }
}

}  // namespace p2g

// What fuzz targets of importers of stacks share: any bytes are read, and the invariants hold that later stages build
// on.
#pragma once

#include <cstdint>
#include <string_view>

#include "check.h"
#include "src/importers/importer.h"
#include "src/model/profile.h"

namespace p2g {

inline void check_stacks(const Profile& profile) {
  const Stacks& stacks = profile.stacks();
  require(stacks.parent.size() == stacks.size() && stacks.frame.size() == stacks.size(), "columns are as long");
  require(stacks.self.size() == stacks.size(), "columns are as long");
  Weight total = 0;
  for (std::uint32_t node = 0; node < stacks.size(); ++node) {
    require(stacks.self[node] >= 0, "no cost is negative");
    require(!__builtin_add_overflow(total, stacks.self[node], &total), "sums have room");
    if (node == 0) continue;
    require(stacks.parent[node] < node, "parents come first");
    require(stacks.frame[node] < profile.frames.size(), "nodes have frames");
  }
  require(total == profile.total, "stacks add up to the total");
  const Offer& offer = profile.offered;
  require(!offer.metrics.empty() && offer.cells.size() == offer.rows() * offer.metrics.size(), "the offer is a grid");
  require(profile.chosen.metric < offer.metrics.size() && !profile.chosen.slices.empty(), "something is chosen");
}

// Reads the bytes as they come and in input order; the head may be cut anywhere.
inline int read_stacks(const Importer& importer, const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes = text_of(data, size);
  for (const bool keep_order : {false, true}) {
    Source source = Source::from_memory("fuzz", bytes);
    if (source.size_hint() != size) return 0;  // compressed input is another target's business
    importer.sniff(source.head());
    ReadOptions options;
    options.keep_order = keep_order;
    options.by_line = keep_order;
    const Result<Profile> profile = importer.read(source, options);
    if (profile) check_stacks(*profile);
  }
  return 0;
}

}  // namespace p2g

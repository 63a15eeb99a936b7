// Inside hide_calls.cc: from which functions that stay the calls of each hidden function can have come.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "src/base/rows.h"
#include "src/passes/select/call_selection.h"

namespace p2g {

// Hidden functions that call each other, in whichever direction, are one region. A port is where a region is entered
// from one function that stays, or from outside the profile.
//
//   load ──▶┌ region ─────────────┐        ports: load, save
//           │ codec ──▶ buffer    │──▶ parse
//   save ──▶│           ▲         │
//           └ save_raw ─┘ ────────┘        of codec: load;  of save_raw: save;  of buffer: both
struct Port {
  std::uint32_t region = 0;
  FrameId source = no_frame;  // no_frame: outside
};

class HiddenSources {
 public:
  HiddenSources(const CallSelection& selection, const Marks& hidden);

  bool hidden(FrameId f) const { return region_[f] != no_index; }
  // Of a hidden function.
  std::uint32_t region(FrameId f) const { return region_[f]; }
  std::uint32_t regions() const { return static_cast<std::uint32_t>(first_port_.size() - 1); }
  // Sorted by region, then source.
  const std::vector<Port>& ports() const { return ports_; }
  // The ports of a region are those from first_port(region) up to first_port(region + 1).
  std::uint32_t first_port(std::uint32_t region) const { return first_port_[region]; }
  // The port of a function that stays, no_index where it does not call into the region.
  std::uint32_t port(std::uint32_t region, FrameId source) const;
  // Ports from which calls lead to a hidden function, ascending; never empty. Of more than a bounded number all of the
  // region, which says less but nothing wrong.
  std::span<const std::uint32_t> of(FrameId f) const;
  // Whether of() is all ports of the region.
  bool is_anybodys(FrameId f) const { return all_of_region_[component_[f]] != 0; }

 private:
  void find_regions(const CallSelection& selection);
  void find_ports(const CallSelection& selection);
  void find_sources(const CallSelection& selection);

  Rows from_, to_;                     // function -> calls
  std::vector<std::uint32_t> region_;  // hidden function -> region; no_index for those that stay
  std::vector<std::uint8_t> entered_;  // hidden function -> called from outside the profile
  std::vector<Port> ports_;
  std::vector<std::uint32_t> first_port_;
  std::vector<std::uint32_t> component_;             // hidden function -> component
  std::vector<std::uint8_t> all_of_region_;          // component -> too many sources to tell apart
  std::vector<std::vector<std::uint32_t>> sources_;  // component -> ports
  std::vector<std::uint32_t> every_port_;            // 0, 1, 2 …, for those that have all of their region
};

}  // namespace p2g

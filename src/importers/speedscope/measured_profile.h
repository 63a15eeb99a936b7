// One element of "profiles" of a speedscope file, as it is read into a slice of the grid.
//
// Members come in any order. What says how to take the others (type, unit) comes first in all that programs write;
// where it does not, samples and events wait as the text that they are.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "src/base/diagnostics.h"
#include "src/base/json_reader.h"
#include "src/importers/kit/sample_grid.h"

namespace p2g::speedscope {

// Metrics of the grid. The unit of `time` is that of the first profile which measures time.
inline constexpr std::size_t time = 0;
inline constexpr std::size_t memory = 1;
inline constexpr std::size_t samples = 2;

// A number on the axis: whole + fraction / Decimal::one, the fraction never negative.
struct Place {
  std::int64_t whole = 0;
  std::int64_t fraction = 0;

  auto operator<=>(const Place&) const = default;
};

// What all profiles of a file share.
struct File {
  SampleGrid& grid;
  Warnings& warnings;
  std::optional<std::uint32_t> highest_frame{};  // index that was met
  std::uint64_t highest_end = 0;                 // bytes of the input up to there
  std::optional<int> time_decimals{};            // of its unit: 3 for milliseconds
};

class MeasuredProfile {
 public:
  MeasuredProfile(File& file, std::uint32_t slice) : file_(file), slice_(slice), last_node_(file.grid.root(slice)) {}

  // What comes next in `json`. Errors are left there.
  void read(JsonReader& json);
  std::size_t metric() const { return metric_; }

 private:
  void read_member(JsonReader& json);
  void read_waiting(JsonReader& json, std::string& text, void (MeasuredProfile::*take)(JsonReader&));
  void set_unit(std::string_view unit);
  void read_samples(JsonReader& json);
  void read_weights(JsonReader& json);
  void read_events(JsonReader& json);
  void read_event(JsonReader& json);
  void open(std::uint32_t frame);
  void close(JsonReader& json, std::uint32_t frame);
  void pass_until(Place at);
  void finish(JsonReader& json);
  std::optional<std::uint32_t> read_frame(JsonReader& json);
  std::optional<Place> read_place(JsonReader& json) const;
  void add(std::uint32_t node, Decimal cost);

  struct Open {
    std::uint32_t frame;
    std::uint32_t node;
  };

  File& file_;
  std::uint32_t slice_;
  std::string name_;
  std::string type_;
  bool has_unit_ = false;
  std::size_t metric_ = samples;
  int shift_ = 0;  // costs are 10^-shift of the metric's
  std::string waiting_samples_, waiting_weights_, waiting_events_;
  bool has_samples_ = false;
  std::deque<std::uint32_t> nodes_;  // of samples that wait for their weights
  std::size_t weights_ = 0;
  std::optional<Place> start_, end_, first_, now_;
  std::vector<Open> open_;
  std::uint32_t last_node_;
  std::uint64_t steps_back_ = 0;
};

}  // namespace p2g::speedscope

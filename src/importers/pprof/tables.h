// What the samples of a profile.proto refer to: its strings, sample types, functions, mappings and locations.
//
//   Profile   1 sample_type[]  2 sample[]  3 mapping[]  4 location[]  5 function[]  6 string_table[]  7 drop_frames
//             8 keep_frames  9 time  10 duration  11 period_type  12 period  13 comment[]  14 default_sample_type
//   ValueType 1 type  2 unit                      (indexes into the string table, as all names are)
//   Mapping   1 id  5 filename
//   Location  1 id  2 mapping_id  3 address  4 line[]: innermost first, all but the last were inlined into the next
//   Line      1 function_id  2 line
//   Function  1 id  2 name  3 system_name  4 filename  5 start_line
//
// Source: profile.proto of github.com/google/pprof, and what Go 1.19, Datadog's Node and C++ tools write.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "src/base/result.h"
#include "src/base/source.h"
#include "src/model/frame.h"
#include "src/model/metric.h"

namespace p2g::pprof {

// Entries by ids that may be any numbers; the last of several with one id counts.
class Ids {
 public:
  void add(std::uint64_t id) { ids_.push_back(id); }
  // To be called once all are there.
  void finish();
  // The index of the entry; no_index when there is none.
  std::uint32_t find(std::uint64_t id) const;

 private:
  struct Place {
    std::uint64_t id;
    std::uint32_t index;
  };
  std::vector<std::uint64_t> ids_;
  std::vector<std::uint32_t> dense_;  // by id, where ids are not much more than there are entries
  std::vector<Place> sorted_;
};

// What a sample's values count.
struct SampleType {
  Metric metric;
  std::int64_t factor = 1;  // of the metric's weights
};

struct Function {
  std::uint32_t name = 0;  // index into the strings
  std::uint32_t file = 0;
  std::int32_t line = 0;
  bool is_called = false;  // somewhere it is not inlined
};

struct Location {
  std::uint64_t address = 0;
  std::uint32_t mapping = no_index;
  std::uint32_t first_line = 0;  // of Tables::lines, innermost first
  std::uint32_t line_count = 0;
};

class Tables {
 public:
  // `bytes`: the whole input; it outlives this.
  static Result<Tables> read(std::string_view bytes, const Source& source);

  const std::vector<SampleType>& types() const { return types_; }
  std::size_t default_type() const { return default_type_; }
  std::size_t location_count() const { return locations_.size(); }
  // no_index when there is none of that id.
  std::uint32_t find_location(std::uint64_t id) const { return location_ids_.find(id); }
  // The string of an index; empty beyond the table.
  std::string_view string(std::uint64_t index) const {
    return index < strings_.size() ? bytes_.substr(strings_[index].begin, strings_[index].size) : std::string_view();
  }
  bool has_string(std::uint64_t index) const { return index < strings_.size() || index == 0; }
  std::size_t string_count() const { return strings_.size(); }
  // Appends the frames of a location, callers first. A line without a name is the address.
  void append_frames(std::uint32_t location, Frames& frames, std::vector<FrameId>& out) const;
  // The line that was being executed in the innermost of them; 0 when unknown.
  std::int32_t executed_line(std::uint32_t location) const {
    const Location& at = locations_[location];
    return at.line_count == 0 ? 0 : executed_lines_[at.first_line];
  }
  // Whether all of its lines have names.
  bool has_names(std::uint32_t location) const;

 private:
  friend class TablesReader;
  struct Text {
    std::uint32_t begin;
    std::uint32_t size;
  };

  explicit Tables(std::string_view bytes) : bytes_(bytes) {}
  std::string_view module_of(const Location& location) const;

  std::string_view bytes_;
  std::vector<Text> strings_;
  std::vector<SampleType> types_;
  std::size_t default_type_ = 0;
  std::vector<Function> functions_;
  std::vector<Location> locations_;
  std::vector<std::uint32_t> lines_;          // the functions of locations' lines; no_index where there is none
  std::vector<std::int32_t> executed_lines_;  // beside them: where in the function it was; 0 when unknown
  std::vector<std::uint32_t> mappings_;       // the strings that name their files
  Ids location_ids_;
};

}  // namespace p2g::pprof

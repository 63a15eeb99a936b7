// The tables that a Gecko profile is made of: stacks by what called them, frames, functions, strings. All refer to each
// other by row.
//
// Raw files have rows, `{"schema": {"prefix": 0, "frame": 1}, "data": [[0, 3], …]}`, processed ones columns,
// `{"length": 2, "prefix": [null, 0], "frame": [3, 4]}`. Tables belong to a thread or, in newer files, to all of them
// ("shared").
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "src/base/json_reader.h"
#include "src/importers/kit/frame_names.h"
#include "src/importers/kit/sample_grid.h"

namespace p2g::gecko {

// A row of a table; below 0 there is none.
using Row = std::int32_t;
using Rows = std::vector<Row>;

// A column of rows. What is no number is none.
Rows read_rows(JsonReader& json);

// A table in rows or in columns: gives the columns of those names. Where `first` takes a column, which it says, it is
// not among them.
std::vector<Rows> read_table(JsonReader& json, const std::vector<std::string_view>& columns,
                             const std::function<bool()>& first = {});

class Tables {
 public:
  // Reads the value of a member of a thread or of "shared", if it is a table of these.
  bool read_member(JsonReader& json, FrameNames& names);
  bool has_stacks() const { return !stack_frame_.empty(); }
  // What a thread lacks is the shared one's, which has to outlive it.
  void complete(const Tables& shared) { shared_ = &shared; }

  // Brings the tables into the form that place() needs, and checks that all rows exist.
  Result<void> prepare(FrameNames& names, const std::vector<StringId>& libraries);
  // The node of a stack in a slice of the grid; no_index when there is no such stack, or it calls itself in a circle.
  std::uint32_t place(Row stack, std::uint32_t slice, SampleGrid& grid);

 private:
  void read_functions(JsonReader& json);
  void read_sources(JsonReader& json, FrameNames& names);
  void read_strings(JsonReader& json, FrameNames& names);
  // A table of its own, or the shared one.
  template <class Column>
  const Column& pick(Column Tables::*column) const {
    return (this->*column).empty() && shared_ != nullptr ? shared_->*column : this->*column;
  }
  Result<StringId> string(Row row) const;
  StringId file_of(std::size_t function, FrameNames& names) const;
  StringId module_of(std::size_t function, std::size_t row, StringId file, FrameNames& names,
                     const std::vector<StringId>& libraries) const;
  Result<void> make_prefixes();
  Result<FrameId> frame_of(std::size_t row, FrameNames& names, const std::vector<StringId>& libraries) const;
  Result<FrameId> function_frame(Row function, std::size_t row, FrameNames& names,
                                 const std::vector<StringId>& libraries) const;
  FrameId location_frame(std::string_view location, FrameNames& names) const;

  const Tables* shared_ = nullptr;
  Rows stack_prefix_, stack_offset_, stack_frame_;
  Rows frame_function_, frame_location_, frame_library_;
  Rows function_name_, function_file_, function_source_, function_line_, function_resource_;
  Rows resource_name_;
  std::vector<StringId> source_file_;  // names; sources may be rows of the strings
  Rows source_row_;
  std::vector<StringId> strings_;
  std::vector<FrameId> frames_;       // by row of the frame table
  std::vector<std::uint32_t> nodes_;  // by row of the stack table, of the slice that was asked last
  std::vector<std::uint32_t> slices_;
  std::vector<std::uint32_t> waiting_;
};

}  // namespace p2g::gecko

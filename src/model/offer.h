// What a file holds beside the profile that is read from it: a grid of slices (threads, processes, the profiles of a
// speedscope file) and metrics (time, samples, bytes). A Profile is one metric of one or several slices.
//
// An importer lists the grid, importers/kit/choose.h finds the cells that are wanted, and the Profile keeps both:
// --list-profiles prints the grid, JSON has it, and a note says what was chosen and what was left out.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "src/model/metric.h"

namespace p2g {

// What the user asks for (--metric, --thread); empty: what the format's own tool shows first.
struct Wanted {
  std::string metric;                // NAME as the file has it, its number from 1, or time, samples, memory, default
  std::vector<std::string> threads;  // each a glob or /expression/, a pid or tid, pid/tid, #N from 1, or all
};

// One thread, process or profile of a file.
struct Slice {
  std::string process;  // names; empty when the file has none
  std::string thread;
  std::string pid;  // ids as the file writes them, for they may be hexadecimal; empty when the file has none
  std::string tid;

  // As lists and notes show it: "process/thread", or the only name that there is, else the ids.
  std::string name() const;
};

// A metric of a slice.
struct Cell {
  Weight total = 0;                       // of what a Profile of this cell holds
  Weight busy = 0;                        // the total without what was spent idle: the most busy slice is the default
  std::optional<std::int64_t> samples{};  // unset when the file does not count any
};

struct Offer {
  std::vector<Slice> slices;    // in the order of the file; empty: it does not tell any apart
  std::vector<Metric> metrics;  // in the order of the file, at least one once a file was read
  // A row a slice (one where there are none), a column a metric; unset: the slice does not have this metric.
  std::vector<std::optional<Cell>> cells;
  std::size_t default_metric = 0;
  // Where nothing is wanted: this slice. Unset: all of them, summed, as they are.
  std::optional<std::size_t> default_slice{};

  std::size_t rows() const { return slices.empty() ? 1 : slices.size(); }
  const std::optional<Cell>& cell(std::size_t slice, std::size_t metric) const {
    return cells[slice * metrics.size() + metric];
  }
};

// Which cells a Profile was made of: one metric of some rows of Offer::cells.
struct Choice {
  std::size_t metric = 0;
  std::vector<std::size_t> slices{};  // ascending, without repetition; {0} where the file has no slices
  // Rows that were wanted and do not have the metric.
  std::size_t left_out = 0;

  bool has(std::size_t slice) const { return std::binary_search(slices.begin(), slices.end(), slice); }
};

// One line for a note on stderr or the header of a picture: what was chosen, of how many, and its share of the metric;
// empty when the file offers nothing else. `hint` says where to look for the rest: "; --list-profiles".
std::string describe(const Offer& offer, const Choice& choice, std::string_view hint = {});

}  // namespace p2g

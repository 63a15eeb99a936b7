// Stacks of a file that holds several slices and metrics, summed while it is read: which of them are wanted is decided
// at the end, when it is known what there is.
//
//   SampleGrid grid(source, options, {Metric::time(9), Metric::count("samples")});
//   slice = grid.add_slice({...}); node = grid.child(grid.root(slice), frame); grid.add(node, metric, cost)
//   grid.finish(profile): what is wanted becomes the profile's stacks, all of it is offered
//
// A frame is whatever number the reader has for it; `ids` of finish() says which frame of the profile it is. Nodes of
// frames that turn out to be the same function become one. What a sample without any frame costs is that of a frame
// "(no frame)", so that parts add up to the total.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "src/base/decimal.h"
#include "src/base/result.h"
#include "src/base/source.h"
#include "src/importers/importer.h"
#include "src/model/offer.h"
#include "src/model/profile.h"
#include "src/model/stack_builder.h"

namespace p2g {

class SampleGrid {
 public:
  SampleGrid(const Source& source, const ReadOptions& options, std::vector<Metric> metrics);

  std::uint32_t add_slice(Slice slice);
  Slice& slice(std::uint32_t slice) { return offer_.slices[slice]; }
  std::size_t slices() const { return offer_.slices.size(); }
  // The node above all stacks of a slice.
  std::uint32_t root(std::uint32_t slice) const { return roots_[slice]; }
  // What a stack becomes with one more frame. At most 2^32 - 2 are frames.
  std::uint32_t child(std::uint32_t node, std::uint32_t frame);
  // Whether there is no room for more nodes: nothing is added then, and finish() fails.
  bool is_full() const { return is_full_; }

  // A cost of the stack that ends at the node. Never negative.
  void add(std::uint32_t node, std::size_t metric, const Decimal& cost);
  void add(std::uint32_t node, std::size_t metric, Weight cost);
  // A slice offers the metrics that it has cost or samples of, or that are offered for it, if only nothing of them.
  void offer(std::uint32_t slice, std::size_t metric) { has_[slice * offer_.metrics.size() + metric] = true; }
  void count_sample(std::uint32_t slice, std::size_t metric) { ++samples_[slice * offer_.metrics.size() + metric]; }
  // A metric may be changed until finish(): which unit costs are of may be told late.
  Metric& metric(std::size_t metric) { return offer_.metrics[metric]; }

  void set_default_metric(std::size_t metric) { offer_.default_metric = metric; }
  void set_default_slice(std::size_t slice) { default_slice_ = slice; }

  // Fills in data, total, metric, what is offered and what of it was chosen; the profile has its frames by then. `ids`
  // are its frames by the reader's numbers, empty where these are the same. Stacks that end in a frame that is_idle()
  // do not make a slice the default one.
  Result<void> finish(Profile& profile, const std::vector<FrameId>& ids = {},
                      const std::function<bool(FrameId)>& is_idle = {});

 private:
  // Sums of a metric by node, whole and in units of 1/Decimal::one; both may end early.
  struct Column {
    std::vector<std::int64_t> whole;
    std::vector<std::int64_t> fraction;
    std::int64_t total = 0;  // of the whole parts and of carries
    int decimals = 0;        // the most that a cost had
  };

  void carry(Column& column, std::uint32_t node, const Decimal& cost);
  Result<void> check() const;
  void drop_fractions(std::size_t metric, std::size_t nodes, Warnings& warnings);
  void drop_unused_metrics();
  void find_slices(const Stacks& stacks);
  void sum_cells(const Stacks& stacks, const std::function<bool(std::uint32_t)>& is_idle);
  Stacks build(const Stacks& stacks, Profile& profile, const std::vector<FrameId>& ids) const;

  const Source& source_;
  const ReadOptions& options_;
  Offer offer_;
  StackBuilder tree_;  // slices are the children of its root
  std::vector<std::uint32_t> roots_;
  std::vector<Column> columns_;
  std::vector<bool> has_;  // a row a slice, a column a metric
  std::vector<std::int64_t> samples_;
  std::vector<std::uint32_t> slice_of_;  // by node, once all are there
  std::optional<std::size_t> default_slice_;
  std::uint64_t room_ = 0;  // nodes that the source has paid for
  bool is_full_ = false;
  bool is_too_much_ = false;
};

}  // namespace p2g

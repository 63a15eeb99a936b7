#include "src/importers/kit/sample_grid.h"

#include <algorithm>
#include <limits>
#include <string_view>
#include <utility>

#include "src/importers/kit/choose.h"
#include "src/importers/kit/stack_limits.h"

namespace p2g {
namespace {

std::int64_t power_of_ten(int exponent) {
  std::int64_t power = 1;
  for (; exponent > 0; --exponent) power *= 10;
  return power;
}

// What has the cost of samples without a frame: parts of a picture have to add up.
constexpr std::string_view nobody = "(no frame)";

template <class T>
void grow_to(std::vector<T>& column, std::size_t size) {
  if (column.size() < size) column.resize(size);
}

}  // namespace

SampleGrid::SampleGrid(const Source& source, const ReadOptions& options, std::vector<Metric> metrics)
    : source_(source), options_(options), tree_(options.keep_order), columns_(metrics.size()) {
  offer_.metrics = std::move(metrics);
}

std::uint32_t SampleGrid::add_slice(Slice slice) {
  const auto number = static_cast<std::uint32_t>(offer_.slices.size());
  offer_.slices.push_back(std::move(slice));
  samples_.resize(offer_.slices.size() * offer_.metrics.size());
  has_.resize(samples_.size());
  // A node of its own even where a full tree makes no further ones: indices stay valid until finish() fails.
  const bool has_room = tree_.size() < StackBuilder::max_nodes;
  is_full_ = is_full_ || !has_room;
  roots_.push_back(has_room ? tree_.add_child(0, number) : 0);
  return number;
}

std::uint32_t SampleGrid::child(std::uint32_t node, std::uint32_t frame) {
  if (is_full_) return node;
  const std::uint32_t found = tree_.find(node, frame);
  if (found != 0) return found;
  if (tree_.size() >= room_) {
    room_ = std::min<std::uint64_t>(source_.most_items(), StackBuilder::max_nodes);
    is_full_ = tree_.size() >= room_;
    if (is_full_) return node;
  }
  return tree_.add_child(node, frame);
}

void SampleGrid::add(std::uint32_t node, std::size_t metric, Weight cost) {
  Column& column = columns_[metric];
  grow_to(column.whole, node + std::size_t{1});
  is_too_much_ = __builtin_add_overflow(column.total, cost, &column.total) || is_too_much_;
  if (!is_too_much_) column.whole[node] += cost;
}

void SampleGrid::add(std::uint32_t node, std::size_t metric, const Decimal& cost) {
  add(node, metric, cost.whole);
  if (cost.fraction != 0) carry(columns_[metric], node, cost);
}

void SampleGrid::carry(Column& column, std::uint32_t node, const Decimal& cost) {
  grow_to(column.fraction, node + std::size_t{1});
  column.decimals = std::max(column.decimals, cost.decimals);
  std::int64_t& fraction = column.fraction[node];
  fraction += cost.fraction;
  if (fraction < Decimal::one) return;
  fraction -= Decimal::one;
  is_too_much_ = __builtin_add_overflow(column.total, 1, &column.total) || is_too_much_;
  if (!is_too_much_) ++column.whole[node];
}

Result<void> SampleGrid::check() const {
  if (is_too_much_) return fail({ErrorKind::input, "the sum of all costs is above 9.2e18", source_.name()});
  if (!is_full_) return {};
  return fail(too_many_nodes_error(source_));
}

// Brings whole and fraction together on the finest scale that has room for the sum; each node is rounded by itself, so
// that parts add up to the total.
void SampleGrid::drop_fractions(std::size_t metric, std::size_t nodes, Warnings& warnings) {
  Column& column = columns_[metric];
  grow_to(column.whole, nodes);
  if (column.fraction.empty()) return;
  grow_to(column.fraction, nodes);
  int decimals = std::min(column.decimals, 18 - offer_.metrics[metric].decimals);
  // Each node may add one by rounding.
  const std::int64_t most = std::numeric_limits<std::int64_t>::max() / 4;
  const auto whole = column.total + static_cast<std::int64_t>(nodes);
  while (decimals > 0 && whole > most / power_of_ten(decimals)) --decimals;
  if (decimals < column.decimals)
    warnings.add("rounded-count", "count with more decimals than there is room for was rounded");
  const std::int64_t power = power_of_ten(decimals);
  const std::int64_t unit = Decimal::one / power;
  for (std::size_t node = 0; node < nodes; ++node) {
    const std::int64_t rest = column.fraction[node];
    column.whole[node] = column.whole[node] * power + rest / unit + (rest % unit >= unit - unit / 2 ? 1 : 0);
  }
  offer_.metrics[metric].decimals += decimals;
}

void SampleGrid::find_slices(const Stacks& stacks) {
  slice_of_.assign(stacks.size(), 0);
  for (std::uint32_t node = 1; node < stacks.size(); ++node) {
    slice_of_[node] = stacks.parent[node] == 0 ? stacks.frame[node] : slice_of_[stacks.parent[node]];
  }
}

// A slice offers a metric of which it has samples or cost.
void SampleGrid::sum_cells(const Stacks& stacks, const std::function<bool(std::uint32_t)>& is_idle) {
  const std::size_t metrics = offer_.metrics.size();
  offer_.cells.assign(offer_.rows() * metrics, std::nullopt);
  for (std::size_t i = 0; i < samples_.size(); ++i) {
    if (has_[i] || samples_[i] > 0) offer_.cells[i] = Cell{};
    if (samples_[i] > 0) offer_.cells[i]->samples = samples_[i];
  }
  for (std::uint32_t node = 1; node < stacks.size(); ++node) {
    const bool is_root = stacks.parent[node] == 0;
    const bool idle = !is_root && is_idle && is_idle(stacks.frame[node]);
    for (std::size_t metric = 0; metric < metrics; ++metric) {
      const Weight cost = columns_[metric].whole[node];
      std::optional<Cell>& cell = offer_.cells[slice_of_[node] * metrics + metric];
      if (cost == 0) continue;
      if (!cell) cell = Cell{};
      cell->total += cost;
      if (!idle) cell->busy += cost;
    }
  }
}

// What no slice has is not offered. One metric always is.
void SampleGrid::drop_unused_metrics() {
  const std::size_t metrics = offer_.metrics.size();
  std::vector<std::size_t> used;
  for (std::size_t metric = 0; metric < metrics; ++metric) {
    bool any = false;
    for (std::size_t row = 0; row < offer_.rows(); ++row) any = any || offer_.cell(row, metric).has_value();
    if (any) used.push_back(metric);
  }
  if (used.empty()) used.push_back(offer_.default_metric);
  Offer kept = std::move(offer_);
  offer_ = {};
  offer_.slices = std::move(kept.slices);
  std::vector<Column> columns;
  for (const std::size_t metric : used) {
    if (metric == kept.default_metric) offer_.default_metric = offer_.metrics.size();
    offer_.metrics.push_back(kept.metrics[metric]);
    columns.push_back(std::move(columns_[metric]));
  }
  for (std::size_t row = 0; row < offer_.rows(); ++row) {
    for (const std::size_t metric : used) offer_.cells.push_back(kept.cells[row * metrics + metric]);
  }
  columns_ = std::move(columns);
}

// The stacks of the chosen slices. Nodes without cost are left out: they would be functions that cost nothing.
Stacks SampleGrid::build(const Stacks& stacks, Profile& profile, const std::vector<FrameId>& ids) const {
  const Choice& choice = profile.chosen;
  const std::vector<Weight>& cost = columns_[choice.metric].whole;
  std::vector<bool> stays(stacks.size(), false);
  for (auto node = static_cast<std::uint32_t>(stacks.size()); node-- > 1;) {
    if (cost[node] > 0 && choice.has(slice_of_[node])) stays[node] = true;
    if (stays[node]) stays[stacks.parent[node]] = true;
  }
  StackBuilder out(options_.keep_order);
  std::vector<std::uint32_t> placed(stacks.size(), 0);
  for (std::uint32_t node = 1; node < stacks.size(); ++node) {
    if (!stays[node]) continue;
    const std::uint32_t parent = placed[stacks.parent[node]];
    if (stacks.parent[node] != 0) {
      const std::uint32_t frame = stacks.frame[node];
      placed[node] = out.child(parent, ids.empty() ? frame : ids[frame]);
    } else if (choice.slices.size() > 1) {
      placed[node] = out.child(parent, slice_frame(profile.frames, offer_.slices[slice_of_[node]]));
    }
    std::uint32_t self = placed[node];
    if (cost[node] > 0 && stacks.parent[node] == 0) self = out.child(self, profile.frames.add(nobody));
    out.add_self(self, cost[node]);
    profile.total += cost[node];
  }
  return out.take();
}

Result<void> SampleGrid::finish(Profile& profile, const std::vector<FrameId>& ids,
                                const std::function<bool(FrameId)>& is_idle) {
  P2G_TRY(check());
  const Stacks stacks = tree_.take();
  const bool is_one = offer_.slices.size() == 1 && offer_.slices.front().name().empty();
  for (std::size_t metric = 0; metric < columns_.size(); ++metric) {
    drop_fractions(metric, stacks.size(), profile.warnings);
  }
  find_slices(stacks);
  if (is_one) offer_.slices.clear();
  sum_cells(stacks, [&](std::uint32_t frame) { return is_idle && is_idle(ids.empty() ? frame : ids[frame]); });
  drop_unused_metrics();
  if (!offer_.slices.empty())
    offer_.default_slice = default_slice_ ? *default_slice_ : busiest_slice(offer_, offer_.default_metric);
  P2G_TRY_ASSIGN(profile.chosen, choose(offer_, options_.wanted));
  profile.total = 0;
  profile.data = build(stacks, profile, ids);
  profile.metric = offer_.metrics[profile.chosen.metric];
  profile.offered = std::move(offer_);
  return {};
}

}  // namespace p2g

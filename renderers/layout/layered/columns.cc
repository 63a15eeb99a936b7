#include <algorithm>

#include "renderers/layout/layered/grid.h"

namespace p2g::layered {
namespace {

constexpr int place_rounds = 10;
constexpr int place_rounds_small = 60;    // long straight lines settle slowly; small graphs can afford it
constexpr std::size_t small_graph = 400;  // nodes
constexpr double slot_gap_px = 5;
constexpr double box_slot_gap_px = 9;

// Moves a layer's nodes to the places nearest to their targets (weighted squares) that keep order and separation:
// isotonic regression by pooling neighbours that violate it.
class RowPlacer {
 public:
  void add(double target, double weight, double offset) {
    blocks_.push_back({(target - offset) * weight, weight, 1});
    offsets_.push_back(offset);
    while (blocks_.size() > 1 && blocks_[blocks_.size() - 2].mean() > blocks_.back().mean()) {
      const Block last = blocks_.back();
      blocks_.pop_back();
      blocks_.back().sum += last.sum;
      blocks_.back().weight += last.weight;
      blocks_.back().count += last.count;
    }
  }
  // Cutting the means at both ends is the exact answer under bounds, too.
  void place(const std::vector<std::uint32_t>& row, double left, double right, std::vector<double>& x) {
    std::size_t i = 0;
    for (const Block& block : blocks_) {
      const double mean = std::max(left, std::min(right, block.mean()));
      for (std::size_t k = 0; k < block.count; ++k, ++i) x[row[i]] = mean + offsets_[i];
    }
    blocks_.clear();
    offsets_.clear();
  }

 private:
  struct Block {
    double sum, weight;
    std::size_t count;
    double mean() const { return sum / weight; }
  };
  std::vector<Block> blocks_;
  std::vector<double> offsets_;
};

// Space between two neighbours of a layer.
double gap_between(const LayoutInput& input, const Grid& grid, std::uint32_t left, std::uint32_t right) {
  const int slots = (grid.is_slot(left, input) ? 1 : 0) + (grid.is_slot(right, input) ? 1 : 0);
  return slots == 0 ? input.node_gap : slots == 1 ? std::min(box_slot_gap_px, input.node_gap) : slot_gap_px;
}

// Whose neighbours pull: those of the layer above, below or both.
enum class Side : std::uint8_t { above, below, both };

void place_row(const LayoutInput& input, const Grid& grid, std::size_t layer, Side side, std::vector<double>& x) {
  const std::vector<std::uint32_t>& row = grid.rows[layer];
  RowPlacer placer;
  double offset = 0;
  for (std::size_t place = 0; place < row.size(); ++place) {
    const std::uint32_t node = row[place];
    if (place > 0) {
      const std::uint32_t left = row[place - 1];
      offset += (grid.width[left] + grid.width[node]) / 2 + gap_between(input, grid, left, node);
    }
    double sum = 0, weight = 0;
    const auto pull = [&](const Rows& rows, bool upper) {
      for (const std::uint32_t s : rows[node]) {
        const auto& segment = grid.segments[s];
        sum += grid.pull[s] * x[upper ? segment.first : segment.second];
        weight += grid.pull[s];
      }
    };
    if (side != Side::below) pull(grid.above, true);
    if (side != Side::above) pull(grid.below, false);
    // What nothing pulls stays about where it is, and gives way to all that is pulled.
    if (weight > 0)
      placer.add(sum / weight, weight, offset);
    else
      placer.add(x[node], 0.01, offset);
  }
  if (row.empty()) return;
  constexpr double far = 1e12;
  const double right = input.page_width - offset - grid.width[row.back()] / 2;
  const bool bounded = input.page_width > 0 && right >= grid.width[row.front()] / 2;
  placer.place(row, bounded ? grid.width[row.front()] / 2 : -far, bounded ? right : far, x);
}

}  // namespace

std::vector<double> place_columns(const LayoutInput& input, const Grid& grid) {
  std::vector<double> x(grid.layer.size(), 0);
  const std::size_t layers = grid.rows.size();
  // Once from above, so that there is something to begin with. Then down and up: the first rounds look one way only, to
  // carry what the ends want through the whole picture, the others weigh both sides.
  for (std::size_t i = 0; i < layers; ++i) place_row(input, grid, i, Side::above, x);
  const int wanted = input.effort >= 1 && grid.layer.size() <= small_graph ? place_rounds_small : place_rounds;
  const int rounds =
      affordable_rounds(wanted, 3, 4 * grid.segments.size());  // down and up, and both sides of a segment
  for (int round = 0; round < rounds; ++round) {
    for (std::size_t i = layers; i > 0; --i) place_row(input, grid, i - 1, round < 2 ? Side::below : Side::both, x);
    for (std::size_t i = 0; i < layers; ++i) place_row(input, grid, i, round < 2 ? Side::above : Side::both, x);
  }
  return x;
}

}  // namespace p2g::layered

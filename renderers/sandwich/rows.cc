#include "renderers/sandwich/rows.h"

#include <fmt/format.h>

#include <algorithm>

#include "renderers/page/function_key.h"
#include "src/base/text.h"
#include "src/model/names.h"

namespace p2g {
namespace {

const std::vector<Neighbor>& neighbors(const Sandwich& sandwich, Side side) {
  return side == Side::callers ? sandwich.callers : sandwich.callees;
}

std::string key_of(const Sandwich& sandwich, FrameId frame) {
  return shorten_middle(function_key(sandwich.frames->parts(frame)), key_limit_bytes);
}

std::string title_of(const Sandwich& sandwich, const SandwichRow& row, const Neighbor& neighbor) {
  std::string title = key_of(sandwich, neighbor.frame);
  if (!row.share.empty()) title += "\n" + row.share + " (" + row.amount + ")";
  if (!row.calls.empty()) title += "\n" + row.calls + (row.each.empty() ? "" : ", " + row.each + " a call");
  return title;
}

// Of one caller's callers, or one callee's callees.
void add_beyond(SandwichBoxes& boxes, const Sandwich& sandwich, Side side, const Neighbor& neighbor,
                const SandwichBox& near, double width_px, double least_px) {
  double x = near.x;
  const double end = near.x + near.width;
  std::size_t small = 0;
  double small_part = 0;
  for (const Neighbor::Beyond& beyond : neighbor.beyond) {
    const double part = share_of(beyond.cumulative, whole_of(sandwich, side));
    const double width = std::min(part * width_px, end - x);
    if (width < least_px) {
      ++small;
      small_part += part;
      continue;
    }
    SandwichBox box{.x = x, .width = width, .part = part, .estimated = beyond.estimated};
    box.name = telling_name(sandwich.frames->parts(beyond.frame));
    box.figure = beyond_share(sandwich, side, beyond);
    box.title = key_of(sandwich, beyond.frame) + "\n" + box.figure + " by way of " + near.name;
    boxes.beyond.push_back(std::move(box));
    x += width;
  }
  const double width = std::min(small_part * width_px, end - x);
  if (width < least_px) return;
  SandwichBox more{.kind = SandwichBox::Kind::more, .x = x, .width = width, .part = small_part};
  more.name = thousands_text(static_cast<std::int64_t>(small)) + " more";
  more.title = more.name + " by way of " + near.name;
  boxes.beyond.push_back(std::move(more));
}

SandwichBox::Kind kind_of(SandwichRow::Kind kind) {
  switch (kind) {
    case SandwichRow::Kind::own:
      return SandwichBox::Kind::own;
    case SandwichRow::Kind::more:
      return SandwichBox::Kind::more;
    case SandwichRow::Kind::unknown:
      return SandwichBox::Kind::unknown;
    default:
      return SandwichBox::Kind::function;
  }
}

}  // namespace

SandwichBoxes lay_out_side(const Sandwich& sandwich, Side side, double width_px, double least_px) {
  SandwichBoxes boxes;
  if (whole_of(sandwich, side) <= 0) return boxes;
  // Rows come heaviest first: the first that is too narrow ends those with a box of their own.
  std::size_t wide = 0;
  for (const SandwichRow& row : sandwich_rows(sandwich, side, 0)) {
    wide += row.kind != SandwichRow::Kind::unknown && row.part * width_px >= least_px ? 1 : 0;
  }
  double x = 0;
  for (const SandwichRow& row : sandwich_rows(sandwich, side, std::max<std::size_t>(wide, 1))) {
    const double width = std::min(row.part, 1.0) * width_px;
    if (width < 0.1) continue;
    SandwichBox box{.kind = kind_of(row.kind), .x = x, .width = width, .part = row.part};
    box.name = row.kind == SandwichRow::Kind::more ? row.name.substr(0, row.name.rfind(' ')) : row.name;
    box.figure = row.share.empty() ? percent_text(row.part) : row.share;
    box.title = row.name + "\n" + box.figure;
    if (row.kind == SandwichRow::Kind::neighbor) {
      const Neighbor& neighbor = neighbors(sandwich, side)[row.neighbor];
      box.estimated = (neighbor.estimated & estimated_cumulative) != 0;
      box.title = title_of(sandwich, row, neighbor);
      add_beyond(boxes, sandwich, side, neighbor, box, width_px, least_px);
    }
    boxes.direct.push_back(std::move(box));
    x += width;
  }
  return boxes;
}

}  // namespace p2g

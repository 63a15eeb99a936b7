// One card of the index.
#pragma once

#include <cstddef>

#include "renderers/theme.h"
#include "src/base/sink.h"
#include "src/batch/record.h"

namespace p2g {

// Where the card stands in each order that a reader can choose.
struct CardPlaces {
  std::size_t by_name = 0, by_total = 0, by_change = 0;
};

// `compares`: whether others were compared, so that one that was not is new.

void put_card(Sink& sink, const BatchRecord& record, const Theme& theme, const CardPlaces& places, bool compares);

// By which part of the total before it grew; 0 where nothing was compared.
double growth_of(const BatchRecord& record);

}  // namespace p2g

#include "src/importers/kit/stacks_builder.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "src/importers/kit/stack_limits.h"

namespace p2g {

Result<void> StacksBuilder::add(Weight count, std::uint64_t place, std::uint64_t end) {
  Decimal whole;
  whole.whole = count;
  return add(whole, place, end);
}

bool StacksBuilder::sum_fraction(const Decimal& count) {
  bool overflow = false;
  total_.fraction += count.fraction;
  if (total_.fraction >= Decimal::one) {
    total_.fraction -= Decimal::one;
    overflow = __builtin_add_overflow(total_.whole, 1, &total_.whole);
  }
  if (count.rounded) ++rounded_;
  if (count.fraction != 0) decimals_ = std::max(decimals_, count.decimals);
  return !overflow;
}

void StacksBuilder::send() {
  // Asked for now and not at the end: a compressed file pays for nodes with the bytes that it has shown so far.
  pipe_.filling().most_nodes = source_.most_items();
  pipe_.send();
  begin_ = 0;
}

Error StacksBuilder::too_much() { return {ErrorKind::input, "the sum of all counts is above 9.2e18"}; }

Result<void> StacksBuilder::check_room() const {
  if (sums_.overfull_place() == 0) return {};
  return fail(too_many_nodes_error(source_, sums_.overfull_place()));
}

// Half of the range, so that rounding up cannot run over.
std::int64_t StacksBuilder::most_whole() const { return std::numeric_limits<std::int64_t>::max() / 2 / factor_; }

// As many decimals as counts had, at most as many as leave room for the total, and 18 in all.
int StacksBuilder::finest_scale() {
  int decimals = std::min(decimals_, 18 - metric_.decimals);
  std::int64_t power = 1;
  for (int i = 0; i < decimals; ++i) power *= 10;
  while (decimals > 0 && total_.whole >= most_whole() / power) {
    power /= 10;
    --decimals;
  }
  if (decimals < decimals_) ++rounded_;
  return decimals;
}

// Brings whole and fraction of each node together. The total is the sum of what is left after rounding, so that the
// parts of a picture add up to it.
void StacksBuilder::join_fractions(Profile& profile, int decimals) {
  std::vector<std::int64_t> fractions = sums_.take_fractions();
  std::vector<Weight>& self = profile.stacks().self;
  fractions.resize(self.size());
  std::int64_t power = 1;
  for (int i = 0; i < decimals; ++i) power *= 10;
  const std::int64_t unit = Decimal::one / power;
  profile.total = 0;
  for (std::size_t i = 0; i < fractions.size(); ++i) {
    self[i] = self[i] * power + fractions[i] / unit + (fractions[i] % unit >= unit - unit / 2 ? 1 : 0);
    profile.total += self[i];
  }
}

Result<void> StacksBuilder::finish(Profile& profile) {
  pipe_.filling().most_nodes = source_.most_items();
  pipe_.drain();
  P2G_TRY(check_room());
  // A terabyte is 10^12 bytes: not even whole ones may have room.
  if (factor_ > 1 && total_.whole >= most_whole()) {
    return fail({ErrorKind::input, "the sum of all counts is above 4.6e18 " + metric_.unit, source_.name()});
  }
  profile.data = sums_.take_stacks();
  profile.total = total_.whole;
  const int decimals = finest_scale();
  if (decimals_ > 0) join_fractions(profile, decimals);
  if (factor_ > 1) {
    for (Weight& self : profile.stacks().self) self *= factor_;
    profile.total *= factor_;
  }
  metric_.decimals += decimals;
  profile.metric = metric_;
  profile.warnings.add("rounded-count", "count with more decimals than there is room for was rounded", rounded_);
  return {};
}

}  // namespace p2g

#include "src/importers/speedscope/measured_profile.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <utility>

namespace p2g::speedscope {
namespace {

// The fraction's digits that are needed.
int decimals_of(std::int64_t fraction) {
  if (fraction == 0) return 0;
  int decimals = 18;
  for (; fraction % 10 == 0; fraction /= 10) --decimals;
  return decimals;
}

Decimal decimal_of(std::int64_t whole, std::int64_t fraction) {
  Decimal value;
  value.whole = whole;
  value.fraction = fraction;
  value.decimals = decimals_of(fraction);
  return value;
}

// b - a, of a <= b.
Decimal between(const Place& a, const Place& b) {
  std::int64_t whole = b.whole - a.whole;
  std::int64_t fraction = b.fraction - a.fraction;
  if (fraction < 0) {
    fraction += Decimal::one;
    --whole;
  }
  return decimal_of(whole, fraction);
}

// value × 10^-shift, what is below 10^-18 rounded down; a negative shift is of units that are larger.
Decimal shifted(const Decimal& value, int shift) {
  std::int64_t power = 1;
  for (int i = 0; i < std::abs(shift); ++i) power *= 10;
  const std::int64_t rest = Decimal::one / power;
  if (shift > 0) return decimal_of(value.whole / power, value.whole % power * rest + value.fraction / power);
  std::int64_t whole = 0;
  if (__builtin_mul_overflow(value.whole, power, &whole)) whole = Decimal::one;  // the sum will be too large
  return decimal_of(whole + value.fraction / rest, value.fraction % rest * power);
}

}  // namespace

void MeasuredProfile::read(JsonReader& json) {
  if (!json.begin_object()) return json.fail_here("expected \"{\": each of \"profiles\" is an object");
  while (json.next_key()) read_member(json);
  if (json.ok()) finish(json);
}

void MeasuredProfile::read_member(JsonReader& json) {
  const std::string& key = json.key();
  const bool is_known = has_unit_ && !type_.empty();
  const auto wait = [&](std::string& text) {
    json.hold();
    json.skip();
    text = json.take_held();
  };
  if (key == "type") {
    type_ = json.text();
  } else if (key == "unit") {
    set_unit(json.text());
  } else if (key == "name") {
    name_ = json.text();
  } else if (key == "startValue") {
    start_ = read_place(json);
  } else if (key == "endValue") {
    end_ = read_place(json);
  } else if (key == "samples") {
    is_known ? read_samples(json) : wait(waiting_samples_);
  } else if (key == "weights") {
    is_known&& has_samples_ ? read_weights(json) : wait(waiting_weights_);
  } else if (key == "events") {
    is_known ? read_events(json) : wait(waiting_events_);
  }
}

void MeasuredProfile::set_unit(std::string_view unit) {
  has_unit_ = true;
  const std::optional<Unit> known = find_unit(unit);
  if (known && known->quantity == Quantity::time && known->factor == 1) {
    metric_ = time;
    if (!file_.time_decimals) {
      file_.time_decimals = known->decimals;
      file_.grid.metric(time) = Metric::time(known->decimals);
    }
    shift_ = known->decimals - *file_.time_decimals;
  } else if (known && known->quantity == Quantity::bytes && known->factor == 1) {
    metric_ = memory;
  } else {
    metric_ = samples;
  }
}

// ---- Sampled -------------------------------------------------------------------------------------------------------

std::optional<std::uint32_t> MeasuredProfile::read_frame(JsonReader& json) {
  const std::optional<std::int64_t> index = json.integer();
  if (!index || *index < 0 || *index >= static_cast<std::int64_t>(no_index)) {
    json.fail_here("expected the index of a frame");
    return std::nullopt;
  }
  const auto frame = static_cast<std::uint32_t>(*index);
  if (!file_.highest_frame || frame > *file_.highest_frame) {
    file_.highest_frame = frame;
    file_.highest_end = json.bytes();
  }
  return frame;
}

void MeasuredProfile::read_samples(JsonReader& json) {
  has_samples_ = true;
  if (!json.begin_array()) return;
  while (json.next_item()) {
    std::uint32_t node = file_.grid.root(slice_);
    if (!json.begin_array()) return json.fail_here("expected \"[\": a sample is a list of frames");
    while (json.next_item()) {
      const std::optional<std::uint32_t> frame = read_frame(json);
      if (frame) node = file_.grid.child(node, *frame);
    }
    nodes_.push_back(node);
    if (nodes_.size() / 8 > json.most_items()) {
      json.fail_here("more samples than a compressed file of this size may have");
    }
  }
}

void MeasuredProfile::read_weights(JsonReader& json) {
  if (!json.begin_array()) return;
  while (json.next_item()) {
    const std::optional<Decimal> weight = json.decimal();
    if (!weight || weight->negative) return json.fail_here("expected a weight that is not negative");
    if (weights_ == nodes_.size()) return json.fail_here(fmt::format("expected {} weights, one a sample", weights_));
    add(nodes_[weights_++], *weight);
  }
}

void MeasuredProfile::add(std::uint32_t node, Decimal cost) {
  file_.grid.add(node, metric_, shift_ == 0 ? cost : shifted(cost, shift_));
  file_.grid.count_sample(slice_, metric_);
}

// ---- Evented -------------------------------------------------------------------------------------------------------

std::optional<Place> MeasuredProfile::read_place(JsonReader& json) const {
  const std::optional<Decimal> value = json.decimal();
  if (!value) return std::nullopt;
  if (!value->negative) return Place{value->whole, value->fraction};
  if (value->fraction == 0) return Place{-value->whole, 0};
  return Place{-value->whole - 1, Decimal::one - value->fraction};
}

void MeasuredProfile::read_events(JsonReader& json) {
  if (!json.begin_array()) return;
  while (json.next_item()) read_event(json);
}

void MeasuredProfile::read_event(JsonReader& json) {
  std::string type;
  std::optional<std::uint32_t> frame;
  std::optional<Place> at;
  if (!json.begin_object()) return json.fail_here("expected \"{\": an event is an object");
  while (json.next_key()) {
    if (json.key() == "type") {
      type = json.text();
    } else if (json.key() == "frame") {
      frame = read_frame(json);
    } else if (json.key() == "at") {
      at = read_place(json);
    }
  }
  if (!json.ok()) return;
  if (!frame || !at || (type != "O" && type != "C")) {
    return json.fail_here("expected an event with \"type\" O or C, \"frame\" and \"at\"");
  }
  pass_until(*at);
  if (type == "O") return open(*frame);
  close(json, *frame);
}

void MeasuredProfile::pass_until(Place at) {
  if (!first_) first_ = at;
  if (now_ && at < *now_) ++steps_back_;
  if (now_ && *now_ < at) add(last_node_, between(*now_, at));
  if (!now_ || *now_ < at) now_ = at;
}

void MeasuredProfile::open(std::uint32_t frame) {
  last_node_ = file_.grid.child(last_node_, frame);
  open_.push_back({frame, last_node_});
}

void MeasuredProfile::close(JsonReader& json, std::uint32_t frame) {
  if (open_.empty()) return json.fail_here(fmt::format("frame {} is closed, and none is open", frame));
  if (open_.back().frame != frame) {
    return json.fail_here(
        fmt::format("frame {} is closed, expected {}, which was opened last", frame, open_.back().frame));
  }
  open_.pop_back();
  last_node_ = open_.empty() ? file_.grid.root(slice_) : open_.back().node;
}

// ---- The end -------------------------------------------------------------------------------------------------------

void MeasuredProfile::read_waiting(JsonReader& json, std::string& text, void (MeasuredProfile::*take)(JsonReader&)) {
  if (text.empty() || !json.ok()) return;
  JsonReader part(text, json);
  (this->*take)(part);
  if (std::optional<Error> error = part.take_error()) json.fail_here(std::move(error->message));
  text.clear();
}

void MeasuredProfile::finish(JsonReader& json) {
  if (type_ != "sampled" && type_ != "evented") {
    return json.fail_here("expected a profile with \"type\" sampled or evented");
  }
  read_waiting(json, waiting_samples_, &MeasuredProfile::read_samples);
  read_waiting(json, waiting_weights_, &MeasuredProfile::read_weights);
  read_waiting(json, waiting_events_, &MeasuredProfile::read_events);
  if (weights_ < nodes_.size() && json.ok()) {
    return json.fail_here(fmt::format("{} samples have {} weights, expected one each", nodes_.size(), weights_));
  }
  nodes_.clear();
  file_.grid.offer(slice_, metric_);
  file_.grid.slice(slice_).thread = name_;
  if (type_ != "evented") return;
  const std::size_t left_open = open_.size();
  if (end_) pass_until(std::max(*end_, now_.value_or(*end_)));
  if (start_ && first_ && *start_ < *first_) add(file_.grid.root(slice_), between(*start_, *first_));
  file_.warnings.add("open-call", "frame that was never closed ends with its profile", left_open);
  file_.warnings.add("step-back", "event before the one in front of it was taken for one at the same time",
                     steps_back_);
}

}  // namespace p2g::speedscope

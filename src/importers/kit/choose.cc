#include "src/importers/kit/choose.h"

#include <algorithm>
#include <charconv>
#include <string>
#include <utility>

#include "src/base/diagnostics.h"
#include "src/model/pattern.h"

namespace p2g {
namespace {

// A list longer than this helps nobody: --list-profiles prints it whole.
constexpr std::size_t most_listed = 20;

// From 1, up to `most`; 0 when the text is no such number.
std::size_t number_in(std::string_view text, std::size_t most) {
  std::size_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size() && number <= most ? number : 0;
}

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool equal_but_case(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) { return lower(x) == lower(y); });
}

Error unknown_error(std::string_view what, std::string_view given, const std::vector<std::string>& known) {
  std::vector<std::string_view> views(known.begin(), known.end());
  if (views.size() <= most_listed) return unknown_name_error(what, given, views);
  Error error = unknown_name_error(what, given, {});
  const std::string_view near = nearest_name(given, views);
  error.hint = near.empty() ? std::to_string(known.size()) + " are known: prof2graph --list-profiles FILE lists them"
                            : "did you mean \"" + std::string(near) + "\"?";
  return error;
}

// ---- Metrics -------------------------------------------------------------------------------------------------------

class MetricChoice {
 public:
  explicit MetricChoice(const Offer& offer) : offer_(offer) {}

  Result<std::size_t> find(std::string_view wanted) const {
    if (wanted.empty() || wanted == "default") return offer_.default_metric;
    std::optional<std::size_t> found = first([&](const Metric& metric) { return metric.name == wanted; });
    if (!found) found = numbered(wanted);
    if (!found) found = of_kind(wanted);
    if (!found) found = with_ending(wanted);
    if (!found) found = first([&](const Metric& metric) { return equal_but_case(metric.name, wanted); });
    if (found) return *found;
    std::vector<std::string> known;
    for (const Metric& metric : offer_.metrics) known.push_back(metric.name);
    return fail(unknown_error("metric", wanted, known));
  }

 private:
  template <class Is>
  std::optional<std::size_t> first(Is is) const {
    // What the producer prefers comes before the order of the file.
    if (is(offer_.metrics[offer_.default_metric])) return offer_.default_metric;
    const auto found = std::find_if(offer_.metrics.begin(), offer_.metrics.end(), is);
    if (found == offer_.metrics.end()) return std::nullopt;
    return static_cast<std::size_t>(found - offer_.metrics.begin());
  }
  std::optional<std::size_t> numbered(std::string_view wanted) const {
    const std::size_t number = number_in(wanted, offer_.metrics.size());
    return number > 0 ? std::optional(number - 1) : std::nullopt;
  }
  // The aliases that work for every format.
  std::optional<std::size_t> of_kind(std::string_view wanted) const {
    if (wanted == "time") return first([](const Metric& metric) { return metric.is_time(); });
    if (wanted == "memory") return first([](const Metric& metric) { return metric.quantity == Quantity::bytes; });
    if (wanted != "samples") return std::nullopt;
    return first([](const Metric& metric) { return metric.counts_samples() || metric.unit == "count"; });
  }
  // pprof's habit: `space` is inuse_space or alloc_space, and `inuse_space` is found in a file that says `space`.
  std::optional<std::size_t> with_ending(std::string_view wanted) const {
    const auto ending = [](std::string_view name) { return name.substr(name.rfind('_') + 1); };
    if (ending(wanted) != "space" && ending(wanted) != "objects") return std::nullopt;
    return first([&](const Metric& metric) {
      return ending(metric.name) == ending(wanted) && (wanted == ending(wanted) || metric.name == ending(metric.name));
    });
  }

  const Offer& offer_;
};

// ---- Slices --------------------------------------------------------------------------------------------------------

class SliceChoice {
 public:
  explicit SliceChoice(const Offer& offer) : offer_(offer), wanted_(offer.rows(), false) {}

  Result<void> want(const std::string& text) {
    if (text == "all") {
      wanted_.assign(wanted_.size(), true);
      return {};
    }
    bool found = false;
    if (text.starts_with('#')) {
      const std::size_t number = number_in(std::string_view(text).substr(1), offer_.slices.size());
      if (number > 0) found = wanted_[number - 1] = true;
    } else {
      found = want_id(text);
      if (!found) {
        P2G_TRY_ASSIGN(found, want_pattern(text));
      }
    }
    if (found) return {};
    return fail(unknown(text));
  }

  std::vector<std::size_t> take() const {
    std::vector<std::size_t> chosen;
    for (std::size_t slice = 0; slice < wanted_.size(); ++slice) {
      if (wanted_[slice]) chosen.push_back(slice);
    }
    return chosen;
  }

 private:
  // Ids are compared as text: they may be hexadecimal.
  bool want_id(std::string_view text) {
    bool found = false;
    for (std::size_t i = 0; i < offer_.slices.size(); ++i) {
      const Slice& slice = offer_.slices[i];
      const bool is_pair = !slice.pid.empty() && !slice.tid.empty() && text == slice.pid + '/' + slice.tid;
      if (text != slice.pid && text != slice.tid && !is_pair) continue;
      found = wanted_[i] = true;
    }
    return found;
  }

  // Patterns work on frames, so each of the names becomes one.
  Result<bool> want_pattern(const std::string& text) {
    P2G_TRY_ASSIGN(const Patterns patterns, Patterns::parse({text}, "--thread", false));
    bool found = false;
    for (std::size_t i = 0; i < offer_.slices.size(); ++i) {
      const Slice& slice = offer_.slices[i];
      Frames names;
      for (const std::string& name : {slice.name(), slice.thread, slice.process}) {
        if (!name.empty() && patterns.matches(names, names.add(name))) found = wanted_[i] = true;
      }
    }
    return found;
  }

  Error unknown(const std::string& text) const {
    if (offer_.slices.empty()) {
      Error error{ErrorKind::usage, "unknown thread \"" + text + "\": the file does not tell threads apart"};
      return error;
    }
    std::vector<std::string> known;
    for (const Slice& slice : offer_.slices) known.push_back(slice.name());
    return unknown_error("thread", text, known);
  }

  const Offer& offer_;
  std::vector<bool> wanted_;
};

// Nothing is wanted: what the importer says, or all.
std::vector<std::size_t> default_slices(const Offer& offer, std::size_t metric) {
  if (offer.default_slice) {
    const bool has_metric = offer.cell(*offer.default_slice, metric).has_value();
    return {has_metric ? *offer.default_slice : busiest_slice(offer, metric)};
  }
  std::vector<std::size_t> all(offer.rows());
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = i;
  return all;
}

// Of slices that were named while no metric was: the default, unless they have another one only.
std::size_t metric_of(const Offer& offer, const std::vector<std::size_t>& slices) {
  const auto is_offered = [&](std::size_t metric) {
    return std::any_of(slices.begin(), slices.end(),
                       [&](std::size_t slice) { return offer.cell(slice, metric).has_value(); });
  };
  if (is_offered(offer.default_metric)) return offer.default_metric;
  for (std::size_t metric = 0; metric < offer.metrics.size(); ++metric) {
    if (is_offered(metric)) return metric;
  }
  return offer.default_metric;
}

}  // namespace

std::size_t busiest_slice(const Offer& offer, std::size_t metric) {
  std::size_t busiest = offer.rows();
  for (std::size_t slice = 0; slice < offer.rows(); ++slice) {
    const std::optional<Cell>& cell = offer.cell(slice, metric);
    if (cell && (busiest == offer.rows() || cell->busy > offer.cell(busiest, metric)->busy)) busiest = slice;
  }
  return busiest == offer.rows() ? 0 : busiest;
}

Result<Choice> choose(const Offer& offer, const Wanted& wanted) {
  Choice choice;
  P2G_TRY_ASSIGN(choice.metric, MetricChoice(offer).find(wanted.metric));
  if (wanted.threads.empty()) {
    choice.slices = default_slices(offer, choice.metric);
  } else {
    SliceChoice slices(offer);
    for (const std::string& text : wanted.threads) P2G_TRY(slices.want(text));
    choice.slices = slices.take();
    if (wanted.metric.empty()) choice.metric = metric_of(offer, choice.slices);
  }
  const std::size_t asked = choice.slices.size();
  std::erase_if(choice.slices, [&](std::size_t slice) { return !offer.cell(slice, choice.metric); });
  choice.left_out = asked - choice.slices.size();
  if (!choice.slices.empty()) return choice;
  if (wanted.metric.empty() && wanted.threads.empty()) return fail({ErrorKind::input, "has no samples"});
  Error error{ErrorKind::usage, "none of the threads has the metric \"" + offer.metrics[choice.metric].name + '"'};
  error.hint = "prof2graph --list-profiles FILE shows what there is";
  return fail(std::move(error));
}

Cell cell_of(const Metric& metric, Weight total) {
  Cell cell{total, total};
  if (metric.is_whole_samples()) cell.samples = total;
  return cell;
}

Result<void> choose_only_metric(Profile& profile, const Wanted& wanted) {
  profile.offered = {};
  profile.offered.metrics = {profile.metric};
  profile.offered.cells = {cell_of(profile.metric, profile.total)};
  P2G_TRY_ASSIGN(profile.chosen, choose(profile.offered, wanted));
  return {};
}

FrameId slice_frame(Frames& frames, const Slice& slice) { return frames.add("thread (" + slice.name() + ')'); }

}  // namespace p2g

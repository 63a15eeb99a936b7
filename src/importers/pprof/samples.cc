#include "src/importers/pprof/samples.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "src/base/wide.h"
#include "src/importers/kit/choose.h"
#include "src/importers/kit/lined_frames.h"
#include "src/importers/kit/signed_stacks.h"
#include "src/importers/kit/stacks_builder.h"
#include "src/importers/kit/wire.h"

namespace p2g::pprof {
namespace {

// Frames that stacks may have in all: a location stands for all functions that were inlined there, so that few bytes
// could otherwise name any number of frames. Real programs have one to three a location.
constexpr std::uint64_t frames_at_first = 1'000'000;
constexpr std::uint64_t frames_a_location = 8;

// A thread as labels name it.
enum Head : std::uint8_t { process, thread, pid, tid };
using Heads = std::array<std::string, 4>;

struct HeadKey {
  std::string_view label;
  Head head;
};
// Go's and C++' users, Datadog's agents, Parca and Pyroscope, Linux' names.
constexpr HeadKey head_keys[] = {
    {"thread", thread},  {"thread_name", thread}, {"thread name", thread},   {"tid", tid},      {"thread_id", tid},
    {"thread id", tid},  {"process", process},    {"process_name", process}, {"comm", process}, {"pid", pid},
    {"process_id", pid},
};

struct Sample {
  std::vector<std::uint32_t> locations;  // leaf first
  std::vector<std::int64_t> values;      // one a sample type
  std::size_t slice = 0;
  std::uint64_t number = 0;  // from 1
  std::uint64_t end = 0;     // in the input
};

class SamplesReader {
 public:
  SamplesReader(std::string_view bytes, const Tables& tables, const Source& source)
      : bytes_(bytes), tables_(tables), source_(source), known_(tables.location_count(), 0) {
    find_heads();
  }

  Result<void> survey(Offer& offer);
  Result<void> add_stacks(Profile& profile, const ReadOptions& options);
  void warn(Profile& profile) const;

 private:
  void find_heads();
  template <class Use>
  Result<void> each_sample(Use use);
  Result<void> read_sample(const WireReader& top, Sample& sample);
  Result<void> take_locations(const WireReader& fields, Sample& sample) const;
  Result<void> take_label(const WireReader& sample, Heads& heads) const;
  std::size_t slice_of(const Heads& heads);
  Result<void> append_path(const Sample& sample, Frames& frames, std::vector<FrameId>& path);
  Error error_at(std::uint64_t byte, std::string message) const;

  std::string_view bytes_;
  const Tables& tables_;
  const Source& source_;
  std::vector<std::pair<std::uint64_t, Head>> heads_;  // by the string that is a label's key
  std::map<Heads, std::size_t> slices_;
  // By location, 1 + where its frames begin in frames_ (behind how many they are); 0: nobody asked yet.
  std::vector<std::uint32_t> known_;
  std::vector<FrameId> frames_;
  LinedFrames lines_;
  std::uint64_t nameless_ = 0;  // locations
  std::uint64_t frames_left_ = frames_at_first;
};

Error SamplesReader::error_at(std::uint64_t byte, std::string message) const {
  Error error{ErrorKind::input, std::move(message), source_.name()};
  error.byte = byte;
  error.hint = "the file is damaged, or no profile of pprof";
  return error;
}

void SamplesReader::find_heads() {
  for (std::uint64_t i = 0; i < tables_.string_count(); ++i) {
    const std::string_view text = tables_.string(i);
    const auto* const found =
        std::find_if(std::begin(head_keys), std::end(head_keys), [&](const HeadKey& key) { return key.label == text; });
    if (found != std::end(head_keys)) heads_.emplace_back(i, found->head);
  }
}

template <class Use>
Result<void> SamplesReader::each_sample(Use use) {
  WireReader top(bytes_);
  Sample sample;
  while (top.next()) {
    if (top.field() != 2 || !top.is_bytes()) continue;
    P2G_TRY(read_sample(top, sample));
    P2G_TRY(use(sample));
  }
  return {};
}

Result<void> SamplesReader::take_locations(const WireReader& fields, Sample& sample) const {
  bool is_known = true;
  const bool is_whole = fields.each_number([&](std::uint64_t id) {
    sample.locations.push_back(tables_.find_location(id));
    is_known = is_known && sample.locations.back() != no_index;
  });
  if (!is_whole) return fail(error_at(fields.place(), "expected the ids of locations"));
  if (!is_known) return fail(error_at(fields.place(), "expected a location, found an id that none has"));
  return {};
}

Result<void> SamplesReader::read_sample(const WireReader& top, Sample& sample) {
  sample.locations.clear();
  sample.values.clear();
  ++sample.number;
  sample.end = top.place() + top.bytes().size();
  Heads heads;
  WireReader fields(top.bytes(), top.place());
  while (fields.next()) {
    if (fields.field() == 1) P2G_TRY(take_locations(fields, sample));
    if (fields.field() == 2) {
      const auto keep = [&](std::uint64_t value) { sample.values.push_back(static_cast<std::int64_t>(value)); };
      if (!fields.each_number(keep)) return fail(error_at(fields.place(), "expected a sample's values"));
    }
    if (fields.field() == 3 && !heads_.empty()) P2G_TRY(take_label(fields, heads));
  }
  if (fields.problem() != nullptr) return fail(error_at(fields.place(), fields.problem()));
  if (sample.values.size() != tables_.types().size()) {
    return fail(error_at(top.place(), "expected " + std::to_string(tables_.types().size()) +
                                          " values in a sample, found " + std::to_string(sample.values.size())));
  }
  if (!heads_.empty()) sample.slice = slice_of(heads);
  return {};
}

Result<void> SamplesReader::take_label(const WireReader& sample, Heads& heads) const {
  std::uint64_t key = 0;
  std::uint64_t text = 0;
  std::uint64_t number = 0;
  WireReader fields(sample.bytes(), sample.place());
  while (fields.next()) {
    if (fields.field() == 1) key = fields.number();
    if (fields.field() == 2) text = fields.number();
    if (fields.field() == 3) number = fields.number();
  }
  if (fields.problem() != nullptr) return fail(error_at(fields.place(), fields.problem()));
  for (const auto& [string, head] : heads_) {
    if (string != key) continue;
    heads[head] = text != 0 ? std::string(tables_.string(text)) : std::to_string(static_cast<std::int64_t>(number));
  }
  return {};
}

std::size_t SamplesReader::slice_of(const Heads& heads) {
  return slices_.try_emplace(heads, slices_.size()).first->second;
}

// What is added over all is a Weight's most where it would be more: only a sum that is shown has to fit, and is
// checked.
Weight clamped(Wide sum) {
  constexpr Weight most = std::numeric_limits<Weight>::max();
  return sum > most ? most : sum < -most ? -most : static_cast<Weight>(sum);
}

Result<void> SamplesReader::survey(Offer& offer) {
  const std::vector<SampleType>& types = tables_.types();
  std::vector<Wide> sums;
  std::vector<std::int64_t> counts;
  P2G_TRY(each_sample([&](const Sample& sample) -> Result<void> {
    const std::size_t row = sample.slice * types.size();
    if (row >= sums.size()) {
      sums.resize(row + types.size());
      counts.resize(row + types.size());
    }
    for (std::size_t i = 0; i < types.size(); ++i) {
      const std::int64_t value = sample.values[i];
      if (value == 0) continue;
      sums[row + i] += value;
      ++counts[row + i];
    }
    return {};
  }));
  for (const SampleType& type : types) offer.metrics.push_back(type.metric);
  offer.default_metric = tables_.default_type();
  sums.resize(std::max(sums.size(), types.size()));
  counts.resize(sums.size());
  for (std::size_t i = 0; i < sums.size(); ++i) {
    const Weight total = clamped(sums[i] * types[i % types.size()].factor);
    offer.cells.emplace_back(Cell{total, total, counts[i]});
  }
  if (slices_.size() < 2) return {};
  offer.slices.resize(slices_.size());
  for (const auto& [heads, slice] : slices_) {
    offer.slices[slice] = {heads[process], heads[thread], heads[pid], heads[tid]};
    const bool is_nobody =
        std::all_of(heads.begin(), heads.end(), [](const std::string& head) { return head.empty(); });
    if (is_nobody) offer.slices[slice].thread = "(no thread)";
  }
  return {};
}

// Callers first. Frames come into being when a stack that counts has them, so that there are none without cost.
Result<void> SamplesReader::append_path(const Sample& sample, Frames& frames, std::vector<FrameId>& path) {
  frames_left_ += frames_a_location * sample.locations.size();
  for (std::size_t i = sample.locations.size(); i-- > 0;) {
    const std::uint32_t location = sample.locations[i];
    std::uint32_t& known = known_[location];
    if (known == 0) {
      const std::size_t begin = frames_.size();
      frames_.push_back(0);
      tables_.append_frames(location, frames, frames_);
      frames_[begin] = static_cast<FrameId>(frames_.size() - begin - 1);
      known = static_cast<std::uint32_t>(begin + 1);
      if (!tables_.has_names(location)) ++nameless_;
    }
    const FrameId* const begin = &frames_[known];
    if (begin[-1] > frames_left_)
      return fail(error_at(sample.end, "stacks have more inlined functions than any program: over " +
                                           std::to_string(frames_a_location) + " a location"));
    frames_left_ -= begin[-1];
    path.insert(path.end(), begin, begin + begin[-1]);
  }
  return {};
}

Result<void> SamplesReader::add_stacks(Profile& profile, const ReadOptions& options) {
  const std::size_t metric = profile.chosen.metric;
  StacksBuilder stacks(source_, options);
  stacks.set_metric(tables_.types()[metric].metric, tables_.types()[metric].factor);
  SignedRoom room;
  const bool heads = !options.wanted.threads.empty() && profile.chosen.slices.size() > 1;
  P2G_TRY(each_sample([&](const Sample& sample) -> Result<void> {
    if (sample.values[metric] == 0 || !profile.chosen.has(sample.slice)) return {};
    if (heads) stacks.push(slice_frame(profile.frames, profile.offered.slices[sample.slice]));
    if (!room.take(sample.values[metric], stacks.factor())) {
      return fail(error_at(sample.end, "the sum of all values is above 4.6e18"));
    }
    if (Result<void> appended = append_path(sample, profile.frames, stacks.frames()); !appended) return appended;
    if (options.with_lines && !sample.locations.empty()) {
      FrameId& leaf = stacks.frames().back();
      leaf = lines_.add(leaf, tables_.executed_line(sample.locations.front()));
    }
    return stacks.add(sample.values[metric], sample.number, sample.end);
  }));
  P2G_TRY(stacks.finish(profile));
  lines_.join(profile);
  return {};
}

void SamplesReader::warn(Profile& profile) const {
  profile.warnings.add("no-symbols",
                       "address without a function's name stands for it; go tool pprof -proto PROGRAM FILE adds names",
                       nameless_);
}

}  // namespace

Result<void> read_samples(std::string_view bytes, const Tables& tables, const Source& source,
                          const ReadOptions& options, Profile& profile) {
  SamplesReader reader(bytes, tables, source);
  P2G_TRY(reader.survey(profile.offered));
  if (profile.offered.metrics.empty()) {
    StacksBuilder nothing(source, options);
    P2G_TRY(nothing.finish(profile));
    return choose_only_metric(profile, options.wanted);
  }
  P2G_TRY_ASSIGN(profile.chosen, choose(profile.offered, options.wanted));
  P2G_TRY(reader.add_stacks(profile, options));
  sum_signed_stacks(profile, "the profile is the difference of two (prof2graph diff BEFORE AFTER draws both)");
  reader.warn(profile);
  return {};
}

}  // namespace p2g::pprof

#include "src/reading_shards.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "src/base/sha256.h"
#include "src/base/source.h"
#include "src/choose_shards.h"
#include "src/importers/kit/whole_input.h"
#include "src/importers/p2g/fields.h"
#include "src/passes/merge/merge.h"
#include "src/reading.h"
#include "src/stopwatch.h"

namespace p2g {
namespace {

// Our own format is bounded by what its file pays for, as it is when it is read.
Result<void> hash_whole(Source& source, Sha256& sha) {
  P2G_TRY_ASSIGN(const std::string bytes, read_whole(source));
  sha.add(bytes);
  return {};
}

Result<void> hash_blocks(Source& source, Sha256& sha) {
  std::string block(Source::block_bytes, '\0');
  while (true) {
    P2G_TRY_ASSIGN(const std::size_t got, source.read(block.data(), block.size()));
    if (got == 0) return {};
    sha.add(std::string_view(block).substr(0, got));
  }
}

Result<ShardInput> hash_input(const std::string& file, Source& source) {
  ShardInput input;
  input.name = plain_path(file);
  Sha256 sha;
  P2G_TRY(begins_like_p2g(source.head()) ? hash_whole(source, sha) : hash_blocks(source, sha));
  const std::string digits = sha.finish();
  for (std::size_t i = 0; i < input.hash.size(); ++i) {
    std::from_chars(digits.data() + 2 * i, digits.data() + 2 * i + 2, input.hash[i], 16);
  }
  return input;
}

// What a file holds: a shard says so, everything else is an input itself.
Result<ShardFile> look_into(const std::string& file) {
  if (file == "-")
    return fail(usage_error("--shards reads files twice, and stdin can be read only once", "name files"));
  P2G_TRY_ASSIGN(Source source, Source::open(file));
  ShardFile shard{file, {}};
  if (begins_like_p2g(source.head())) {
    P2G_TRY_ASSIGN(shard.inputs, read_shard(source));
  }
  shard.is_shard = !shard.inputs.empty();
  if (shard.is_shard) return shard;
  P2G_TRY_ASSIGN(Source again, Source::open(file));
  P2G_TRY_ASSIGN(ShardInput input, hash_input(file, again));
  shard.inputs.push_back(std::move(input));
  return shard;
}

// Sums whatever comes, in groups.
class Adder {
 public:
  Result<void> add(Profile profile) {
    unite_warnings(profile.warnings);
    profile.warnings = {};
    profile.parts.clear();
    profile.offered = {};
    profile.chosen = {};
    if (!waiting_.empty()) size_ += size_of(profile);
    waiting_.push_back(std::move(profile));
    const bool few = waiting_.size() < 64 && size_ < std::max(least_batch, size_of(waiting_.front()));
    return few ? Result<void>() : sum();
  }
  Result<Profile> take() {
    P2G_TRY(sum());
    Profile profile = std::move(waiting_.front());
    for (const auto& [kind, warning] : warnings_)
      profile.warnings.add(kind, warning.text, warning.count, warning.picture);
    return profile;
  }

 private:
  // Of several texts the first by name is told, whichever file comes first.
  void unite_warnings(const Warnings& warnings) {
    for (const Warning& warning : warnings.list()) {
      const auto [found, is_new] = warnings_.try_emplace(warning.kind, warning);
      if (is_new) continue;
      Warning& sum = found->second;
      sum.count += warning.count;
      sum.text = std::min(sum.text, warning.text);
      sum.picture = std::min(sum.picture, warning.picture);
    }
  }
  Result<void> sum() {
    // Of what is measured alike under several names the first by name stays.
    std::string name = waiting_.front().metric.name;
    for (const Profile& profile : waiting_) name = std::min(name, profile.metric.name);
    P2G_TRY_ASSIGN(Profile total, merge(std::exchange(waiting_, {})));
    total.metric.name = name;
    // A sum that was rounded or cut down would be another one in another order.
    for (const Warning& warning : total.warnings.list()) {
      Error error{ErrorKind::input, "the sum has no room: " + warning.text};
      error.hint = "sum fewer of them with --shards";
      return fail(std::move(error));
    }
    waiting_.push_back(std::move(total));
    size_ = 0;
    return {};
  }

  std::vector<Profile> waiting_;
  std::size_t size_ = 0;  // of all but the first
  std::map<std::string, Warning> warnings_;
};

void note_repeated(const std::vector<ShardFile>& shards, const std::vector<bool>& chosen, Outcome& outcome) {
  std::size_t repeated = 0;
  std::string first;
  for (std::size_t i = 0; i < shards.size(); ++i) {
    if (chosen[i]) continue;
    if (repeated++ == 0) first = shards[i].file;
  }
  if (repeated == 0) return;
  const std::string others = repeated == 1 ? "" : " and " + std::to_string(repeated - 1) + " more files";
  outcome.notes.push_back(first + others + (repeated == 1 ? " holds" : " hold") +
                          " only what another file holds: counted once");
}

}  // namespace

Result<ShardSum> read_shards(const Inputs& inputs, const Hooks& hooks, Outcome& outcome) {
  Stopwatch watch(outcome, "read");
  std::vector<ShardFile> shards;
  for (const std::string& file : inputs.files) {
    P2G_TRY_ASSIGN(ShardFile shard, look_into(file));
    shards.push_back(std::move(shard));
  }
  P2G_TRY_ASSIGN(const std::vector<bool> chosen, choose_shards(shards));
  note_repeated(shards, chosen, outcome);
  std::int64_t bytes = 0;
  Adder adder;
  ShardSum sum;
  for (std::size_t i = 0; i < shards.size(); ++i) {
    if (!chosen[i]) continue;
    P2G_TRY_ASSIGN(Profile profile, read_one(shards[i].file, inputs, hooks, bytes));
    if (!shards[i].is_shard) {
      note_reading(profile, inputs.read.unit, outcome);
      rename(profile, inputs.names, outcome);
    }
    std::move(shards[i].inputs.begin(), shards[i].inputs.end(), std::back_inserter(sum.inputs));
    P2G_TRY(adder.add(std::move(profile)));
  }
  P2G_TRY_ASSIGN(sum.profile, adder.take());
  std::sort(sum.inputs.begin(), sum.inputs.end());
  watch.done({{"files", count_of(inputs.files.size())},
              {"profiles", count_of(sum.inputs.size())},
              {"bytes", bytes},
              {"functions", count_of(sum.profile.frames.size())}});
  return sum;
}

}  // namespace p2g

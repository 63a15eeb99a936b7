#include "src/choose_shards.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <numeric>

namespace p2g {
namespace {

struct LessInput {
  bool operator()(const ShardInput* a, const ShardInput* b) const { return *a < *b; }
};
using Owners = std::map<const ShardInput*, std::size_t, LessInput>;  // which file's sum holds it

Error overlap_error(const ShardFile& a, const ShardFile& b, const ShardInput& input) {
  Error error{ErrorKind::input, "holds " + input.name + ", which " + a.file + " holds too, beside others", b.file};
  error.hint = "sum each input in one shard: make one of the two again without it";
  return error;
}

// Whether a file is to be summed beside those that were looked at before, of which none is smaller.
Result<bool> is_new(const std::vector<ShardFile>& files, std::size_t index, const Owners& owners) {
  const ShardFile& file = files[index];
  std::size_t known = 0;
  const ShardInput* shared = nullptr;
  std::size_t owner = 0;
  for (const ShardInput& input : file.inputs) {
    const auto found = owners.find(&input);
    if (found == owners.end()) continue;
    if (shared != nullptr && owner != found->second) continue;
    shared = &input;
    owner = found->second;
    ++known;
  }
  if (shared == nullptr) return true;
  if (known == file.inputs.size()) return false;
  return fail(overlap_error(files[owner], file, *shared));
}

}  // namespace

std::string plain_path(const std::string& path) {
  return std::filesystem::path(path).lexically_normal().generic_string();
}

Result<std::vector<bool>> choose_shards(const std::vector<ShardFile>& files) {
  std::vector<std::size_t> order(files.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return files[a].inputs.size() > files[b].inputs.size();  // what holds another comes before it
  });
  std::vector<bool> chosen(files.size(), false);
  Owners owners;
  for (const std::size_t index : order) {
    P2G_TRY_ASSIGN(const bool fresh, is_new(files, index, owners));
    if (!fresh) continue;
    chosen[index] = true;
    for (const ShardInput& input : files[index].inputs) owners.emplace(&input, index);
  }
  return chosen;
}

}  // namespace p2g

// Which of several shards are summed, when some hold what others hold.
#pragma once

#include <string>
#include <vector>

#include "src/base/result.h"
#include "src/model/shard.h"

namespace p2g {

struct ShardFile {
  std::string file;                // as the user named it
  std::vector<ShardInput> inputs;  // ascending; of a profile that is no shard itself alone
  bool is_shard = false;
};

// By index whether a file is summed. What holds nothing but inputs of one other file is left out, so it does not matter
// how often and in which order shards come. Two that have only some inputs in common are an error that names one of
// them: neither sum is without it, and there is no way to take it out of one.
Result<std::vector<bool>> choose_shards(const std::vector<ShardFile>& files);

// A name without what says nothing: "./a//b" and "a/b" are one file.
std::string plain_path(const std::string& path);

}  // namespace p2g

// Which inputs become which outputs, before anything is read.
#pragma once

#include <string>
#include <vector>

#include "src/base/result.h"
#include "src/options.h"

namespace p2g {

inline constexpr const char* index_file = "index.html";
inline constexpr const char* manifest_file = "manifest.json";
inline constexpr const char* journal_file = "manifest.json.part";  // what is done of a batch that has not ended

// One picture of the batch.
struct BatchItem {
  std::string name;                   // unique, and what its outputs are called before their suffixes: "a/x.prof"
  std::string title;                  // of a group; empty: the picture chooses
  std::vector<std::string> files;     // one, or the parts of one run
  std::vector<std::string> baseline;  // their namesakes
  bool from_folder = false;           // nobody named the file: it need not be a profile
};

struct BatchPlan {
  std::vector<BatchItem> items;       // by name
  std::vector<std::string> types;     // output types, at least one
  std::vector<std::string> suffixes;  // of each type
  std::vector<Error> problems;        // words that stand for no file
};

Result<BatchPlan> plan_batch(const Options& options);

}  // namespace p2g

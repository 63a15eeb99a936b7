// Runs a fuzz target over the files of the folders given, whole and damaged, and over what its custom mutator makes of
// nothing. All of it is the same in every run.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>
#include <string>
#include <vector>

extern "C" {
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);
// Only some targets have one.
__attribute__((weak)) std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t most_bytes,
                                                          unsigned int seed);
std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t most_bytes);
}

namespace {

namespace fs = std::filesystem;

// Parsers of text may take longer a byte than a damaged file tells us anything new.
constexpr std::size_t most_bytes = 64 * 1024;
constexpr int damages_per_file = 40;
constexpr int mutations = 1500;  // each of the one before
constexpr std::size_t most_mutated_bytes = 2048;

void run(const std::string& bytes) {
  LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
}

std::string damaged(std::string bytes, std::mt19937& random) {
  if (bytes.empty()) return bytes;
  const auto below = [&](std::size_t limit) { return static_cast<std::size_t>(random()) % limit; };
  switch (below(4)) {
    case 0:  // cut
      bytes.resize(below(bytes.size()));
      break;
    case 1:  // some bytes changed
      for (std::size_t i = 0; i < 1 + bytes.size() / 500; ++i) bytes[below(bytes.size())] = static_cast<char>(random());
      break;
    case 2: {  // a piece missing
      const std::size_t begin = below(bytes.size());
      bytes.erase(begin, 1 + below(40));
      break;
    }
    default: {  // a piece repeated elsewhere
      const std::string piece = bytes.substr(below(bytes.size()), 1 + below(200));
      bytes.insert(below(bytes.size()), piece);
    }
  }
  return bytes;
}

int run_mutations() {
  std::string bytes;
  for (int seed = 0; seed < mutations; ++seed) {
    const std::size_t size = bytes.size();
    bytes.resize(most_mutated_bytes);
    bytes.resize(LLVMFuzzerCustomMutator(reinterpret_cast<std::uint8_t*>(bytes.data()), size, most_mutated_bytes,
                                         static_cast<unsigned int>(seed)));
    run(bytes);
  }
  return mutations;
}

std::vector<fs::path> files_of(const char* folder) {
  std::vector<fs::path> files;
  if (!fs::is_directory(folder)) return files;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder)) {
    if (entry.is_regular_file()) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace

// In place of libFuzzer's.
std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t most_bytes) {
  static std::mt19937 random(1);
  std::string bytes(reinterpret_cast<const char*>(data), size);
  bytes = bytes.empty() ? "x" : damaged(std::move(bytes), random);
  bytes.resize(std::min(bytes.size(), most_bytes));
  std::copy(bytes.begin(), bytes.end(), data);
  return bytes.size();
}

int main(int argc, char** argv) {
  int inputs = 0;
  for (int i = 1; i < argc; ++i) {
    for (const fs::path& file : files_of(argv[i])) {
      std::ostringstream text;
      text << std::ifstream(file, std::ios::binary).rdbuf();
      const std::string bytes = text.str();
      run(bytes);
      std::mt19937 random(1);
      for (int k = 0; k < damages_per_file; ++k) run(damaged(bytes.substr(0, most_bytes), random));
      inputs += 1 + damages_per_file;
    }
  }
  if (LLVMFuzzerCustomMutator != nullptr) inputs += run_mutations();
  std::printf("%d inputs\n", inputs);
  return inputs > 0 ? 0 : 1;
}

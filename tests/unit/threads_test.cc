// What is read does not depend on the number of threads: not the ids, not the order, not a word of a message.
#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

#include "src/base/pipe.h"
#include "tests/support/stack_profiles.h"

namespace p2g {
namespace {

constexpr int thread_counts[] = {1, 2, 3, 8, 0};

Result<Profile> read_with(std::string_view text, int threads, bool keep_order) {
  Source source = Source::from_memory("test.folded", text);
  ReadOptions options;
  options.keep_order = keep_order;
  options.workers = threads;
  return find_importer("folded").value()->read(source, options);
}

// Everything that a profile of stacks holds.
std::string everything_in(const Result<Profile>& read) {
  if (!read) return format_error(read.error());
  const Profile& profile = *read;
  std::string text = std::to_string(profile.total) + " / " + std::to_string(profile.metric.decimals) + '\n';
  for (FrameId id = 0; id < profile.frames.size(); ++id) text += std::string(profile.frames.text(id)) + '\n';
  const Stacks& stacks = profile.stacks();
  for (std::size_t i = 0; i < stacks.size(); ++i) {
    text += std::to_string(stacks.parent[i]) + ' ' + std::to_string(stacks.frame[i]) + ' ' +
            std::to_string(stacks.self[i]) + '\n';
  }
  for (const Warning& warning : profile.warnings.list()) text += warning.text + std::to_string(warning.count) + '\n';
  return text;
}

// More lines than one thread reads alone, with everything in them that is counted, summed or passed over.
std::vector<std::string> many_lines(unsigned seed) {
  std::mt19937 random(seed);
  std::vector<std::string> lines;
  for (int i = 0; i < 24000; ++i) {
    std::string line = "main";
    for (unsigned level = random() % 12; level > 0; --level) line += ";f" + std::to_string(random() % 40 * level);
    if (i % 997 == 5) line += ";bad\xff";
    line += ' ' + std::to_string(random() % 100);
    if (i % 5 == 0) line += '.' + std::to_string(random() % 1000);
    if (i % 1501 == 7) line = "no count here";
    if (i % 1733 == 9) line = "main;f -3";
    if (i % 2003 == 11) line = "# comment";
    lines.push_back(line + '\n');
  }
  return lines;
}

std::string joined(const std::vector<std::string>& lines) {
  return std::accumulate(lines.begin(), lines.end(), std::string());
}

void expect_same_with_all_counts(const std::string& text) {
  for (const bool keep_order : {false, true}) {
    const std::string one = everything_in(read_with(text, 1, keep_order));
    for (const int threads : thread_counts) EXPECT_EQ(everything_in(read_with(text, threads, keep_order)), one);
  }
}

TEST(Threads, StacksAreTheSameWithAnyNumber) { expect_same_with_all_counts(joined(many_lines(1))); }

TEST(Threads, ShuffledStacksAreTheSameWithAnyNumber) {
  std::vector<std::string> lines = many_lines(2);
  std::shuffle(lines.begin(), lines.end(), std::mt19937(3));
  expect_same_with_all_counts(joined(lines));
}

TEST(Threads, AnErrorHasTheSameLineWithAnyNumber) {
  std::vector<std::string> lines = many_lines(4);
  lines.insert(lines.begin() + 20000, std::string("a;b\0c 1\n", 8));
  const std::string text = joined(lines);
  for (const int threads : thread_counts) {
    const std::string message = everything_in(read_with(text, threads, false));
    EXPECT_NE(message.find("test.folded:20001:4: unexpected NUL byte"), std::string::npos) << message;
  }
}

TEST(Threads, PipeUsesEveryBatchOnceAndInOrder) {
  for (const int threads : thread_counts) {
    std::vector<int> seen;
    Pipe<std::vector<int>> pipe(threads, [&](std::vector<int>& batch) {
      seen.insert(seen.end(), batch.begin(), batch.end());
      batch.clear();
    });
    for (int i = 0; i < 1000; ++i) {
      pipe.filling().push_back(i);
      if (i % 3 == 0) pipe.send();
      if (i % 301 == 300) {
        pipe.drain();
        EXPECT_EQ(seen.size(), static_cast<std::size_t>(i + 1));
      }
    }
    pipe.drain();
    std::vector<int> all(1000);
    std::iota(all.begin(), all.end(), 0);
    EXPECT_EQ(seen, all);
  }
}

TEST(Threads, PipeHandsExceptionsToTheSender) {
  for (const int threads : thread_counts) {
    Pipe<int> pipe(threads, [](int& batch) {
      if (batch == 50) throw std::runtime_error("fifty");
    });
    const auto send_all = [&] {
      for (int i = 0; i < 100; ++i) {
        pipe.filling() = i;
        pipe.send();
      }
      pipe.drain();
    };
    EXPECT_THROW(send_all(), std::runtime_error);
  }
}

TEST(Threads, PipeMayBeLeftFull) {
  std::atomic<int> used = 0;
  {
    Pipe<int> pipe(2, [&](int&) { ++used; });
    for (int i = 0; i < 20; ++i) pipe.send();
  }
  EXPECT_GE(used, 12);
  EXPECT_LE(used, 20);
}

}  // namespace
}  // namespace p2g

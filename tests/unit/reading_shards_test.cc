// merge --shards: sums of sums are the sum, whatever stands beside what and however often.
#include "src/reading_shards.h"

#include <algorithm>

#include "src/pipeline.h"
#include "tests/support/call_profiles.h"
#include "tests/support/p2g_file.h"
#include "tests/support/stack_profiles.h"
#include "tests/support/temporary_folder.h"

namespace p2g::test {
namespace {

class ReadShards : public InFolder {
 protected:
  Result<Outcome> try_sum(const std::vector<std::string>& files, const std::string& out) const {
    Options options;
    options.shards = true;
    options.data_only = true;
    for (const std::string& file : files) options.files.push_back(path(file));
    options.outputs = {path(out)};
    return run(options, {});
  }
  std::string sum(const std::vector<std::string>& files, const std::string& out) const {
    const Result<Outcome> outcome = try_sum(files, out);
    EXPECT_TRUE(outcome) << format_error(outcome.error());
    return read(out);
  }

  // Of one kind: stacks, or calls in our own format.
  std::vector<std::string> inputs(Dice& dice, bool stacks) const {
    std::vector<std::string> files;
    for (std::size_t i = 0, count = 2 + dice.below(6); i < count; ++i) {
      files.push_back(std::to_string(i) + (stacks ? ".folded" : ".p2g.zst"));
      if (!stacks) {
        write(files.back(), write_p2g(random_profile(dice.any(), 1 + static_cast<int>(dice.below(5)), 60)));
        continue;
      }
      std::string lines;
      for (std::size_t line = 0; line < 5; ++line) {
        lines += "main;f" + std::to_string(dice.below(4)) + ";g" + std::to_string(dice.below(3)) + ' ' +
                 std::to_string(dice.below(50)) + (dice.one_in(4) ? ".5\n" : "\n");
      }
      write(files.back(), lines);
    }
    return files;
  }
};

TEST_F(ReadShards, AnyTreeOfSumsIsTheSum) {
  for (unsigned seed = 0; seed < 60; ++seed) {
    Dice dice(seed);
    const std::vector<std::string> files = inputs(dice, seed % 2 == 0);
    const std::string expected = sum(files, "all.p2g.zst");
    std::vector<std::string> open = files;
    std::vector<std::string> made = files;
    for (int step = 0; open.size() > 1; ++step) {
      std::vector<std::string> parts;
      for (std::size_t left = std::min(open.size(), 1 + dice.below(3)); left > 0; --left) {
        const auto part = open.begin() + static_cast<std::ptrdiff_t>(dice.below(open.size()));
        parts.push_back(*part);
        open.erase(part);
      }
      if (dice.one_in(3)) parts.push_back(parts.front());  // a message that came twice
      const std::string name = std::to_string(seed) + '-' + std::to_string(step) + ".p2g.zst";
      sum(parts, name);
      open.push_back(name);
      made.push_back(name);
    }
    EXPECT_EQ(sum({open.front()}, "tree.p2g.zst"), expected) << seed;
    // All that ever was a part, at once.
    std::shuffle(made.begin(), made.end(), std::mt19937(seed));
    EXPECT_EQ(sum(made, "again.p2g.zst"), expected) << seed;
  }
}

TEST_F(ReadShards, ItsFiguresAreThoseOfAPlainSum) {
  write("a.folded", "main;f 3\nmain;g 1.5\n");
  write("b.folded", "main;f 4\n");
  EXPECT_EQ(write_folded(read_p2g(sum({"a.folded", "b.folded"}, "sum.p2g.zst"))), "main;f 7\nmain;g 1.5\n");
}

TEST_F(ReadShards, AShardThatIsDamagedIsAnErrorWithItsName) {
  write("a.folded", "main;f 3\n");
  write("b.folded", "main;f 4\n");
  const std::string whole = sum({"a.folded", "b.folded"}, "sum.p2g.zst");
  for (std::size_t cut = 1; cut < whole.size(); ++cut) {
    write("cut.p2g.zst", whole.substr(0, cut));
    const Result<Outcome> outcome = try_sum({"a.folded", "cut.p2g.zst"}, "out.p2g.zst");
    ASSERT_FALSE(outcome) << cut;
    EXPECT_EQ(outcome.error().file, path("cut.p2g.zst")) << cut;
    EXPECT_FALSE(std::filesystem::exists(path("out.p2g.zst")));
  }
}

TEST_F(ReadShards, StacksAndCallsAreNotSummed) {
  write("a.folded", "main;f 3\n");
  write("b.p2g.zst", write_p2g(random_profile(1, 3, 50)));
  EXPECT_FALSE(try_sum({"a.folded", "b.p2g.zst"}, "out.p2g.zst"));
}

TEST_F(ReadShards, ASumWithoutRoomIsAnErrorInAnyOrder) {
  const std::string huge = std::to_string(std::int64_t{1} << 62);
  for (const char* name : {"a.folded", "b.folded", "c.folded"})
    write(name, "main;" + std::string(name) + ' ' + huge + '\n');
  std::vector<std::string> files = {"a.folded", "b.folded", "c.folded"};
  do {
    EXPECT_FALSE(try_sum(files, "out.p2g.zst"));
  } while (std::next_permutation(files.begin(), files.end()));
}

}  // namespace
}  // namespace p2g::test

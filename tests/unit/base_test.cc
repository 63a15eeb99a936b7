// Strings, diagnostics, sources, cursors and sinks.
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "src/base/cursor.h"
#include "src/base/diagnostics.h"
#include "src/base/output_place.h"
#include "src/base/pending_file.h"
#include "src/base/shared_library.h"
#include "src/base/sink.h"
#include "src/base/source.h"
#include "src/base/strings.h"
#include "tests/support/temporary_folder.h"

namespace p2g {
namespace {

namespace fs = std::filesystem;

class BaseFiles : public test::InFolder {
 protected:
  static std::string content(const std::string& file) {
    std::ostringstream out;
    out << std::ifstream(file, std::ios::binary).rdbuf();
    return out.str();
  }
  std::size_t entries() const {
    return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder_), fs::directory_iterator()));
  }
};

TEST(Strings, SameTextSameIdAcrossGrowth) {
  Strings strings;
  for (int i = 0; i < 20000; ++i) EXPECT_EQ(strings.intern("name_" + std::to_string(i)), static_cast<StringId>(i));
  for (int i = 0; i < 20000; ++i) ASSERT_EQ(strings.intern("name_" + std::to_string(i)), static_cast<StringId>(i));
  EXPECT_EQ(strings[19999], "name_19999");
  EXPECT_EQ(strings.find("name_7"), 7U);
  EXPECT_EQ(strings.find("absent"), Strings::none);
  const std::string large(1 << 20, 'x');
  EXPECT_EQ(strings[strings.intern(large)], large);
  EXPECT_EQ(strings[strings.intern("")], "");
}

TEST(Diagnostics, TextErrorsShowTheLineAndACaret) {
  Error error{ErrorKind::input, "expected a count after the stack", "run.folded"};
  error.line = 12;
  error.column = 9;
  error.excerpt = "main;f\x1b;g";
  error.hint = "each line is STACK COUNT";
  EXPECT_EQ(format_error(error),
            "prof2graph: error: run.folded:12:9: expected a count after the stack\n"
            "  main;f\\x1b;g\n"
            "             ^\n"
            "  hint: each line is STACK COUNT\n");
}

TEST(Diagnostics, BinaryErrorsNameTheByte) {
  Error error{ErrorKind::input, "expected a number", "w.prof"};
  error.byte = 0x1a3;
  EXPECT_EQ(format_error(error), "prof2graph: error: w.prof: byte 0x1a3: expected a number\n");
}

TEST(Diagnostics, LongLinesAreCutAroundTheCaret) {
  Error error{ErrorKind::input, "m", "f"};
  error.line = 1;
  error.column = 5000;
  error.excerpt = std::string(10000, 'a');
  const std::string text = format_error(error);
  EXPECT_LT(text.size(), 400U);
  EXPECT_NE(text.find("…aaa"), std::string::npos);
}

TEST(Diagnostics, UnknownNamesGetTheNearestKnownOne) {
  EXPECT_EQ(unknown_name_error("format", "pstat", {"folded", "pstats"}).hint, "did you mean \"pstats\"?");
  EXPECT_EQ(unknown_name_error("format", "elephant", {"folded", "pstats"}).hint, "known are: folded pstats");
}

TEST(Diagnostics, WarningsCountByKindAndSort) {
  Warnings warnings;
  warnings.add("z", "last");
  warnings.add("a", "first", 1500);
  warnings.add("z", "another text", 2);
  ASSERT_EQ(warnings.list().size(), 2U);
  EXPECT_EQ(format_warning(warnings.list()[0]), "prof2graph: warning: first (1,500 times)\n");
  EXPECT_EQ(format_warning(warnings.list()[1]), "prof2graph: warning: last (3 times)\n");
}

TEST(Diagnostics, WarningsNameTheFileWhereTheyHappenedFirst) {
  Warnings all;
  for (const char* file : {"a.prof", "b.prof", "b.prof", "c.prof"}) {
    Warnings one;
    one.add("negative-time", "a time is negative", 2, "Negative times.");
    one.set_file(file);
    one.add("estimated", "stacks are estimates");
    one.set_file("later");
    all.merge(one);
  }
  EXPECT_EQ(format_warning(all.list()[1]),
            "prof2graph: warning: a.prof and 3 more files: a time is negative (8 times)\n");
  EXPECT_EQ(strict_error(all.list()[1], ErrorKind::input, "x").file, "a.prof");
  EXPECT_EQ(picture_text(all), " Negative times.");
}

TEST(Cursor, ReadsAcrossBlocksAndReportsTruncationWhereItIs) {
  const std::string bytes(Source::block_bytes + 10, 'q');
  Source source = Source::from_memory("m", bytes);
  Cursor cursor(source);
  EXPECT_EQ(cursor.u8(), 'q');
  EXPECT_EQ(cursor.bytes(Source::block_bytes).size(), Source::block_bytes);
  EXPECT_EQ(cursor.offset(), Source::block_bytes + 1);
  EXPECT_EQ(cursor.u32(), 0x71717171U);
  EXPECT_TRUE(cursor.ok());
  EXPECT_EQ(cursor.u64(), 0U);  // five bytes are left
  ASSERT_FALSE(cursor.ok());
  const Error error = cursor.take_error();
  EXPECT_EQ(error.byte, bytes.size());
  EXPECT_EQ(error.message, "expected 3 more bytes, found the end of the file");
}

TEST(Cursor, AFalseLengthCostsNoMemory) {
  Source source = Source::from_memory("m", "abc");
  Cursor cursor(source);
  EXPECT_EQ(cursor.bytes(1ULL << 60), "");
  EXPECT_FALSE(cursor.ok());
  EXPECT_TRUE(cursor.at_end());
}

TEST_F(BaseFiles, SourceKeepsTheHeadForTheReader) {
  std::ofstream(path("f"), std::ios::binary) << std::string(10000, 'a') << "end";
  Result<Source> source = Source::open(path("f"));
  ASSERT_TRUE(source);
  EXPECT_EQ(source->head().size(), Source::head_bytes);
  std::string all(20000, '\0');
  EXPECT_EQ(source->read(all.data(), all.size()).value(), 10003U);
  EXPECT_EQ(all.substr(9998, 5), "aaend");
  EXPECT_EQ(source->read(all.data(), all.size()).value(), 0U);
  EXPECT_EQ(source->size_hint(), 10003U);
}

TEST_F(BaseFiles, SourceErrorsSayWhatIsWrong) {
  EXPECT_EQ(format_error(Source::open(path("absent")).error()),
            "prof2graph: error: " + path("absent") + ": cannot be opened: No such file or directory\n");
  EXPECT_EQ(Source::open(folder_.string()).error().message, "is a directory, expected a profile");
  // A gzip header with nothing behind it.
  std::ofstream(path("g"), std::ios::binary) << std::string("\x1f\x8b\x08\0\0\0\0\0\0\x03", 10);
  const Result<Source> cut = Source::open(path("g"));
  ASSERT_FALSE(cut);
  EXPECT_EQ(cut.error().message, "gzip data ends early");
}

// ---- Compressed bytes: "a;b 1\n", and what may lie around it -------------------------------------------------------

using namespace std::string_literals;

const std::string gzipped = "\x1f\x8b\x08\0\0\0\0\0\2\3K\xb4NR0\xe4\2\0\x0f\x63q+\6\0\0\0"s;
const std::string zstd = "\x28\xb5\x2f\xfd\0X1\0\0a;b 1\n"s;
const std::string skippable = "\x5a\x2a\x4d\x18\4\0\0\0skip"s;

// All of it in steps of `step`, its warnings, or the error.
std::string read_all(std::string_view bytes, std::size_t step) {
  Source source = Source::from_memory("m", bytes);
  std::string out;
  std::string block(step, '\0');
  while (true) {
    const Result<std::size_t> got = source.read(block.data(), step);
    if (!got) return "error: " + got.error().message;
    if (*got == 0) break;
    out.append(block, 0, *got);
  }
  const Warnings warnings = source.warnings();
  for (const Warning& warning : warnings.list()) out += warning.kind + ": " + warning.text;
  return out;
}

TEST(CompressedSource, ReadsAllUnitsAndCountsWhatFollows) {
  for (const auto& [packed, name] : {std::pair{gzipped, "gzip"s}, {zstd, "zstd"s}}) {
    const std::string text = "a;b 1\n";
    const auto left = [&, name = name](const std::string& size) {
      return text + "trailing-garbage: " + size + " after the " + name + " data were not read";
    };
    const std::pair<std::string, std::string> cases[] = {
        {packed, text},
        {packed + packed, text + text},
        {packed + std::string(1'000'000, '\0'), text},
        {packed + std::string(512, '\0') + packed, text + text},
        {packed + "\n", left("1 byte")},
        {packed + packed.substr(0, 1), left("1 byte")},
        {packed + std::string(300'000, 'x'), left("300000 bytes")},
        {packed + "\0x"s + packed, left(std::to_string(1 + packed.size()) + " bytes")},
        {packed + std::string(70U << 20U, 'x'), left("more than 64 MB")},
        {packed + std::string(70U << 20U, '\0'), left("more than 64 MB")},
        {packed.substr(0, 5), "error: " + name + " data ends early"},
        {packed + packed.substr(0, packed.size() - 1), "error: " + name + " data ends early"},
    };
    for (const auto& [bytes, expected] : cases) {
      for (const std::size_t step : {std::size_t{1}, Source::block_bytes}) {
        EXPECT_EQ(read_all(bytes, step), expected) << name << " " << bytes.size();
      }
    }
  }
}

TEST(CompressedSource, FramesToBeSkippedAreSkipped) {
  EXPECT_EQ(read_all(skippable + zstd, 3), "a;b 1\n");
  EXPECT_EQ(read_all(zstd + skippable + skippable + zstd, 3), "a;b 1\na;b 1\n");
  EXPECT_EQ(read_all(skippable, 3), "");
  EXPECT_EQ(read_all(skippable.substr(0, 9), 3), "error: zstd data ends early");
}

TEST(CompressedSource, UnitsThatHoldNothingEnd) {
  const std::string frame = "\x5a\x2a\x4d\x18\0\0\x10\0"s + std::string(1U << 20U, 'x');
  std::string many;
  for (int i = 0; i < 65; ++i) many += frame;
  EXPECT_EQ(read_all(many + zstd, 3), "error: zstd data holds nothing in more than 64 MB");
}

// The window descriptor: 17 << 3 is 2^27 bytes.
TEST(CompressedSource, AWindowThatTheFileDoesNotPayForIsRefused) {
  const auto frame = [](unsigned log, unsigned eighths) {
    return "\x28\xb5\x2f\xfd\0"s + static_cast<char>((log - 10) << 3U | eighths) + "\x31\0\0a;b 1\n"s + zstd;
  };
  EXPECT_EQ(read_all(frame(25, 0), 9), "a;b 1\na;b 1\n");
  const std::string rest = ", which takes more memory than a file of this size may";
  EXPECT_EQ(read_all(frame(25, 1), 9), "error: was written with zstd --long=26 (a window of 36 MB)" + rest);
  EXPECT_EQ(read_all(frame(27, 0), 9), "error: was written with zstd --long=27 (a window of 128 MB)" + rest);
  EXPECT_EQ(read_all(zstd + frame(31, 0), 9), "error: was written with zstd --long=31 (a window of 2048 MB)" + rest);
  EXPECT_EQ(read_all(frame(40, 7), 9), "error: zstd data is damaged: no zstd writes such a window");
  // A single segment: its window is its content, 256 MB.
  const std::string segment = "\x28\xb5\x2f\xfd\xa0\0\0\0\x10\x31\0\0a;b 1\n"s;
  EXPECT_EQ(read_all(segment, 9), "error: was written with zstd --long=28 (a window of 256 MB)" + rest);
}

TEST_F(BaseFiles, AWindowThatTheFilePaysForIsRead) {
  // 20 MB to be skipped.
  const std::string frame = "\x28\xb5\x2f\xfd\0\x80\x31\0\0a;b 1\n"s;  // 2^26
  std::ofstream(path("f.zst"), std::ios::binary)
      << "\x5a\x2a\x4d\x18\0\0\x40\1"s << std::string(20U << 20U, 'x') << frame;
  Result<Source> source = Source::open(path("f.zst"));
  ASSERT_TRUE(source) << format_error(source.error());
  EXPECT_EQ(source->head(), "a;b 1\n");
}

TEST(CompressedSource, WhatIsNotUnpackedSaysHow) {
  const auto error = [](std::string_view bytes) {
    Source source = Source::from_memory("m", bytes);
    char block[8];
    const Result<std::size_t> got = source.read(block, sizeof block);
    return got ? "read" : format_error(got.error());
  };
  const auto expected = [](const std::string& what, const std::string& unpack) {
    return "prof2graph: error: m: is compressed " + what + ", expected a profile\n  hint: unpack it: " + unpack +
           " | prof2graph -\n";
  };
  EXPECT_EQ(error("\xfd"
                  "7zXZ\0\0\4"s),
            expected("with xz", "xz -dc FILE"));
  EXPECT_EQ(error("BZh91AY&SY"), expected("with bzip2", "bzip2 -dc FILE"));
  EXPECT_EQ(error("\4\x22\x4d\x18\x64"), expected("with lz4", "lz4 -dc FILE"));
  EXPECT_EQ(error("\x1f\x9d\x90"), expected("with compress", "gunzip -c FILE"));
  EXPECT_EQ(error("BZh9;a 1\n"), "read");
  const std::string twice =
      "\037\213\010\000\000\000\000\000\002\003\323\330\252\377\227\041\302\220\201\041\321\072\111\301\220\013\000\176\225\217\173\017\000\000\000"s;
  EXPECT_EQ(error(twice), expected("twice: gzip data holds zstd data", "gunzip -c FILE | zstd -dc"));
}

TEST(Source, NoNameIsSaidToBeNone) {
  EXPECT_EQ(format_error(Source::open("").error()), "prof2graph: error: expected a file name, got an empty text\n");
}

TEST_F(BaseFiles, HolesAreNotCountedAsSize) {
  std::ofstream(path("hole")) << "x";
  fs::resize_file(path("hole"), std::uint64_t{1} << 34);
  EXPECT_LE(Source::open(path("hole"))->size_hint(), 64U << 20U);
}

TEST_F(BaseFiles, SinkReplacesTheFileOnlyOnCommit) {
  std::ofstream(path("out")) << "before";
  ::chmod(path("out").c_str(), 0640);
  {
    Result<Sink> sink = Sink::to_file(path("out"));
    ASSERT_TRUE(sink);
    sink->put("half");
  }
  EXPECT_EQ(content(path("out")), "before");
  EXPECT_EQ(entries(), 1U);
  Result<Sink> sink = Sink::to_file(path("out"));
  ASSERT_TRUE(sink);
  sink->put(std::string(300000, 'x'));
  sink->put("end");
  EXPECT_EQ(sink->commit().value(), 300003U);
  EXPECT_EQ(content(path("out")).size(), 300003U);
  EXPECT_EQ(entries(), 1U);
  struct stat status {};
  ASSERT_EQ(::stat(path("out").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0640U);
}

TEST_F(BaseFiles, SinksAreCommittedAllOrNone) {
  std::ofstream(path("old")) << "before";
  for (const bool folder_first : {true, false}) {
    std::vector<Sink> sinks;
    for (const char* name : {"new", "old", "another"}) sinks.push_back(std::move(Sink::to_file(path(name)).value()));
    sinks.insert(folder_first ? sinks.begin() : sinks.end(), std::move(Sink::to_file(path("folder")).value()));
    for (Sink& sink : sinks) sink.put("after");
    fs::create_directory(path("folder"));
    std::vector<Sink*> all;
    for (Sink& sink : sinks) all.push_back(&sink);
    const Result<void> done = commit_all(all);
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().file, path("folder"));
    EXPECT_EQ(done.error().message, "cannot be written: Is a directory");
    EXPECT_EQ(content(path("old")), "before");
    EXPECT_EQ(entries(), 2U);
    fs::remove(path("folder"));
  }
  std::vector<Sink> sinks;
  std::vector<Sink*> all;
  for (int i = 0; i < 20; ++i) sinks.push_back(std::move(Sink::to_file(path("old" + std::to_string(i % 20))).value()));
  EXPECT_EQ(entries(), 21U);
  for (Sink& sink : sinks) {
    sink.put("after");
    all.push_back(&sink);
  }
  ASSERT_TRUE(commit_all(all));
  EXPECT_EQ(entries(), 21U);
  EXPECT_EQ(content(path("old19")), "after");
}

TEST_F(BaseFiles, EveryPendingFileIsRemembered) {
  std::vector<Sink> sinks;  // eight were
  for (int i = 0; i < 30; ++i) sinks.push_back(std::move(Sink::to_file(path(std::to_string(i))).value()));
  EXPECT_EQ(entries(), 30U);
  PendingFile::undo_all();
  EXPECT_EQ(entries(), 0U);
}

TEST_F(BaseFiles, PlacesAreTheSameWhereOneWouldReplaceTheOther) {
  fs::create_directory(path("d"));
  fs::create_symlink("d", path("way"));
  fs::create_symlink("d/new", path("link"));
  std::ofstream(path("there")) << "x";
  fs::create_hard_link(path("there"), path("hard"));
  const auto same = [this](const std::string& a, const std::string& b) {
    return same_place(find_output_place(path(a)).value(), find_output_place(path(b)).value());
  };
  for (const char* name : {"d/new", "d/../d/new", "d//new", "way/new", "link"})
    EXPECT_TRUE(same("d/new", name)) << name;
  EXPECT_TRUE(same("there", "hard"));
  for (const char* name : {"new", "there", "d/other"}) EXPECT_FALSE(same("d/new", name)) << name;
  EXPECT_EQ(find_output_place(path("d")).error().message, "is a directory, expected a file name");
  EXPECT_EQ(Sink::to_file("").error().message, "expected a file name for the output, got an empty text");
}

TEST_F(BaseFiles, SinkErrorsComeFromCommit) {
  EXPECT_EQ(Sink::to_file(path("no/such/folder")).error().kind, ErrorKind::output);
  Result<Sink> full = Sink::to_file("/dev/full");
  ASSERT_TRUE(full);
  full->put("x");
  const Result<std::uint64_t> done = full->commit();
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().message, "cannot be written: No space left on device");
}

TEST(SharedLibrary, FindsWhatTheLibraryHas) {
  SharedLibrary library("libm.so.6", "libc6");
  double (*root)(double) = nullptr;
  library.find(root, "sqrt");
  ASSERT_TRUE(library.status());
  EXPECT_EQ(root(16), 4);
}

TEST(SharedLibrary, SaysWhichPackageIsMissing) {
  SharedLibrary library("libnosuch.so.1", "libnosuch1");
  int* nothing = nullptr;
  library.find(nothing, "anything");
  EXPECT_EQ(nothing, nullptr);
  ASSERT_FALSE(library.status());
  EXPECT_NE(library.status().error().message.find("libnosuch.so.1"), std::string::npos);
  EXPECT_EQ(library.status().error().hint, "is it installed? (Debian: libnosuch1)");
}

TEST(SharedLibrary, SaysWhatAnOlderVersionLacks) {
  SharedLibrary library("libm.so.6", "libc6");
  int* nothing = nullptr;
  library.find(nothing, "no_such_function");
  ASSERT_FALSE(library.status());
  EXPECT_EQ(library.status().error().message, "the library libm.so.6 has no no_such_function");
}

}  // namespace
}  // namespace p2g

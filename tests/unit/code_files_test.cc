// Whose source a report reads: paths of a profile are compared with what lies in a folder, and never followed.
#include "src/base/code_files.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <string>

#include "tests/support/temporary_folder.h"

namespace p2g {
namespace {

namespace fs = std::filesystem;

class CodeFilesTest : public test::InFolder {
 protected:
  // What is found in `folder` for a path; "-" for nothing.
  std::string found(const std::string& path, const std::string& folder = "in") const {
    const std::optional<CodeFile> file = CodeFiles({(folder_ / folder).string()}, {path}).find(path);
    return file ? file->text : "-";
  }
};

TEST_F(CodeFilesTest, TheFileThatEndsWithMostOfThePathIsFound) {
  write("in/a.py", "top");
  write("in/x/a.py", "x");
  write("in/y/x/a.py", "y/x");
  EXPECT_EQ(found("a.py"), "top");
  EXPECT_EQ(found("/srv/x/a.py"), "x");
  EXPECT_EQ(found("/srv/y/x/a.py"), "y/x");
  EXPECT_EQ(found("C:\\work\\y\\x\\a.py"), "y/x");
  EXPECT_EQ(found("./x/./a.py"), "x");
  EXPECT_EQ(found("/elsewhere/a.py"), "top");
}

TEST_F(CodeFilesTest, HowManyFitAsWellIsKnown) {
  write("in/x/a.py", "x");
  write("in/y/a.py", "y");
  const std::optional<CodeFile> file = CodeFiles({(folder_ / "in").string()}, {"a.py"}).find("a.py");
  ASSERT_TRUE(file);
  EXPECT_EQ(file->text, "x");
  EXPECT_EQ(file->as_good, 1U);
}

TEST_F(CodeFilesTest, AFolderInAnotherHasItsFilesOnce) {
  write("in/x/a.py", "x");
  const std::string in = (folder_ / "in").string();
  const std::optional<CodeFile> file = CodeFiles({in, in + "/x"}, {"a.py"}).find("a.py");
  ASSERT_TRUE(file);
  EXPECT_EQ(file->as_good, 0U);
}

TEST_F(CodeFilesTest, NoPathLeadsOutOfTheFolder) {
  write("in/sub/b.py", "in");
  write("secret.py", "secret");
  for (const char* path : {"../secret.py", "in/../secret.py", "sub/../../secret.py", "/secret.py", "secret.py", "..",
                           "", "/", ".", "..\\secret.py"}) {
    EXPECT_EQ(found(path), "-") << path;
  }
  EXPECT_EQ(found((folder_ / "secret.py").string()), "-");
  EXPECT_EQ(found(std::string("secret.py\0.py", 13)), "-");
  EXPECT_EQ(found(std::string(100'000, 'a') + ".py"), "-");
}

TEST_F(CodeFilesTest, NoLinkIsFollowed) {
  write("secret.py", "secret");
  write("out/deep/c.py", "secret");
  fs::create_directories(folder_ / "in");
  fs::create_symlink(folder_ / "secret.py", folder_ / "in/link.py");
  fs::create_directory_symlink(folder_ / "out", folder_ / "in/out");
  EXPECT_EQ(found("link.py"), "-");
  EXPECT_EQ(found("out/deep/c.py"), "-");
  fs::create_directory_symlink(folder_ / "out", folder_ / "named");
  EXPECT_EQ(found("c.py", "named"), "secret") << "the folder itself is the user's choice, wherever it leads";
}

TEST_F(CodeFilesTest, OnlySourceTextIsRead) {
  write("in/.hidden.py", "secret");
  write("in/.git/d.py", "secret");
  write("in/id_rsa", "secret");
  write("in/.env", "secret");
  write("in/table.csv", "secret");
  write("in/key.pem", "secret");
  fs::create_directories(folder_ / "in/folder.py");
  ASSERT_EQ(::mkfifo((folder_ / "in/pipe.py").c_str(), 0600), 0);
  for (const char* path :
       {".hidden.py", ".git/d.py", "d.py", "id_rsa", ".env", "table.csv", "key.pem", "folder.py", "pipe.py"}) {
    EXPECT_EQ(found(path), "-") << path;
  }
}

TEST_F(CodeFilesTest, NamesKeepTheirCase) {
  write("in/Main.PY", "main");
  EXPECT_EQ(found("main.py"), "-");
  EXPECT_EQ(found("Main.PY"), "main");
}

TEST_F(CodeFilesTest, ALargeFileIsNotRead) {
  write("in/large.c", std::string(CodeFiles::most_file_bytes + 1, 'x'));
  const std::optional<CodeFile> file = CodeFiles({(folder_ / "in").string()}, {"large.c"}).find("large.c");
  ASSERT_TRUE(file);
  EXPECT_TRUE(file->is_too_large);
  EXPECT_EQ(file->text, "");
}

TEST_F(CodeFilesTest, AFolderThatIsNotThereHasNothing) { EXPECT_EQ(found("a.py", "nowhere"), "-"); }

TEST(CodeSuffix, EachIsFound) {
  for (const char* name :
       {"a.adb", "a.c",  "a.c++", "a.cc",  "a.cpp", "a.cxx", "a.dart", "a.f90", "a.go",    "a.h",  "a.hpp", "a.java",
        "a.js",  "a.kt", "a.m",   "a.php", "a.py",  "a.pyx", "a.rb",   "a.rs",  "a.swift", "a.ts", "a.tsx"}) {
    EXPECT_TRUE(has_code_suffix(name)) << name;
  }
  for (const char* name : {"py", ".py", "a.", "a", "a.pyc", "a.json", "a.toml"})
    EXPECT_FALSE(has_code_suffix(name)) << name;
}

}  // namespace
}  // namespace p2g

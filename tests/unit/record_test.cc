// What a command is taken for before it is recorded, and what a recorder may lack.
#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <system_error>
#include <vector>

#include "src/record/permissions.h"
#include "src/record/program.h"
#include "src/record/recorder.h"

namespace p2g {
namespace {

using Words = std::vector<std::string>;

// A stand-in for an interpreter: whatever is called like one and can be executed.
std::string python() {
  static const std::string path = [] {
    const std::string folder = ::testing::TempDir() + "prof2graph_record_test";
    std::error_code ignored;  // it may be there already
    std::filesystem::create_directory(folder, ignored);
    std::filesystem::create_symlink("/bin/sh", folder + "/python3.12", ignored);
    return folder + "/python3.12";
  }();
  return path;
}

Program parts(Words words) {
  words.insert(words.begin(), python());
  const Result<Program> program = take_apart(words);
  EXPECT_TRUE(program) << (program ? "" : program.error().message);
  return program ? *program : Program();
}

TEST(TakeApart, AFile) {
  const Program program = parts({"app.py", "-m", "x"});
  EXPECT_EQ(program.kind, Program::Kind::python);
  EXPECT_EQ(program.start, Program::Start::file);
  EXPECT_EQ(program.interpreter, Words{python()});
  EXPECT_EQ(program.target, "app.py");
  EXPECT_EQ(program.arguments, (Words{"-m", "x"}));
  EXPECT_EQ(program.name, "app.py");
}

TEST(TakeApart, OptionsOfTheInterpreter) {
  for (const Words& options : {Words{"-B", "-OO"}, Words{"-W", "error"}, Words{"-Werror", "-X", "dev"}, Words{"-Xdev"},
                               Words{"--check-hash-based-pycs", "always"}, Words{"-bW", "once"}}) {
    Words words = options;
    words.insert(words.end(), {"a/app.py", "x"});
    const Program program = parts(words);
    Words interpreter = options;
    interpreter.insert(interpreter.begin(), python());
    EXPECT_EQ(program.interpreter, interpreter);
    EXPECT_EQ(program.target, "a/app.py");
    EXPECT_EQ(program.name, "app.py");
    words.insert(words.begin(), python());
    EXPECT_EQ(program.command(), words);
  }
}

TEST(TakeApart, AModule) {
  for (const Words& words : {Words{"-m", "pkg.mod", "-c", "x"}, Words{"-mpkg.mod", "-c", "x"}}) {
    const Program program = parts(words);
    EXPECT_EQ(program.start, Program::Start::module);
    EXPECT_EQ(program.target, "pkg.mod");
    EXPECT_EQ(program.arguments, (Words{"-c", "x"}));
    EXPECT_EQ(program.interpreter, Words{python()});
  }
  const Program program = parts({"-uBm", "mod"});
  EXPECT_EQ(program.interpreter, (Words{python(), "-uB"}));
  EXPECT_EQ(program.target, "mod");
}

TEST(TakeApart, ATextAndStdin) {
  EXPECT_EQ(parts({"-c", "print(1)", "-m"}).start, Program::Start::command);
  EXPECT_EQ(parts({"-c", "print(1)", "-m"}).arguments, Words{"-m"});
  EXPECT_EQ(parts({"-", "x"}).start, Program::Start::stdin_text);
  EXPECT_EQ(parts({"-", "x"}).command(), (Words{python(), "-", "x"}));
}

TEST(TakeApart, NoProgram) {
  for (const Words& words : {Words{}, Words{"-B"}, Words{"-W"}, Words{"-m"}, Words{"-c"}, Words{"--version"}}) {
    Words all = words;
    all.insert(all.begin(), python());
    EXPECT_FALSE(take_apart(all)) << words.size();
  }
  EXPECT_FALSE(take_apart({"/nonexistent/program"}));
  EXPECT_EQ(take_apart({"/bin/sh", "-c", "x"})->kind, Program::Kind::other);
}

TEST(Recorders, AreComplete) {
  EXPECT_EQ(recorders().size(), 7U);
  for (const Recorder* recorder : recorders()) {
    EXPECT_TRUE(recorder->run != nullptr || recorder->attach != nullptr) << recorder->name;
    EXPECT_FALSE(recorder->install.empty()) << recorder->name;
    EXPECT_EQ(*find_recorder(recorder->name), recorder);
  }
}

TEST(MissingPermission, OfSamplers) {
  Permissions permissions;
  EXPECT_EQ(missing_permission(permissions, "py-spy"), "");
  permissions.ptrace_scope = 1;
  EXPECT_TRUE(missing_permission(permissions, "py-spy").starts_with("kernel.yama.ptrace_scope is 1: sudo, or"));
  EXPECT_NE(missing_permission(permissions, "austin").find("CAP_SYS_PTRACE"), std::string::npos);
  permissions.ptrace_scope = 3;
  EXPECT_NE(missing_permission(permissions, "austin").find("until the machine starts again"), std::string::npos);
  permissions.may_trace = true;
  EXPECT_EQ(missing_permission(permissions, "austin"), "");
  EXPECT_NE(missing_permission({.owns = false}, "austin").find("another user's"), std::string::npos);
}

TEST(MissingPermission, OfPerf) {
  EXPECT_EQ(missing_permission({.perf_event_paranoid = 2}, "perf"), "");
  EXPECT_TRUE(
      missing_permission({.perf_event_paranoid = 3}, "perf").starts_with("kernel.perf_event_paranoid is 3: sudo"));
  EXPECT_EQ(missing_permission({.perf_event_paranoid = 3, .may_sample = true}, "perf"), "");
}

}  // namespace
}  // namespace p2g

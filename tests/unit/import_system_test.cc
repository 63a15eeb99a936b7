#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "src/analysis/analysis.h"
#include "tests/support/call_profiles.h"

namespace p2g {
namespace {

using test::CallProfile;

// `python -m package.tool`: importing the package takes a part of the run, the module's own body holds the rest.
CallProfile run_as_module(const std::string& file) {
  CallProfile made;
  made.place("text", "<string>", 1, "<module>").place("code", "<frozen runpy>", 65, "_run_code");
  made.place("find", "<frozen importlib._bootstrap>", 1, "_find_and_load");
  made.place("package", "/srv/shop/package/__init__.py", 1, "<module>").place("body", file, 1, "<module>");
  made.function("text", 0, 1000).function("code", 0, 850).function("find", 20, 150).function("package", 130, 130);
  made.function("body", 5, 850).function("main", 845, 845).edge("text", "find", 20, 150).edge("text", "code", 0, 850);
  made.edge("find", "package", 130, 130).edge("code", "body", 5, 850).edge("body", "main", 845, 845);
  return made;
}

TEST(ImportSystem, TheBodyThatPythonRunsAsAModuleIsTheProgram) {
  for (const char* const file : {"/srv/shop/package/__main__.py", "/srv/shop/package/tool.py"}) {
    const Analysis analysis(run_as_module(file).profile);
    const Importing* importing = analysis.importing(std::make_shared<GroupOptions>());
    ASSERT_NE(importing, nullptr);
    EXPECT_EQ(importing->total, 150) << file;
    EXPECT_EQ(importing->modules, 1) << file;
    EXPECT_EQ(analysis.profile().frames.parts(importing->script).file, file);
  }
}

TEST(ImportSystem, ABodyThatNothingCallsIsTheProgram) {
  CallProfile made;
  made.place("find", "<frozen importlib._bootstrap>", 1, "_find_and_load");
  made.place("package", "/srv/shop/package/__init__.py", 1, "<module>");
  made.place("body", "/srv/shop/package/tool.py", 1, "<module>");
  made.function("details", 0, 150).function("find", 20, 150).function("package", 130, 130);
  made.function("body", 5, 850).function("main", 845, 845).edge("details", "find", 20, 150);
  made.edge("find", "package", 130, 130).edge("body", "main", 845, 845);
  const Analysis analysis(std::move(made.profile));
  const Importing* importing = analysis.importing(std::make_shared<GroupOptions>());
  ASSERT_NE(importing, nullptr);
  EXPECT_EQ(importing->total, 150);
}

}  // namespace
}  // namespace p2g

// Where a function begins and ends in its source.
#include "renderers/formats/html/code_range.h"

#include <gtest/gtest.h>

#include <string>

namespace p2g::report {
namespace {

std::string range(std::string_view text, std::string_view name, int near, bool is_python) {
  const CodeRange found = find_code(lines_of(text), name, near, is_python);
  return found.is_known() ? std::to_string(found.begin) + '-' + std::to_string(found.end) : "-";
}

constexpr std::string_view python =
    "import os\n"                   // 1
    "\n"                            // 2
    "@cached\n"                     // 3
    "@other(\n"                     // 4
    "    1)\n"                      // 5
    "def outer(a,\n"                // 6
    "          b\n"                 // 7
    ") -> int:\n"                   // 8
    "    def inner():\n"            // 9
    "        return 1\n"            // 10
    "\n"                            // 11
    "    return inner()\n"          // 12
    "\n"                            // 13
    "\n"                            // 14
    "class Cart:\n"                 // 15
    "    async def total(self):\n"  // 16
    "        return outer(1, 2)\n"  // 17
    "x = outer(3, 4)\n";            // 18

TEST(CodeRange, PythonEndsByIndentation) {
  EXPECT_EQ(range(python, "outer", 6, true), "6-12");
  EXPECT_EQ(range(python, "outer", 12, true), "6-12") << "a line that was being executed";
  EXPECT_EQ(range(python, "outer", 3, true), "3-12") << "decorators are part of it";
  EXPECT_EQ(range(python, "outer.<locals>.inner", 10, true), "9-10");
  EXPECT_EQ(range(python, "Cart.total", 17, true), "16-17");
}

TEST(CodeRange, WhatIsNotThereIsNotFound) {
  EXPECT_EQ(range(python, "gone", 10, true), "-");
  EXPECT_EQ(range(python, "outer", 18, true), "-") << "a call is no definition, and the definition ends before";
  EXPECT_EQ(range(python, "<lambda>", 10, true), "-");
  EXPECT_EQ(range(python, "outer", 0, true), "-");
  EXPECT_EQ(range(python, "outer", 1000, true), "-");
  EXPECT_EQ(range("", "outer", 1, true), "-");
}

TEST(CodeRange, OthersEndByBraces) {
  constexpr std::string_view c =
      "int twice(int);\nint\ntwice(int n)\n{\n  if (n) {\n    return 2;\n  }\n  return 0;\n}\nint x;\n";
  EXPECT_EQ(range(c, "twice", 6, false), "3-9");
  EXPECT_EQ(range(c, "twice(int)", 8, false), "3-9");
  EXPECT_EQ(range(c, "twice", 10, false), "-");
  EXPECT_EQ(range("void f() {\n", "f", 1, false), "-") << "never closed";
  EXPECT_EQ(range("func (t *Tree) Walk(n int) {\n\tgo(n)\n}\n", "main.(*Tree).Walk", 2, false), "1-3");
}

TEST(CodeRange, NamesAreThoseOfTheSource) {
  EXPECT_EQ(written_name("main.(*Tree).Walk"), "Walk");
  EXPECT_EQ(written_name("ns::Foo<int>::bar(std::vector<int> const&)"), "bar");
  EXPECT_EQ(written_name("<module>"), "");
  EXPECT_EQ(written_name("f"), "f");
  EXPECT_EQ(written_name(")"), "");
  EXPECT_EQ(written_name(""), "");
}

TEST(CodeLines, EndInAnyWay) {
  const auto lines = lines_of(
      "\xef\xbb\xbf"
      "a\r\nb\n\nc");
  ASSERT_EQ(lines.size(), 4U);
  EXPECT_EQ(lines[0], "a");
  EXPECT_EQ(lines[1], "b");
  EXPECT_EQ(lines[2], "");
  EXPECT_EQ(lines[3], "c");
}

}  // namespace
}  // namespace p2g::report

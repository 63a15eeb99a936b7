#include <gtest/gtest.h>

#include "src/passes/graph/to_table.h"
#include "tests/support/call_profiles.h"
#include "tests/support/written.h"

namespace p2g {
namespace {

constexpr Weight ms = 1'000'000;

test::CallProfile small() {
  test::CallProfile built;
  built.function("main", 100 * ms, 2000 * ms, 1).function("fib", 1500 * ms, 1900 * ms, 177, 1);
  built.function("add", 400 * ms, 400 * ms, 1000).function("idle", 0, 0, 0, 0);
  built.edge("main", "fib", 20 * ms, 1900 * ms, 1).edge("fib", "fib", 1480 * ms, 1800 * ms, 176, 2);
  built.edge("fib", "add", 400 * ms, 400 * ms, 1000);
  return built;
}

std::string names(const Profile& profile, const TableOptions& options) {
  const Result<Table> table = to_table(profile, options);
  if (!table) return table.error().message + " / " + table.error().hint;
  std::string text;
  for (const TableRow& row : table->rows) text += test::name_of(profile, row.frame) + ' ';
  return text;
}

// What Python 3.11 prints for the same figures.
TEST(Table, TxtIsWhatPstatsPrints) {
  const test::Written written;
  EXPECT_EQ(written("txt", small().profile),
            "         1178 function calls (1002 primitive calls) in 2.000 seconds\n"
            "\n"
            "   Ordered by: cumulative time\n"
            "\n"
            "   ncalls  tottime  percall  cumtime  percall filename:lineno(function)\n"
            "        1    0.100    0.100    2.000    2.000 main.py:1(main)\n"
            "    177/1    1.500    0.008    1.900    1.900 fib.py:1(fib)\n"
            "     1000    0.400    0.000    0.400    0.000 add.py:1(add)\n"
            "        0    0.000             0.000          idle.py:1(idle)\n"
            "\n"
            "\n");
}

TEST(Table, TxtCallersAndCallees) {
  test::Written written;
  written.options.table.kind = Table::Kind::callers;
  written.options.table.limit = 2;
  EXPECT_EQ(written("txt", small().profile),
            "   Ordered by: cumulative time\n"
            "   List reduced from 4 to 2 due to restriction <2>\n"
            "\n"
            "Function         was called by...\n"
            "                     ncalls  tottime  cumtime\n"
            "main.py:1(main)  <- \n"
            "fib.py:1(fib)    <-   176/2    1.480    1.800  fib.py:1(fib)\n"
            "                          1    0.020    1.900  main.py:1(main)\n"
            "\n"
            "\n");
  written.options.table.kind = Table::Kind::callees;
  written.options.table.sort = "name";
  EXPECT_EQ(written("txt", small().profile),
            "   Ordered by: function name\n"
            "   List reduced from 4 to 2 due to restriction <2>\n"
            "\n"
            "Function       called...\n"
            "                   ncalls  tottime  cumtime\n"
            "add.py:1(add)  -> \n"
            "fib.py:1(fib)  ->    1000    0.400    0.400  add.py:1(add)\n"
            "                    176/2    1.480    1.800  fib.py:1(fib)\n"
            "\n"
            "\n");
}

TEST(Table, TxtEdgesWithoutTimes) {
  test::CallProfile built;
  built.function("main", 0, 50 * ms).function("work", 50 * ms, 50 * ms, 3);
  built.edge("main", "work", unknown_weight, unknown_weight, 3);
  test::Written written;
  written.options.table.kind = Table::Kind::callers;
  EXPECT_EQ(written("txt", built.profile),
            "   Ordered by: cumulative time\n"
            "\n"
            "Function         was called by...\n"
            "main.py:1(main)  <- \n"
            "work.py:1(work)  <- main.py:1(main)(3)    0.050\n"
            "\n"
            "\n");
}

TEST(Table, SortKeysAliasesAndPrefixes) {
  const test::CallProfile built = small();
  const std::pair<const char*, const char*> cases[] = {
      {"calls", "add fib main idle "},    {"ncalls", "add fib main idle "},  {"nc", "add fib main idle "},
      {"pcalls", "add fib main idle "},   {"p", "add fib main idle "},       {"cumulative", "main fib add idle "},
      {"cu", "main fib add idle "},       {"cumtime", "main fib add idle "}, {"time", "fib add main idle "},
      {"tottime", "fib add main idle "},  {"self", "fib add main idle "},    {"name", "add fib idle main "},
      {"nfl", "add fib idle main "},      {"file", "add fib idle main "},    {"module", "add fib idle main "},
      {"stdname", "add fib idle main "},  {"s", "add fib idle main "},       {"line", "add fib idle main "},
      {"line,self", "fib add main idle "}};
  for (const auto& [key, order] : cases) EXPECT_EQ(names(built.profile, {key, 30, {}}), order) << key;
  EXPECT_EQ(names(built.profile, {"c", 30, {}}).substr(0, 20), "unknown sort key \"c\"");
  EXPECT_EQ(names(built.profile, {"cumulatve", 30, {}}),
            "unknown sort key \"cumulatve\" / did you mean \"cumulative\"?");
  EXPECT_EQ(names(built.profile, {"self,", 30, {}}).substr(0, 19), "unknown sort key \"\"");
}

TEST(Table, LimitTakesTheFirst) {
  const test::CallProfile built = small();
  EXPECT_EQ(names(built.profile, {"self", 2, {}}), "fib add ");
  EXPECT_EQ(names(built.profile, {"self", 0, {}}), "fib add main idle ");
  EXPECT_EQ(to_table(built.profile, {"self", 2, {}})->total_rows, 4);
}

Profile stacks() {
  Profile profile;
  Stacks data;
  const auto add = [&](std::uint32_t parent, std::string_view frame, Weight self) {
    data.parent.push_back(parent);
    data.frame.push_back(profile.frames.add(frame));
    data.self.push_back(self);
    profile.total += self;
    return static_cast<std::uint32_t>(data.parent.size() - 1);
  };
  const std::uint32_t main = add(0, "main", 1);
  add(main, "f (a.py:3)", 5);
  add(add(main, "g", 0), "main", 2);
  profile.data = std::move(data);
  return profile;
}

TEST(Table, StacksHaveNoCalls) {
  test::Written written;
  EXPECT_EQ(written("txt", stacks()),
            "         8 samples\n"
            "\n"
            "   Ordered by: cumulative samples\n"
            "\n"
            "      self       % cumulative       % function\n"
            "         3   37.5%          8    100% main\n"
            "         5   62.5%          5   62.5% a.py:3(f)\n"
            "         0      0%          2   25.0% g\n"
            "\n"
            "\n");
  EXPECT_EQ(written("csv", stacks()),
            "self,cumulative,file,line,name\n"
            "3.000000000,8.000000000,,,main\n"
            "5.000000000,5.000000000,a.py,3,f\n"
            "0.000000000,2.000000000,,,g\n");
  written.options.table.kind = Table::Kind::callers;
  EXPECT_EQ(written("csv", stacks()),
            "self,cumulative,file,line,name,caller_file,caller_line,caller_name\n"
            "2.000000000,2.000000000,,,main,,,g\n"
            "5.000000000,5.000000000,a.py,3,f,,,main\n"
            "0.000000000,2.000000000,,,g,,,main\n");
}

TEST(Table, Csv) {
  const test::Written written;
  EXPECT_EQ(written("csv", small().profile),
            "calls,primitive_calls,self,self_per_call,cumulative,cumulative_per_call,file,line,name\n"
            "1,1,0.100000000,0.100000000,2.000000000,2.000000000,main.py,1,main\n"
            "177,1,1.500000000,0.008474576,1.900000000,1.900000000,fib.py,1,fib\n"
            "1000,1000,0.400000000,0.000400000,0.400000000,0.000400000,add.py,1,add\n"
            "0,0,0.000000000,,0.000000000,,idle.py,1,idle\n");
}

TEST(Table, CsvCellsAreNeverFormulas) {
  test::Written written;
  written.options.table.sort = "name";
  const auto cell = [&](const std::string& name) {
    test::CallProfile built;
    built.function(name, 1, 1);
    const std::string text = written("csv", built.profile);
    const std::string line = text.substr(text.find('\n') + 1);
    return line.substr(line.find(",1,", line.find(".py")) + 3);
  };
  EXPECT_EQ(cell("=1+1"), "\"'=1+1\"\n");
  EXPECT_EQ(cell("+x"), "\"'+x\"\n");
  EXPECT_EQ(cell("-x"), "\"'-x\"\n");
  EXPECT_EQ(cell("@x"), "\"'@x\"\n");
  EXPECT_EQ(cell("\tx"), "\"'\tx\"\n");
  EXPECT_EQ(cell("a,b"), "\"a,b\"\n");
  EXPECT_EQ(cell("a\"b"), "\"a\"\"b\"\n");
  EXPECT_EQ(cell("a\nb"), "\"a\nb\"\n");
  EXPECT_EQ(cell("a\x1b[31mb"), "a\\x1b[31mb\n");
  EXPECT_EQ(cell("plain"), "plain\n");
  // Behind what other spreadsheets take for the end of a cell, and before what they take away or read as a sign.
  EXPECT_EQ(cell("a;b"), "\"a;b\"\n");
  EXPECT_EQ(cell("a;=1+1"), "\"a;'=1+1\"\n");
  EXPECT_EQ(cell("a;=2+2;b.py"), "\"a;'=2+2;b.py\"\n");
  EXPECT_EQ(cell("a\t-1|@x\n+y"), "\"a\t'-1|'@x\n'+y\"\n");
  EXPECT_EQ(cell("a; \"=1\""), "\"a;' \"\"=1\"\"\"\n");
  EXPECT_EQ(cell("a\u061b=1"), "\"a\u061b'=1\"\n");
  EXPECT_EQ(cell(" =1"), "\"' =1\"\n");
  EXPECT_EQ(cell("\u00a0\uff1d1"), "\"'\u00a0\uff1d1\"\n");
  EXPECT_EQ(cell("f<int, -1>::g - h"), "\"f<int, -1>::g - h\"\n");
}

TEST(Table, Markdown) {
  test::Written written;
  written.options.table.limit = 2;
  written.options.picture.title = "a|`b`";
  EXPECT_EQ(
      written("md", small().profile),
      "### `` a|`b` ``\n\n"
      "1178 function calls (1002 primitive calls) in 2.000 seconds, ordered by cumulative time, the first 2 of 4\n"
      "\n"
      "`fib holds 75.0% of the run by itself; next is add, 20.0%.`\n"
      "\n"
      "| ncalls | tottime | percall | cumtime | percall | function |\n"
      "| ---: | ---: | ---: | ---: | ---: | :--- |\n"
      "| 1 | 0.100 | 0.100 | 2.000 | 2.000 | `main.py:1(main)` |\n"
      "| 177/1 | 1.500 | 0.008 | 1.900 | 1.900 | `fib.py:1(fib)` |\n"
      "\n");
}

TEST(Table, MarkdownNamesStayText) {
  const test::Written written;
  for (const char* const text_name : {"a|b", "`x`", "``", "\\|", "<script>", "@someone", "a\nb", "**b**", "|"}) {
    const std::string name = text_name;
    test::CallProfile built;
    built.function(name, 2'000'000, 2'000'000);  // of a shorter run there would be more to say
    const std::string text = written("md", built.profile);
    EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 8) << name;
    const std::string row = text.substr(text.rfind("| 1 |"));
    std::size_t cells = 0;
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (row[i] == '\\') {
        ++i;
      } else if (row[i] == '|') {
        ++cells;
      }
    }
    EXPECT_EQ(cells, 7U) << row;
  }
}

}  // namespace
}  // namespace p2g

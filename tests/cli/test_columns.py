"""Text tables for any figures and names, and counts of one."""
import marshal
import pathlib
import re
import unittest

from harness import CliTest, main

CASES = pathlib.Path(__file__).resolve().parents[3] / "shared" / "cases"


class Singular(CliTest):
    def test_one_is_singular(self):
        self.write("one.folded", "main;f 1\n")
        self.write("misses.folded", "# unit: cache-misses\nmain;f 1\n")
        self.write("one.prof", marshal.dumps({("a.py", 1, "f"): (1, 1, 0.5, 0.5, {})}))
        self.assertIn(b" 1 sample\n", self.ok("-q", "-V", "table", "one.folded"))
        self.assertIn(b" 1 cache-miss\n", self.ok("-q", "-V", "table", "misses.folded"))
        plural = re.compile(rb"(?<![\d.,:#-])1 (?:samples|functions|calls|function calls|primitive calls|frames|levels|"
                            rb"runs|limits|times|callers|callees|cards|cache-misses|more functions|more callees)\b")
        for file in ("one.folded", "misses.folded", "one.prof", "run.folded"):
            for output in (("-T", "svg"), ("-T", "dot"), ("-V", "flame", "-T", "svg"), ("-V", "table", "-T", "md")):
                out = self.ok("-q", "--no-script", *output, file) if "svg" in output else self.ok("-q", *output, file)
                self.assertIsNone(plural.search(out), (file, output, plural.search(out)))
            for output in (("-T", "txt"), ("-T", "md"), ("-T", "svg"), ("-V", "flame", "-T", "svg")):
                out = self.run_program("diff", "one.folded", file, *output)[1]
                self.assertIsNone(plural.search(out), (file, output, plural.search(out)))


class Columns(CliTest):
    def test_columns_never_touch(self):
        """Every row has as many columns as the head, whatever the figures and names are."""
        names = ["f", "长的函数名称" * 9, "ﬁ̈é", "x" * 300, "👩‍👩‍👧"]
        for unit in ("", "# unit: bytes\n", "# unit: ns\n", "# unit: cache-misses\n", "# unit: s\n"):
            for large in (1, 999_999, 123_456_789_012, 900_000_000_000_000 if "s\n" not in unit else 90_000_000):
                before = unit + "".join(f"main;{name} {large + i}\n" for i, name in enumerate(names))
                after = unit + "".join(f"main;{name} {large // 3 + i}\n" for i, name in enumerate(names)) + "new 7\n"
                self.write("a.folded", before)
                self.write("b.folded", after)
                with self.subTest(unit=unit, large=large):
                    self.check_tables()

    def check_tables(self):
        amount = r"[+−]?[\d,.]+(?: (?:ns|µs|ms|s|B|kB|MB|GB|TB|PB|EB|samples?|cache-miss(?:es)?))?"
        share = r"(?:[+−]?[<>]?[\d.,]+[kM]?%|×[\d.,]+|new|gone)?"
        figures = rf"\s+{amount}(?:\s+{share})?(?:\s+±\S+)?\s+{amount}\s+{amount}"
        rows = self.ok("diff", "-q", "a.folded", "b.folded", "--limit", "0").decode().partition("  function\n")[2]
        for line in rows.splitlines():
            if line.split(" ")[0] in ("slower", "faster", "more", "less", "new", "gone", "noise"):
                self.assertRegex(line, rf"^\w+(?: below)?{figures}{figures}  \S")
        for line in self.ok("-q", "-V", "table", "a.folded").decode().splitlines()[5:]:
            if line:
                self.assertRegex(line, r"^\s*[\d.]+ +[\d.<]+% +[\d.]+ +[\d.<]+% \S")

    @unittest.skipUnless(CASES.is_dir(), "../shared is not there")
    def test_columns_of_the_report(self):
        case = CASES / "diff-columns"
        text = self.ok("diff", "-q", str(case / "b3"), str(case / "a3")).decode()
        rows = {line.split("  ")[-1]: line for line in text.splitlines() if line.split(" ")[0] in ("more", "less", "new", "gone", "noise")}
        self.assertIn("both2", rows)
        self.assertRegex(rows["both2"], r"25 samples\s+\S+\s+25 samples\s+50 samples")


main()

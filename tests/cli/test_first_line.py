"""The line that pictures, Markdown and a terminal's table begin with: short, and nothing in it that the figures do not
say."""
import json
import pathlib
import re
import unittest

import harness

SAMPLES = pathlib.Path(__file__).resolve().parents[2] / "samples"
PROFILES = ["pstats/workload.prof", "pstats/importing.prof", "pstats/cprofile-3.13.prof", "pstats/recursion.prof",
            "pstats/tachyon.prof", "pstats/yappi.prof", "folded/java.collapsed"]


def percent(part, total):
    share = min(part / total, 1)
    if share == 1:
        return "100%"
    return "<0.1%" if 0 < share < 0.0005 else f"{share * 100:.1f}%".replace(".0%", ".0%")


class FirstLine(harness.CliTest):
    def lines(self, profile):
        code, out, _ = self.run_program("-T", "md", "-V", "table", profile)
        self.assertEqual(code, 0)
        head = out.decode().split("\n| ")[0]
        return [line.strip("`") for line in head.split("\n") if line.startswith("`")]

    def percentages(self, profile):
        """Every share that the JSON holds, as people read it."""
        _, out, _ = self.run_program("-T", "json", profile)
        figures = json.loads(out)
        total = figures["total"]
        parts = [f[key] for f in figures["functions"] for key in ("self", "cumulative")]
        parts += [edge["cumulative"] for edge in figures["edges"] if "cumulative" in edge]
        importing = figures.get("importing", {"phases": [], "packages": [], "total": 0})
        parts += [importing["total"]] + [phase["cost"] for phase in importing["phases"]]
        parts += [package["estimated_cost"] for package in importing["packages"]]
        return {percent(part, total) for part in parts}

    def test_it_is_short_and_every_percentage_is_in_the_json(self):
        for profile in PROFILES:
            path = str(SAMPLES / profile)
            lines = self.lines(path)
            self.assertTrue(lines, profile)
            known = self.percentages(path)
            for line in lines:
                self.assertLessEqual(len(line), 120, line)
                for figure in re.findall(r"<?[\d.]+%", line):
                    self.assertIn(figure, known, (profile, line))

    def first(self, folded):
        self.write("run.folded", folded)
        return self.lines("run.folded")[0]

    def test_the_first_rule_that_holds(self):
        cases = [
            ("Only 12 samples: shares of so few are chance.", "main;f 12\n"),
            ("f holds 60.0% of the run by itself; all of it comes through a (60.0%).",
             "main;a;f 600\nmain;b 250\nmain;c 150\n"),
            ("Largest by themselves: f 15.0%, g 12.0% and h 11.0% of the run.",
             "main;f 150\nmain;g 120\nmain;h 110\n" + "".join(f"main;x{i} 62\n" for i in range(10))),
            ("main, 100% of the run, splits into a 48.0%, b 32.0% and c 20.0%.",
             "".join(f"main;{'a' if i < 12 else 'b' if i < 20 else 'c'};x{i} 40\n" for i in range(25))),
            ("Flat: no function holds more than 4.0% of the run by itself; the largest are x0 4.0%, x1 4.0% and x10 4.0%.",
             "".join(f"x{i} 40\n" for i in range(25))),
        ]
        for line, folded in cases:
            self.assertEqual(self.first(folded), line)

    def test_threads_on_one_stack_are_the_line(self):
        line = self.lines(str(SAMPLES / "pstats/threads-3.12.prof"))
        self.assertEqual(line, ["Several threads share one call stack here: self times hold, who called whom and "
                                "cumulative times do not."])

    def test_importing_says_how_much_and_for_what(self):
        first, second = self.lines(str(SAMPLES / "pstats/importing.prof"))
        self.assertRegex(first, r"^Importing is [\d.]+% of the run: [\d.]+ ms for \d+ modules\.")
        self.assertRegex(second, r"^Costliest package: asyncio, ≈[\d.]+%\. Largest self time outside of importing: ")

    def test_pictures_have_it_and_long_names_are_cut(self):
        self.write("run.folded", f"main;{'very_long_name_' * 20} 900\nmain;{'b' * 200} 100\n")
        line = self.lines("run.folded")[0]
        self.assertLessEqual(len(line), 120)
        for view in ("callgraph", "flame"):
            _, out, _ = self.run_program("-T", "svg", "-V", view, "run.folded")
            self.assertIn("of the run by itself", " ".join(re.findall(r"<text[^>]*>([^<]*)</text>", out.decode())))

    def test_a_table_in_a_file_is_what_pstats_prints(self):
        _, out, _ = self.run_program("-T", "txt", "-V", "table", str(SAMPLES / "pstats/workload.prof"))
        self.assertNotIn(b"by itself", out)


if __name__ == "__main__":
    unittest.main()

"""Reports: that they say what the figures say, how much of a large profile they hold, and what their policy allows."""
import html
import json
import pathlib
import re
import subprocess
import sys
import unittest

import harness

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "support"))
import report  # noqa: E402

SAMPLES = ROOT / "samples"
ONE = ["pstats/workload.prof", "pstats/recursion.prof", "pstats/profile-3.13.prof", "pstats/importing.prof", "pstats/empty.prof",
       "folded/perf.folded", "folded/recursion.folded"]


def scaled(value, decimals):
    """Exactly: JSON has decimal fractions."""
    whole, _, fraction = f"{value:.{decimals}f}".partition(".")
    return int(whole + fraction)


class Report(harness.CliTest):
    def page(self, *arguments):
        code, out, _ = self.run_program("-q", "-T", "html", *arguments)
        self.assertEqual(code, 0)
        return out.decode()

    def figures(self, *arguments):
        code, out, _ = self.run_program("-q", "-T", "json", *arguments)
        self.assertEqual(code, 0)
        return json.loads(out)

    def same(self, *arguments):
        data = report.data_of(self.page("--exact-names", *arguments))
        figures = self.figures("--exact-names", *arguments)
        decimals = data["metric"]["decimals"]
        functions, calls = report.profile_of(data)
        self.assertEqual(data["total"], scaled(figures["total"], decimals))
        self.assertEqual(len(functions), len(figures["functions"]))
        for got, wanted in zip(functions, figures["functions"]):
            self.assertEqual((got["self"], got["cumulative"]), tuple(scaled(wanted[key], decimals) for key in ("self", "cumulative")), wanted)
            self.assertEqual(got.get("calls"), wanted.get("calls", wanted.get("samples") if data["counted"] else None), wanted)
            self.assertEqual(got["marks"] != 0, wanted.get("estimated", False), wanted)
        self.assertEqual(set(calls), {(edge["caller"], edge["callee"]) for edge in figures["edges"]})
        for edge in figures["edges"]:
            got = calls[edge["caller"], edge["callee"]]
            if "cumulative" in edge:
                self.assertEqual(got["cumulative"], scaled(edge["cumulative"], decimals), edge)
            self.assertEqual(bool(got["marks"] & 8), "cumulative" not in edge, edge)
            self.assertEqual(bool(got["marks"] & 7), edge.get("estimated", False), edge)
            if data["counted"] == "calls":
                self.assertEqual(got["calls"], edge["calls"], edge)
        return data

    def test_it_holds_every_figure(self):
        for sample in ONE:
            with self.subTest(sample):
                self.same(str(SAMPLES / sample))

    def test_estimates_keep_their_marks(self):
        data = self.same(str(SAMPLES / "pstats/workload.prof"), "--hide", "generic_visit")
        self.assertTrue(data["marks"] and data["note"].startswith("≈"))

    def test_what_is_asked_for_is_all_of_it(self):
        data = report.data_of(self.page(str(SAMPLES / "pstats/workload.prof"), "--focus", "goahead"))
        functions, _ = report.profile_of(data)
        self.assertEqual(data["whole"], "selection")
        self.assertEqual(functions[data["chosen"]]["name"], "goahead")
        self.assertEqual(functions[data["chosen"]]["cumulative"], data["total"])

    def test_the_function_of_a_sandwich_is_selected(self):
        data = report.data_of(self.page(str(SAMPLES / "pstats/workload.prof"), "-V", "sandwich", "--function", "generic_visit"))
        self.assertEqual(report.profile_of(data)[0][data["chosen"]]["name"], "generic_visit")

    def test_a_comparison_holds_every_figure(self):
        sides = [str(SAMPLES / f"diff/{side}-1.prof") for side in ("before", "after")]
        data, figures = report.data_of(self.page("diff", *sides)), self.figures("diff", *sides)
        functions, calls = report.comparison_of(data)
        decimals = data["metric"]["decimals"]
        got = sorted(tuple(f[key] for key in ("self before", "self after", "cumulative before", "cumulative after", "calls before", "calls after")) for f in functions
                     if f["word"] != "as before")
        wanted = sorted((*(scaled(f[what][when], decimals) for what in ("self", "cumulative") for when in ("before", "after")),
                         f["calls"]["before"], f["calls"]["after"]) for f in figures["functions"])
        self.assertEqual(got, wanted)
        self.assertEqual(sum(f["self after"] - f["self before"] for f in functions), scaled(figures["total"]["delta"], decimals))
        self.assertTrue(calls)
        self.assertEqual(functions[data["chosen"]]["name"], figures["functions"][0]["name"])

    def test_the_gate_is_told(self):
        page = self.page("run.prof", "--fail-on", "self(work) > 99%")
        self.assertIn("1 limit kept", page)
        code, out, _ = self.run_program("-q", "-T", "html", "run.prof", "--fail-on", "self(work) > 1%")
        self.assertEqual(code, 1)
        self.assertIn('<li class="tripped">self(work) &gt; 1%', out.decode())

    def large(self, functions, calls):
        path = self.folder / "large.prof"
        subprocess.run([sys.executable, "-B", ROOT / "tests/bench/make_pstats.py", path, str(functions), str(calls)], check=True, capture_output=True)
        return str(path)

    def test_a_large_profile_is_cut_and_says_so(self):
        path = self.large(20_000, 100_000)
        page, figures = self.page("--exact-names", path), self.figures("--exact-names", path)
        data = report.data_of(page)
        functions, calls = report.profile_of(data)
        count, decimals = len(functions), data["metric"]["decimals"]
        self.assertLess(count, 20_000)
        own = [scaled(f["self"], decimals) for f in figures["functions"]]
        self.assertLessEqual(len(page.encode()), 1_000_000)
        self.assertIn(f"together they hold {100 * sum(own[count:]) / data['total']:.1f}% of self", html.unescape(page))
        self.assertIn(f"{20_000 - count:,} functions of 20,000 are not in this file", html.unescape(page))
        # What is left out of the callers and callees of a function is counted, to the last nanosecond.
        sums = {}
        for edge in figures["edges"]:
            caller, callee, cost = edge["caller"], edge["callee"], scaled(edge["cumulative"], decimals)
            self.assertEqual((caller, callee) in calls, max(caller, callee) < count)
            for inside, outside, at in ((callee, caller, 0), (caller, callee, 2)):
                if inside < count <= outside:
                    entry = sums.setdefault(inside, [0, 0, 0, 0])
                    entry[at] += 1
                    entry[at + 1] += cost
        self.assertEqual({i: list(values) for i, values in report.beyond_of(data).items()}, sums)

    def test_ten_thousand_functions_fit_into_a_megabyte(self):
        self.assertLessEqual(len(self.page(self.large(10_000, 40_000)).encode()), 1_000_000)

    def test_its_policy_allows_what_is_in_it_and_nothing_else(self):
        sides = [str(SAMPLES / f"diff/{side}-1.prof") for side in ("before", "after")]
        for arguments in (["run.prof"], ["run.folded"], ["diff", *sides], ["run.prof", "--theme", "midnight", "--scheme", "dark"]):
            page = self.page(*arguments)
            for tag, directive in (("style", "style-src"), ("script", "script-src")):
                default, hashes = report.allowed(page, directive)
                self.assertEqual(default, "'none'")
                self.assertEqual(hashes, report.inline(page, tag), (arguments, tag))
        self.assertNotIn(" style=", re.sub(r">[^<]*<", "><", page))

    def test_without_a_script(self):
        page = self.page("run.prof", "--no-script")
        self.assertNotIn("<script", page)
        self.assertEqual(report.allowed(page, "script-src")[1], set())
        self.assertEqual(page.count("<svg"), 2)

    def test_it_is_known_by_its_suffix_and_is_no_data(self):
        self.ok("-q", "run.prof", "-o", "a.html")
        self.assertEqual((self.folder / "a.html").read_bytes(), self.ok("-q", "run.prof", "-T", "html"))
        self.fails(2, harness.error("html is a report, not data", "  hint: prof2graph FILE... -o a.html\n"), "convert", "run.prof", "-o", "a.html")


if __name__ == "__main__":
    unittest.main()

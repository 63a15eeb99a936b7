"""Profiles whose own figures disagree: threads on one call stack, calls that are not listed, clocks that run back."""
import json
import marshal
import pathlib
import re
import unittest

import harness
from harness import CliTest

ROOT = pathlib.Path(__file__).parents[2]
SAMPLES = ROOT / "samples" / "pstats"
CASES = ROOT / ".." / "shared" / "cases"  # reports from the field, where they are there
VIEWS = [("-V", "callgraph", "-T", "svg"), ("-V", "flame", "-T", "svg"), ("-T", "dot"), ("-V", "table", "-T", "md"),
         ("-V", "table")]


def case(name):
    return unittest.skipUnless((CASES / name).is_file(), f"{name} is not there")


class Disagree(CliTest):
    def everything(self, path, *arguments):
        """(JSON with all functions, stderr)"""
        code, out, err = self.run_program("-T", "json", "-n", "0", "-e", "0", "--max-nodes", "0", *arguments, str(path))
        self.assertEqual(code, 0, err)
        return json.loads(out), err

    def functions(self, data):
        """By name; of several of one name the heaviest."""
        return {function["name"]: function for function in reversed(data["functions"])}

    @staticmethod
    def words(out):
        """Sentences are broken into lines."""
        return " ".join(re.sub(r"<[^>]*>|\s", " ", out.decode()).split())

    def no_share_above_all(self, path, *arguments):
        for view in VIEWS:
            code, out, err = self.run_program(*view, *arguments, str(path))
            self.assertEqual(code, 0, err)
            # A banner says why it shows nothing else: "(lock.acquire reads 197.3%)".
            text = re.sub(r"\([^()]+ reads [0-9.]+%\)", "", self.words(out))
            shares = [float(text) for text in re.findall(r"([0-9]+(?:\.[0-9]+)?)%", text)]
            self.assertLessEqual(max(shares, default=0), 100, (path, view))

    def mixed(self, path, totals):
        data, err = self.everything(path)
        self.assertRegex(err, r"^prof2graph: warning: \S+: several threads \(or greenlets\) in one profile share one call stack")
        self.assertEqual([warning["kind"] for warning in data["warnings"]], ["mixed-threads"])
        functions = self.functions(data)
        for name, seconds in totals.items():
            found = data["total"] if name == "total" else functions[name]["self"]
            self.assertAlmostEqual(found, seconds, 4, name)
        callers = {edge["caller"] for edge in data["edges"]}
        for function in data["functions"]:
            is_leaf = function["id"] not in callers and abs(function["cumulative"] - function["self"]) < 2e-9
            self.assertEqual(function.get("estimated", False), not is_leaf, function)
        self.assertTrue(all(edge.get("estimated") for edge in data["edges"]))
        self.no_share_above_all(path)
        for view in VIEWS:
            out = self.run_program(*view, str(path))[1]
            words = "Several threads share one call stack" if "svg" in view else "several threads in one profile"
            self.assertIn(words, self.words(out), view)
            if "svg" in view:
                self.lists_self_times(out.decode(), data)
        code, _, err = self.run_program("--strict", "-T", "json", str(path))
        self.assertEqual(code, 3)
        self.assertRegex(err, r"^prof2graph: error: \S+: --strict: several threads")

    def lists_self_times(self, picture, data):
        """A banner and a row a function, with its own time; no arrow, no card, no frame."""
        self.assertNotRegex(picture, r'class="(eg|n|f|f m)"')
        rows = re.findall(r'<g class="s"[^>]*><title>(.*?)</title>(.*?)</g>', picture, re.S)
        largest = sorted((function["self"] for function in data["functions"]), reverse=True)
        self.assertGreaterEqual(len(rows), 8)
        for (title, row), seconds in zip(rows, largest):
            share = f"{100 * seconds / data['total']:.1f}%"
            self.assertIn(share if seconds / data["total"] >= 0.0005 else "&lt;0.1%", row, title)
            self.assertNotIn("cumulative", title)

    def test_threads_in_one_profile(self):
        self.mixed(SAMPLES / "threads-3.12.prof", {})

    def test_a_picture_of_threads_in_one_profile_is_no_graph_either(self):
        picture = self.run_program("-V", "callgraph", "-T", "svg", str(SAMPLES / "threads-3.12.prof"))[1]
        self.write("threads.svg", picture)
        code, again, err = self.run_program("-V", "callgraph", "-T", "svg", "threads.svg")
        self.assertEqual(code, 0)
        self.assertIn("drawn of a profile in which several threads in one profile share one call stack", err)
        self.assertIn("Several threads share one call stack", self.words(again))
        self.assertNotIn('class="eg"', again.decode())

    @case("threads-3.12/th-3.12.prof")
    def test_reported_threads_of_3_12(self):
        of_c = {"<built-in method time.perf_counter>": 0.5039, "spin": 0.3408, "<built-in method time.sleep>": 0.2065}
        self.mixed(CASES / "threads-3.12" / "th-3.12.prof", {"total": 1.0860, **of_c})

    @case("threads-3.12/th-3.8.prof")
    def test_one_thread_of_3_8_is_calm(self):
        data, err = self.everything(CASES / "threads-3.12" / "th-3.8.prof")
        self.assertEqual((err, data["warnings"]), ("", []))

    def test_a_selection_keeps_what_is_in_doubt(self):
        data, _ = self.everything(SAMPLES / "threads-3.12.prof", "--hide", "^seal$")
        self.assertTrue(self.functions(data)["main"]["estimated"])
        self.assertTrue(all(edge.get("estimated") for edge in data["edges"]))
        self.no_share_above_all(SAMPLES / "threads-3.12.prof", "--hide", "^seal$")

    def test_a_sum_and_a_comparison_tell_of_threads(self):
        threads = str(SAMPLES / "threads-3.12.prof")
        data, err = self.everything(threads, str(SAMPLES / "recursion.prof"))
        self.assertIn("threads-3.12.prof: several threads", err)
        self.assertTrue(self.functions(data)["main"]["estimated"])
        for arguments in (["-T", "txt"], ["-T", "md"], ["-V", "callgraph", "-T", "svg"], ["-V", "flame", "-T", "svg"]):
            code, out, err = self.run_program("diff", threads, str(SAMPLES / "yappi.prof"), *arguments)
            self.assertEqual(code, 0, err)
            self.assertIn("several threads in one profile share one call stack", self.words(out), arguments)

    def unlisted(self, path, total, shares):
        data, err = self.everything(path)
        self.assertRegex(err, r"^prof2graph: warning: \S+: [0-9.]+ m?s of [0-9.]+ m?s is in calls that the file does not list")
        self.assertAlmostEqual(data["total"], total, 4)
        functions = self.functions(data)
        for name, share in shares.items():
            self.assertAlmostEqual(100 * functions[name]["cumulative"] / data["total"], share, 1, name)
        self.assertAlmostEqual(sum(function["self"] for function in data["functions"]), total, 4)
        self.assertNotIn("estimated", functions["(not listed)"])
        self.no_share_above_all(path)
        self.assertEqual(self.run_program("--strict", str(path))[0], 3)
        return data

    def test_calls_that_are_not_listed(self):
        roots = sum(row[3] for row in marshal.loads((SAMPLES / "yappi.prof").read_bytes()).values() if not row[4])
        self.unlisted(SAMPLES / "yappi.prof", roots, {})

    @case("yappi/y.prof")
    def test_reported_yappi(self):
        data = self.unlisted(CASES / "yappi" / "y.prof", 4.6119, {"run": 73.2, "main": 26.8, "flush": 57.3})
        self.assertAlmostEqual(self.functions(data)["(not listed)"]["self"], 3.18, 2)
        flame = self.run_program("-V", "flame", "-T", "folded", str(CASES / "yappi" / "y.prof"))[1].decode()
        parts = {}
        for line in flame.splitlines():
            stack, cost = line.rsplit(" ", 1)
            if not line.startswith("#"):
                parts[stack.split(" (")[0]] = parts.get(stack.split(" (")[0], 0) + float(cost)
        whole = sum(parts.values())
        self.assertAlmostEqual(100 * parts["run"] / whole, 73.2, 1)
        self.assertAlmostEqual(100 * parts["main"] / whole, 26.8, 1)

    @case("clock/backclock.prof")
    def test_reported_clock_that_ran_backwards(self):
        data, err = self.everything(CASES / "clock" / "backclock.prof")
        self.assertEqual([warning["kind"] for warning in data["warnings"]], ["negative-time"])
        self.assertIn("the clock ran backwards", err)
        self.no_share_above_all(CASES / "clock" / "backclock.prof")

    def test_a_clock_that_ran_backwards_leads_every_picture(self):
        module, f, g = ("a.py", 1, "<module>"), ("a.py", 3, "f"), ("a.py", 9, "g")
        for name, own in (("less.prof", 0.1), ("more.prof", 2.1)):
            rows = {module: (1, 1, own, own - 0.8, {}), f: (1, 1, -1.0, -0.8, {module: (1, 1, -1.0, -0.8)}),
                    g: (2, 2, 0.2, 0.2, {f: (2, 2, 0.2, 0.2)})}
            self.write(name, marshal.dumps(rows))
            for view in ("callgraph", "sandwich"):
                text = self.run_program("-V", view, *(["--function", "f"] if view == "sandwich" else []), "-T", "svg", name)[1].decode()
                self.assertIn("The clock went backwards" if view == "callgraph" else "the clock ran backwards", text)
            self.assertIn("The clock went backwards", self.run_program("-T", "html", name)[1].decode())
            self.no_share_above_all(name)

    def test_a_shared_label_is_named(self):
        _, err = self.everything(SAMPLES / "collision.prof")
        self.assertRegex(err, r"collision.prof: <lambda> \(collision.py:9\) takes less time than the calls below: several functions share that label")

    def test_times_beyond_all_clocks_keep_their_shares(self):
        main, work = ("app.py", 1, "main"), ("app.py", 9, "work")
        huge = {main: (1, 1, 2e18, 6e18, {}), work: (1, 1, 4e18, 4e18, {main: (1, 1, 4e18, 4e18)})}
        self.write("huge.prof", marshal.dumps(huge))
        data, err = self.everything("huge.prof")
        functions = self.functions(data)
        self.assertAlmostEqual(functions["work"]["cumulative"] / data["total"], 2 / 3)
        self.assertAlmostEqual(functions["main"]["cumulative"] / data["total"], 1)
        self.assertEqual([warning["kind"] for warning in data["warnings"]], ["huge-time"])
        self.assertEqual(data["metric"]["unit"], "10^2 s")
        self.assertIn("times are too large for seconds", err)

    def test_a_limit_says_no_more_than_all(self):
        path = str(SAMPLES / "threads-3.12.prof")
        _, _, err = self.run_program("-T", "json", path, "--fail-on", "cumulative(main)>1%")
        self.assertRegex(err, r"limit cumulative\(main\)>1% tripped: main \(packers.py:\d+\): ≈.*%")


if __name__ == "__main__":
    harness.main()

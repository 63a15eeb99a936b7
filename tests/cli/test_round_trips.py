"""What is written for other tools is read again with the same figures, and by those tools where they are installed."""
import json
import os
import pathlib
import re
import shutil
import subprocess
import unittest

from harness import CliTest, main

SAMPLES = pathlib.Path(__file__).resolve().parents[2] / "samples"
EVERYTHING = ("-T", "json", "-n", "0", "-e", "0", "--max-nodes", "0", "--exact-names")
CALLS = ["pstats/recursion.prof", "pstats/cprofile-3.11.prof", "pstats/workload.prof", "pstats/collision.prof",
         "callgrind/rooms.callgrind", "gprof/towers.gprof"]
STACKS = ["folded/py-spy.folded", "folded/perf.folded", "folded/recursion.folded", "pprof/cpu.pb.gz", "pprof/heap.pb",
          "callgrind/shop.xdebug"]


class RoundTrip(CliTest):
    def document(self, *arguments):
        code, out, err = self.run_program(*arguments, *EVERYTHING)
        self.assertEqual(code, 0, err)
        return json.loads(out)

    def written(self, sample, kind):
        code, _, err = self.run_program("convert", str(SAMPLES / sample), "--exact-names", "-T", kind, "-o", f"again.{kind}")
        self.assertEqual(code, 0, err)
        return f"again.{kind}"

    def figures(self, document, *more):
        keys = ("self", "cumulative", *more)
        return sorted([f["name"], *(f.get(key) for key in keys)] for f in document["functions"])


class OfOurs(RoundTrip):
    def test_calls_as_callgrind(self):
        for sample in CALLS:
            with self.subTest(sample):
                before = self.document(str(SAMPLES / sample))
                after = self.document(self.written(sample, "callgrind"))
                names = {f["name"] for f in after["functions"]}
                self.assertEqual(before["total"], after["total"])
                if len({f["name"] for f in before["functions"]}) == len(before["functions"]) == len(names):
                    self.assertEqual(self.figures(before, "calls"), self.figures(after, "calls"))
                figures = [sorted(f[key] for f in d["functions"]) for d in (before, after) for key in ("self", "cumulative")]
                self.assertEqual(figures[:2], figures[2:])
                costs = [sorted(e.get("cumulative", 0) for e in d["edges"]) for d in (before, after)]
                self.assertEqual(costs[0], costs[1])

    def test_stacks_as_pprof(self):
        for sample in STACKS:
            with self.subTest(sample):
                before = self.document(str(SAMPLES / sample))
                after = self.document(self.written(sample, "pprof"))
                self.assertEqual(before["total"], after["total"])
                self.assertEqual(self.figures(before), self.figures(after))

    def test_stacks_as_callgrind(self):
        for sample in STACKS:
            with self.subTest(sample):
                before = self.document(str(SAMPLES / sample))
                after = self.document(self.written(sample, "callgrind"))
                self.assertEqual(before["total"], after["total"])
                figures = [sorted(f[key] for f in d["functions"]) for d in (before, after) for key in ("self", "cumulative")]
                self.assertEqual(figures[:2], figures[2:])

    def test_several_profiles_as_one(self):
        files = [str(SAMPLES / "pprof/cpu.pb.gz")] * 2
        self.assertEqual(self.run_program("merge", *files, "-T", "pprof", "-o", "sum.pb")[0], 0)
        once, twice = self.document(files[0]), self.document("sum.pb")
        self.assertAlmostEqual(2 * once["total"], twice["total"])

    def test_what_was_an_estimate_stays_one(self):
        document = self.document(self.written("gprof/towers.gprof", "callgrind"))
        marked = {f["name"] for f in document["functions"] if f.get("estimated")}
        self.assertIn("towers(int, int, int)", marked)


class Speedscope(RoundTrip):
    def test_file_is_what_the_schema_says(self):
        for sample in STACKS + CALLS:
            with self.subTest(sample):
                before = self.document(str(SAMPLES / sample))
                file = json.loads((self.folder / self.written(sample, "speedscope")).read_text())
                self.assertIn("speedscope.app", file["$schema"])
                frames = file["shared"]["frames"]
                (profile,) = file["profiles"]
                self.assertEqual(profile["type"], "sampled")
                self.assertIn(profile["unit"], ("none", "nanoseconds", "bytes"))
                self.assertEqual(len(profile["samples"]), len(profile["weights"]))
                self.assertTrue(all(0 <= i < len(frames) for stack in profile["samples"] for i in stack))
                self.assertTrue(all(frame["name"] for frame in frames))
                self.assertAlmostEqual(sum(profile["weights"]), profile["endValue"])
                scale = 1e9 if profile["unit"] == "nanoseconds" else 1
                self.assertAlmostEqual(before["total"] * scale, profile["endValue"], delta=1e-3)


class OfOthers(RoundTrip):
    @unittest.skipUnless(shutil.which("go"), "no go")
    def test_go_shows_the_same(self):
        before = self.document(str(SAMPLES / "pprof/heap.pb"))
        printed = subprocess.run(["go", "tool", "pprof", "-top", "-nodecount=0", "-nodefraction=0", "-unit=b",
                                  self.written("pprof/heap.pb", "pprof")], cwd=self.folder, capture_output=True,
                                 text=True, timeout=120, env={**os.environ, "HOME": str(self.folder)}).stdout
        rows = re.findall(r"^ *(\d+)B? +\S+% +\S+% +(\d+)B? +\S+%  (.+)$", printed, re.M)
        expected = sorted((f["name"], int(f["self"]), int(f["cumulative"])) for f in before["functions"])
        self.assertEqual(sorted((name.replace(" (inline)", ""), int(own), int(all_)) for own, all_, name in rows), expected)

    @unittest.skipUnless(shutil.which("callgrind_annotate"), "no callgrind_annotate")
    def test_annotate_shows_the_same(self):
        before = self.document(str(SAMPLES / "pstats/recursion.prof"))
        printed = subprocess.run(["callgrind_annotate", "--threshold=100", "--show-percs=no",
                                  self.written("pstats/recursion.prof", "callgrind")], cwd=self.folder,
                                 capture_output=True, text=True, timeout=120).stdout
        rows = {name: int(cost.replace(",", "")) for cost, name in re.findall(r"^ *([\d,]+) +\S+?:(.+?)(?: \[.*\])?$", printed, re.M)}
        for function in before["functions"]:
            if function["self"] > 0:
                self.assertEqual(rows.get(function["name"]), round(function["self"] * 1e9), function["name"])


if __name__ == "__main__":
    main()

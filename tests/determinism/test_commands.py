"""Commands that write folders or read several files: the same bytes whatever surrounds them, and in whatever order things come."""
import os
import pathlib
import random
import shutil
import stat
import subprocess
import sys
import tempfile
import unittest

import surroundings

BINARY = os.path.abspath(os.environ.get("P2G_BINARY", ""))
SAMPLES = pathlib.Path(__file__).resolve().parents[2] / "samples"
PROFILES = ["pstats/workload.prof", "pstats/recursion.prof", "pstats/collision.prof", "folded/perf.folded", "folded/py-spy.folded", "pprof/cpu.pb.gz"]
# A recorder that records the same each time: what py-spy's command line is, and a profile of before.
PY_SPY = """#!/bin/sh
while [ "$1" != -o ]; do shift; done
cp {profile} "$2"
"""


class SameBytes(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="prof2graph-determinism-")
        self.addCleanup(folder.cleanup)
        self.space = pathlib.Path(folder.name).resolve()
        surroundings.fonts(self.space)
        (self.space / "inputs").mkdir()
        for name in PROFILES:
            shutil.copy(SAMPLES / name, self.space / "inputs")
        self.variations, missing = surroundings.anywhere(self.space)
        for thing in missing:
            print(f"SKIPPED: {thing} is not available here")

    def run_in(self, vary, *words):
        run = surroundings.Run(_Nothing, self.space)
        run.environment["TMPDIR"] = str(self.space)
        if vary is not None:
            vary(run)
        options = [word for option in run.options for word in option]
        done = subprocess.run([*run.prefix, BINARY, words[0], *options, *words[1:]], cwd=run.folder, env=run.environment, umask=run.umask,
                              capture_output=True, stdin=subprocess.DEVNULL, timeout=300)
        self.assertIn(done.returncode, (0, 1), f"{words}: {done.stderr.decode()}")
        return done

    def each(self, leave_out=()):
        return {name: vary for name, vary in self.variations.items() if not name.startswith(("options", *leave_out))}.items()

    @staticmethod
    def files(folder):
        return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


class _Nothing:
    files, options, diff = [], [], False


class Batch(SameBytes):
    OPTIONS = ("-T", "svg", "-T", "html", "-T", "json", "--fail-on", "self(*)>99%")

    def batch(self, vary, *more, out="out", what="."):
        shutil.rmtree(self.space / out, ignore_errors=True)
        self.run_in(vary, "batch", "-q", what, "-o", str(self.space / out), *self.OPTIONS, *more)
        return self.files(self.space / out)

    def test_any_surroundings(self):
        expected = self.batch(None)
        self.assertGreater(len(expected), 3 * len(PROFILES))
        for name, vary in self.each():
            with self.subTest(name):
                self.assertEqual(self.batch(vary), expected)

    def test_any_number_of_jobs(self):
        expected = self.batch(None, "--jobs", "1")
        for jobs in ("2", "3", "16"):
            self.assertEqual(self.batch(None, "--jobs", jobs), expected)

    def test_from_another_folder(self):
        """Pictures are the same; the manifest names its inputs as they were named."""
        expected = self.batch(None)
        found = self.batch(surroundings.from_root, what=str(self.space / "inputs"))
        self.assertEqual({name: data for name, data in found.items() if not name.endswith(".json")},
                         {name: data for name, data in expected.items() if not name.endswith(".json")})

    def test_another_name_of_the_output_folder(self):
        self.assertEqual(self.batch(None, out="other/deep"), self.batch(None))

    def test_a_second_time_is_no_difference(self):
        expected = self.batch(None)
        self.run_in(None, "batch", "-q", ".", "-o", str(self.space / "out"), *self.OPTIONS)
        self.assertEqual(self.files(self.space / "out"), expected)
        self.run_in(None, "batch", "-q", "--force", ".", "-o", str(self.space / "out"), *self.OPTIONS)
        self.assertEqual(self.files(self.space / "out"), expected)


class Merge(SameBytes):
    def sums(self, vary, *words):
        return self.run_in(vary, "merge", "-q", *words).stdout

    def test_shards_in_any_surroundings(self):
        for files in (("workload.prof", "recursion.prof", "collision.prof"), ("perf.folded", "py-spy.folded")):
            expected = self.sums(None, "--shards", *files)
            for name, vary in self.each():
                with self.subTest(name):
                    self.assertEqual(self.sums(vary, "--shards", *files), expected)
            for seed in range(4):
                shuffled = list(files) + [files[0]]
                random.Random(seed).shuffle(shuffled)
                self.assertEqual(self.sums(None, "--shards", *shuffled), expected)

    def test_spread_in_any_surroundings(self):
        for kind in ("txt", "csv"):
            expected = self.sums(None, "--spread", "-T", kind, "workload.prof", "recursion.prof")
            for name, vary in self.each():
                with self.subTest(name):
                    self.assertEqual(self.sums(vary, "--spread", "-T", kind, "workload.prof", "recursion.prof"), expected)


class Run(SameBytes):
    def setUp(self):
        super().setUp()
        (self.space / "bin").mkdir()
        recorder = self.space / "bin/py-spy"
        recorder.write_text(PY_SPY.format(profile=self.space / "inputs/py-spy.folded"))
        recorder.chmod(recorder.stat().st_mode | stat.S_IXUSR)
        (self.space / "inputs/app.py").write_text("pass\n")

    def picture(self, vary, kind):
        def with_recorder(run):
            run.environment["PATH"] = f"{self.space}/bin:{run.environment['PATH']}"
            if vary is not None:
                vary(run)
        out = self.space / f"out.{kind}"
        out.unlink(missing_ok=True)
        self.run_in(with_recorder, "run", "-q", "--with", "py-spy", "-o", str(out), "--", sys.executable, "app.py")
        return out.read_bytes()

    def test_the_picture_of_a_fixed_recording(self):
        for kind in ("svg", "html", "json", "md"):
            expected = self.picture(None, kind)
            self.assertNotIn(str(self.space).encode(), expected, "a temporary name")
            for name, vary in self.each():
                with self.subTest(kind, name=name):
                    self.assertEqual(self.picture(vary, kind), expected)


if __name__ == "__main__":
    if not os.environ.get("P2G_BINARY"):
        raise SystemExit("P2G_BINARY must name the program")
    unittest.main(verbosity=1)

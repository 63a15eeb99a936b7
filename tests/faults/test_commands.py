"""Reports, sums in shards, batches and recordings in which something fails: whole outputs or none, and the next run makes all of them."""
import os
import resource
import shutil
import signal
import subprocess
import sys
import unittest

from faulty import EFFORT, PRELOAD, SANITIZED, FaultTest, code_of, main, many_stacks, pstats_bytes
from test_calls import FAILURES, EveryCall

PYTHON = os.path.realpath(sys.executable)
NEEDS_PRELOAD = unittest.skipUnless(PRELOAD and not SANITIZED, "P2G_FAIL_NTH names no library that can be loaded first")
OURS = ("open", "openat", "read", "write", "close", "renameat2", "fstat", "stat", "unlinkat", "ftruncate", "fopen")


class Single(EveryCall):
    """Commands with one output, as the suite of all calls sees them."""

    def test_report(self):
        self.every_failure("run.prof", "-o", "out.html", outputs=["out.html"])

    def test_shards(self):
        self.ok("merge", "--shards", "run.prof", "-o", "one.p2g.zst")
        self.every_failure("merge", "--shards", "one.p2g.zst", "before.prof", "-o", "out.p2g.zst", outputs=["out.p2g.zst"])

    def test_spread(self):
        self.every_failure("merge", "--spread", "run.prof", "before.prof", "-o", "out.csv", outputs=["out.csv"])


for inherited in [name for name in dir(EveryCall) if name.startswith("test_")]:
    setattr(Single, inherited, None)  # those are another suite's
del EveryCall


class Batch(FaultTest):
    """A batch of one thread: what stands in its folder is whole, whatever failed, and a second run makes the rest."""
    WORDS = ("batch", "runs", "-o", "out", "--jobs", "1", "-T", "svg", "-T", "json")

    def setUp(self):
        super().setUp()
        (self.folder / "runs").mkdir()
        self.write("runs/a.folded", "main;work 30\n")
        self.write("runs/b.prof", pstats_bytes())
        code, _, err = self.run_program(*self.WORDS)
        self.assertEqual(code, 0, err)
        self.good = self.made()
        self.assertEqual(len(self.good), 6)
        shutil.rmtree(self.folder / "out")

    def made(self):
        out = self.folder / "out"
        return {str(path.relative_to(out)): path.read_bytes() for path in sorted(out.rglob("*")) if path.is_file()} if out.exists() else {}

    def judge(self, where):
        """Whole outputs only, no temporary files, and the next run makes all of it."""
        for name, data in self.made().items():
            if name == "manifest.json.part":
                continue
            self.assertIn(name, self.good, where)
            if name in ("manifest.json", "index.html"):
                continue  # they say what failed
            self.assertEqual(data, self.good[name], f"{where}: {name}")
        code, _, err = self.run_program(*self.WORDS)
        self.assertEqual(code, 0, f"{where}: {err}")
        self.assertEqual(self.made(), self.good, where)

    @NEEDS_PRELOAD
    def test_every_call_fails(self):
        _, _, _, _, counts = self.faulty_run("read:0:5", *self.WORDS)
        runs = 0
        for call in OURS:
            count = counts.get(call, 0)
            step = max(1, round(count / (12 * EFFORT)))
            for what in FAILURES[call][:1]:
                for number in [str(i) for i in range(1, count + 1, step)] + ["*"] * (count > 0):
                    shutil.rmtree(self.folder / "out", ignore_errors=True)
                    where = f"{call} {number} {what}"
                    code, _, err, failed, _ = self.faulty_run(f"{call}:{number}:{code_of(what)}", *self.WORDS)
                    self.assertNotIn("there is no profile", err, where)
                    self.assertIn(code, (0, 3), f"{where} {failed}: {err}")
                    if code == 0:
                        self.assertNotIn("prof2graph: error", err, where)
                    self.assert_no_temporaries(where, call)
                    self.judge(where)
                    runs += 1
        print(f"  batch: {runs} faults")
        self.assertGreater(runs, 40)

    def assert_no_temporaries(self, where, call):
        if call == "unlinkat":  # it was the cleaning up that failed
            for path in (self.folder / "out").rglob(".prof2graph.*"):
                path.unlink()
            for path in (self.folder / "out").glob("*.??????"):
                path.unlink()
        names = set(self.made()) - set(self.good) - {"manifest.json.part"}
        self.assertEqual(names, set(), where)

    @NEEDS_PRELOAD
    def test_a_signal_around_every_call(self):
        _, _, _, _, counts = self.faulty_run("read:0:5", *self.WORDS)
        runs = 0
        for call in OURS:
            count = counts.get(call, 0)
            for number in range(1, count + 1, max(1, round(count / (8 * EFFORT)))):
                for when in ("before", "after"):
                    shutil.rmtree(self.folder / "out", ignore_errors=True)
                    number_of = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)[runs % 3]
                    where = f"{when} {call} {number}"
                    code, _, err, _, _ = self.faulty_run(f"{call}:{number}:{when}{int(number_of)}", *self.WORDS)
                    self.assertIn(code, (0, 128 + number_of), f"{where}: {err}")
                    self.assert_no_temporaries(where, call)
                    self.judge(where)
                    runs += 1
        print(f"  batch: {runs} signals")
        self.assertGreater(runs, 40)

    def test_a_full_disk(self):
        if not shutil.which("unshare"):
            self.skipTest("SKIPPED: no unshare")
        script = 'mkdir -p disk && mount -t tmpfs -o size=$1 none disk && shift && "$@"; code=$?; ls disk/out | sort; exit $code'
        wide = many_stacks(1500)
        for i in range(4):
            self.write(f"runs/wide{i}.folded", wide.replace("leaf", f"leaf{i}"))
        failures = 0
        for kilobytes in (8, 32, 64, 128, 4096):
            done = subprocess.run(["unshare", "-rm", "sh", "-c", script, "sh", f"{kilobytes}k", self.binary(), "batch", "runs", "-o", "disk/out", "--jobs", "2", "-T", "json"],
                                  cwd=self.folder, capture_output=True, text=True, timeout=60, check=False)
            if "mount:" in done.stderr or "unshare" in done.stderr:
                self.skipTest("SKIPPED: no file system can be mounted here")
            self.assertIn(done.returncode, (0, 3), done.stderr)
            failures += done.returncode == 3
            if done.returncode == 3:
                self.assertIn("No space left on device", done.stderr)
            for name in done.stdout.split():
                self.assertRegex(name, r"^(index\.html|manifest\.json(\.part)?|.*\.json)$")
        self.assertGreater(failures, 1)
        self.assertEqual(done.returncode, 0, done.stderr)

    @staticmethod
    def binary():
        return os.path.abspath(os.environ["P2G_BINARY"])


class Run(FaultTest):
    """The program's exit code passes through; what fails beside it is ours."""

    def setUp(self):
        super().setUp()
        self.write("app.py", "import sys\ndef work(): return sum(range(1000))\nwork()\nprint('done')\nsys.exit(int(sys.argv[1]))\n")
        (self.folder / "bin").mkdir()
        (self.folder / "tmp").mkdir()
        self.write("out.json", "from before")

    def recorder(self, text, name="py-spy"):
        self.write(f"bin/{name}", text).chmod(0o755)

    def record(self, *options, code=0, limit=None, words=None, **more):
        """(exit code, stdout, stderr): nothing is left behind."""
        environment = {"PATH": f"{self.folder}/bin:{os.environ['PATH']}", "TMPDIR": str(self.folder / "tmp")}
        if limit is not None:
            more["preexec_fn"] = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
        found = self.run_program("run", "-o", "out.json", *options, "--", *(words or (PYTHON, "app.py", str(code))), env=environment, **more)
        self.assertEqual(os.listdir(self.folder / "tmp"), [])
        return found

    def test_a_profile_that_cannot_be_written(self):
        """A full disk, as the recorder in the program sees it: the program goes on, and is not blamed."""
        functions = "".join(f"def function_{i}(): pass\nfunction_{i}()\n" for i in range(600))
        self.write("app.py", f"import sys\n{functions}print('done')\nsys.exit(int(sys.argv[1]))\n")
        for code in (0, 7):
            got, out, err = self.record(code=code, limit=20_000)
            self.assertEqual((got, out), (code or 3, b"done\n"), err)
            self.assertEqual(err, "prof2graph: error: app.py: could not be recorded: File too large\n")
            self.assertEqual((self.folder / "out.json").read_text(), "from before")

    def test_a_full_disk_for_temporary_files(self):
        script = 'mount -t tmpfs -o size=16k none tmp && dd if=/dev/zero of=tmp/full bs=1k count=8 2>/dev/null; "$@"'
        words = ["unshare", "-rm", "sh", "-c", script, "sh", os.path.abspath(os.environ["P2G_BINARY"]), "run", "-o", "out.json", "--", PYTHON, "app.py", "0"]
        done = subprocess.run(words, cwd=self.folder, capture_output=True, text=True, timeout=60, check=False, env={**os.environ, "TMPDIR": str(self.folder / "tmp"), "LC_ALL": "C"})
        if "mount" in done.stderr or "unshare" in done.stderr:
            self.skipTest("SKIPPED: no file system can be mounted here")
        self.assertEqual(done.returncode, 3, done.stderr)
        self.assertIn("No space left on device", done.stderr)
        self.assertEqual((self.folder / "out.json").read_text(), "from before")

    def test_a_recorder_that_is_not_there(self):
        for broken in ("_lsprof", "marshal"):
            self.write("sitecustomize.py", f"import sys\nsys.modules['{broken}'] = None\n" if broken == "_lsprof" else
                       "import marshal\ndef dumps(*words): raise ValueError('no marshal')\nmarshal.dumps = dumps\n")
            for code in (0, 7):
                environment = {"PYTHONPATH": str(self.folder), "TMPDIR": str(self.folder / "tmp")}
                got, out, err = self.run_program("run", "-o", "out.json", "--", PYTHON, "app.py", str(code), env=environment)
                self.assertEqual((got, out), (code or 3, b"done\n"), err)
                self.assertRegex(err, r"^prof2graph: error: app\.py: could not be recorded: (ValueError: no marshal|\w*Error: .*_lsprof.*)\n$")

    def test_a_recorder_that_is_killed(self):
        self.recorder("#!/bin/sh\nkill -9 $$\n")
        code, _, err = self.record("--with", "py-spy")
        self.assertEqual((code, err.splitlines()[0]), (3, "prof2graph: error: app.py: left no profile"))
        self.assertEqual((self.folder / "out.json").read_text(), "from before")

    def test_a_recorder_that_writes_half_of_it(self):
        for text in ("main;work", "main;work 5\\nmain;wo", "\\0\\1\\2"):
            self.recorder(f'#!/bin/sh\nwhile [ "$1" != -o ]; do shift; done\nprintf "{text}" > "$2"\nexit 1\n')
            code, _, err = self.record("--with", "py-spy")
            if "work 5" in text:
                self.assertEqual(code, 0, err)
                self.assertIn("warning", err)
            else:
                self.assertEqual(code, 3, err)
                self.assertEqual((self.folder / "out.json").read_text(), "from before")
            self.write("out.json", "from before")

    def test_a_recorder_that_is_removed_meanwhile(self):
        self.recorder("#!/bin/sh\nrm -- \"$0\"\nexit 0\n")
        code, _, err = self.record("--with", "py-spy")
        self.assertEqual(code, 3, err)

    def test_an_output_that_cannot_be_written_once_it_has_run(self):
        (self.folder / "there").mkdir()
        self.write("app.py", "import shutil, sys\nshutil.rmtree('there')\nsys.exit(int(sys.argv[1]))\n")
        for code in (0, 7):
            (self.folder / "there").mkdir(exist_ok=True)
            got, _, err = self.run_program("run", "-o", "there/out.json", "--", PYTHON, "app.py", str(code))
            self.assertEqual(got, code or 3, err)
            self.assertIn("prof2graph: error: there/out.json: ", err)


if __name__ == "__main__":
    main()

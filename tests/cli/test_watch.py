"""--watch: a table, and pictures, that are drawn again while an input grows."""
import json
import os
import pty
import shutil
import signal
import subprocess
import sys
import time
import unittest

from harness import CliTest, error, main
from recording import PYTHONS


class WatchTest(CliTest):
    def until(self, what, seconds=20):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if what():
                return
            time.sleep(0.05)
        self.fail("it did not happen")

    def watching(self, *arguments, **options):
        process = self.start(*arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **options)
        for stream in (process.stdin, process.stdout, process.stderr):
            if stream is not None:
                self.addCleanup(stream.close)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        return process

    def total(self):
        try:
            return json.loads((self.folder / "out.json").read_text())["total"]
        except FileNotFoundError:
            return None


class Watch(WatchTest):
    def test_a_file_that_grows(self):
        process = self.watching("--watch", "run.folded", "-o", "out.json", "-q")
        self.until(lambda: self.total() == 100)
        with open(self.folder / "run.folded", "a") as file:
            file.write("main;more 11\n")
        self.until(lambda: self.total() == 111)
        (self.folder / "run.folded").unlink()  # gone for a moment: what is there stays
        time.sleep(0.6)
        self.write("run.folded", "main 7\n")
        self.until(lambda: self.total() == 7)
        process.send_signal(signal.SIGINT)
        self.assertEqual(process.wait(10), 130)
        self.assertEqual(self.listing(), ["out.json", "run.folded", "run.prof"])

    def test_a_table_of_a_pipe(self):
        (self.folder / "tmp").mkdir()
        process = self.watching("--watch", "-V", "table", "-", stdin=subprocess.PIPE, env={"TMPDIR": str(self.folder / "tmp")})
        process.stdin.write(b"main;first 10\nmain;half a li")
        process.stdin.flush()
        lines = []
        while not any(b"main" in line for line in lines):
            lines.append(process.stdout.readline())
        self.assertIn(b"10", b"".join(lines))
        process.stdin.write(b"ne 5\n")
        out, err = process.communicate(timeout=20)
        self.assertEqual(process.returncode, 0, err)
        self.assertIn(b"half a line", out)
        self.assertNotIn(b"prof2graph: error", err)
        self.assertEqual(os.listdir(self.folder / "tmp"), [])

    def test_a_pipe_that_ends_without_a_line_end(self):
        code, out, _ = self.run_program("--watch", "-q", "-T", "json", "-V", "callgraph", "-o", "out.json", stdin="main;f 3")
        self.assertEqual((code, out, self.total()), (0, b"", 3))

    def test_a_pipe_that_is_no_profile(self):
        code, out, err = self.run_program("--watch", "-", stdin="no profile at all\n" * 3)
        self.assertEqual((code, out), (3, b""))
        self.assertIn("prof2graph: error: <stdin>", err)

    def test_a_terminal_gets_the_table_and_the_picture(self):
        master, slave = pty.openpty()
        process = self.watching_on(slave, "--watch", "run.folded", "-o", "out.json")
        seen = b""
        while seen.count(b"\x1b[H\x1b[2J") < 1 or b"write" not in seen:
            seen += os.read(master, 65536)
        self.until(lambda: self.total() == 100)
        process.send_signal(signal.SIGTERM)
        self.assertEqual(process.wait(10), 128 + signal.SIGTERM)
        os.close(master)

    def watching_on(self, terminal, *arguments):
        process = self.start(*arguments, stdin=subprocess.DEVNULL, stdout=terminal, stderr=subprocess.DEVNULL, env={"TERM": "xterm"})
        os.close(terminal)
        self.addCleanup(process.kill)
        return process

    def test_a_reader_that_goes_away_is_no_error(self):
        """`--watch FILE | head` ends like other filters, and at once: the file does not change any more."""
        process = self.watching("--watch", "run.folded", "-q")
        process.stdout.readline()
        process.stdout.close()
        self.assertEqual((process.wait(10), process.stderr.read()), (141, b""))

    def test_a_reader_of_what_a_pipe_brings_goes_away(self):
        process = self.watching("--watch", "-V", "table", "-q", "-", stdin=subprocess.PIPE)
        process.stdin.write(b"main;first 10\n")
        process.stdin.flush()
        process.stdout.readline()
        process.stdout.close()
        end = time.monotonic() + 10
        while process.poll() is None and time.monotonic() < end:
            try:
                process.stdin.write(b"main;next 1\n")
                process.stdin.flush()
            except BrokenPipeError:
                pass
            time.sleep(0.1)
        self.assertEqual((process.wait(10), process.stderr.read()), (141, b""))

    def test_slips(self):
        self.assertEqual(self.run_program("--watch", "run.folded", "--fail-on", "total>1")[0], 2)
        self.assertEqual(self.run_program("--watch", "run.folded", "-o", "x.nosuch")[0], 2)
        self.fails(2, error("--watch is no option of diff", "  hint: prof2graph diff --help lists them\n"), "diff", "--watch", "run.prof", "run.prof")


# As austin: -o FILE, then the program; writes while it runs, the last line not at once whole.
AUSTIN = """#!{python}
import subprocess, sys, time
words = sys.argv[1:]
out = open(words[words.index("-o") + 1], "w", buffering=1)
program = subprocess.Popen(words[words.index("-o") + 2:]) if "-p" not in words else None
print("# austin: 3.7.0\\n# mode: wall\\n", file=out)
while program.poll() is None if program else True:
    out.write("P1;T0:1;app.py:main:7;app.py:work:4 1000\\nP1;T0:1;app.py:ma")
    out.flush()
    time.sleep(0.1)
    out.write("in:7 500\\n")
"""


class WatchARun(WatchTest):
    def setUp(self):
        super().setUp()
        (self.folder / "bin").mkdir()
        (self.folder / "tmp").mkdir()
        self.write("bin/austin", AUSTIN.format(python=sys.executable)).chmod(0o755)
        self.write("app.py", "import sys, time\nprint('mine', flush=True)\nsys.stdin.readline()\n")
        self.env = {"PATH": f"{self.folder}/bin:{os.environ['PATH']}", "TMPDIR": str(self.folder / "tmp")}

    def run_watched(self, *options, **more):
        return self.watching("run", "--watch", *options, "--", sys.executable, "app.py", stdin=subprocess.PIPE, env=self.env, **more)

    def test_a_table_while_it_runs(self):
        process = self.run_watched()
        seen = b""
        while seen.count(b"work") < 3:
            seen += process.stdout.readline()
        self.assertIsNone(process.poll())
        self.assertNotIn(b"mine", seen)
        out, err = process.communicate(b"\n", timeout=20)
        self.assertEqual((process.returncode, err.count(b"mine\n")), (0, 1), err)
        self.assertIn(b"work", out)
        self.assertNotIn(b"prof2graph: error", err)
        self.assertEqual(os.listdir(self.folder / "tmp"), [])

    def test_a_picture_while_it_runs(self):
        process = self.run_watched("-q", "-o", "out.json")
        self.until(lambda: (self.total() or 0) > 0)
        early = self.total()
        self.until(lambda: self.total() > early)
        self.assertIsNone(process.poll())
        out, err = process.communicate(b"\n", timeout=20)
        self.assertEqual((process.returncode, out), (0, b"mine\n"), err)  # nothing else is on stdout
        self.assertGreater(self.total(), early)

    def test_ctrl_c_ends_the_program_and_draws_it(self):
        process = self.run_watched("-q", "-o", "out.json", start_new_session=True)
        self.until(lambda: (self.total() or 0) > 0)
        os.killpg(process.pid, signal.SIGINT)
        process.communicate(timeout=20)
        self.assertEqual(process.returncode, 130)
        self.assertGreater(self.total(), 0)
        self.assertEqual(os.listdir(self.folder / "tmp"), [])

    def test_a_reader_that_goes_away_leaves_the_program_alone(self):
        process = self.run_watched("-q")
        process.stdout.readline()
        process.stdout.close()
        time.sleep(1)
        self.assertIsNone(process.poll())
        process.stdin.write(b"\n")
        process.stdin.close()
        self.assertEqual(process.wait(20), 141)
        self.assertNotIn(b"prof2graph: error", process.stderr.read())

    def test_recorders_that_write_at_the_end(self):
        for name in ("cprofile", "py-spy", "perf"):
            code, out, err = self.run_program("run", "--watch", "--with", name, "--", sys.executable, "app.py")
            self.assertEqual((code, out, err), (2, b"", error(
                f"--watch draws while the program runs, and {name} writes when it has ended",
                "  hint: --with austin, of Python programs; sudo apt install austin\n")))
        self.assertEqual(self.run_program("run", "--watch", "--", "ls")[0], 2)

    def test_slips(self):
        for options in (["--runs", "2"], ["--before", "main"], ["--fail-on", "total>1"]):
            self.assertEqual(self.run_program("run", "--watch", *options, "--", sys.executable, "app.py", env=self.env)[0], 2)

    @unittest.skipUnless(shutil.which("austin"), "no austin")
    def test_the_real_austin(self):
        python = next((path for path in PYTHONS if "/3.8" in path or "/3.7" in path), None)
        if python is None:
            self.skipTest("no Python that this austin knows")
        self.write("busy.py", "import time\ndef work():\n  end = time.time() + 6\n  while time.time() < end: sum(range(1000))\nwork()\n")
        process = self.watching("run", "--watch", "-q", "-o", "out.json", "--", python, "busy.py")
        try:
            self.until(lambda: (self.total() or 0) > 0, 5)
            self.assertIsNone(process.poll())
        finally:
            process.communicate(timeout=30)
        self.assertEqual(process.returncode, 0)


main()

"""--watch: a table, and pictures, that are drawn again while an input grows."""
import json
import os
import pty
import signal
import subprocess
import time

from harness import CliTest, error, main


class Watch(CliTest):
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

    def test_slips(self):
        self.assertEqual(self.run_program("--watch", "run.folded", "--fail-on", "total>1")[0], 2)
        self.assertEqual(self.run_program("--watch", "run.folded", "-o", "x.nosuch")[0], 2)
        self.fails(2, error("--watch is no option of diff", "  hint: prof2graph diff --help lists them\n"), "diff", "--watch", "run.prof", "run.prof")


main()

"""What is said besides errors: --stats, --verbose, colours, progress."""
import os
import pty
import re
import subprocess
import time
import unittest

from harness import CliTest, main


class Messages(CliTest):
    def test_success_is_silent(self):
        self.ok("run.folded", "-T", "json")

    def test_stats(self):
        code, _, err = self.run_program("run.folded", "-o", "out.svg", "--stats")
        self.assertEqual(code, 0)
        lines = err.splitlines()
        self.assertRegex(lines[0], r"^stage +ms  counts$")
        self.assertRegex(lines[-1], r"^total +\d+\.\d\d  peak memory [\d,]+$")
        for line in lines[1:-1]:
            self.assertRegex(line, r"^[\w ]+ +\d+\.\d\d(  [\w ]+ [\d,]+(, [\w ]+ [\d,]+)*)?$")
        self.assertIn("read", err)
        self.assertIn("write", err)

    def test_stats_say_which_engine_ran(self):
        for layout, engine in (("auto", "layers"), ("layers", "layers"), ("dot", "dot")):
            code, _, err = self.run_program("run.folded", "-o", "out.svg", "--stats", "--layout", layout)
            self.assertEqual(code, 0)
            self.assertIn(f"layouts by {engine} 1", err)

    def test_verbose(self):
        code, _, err = self.run_program("run.folded", "-T", "json", "-v")
        self.assertEqual(code, 0)
        self.assertRegex(err, re.compile(r"^prof2graph: read: files 1, bytes \d+, functions 4, ", re.M))


class OnTerminal(CliTest):
    def stderr_on_terminal(self, *arguments, feed=lambda stdin: None, **environment):
        """What the program says to a terminal while `feed` writes its input."""
        master, slave = pty.openpty()
        process = self.start(*arguments, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=slave,
                             env={"TERM": "xterm", "NO_COLOR": "", **environment})
        feed(process.stdin)
        process.stdin.close()
        process.wait(timeout=60)
        os.close(slave)
        text = b""
        try:
            while chunk := os.read(master, 4096):
                text += chunk
        except OSError:  # how Linux says that the other side is closed
            pass
        os.close(master)
        return text.decode().replace("\r\n", "\n")

    def test_colour_only_on_the_word_error(self):
        first = self.stderr_on_terminal("--bogus").splitlines()[0]
        self.assertEqual(first, 'prof2graph: \x1b[1;31merror:\x1b[0m unknown option "--bogus"')

    def test_no_color(self):
        self.assertNotIn("\x1b", self.stderr_on_terminal("--bogus", NO_COLOR="1"))
        self.assertNotIn("\x1b", self.stderr_on_terminal("--bogus", TERM="dumb"))

    @unittest.skipIf("P2G_VALGRIND_BINARY" in os.environ, "nothing is quick under valgrind")
    def test_quick_work_shows_no_progress(self):
        self.assertEqual(self.stderr_on_terminal("run.folded", "-T", "json"), "")

    def test_long_work_shows_progress_and_takes_it_back(self):
        def slowly(stdin):
            for _ in range(2):
                stdin.write(b"main;parse 1\n" * 50000)
                stdin.flush()
                time.sleep(1.1)

        text = self.stderr_on_terminal("-T", "json", feed=slowly)
        self.assertRegex(text, r"^\r\x1b\[Kprof2graph: reading")
        self.assertTrue(text.endswith("\r\x1b[K"), text)
        self.assertEqual(self.stderr_on_terminal("-T", "json", "-q", feed=slowly), "")

    def test_no_input_on_a_terminal(self):
        master, slave = pty.openpty()
        process = self.start(stdin=slave, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        out, err = process.communicate(timeout=60)
        os.close(slave)
        os.close(master)
        self.assertEqual((process.returncode, out), (2, b""))
        hint = "  hint: name a profile (prof2graph run.prof -o callgraph.svg), or pipe one in\n"
        self.assertEqual(err.decode(), "prof2graph: error: no input\n" + hint)

    def test_binary_output_to_a_terminal(self):
        master, slave = pty.openpty()
        process = self.start("run.prof", "-T", "png", stdout=slave, stderr=subprocess.PIPE)
        _, err = process.communicate(timeout=60)
        os.close(slave)
        os.close(master)
        self.assertEqual(process.returncode, 2)
        self.assertTrue(err.startswith(b"prof2graph: error: png is binary and the output is a terminal\n  hint: "), err)


main()

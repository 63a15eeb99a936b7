"""Runs the program in an empty folder of its own and compares whole messages."""
import marshal
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

BINARY = os.environ.get("P2G_BINARY", "")

FOLDED = "main;parse;read 30\nmain;parse 20\nmain;write 50\n"
HELP_HINT = "  hint: prof2graph --help lists the options\n"


def pstats_bytes():
    """main() calls work() three times: what cProfile would have written."""
    main, work = ("app.py", 1, "main"), ("app.py", 9, "work")
    return marshal.dumps({main: (1, 1, 0.25, 1.0, {}), work: (3, 3, 0.75, 0.75, {main: (3, 3, 0.75, 0.75)})})


def error(message, hint=HELP_HINT):
    return f"prof2graph: error: {message}\n" + hint


class CliTest(unittest.TestCase):
    maxDiff = None
    profiles_are_small = True  # and poor, on purpose: to say so is no news here

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="prof2graph-test-")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.write("run.folded", FOLDED)
        self.write("run.prof", pstats_bytes())

    def write(self, name, content):
        path = self.folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def start(self, *arguments, **options):
        environment = {**os.environ, "LC_ALL": "C", **options.pop("env", {})}
        return subprocess.Popen([BINARY, *arguments], cwd=self.folder, env=environment, **options)

    def run_program(self, *arguments, stdin=b"", **options):
        """(exit code, stdout, stderr) with stderr as text."""
        process = self.start(*arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **options)
        out, err = process.communicate(stdin.encode() if isinstance(stdin, str) else stdin, timeout=60)
        text = err.decode(errors="backslashreplace")
        if self.profiles_are_small:
            text = re.sub(r"prof2graph: warning: (only \d+ samples?: shares of so few are chance|\d+ % of the cost is at "
                          r"functions without a name).*\n", "", text)
        return process.returncode, out, text

    def ok(self, *arguments, stdin=b"", warnings=""):
        """stdout of a run that succeeds and says nothing but `warnings`."""
        code, out, err = self.run_program(*arguments, stdin=stdin)
        self.assertEqual((code, err), (0, warnings))
        return out

    def fails(self, code, message, *arguments, stdin=b""):
        """The run fails with exactly this on stderr, writes nothing to stdout and leaves no new file."""
        before = self.listing()
        got, out, err = self.run_program(*arguments, stdin=stdin)
        self.assertEqual((got, err, out), (code, message, b""))
        self.assertEqual(self.listing(), before)

    def listing(self):
        return sorted(str(path.relative_to(self.folder)) for path in self.folder.rglob("*"))


def main():
    if not BINARY:
        sys.exit("P2G_BINARY must name the program")
    unittest.main(verbosity=1)

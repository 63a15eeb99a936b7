"""A terminal in place of a pipe: people get the table, scripts DOT."""
import errno
import os
import pty
import subprocess

from harness import BINARY, CliTest, main

TERMINAL_NOTE = "prof2graph: note: a terminal gets the table; -o callgraph.svg draws, -T dot writes DOT\n"


class Terminal(CliTest):
    def at_terminal(self, *arguments):
        """(stdout, stderr) of a run whose stdout is a terminal."""
        controller, terminal = pty.openpty()
        process = subprocess.Popen([BINARY, *arguments], cwd=self.folder, stdin=subprocess.DEVNULL, stdout=terminal,
                                   stderr=subprocess.PIPE)
        os.close(terminal)
        out = b""
        while True:
            try:
                part = os.read(controller, 65536)
            except OSError as problem:  # the other end is closed
                if problem.errno != errno.EIO:
                    raise
                break
            if not part:
                break
            out += part
        os.close(controller)
        err = process.communicate(timeout=60)[1].decode()
        self.assertEqual(process.returncode, 0, err)
        return out.replace(b"\r\n", b"\n"), err

    def test_a_terminal_gets_the_table(self):
        line = b"work holds 75.0% of the run by itself; next is main, 25.0%.\n"
        self.assertEqual(self.at_terminal("run.prof"), (line + self.ok("-V", "table", "run.prof"), TERMINAL_NOTE))
        folded = b"write holds 50.0% of the run by itself; next is read, 30.0%.\n"
        self.assertEqual(self.at_terminal("draw", "-q", "run.folded"), (folded + self.ok("-V", "table", "run.folded"), ""))
        self.assertEqual(self.at_terminal("--sort", "self", "-q", "run.prof")[0],
                         line + self.ok("-V", "table", "--sort", "self", "run.prof"))

    def test_what_was_asked_for_is_what_a_terminal_gets(self):
        dot = self.ok("run.prof")
        self.assertTrue(dot.startswith(b"digraph"))
        for arguments in (("-T", "dot"), ("-o", "-"), ("-V", "callgraph")):
            self.assertEqual(self.at_terminal(*arguments, "run.prof"), (dot, ""), arguments)
        self.assertEqual(self.at_terminal("--list-functions", "run.prof")[0], b"main (app.py:1)\nwork (app.py:9)\n")
        self.assertTrue(self.at_terminal("diff", "run.prof", "run.prof")[0].startswith(b"no change of the total"))


main()

"""Completions at work in the shells themselves: commands, values, and the functions of the profile on the command line."""
import os
import pty
import shutil
import subprocess
import time
import unittest

from harness import BINARY, CliTest, main

NAMES = ["back\\slash", "bang!x", 'fetch all "users"', "it's $HOME `x`", "main", "münchen", "ns::parse", "ns::print",
         "operator==(a, b)"]
BASH = """
. ./completion
COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
_prof2graph
if ((${#COMPREPLY[@]})); then printf '%s\\n' "${COMPREPLY[@]}"; fi
"""
# What a person does: type, press TAB, then see what words the line has.
INTERACTIVE = {
    "bash": (["bash", "--norc", "--noprofile", "-i"], ". ./completion"),
    "zsh": (["zsh", "-f", "-i"], "bindkey -e; fpath=($PWD/functions $fpath); autoload -U compinit; compinit -u -D"),
}


def installed(shell):
    return unittest.skipUnless(shutil.which(shell), f"{shell} is not installed")


class CompletionTest(CliTest):
    def setUp(self):
        super().setUp()
        self.write("names.folded", "".join(f"main;{name} 5\n" for name in NAMES if name != "main"))
        self.write("a b.folded", "main;blank 5\n")
        self.write("many.folded", "".join(f"f{i:04} 1\n" for i in range(2000)))
        self.write("broken.folded", b"\0\1\2")
        (self.folder / "functions").mkdir()
        (self.folder / "bin").mkdir()
        (self.folder / "bin/prof2graph").symlink_to(os.path.abspath(BINARY))
        for shell, file in (("bash", "completion"), ("zsh", "functions/_prof2graph"), ("fish", "completion.fish")):
            self.write(file, self.ok("--print-completion", shell))
        self.environment = {**os.environ, "PATH": f"{self.folder}/bin:{os.environ['PATH']}", "LC_ALL": "C.UTF-8",
                            "HOME": str(self.folder), "ZDOTDIR": str(self.folder), "TERM": "xterm", "PS1": "$ "}

    def run_shell(self, *command):
        done = subprocess.run(command, cwd=self.folder, env=self.environment, stdin=subprocess.DEVNULL, capture_output=True,
                              text=True, timeout=60)
        self.assertEqual((done.returncode, done.stderr), (0, ""), command)
        return done.stdout.splitlines()


@installed("bash")
class Bash(CompletionTest):
    def complete(self, *words):
        return self.run_shell("bash", "-c", BASH, "bash", "prof2graph", *words)

    def test_words(self):
        self.assertEqual(self.complete(""), ["draw", "diff", "merge", "convert", "batch", "list", "run", "record"])
        self.assertEqual(self.complete("di"), ["diff"])
        self.assertEqual(self.complete("--vi"), ["--view"])
        self.assertEqual(self.complete("--view", "f"), ["flame"])
        self.assertEqual(self.complete("--view", "=", "ta"), ["table"])
        self.assertEqual(self.complete("x.prof", "-T", "js"), ["json"])
        self.assertEqual(self.complete("x.pro"), [])

    def test_functions(self):
        for option in ("-z", "--root", "-l", "--leaf", "--focus", "--ignore", "--hide", "--show", "--function", "--explain"):
            self.assertEqual(self.complete("run.folded", option, ""), ["main", "parse", "read", "write"], option)
        self.assertEqual(self.complete("run.folded", "--root", "=", "wr"), ["write"])
        self.assertEqual(self.complete("run.prof", "--root", "wo"), ["work\\ \\(app.py\\:9\\)"])
        self.assertEqual(self.complete("run.prof", "--root", "'wo"), ["work (app.py:9)"])
        self.assertEqual(self.complete("names.folded", "--root", "'it"), ["it'\\''s $HOME `x`"])
        self.assertEqual(self.complete("names.folded", "--root", '"it'), ["it's \\$HOME \\`x\\`"])
        self.assertEqual(self.complete("a\\ b.folded", "--root", "b"), ["blank"])
        self.assertEqual(self.complete("'a b.folded'", "--root", "b"), ["blank"])

    def test_functions_are_those_of_the_profile(self):
        self.assertEqual(self.complete("-o", "run.folded", "--root", ""), [])
        self.assertEqual(self.complete("--output", "=", "run.folded", "--root", ""), [])
        self.assertEqual(self.complete("run.folded", "-o", "names.folded", "--root", "w"), ["write"])
        self.assertEqual(self.complete("diff", "names.folded", "run.folded", "--root", "w"), ["write"])
        self.assertEqual(self.complete("diff", "--after", "run.folded", "--root", "w"), ["write"])
        for file in ("missing.folded", "broken.folded", "."):
            self.assertEqual(self.complete(file, "--root", ""), [], file)

    def test_many(self):
        self.assertEqual(len(self.complete("many.folded", "--root", "")), 300)
        self.assertEqual(self.complete("many.folded", "--root", "f199"), [f"f199{i}" for i in range(10)])


@installed("fish")
class Fish(CompletionTest):
    def complete(self, line):
        rows = self.run_shell("fish", "--no-config", "-c", 'source completion.fish; complete -C "$argv[1]"', line)
        return [row.split("\t")[0] for row in rows]

    def test_words(self):
        self.assertLessEqual({"draw", "diff", "merge", "convert", "batch", "list"}, set(self.complete("prof2graph ")))
        self.assertEqual(self.complete("prof2graph --view f")[0], "flame")

    def test_functions(self):
        for option in ("-z ", "--root ", "-l ", "--leaf ", "--focus ", "--function ", "--explain "):
            self.assertEqual(self.complete("prof2graph names.folded " + option), NAMES, option)
        self.assertEqual(self.complete("prof2graph names.folded --root=fe"), ['--root=fetch all "users"'])
        self.assertEqual(self.complete("prof2graph 'a b.folded' --root "), ["blank", "main"])
        self.assertEqual(self.complete("prof2graph diff names.folded run.folded --root "), ["main", "parse", "read", "write"])
        for file in ("missing.folded", "broken.folded", "-o run.folded", "."):
            self.assertEqual(self.complete(f"prof2graph {file} --root "), [], file)

    def test_many(self):
        self.assertEqual(len(self.complete("prof2graph many.folded --root ")), 300)
        self.assertEqual(self.complete("prof2graph many.folded --root f199"), [f"f199{i}" for i in range(10)])


class Typed(CompletionTest):
    """Bash and zsh on a terminal: what TAB makes of a line is what the program would get."""

    def typed(self, shell, lines):
        """The words of each line after TAB at its end."""
        command, setup = INTERACTIVE[shell]
        child, terminal = pty.fork()
        if child == 0:
            os.chdir(self.folder)
            os.execvpe(command[0], command, self.environment)
        self.addCleanup(os.close, terminal)
        os.set_blocking(terminal, False)
        # Written whole before it is there: whoever waits for the file sees all words.
        self.send(terminal, f"{setup}; show() {{ printf '%s\\n' \"$@\" > part; mv part words; }}; show ready\r")
        words = [self.shown(shell, terminal)]
        for line in lines:
            self.send(terminal, line + "\t\x01show \r")
            words.append(self.shown(shell, terminal))
        self.send(terminal, "exit\r")
        os.waitpid(child, 0)
        self.assertEqual(words[0], ["ready"])
        return words[1:]

    @staticmethod
    def send(terminal, text):
        os.write(terminal, text.encode())

    def shown(self, shell, terminal):
        path, screen = self.folder / "words", b""
        for _ in range(600):
            if path.exists():
                words = path.read_text().splitlines()
                path.unlink()
                return words
            time.sleep(0.1)
            try:
                screen += os.read(terminal, 65536)
            except BlockingIOError:
                pass
        return self.fail(f"{shell} shows nothing: {screen.decode(errors='replace')}")

    def check(self, shell):
        expected = {
            "prof2graph conv": ["convert"],
            "prof2graph run.folded -T spe": ["run.folded", "-T", "speedscope"],
            "prof2graph names.folded --root fe": ["names.folded", "--root", NAMES[2]],
            "prof2graph names.folded --root it": ["names.folded", "--root", NAMES[3]],
            "prof2graph names.folded --focus back": ["names.folded", "--focus", NAMES[0]],
            "prof2graph names.folded --leaf ban": ["names.folded", "--leaf", NAMES[1]],
            "prof2graph names.folded --explain ns::pa": ["names.folded", "--explain", "ns::parse"],
            "prof2graph names.folded --function ope": ["names.folded", "--function", NAMES[8]],
            "prof2graph names.folded --root 'fe": ["names.folded", "--root", NAMES[2]],
            'prof2graph names.folded --root "fe': ["names.folded", "--root", NAMES[2]],
            "prof2graph names.folded --root fetch\\ a": ["names.folded", "--root", NAMES[2]],
            "prof2graph names.folded --root mün": ["names.folded", "--root", "münchen"],
        }
        if shell == "bash":  # where an unescaped colon begins another word
            del expected["prof2graph names.folded --explain ns::pa"]
            expected["prof2graph names.folded --explain ns\\:\\:pa"] = ["names.folded", "--explain", "ns::parse"]
        words = self.typed(shell, expected)
        for (line, wanted), got in zip(expected.items(), words):
            self.assertEqual(got, ["prof2graph", *wanted], f"{shell}: {line}")

    @installed("bash")
    def test_bash(self):
        self.check("bash")

    @installed("zsh")
    def test_zsh(self):
        self.check("zsh")


main()

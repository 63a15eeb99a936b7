"""run: a program's code and streams are those that it has when nobody records it."""
import json
import os
import shutil
import signal
import sys

from harness import error, main
from recording import APP, PYTHON, PYTHONS, RunTest


class AsAlone(RunTest):
    """Code and streams of the program are what they are without a recorder."""

    def test_ends(self):
        for python in PYTHONS:
            for text in (APP, "raise ValueError('bad')\n", "def f():\n  {}['x']\ntry:\n  f()\nexcept KeyError:\n  1/0\n",
                         "import sys\nsys.exit(7)\n", "import sys\nsys.exit('a text')\n", "import sys\nsys.exit()\n",
                         "raise KeyboardInterrupt\n", "raise SystemExit(True)\n", "raise SystemExit(300)\n",
                         "import sys\ndef hook(*a): sys.stderr.write('hooked %s' % a[0].__name__)\nsys.excepthook = hook\n1/0\n",
                         "import os, sys\nif os.fork() == 0: sys.exit(3)\nprint(os.wait()[1])\n",
                         "import atexit, os\natexit.register(os.write, 1, b'at the end')\n",
                         "import os, signal, time\nos.kill(os.getpid(), signal.SIGTERM)\ntime.sleep(5)\n"):
                with self.subTest(python=python, text=text):
                    self.same_as_alone(text, python=python)

    def test_surroundings(self):
        text = ("import sys, os\nprint(sys.argv, sys.path[0] == os.path.realpath('.'), __name__, __file__, sorted(globals()))\n"
                "print(getattr(sys, 'orig_argv', None) and sys.orig_argv[1:], sys.modules['__main__'].__dict__ is globals())\n"
                "print(sorted(os.environ), sys.flags)\n")
        for python in PYTHONS:
            self.same_as_alone(text, "a b", "", "-o", "x", "--", "--help", python=python)

    def test_streams(self):
        for python in PYTHONS[-1:]:
            self.same_as_alone("import sys\nsys.stdout.write(sys.stdin.read().upper())\nsys.stderr.write('e\\x00\\n')\n",
                               python=python, stdin=b"some text\n")

    def test_a_syntax_error(self):
        self.write("bad.py", "def f(:\n")
        for python in PYTHONS:
            expected = self.alone(python, "bad.py")
            code, out, err = self.run_program("run", "-o", "x.svg", "--", python, "bad.py")
            self.assertEqual((code, out), expected[:2], python)
            self.assertTrue(err.startswith(expected[2]), (err, expected[2]))

    def test_files_that_are_not_there(self):
        for python in PYTHONS:
            for words in (["nosuch.py"], ["-m", "nosuch"], ["-m", "json.nosuch"], ["-m", "nosuch.module"]):
                expected = self.alone(python, *words)
                code, out, err = self.run_program("run", "-o", "x.svg", "--", python, *words)
                self.assertEqual((code, out), expected[:2], (python, words))
                self.assertTrue(err.startswith(expected[2]), (python, err, expected[2]))

    def test_modules(self):
        (self.folder / "package").mkdir()
        self.write("package/__init__.py", "def slow(): return [i for i in range(1000)]\nslow()\n")
        self.write("package/__main__.py", "import sys\nprint(sys.argv[1:], __name__, __package__, sys.path[0])\n")
        self.write("package/part.py", "import sys\nfrom . import slow\nslow()\nprint(sys.argv, __spec__ is not None)\n"
                   if PYTHON else "")
        for python in PYTHONS:
            for words in (["-m", "package", "x y"], ["-mpackage"], ["-Bm", "package"]) + (
                    (["-m", "package.part", "-m"],) if "/2.7" not in python else ()):
                expected = self.alone(python, *words)
                got = self.run_program("run", "-q", "-o", "out.json", "-n", "0", "--", python, *words)
                self.assertEqual(got, expected, (python, words))
            names = self.functions()
            self.assertIn("slow", names)  # what the package does when it is imported is recorded
            self.assertNotIn("_run_module_as_main", names)

    def test_commands_and_texts(self):
        for python in PYTHONS:
            text = "import sys\nprint(sys.argv, __name__, sys.path[0] == '')"
            self.assertEqual(self.run_program("run", "-q", "-o", "out.json", "--", python, "-c", text, "-c", "x"),
                             self.alone(python, "-c", text, "-c", "x"))
            self.assertEqual(self.run_program("run", "-q", "-o", "out.json", "--", python, "-", "x", stdin=text),
                             self.alone(python, "-", "x", stdin=text.encode()))

    def test_options_of_the_interpreter(self):
        self.write("program.py", "import sys\nprint(sys.flags.optimize, sys.warnoptions, sys.flags.dont_write_bytecode)\n")
        for words in (["-OO", "-W", "ignore", "program.py"], ["-OWerror", "-B", "program.py"], ["-X", "dev", "program.py"]):
            self.assertEqual(self.run_program("run", "-q", "-o", "out.json", "--", PYTHON, *words), self.alone(PYTHON, *words))

    def test_folders_and_archives(self):
        (self.folder / "folder").mkdir()
        self.write("folder/__main__.py", "import sys, helper\nprint(sys.argv, sys.path[0], helper.value())\n")
        self.write("folder/helper.py", "def value(): return 3\n")
        shutil.make_archive(str(self.folder / "app"), "zip", self.folder / "folder")
        for python in PYTHONS:
            for target in ("folder", "app.zip"):
                self.assertEqual(self.run_program("run", "-q", "-o", "out.json", "-n", "0", "--", python, target, "x"),
                                 self.alone(python, target, "x"), (python, target))
                self.assertIn("value", self.functions())

    def test_a_forked_child_does_not_write(self):
        code, out, _ = self.run_python("import os, sys\npid = os.fork()\ndef child(): pass\ndef parent(): os.wait()\n"
                                       "child() if pid == 0 else parent()\n", options=("-n", "0"))
        self.assertEqual((code, out), (0, b""))
        self.assertIn("parent", self.functions())
        self.assertNotIn("child", self.functions())

    def test_what_is_ignored_stays_so(self):
        """SIGPIPE is ours to ignore, not the program's."""
        if not os.path.exists("/proc/self/status"):
            self.skipTest("no /proc")
        # Python itself ignores SIGPIPE and SIGXFSZ: a program that is none shows it.
        environment = self.put_on_path("austin", "#!/bin/sh\ngrep -E 'SigIgn|SigBlk' /proc/self/status\necho 'main 1' > \"$2\"\n")
        out = self.run_program("run", "-q", "-o", "x.json", "-f", "folded", "--with", "austin", "--", PYTHON, "app.py", env=environment)[1]
        blocked, ignored = (int(line.split()[1], 16) for line in out.splitlines())
        self.assertEqual((blocked, ignored & 0x7fffffff), (0, 0))  # 32 and 33 are the C library's own


main()

"""run: a program is recorded as if nobody looked, and then drawn."""
import glob
import json
import os
import pathlib
import pstats
import shutil
import signal
import subprocess
import sys
import time
import unittest

from harness import CliTest, error, main

APP = """\
import sys

def work(n):
    return sum(i * i for i in range(n))

def main():
    for _ in range(20):
        work(2000)

main()
"""
PYTHON = os.path.realpath(sys.executable)


def pythons():
    """One of each version: pyenv's ($PYENV_ROOT, or where its shims on PATH are), and this one."""
    shims = pathlib.Path(shutil.which("python3") or "/").parent
    root = os.environ.get("PYENV_ROOT") or (str(shims.parent) if shims.name == "shims" else "")
    found = [path for path in sorted(glob.glob(os.path.join(root, "versions", "*", "bin", "python"))) if root and os.access(path, os.X_OK)]
    return found or [PYTHON]


PYTHONS = pythons()
RUN_HINT = "  hint: prof2graph run -o profile.svg -- python app.py\n"


class RunTest(CliTest):
    def setUp(self):
        super().setUp()
        self.write("app.py", APP)

    def run_python(self, text, *arguments, options=(), python=PYTHON, **more):
        """(exit code, stdout, stderr without what prof2graph says) of a program under the recorder."""
        self.write("program.py", text)
        code, out, err = self.run_program("run", "-q", "-o", "out.json", *options, "--", python, "program.py", *arguments, **more)
        return code, out, err

    def alone(self, *words, stdin=b""):
        done = subprocess.run(words, cwd=self.folder, input=stdin, capture_output=True, check=False,
                              env={**os.environ, "LC_ALL": "C"})
        code = done.returncode if done.returncode >= 0 else 128 - done.returncode
        return code, done.stdout, done.stderr.decode(errors="backslashreplace")

    def figures(self, name="out.json"):
        return json.loads((self.folder / name).read_text())

    def functions(self, name="out.json"):
        return {function["name"]: function for function in self.figures(name)["functions"]}

    def same_as_alone(self, text, *arguments, python=PYTHON, stdin=b""):
        """Code and streams are those of the program alone; the profile is there."""
        self.write("program.py", text)
        expected = self.alone(python, "program.py", *arguments, stdin=stdin)
        (self.folder / "out.json").unlink(missing_ok=True)
        self.assertEqual(self.run_python(text, *arguments, python=python, stdin=stdin), expected, python)
        self.assertIn("<module>", self.functions())
        return expected

    def put_on_path(self, name, text):
        folder = self.folder / "bin"
        folder.mkdir(exist_ok=True)
        path = folder / name
        path.write_text(text)
        path.chmod(0o755)
        return {"PATH": f"{folder}:{os.environ['PATH']}"}


class Recorded(RunTest):
    def test_a_picture_and_where_it_is(self):
        code, out, err = self.run_program("run", "--", PYTHON, "app.py")
        self.assertEqual((code, out), (0, b""))
        self.assertIn("prof2graph: note: profile.svg: app.py, recorded with cProfile, wall time\n", err)
        picture = (self.folder / "profile.svg").read_text()
        self.assertIn("work", picture)
        self.assertRegex(picture, r"ms of wall time|s of wall time")
        self.assertIn(">app.py<", picture)

    def test_the_type_names_the_file(self):
        for options, name in {("-T", "html"): "profile.html", ("-V", "table"): "profile.txt", ("-V", "flame"): "profile.svg"}.items():
            self.assertEqual(self.run_program("run", "-q", *options, "--", PYTHON, "app.py")[0], 0)
            self.assertTrue((self.folder / name).is_file(), name)
        code, out, _ = self.run_program("run", "-V", "table", "-o", "-", "--", PYTHON, "app.py")
        self.assertEqual(code, 0)
        self.assertIn(b"app.py:6(main)", out)

    def test_nothing_of_the_recorder_is_in_it(self):
        for python in PYTHONS:
            for clock in ("wall", "cpu"):
                self.assertEqual(self.run_python(APP, options=("--clock", clock, "-n", "0"), python=python), (0, b"", ""), python)
                figures = self.figures()
                names = sorted(f["name"] for f in figures["functions"] if "file" in f and f["file"] not in ("", "~"))
                self.assertEqual(names, ["<genexpr>", "<module>", "main", "work"], python)
                root = self.functions()["<module>"]
                self.assertEqual(root["cumulative"], max(f["cumulative"] for f in figures["functions"]))
                self.assertFalse([edge for edge in figures["edges"] if edge["callee"] == root["id"]])
                self.assertEqual(self.functions()["work"]["calls"], 20)
                self.assertEqual(figures["metric"]["name"], {"wall": "wall time", "cpu": "CPU time"}[clock])
                self.assertLessEqual(set(self.functions()) - set(names), {"sum", "range"}, python)
                self.assertNotIn("record_cprofile", (self.folder / "out.json").read_text())

    def test_clocks(self):
        text = "import time\ndef wait(): time.sleep(0.3)\nwait()\n"
        for python in PYTHONS:
            self.run_python(text, python=python)
            self.assertGreater(self.functions()["wait"]["cumulative"], 0.29, python)
            self.run_python(text, python=python, options=("--clock", "cpu"))
            self.assertLess(self.functions()["wait"]["cumulative"], 0.1, python)

    def test_the_clock_of_a_gate_does_not_count_waiting(self):
        text = "import time\ntime.sleep(0.3)\n"
        self.assertEqual(self.run_python(text, options=("--fail-on", "total>250ms"))[0], 0)
        code, _, err = self.run_python(text, options=("--fail-on", "total>250ms", "--clock", "wall"))
        self.assertEqual(code, 1)
        self.assertIn("prof2graph: limit total>250ms tripped", err)

    def test_a_tripped_limit_does_not_hide_how_the_program_ended(self):
        self.assertEqual(self.run_python(APP + "sys.exit(7)\n", options=("--fail-on", "total>1ns"))[0], 7)
        self.assertEqual(self.run_python(APP, options=("--fail-on", "total>1ns"))[0], 1)

    def test_the_raw_profile_is_kept(self):
        self.run_python(APP, options=("--keep", "raw.prof"))
        stats = pstats.Stats(str(self.folder / "raw.prof")).stats
        self.assertEqual([row[0] for key, row in stats.items() if key[2] == "work"], [20])
        self.assertIn(b"work", self.ok("raw.prof", "-V", "table"))
        self.fails(2, error("--keep and -o both write ./a.prof", "  hint: choose another name for one of them\n"),
                   "run", "--keep", "a.prof", "-o", "./a.prof", "-T", "json", "--", PYTHON, "app.py")

    def test_several_runs_are_summed(self):
        self.run_python(APP, options=("--runs", "3", "--keep", "raw.prof"))
        self.assertEqual(self.functions()["work"]["calls"], 60)
        self.assertTrue(all((self.folder / f"raw-{i}.prof").is_file() for i in (1, 2, 3)))

    def test_nothing_is_left_behind(self):
        (self.folder / "tmp").mkdir()
        self.run_python(APP, env={"TMPDIR": str(self.folder / "tmp")})
        self.run_python(APP + "import os; os._exit(3)\n", env={"TMPDIR": str(self.folder / "tmp")})
        self.assertEqual(os.listdir(self.folder / "tmp"), [])

    def test_several_outputs(self):
        self.assertEqual(self.run_program("run", "-q", "-o", "a.svg", "-o", "a.md", "--", PYTHON, "app.py")[0], 0)
        self.assertTrue((self.folder / "a.svg").is_file() and (self.folder / "a.md").is_file())


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


class Signals(RunTest):
    WAITS = """\
import sys, time, signal
def work():
    print("ready"); sys.stdout.flush()
    end = time.time() + 20
    while time.time() < end: sum(range(1000))
"""

    def signalled(self, text, number, to_group, python=PYTHON, options=("-q", "-o", "out.json")):
        self.write("program.py", text)
        process = self.start("run", *options, "--", python, "program.py", stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                             stderr=subprocess.PIPE, start_new_session=True)
        self.assertEqual(process.stdout.readline(), b"ready\n")
        (os.killpg if to_group else os.kill)(process.pid, number)
        out, err = process.communicate(timeout=20)
        return process.returncode, out, err.decode()

    def test_ctrl_c_still_draws(self):
        for python in PYTHONS:
            for to_group in (True, False):
                code, _, err = self.signalled(self.WAITS + "work()\n", signal.SIGINT, to_group, python)
                self.assertIn("KeyboardInterrupt", err)
                self.assertEqual(code, 1 if "/2.7" in python or "/3.6" in python or "/3.7" in python else 130, python)
                self.assertIn("work", self.functions())
                (self.folder / "out.json").unlink()

    def test_term_and_hup_still_draw(self):
        for python in PYTHONS:
            for number in (signal.SIGTERM, signal.SIGHUP):
                code, _, err = self.signalled(self.WAITS + "work()\n", number, False, python)
                self.assertEqual((code, err), (128 + number, ""), python)
                self.assertIn("work", self.functions())
                (self.folder / "out.json").unlink()

    def test_a_signal_comes_once(self):
        """Whether it was sent to the program alone or to the group."""
        text = ("import signal, sys, time\nseen = []\nsignal.signal(signal.SIGINT, lambda *a: seen.append(1))\n"
                "signal.signal(signal.SIGTERM, lambda *a: seen.append(2))\n" + self.WAITS.replace("20", "0.6") + "work()\nprint(seen)\n")
        for number, name in ((signal.SIGINT, b"[1]\n"), (signal.SIGTERM, b"[2]\n")):
            for to_group in (True, False):
                for _ in range(3):
                    self.assertEqual(self.signalled(text, number, to_group), (0, name, ""), to_group)

    def test_a_program_that_is_killed_leaves_no_profile(self):
        before = self.listing()
        code, out, err = self.run_python("import os\nos.kill(os.getpid(), 9)\n")
        self.assertEqual((code, out), (137, b""))
        self.assertEqual(err, "prof2graph: error: program.py: left no profile\n  hint: a program that is killed, calls "
                              "os._exit() or becomes another one (exec) cannot write it\n")
        self.assertEqual(set(self.listing()) - set(before), {"program.py"})
        self.assertEqual(self.run_python("import os\nos._exit(0)\n")[0], 3)
        self.assertEqual(self.run_python("import os\nos._exit(9)\n")[0], 9)

    def test_the_program_goes_with_the_group(self):
        """A CI system that kills the group kills all of it."""
        self.write("program.py", "import os\nprint(os.getpid())\n" + self.WAITS + "work()\n")
        process = self.start("run", "-q", "-o", "x.svg", "--", PYTHON, "program.py", stdout=subprocess.PIPE, start_new_session=True)
        child = int(process.stdout.readline())
        process.stdout.readline()
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        process.stdout.read()  # ends when nobody has it open
        for _ in range(100):
            if not os.path.exists(f"/proc/{child}") or "Z" in pathlib.Path(f"/proc/{child}/stat").read_text().split()[2]:
                return
            time.sleep(0.05)
        self.fail("the program outlived its group")


class Programs(RunTest):
    """What is an interpreter, a script, and nothing of both."""

    def test_a_script_by_its_first_line(self):
        for first in (f"#!{PYTHON}\n", f"#!{PYTHON} -B\n", f"#!/usr/bin/env {PYTHON}\n", f"#!/usr/bin/env -S {PYTHON} -B\n",
                      f"#!/bin/sh\n'''exec' \"{PYTHON}\" \"$0\" \"$@\"\n' '''\n", f"#!/bin/sh\n'''exec' {PYTHON} \"$0\" \"$@\"\n' '''\n"):
            environment = self.put_on_path("mytool", first + APP + "print(sys.argv[1:], __file__)\n")
            code, out, err = self.run_program("run", "-q", "-o", "out.json", "--", "mytool", "a", "b c", env=environment)
            self.assertEqual((code, err), (0, ""), first)
            self.assertEqual(out.decode(), f"['a', 'b c'] {self.folder}/bin/mytool\n")
            self.assertIn("work", self.functions())

    def test_a_file_of_python(self):
        environment = self.put_on_path("python3", f"#!/bin/sh\nexec {PYTHON} \"$@\"\n")
        for word in ("app.py", "./app.py"):
            self.assertEqual(self.run_program("run", "-q", "-o", "out.json", "--", word, env=environment), (0, b"", ""))
            self.assertIn("work", self.functions())

    def test_pytest_behind_a_shell_script(self):
        environment = self.put_on_path("pytest", "#!/usr/bin/env bash\nexec pyenv exec pytest\n")
        self.put_on_path("python3", f"#!/bin/sh\nexec {PYTHON} \"$@\"\n")
        self.write("pytest.py", APP + "print(sys.argv[1:])\n")
        code, out, err = self.run_program("run", "-q", "-o", "out.json", "--", "pytest", "-k", "x", env=environment)
        self.assertEqual((code, out, err), (0, b"['-k', 'x']\n", ""))

    def test_no_shell_looks_at_words(self):
        words = ["$(touch stolen)", "`touch stolen`", "; touch stolen", "a\nb", "*", "'\"", "--runs", "%s", "\\"]
        self.write("program.py", "import sys\nprint(sys.argv[1:])\n")
        code, out, _ = self.run_program("run", "-q", "-o", "out.json", "--", PYTHON, "program.py", *words)
        self.assertEqual((code, out.decode()), (0, f"{words}\n"))
        self.assertFalse((self.folder / "stolen").exists())

    def test_slips(self):
        self.fails(2, error("no program to run", RUN_HINT), "run")
        self.fails(2, error("no program to run", RUN_HINT), "run", "--")
        self.fails(2, error("no program to run", RUN_HINT), "run", "--", "")
        self.fails(2, error('"python": the program that is to run comes after --', RUN_HINT), "run", "python", "app.py")
        self.fails(2, error('"nosuchprogram" is no program that can be found', "  hint: what is to be run comes after --\n"),
                   "run", "--", "nosuchprogram")
        self.fails(2, error('"./run.prof" is not executable', "  hint: what is to be run comes after --\n"), "run", "--", "./run.prof")
        self.fails(2, error('"." is a folder, expected a program', "  hint: what is to be run comes after --\n"), "run", "--", ".")
        for words in ([PYTHON], [PYTHON, "-B"], [PYTHON, "-c"]):
            code, _, err = self.run_program("run", "--", *words)
            self.assertEqual(code, 2, words)
            self.assertIn("is an interpreter without a program", err)
        for options in (["--pid", "3"], ["--duration", "3"], ["--list-functions=x"], ["--explain", "f"], ["--after", "x"], ["--jobs", "2"],
                        ["--with", "nosuch"], ["--clock", "moon"], ["--runs", "0"], ["--keep", "-"], ["-T", "nosuch"], ["-V", "nosuch"]):
            code, out, err = self.run_program("run", *options, "--", PYTHON, "-c", "print('ran')")
            self.assertEqual((code, out), (2, b""), options)
            self.assertNotIn("ran", err.replace("ranges", ""))

    def test_a_slip_costs_no_run(self):
        for options in (["-o", "x.nosuch"], ["--sort", "nosuch"], ["--fail-on", "total>"], ["--theme", "nosuch"], ["--flip"]):
            code, out, _ = self.run_program("run", *options, "--", PYTHON, "-c", "print('ran')")
            self.assertEqual((code, out), (2, b""), options)

    def test_files_behind_dashes_are_files_elsewhere(self):
        self.assertEqual(self.ok("-T", "json", "--", "run.prof"), self.ok("run.prof", "-T", "json"))


class Recorders(RunTest):
    def test_one_that_is_missing(self):
        environment = {"PATH": str(self.folder / "empty")}
        for name, hint in {"py-spy": "pipx install py-spy", "austin": "sudo apt install austin", "perf": "sudo apt install linux-perf"}.items():
            code, out, err = self.run_program("run", "--with", name, "--", PYTHON, "app.py", env=environment)
            self.assertEqual((code, out), (2, b""))
            self.assertIn(f"prof2graph: error: {name} is not installed\n  hint: {hint}", err)
        code, _, err = self.run_program("run", "--with", "profiling.sampling", "--", PYTHON, "app.py")
        if code != 0:
            self.assertEqual((code, err), (2, error("profiling.sampling is not installed",
                                                    "  hint: it is part of Python since 3.15: uv python install 3.15\n")))

    def test_one_that_does_not_fit(self):
        for name in ("node", "go"):
            code, _, err = self.run_program("run", "--with", name, "--", PYTHON, "app.py", env=self.put_on_path(name, "#!/bin/sh\n"))
            self.assertEqual(code, 2)
            self.assertIn("records", err)
        self.assertEqual(self.run_program("run", "--with", "cprofile", "--", "ls")[0], 2)
        self.assertEqual(self.run_program("run", "--with", "austin", "--clock", "cpu", "--", PYTHON, "app.py",
                                          env=self.put_on_path("austin", "#!/bin/sh\n"))[0], 2)

    def test_py_spy(self):
        """record -f raw -o FILE -- COMMAND: speaks on stdout, and ends with 0 whatever the program does."""
        environment = self.put_on_path("py-spy", f"""#!{PYTHON}
import subprocess, sys
words = sys.argv[1:]
assert words[:4] == ["record", "-f", "raw", "-o"] and words[5] == "--", words
print("py-spy> Sampling process 100 times a second. Press Control-C to exit.", flush=True)
subprocess.call(words[6:])
open(words[4], "w").write("main (app.py:7);work (app.py:4) 12\\nmain (app.py:8) 3\\n")
""")
        code, out, err = self.run_program("run", "--with", "py-spy", "-o", "out.json", "--", PYTHON, "app.py", env=environment)
        self.assertEqual(code, 0, err)
        self.assertIn(b"py-spy> Sampling", out)
        self.assertIn("note: py-spy does not pass on the program's exit code\n", err)
        self.assertEqual((self.figures()["total"], self.functions()["work"]["self"]), (15, 12))

    def test_profiling_sampling(self):
        """run --collapsed -o FILE -d N [-m] TARGET, by the program's own interpreter."""
        environment = self.put_on_path("python3.15", f"""#!{PYTHON}
import subprocess, sys
words = sys.argv[1:]
if words == ["-c", "import profiling.sampling"]: sys.exit(0)
assert words[:5] == ["-m", "profiling.sampling", "run", "--collapsed", "-o"] and words[6] == "-d" and int(words[7]) > 1e6, words
subprocess.call([{PYTHON!r}] + words[8:])
open(words[5], "w").write("tid:1;app.py:main:7;app.py:work:4 9\\n")
""")
        code, out, err = self.run_program("run", "--with", "profiling.sampling", "-o", "out.json", "--", "python3.15", "-m", "app", env=environment)
        self.assertEqual((code, out), (0, b""), err)
        self.assertEqual(self.figures()["total"], 9)

    def test_go(self):
        environment = self.put_on_path("go", f"""#!{PYTHON}
import shutil, sys
profile, = [word.split("=")[1] for word in sys.argv if word.startswith("-cpuprofile=")]
assert sys.argv[1] == "test" and sys.argv[3] == "-o" and sys.argv[5:] == ["-bench", ".", "./pkg"], sys.argv
shutil.copy({str(self.folder / "run.prof")!r}, profile)
sys.exit(2)
""")
        code, out, err = self.run_program("run", "-q", "-f", "pstats", "-o", "out.json", "--", "go", "test", "-bench", ".", "./pkg", env=environment)
        self.assertEqual((code, out, err), (2, b"", ""))
        code, _, err = self.run_program("run", "--", "go", "run", ".", env=environment)
        self.assertEqual(code, 2)
        self.assertIn("runtime/pprof", err)

    @unittest.skipUnless(shutil.which("node"), "no node")
    def test_node(self):
        self.write("app.js", "function work() { let x = 0; for (let i = 0; i < 6e7; i++) x += i % 7; return x; }\n"
                             "work(); console.log(process.argv.slice(2)); process.exit(5);\n")
        code, out, err = self.run_program("run", "-q", "-o", "out.json", "--", "node", "app.js", "a", "-o")
        self.assertEqual((code, out, err), (5, b"[ 'a', '-o' ]\n", ""))
        self.assertIn("work", self.functions())
        self.write("wait.js", "console.log('ready'); function work() { let x = 0; for (let i = 0; i < 3e6; i++) x += i % 7; setTimeout(work, 1); } work();\n")
        process = self.start("run", "-q", "-o", "sig.json", "--", "node", "wait.js", stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True)
        process.stdout.readline()
        time.sleep(0.5)
        os.killpg(process.pid, signal.SIGINT)
        self.assertEqual((process.communicate(timeout=20)[1], process.returncode), (b"", 130))
        self.assertIn("work", self.functions("sig.json"))

    @unittest.skipUnless(shutil.which("node"), "no node")
    def test_node_with_handlers_of_its_own(self):
        self.write("app.js", "process.on('SIGINT', () => { console.log('mine'); process.exit(4); }); console.log('ready'); setInterval(() => {}, 1000);\n")
        process = self.start("run", "-q", "-o", "x.json", "--", "node", "app.js", stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True)
        process.stdout.readline()
        os.kill(process.pid, signal.SIGINT)
        self.assertEqual((process.communicate(timeout=20)[0], process.returncode), (b"mine\n", 4))

    @unittest.skipUnless(shutil.which("perf"), "no perf")
    def test_perf(self):
        text = "import sys\nfor i in range(60): sum(range(100000))\nsys.exit(6)\n"
        if subprocess.run(["perf", "record", "-q", "-o", str(self.folder / "p"), "true"], capture_output=True, check=False).returncode != 0:
            self.skipTest("perf may not record here")
        code, out, err = self.run_python(text, options=("--with", "perf"))
        self.assertEqual((code, out, err), (6, b"", ""))
        self.assertGreater(self.figures()["total"], 0)
        self.assertEqual(self.figures()["source"]["format"], "perf")

    @unittest.skipUnless(shutil.which("austin"), "no austin")
    def test_austin(self):
        for python in PYTHONS:
            if "/3.8" in python or "/3.7" in python:
                code, _, err = self.run_program("run", "-o", "out.json", "--with", "austin", "--", python, "-c",
                                                "def work():\n  for i in range(200): sum(range(20000))\nwork()\n")
                self.assertEqual(code, 0, err)
                self.assertIn("work", self.functions())


@unittest.skipUnless(shutil.which("git"), "no git")
class Before(RunTest):
    def setUp(self):
        super().setUp()
        self.write("app.py", APP)
        for words in (["init", "-q", "-b", "main"], ["add", "app.py"], ["-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "first"]):
            subprocess.run(["git", *words], cwd=self.folder, check=True)
        self.write("app.py", APP.replace("range(20)", "range(40)"))

    def worktrees(self):
        return subprocess.run(["git", "worktree", "list"], cwd=self.folder, check=True, capture_output=True).stdout.count(b"\n")

    def test_both_sides(self):
        code, out, err = self.run_program("run", "--runs", "3", "--before", "main", "-o", "out.json", "--keep", "r.prof", "--", PYTHON, "app.py")
        self.assertEqual((code, out), (0, b""), err)
        figures = self.figures()
        work = next(row for row in figures["functions"] if row["name"] == "work")
        self.assertEqual((work["calls"]["before"], work["calls"]["after"]), (20, 40))
        self.assertEqual([row["name"] for row in figures["functions"] if row["status"] in ("new", "gone")], [])
        self.assertNotIn("/before/", (self.folder / "out.json").read_text())
        self.assertEqual(self.worktrees(), 1)
        self.assertEqual(len([name for name in self.listing() if name.startswith("r-")]), 6)
        self.ok("diff", "--before", "r-before-1.prof", "--after", "r-after-1.prof", "-T", "json")

    def test_a_gate(self):
        code, _, err = self.run_program("run", "--before", "main", "--runs", "2", "-o", "x.svg", "--fail-on", "calls(work)>+10%", "--", PYTHON, "app.py")
        self.assertEqual(code, 1, err)
        self.assertIn("app.py at main", (self.folder / "x.svg").read_text())
        self.assertEqual(self.run_program("run", "--before", "main", "-o", "x.svg", "--fail-on", "calls(work)>+150%", "--", PYTHON, "app.py")[0], 0)

    def test_from_a_folder_within(self):
        (self.folder / "below").mkdir()
        self.write("below/b.py", APP)
        subprocess.run("git add below && git -c user.name=a -c user.email=a@b commit -qm second", shell=True, cwd=self.folder, check=True)
        process = subprocess.run([os.environ["P2G_BINARY"], "run", "-q", "--before", "HEAD", "-o", "out.json", "--", PYTHON, "b.py"],
                                 cwd=self.folder / "below", check=False, capture_output=True)
        self.assertEqual((process.returncode, process.stderr), (0, b""))

    def test_no_such_revision(self):
        hint = "  hint: a branch, a tag or a commit: main, v1.2, HEAD~3\n"
        for name in ("nosuch", "--upload-pack=x", "HEAD~9"):
            self.fails(2, error(f'--before: git knows no revision "{name}"', hint), "run", f"--before={name}", "-o", "x.svg", "--", PYTHON, "app.py")
        self.assertEqual(self.worktrees(), 1)

    def test_outside_of_a_repository(self):
        shutil.rmtree(self.folder / ".git")
        self.fails(2, error("--before main: this folder is in no git repository"), "run", "--before", "main", "-o", "x.svg", "--", PYTHON, "app.py")

    def test_a_signal_leaves_no_worktree(self):
        self.write("app.py", Signals.WAITS + "work()\n")
        subprocess.run("git -c user.name=a -c user.email=a@b commit -qam second", shell=True, cwd=self.folder, check=True)
        (self.folder / "tmp").mkdir()
        for number in (signal.SIGINT, signal.SIGTERM):
            process = self.start("run", "--before", "main", "-o", "x.svg", "--", PYTHON, "app.py", stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                 start_new_session=True, env={"TMPDIR": str(self.folder / "tmp")})
            process.stdout.readline()
            self.assertEqual(self.worktrees(), 2)
            os.killpg(process.pid, number)
            _, err = process.communicate(timeout=20)
            self.assertEqual(process.returncode, 128 + number)
            self.assertIn(b"interrupted before both sides were recorded", err)
            self.assertEqual((self.worktrees(), os.listdir(self.folder / "tmp")), (1, []))

    def test_code_that_is_not_of_the_revision_is_told(self):
        (self.folder / "library").mkdir()
        self.write("library/part.py", "def part(): pass\n")
        self.write("app.py", "import part\npart.part()\n")
        subprocess.run("git add . && git -c user.name=a -c user.email=a@b commit -qm second", shell=True, cwd=self.folder, check=True)
        code, _, err = self.run_program("run", "--before", "main", "-o", "x.svg", "--", PYTHON, "app.py", env={"PYTHONPATH": str(self.folder / "library")})
        self.assertEqual(code, 0, err)
        self.assertIn("library/part.py ran as it is now, not as it was", err)


class Processes(RunTest):
    def running(self, text="import time\ntime.sleep(60)\n"):
        self.write("running.py", text)
        process = subprocess.Popen([PYTHON, "running.py"], cwd=self.folder)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        time.sleep(0.3)
        return str(process.pid)

    def test_slips(self):
        hint = "  hint: prof2graph record --pid N --duration 30 -o profile.svg"
        self.fails(2, error("no process to record", hint + "; a program that is yet to run: prof2graph run -- COMMAND\n"), "record")
        self.fails(2, error('"app.py" is not expected here', hint + "\n"), "record", "app.py")
        self.fails(2, error("no process has the number 2000000000", "  hint: ps -e lists them\n"), "record", "--pid", "2000000000")
        for options in (["--runs", "2"], ["--clock", "cpu"]):
            self.assertEqual(self.run_program("record", "--pid", str(os.getpid()), *options)[0], 2)
        for name in ("cprofile", "node", "go"):
            code, _, err = self.run_program("record", "--pid", str(os.getpid()), "--with", name)
            self.assertEqual(code, 2)
            self.assertIn("cannot record a process that runs already", err)

    def test_none_is_installed(self):
        code, _, err = self.run_program("record", "--pid", self.running(), env={"PATH": str(self.folder / "empty")})
        self.assertEqual(code, 2)
        self.assertIn("none of py-spy, austin and perf is installed\n  hint: pipx install py-spy", err)

    def test_py_spy_goes_first(self):
        environment = self.put_on_path("py-spy", f"""#!{PYTHON}
import sys
words = sys.argv[1:]
assert words[:4] == ["record", "-f", "raw", "-o"] and words[5:7] == ["-d", "7"] and words[7] == "-p", words
print("Sampling process 100 times a second for 7 seconds. Press Control-C to exit.")
open(words[4], "w").write("main (app.py:7) 700\\n")
""")
        self.put_on_path("austin", "#!/bin/sh\nexit 1\n")
        pid = self.running()
        code, out, err = self.run_program("record", "--pid", pid, "--duration", "7", "-o", "out.json", env=environment)
        self.assertEqual((code, out), (0, b""), err)
        self.assertIn(f"note: out.json: process {pid}, recorded with py-spy\n", err)
        self.assertEqual(self.figures()["total"], 700)

    def test_a_sampler_that_may_not(self):
        environment = self.put_on_path("py-spy", "#!/bin/sh\necho 'Permission Denied: Try running again with elevated permissions' >&2\nexit 1\n")
        code, out, err = self.run_program("record", "--pid", self.running(), "-o", "out.json", env=environment)
        self.assertEqual((code, out), (3, b""))
        self.assertRegex(err, r"process \d+: py-spy recorded nothing of it\n  hint: ")

    @unittest.skipUnless(shutil.which("perf"), "no perf")
    def test_perf(self):
        pid = self.running("while True: sum(range(1000))\n")
        start = time.monotonic()
        code, _, err = self.run_program("record", "--pid", pid, "--with", "perf", "--duration", "1", "-o", "out.json")
        if code == 3:
            self.skipTest("perf may not record here: " + err)
        self.assertEqual(code, 0, err)
        self.assertLess(time.monotonic() - start, 20)
        self.assertGreater(self.figures()["total"], 0)


main()

"""run --with and record: other recorders, those that are here and stand-ins that behave as their sources say."""
import os
import shutil
import signal
import subprocess
import sys
import time
import unittest

from harness import error, main
from recording import PYTHON, PYTHONS, RunTest


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

    def test_a_sampler_that_says_nothing(self):
        """Nothing is above: how to see for oneself is said instead."""
        environment = self.put_on_path("py-spy", "#!/bin/sh\nexit 1\n")
        pid = self.running()
        code, out, err = self.run_program("record", "--pid", pid, "-o", "out.json", env=environment)
        self.assertEqual((code, out), (3, b""))
        self.assertNotIn("above", err)
        if "ptrace_scope" not in err:
            self.assertEqual(err, error(f"process {pid}: py-spy recorded nothing of it",
                                        f"  hint: what it says alone: py-spy record -f raw -o profile -d 30 -p {pid}\n"))

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

"""python_package.py PROGRAM: the Python files of the wheel, with the program of this build, as "pip install --target" lays
them out: draw(), the options of pytest, the magic of IPython. wheel.py has the same tests for wheels that pip installed."""
import glob
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest
import unittest.mock

ROOT = pathlib.Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "samples"
DEBIAN = "/usr/lib/python3/dist-packages"
SUITE = '''
import unittest
import pytest

def work(n):
    return sum(i * i for i in range(n))

@pytest.fixture
def prepared():
    prepare(20000)
    yield 1

def prepare(n):
    return sorted(range(n), key=lambda i: -i)

def test_light(prepared):
    work(1000)

@pytest.mark.parametrize("n", [3000, 6000])
def test_heavy(n):
    work(n)

@pytest.mark.parametrize("text", ["a/b", "a b", "..", "\\u4e2d"])
def test_names(text):
    work(100)

def test_fails():
    work(500)
    assert False

@pytest.mark.skip
def test_skipped():
    work(1)

class TestOld(unittest.TestCase):
    def test_method(self):
        work(200)
'''


def run(command, **more):
    environment = {**os.environ, **more.pop("env", {})}
    for name in ("PYTHONPATH", "PYTEST_ADDOPTS", "PIP_INDEX_URL") if "PYTHONPATH" not in environment else ():
        environment.pop(name, None)
    return subprocess.run([str(word) for word in command], capture_output=True, text=True, env=environment, **more)


class PackageTests:
    """What the package has to do. A test case says which python, its version, and the folders of the package."""
    python = base = version = program = None
    places = ()  # for PYTHONPATH

    def run_python(self, arguments, path=(), **more):
        environment = {"PYTHONPATH": os.pathsep.join(map(str, [*self.places, *path])), "PYTHONDONTWRITEBYTECODE": "1",
                       "HOME": str(self.folder), **more.pop("env", {})}
        return run([self.python, *arguments], **{"cwd": self.folder, "env": environment, **more})

    def setUp(self):
        self.expected = run([self.program, SAMPLES / "pstats/workload.prof", "-T", "svg"]).stdout

    def test_module(self):
        done = self.run_python(["-m", "prof2graph", SAMPLES / "pstats/workload.prof", "-T", "svg"])
        self.assertEqual((done.returncode, done.stdout), (0, self.expected))
        self.assertEqual(self.run_python(["-m", "prof2graph", "nowhere"]).returncode, 3)

    def test_draw(self):
        code = """import cProfile, pstats, sys, warnings, prof2graph
svg = prof2graph.draw(sys.argv[1])
sys.stdout.write(svg)
profile = cProfile.Profile(); profile.runcall(sorted, [3, 2, 1])
assert "sorted" in prof2graph.draw(profile, view="table", type="txt")
assert "sorted" in prof2graph.draw(pstats.Stats(profile), type="dot")
assert prof2graph.draw(open(sys.argv[1], "rb").read(), view="flame", width=600).startswith("<svg")
assert prof2graph.draw(sys.argv[1], type="png")[1:4] == prof2graph.draw(sys.argv[1], type="PNG")[1:4] == b"PNG"
for binary in "p2g", "pdf":
    assert isinstance(prof2graph.draw(sys.argv[1], type=binary), bytes), binary
assert isinstance(prof2graph.draw(b"main;a 1\\nmain;b 3\\n", view="flame", type="pprof", quiet=True), bytes)
for wrong in (lambda: prof2graph.draw("nowhere.prof"), lambda: prof2graph.draw(b"rubbish"),
              lambda: prof2graph.draw(profile, view="pie"), lambda: prof2graph.draw("-o")):
    try:
        wrong()
    except prof2graph.Error as error:
        assert error.code >= 2 and "prof2graph: error" in str(error), error
    else:
        raise AssertionError("no error")
try:
    prof2graph.draw(7)
except TypeError:
    pass
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    prof2graph.draw(b"main;a 1\\nrubbish\\nmain;b 3\\n", type="json")
assert len(caught) == 1 and "line" in str(caught[0].message), caught"""
        done = self.run_python(["-c", code, SAMPLES / "pstats/workload.prof"])
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertEqual(done.stdout, self.expected)

    def test_exit_codes_where_children_are_not_waited_for(self):
        code = """import os, signal, sys, threading, prof2graph
def refused(profile):
    try:
        prof2graph.draw(profile)
    except prof2graph.Error as error:
        return error.code
    raise AssertionError("no error")
def reap(number, frame):
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        pass
for handler in signal.SIG_IGN, reap, signal.SIG_DFL:
    signal.signal(signal.SIGCHLD, handler)
    assert refused("nowhere.prof") == 3
    assert signal.getsignal(signal.SIGCHLD) is handler
    assert "</svg>" in prof2graph.draw(sys.argv[1])
signal.signal(signal.SIGCHLD, signal.SIG_IGN)
codes = []
thread = threading.Thread(target=lambda: codes.append(refused(sys.argv[1])))
thread.start()
thread.join()
assert codes == [126], codes
prof2graph.run = lambda *_: (0, b"", "")
assert refused(sys.argv[1]) == 126"""
        done = self.run_python(["-c", code, SAMPLES / "pstats/workload.prof"])
        self.assertEqual((done.returncode, done.stderr), (0, ""))

    def test_the_program_beside_the_package_comes_first(self):
        mine = self.folder / "mine"
        shutil.copytree(next(self.folder.glob("**/site*/prof2graph")), mine / "prof2graph")
        (mine / "bin").mkdir()
        (mine / "bin/prof2graph").symlink_to(self.program)
        code = "import sysconfig, prof2graph; sysconfig.get_path = lambda *_: %r; print(prof2graph.program())"
        done = self.run_python(["-c", code % str(self.program.parent)], env={"PYTHONPATH": str(mine)})
        self.assertEqual(done.stdout.strip(), str(mine / "bin/prof2graph"), done.stderr)

    # ---- pytest -----------------------------------------------------------------------------------------------------
    def pytest(self, *arguments):
        (self.folder / "test_suite.py").write_text(SUITE, encoding="utf-8")
        return self.run_python(["-m", "pytest", "-p", "no:cacheprovider", "test_suite.py", *arguments], [self.packages()])

    def pytest_of(self, files, *arguments, **more):
        """pytest in a folder of its own with these files; (folder, what became of it)"""
        folder = pathlib.Path(tempfile.mkdtemp(dir=self.folder))
        for name, text in files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text, encoding="utf-8")
        return folder, self.pytest_in(folder, *arguments, **more)

    def pytest_in(self, folder, *arguments, **more):
        arguments = ["-m", "pytest", *arguments, "-p", "no:cacheprovider", "--import-mode=importlib"]
        return self.run_python(arguments, [self.packages()], cwd=folder, **more)

    def packages(self):
        """A folder with Debian's pytest and xdist, which are plain Python, for whatever version."""
        if not 7 <= int(self.version[2:]) or not os.path.isdir(DEBIAN + "/xdist"):
            self.skipTest("no pytest and xdist for this Python (Debian: python3-pytest-xdist)")
        folder = self.folder / "packages"
        if not folder.exists():
            folder.mkdir()
            for name in ("_pytest", "pytest", "xdist", "execnet", "pluggy", "iniconfig", "packaging", "attr", "attrs", "py",
                         "py.py", "importlib_metadata", "zipp.py", "zipp", "more_itertools", "exceptiongroup", "tomli",
                         "typing_extensions.py"):
                if os.path.exists(f"{DEBIAN}/{name}"):
                    os.symlink(f"{DEBIAN}/{name}", folder / name)
            for path in glob.glob(DEBIAN + "/pytest_xdist*"):
                os.symlink(path, folder / os.path.basename(path))
        probe = self.run_python(["-c", "import pytest, xdist"], [folder])
        if probe.returncode != 0:
            self.skipTest("Debian's pytest does not work with this Python: " + probe.stderr.strip().splitlines()[-1])
        return folder

    def functions(self, profile):
        done = run([self.program, profile, "-V", "table", "-T", "json"])
        self.assertEqual(done.returncode, 0, done.stderr)
        return {function["name"] for function in json.loads(done.stdout)["functions"]}

    def check_folder(self, done, folder, tests=9):
        self.assertEqual(done.returncode, 1, done.stdout + done.stderr)  # test_fails
        self.assertIn(f"{tests} profiles and {tests + 1} pictures in {folder.name}; of all together: all.svg", done.stdout)
        listed = json.loads((folder / "prof2graph.json").read_text())["tests"]
        self.assertEqual(len(set(listed.values())), tests)
        for name in [*listed.values(), "all"]:
            self.assertTrue((folder / (name + ".svg")).read_text(encoding="utf-8").startswith("<svg"), name)
        self.assertEqual({path.stem for path in folder.glob("*.prof")}, {*listed.values(), "all"})
        return listed

    def test_pytest_draws_each_test(self):
        folder = self.folder / "out"
        listed = self.check_folder(self.pytest("--prof2graph=out"), folder)
        light = self.functions(folder / (listed["test_suite.py::test_light"] + ".prof"))
        self.assertLessEqual({"test_light", "work"}, light)
        self.assertFalse({"prepare", "_multicall", "pytest_runtest_call"} & light, light)
        self.assertIn("work", self.functions(folder / (listed["test_suite.py::TestOld::test_method"] + ".prof")))
        self.assertLessEqual({"test_light", "test_heavy", "test_fails"}, self.functions(folder / "all.prof"))

    def test_pytest_with_setup(self):
        folder = self.folder / "with-setup"
        done = self.pytest("--prof2graph=with-setup", "--prof2graph-setup", "--prof2graph-clock=wall")
        # Of the skipped test, only its setup ran.
        self.assertIn("10 profiles and 11 pictures", done.stdout)
        listed = json.loads((folder / "prof2graph.json").read_text())["tests"]
        self.assertLessEqual({"prepare", "work"}, self.functions(folder / (listed["test_suite.py::test_light"] + ".prof")))

    def test_pytest_xdist(self):
        self.check_folder(self.pytest("--prof2graph=xdist", "-n", "2"), self.folder / "xdist")

    def test_pytest_says_what_it_could_not_draw(self):
        done = self.pytest("--prof2graph=bad", "--prof2graph-options=--no-such-option", "-k", "light")
        self.assertIn("1 profiles and 0 pictures in bad\n", done.stdout)
        self.assertIn("no picture of test_suite.py::test_light: prof2graph: error: ", done.stdout)
        self.assertEqual(list((self.folder / "bad").glob("*.svg")), [])

    def test_pytest_without_the_option_does_nothing(self):
        before = set(os.listdir(self.folder))
        self.assertNotIn("prof2graph", self.pytest("-k", "light").stdout.replace("prof2graph-test-", "").replace("prof2graph-0", ""))
        self.assertEqual(set(os.listdir(self.folder)) - before - {"test_suite.py"}, set())
        self.assertIn("needs --prof2graph", self.pytest("--prof2graph-compare=x").stderr)

    def test_pytest_does_not_take_a_test_for_the_folder(self):
        done = self.pytest("--prof2graph", "test_suite.py")
        self.assertEqual(done.returncode, 4, done.stdout)
        self.assertIn("is test_suite.py where pictures go, or a test to run?", done.stderr)
        done = self.pytest("--prof2graph=test_suite.py")
        self.assertEqual(done.returncode, 4, done.stdout)
        self.assertIn("--prof2graph: ", done.stderr)
        done = self.pytest("-k", "light", "--prof2graph")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertTrue((self.folder / "prof2graph-tests/all.svg").exists())

    def test_pytest_compares(self):
        self.pytest("--prof2graph=base", "-k", "heavy or light")
        done = self.pytest("--prof2graph=same", "-k", "heavy", "--prof2graph-compare=base", "--prof2graph-fail-on=calls(work)>+0")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertIn("compared with base: 2 tests, without 1 that only one run has", done.stdout)
        suite = SUITE.replace("    work(n)\n", "    work(n)\n    work(n)\n")
        self.assertNotEqual(suite, SUITE)
        with unittest.mock.patch.object(sys.modules[__name__], "SUITE", suite):
            done = self.pytest("--prof2graph=more", "-k", "heavy", "--prof2graph-compare=base",
                               "--prof2graph-fail-on=calls(work)>+0")
            self.assertEqual(done.returncode, 1, done.stdout)
            self.assertIn("2 passed", done.stdout)
            self.assertIn("the comparison fails this run", done.stdout)
        done = self.pytest("--prof2graph=nothing", "-k", "heavy", "--prof2graph-compare=nowhere")
        self.assertEqual(done.returncode, 4)
        self.assertIn("nowhere has no prof2graph.json", done.stderr)
        done = self.pytest("--prof2graph=nothing", "-k", "fails", "--prof2graph-compare=base", "--prof2graph-fail-on=total>+5%")
        self.assertIn("have no test in common", done.stdout)

    def test_pytest_gives_each_test_a_file(self):
        test = "def test_x():\n    sorted([1])\n"
        names = ["a/test_b.py", "a-test_b.py", "a/b/test_b.py", "a/b-test_b.py", "a-b/test_b.py"]
        folder, done = self.pytest_of(dict.fromkeys(names, test), "--prof2graph=out", "--override-ini=python_files=*.py")
        self.assertIn("5 profiles and 6 pictures", done.stdout)
        listed = json.loads((folder / "out/prof2graph.json").read_text())["tests"]
        self.assertEqual(len(set(listed.values())), 5, listed)
        self.assertEqual(listed["a/test_b.py::test_x"], "a-test_b.py-test_x")
        self.assertEqual(len(list((folder / "out").glob("*.prof"))), 6)

    def test_pytest_fails_on_a_limit_where_children_are_ignored(self):
        test = "import signal\n\ndef test_it():\n    signal.signal(signal.SIGCHLD, signal.SIG_IGN)\n    sorted([1])\n"
        folder, _ = self.pytest_of({"test_it.py": test}, "--prof2graph=base")
        (folder / "test_it.py").write_text(test + "    sorted([1])\n")
        done = self.pytest_in(folder, "--prof2graph=out", "--prof2graph-compare=base", "--prof2graph-fail-on=calls>+0")
        self.assertIn("the comparison fails this run", done.stdout)
        self.assertEqual(done.returncode, 1)

    def test_pytest_with_a_test_that_reaches_the_recursion_limit(self):
        test = ("import pytest\n\ndef deep(n):\n    return deep(n + 1)\n\ndef test_it():\n"
                "    with pytest.raises(RecursionError):\n        deep(0)\n")
        folder, done = self.pytest_of({"test_it.py": test}, "--prof2graph=out")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertIn("1 profiles and 2 pictures", done.stdout)
        self.assertEqual(done.stdout.count("time that passes was measured"), int(int(self.version[2:]) < 9))
        done = self.pytest_in(folder, "--prof2graph=out", "--prof2graph-clock=wall")
        self.assertEqual((done.returncode, done.stdout.count("was measured")), (0, 0), done.stdout + done.stderr)

    def test_pytest_keeps_its_summary_when_files_cannot_be_written(self):
        folder, _ = self.pytest_of({"test_it.py": "def test_it():\n    sorted([1])\n"}, "--prof2graph=out")
        for name, problem in (("all.svg", "no picture of 1 tests: "), ("prof2graph.json", "no prof2graph.json: "),
                              ("all.prof", "no sum of the profiles: ")):
            os.unlink(folder / "out" / name)
            (folder / "out" / name).mkdir()
            done = self.pytest_in(folder, "--prof2graph=out")
            self.assertEqual((done.returncode, done.stderr), (0, ""), done.stdout)
            self.assertIn("1 passed", done.stdout)
            self.assertIn(problem, done.stdout)
            (folder / "out" / name).rmdir()
        self.assertEqual(list((folder / "out").glob("*.new")), [])
        away = "import os, shutil\n\ndef test_it():\n    shutil.rmtree('base')\n"
        os.rename(folder / "out", folder / "base")
        (folder / "test_it.py").write_text(away)
        done = self.pytest_in(folder, "--prof2graph=out", "--prof2graph-compare=base", "--prof2graph-fail-on=calls>+0")
        self.assertEqual((done.returncode, done.stderr), (1, ""), done.stdout)
        self.assertIn("no comparison: ", done.stdout)

    def test_pytest_cuts_long_titles(self):
        test = ("import pytest\n\n@pytest.mark.parametrize('text', ['x' * 200000])\ndef test_it(text):\n    sorted(text)\n")
        _, done = self.pytest_of({"test_it.py": test}, "--prof2graph=out")
        self.assertEqual(done.returncode, 0, done.stdout[-2000:] + done.stderr[-2000:])
        self.assertIn("1 profiles and 2 pictures", done.stdout)

    def test_pytest_leaves_an_earlier_run_when_nothing_is_recorded(self):
        folder, _ = self.pytest_of({"test_it.py": "def test_it():\n    sorted([1])\n"}, "--prof2graph=out")
        before = {path.name: path.read_bytes() for path in (folder / "out").iterdir()}
        self.assertLessEqual({"prof2graph.json", "all.prof", "all.svg"}, set(before))
        for more in ("--collect-only", "nowhere.py", "-knothing"):
            self.pytest_in(folder, "--prof2graph=out", more)
            self.assertEqual({path.name: path.read_bytes() for path in (folder / "out").iterdir()}, before)

    def test_pytest_refuses_options_before_the_first_test(self):
        folder, _ = self.pytest_of({"test_it.py": "def test_it():\n    open('ran', 'w').close()\n"}, "--collect-only")
        for said, arguments in (("No closing quotation", ["--prof2graph=out", "--prof2graph-options=--hide 'x"]),
                                ("-T has no place", ["--prof2graph=out", "--prof2graph-options=-T png"]),
                                ("-ox.svg has no place", ["--prof2graph=out", "--prof2graph-options=-ox.svg"]),
                                ("needs a folder", ["--prof2graph="])):
            done = self.pytest_in(folder, *arguments)
            self.assertEqual(done.returncode, 4, done.stdout)
            self.assertIn(said, done.stderr)
        done = self.pytest_in(folder, "test_it.py", env={"PYTEST_ADDOPTS": "--prof2graph"})
        self.assertEqual(done.returncode, 4, done.stdout)
        self.assertIn("is test_it.py where pictures go, or a test to run?", done.stderr)
        self.assertEqual(os.listdir(folder), ["test_it.py"])
        done = self.pytest_in(folder, "--prof2graph=out", env={"PYTEST_ADDOPTS": "--prof2graph"})
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertTrue((folder / "out/all.svg").exists())

    def test_pytest_takes_the_options_that_its_help_shows(self):
        folder, done = self.pytest_of({"test_it.py": "def test_it():\n    sorted([1])\n"}, "--help")
        self.assertIn("--prof2graph-options='-V flame --mine'", " ".join(done.stdout.split()))
        done = self.pytest_in(folder, "--prof2graph=out", "--prof2graph-options=-V flame --mine")
        self.assertIn("1 profiles and 2 pictures", done.stdout)

    def test_pytest_names_tests_that_profile_themselves(self):
        test = ("import cProfile\n\ndef work():\n    return sorted([1])\n\ndef test_own():\n"
                "    cProfile.Profile().runcall(work)\n    work()\n\ndef test_plain():\n    work()\n")
        folder, done = self.pytest_of({"test_it.py": test}, "--prof2graph=out")
        new = int(self.version[2:]) >= 12
        self.assertIn("no profile of test_it.py::test_own: "
                      + ("the test uses a profiler itself" if new else "another profiler took over"), done.stdout)
        self.assertIn("1 failed, 1 passed" if new else "2 passed", done.stdout)
        self.assertEqual(list(json.loads((folder / "out/prof2graph.json").read_text())["tests"]), ["test_it.py::test_plain"])

    # ---- IPython ----------------------------------------------------------------------------------------------------
    def test_ipython(self):
        places = ["", *glob.glob(os.path.dirname(os.path.dirname(self.base or self.python)) + "/lib/python*/site-packages"), DEBIAN]
        place = next((p for p in places if self.run_python(["-c", "import IPython"], [p]).returncode == 0), None)
        if place is None:
            self.skipTest("no IPython for this Python")
        code = """import sys
from IPython.core.interactiveshell import InteractiveShell
from IPython.core.error import UsageError
shell = InteractiveShell.instance()
shell.run_line_magic("load_ext", "prof2graph")
data, _ = shell.display_formatter.format(shell.run_line_magic("prof2graph", "--file " + sys.argv[1]))
sys.stdout.write(data["image/svg+xml"])
shell.run_cell("def slow():\\n    return [i * i for i in range(300000)]")
picture = shell.run_cell_magic("prof2graph", "-V flame", "answer = slow()\\n%time slow()\\n")
assert "slow" in picture.svg and "SVG" in repr(picture), picture
assert shell.user_ns["answer"][3] == 9
def usage(*call):
    try:
        call[0](*call[1:])
    except UsageError as error:
        return str(error)
    raise AssertionError("no error")
assert "pie" in usage(shell.run_line_magic, "prof2graph", "-V pie --file " + sys.argv[1])
for words in "-o x.svg", "-oX.svg", "-qoX.svg", "--output=x.svg", "-Tpng":
    assert "no place" in usage(shell.run_cell_magic, "prof2graph", words, "1")
assert "No closing quotation" in usage(shell.run_cell_magic, "prof2graph", "--hide 'x", "1")
assert "--file" in usage(shell.run_line_magic, "prof2graph", "")
assert "not both" in usage(shell.run_cell_magic, "prof2graph", "--file x", "1")"""
        done = self.run_python(["-c", code, SAMPLES / "pstats/workload.prof"], [place])
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn(self.expected.rstrip(), done.stdout)


class Package(PackageTests, unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        temporary = tempfile.TemporaryDirectory(prefix="prof2graph-test-")
        cls.addClassCleanup(temporary.cleanup)
        cls.folder = pathlib.Path(temporary.name)
        cls.python, cls.version = sys.executable, "%d.%d" % sys.version_info[:2]
        site = cls.folder / "site"
        shutil.copytree(ROOT / ".package/wheel/prof2graph", site / "prof2graph", ignore=shutil.ignore_patterns("__pycache__"))
        info = site / "prof2graph-0.dist-info"  # what tells pytest of the plug-in
        for folder in (info, site / "bin"):
            folder.mkdir()
        (info / "METADATA").write_text("Metadata-Version: 2.1\nName: prof2graph\nVersion: 0\n")
        (info / "entry_points.txt").write_text("[pytest11]\nprof2graph = prof2graph.pytest_plugin\n")
        os.symlink(os.path.abspath(sys.argv[1]), site / "bin/prof2graph")
        cls.program, cls.places = site / "bin/prof2graph", (site,)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])

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
                       "HOME": str(self.folder)}
        return run([self.python, *arguments], cwd=self.folder, env=environment, **more)

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
assert prof2graph.draw(sys.argv[1], type="png")[1:4] == b"PNG"
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

    # ---- pytest -----------------------------------------------------------------------------------------------------
    def pytest(self, *arguments):
        (self.folder / "test_suite.py").write_text(SUITE, encoding="utf-8")
        return self.run_python(["-m", "pytest", "-p", "no:cacheprovider", "test_suite.py", *arguments], [self.packages()])

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
assert "no place" in usage(shell.run_cell_magic, "prof2graph", "-o x.svg", "1")
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

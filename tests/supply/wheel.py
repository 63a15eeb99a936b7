"""wheel.py WHEEL: the wheel itself, and the wheel installed by each Python that is here, offline, into an environment of
its own. P2G_PYTHONS lists interpreters (default: pyenv's, and this one). What takes pytest or IPython runs where they are
installed for a Python; Debian's serve all versions that they are written for."""
import base64
import csv
import glob
import hashlib
import io
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
import unittest.mock
import zipfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "samples"
WHEEL = os.path.abspath(sys.argv[1])
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


def pythons():
    listed = os.environ.get("P2G_PYTHONS")
    found = listed.split(":") if listed else [sys.executable]
    if not listed and shutil.which("pyenv"):
        root = subprocess.run(["pyenv", "root"], capture_output=True, text=True, check=True).stdout.strip()
        found = glob.glob(root + "/versions/3.*/bin/python3") + found
    by_version = {}
    for python in found:
        done = subprocess.run([python, "-c", "import sys; print('%d.%d' % sys.version_info[:2])"], capture_output=True, text=True)
        if done.returncode == 0 and tuple(map(int, done.stdout.split("."))) >= (3, 6):
            by_version.setdefault(done.stdout.strip(), python)
    return dict(sorted(by_version.items(), key=lambda item: int(item[0][2:])))


def run(command, **more):
    environment = {**os.environ, **more.pop("env", {})}
    for name in ("PYTHONPATH", "PYTEST_ADDOPTS", "PIP_INDEX_URL") if "PYTHONPATH" not in environment else ():
        environment.pop(name, None)
    return subprocess.run([str(word) for word in command], capture_output=True, text=True, env=environment, **more)


class Contents(unittest.TestCase):
    def test_record_and_modes(self):
        with zipfile.ZipFile(WHEEL) as archive:
            names = archive.namelist()
            record = next(name for name in names if name.endswith("/RECORD"))
            rows = {row[0]: row[1:] for row in csv.reader(io.StringIO(archive.read(record).decode()))}
            self.assertEqual(set(rows), set(names))
            for name in names:
                data = archive.read(name)
                if name != record:
                    digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
                    self.assertEqual(rows[name], ["sha256=" + digest, str(len(data))])
                mode = archive.getinfo(name).external_attr >> 16
                self.assertEqual(oct(mode), oct(0o100755 if "/scripts/" in name else 0o100644), name)
            self.assertEqual(rows[record], ["", ""])

    def test_tags_are_those_of_the_name(self):
        with zipfile.ZipFile(WHEEL) as archive:
            text = archive.read(next(n for n in archive.namelist() if n.endswith("/WHEEL"))).decode()
        platforms = re.fullmatch(r"prof2graph-[\d.]+-py3-none-(.*)\.whl", os.path.basename(WHEEL)).group(1).split(".")
        self.assertEqual(re.findall("^Tag: (.*)$", text, re.M), ["py3-none-" + platform for platform in platforms])
        self.assertIn("Root-Is-Purelib: false", text)

    def test_made_again_it_is_the_same(self):
        with tempfile.TemporaryDirectory(prefix="prof2graph-test-") as name, zipfile.ZipFile(WHEEL) as archive:
            program, notices = os.path.join(name, "program"), os.path.join(name, "notices")
            for target, end in ((program, "/scripts/prof2graph"), (notices, "/NOTICES")):
                pathlib.Path(target).write_bytes(archive.read(next(n for n in archive.namelist() if n.endswith(end))))
            maker = ROOT / ".package" / "wheel" / "make_wheel.py"
            environment = {"TZ": "Asia/Kathmandu", "PYTHONHASHSEED": "7"}
            done = run([sys.executable, "-B", maker, program, os.path.join(name, "out"), notices], env=environment)
            self.assertEqual(done.returncode, 0, done.stderr)
            again = pathlib.Path(done.stdout.strip())
            self.assertEqual(again.name, os.path.basename(WHEEL))
            self.assertTrue(again.read_bytes() == pathlib.Path(WHEEL).read_bytes(), "the bytes differ")

    def test_a_program_that_needs_libraries_is_refused(self):
        with tempfile.TemporaryDirectory(prefix="prof2graph-test-") as name:
            done = run([sys.executable, "-B", ROOT / ".package/wheel/make_wheel.py", "/bin/ls", name])
            self.assertNotEqual(done.returncode, 0)
            self.assertIn("not static", done.stderr)
            self.assertEqual(os.listdir(name), [])


class Installed(unittest.TestCase):
    """What each Python has to do; a subclass a version is made below."""
    python = version = None

    @classmethod
    def setUpClass(cls):
        cls.temporary = tempfile.TemporaryDirectory(prefix="prof2graph-test-")
        cls.addClassCleanup(cls.temporary.cleanup)
        cls.folder = pathlib.Path(cls.temporary.name)
        cls.venv = cls.folder / "venv"
        made = run([cls.python, "-m", "venv", cls.venv])
        assert made.returncode == 0, made.stderr
        cls.pip = run([cls.venv / "bin/python", "-m", "pip", "install", "--no-index", "--no-deps",
                       "--disable-pip-version-check", WHEEL])

    def setUp(self):
        if "not a supported wheel" in self.pip.stderr:
            version = run([self.venv / "bin/python", "-m", "pip", "--version"]).stdout.split(" from")[0]
            self.skipTest(f"{version} of Python {self.version} does not know manylinux2014")
        self.assertEqual(self.pip.returncode, 0, self.pip.stderr)
        self.expected = run([self.venv / "bin/prof2graph", SAMPLES / "pstats/workload.prof", "-T", "svg"]).stdout

    def python_says(self, code, *arguments, **more):
        return run([self.venv / "bin/python", "-c", code, *arguments], cwd=self.folder, **more)

    def test_script_is_the_program(self):
        script = self.venv / "bin/prof2graph"
        self.assertEqual(script.read_bytes()[:4], b"\x7fELF")
        self.assertIn("</svg>", self.expected)

    def test_module(self):
        done = run([self.venv / "bin/python", "-m", "prof2graph", SAMPLES / "pstats/workload.prof", "-T", "svg"])
        self.assertEqual((done.returncode, done.stdout), (0, self.expected))
        self.assertEqual(run([self.venv / "bin/python", "-m", "prof2graph", "nowhere"], cwd=self.folder).returncode, 3)

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
        done = self.python_says(code, SAMPLES / "pstats/workload.prof")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertEqual(done.stdout, self.expected)

    def test_installed_into_a_folder(self):
        target = self.folder / "target"
        done = run([self.venv / "bin/python", "-m", "pip", "install", "--no-index", "--target", target, WHEEL])
        self.assertEqual(done.returncode, 0, done.stderr)
        done = run([self.python, "-m", "prof2graph", "--version"], env={"PYTHONPATH": str(target)})
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertRegex(done.stdout, r"^prof2graph \d")

    def test_without_the_program_it_says_so(self):
        target = self.folder / "damaged"
        shutil.copytree(next(self.venv.glob("lib/python*/site-packages/prof2graph")), target / "a/b/c/prof2graph")
        done = run([self.python, "-m", "prof2graph", "--version"], env={"PYTHONPATH": str(target / "a/b/c")})
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("pip install --force-reinstall", done.stderr)

    # ---- pytest -----------------------------------------------------------------------------------------------------
    def pytest(self, *arguments):
        (self.folder / "test_suite.py").write_text(SUITE, encoding="utf-8")
        extra = {"PYTHONPATH": str(self.packages()), "PYTHONDONTWRITEBYTECODE": "1"}
        return run([self.venv / "bin/python", "-m", "pytest", "-p", "no:cacheprovider", "test_suite.py", *arguments],
                   cwd=self.folder, env=extra)

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
        probe = run([self.venv / "bin/python", "-c", "import pytest, xdist"], env={"PYTHONPATH": str(folder)})
        if probe.returncode != 0:
            self.skipTest("Debian's pytest does not work with this Python: " + probe.stderr.strip().splitlines()[-1])
        return folder

    def functions(self, profile):
        done = run([self.venv / "bin/prof2graph", profile, "-V", "table", "-T", "json"])
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
        places = [""] + glob.glob(os.path.dirname(os.path.dirname(self.python)) + "/lib/python*/site-packages") + [DEBIAN]
        place = next((p for p in places if run([self.venv / "bin/python", "-c", "import IPython"],
                                               env={"PYTHONPATH": p, "HOME": str(self.folder)}).returncode == 0), None)
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
        done = self.python_says(code, SAMPLES / "pstats/workload.prof", env={"PYTHONPATH": place, "HOME": str(self.folder)})
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn(self.expected.rstrip(), done.stdout)


def load_tests(loader, _, pattern):
    suite = unittest.TestSuite([loader.loadTestsFromTestCase(Contents)])
    found = pythons()
    print("Pythons:", ", ".join(found), flush=True)
    for version, python in found.items():
        case = type(f"Python{version.replace('.', '_')}", (Installed,), {"python": python, "version": version})
        suite.addTests(loader.loadTestsFromTestCase(case))
    return suite


unittest.main(argv=sys.argv[:1])

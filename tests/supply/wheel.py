"""wheel.py WHEEL: the wheel itself, and the wheel installed by each Python that is here, offline, into an environment of
its own, with the tests of python_package.py. P2G_PYTHONS lists interpreters (default: pyenv's, and this one)."""
import base64
import csv
import glob
import hashlib
import io
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
import zipfile

from python_package import PackageTests, ROOT, run

WHEEL = os.path.abspath(sys.argv[1])


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


class Installed(PackageTests, unittest.TestCase):
    """A subclass a version is made below."""

    @classmethod
    def setUpClass(cls):
        temporary = tempfile.TemporaryDirectory(prefix="prof2graph-test-")
        cls.addClassCleanup(temporary.cleanup)
        cls.folder = pathlib.Path(temporary.name)
        cls.venv = cls.folder / "venv"
        made = run([cls.base, "-m", "venv", cls.venv])
        assert made.returncode == 0, made.stderr
        cls.python, cls.program = str(cls.venv / "bin/python"), cls.venv / "bin/prof2graph"
        cls.pip = run([cls.python, "-m", "pip", "install", "--no-index", "--no-deps", "--disable-pip-version-check", WHEEL])

        cls.pip_is_old = "not a supported wheel" in cls.pip.stderr
        if cls.pip_is_old:  # pip 18 of Python 3.6 does not know manylinux2014: another Python's puts it into a folder
            site = cls.folder / "site"
            cls.pip = run([sys.executable, "-m", "pip", "install", "--no-index", "--target", site, "--only-binary", ":all:",
                           "--python-version", cls.version, "--platform", "manylinux2014_" + os.uname().machine, WHEEL])
            cls.places, cls.program = (site,), site / "bin/prof2graph"

    def setUp(self):
        self.assertEqual(self.pip.returncode, 0, self.pip.stderr)
        super().setUp()

    def test_script_is_the_program(self):
        script = self.program
        self.assertEqual(script.read_bytes()[:4], b"\x7fELF")
        self.assertIn("</svg>", self.expected)

    def test_installed_into_a_folder(self):
        if self.pip_is_old:
            self.skipTest("all tests of this Python are of a folder")
        target = self.folder / "target"
        done = run([self.python, "-m", "pip", "install", "--no-index", "--target", target, WHEEL])
        self.assertEqual(done.returncode, 0, done.stderr)
        done = run([self.base, "-m", "prof2graph", "--version"], env={"PYTHONPATH": str(target)})
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertRegex(done.stdout, r"^prof2graph \d")

    def test_without_the_program_it_says_so(self):
        target = self.folder / "damaged"
        shutil.copytree(next(self.folder.glob("**/site*/prof2graph")), target / "a/b/c/prof2graph")
        done = run([self.base, "-m", "prof2graph", "--version"], env={"PYTHONPATH": str(target / "a/b/c")})
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("pip install --force-reinstall", done.stderr)


def load_tests(loader, _, pattern):
    suite = unittest.TestSuite([loader.loadTestsFromTestCase(Contents)])
    found = pythons()
    print("Pythons:", ", ".join(found), flush=True)
    for version, python in found.items():
        case = type(f"Python{version.replace('.', '_')}", (Installed,), {"base": python, "version": version})
        suite.addTests(loader.loadTestsFromTestCase(case))
    return suite


unittest.main(argv=sys.argv[:1])

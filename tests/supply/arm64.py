"""arm64.py DIST NATIVE-DIST [BUILT]: the static program for 64-bit ARM, run by qemu, against the one for this machine: the
same bytes for all golden cases, and for pictures in an empty root. DISTs are what archive.sh filled; BUILT is the program as
it was linked, with its archive beside it. The wheel and the npm packages made of it are looked at, not installed."""
import base64
import csv
import hashlib
import io
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest
import zipfile

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(HERE.parent / "golden"))
from golden import SAMPLES, cases  # noqa: E402

DIST, NATIVE = (pathlib.Path(path).resolve() for path in sys.argv[1:3])
BUILT = os.path.abspath(sys.argv[3]) if len(sys.argv) > 3 else None
QEMU = shutil.which("qemu-aarch64-static")
PROFILES = ["pstats/workload.prof", "pstats/importing.prof"]


def run(command, arguments):
    done = subprocess.run([*map(str, command), *arguments], cwd=SAMPLES, stdin=subprocess.DEVNULL, capture_output=True, timeout=600)
    return done.returncode, done.stdout, done.stderr


def emulated(arguments):
    return run([QEMU, DIST / "prof2graph"], arguments)


def native(arguments):
    return run([NATIVE / "prof2graph"], arguments)


def made(script, *arguments):
    done = subprocess.run([sys.executable, "-B", str(ROOT / ".package" / script), *map(str, arguments)], capture_output=True,
                          text=True)
    assert done.returncode == 0, done.stderr
    return [pathlib.Path(line) for line in done.stdout.splitlines()]


class Program(unittest.TestCase):
    def test_is_for_arm_and_static(self):
        header = subprocess.run(["readelf", "-lhW", str(DIST / "prof2graph")], capture_output=True, text=True, check=True).stdout
        self.assertRegex(header, r"Machine: +AArch64")
        self.assertNotRegex(header, r"(?m)^ +INTERP ")

    @unittest.skipUnless(BUILT, "the program as it was linked is not named")
    def test_hardened(self):
        done = subprocess.run([sys.executable, "-B", str(HERE / "hardening.py"), BUILT, "Release", "flags: "],
                              capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_is_the_same_version_of_the_same_parts(self):
        ours, theirs = (start(["--version", "--verbose"])[1].decode().split("\n\n") for start in (emulated, native))
        self.assertEqual(ours[0].split()[:2], theirs[0].split()[:2])
        names = [[row.split("  ")[0] for row in text[1].splitlines()] for text in (ours, theirs)]
        self.assertEqual(names[0], names[1])

    def test_same_bytes(self):
        """Pictures, figures and messages, whatever the processor makes of floating point."""
        compared = 0
        for name, arguments in cases().items():
            with self.subTest(name):
                self.assertTrue(emulated(arguments) == native(arguments), "the bytes differ")
            compared += 1
        self.assertGreater(compared, 100)

    def test_same_pictures(self):
        for profile in PROFILES:
            for view in ("callgraph", "flame"):
                for kind in ("svg", "png", "pdf"):
                    with self.subTest(f"{profile} {view} {kind}"):
                        ours = emulated([profile, "-V", view, "-T", kind])
                        self.assertEqual((ours[0], ours[2]), (0, b""))
                        self.assertTrue(ours == native([profile, "-V", view, "-T", kind]), "the bytes differ")

    @unittest.skipUnless(os.geteuid() == 0, "needs root")
    def test_works_in_an_empty_root(self):
        with tempfile.TemporaryDirectory(prefix="prof2graph-test-") as name:
            root = pathlib.Path(name)
            for file in (DIST / "prof2graph", QEMU, *(SAMPLES / profile for profile in PROFILES)):
                shutil.copy(file, root)
            for profile in PROFILES:
                file = os.path.basename(profile)
                for kind in ("svg", "png", "pdf"):
                    command = ["chroot", name, "/qemu-aarch64-static", "/prof2graph", file, "-T", kind, "-o", "/out"]
                    done = subprocess.run(command, capture_output=True, env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin"})
                    self.assertEqual((done.returncode, done.stderr), (0, b""), command)
                    expected = subprocess.run([str(NATIVE / "prof2graph"), file, "-T", kind], cwd=root, capture_output=True).stdout
                    self.assertTrue((root / "out").read_bytes() == expected, f"{profile} {kind}: the bytes differ")


class Packages(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="prof2graph-test-")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def test_wheel(self):
        wheels = [made("wheel/make_wheel.py", DIST / "prof2graph", self.folder / name, DIST / "NOTICES")[0] for name in "ab"]
        self.assertEqual(wheels[0].read_bytes(), wheels[1].read_bytes())
        self.assertRegex(wheels[0].name, r"^prof2graph-[\d.]+-py3-none-manylinux_2_17_aarch64\.manylinux2014_aarch64\."
                                         r"musllinux_1_1_aarch64\.whl$")
        with zipfile.ZipFile(wheels[0]) as archive:
            names = archive.namelist()
            program = next(name for name in names if name.endswith("/scripts/prof2graph"))
            self.assertEqual(archive.read(program), (DIST / "prof2graph").read_bytes())
            record = archive.read(next(name for name in names if name.endswith("/RECORD"))).decode()
            for name, digest, _ in csv.reader(io.StringIO(record)):
                if digest:
                    sum256 = base64.urlsafe_b64encode(hashlib.sha256(archive.read(name)).digest()).rstrip(b"=").decode()
                    self.assertEqual(digest, "sha256=" + sum256, name)

    def test_npm(self):
        folders = {folder.name: folder for folder in made("npm/make_npm.py", self.folder, NATIVE, DIST)}
        self.assertEqual(sorted(folders), ["linux-arm64", "linux-x64", "prof2graph"])
        package = json.loads((folders["linux-arm64"] / "package.json").read_text())
        self.assertEqual((package["name"], package["os"], package["cpu"]), ("@prof2graph/linux-arm64", ["linux"], ["arm64"]))
        self.assertEqual((folders["linux-arm64"] / "prof2graph").read_bytes(), (DIST / "prof2graph").read_bytes())
        everything = json.loads((folders["prof2graph"] / "package.json").read_text())
        self.assertEqual(set(everything["optionalDependencies"]), {"@prof2graph/linux-arm64", "@prof2graph/linux-x64"})

    def test_notices(self):
        text = (DIST / "NOTICES").read_text()
        for part in ("libc6-dev ", "libcairo2-dev ", "libre2-dev ", "fonts-liberation2 ", "libstdc++-12-dev-arm64-cross "):
            self.assertIn(part, text)


if QEMU is None:
    print("SKIPPED: the program for 64-bit ARM was NOT tried: qemu-aarch64-static (qemu-user-static) is not installed")
    sys.exit(77)
unittest.main(argv=sys.argv[:1])

"""windows.py PROGRAM NATIVE: the program for Windows, run by Wine, against the ordinary one for this machine: the same bytes
for all golden cases, and what is otherwise there: drive letters, backslashes, names that are not ASCII, ends of lines, files that
are there already or cannot be written. Exit 77 without Wine or the program."""
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(HERE.parent / "golden"))
from golden import SAMPLES, cases  # noqa: E402

PROGRAM, NATIVE = (pathlib.Path(path).resolve() for path in sys.argv[1:3])
WINE = shutil.which("wine64") or shutil.which("/usr/lib/wine/wine64")
PROFILE = SAMPLES / "pstats/workload.prof"
PREFIX = tempfile.TemporaryDirectory(prefix="prof2graph-wine-")
ENVIRONMENT = {"PATH": os.environ["PATH"], "HOME": PREFIX.name, "WINEPREFIX": f"{PREFIX.name}/prefix", "WINEDEBUG": "-all",
               "LC_ALL": "C.UTF-8"}


def run(command, arguments, folder, given=b""):
    done = subprocess.run([*map(str, command), *map(str, arguments)], cwd=folder, input=given, capture_output=True, timeout=600,
                          env=ENVIRONMENT)
    return done.returncode, done.stdout, done.stderr


def windows(*arguments, folder=SAMPLES, given=b""):
    return run([WINE, PROGRAM], arguments, folder, given)


def native(*arguments, folder=SAMPLES, given=b""):
    return run([NATIVE], arguments, folder, given)


def drive_path(path):
    """Wine has the root of this machine as Z:."""
    return "Z:" + str(path).replace("/", "\\")


class Same(unittest.TestCase):
    def test_version(self):
        self.assertEqual(windows("--version"), native("--version"))
        code, out, _ = windows("--version", "--verbose")
        self.assertEqual(code, 0)
        self.assertRegex(out.decode(), r"(?m)^Cairo .*not in this build")

    def test_needs_no_library(self):
        headers = subprocess.run(["x86_64-w64-mingw32-objdump", "-p", PROGRAM], capture_output=True, text=True, check=True).stdout
        names = {line.split()[-1] for line in headers.splitlines() if "DLL Name:" in line}
        self.assertLessEqual({name.lower() for name in names}, {"kernel32.dll", "msvcrt.dll", "advapi32.dll"})

    def test_golden_cases(self):
        compared = 0
        for name, arguments in cases().items():
            with self.subTest(name):
                ours, theirs = windows(*arguments), native(*arguments)
                if b"no --layout dot" in ours[2]:  # which is Graphviz
                    continue
                self.assertEqual((ours[0], ours[2]), (theirs[0], theirs[2]))
                self.assertTrue(ours[1] == theirs[1], "the bytes differ")
                compared += 1
        self.assertGreater(compared, 150)

    def test_kinds(self):
        for arguments in (["-V", "callgraph"], ["-V", "flame"], ["-V", "table"], ["-T", "json"], ["-T", "html"], ["-T", "pprof"]):
            with self.subTest(arguments):
                ours = windows(PROFILE, *arguments)
                self.assertEqual(ours[0], 0)
                self.assertTrue(ours == native(PROFILE, *arguments), "the bytes differ")


class Files(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="prof2graph-test-")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.picture = native(PROFILE, "-T", "svg")[1]  # whose title is the file's name, without its folders

    def draw(self, *arguments, given=b""):
        done = windows(*arguments, folder=self.folder, given=given)
        self.assertEqual((done[0], done[2]), (0, b""), arguments)
        return done[1]

    def test_stdin_and_stdout(self):
        packed = subprocess.run(["gzip", "-c", PROFILE], capture_output=True, check=True).stdout
        for given in (PROFILE.read_bytes(), packed):
            self.assertTrue(self.draw("-", "-T", "svg", given=given) == native("-", "-T", "svg", given=given)[1])

    def test_names(self):
        for name in ("run.prof", "a run of today.prof", "Läufe für 日本.prof", "🔥.prof"):
            with self.subTest(name):
                shutil.copy(PROFILE, self.folder / name)
                self.assertEqual(self.draw(name, "-o", name + ".svg"), b"")
                picture = native(name, "-T", "svg", folder=self.folder)[1]
                self.assertTrue((self.folder / (name + ".svg")).read_bytes() == picture)

    def test_folders(self):
        below = self.folder / "für uns" / "runs"
        below.mkdir(parents=True)
        shutil.copy(PROFILE, below / "run.prof")
        self.draw("für uns\\runs\\run.prof", "-o", "für uns\\a.svg")
        self.draw(drive_path(below / "run.prof"), "-o", drive_path(below / "b.svg"))
        self.draw("für uns/runs/run.prof", "-o", "für uns/runs/c.svg")
        for path in (below.parent / "a.svg", below / "b.svg", below / "c.svg"):
            self.assertTrue(path.read_bytes() == native(below / "run.prof", "-T", "svg")[1], path)
        self.assertEqual(sorted(path.name for path in below.iterdir()), ["b.svg", "c.svg", "run.prof"])

    def test_sources_of_a_report(self):
        shutil.copytree(SAMPLES / "source", self.folder / "für uns")
        (self.folder / "für uns" / "link.py").symlink_to(PROFILE)
        sources = 0
        for profile in sorted(path.name for path in (SAMPLES / "source").iterdir() if path.suffix not in (".md", ".py")
                              and path.is_file()):
            ours = windows("für uns\\" + profile, "-T", "html", folder=self.folder)
            theirs = native("für uns/" + profile, "-T", "html", folder=self.folder)
            self.assertEqual((ours[0], ours[2].replace(b"\\", b"/")), (theirs[0], theirs[2]))
            shown = theirs[1].count(b"<details data-f=")
            self.assertEqual(ours[1].count(b"<details data-f="), shown, profile)
            sources += shown
        self.assertGreater(sources, 5)

    def test_ends_of_lines(self):
        text = b"main;parse 3000\nmain;draw 4000\nmain 1000\n"
        (self.folder / "dos.folded").write_bytes(text.replace(b"\n", b"\r\n"))
        (self.folder / "unix.folded").write_bytes(text)
        dos, unix = (self.draw(name, "-T", "json") for name in ("dos.folded", "unix.folded"))
        self.assertNotIn(b"\r", dos)
        self.assertTrue(dos.replace(b"dos.folded", b"unix.folded") == unix)

    def test_output_is_replaced(self):
        target = self.folder / "out.svg"
        target.write_bytes(b"before")
        self.draw(PROFILE, "-o", "out.svg")
        self.assertTrue(target.read_bytes() == self.picture)
        self.draw(PROFILE, "-o", "out.svg", "-o", "out.json")
        self.assertEqual(sorted(path.name for path in self.folder.iterdir()), ["out.json", "out.svg"])

    def test_nothing_changes_on_an_error(self):
        (self.folder / "out.svg").write_bytes(b"before")
        for arguments in (["-o", "out.svg", "-o", "missing/out.json"], ["-o", "out.svg", "-o", "OUT.svg.png"]):
            self.assertNotEqual(windows(PROFILE, *arguments, folder=self.folder)[0], 0)
            self.assertEqual({path.name: path.read_bytes() for path in self.folder.iterdir()}, {"out.svg": b"before"})

    def test_errors_have_the_exit_codes_of_linux(self):
        (self.folder / "folder").mkdir()
        (self.folder / "text.prof").write_text("nothing\n")
        for arguments in (["missing.prof"], ["folder"], ["text.prof"], [PROFILE, "-o", "missing/out.svg"], [PROFILE, "-o", "folder"],
                          [PROFILE, "-o", ""], [PROFILE, "--nonsense"], [PROFILE, "-T", "svg", "-o", "a.svg", "-o", "a.svg"]):
            with self.subTest(arguments):
                ours, theirs = (program(*arguments, folder=self.folder) for program in (windows, native))
                self.assertNotEqual(ours[0], 0)
                self.assertEqual(ours, theirs)

    @unittest.skipIf(os.geteuid() == 0 and not shutil.which("chattr"), "root may write anywhere")
    def test_an_output_that_is_only_for_reading(self):
        target = self.folder / "out.svg"
        target.write_bytes(b"before")
        target.chmod(0o444)  # the attribute "read-only" there
        done = windows(PROFILE, "-o", "out.svg", folder=self.folder)
        if done[0] != 0:  # as Windows itself would have it
            self.assertIn(b"cannot be written", done[2])
        self.assertTrue(target.read_bytes() == (b"before" if done[0] != 0 else self.picture))
        self.assertEqual([path.name for path in self.folder.iterdir()], ["out.svg"])

    def test_what_is_left_out_says_so(self):
        for arguments, said in ((["-T", "png"], b"no PNG"), (["-T", "pdf"], b"no PDF"), (["-T", "svg", "--layout", "dot"], b"no --layout dot"),
                                (["--watch", "-o", "out.svg"], b"program for Windows")):
            done = windows(PROFILE, *arguments, folder=self.folder)
            self.assertNotEqual(done[0], 0, arguments)
            self.assertIn(said, done[2])
        for arguments in (["run", "--", "true"], ["record", "--", "true"], ["batch", "."]):
            done = windows(*arguments, folder=self.folder)
            self.assertNotEqual(done[0], 0, arguments)
            self.assertTrue(done[2].startswith(b"prof2graph: error: "), done)
        self.assertEqual(list(self.folder.iterdir()), [])


if WINE is None or not PROGRAM.is_file():
    print("SKIPPED: the program for Windows was NOT tried: Wine (wine64) is not installed, or ./do windows was not run")
    sys.exit(77)
os.mkdir(ENVIRONMENT["WINEPREFIX"])
# A server that stays makes Wine's folder once and starts its services once, not for each of some hundred programs.
SERVER = next((path for path in ("/usr/lib/wine/wineserver64", shutil.which("wineserver")) if path and os.path.exists(path)), None)
if SERVER:
    subprocess.run([SERVER, "-p"], env=ENVIRONMENT, check=True)
try:
    # No pipes here: the services that this starts would keep them open.
    subprocess.run([WINE, PROGRAM, "--version"], env=ENVIRONMENT, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                   stderr=subprocess.DEVNULL, check=False)
    unittest.main(argv=sys.argv[:1], verbosity=2)
finally:
    if SERVER:
        subprocess.run([SERVER, "-k"], env=ENVIRONMENT, check=False)

"""What all suites of this folder share: runs in which something fails, and what has to be true of each."""
import errno
import hashlib
import os
import pathlib
import shutil
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "cli"))
from harness import BINARY, FOLDED, CliTest, error, main, pstats_bytes  # noqa: E402, F401

PRELOAD = os.environ.get("P2G_FAIL_NTH", "")
# How thorough: 1 is what CI has time for, 10 an hour's worth.
EFFORT = float(os.environ.get("P2G_FAULTS_EFFORT", "1"))
SANITIZED = bool(os.environ.get("P2G_SANITIZED"))
FIRST_LINE = "prof2graph: error: "
NO_FAULT_CODES = {"short", "interrupt"}


def many_stacks(count, depth=3):
    """Folded stacks with names of their own: a large input, and a large output."""
    middle = ";".join(f"level_{i}" for i in range(depth))
    return "".join(f"main;{middle};function_{i};leaf_{i} {i % 97 + 1}\n" for i in range(count))


class Content(bytes):
    """Bytes that a failing comparison does not print."""

    def __repr__(self):
        return f"<{len(self)} bytes, {hashlib.sha256(self).hexdigest()[:8]}>" if len(self) > 80 else super().__repr__()


def code_of(what):
    return what if what in NO_FAULT_CODES else getattr(errno, what)


FONTS = "<fontconfig><dir>/usr/share/fonts</dir><cachedir>{}/cache</cachedir></fontconfig>\n"


class FaultTest(CliTest):
    """A folder that is compared before and after each run."""

    def setUp(self):
        super().setUp()
        # What fails while fontconfig looks for fonts goes into its cache: that must not be the machine's, which it would
        # go back to without this file, so that nothing here may fail.
        folder = tempfile.TemporaryDirectory(prefix="prof2graph-test-fonts-")
        self.addCleanup(folder.cleanup)
        self.fonts = pathlib.Path(folder.name)
        (self.fonts / "fonts.conf").write_text(FONTS.format(self.fonts))
        self.run_program("run.prof", "-T", "png")
        self.keep_fonts()

    def keep_fonts(self):
        if (self.fonts / "cache").exists():
            shutil.copytree(self.fonts / "cache", self.fonts / "kept")

    def restore_fonts(self):
        if (self.fonts / "kept").exists():
            shutil.rmtree(self.fonts / "cache", ignore_errors=True)
            shutil.copytree(self.fonts / "kept", self.fonts / "cache")

    def start(self, *arguments, **options):
        env = {"FONTCONFIG_FILE": str(self.fonts / "fonts.conf"), **options.pop("env", {})}
        return super().start(*arguments, env=env, **options)

    def contents(self):
        """Every file with its bytes, by name; what is no regular file with its kind."""
        found = {}
        for path in sorted(self.folder.rglob("*")):
            name = str(path.relative_to(self.folder))
            if path.is_symlink():
                found[name] = "link to " + os.readlink(path)
            elif path.is_file():
                found[name] = Content(path.read_bytes()) if os.access(path, os.R_OK) else "unreadable"
            else:
                found[name] = "no file"
        return found

    def restore(self, contents):
        """Puts regular files back and removes new ones."""
        self.restore_fonts()
        for name in self.contents():
            if name not in contents:
                (self.folder / name).unlink()
        for name, content in contents.items():
            if isinstance(content, bytes) and (self.folder / name).read_bytes() != content:
                (self.folder / name).write_bytes(content)

    def faulty_run(self, fault, *arguments, **options):
        """(exit code, stdout, stderr, names of what was made to fail, number of calls by kind)."""
        log = self.folder.parent / (self.folder.name + ".log")
        log.unlink(missing_ok=True)
        env = {"LD_PRELOAD": PRELOAD, "P2G_FAULT_LOG": str(log), "P2G_FAULT": fault,
               "P2G_FAULT_SPARE": str(self.fonts), **options.pop("env", {})}
        code, out, err = self.run_program(*arguments, env=env, **options)
        out = Content(out)
        lines = log.read_text().splitlines() if log.exists() else []
        log.unlink(missing_ok=True)
        failed = [line.split(" ", 1)[1] for line in lines if not line.startswith("count ")]
        counts = {line.split()[1]: int(line.split()[2]) for line in lines if line.startswith("count ")}
        return code, out, err, failed, counts

    def assert_located(self, err, names, where):
        """One error, with one of the names right behind "error:" or, for what concerns no file, no name at all."""
        first = err.splitlines()[0] if err else ""
        self.assertTrue(first.startswith(FIRST_LINE), f"{where}: {err!r}")
        self.assertEqual(err.count(FIRST_LINE), 1, f"{where}: {err!r}")
        self.assertTrue(any(first.startswith(f"{FIRST_LINE}{name}:") for name in names), f"{where}: {err!r}")

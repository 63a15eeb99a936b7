"""Where files stand: folders without permission, full and read-only file systems, links, names, output equal to input."""
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

from faulty import BINARY, FOLDED, CliTest, FaultTest, error, main, many_stacks

NOBODY = 65534
FULL = "  hint: the disk is full; nothing was changed\n"
FOLDER_HINT = "  hint: a file is written beside it and renamed: its folder has to be writable\n"


def as_nobody():
    if os.geteuid() == 0:
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)


class Permissions(CliTest):
    """As root, the program runs as nobody, whom permissions stop."""

    def setUp(self):
        super().setUp()
        self.folder.chmod(0o755)
        # The build may stand where only its owner may go.
        self.binary = pathlib.Path(tempfile.mkdtemp(prefix="prof2graph-test-")) / "prof2graph"
        self.addCleanup(shutil.rmtree, self.binary.parent)
        shutil.copy(BINARY, self.binary)
        self.binary.parent.chmod(0o755)
        (self.folder / "open").mkdir()
        (self.folder / "open").chmod(0o777)

    def run_unprivileged(self, *arguments):
        ran = subprocess.run([self.binary, *arguments], cwd=self.folder, capture_output=True, timeout=60,
                             preexec_fn=as_nobody)
        return ran.returncode, ran.stdout, ran.stderr.decode()

    def refused(self, message, *arguments):
        before = self.listing()
        self.assertEqual(self.run_unprivileged(*arguments), (3, b"", message))
        self.assertEqual(self.listing(), before)

    def test_it_can_work_at_all(self):
        self.assertEqual(self.run_unprivileged("run.prof", "-o", "open/out.svg"), (0, b"", ""))

    def test_unreadable_file(self):
        self.write("secret.prof", b"x").chmod(0)
        self.refused(error("secret.prof: cannot be opened: Permission denied", ""), "secret.prof", "-o", "open/out.svg")

    def test_unreadable_theme_and_budget(self):
        self.write("secret.toml", b"x").chmod(0)
        for option in ("--theme", "--budget"):
            self.refused(error("secret.toml: cannot be opened: Permission denied", ""), "run.prof", option, "secret.toml")

    def test_folder_that_cannot_be_entered(self):
        (self.folder / "locked").mkdir()
        self.write("locked/run.prof", b"x")
        self.write("locked/old.svg", b"old").chmod(0o666)
        (self.folder / "locked").chmod(0)
        self.refused(error("locked/run.prof: cannot be opened: Permission denied", ""), "locked/run.prof", "-T", "svg")
        for name in ("locked/new.svg", "locked/old.svg"):
            self.refused(error(f"{name}: cannot be written: Permission denied", FOLDER_HINT), "run.prof", "-o", name)

    def test_folder_that_cannot_be_written(self):
        """Also when the file itself could be: nothing may be half written."""
        (self.folder / "fixed").mkdir()
        self.write("fixed/old.svg", "old").chmod(0o666)
        (self.folder / "fixed").chmod(0o555)
        for name in ("fixed/new.svg", "fixed/old.svg"):
            self.refused(error(f"{name}: cannot be written: Permission denied", FOLDER_HINT), "run.prof", "-o", name)
        self.assertEqual((self.folder / "fixed/old.svg").read_text(), "old")

    def test_file_that_is_read_only(self):
        self.write("open/out.svg", "precious").chmod(0o444)
        self.refused(error("open/out.svg: cannot be written: Permission denied", ""), "run.prof", "-o", "open/out.svg")
        self.assertEqual((self.folder / "open/out.svg").read_text(), "precious")

    def test_junit_that_cannot_be_written(self):
        """The output was complete before the file beside it failed."""
        self.write("open/out.md", "precious").chmod(0o666)
        self.refused(error("no/limits.xml: cannot be written: No such file or directory", "  hint: does its folder exist?\n"),
                     "run.prof", "-V", "table", "-o", "open/out.md", "--fail-on", "total>1000s", "--junit", "no/limits.xml")
        self.assertEqual((self.folder / "open/out.md").read_text(), "precious")


class Mounted(FaultTest):
    """A file system of its own; in namespaces of the user's own where the test may not mount."""
    SCRIPT = 'mount -t tmpfs -o "$1" none disk && shift && exec "$@"'
    # Runs the program with two files that are there before, and says what has become of them.
    BOTH = """printf old > disk/out.svg; printf old > disk/limits.xml; "$0" "$@"; code=$?
              ls -A disk; cat disk/limits.xml | wc -c
              if cmp -s disk/out.svg whole.svg; then echo whole; else cat disk/out.svg; fi; exit $code"""

    def mounted(self, options, *command):
        (self.folder / "disk").mkdir(exist_ok=True)
        ran = subprocess.run(["unshare", "-rm", "sh", "-c", self.SCRIPT, "sh", options, *command], cwd=self.folder,
                             capture_output=True, timeout=60)
        return ran.returncode, ran.stdout.decode(), ran.stderr.decode()

    def setUp(self):
        super().setUp()
        if not shutil.which("unshare") or self.mounted("size=16k", "true")[0] != 0:
            self.skipTest("SKIPPED: no file system can be mounted here (unshare -rm)")
        self.write("wide.folded", many_stacks(2000))

    def test_disks_of_many_sizes(self):
        """From too small for a byte to large enough: the old file, or the new one."""
        self.ok("wide.folded", "-V", "flame", "-o", "whole.svg")
        whole = (self.folder / "whole.svg").read_bytes()
        limits = ["--fail-on", "total>1", "--junit", "disk/limits.xml"]
        failures = 0
        for pages in range(2, 2 * len(whole) // 4096 + 6, max(1, len(whole) // 4096 // 20)):
            code, out, err = self.mounted(f"size={pages * 4}k", "sh", "-c", self.BOTH, BINARY, "wide.folded", "-V", "flame",
                                          "-o", "disk/out.svg", *limits)
            names = "limits.xml\nout.svg\n"
            if code == 3:
                failures += 1
                self.assertEqual(out, names + "3\nold", f"{pages} pages: {err}")
                self.assertRegex(err, "^prof2graph: error: disk/(out.svg|limits.xml): cannot be written: No space left on "
                                 f"device\n{FULL}$")
            else:
                self.assertEqual((code, err.count("\n")), (1, 1), f"{pages} pages: {err}")
                self.assertRegex(out, f"^{names}[0-9]{{3}}\nwhole\n$")
        self.assertGreater(failures, 3)
        self.assertEqual(code, 1)
        print(f"  disks: {failures} too small")

    def test_no_inodes(self):
        code, out, err = self.mounted("nr_inodes=1", BINARY, "run.folded", "-o", "disk/out.svg")
        self.assertEqual((code, out, err), (3, "", error("disk/out.svg: cannot be written: No space left on device", FULL)))

    def test_read_only(self):
        code, out, err = self.mounted("ro", BINARY, "run.folded", "-o", "disk/out.svg")
        self.assertEqual((code, out, err), (3, "", error("disk/out.svg: cannot be written: Read-only file system", "")))


class Names(CliTest):
    def test_link_to_what_is_not_there_yet(self):
        """It became a file itself, and what it pointed to never came into being."""
        (self.folder / "there").mkdir()
        (self.folder / "link.svg").symlink_to("there/second")
        (self.folder / "there/second").symlink_to("third.svg")
        self.ok("run.prof", "-o", "link.svg")
        self.assertTrue((self.folder / "link.svg").is_symlink())
        self.assertTrue((self.folder / "there/second").is_symlink())
        self.assertGreater((self.folder / "there/third.svg").stat().st_size, 1000)
        self.ok("run.prof", "-o", "link.svg")  # and now that it is there
        self.assertTrue((self.folder / "there/second").is_symlink())

    def test_link_into_no_folder(self):
        (self.folder / "link.svg").symlink_to("no/where.svg")
        hint = "  hint: does its folder exist?\n"
        self.fails(3, error("link.svg: cannot be written: No such file or directory", hint), "run.prof", "-o", "link.svg")

    def test_link_to_itself(self):
        (self.folder / "link.svg").symlink_to("link.svg")
        message = error("link.svg: cannot be written: Too many levels of symbolic links", "")
        self.fails(3, message, "run.prof", "-o", "link.svg")
        self.fails(3, message.replace("written", "opened"), "link.svg", "-T", "svg")

    def test_longest_name(self):
        """The temporary file's name was longer than a name may be."""
        for length in (248, 249, 255):
            name = "n" * (length - 4) + ".svg"
            self.ok("run.prof", "-o", name)
            self.assertGreater((self.folder / name).stat().st_size, 1000)
        self.assertEqual(len(self.listing()), 5)
        name = "n" * 252 + ".svg"
        self.fails(3, error(f"{name}: cannot be written: File name too long", ""), "run.prof", "-o", name)

    def test_directory(self):
        (self.folder / "out.svg").mkdir()
        hint = "  hint: name the picture: out.svg/callgraph.svg\n"
        self.fails(3, error("out.svg: is a directory, expected a file name", hint), "run.prof", "-o", "out.svg")

    def test_input_is_never_overwritten(self):
        self.write("budget.toml", 'fail_on = ["total > 1000s"]\n')
        self.write("mine.toml", (pathlib.Path(__file__).resolve().parents[2] / "themes/heat.toml").read_text())
        os.link(self.folder / "run.prof", self.folder / "hard")
        (self.folder / "soft").symlink_to("run.prof")
        before = {path.name: path.read_bytes() for path in self.folder.iterdir()}
        runs = [("run.prof", "-T", "svg", "-o", target) for target in ("run.prof", "./run.prof", "hard", "soft")]
        runs += [("run.prof", "--budget", "budget.toml", "-T", "svg", "-o", "budget.toml"),
                 ("run.prof", "--theme", "mine.toml", "-T", "svg", "-o", "mine.toml"),
                 ("run.prof", "--fail-on", "total>1000s", "--junit", "run.prof", "-o", "out.svg"),
                 ("diff", "run.prof", "hard", "-T", "svg", "-o", "hard")]
        for arguments in runs:
            code, out, err = self.run_program(*arguments)
            self.assertEqual((code, out), (2, b""), arguments)
            self.assertIn(": is an input and cannot be the output too\n", err)
            self.assertEqual({path.name: path.read_bytes() for path in self.folder.iterdir()}, before, arguments)

    def test_stdin_is_never_overwritten(self):
        for arguments in (("-", "-o", "run.folded"), ("-T", "json", "-o", "run.folded")):
            with open(self.folder / "run.folded", "rb") as stdin:
                process = self.start(*arguments, stdin=stdin, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
                _, err = process.communicate(timeout=60)
            self.assertEqual(process.returncode, 2, err)
            self.assertEqual((self.folder / "run.folded").read_text(), FOLDED)

    def test_two_outputs_of_one_name(self):
        self.write("out.md", "old")
        limits = ("--fail-on", "total>1000s", "--junit")
        for output, junit in (("out.md", "./out.md"), ("new.md", "new.md"), ("-", "-")):
            message = error(f"-o and --junit both write {'stdout' if output == '-' else output}",
                            "  hint: choose another name for one of them\n")
            self.fails(2, message, "run.prof", "-V", "table", "-T", "md", "-o", output, *limits, junit)
        self.assertEqual((self.folder / "out.md").read_text(), "old")

    def test_theme_that_has_the_name_of_a_file(self):
        """A bare word is a built-in theme, and the file of that name may be written."""
        self.write("heat", "old")
        self.ok("run.prof", "--theme", "heat", "-T", "svg", "-o", "heat")

    def test_folder_that_is_gone(self):
        """The current folder was removed: full names still work."""
        gone = self.folder / "gone"
        gone.mkdir()
        script = f'cd "{gone}" && rmdir "{gone}" && exec "$0" "$@"'

        def run(*arguments):
            ran = subprocess.run(["sh", "-c", script, BINARY, *arguments], capture_output=True, timeout=60)
            gone.mkdir()
            return ran.returncode, ran.stdout, ran.stderr.decode()

        full = str(self.folder / "run.prof")
        self.assertEqual(run(full, "-o", str(self.folder / "out.svg")), (0, b"", ""))
        self.assertEqual(run("run.prof"), (3, b"", error("run.prof: cannot be opened: No such file or directory", "")))
        message = error("out.svg: cannot be written: No such file or directory", "  hint: does its folder exist?\n")
        self.assertEqual(run(full, "-o", "out.svg"), (3, b"", message))

    def test_bare_environment(self):
        """Neither HOME nor TMPDIR nor anything else, and fonts that have to do without a cache."""
        sanitizer = {name: value for name, value in os.environ.items() if name.endswith("SAN_OPTIONS")}
        for kind in ("svg", "png", "pdf", "dot"):
            for env in ({}, {"TMPDIR": "/no/where", "HOME": "/no/where", "XDG_CACHE_HOME": "/no/where"}):
                ran = subprocess.run([BINARY, "run.prof", "-o", f"out.{kind}"], cwd=self.folder, env=env | sanitizer,
                                     capture_output=True, timeout=60)
                self.assertEqual((ran.returncode, ran.stdout, ran.stderr), (0, b"", b""), kind)


main()

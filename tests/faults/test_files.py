"""Where files stand: folders without permission, full and read-only file systems, links, names, output equal to input."""
import os
import pathlib
import shutil
import struct
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


class Unprivileged(CliTest):
    """As root, the program can also run as nobody, whom permissions stop."""

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


class Permissions(Unprivileged):
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


def acl(*entries):
    """What the kernel keeps an ACL in: (tag, permissions, id) each."""
    return struct.pack("<I", 2) + b"".join(struct.pack("<HHI", *entry) for entry in entries)


USER_OBJ, USER, GROUP_OBJ, MASK, OTHER, NO_ID = 1, 2, 4, 16, 32, 0xFFFFFFFF
DAEMON = 1


@unittest.skipUnless(os.geteuid() == 0, "SKIPPED: only root can be two users")
class Rights(Unprivileged):
    """What a new file may do and who may use it, when what it replaces is somebody else's, or the folder says so."""

    def setUp(self):
        super().setUp()
        (self.folder / "tmp").mkdir()
        (self.folder / "tmp").chmod(0o1777)

    def theirs(self, name, mode, content="old"):
        path = self.write(name, content)
        os.chown(path, NOBODY, NOBODY)
        path.chmod(mode)
        return path

    def state(self, name):
        status = (self.folder / name).lstat()
        return oct(status.st_mode & 0o7777), status.st_uid, status.st_gid

    def acl_of(self, name, kind="access"):
        try:
            return os.getxattr(self.folder / name, f"system.posix_acl_{kind}")
        except OSError:
            return None

    def set_acl(self, name, value, kind="access"):
        try:
            os.setxattr(self.folder / name, f"system.posix_acl_{kind}", value)
        except OSError:
            self.skipTest("SKIPPED: the file system has no ACLs")

    def test_setuid_is_not_taken_over(self):
        """The new file was root's, setuid, and open for who had put the old one there."""
        for mode, becomes in ((0o4777, 0o644), (0o2775, 0o644), (0o1666, 0o644), (0o6600, 0o600)):
            self.theirs("tmp/out.svg", mode)
            self.ok("run.prof", "-o", "tmp/out.svg")
            self.assertEqual(self.state("tmp/out.svg"), (oct(becomes), 0, 0), oct(mode))
            (self.folder / "tmp/out.svg").unlink()
        for mode in (0o4755, 0o2755, 0o1777):  # nor from a file of our own
            self.write("own.svg", "old").chmod(mode)
            self.ok("run.prof", "-o", "own.svg")
            self.assertEqual(self.state("own.svg"), (oct(mode & 0o777), 0, 0))

    def test_a_stranger_does_not_decide_who_may_read(self):
        self.theirs("tmp/out.svg", 0o644)
        self.ok_with(lambda: os.umask(0o077), "run.prof", "-o", "tmp/out.svg")
        self.assertEqual(self.state("tmp/out.svg"), (oct(0o600), 0, 0))

    def ok_with(self, before, *arguments):
        code, _, err = self.run_program(*arguments, preexec_fn=before)
        self.assertEqual((code, err), (0, ""))

    def test_a_file_stays_its_owners(self):
        """Outside of folders that everybody may write to, who may give files away does, as a plain open would have it."""
        (self.folder / "home").mkdir()
        os.chown(self.folder / "home", NOBODY, NOBODY)
        self.theirs("home/out.svg", 0o4664)
        self.ok("run.prof", "-o", "home/out.svg")
        self.assertEqual(self.state("home/out.svg"), (oct(0o644), NOBODY, NOBODY))
        self.write("open/own.svg", "old").chmod(0o666)  # one that may not: the file becomes its own
        (self.folder / "open").chmod(0o775)
        os.chown(self.folder / "open", NOBODY, NOBODY)
        self.assertEqual(self.run_unprivileged("run.prof", "-o", "open/own.svg"), (0, b"", ""))
        self.assertEqual(self.state("open/own.svg"), (oct(0o644), NOBODY, NOBODY))

    def test_another_group_gets_no_more_than_everybody(self):
        (self.folder / "open").chmod(0o775)
        os.chown(self.folder / "open", NOBODY, NOBODY)
        path = self.theirs("open/out.svg", 0o660)
        os.chown(path, NOBODY, DAEMON)
        self.assertEqual(self.run_unprivileged("run.prof", "-o", "open/out.svg"), (0, b"", ""))
        self.assertEqual(self.state("open/out.svg"), (oct(0o600), NOBODY, NOBODY))
        os.chown(self.write("group.svg", "old"), 0, DAEMON)
        (self.folder / "group.svg").chmod(0o660)
        self.ok("run.prof", "-o", "group.svg")
        self.assertEqual(self.state("group.svg"), (oct(0o660), 0, DAEMON))

    def test_default_acl_gives_what_open_would(self):
        (self.folder / "acl").mkdir()
        self.set_acl("acl", acl((USER_OBJ, 7, NO_ID), (USER, 7, DAEMON), (GROUP_OBJ, 7, NO_ID), (MASK, 7, NO_ID),
                                (OTHER, 0, NO_ID)), "default")
        os.close(os.open(self.folder / "acl/plain", os.O_CREAT | os.O_WRONLY, 0o666))
        self.ok("run.prof", "-o", "acl/out.svg")
        self.assertEqual(self.state("acl/out.svg"), self.state("acl/plain"))
        self.assertEqual(self.state("acl/out.svg")[0], oct(0o660))
        self.assertEqual(self.acl_of("acl/out.svg"), self.acl_of("acl/plain"))
        # What it replaces gave nothing to daemon, and the folder does not make up for that.
        path = self.write("acl/old.svg", "old")
        os.removexattr(path, "system.posix_acl_access")
        path.chmod(0o640)
        self.ok("run.prof", "-o", "acl/old.svg")
        self.assertEqual((self.state("acl/old.svg")[0], self.acl_of("acl/old.svg")), (oct(0o640), None))

    def test_acl_of_what_is_replaced(self):
        """Its group bits are a mask: as bits of a group they would let in whom the ACL keeps out."""
        value = acl((USER_OBJ, 6, NO_ID), (USER, 6, DAEMON), (GROUP_OBJ, 0, NO_ID), (MASK, 6, NO_ID), (OTHER, 0, NO_ID))
        self.write("own.svg", "old")
        self.set_acl("own.svg", value)
        self.ok("run.prof", "-o", "own.svg")
        self.assertEqual((self.state("own.svg"), self.acl_of("own.svg")), ((oct(0o660), 0, 0), value))
        (self.folder / "home").mkdir()
        self.theirs("home/out.svg", 0o600)
        self.set_acl("home/out.svg", value)
        self.ok("run.prof", "-o", "home/out.svg")
        self.assertEqual((self.state("home/out.svg"), self.acl_of("home/out.svg")), ((oct(0o600), NOBODY, NOBODY), None))
        self.theirs("tmp/out.svg", 0o600)
        self.set_acl("tmp/out.svg", value)
        self.ok("run.prof", "-o", "tmp/out.svg")
        self.assertEqual((self.state("tmp/out.svg"), self.acl_of("tmp/out.svg")), ((oct(0o600), 0, 0), None))

    def trap(self, kind, *arguments):
        message = error(f"tmp/out.svg: somebody else's {kind} in a folder that everybody may write to is not used",
                        "  hint: choose another name, or another folder\n")
        self.fails(3, message, "run.prof", *arguments)

    def test_link_of_a_stranger(self):
        """Whatever fs.protected_symlinks says: the file that it leads to was replaced."""
        self.write("victim.svg", "precious")
        (self.folder / "tmp/out.svg").symlink_to("../victim.svg")
        os.lchown(self.folder / "tmp/out.svg", NOBODY, NOBODY)
        (self.folder / "tmp").chmod(0o1777)
        if pathlib.Path("/proc/sys/fs/protected_symlinks").read_text() == "1\n":
            self.skipTest("SKIPPED: the kernel says it first")
        self.trap("link", "-o", "tmp/out.svg")
        self.write("victim.svg", "precious").unlink()  # also when there is nothing yet
        self.trap("link", "-o", "tmp/out.svg")
        self.write("victim.svg", "precious")
        (self.folder / "way.svg").symlink_to("tmp/out.svg")  # and on the way of a link of ours
        code, _, err = self.run_program("run.prof", "-o", "way.svg")
        self.assertEqual((code, "somebody else's link" in err), (3, True), err)
        os.lchown(self.folder / "tmp/out.svg", 0, 0)  # our own is followed
        self.ok("run.prof", "-o", "tmp/out.svg")
        self.assertNotEqual((self.folder / "victim.svg").read_text(), "precious")

    def test_fifo_of_a_stranger(self):
        os.mkfifo(self.folder / "tmp/out.svg")
        os.chown(self.folder / "tmp/out.svg", NOBODY, NOBODY)
        self.trap("FIFO", "-o", "tmp/out.svg")

    def test_link_that_the_kernel_refuses(self):
        """stat() failed, and readlink() was used instead."""
        if not shutil.which("strace"):
            self.skipTest("SKIPPED: there is no strace")
        self.write("victim.svg", "precious")
        (self.folder / "tmp/out.svg").symlink_to("../victim.svg")
        ran = subprocess.run(["strace", "-o", "/dev/null", "-P", "tmp/out.svg", "-e", "inject=newfstatat,stat:error=EACCES",
                              BINARY, "run.prof", "-o", "tmp/out.svg"], cwd=self.folder, capture_output=True, timeout=60)
        if b"ptrace" in ran.stderr or b"invalid" in ran.stderr:
            self.skipTest("SKIPPED: strace cannot do it here")
        self.assertEqual(ran.returncode, 3)
        self.assertIn("prof2graph: error: tmp/out.svg: cannot be written: Permission denied\n", ran.stderr.decode())
        self.assertEqual((self.folder / "victim.svg").read_text(), "precious")

    def test_sticky_folder(self):
        """The JUnit file was written before the picture could not be."""
        (self.folder / "tmp/out.svg").write_text("old")
        (self.folder / "tmp/out.svg").chmod(0o666)
        limits = ("--fail-on", "total>1000s", "--junit")
        (self.folder / "tmp/old.xml").write_text("old")
        os.chown(self.folder / "tmp/old.xml", NOBODY, NOBODY)
        message = error("tmp/out.svg: cannot be written: Operation not permitted",
                        "  hint: its folder is sticky: there only the owner of a file may replace it\n")
        for arguments in ((), (*limits, "tmp/j.xml"), (*limits, "tmp/old.xml"), (*limits, "-")):
            self.refused(message, "run.prof", "-o", "tmp/out.svg", *arguments)
        self.refused(message, "run.prof", "-T", "svg", "-o", "tmp/new.svg", *limits,
                     "tmp/out.svg")
        self.assertEqual((self.folder / "tmp/out.svg").read_text(), "old")
        self.assertEqual((self.folder / "tmp/old.xml").read_text(), "old")


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

    def test_one_output_by_two_ways(self):
        """It is not there yet, or is a descriptor: one of the two was lost without a word."""
        (self.folder / "d").mkdir()
        (self.folder / "dangling").symlink_to("d/o.svg")
        (self.folder / "there").symlink_to("d")
        (self.folder / "out").symlink_to("/proc/self/fd/1")
        limits = ("--fail-on", "total>1000s", "--junit")
        for output, junit in (("d/o.svg", "d/../d/o.svg"), ("d/o.svg", "dangling"), ("dangling", "there/o.svg"),
                              ("d/o.svg", str(self.folder / "d/o.svg")), ("d/o.svg", "d//o.svg"), ("-", "/dev/stdout"),
                              ("-", "out"), ("out", "-"), ("/dev/fd/1", "/dev/stdout"), ("/dev//stdout", "-")):
            message = error(f"-o and --junit both write {'stdout' if output == '-' else output}",
                            "  hint: choose another name for one of them\n")
            self.fails(2, message, "run.prof", "-T", "svg", "-o", output, *limits, junit)

    def test_one_output_by_redirection(self):
        limits = ("--fail-on", "total>1000s", "--junit")
        for output, junit in (("-", "log"), ("log", "-"), ("/dev/stdout", "log")):
            with open(self.folder / "log", "wb") as log:
                process = self.start("run.prof", "-T", "svg", "-o", output, *limits, junit, stdout=log, stderr=subprocess.PIPE)
                err = process.communicate(timeout=60)[1]
            self.assertEqual(process.returncode, 2, err)
            self.assertIn(b"-o and --junit both write ", err)
        with open(self.folder / "log", "wb") as log:  # with nothing for stdout it is one output
            process = self.start("run.prof", "-T", "svg", "-o", "log", stdout=log, stderr=subprocess.PIPE)
            self.assertEqual(process.communicate(timeout=60)[1], b"")
        self.assertTrue((self.folder / "log").read_bytes().startswith(b"<svg"))

    def test_different_outputs_are_no_mistake(self):
        limits = ("--fail-on", "total>1000s", "--junit")
        (self.folder / "d").mkdir()
        for output, junit in (("o.svg", "d/o.svg"), ("-", "/dev/null"), ("-", "/dev/stderr"), ("o.svg", "-")):
            code, out, err = self.run_program("run.prof", "-T", "svg", "-o", output, *limits, junit)
            self.assertEqual((code, out == b""), (0, output != "-" and junit != "-"), err)
        process = self.start("run.prof", "-T", "svg", *limits, "/dev/null", stdout=subprocess.DEVNULL)
        self.assertEqual(process.wait(timeout=60), 0)

    def test_input_that_stdout_is(self):
        """A picture was appended to the measurement."""
        before = (self.folder / "run.prof").read_bytes()
        with open(self.folder / "run.prof", "ab") as log:
            process = self.start("run.prof", "-T", "svg", stdout=log, stderr=subprocess.PIPE)
            err = process.communicate(timeout=60)[1].decode()
        self.assertEqual((process.returncode, err), (2, error("<stdout>: is an input and cannot be the output too",
                                                              "  hint: choose another name for -o\n")))
        self.assertEqual((self.folder / "run.prof").read_bytes(), before)

    def test_target_that_becomes_a_folder(self):
        """After its temporary file was made: what had been written of the other output was not taken back."""
        os.mkfifo(self.folder / "fifo")
        before = self.listing()
        # Once its output is open, it waits at the FIFO.
        process = self.start("run.prof", "-T", "csv", "-V", "table", "-o", "out.csv", "--fail-on", "total>1000s", "--junit",
                             "fifo", stderr=subprocess.PIPE)
        while self.listing() == before:
            self.assertIsNone(process.poll())
        (self.folder / "out.csv").mkdir()
        self.assertEqual((self.folder / "fifo").read_bytes(), b"")
        err = process.communicate(timeout=60)[1].decode()
        self.assertEqual((process.returncode, err), (3, error("out.csv: cannot be written: Is a directory",
                                                              "  hint: it became a directory meanwhile\n")))
        self.assertEqual(self.listing(), sorted([*before, "out.csv"]))

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

"""stdin, stdout and stderr that are closed, full, non-blocking or gone; FIFOs; names of open files."""
import fcntl
import os
import signal
import subprocess
import threading
import time
import unittest

from faulty import BINARY, FOLDED, CliTest, main, many_stacks

IMPERFECT = FOLDED + "oops\n"  # one warning on stderr
BAD_DESCRIPTOR = "cannot be written: Bad file descriptor\n"


class Closed(CliTest):
    """What the shell closed (<&- >&- 2>&-) must not become the number of a file that is opened later."""

    def run_without(self, closed, *arguments, **options):
        def close_them():
            for fd in closed:
                os.close(fd)

        process = self.start(*arguments, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                             preexec_fn=close_them, **options)
        out, err = process.communicate(timeout=60)
        return process.returncode, out, err.decode()

    def test_each_and_all(self):
        self.write("some.folded", IMPERFECT)
        expected = self.ok("some.folded", "-q", "-T", "json")
        for closed in ([0], [1], [2], [0, 1], [0, 2], [1, 2], [0, 1, 2]):
            code, _, err = self.run_without(closed, "some.folded", "-v", "--stats", "-o", "out.json")
            self.assertEqual((closed, code), (closed, 0), err)
            self.assertEqual((self.folder / "out.json").read_bytes(), expected, closed)
            (self.folder / "out.json").unlink()

    def test_messages_of_libraries(self):
        """What fontconfig says on stderr went into the picture, whose file had taken its number."""
        mute = {"FONTCONFIG_FILE": "no/where.conf"}
        code, _, err = self.run_without([], "run.prof", "-o", "out.png", env=mute)
        self.assertEqual(code, 0)
        if not err:
            self.skipTest("SKIPPED: fontconfig has nothing to say")
        expected = (self.folder / "out.png").read_bytes()
        for closed in ([2], [0, 1, 2]):
            self.assertEqual(self.run_without(closed, "run.prof", "-o", "out.png", env=mute), (0, b"", ""))
            self.assertTrue((self.folder / "out.png").read_bytes() == expected, closed)

    def test_stdin(self):
        code, out, err = self.run_without([0], "-", "-o", "out.json")
        self.assertEqual((code, out, err), (3, b"", "prof2graph: error: <stdin>: cannot be read: Bad file descriptor\n"))

    def test_stdout(self):
        for arguments in (("run.folded", "-T", "json"), ("--help",), ("run.folded", "-o", "/dev/stdout")):
            code, _, err = self.run_without([1], *arguments)
            self.assertEqual(code, 3)
            self.assertTrue(err.endswith(BAD_DESCRIPTOR), err)

    def test_stderr_with_an_error(self):
        before = self.listing()
        self.assertEqual(self.run_without([2], "no.prof", "-o", "out.json"), (3, b"", ""))
        self.assertEqual(self.listing(), before)


class Names(CliTest):
    def appended(self, name):
        path = self.write("log", "first\n")
        with open(path, "ab") as log:
            process = self.start("run.folded", "-T", "json", "-o", name, stdout=log, stderr=subprocess.PIPE)
            self.assertEqual(process.communicate(timeout=60)[1], b"")
            log.write(b"last\n")
        return path.read_bytes()

    def test_dev_stdout_appends_where_the_shell_does(self):
        """It replaced the file, and with it what stood there."""
        expected = b"first\n" + self.ok("run.folded", "-T", "json") + b"last\n"
        (self.folder / "link").symlink_to("/proc/self/fd/1")
        (self.folder / "link to link").symlink_to("link")
        for name in ("/dev/stdout", "/dev/fd/1", "/proc/self/fd/1", "/dev//stdout", "/dev/./stdout", "//dev/../dev/stdout",
                     "/proc/self/fd//1", "/proc/thread-self/fd/1", "link", "link to link", "./link"):
            self.assertEqual(self.appended(name), expected, name)
        script = 'cd /dev && exec "$0" "$1/run.folded" -T json -o "$2"'
        for name in ("stdout", "fd/1", "/proc/$$/fd/1"):
            path = self.write("log", "first\n")
            with open(path, "ab") as log:
                ran = subprocess.run(["sh", "-c", script.replace("$2", name), BINARY, self.folder], stdout=log, timeout=60)
            self.assertEqual(ran.returncode, 0)
            self.assertTrue(path.read_bytes().startswith(b'first\n{"prof2graph"'), name)

    def test_descriptor_of_another_process(self):
        """Its text is no path to rely on, and to write to the file itself would not be all or nothing."""
        path = self.write("log", "first\n")
        with open(path, "ab") as log:
            name = f"/proc/{os.getpid()}/fd/{log.fileno()}"
            code, out, err = self.run_program("run.folded", "-T", "json", "-o", name)
        self.assertEqual((code, out, err), (3, b"", f"prof2graph: error: {name}: leads to a file that another process has "
                                            "open\n  hint: name the file itself\n"))
        self.assertEqual(path.read_text(), "first\n")
        reader, writer = os.pipe()
        self.ok("run.folded", "-T", "json", "-o", f"/proc/{os.getpid()}/fd/{writer}")  # a pipe is one, whoever opens it
        os.close(writer)
        with open(reader, "rb") as pipe:
            self.assertEqual(pipe.read(), self.ok("run.folded", "-T", "json"))

    def test_descriptor_that_is_not_open(self):
        code, out, err = self.run_program("run.folded", "-T", "json", "-o", "/dev/fd/77")
        self.assertEqual((code, out, err), (3, b"", "prof2graph: error: /dev/fd/77: " + BAD_DESCRIPTOR))

    def test_dev_stdin(self):
        self.assertEqual(self.ok("/dev/stdin", "-T", "csv", "-V", "table", stdin=FOLDED),
                         self.ok("run.folded", "-T", "csv", "-V", "table"))


class Pipes(CliTest):
    def setUp(self):
        super().setUp()
        self.write("wide.folded", many_stacks(20000))

    def abandoned(self, *arguments, after, **options):
        """The reader goes away after so many bytes."""
        process = self.start(*arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **options)
        if after:
            process.stdout.read(after)
        process.stdout.close()
        err = process.stderr.read()
        process.stderr.close()
        return process.wait(timeout=60), err

    def test_reader_that_goes_away(self):
        """Whatever the caller does with SIGPIPE, and however much was read: 141, quiet, nothing left."""
        before = self.listing()
        for handler in (signal.SIG_IGN, signal.SIG_DFL):
            for after in (0, 1, 4096, 100_000):
                for kind in ("json", "dot", "folded"):
                    got = self.abandoned("wide.folded", "-n", "0", "-T", kind, after=after,
                                         preexec_fn=lambda to=handler: signal.signal(signal.SIGPIPE, to))
                    self.assertEqual(got, (141, b""), f"{handler} {after} {kind}")
        self.assertEqual(self.listing(), before)

    def test_fifo_whose_reader_goes_away(self):
        os.mkfifo(self.folder / "fifo")
        process = self.start("wide.folded", "-T", "json", "-o", "fifo", stderr=subprocess.PIPE)
        with open(self.folder / "fifo", "rb") as fifo:
            fifo.read(1)
        self.assertEqual(process.communicate(timeout=60)[1], b"")
        self.assertEqual(process.returncode, 141)
        self.assertTrue((self.folder / "fifo").is_fifo())

    def test_fifo_as_input(self):
        os.mkfifo(self.folder / "fifo")
        process = self.start("fifo", "-T", "json", stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        with open(self.folder / "fifo", "wb") as fifo:
            for part in (FOLDED[:7], FOLDED[7:30], FOLDED[30:]):  # in the middle of lines
                fifo.write(part.encode())
                fifo.flush()
                time.sleep(0.02)
        out, err = process.communicate(timeout=60)
        self.assertEqual((process.returncode, err), (0, b""))
        self.assertEqual(out.replace(b'"fifo"', b'"run.folded"'), self.ok("run.folded", "-T", "json"))

    def test_fifo_without_a_byte(self):
        os.mkfifo(self.folder / "fifo")
        process = self.start("fifo", "-o", "out.json", stderr=subprocess.PIPE)
        open(self.folder / "fifo", "wb").close()
        _, err = process.communicate(timeout=60)
        self.assertEqual(process.returncode, 3)
        self.assertTrue(err.startswith(b"prof2graph: error: fifo: is empty"), err)

    def test_pipes_that_do_not_block(self):
        """A pipe that its other end made non-blocking: "Resource temporarily unavailable" is no reason to give up."""
        expected = self.ok("wide.folded", "-T", "json").replace(b'"wide.folded"', b'"<stdin>"')
        in_reader, in_writer = os.pipe()
        out_reader, out_writer = os.pipe()
        for fd in (in_reader, out_writer):
            fcntl.fcntl(fd, fcntl.F_SETFL, fcntl.fcntl(fd, fcntl.F_GETFL) | os.O_NONBLOCK)
        process = self.start("-", "-T", "json", stdin=in_reader, stdout=out_writer, stderr=subprocess.PIPE)
        os.close(in_reader)
        os.close(out_writer)

        def feed():
            with open(in_writer, "wb", buffering=0) as pipe:
                time.sleep(0.1)  # it finds nothing to read
                pipe.write((self.folder / "wide.folded").read_bytes())

        feeder = threading.Thread(target=feed)
        feeder.start()
        time.sleep(0.3)  # and then nowhere to write to
        with open(out_reader, "rb") as pipe:
            got = pipe.read()
        feeder.join()
        self.assertEqual(process.communicate(timeout=60)[1], b"")
        self.assertEqual((process.returncode, got), (0, expected))


class Full(CliTest):
    @unittest.skipUnless(os.path.exists("/dev/full"), "there is no /dev/full")
    def test_stderr(self):
        """Messages that nobody can read change nothing else."""
        self.write("some.folded", IMPERFECT)
        with open("/dev/full", "wb") as full:
            process = self.start("some.folded", "-v", "-o", "out.json", stderr=full)
            self.assertEqual(process.wait(timeout=60), 0)
            process = self.start("no.prof", "-o", "out.json", stderr=full)
            self.assertEqual(process.wait(timeout=60), 3)

    @unittest.skipUnless(os.path.exists("/dev/full"), "there is no /dev/full")
    def test_every_type(self):
        for kind in ("dot", "svg", "json", "csv", "md", "txt", "folded", "png", "pdf"):
            for arguments in (("run.prof", "-T", kind, "-o", "/dev/full"),):
                code, out, err = self.run_program("-q", *arguments)
                self.assertEqual((code, out), (3, b""), kind)
                self.assertTrue(err.startswith("prof2graph: error: /dev/full: cannot be written: No space"), err)


main()

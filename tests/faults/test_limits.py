"""Little of what a run needs: descriptors, memory, stack, file size, threads, processor time; and ten thousand files."""
import json
import os
import resource
import signal
import subprocess
import unittest

from faulty import BINARY, EFFORT, FOLDED, PRELOAD, SANITIZED, FaultTest, main, many_stacks

JSON = ("-T", "json")
KINDS = ("svg", "png", "pdf", "dot", "json", "csv")


def limited(which, value):
    return lambda: resource.setrlimit(which, (value, value))


class Descriptors(FaultTest):
    def test_sixteen_with_a_hundred_inputs(self):
        names = [self.write(f"run{i}.folded", f"main;f{i} 1\n").name for i in range(100)]
        for kind in KINDS + ("folded", "md", "txt"):
            code, out, err = self.run_program("-q", *names, "-o", f"out.{kind}",
                                              preexec_fn=limited(resource.RLIMIT_NOFILE, 16))
            self.assertEqual((code, out, err), (0, b"", ""), kind)
        code, _, err = self.run_program("diff", "--before", *names, "--after", *names, "-o", "out.md",
                                        preexec_fn=limited(resource.RLIMIT_NOFILE, 16))
        self.assertEqual((code, err), (0, ""))

    def test_fewer_and_fewer(self):
        """Down to where not even the input can be opened."""
        before = self.contents()
        for kind in KINDS:
            # Undefined behaviour's sanitizer looks through a pipe whether memory can be read; without one it cannot.
            for most in range(12, 5 if SANITIZED else 2, -1):
                code, _, err = self.run_program("run.prof", "-o", f"out.{kind}",
                                                preexec_fn=limited(resource.RLIMIT_NOFILE, most))
                if "error while loading shared libraries" in err:
                    break  # the loader could not even start it
                self.assertIn(code, (0, 3), f"{kind} {most}: {err}")
                if code == 3:
                    self.assert_located(err, ["run.prof", f"out.{kind}", "a library cannot be loaded"], f"{kind} {most}")
                    self.assertEqual(self.contents(), before)
                else:
                    self.restore(before)
            # Whatever may be loaded later, one more descriptor than it was started with is enough to be told so.
            self.assertLess(most, 7 if SANITIZED else 6, kind)

    def test_ten_thousand_files(self):
        for i in range(50):
            self.write(f"{i}.folded", f"main;f{i} 1\nmain 1\n")
        names = [f"{i % 50}.folded" for i in range(10_000)]
        code, out, err = self.run_program(*names, *JSON)
        self.assertEqual((code, err), (0, ""))
        data = json.loads(out)
        self.assertEqual((data["total"], len(data["functions"])), (20_000, 51))
        code, out, err = self.run_program(*names[:5000], "missing", *names[5000:], *JSON, "-o", "out.json")
        self.assertEqual((code, out, err), (3, b"", "prof2graph: error: missing: cannot be opened: No such file or directory\n"))
        self.assertFalse((self.folder / "out.json").exists())
        code, out, err = self.run_program("diff", "--before", *names[:5000], "--after", *names[5000:], *JSON)
        self.assertEqual((code, err), (0, ""))
        self.assertEqual(json.loads(out)["before"]["runs"], 5000)


@unittest.skipIf(SANITIZED, "sanitizers reserve terabytes")
class Memory(FaultTest):
    def walk(self, *arguments, outputs=(), stdin=None):
        """From too little for the loader up to enough; each failure is told, and changes nothing."""
        for name in outputs:
            self.write(name, "from before")
        before = self.contents()
        failures = {}
        megabytes = 2.0
        while True:
            code, out, err = self.run_program(*arguments, preexec_fn=limited(resource.RLIMIT_AS, int(megabytes * 2**20)))
            if code == 0:
                break
            # The loader ends with 127, or is killed by what it could not map: not ours yet.
            started = code != 127 and not (code < 0 and not failures) and "error while loading" not in err
            if started:
                where = f"{arguments} with {megabytes:.1f} MB"
                self.assertEqual(code, 3, f"{where}: {err!r}")
                self.assertEqual(err.count("prof2graph: error: "), 1, f"{where}: {err!r}")
                self.assertRegex(err.splitlines()[0], "memory|failed to map|cannot be loaded|could not paint", where)
                self.assertEqual(self.contents(), before, where)
                failures[megabytes] = err.splitlines()[0]
            megabytes *= 1 + 0.1 / EFFORT
            self.assertLess(megabytes, 4000, err)
        self.restore(before)
        return failures

    def test_stacks(self):
        self.write("wide.folded", many_stacks(50_000))
        failures = self.walk("wide.folded", "-o", "out.json", outputs=["out.json"])
        self.assertIn("prof2graph: error: wide.folded: cannot be read: not enough memory", failures.values())
        self.assertGreater(len(failures), 3)
        failures = self.walk("wide.folded", "-V", "flame", "-o", "out.svg", outputs=["out.svg"])
        self.assertGreater(len(failures), 3)
        failures = self.walk("wide.folded", "--threads", "1", *JSON)
        self.assertGreater(len(failures), 3)

    def test_pictures(self):
        """Cairo and its fonts have mistakes of their own here; what they leave unmapped is told."""
        for kind in ("png", "pdf", "svg", "dot"):
            failures = self.walk("run.prof", "-o", f"out.{kind}", outputs=[f"out.{kind}"])
            print(f"  {kind}: {len(failures)} sizes of memory were too small")

    def test_diff(self):
        self.write("wide.folded", many_stacks(30_000))
        self.write("other.folded", many_stacks(30_000).replace("leaf_2", "leaf_x"))
        failures = self.walk("diff", "wide.folded", "other.folded", "-V", "flame", "-o", "diff.svg", "--fail-on",
                             "total>+90000%", "--junit", "limits.xml", outputs=["diff.svg", "limits.xml"])
        self.assertGreater(len(failures), 3)


class Stack(FaultTest):
    def test_deep_input(self):
        deep = self.write("deep.folded", "".join(";".join(f"f{i}" for i in range(depth)) + " 1\n"
                                                 for depth in (20_000, 19_999, 10_000)))
        self.assertGreater(deep.stat().st_size, 200_000)
        for kilobytes in (256, 1024):
            for arguments in (JSON, ("-V", "flame", "-T", "svg"), ("-T", "dot"), ("-V", "table"), ("-T", "folded")):
                code, out, err = self.run_program("deep.folded", *arguments,
                                                  preexec_fn=limited(resource.RLIMIT_STACK, kilobytes * 1024))
                self.assertEqual((code, err), (0, ""), f"{kilobytes} {arguments}")
                self.assertEqual(out, self.ok("deep.folded", *arguments))


    @unittest.skipIf(SANITIZED, "the sanitizer's runtime needs more")
    def test_too_small(self):
        """PNG and PDF ended with SIGSEGV and no word below some 100 KB, and everything below 32."""
        before = self.contents()
        for kilobytes in (20, 32, 64, 96, 128, 255):
            for arguments in (("--help",), ("run.prof", "-o", "out.svg"), ("run.prof", "-o", "out.pdf"),
                              ("run.prof", "--layout", "dot", "-o", "out.svg"), ("diff", "run.prof", "run.prof")):
                code, out, err = self.run_program(*arguments, preexec_fn=limited(resource.RLIMIT_STACK, kilobytes * 1024))
                message = (f"prof2graph: error: a stack of {kilobytes} KB is too small, expected 256 KB at least\n"
                           "  hint: ulimit -s 256\n")
                self.assertEqual((code, out, err), (3, b"", message), f"{kilobytes} {arguments}")
        self.assertEqual(self.contents(), before)

    @unittest.skipIf(SANITIZED, "the sanitizer's runtime needs more")
    def test_smallest(self):
        """Also when arguments, which lie on the stack, take half of it."""
        for env in ({}, {"LARGE": "x" * 100_000}):
            for kind in KINDS:
                code, _, err = self.run_program("run.prof", "-o", f"out.{kind}", env=env,
                                                preexec_fn=limited(resource.RLIMIT_STACK, 256 * 1024))
                self.assertEqual((code, err), (0, ""), kind)


class FileSize(FaultTest):
    def test_every_limit(self):
        """SIGXFSZ would have ended the program and left the temporary file."""
        self.write("wide.folded", many_stacks(3000))
        self.write("out.json", "old")
        before = self.contents()
        size = len(self.ok("wide.folded", *JSON))
        for most in (1, 100, 4096, size // 2, size - 1):
            code, out, err = self.run_program("wide.folded", "-o", "out.json",
                                              preexec_fn=limited(resource.RLIMIT_FSIZE, most))
            self.assertEqual((code, out, err), (3, b"", "prof2graph: error: out.json: cannot be written: File too large\n"))
            self.assertEqual(self.contents(), before)
        code, _, err = self.run_program("wide.folded", "-o", "out.json", preexec_fn=limited(resource.RLIMIT_FSIZE, size))
        self.assertEqual((code, err), (0, ""))

    def test_to_stdout(self):
        with open(self.folder / "out", "wb") as out:
            process = self.start("run.folded", *JSON, stdout=out, stderr=subprocess.PIPE,
                                 preexec_fn=limited(resource.RLIMIT_FSIZE, 10))
            _, err = process.communicate(timeout=60)
        self.assertEqual((process.returncode, err), (3, b"prof2graph: error: <stdout>: cannot be written: File too large\n"))


class Time(FaultTest):
    def test_processor_time(self):
        """SIGXCPU: ended as by any other signal, with nothing left."""
        (self.folder / "endless").mkdir()
        os.mkfifo(self.folder / "fifo")
        before = self.listing()
        process = self.start("fifo", "-o", "out.json", stderr=subprocess.PIPE, preexec_fn=lambda: resource.setrlimit(
            resource.RLIMIT_CPU, (1, 20)))
        line = b"main;a;b;c;d;e;f 1\n" * 50_000
        try:
            with open(self.folder / "fifo", "wb") as fifo:
                while True:
                    fifo.write(line)
        except BrokenPipeError:
            pass
        _, err = process.communicate(timeout=60)
        self.assertEqual((process.returncode, err), (128 + signal.SIGXCPU, b""))
        self.assertEqual(self.listing(), before)


@unittest.skipIf(SANITIZED, "the sanitizer's runtime has to be the first library")
class Threads(FaultTest):
    @unittest.skipUnless(PRELOAD, "P2G_FAIL_NTH does not name the library that lets calls fail")
    def test_no_thread_to_be_had(self):
        """The reader's second thread is for speed: without it the same bytes."""
        self.write("wide.folded", many_stacks(60_000))
        expected = self.ok("wide.folded", "--threads", "2", *JSON)
        code, out, err, failed, _ = self.faulty_run("pthread_create:*:11", "wide.folded", "--threads", "2", *JSON)
        self.assertEqual((code, err, failed), (0, "", [""]))
        self.assertEqual(out, expected)

    @unittest.skipUnless(os.geteuid() != 0 or hasattr(os, "setuid"), "")
    def test_limit_of_processes(self):
        def alone():
            if os.geteuid() == 0:
                os.setgid(4242)
                os.setuid(4242)  # nobody else's processes count
            resource.setrlimit(resource.RLIMIT_NPROC, (1, 1))

        self.write("wide.folded", many_stacks(60_000))
        expected = self.ok("wide.folded", "--threads", "2", *JSON)
        with open(self.folder / "wide.folded", "rb") as stdin:
            try:
                ran = subprocess.run([BINARY, "-", "--threads", "2", *JSON], stdin=stdin, capture_output=True, timeout=60,
                                     preexec_fn=alone)
            except PermissionError:
                self.skipTest("SKIPPED: another user may not run the program where it stands")
        self.assertEqual((ran.returncode, ran.stderr), (0, b""))
        self.assertEqual(ran.stdout, expected.replace(b'"wide.folded"', b'"<stdin>"'))


main()

"""Signals around every call and at random moments: old files or new, nothing beside them."""
import os
import random
import signal
import subprocess
import time
import unittest

from faulty import EFFORT, PRELOAD, SANITIZED, FaultTest, main, many_stacks

ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT)
# What else ends a program by default and can be sent by somebody; 32 and 33 are the C library's own.
OTHERS = sorted({signal.SIGUSR1, signal.SIGUSR2, signal.SIGALRM, signal.SIGVTALRM, signal.SIGPROF, signal.SIGPWR,
                 signal.SIGIO, signal.SIGSTKFLT, signal.SIGTRAP, signal.SIGABRT, signal.SIGSYS, signal.SIGBUS,
                 signal.SIGSEGV, signal.SIGFPE, signal.SIGILL, *range(signal.SIGRTMIN, signal.SIGRTMAX + 1)})
LIMITS = ("--fail-on", "total>+90000%", "--junit", "limits.xml")


class Signals(FaultTest):
    def setUp(self):
        super().setUp()
        self.write("other.folded", many_stacks(3000).replace("leaf_1", "leaf_x"))
        self.write("wide.folded", many_stacks(3000))
        for name in ("out.json", "limits.xml"):
            self.write(name, "from before")

    def old_or_new(self, before, whole, where):
        """All outputs or none."""
        self.assertIn(self.contents(), (before, whole), where)

    @unittest.skipUnless(PRELOAD, "P2G_FAIL_NTH does not name the library that lets calls fail")
    @unittest.skipIf(SANITIZED, "the sanitizer's runtime has to be the first library")
    def test_around_every_call(self):
        """Also between making the temporary file and remembering it."""
        runs = 0
        two = ("diff", "other.folded", "wide.folded", "-T", "json", "-o", "out.json", *LIMITS)
        for arguments, env in ((("wide.folded", "-o", "out.json"), {}), (two, {}), (two, {"P2G_FAULT_NO_EXCHANGE": "1"})):
            before = self.contents()
            code, out, err, _, counts = self.faulty_run("read:0:5", *arguments, env=env)
            self.assertEqual((code, out, err), (0, b"", ""))
            whole = self.contents()
            for call, count in counts.items():
                for number in range(1, count + 1) if call != "malloc" else range(1, count, count // 20):
                    for when in ("before", "after") if call not in ("malloc", "dlsym", "dlopen") else ("before",):
                        which = (ENDING + (signal.SIGUSR1, signal.SIGRTMAX))[runs % (len(ENDING) + 2)]
                        self.restore(before)
                        code, out, err, _, _ = self.faulty_run(f"{call}:{number}:{when}{int(which)}", *arguments, env=env)
                        where = f"{when} {call} {number}"
                        self.assertEqual((code, out, err), (128 + which if which in ENDING else -which, b"", ""), where)
                        self.old_or_new(before, whole, where)
                        runs += 1
            self.restore(before)
        print(f"  {runs} signals around calls")
        self.assertGreater(runs, 80)

    def held_open(self, **options):
        """A run that has written its output, and waits at a FIFO for somebody to read the limits."""
        self.write("wide.folded", many_stacks(10))
        process = self.start("wide.folded", "-T", "json", "-o", "out.json", "--fail-on", "total>9000000", "--junit", "fifo",
                             stdout=subprocess.PIPE, stderr=subprocess.PIPE, **options)
        deadline = time.monotonic() + 60
        while not [name for name in self.listing() if name.startswith("out.json.")]:
            self.assertLess(time.monotonic(), deadline)
            time.sleep(0.002)
        return process

    def test_every_signal_that_ends_a_program(self):
        """Only five were handled, and all others left the temporary file."""
        os.mkfifo(self.folder / "fifo")
        for which in (*ENDING, signal.SIGXCPU, *OTHERS):
            if SANITIZED and which in (signal.SIGSEGV, signal.SIGBUS, signal.SIGFPE, signal.SIGILL, signal.SIGABRT,
                                       signal.SIGTRAP):
                continue  # the sanitizer's own
            process = self.held_open()
            before = self.contents()
            process.send_signal(which)
            out, err = process.communicate(timeout=60)
            code = 128 + which if which in (*ENDING, signal.SIGXCPU) else -which
            self.assertEqual((process.returncode, out, err), (code, b"", b""), which)
            after = self.contents()
            self.assertEqual(after, {name: content for name, content in before.items() if not name.startswith("out.json.")})
            self.assertEqual(after["out.json"], b"from before")

    def test_those_of_the_c_library(self):
        """What nobody can handle has no effect."""
        os.mkfifo(self.folder / "fifo")
        process = self.held_open()
        for which in range(32, signal.SIGRTMIN):
            os.kill(process.pid, which)
        (self.folder / "fifo").read_bytes()
        out, err = process.communicate(timeout=60)
        self.assertEqual((process.returncode, out, err), (0, b"", b""))
        self.assertEqual([name for name in self.listing() if name.startswith("out.json")], ["out.json"])

    def test_random_moments(self):
        seed = random.randrange(2**32)
        chance = random.Random(seed)
        self.write("wide.folded", many_stacks(10_000))
        arguments = ("wide.folded", "-o", "out.json", "--fail-on", "total>9000000", "--junit", "limits.xml")
        before = self.contents()
        durations = []
        for _ in range(5):
            begin = time.monotonic()
            self.ok(*arguments)
            durations.append(time.monotonic() - begin)
        whole = self.contents()
        ended = finished = 0
        for i in range(int(2000 * EFFORT)):
            # A machine that became busy since takes longer to start the program: then more moments are needed.
            if i >= int(200 * EFFORT) and ended > 20 * EFFORT:
                break
            self.restore(before)
            which = chance.choice(ENDING)
            moment = chance.uniform(0, min(durations) * 1.3)
            process = self.start(*arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
            time.sleep(moment)
            process.send_signal(which)
            out, err = process.communicate(timeout=60)
            where = f"seed {seed}, run {i}: {which.name} after {moment * 1000:.1f} ms"
            # Before main() it is the system's default that ends it.
            self.assertIn(process.returncode, (0, 128 + which, -which), where)
            self.assertEqual((out, err), (b"", b""), where)
            if process.returncode == 0:
                self.assertEqual(self.contents(), whole, where)
                finished += 1
            elif process.returncode < 0:
                self.assertEqual(self.contents(), before, where)
            else:
                self.old_or_new(before, whole, where)
                ended += 1
        print(f"  random moments: {ended} ended, {finished} finished before")
        self.assertGreater(ended, 20 * EFFORT)

    def test_ignored_ones_stay_ignored(self):
        for which in (*ENDING, signal.SIGUSR1, signal.SIGALRM, signal.SIGRTMIN):
            process = self.start("-", "-T", "json", "-o", "out.json", stdin=subprocess.PIPE, stderr=subprocess.PIPE,
                                 preexec_fn=lambda which=which: signal.signal(which, signal.SIG_IGN))
            process.stdin.write(b"main 10\n")
            process.stdin.flush()
            time.sleep(0.1)
            process.send_signal(which)
            _, err = process.communicate(timeout=60)
            self.assertEqual((which.name, process.returncode, err), (which.name, 0, b""))

    def test_stopped_and_continued(self):
        """Reading and writing go on where they were."""
        expected = self.ok("wide.folded", "-T", "json").replace(b'"wide.folded"', b'"<stdin>"')
        process = self.start("-", "-T", "json", stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for _ in range(5):
            process.send_signal(signal.SIGSTOP)
            process.send_signal(signal.SIGCONT)
        out, err = process.communicate((self.folder / "wide.folded").read_bytes(), timeout=60)
        self.assertEqual((process.returncode, err, out), (0, b"", expected))


main()

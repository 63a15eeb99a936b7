"""SIGINT, SIGTERM, SIGHUP and SIGQUIT around every call and at random moments: old file or new, nothing beside it."""
import random
import signal
import subprocess
import time
import unittest

from faulty import EFFORT, PRELOAD, SANITIZED, FaultTest, main, many_stacks

ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT)
LIMITS = ("--fail-on", "total>+90000%", "--junit", "limits.xml")


class Signals(FaultTest):
    def setUp(self):
        super().setUp()
        self.write("other.folded", many_stacks(3000).replace("leaf_1", "leaf_x"))
        self.write("wide.folded", many_stacks(3000))
        for name in ("out.json", "limits.xml"):
            self.write(name, "from before")

    def old_or_new(self, before, whole, where):
        after = self.contents()
        self.assertEqual(after.keys(), before.keys(), where)
        for name, content in after.items():
            self.assertIn(content, (before[name], whole[name]), f"{where}: {name}")

    @unittest.skipUnless(PRELOAD, "P2G_FAIL_NTH does not name the library that lets calls fail")
    @unittest.skipIf(SANITIZED, "the sanitizer's runtime has to be the first library")
    def test_around_every_call(self):
        """Also between making the temporary file and remembering it."""
        runs = 0
        for arguments in (("wide.folded", "-o", "out.json"),
                          ("diff", "other.folded", "wide.folded", "-T", "json", "-o", "out.json", *LIMITS)):
            before = self.contents()
            code, out, err, _, counts = self.faulty_run("read:0:5", *arguments)
            self.assertEqual((code, out, err), (0, b"", ""))
            whole = self.contents()
            for call, count in counts.items():
                for number in range(1, count + 1) if call != "malloc" else range(1, count, count // 20):
                    for when in ("before", "after") if call not in ("malloc", "dlsym", "dlopen") else ("before",):
                        which = ENDING[runs % len(ENDING)]
                        self.restore(before)
                        code, out, err, _, _ = self.faulty_run(f"{call}:{number}:{when}{int(which)}", *arguments)
                        where = f"{when} {call} {number}"
                        self.assertEqual((code, out, err), (128 + which, b"", ""), where)
                        self.old_or_new(before, whole, where)
                        runs += 1
            self.restore(before)
        print(f"  {runs} signals around calls")
        self.assertGreater(runs, 80)

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
        for i in range(int(200 * EFFORT)):
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
        for which in ENDING:
            process = self.start("-", "-T", "json", "-o", "out.json", stdin=subprocess.PIPE, stderr=subprocess.PIPE,
                                 preexec_fn=lambda which=which: signal.signal(which, signal.SIG_IGN))
            process.stdin.write(b"main 1\n")
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

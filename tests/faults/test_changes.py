"""Inputs that somebody else changes while they are read: a result or a message, never a signal."""
import gzip
import json
import marshal
import os
import random
import re
import subprocess
import threading
import time
import unittest

from faulty import BINARY, EFFORT, PRELOAD, SANITIZED, FaultTest, main, many_stacks



def large_pstats():
    """Several blocks of 256 KiB."""
    names = [("app.py", i, f"function_{i}") for i in range(16_000)]
    return marshal.dumps({name: (1, 1, 0.5, 0.5, {names[i // 2]: (1, 1, 0.5, 0.5)}) for i, name in enumerate(names)})


class Changing(FaultTest):
    def setUp(self):
        super().setUp()
        self.inputs = {"wide.folded": many_stacks(30_000).encode(), "large.prof": large_pstats()}
        rng = random.Random(1)
        # Of what cannot be compressed well, so that it has several blocks too.
        lines = "".join(f"main;{rng.getrandbits(160):040x} 1\n" for _ in range(40_000))
        self.inputs["random.gz"] = gzip.compress(lines.encode(), 1, mtime=0)
        for content in self.inputs.values():
            self.assertGreater(len(content), 600_000)

    @unittest.skipUnless(PRELOAD, "P2G_FAIL_NTH does not name the library that lets calls fail")
    @unittest.skipIf(SANITIZED, "the sanitizer's runtime has to be the first library")
    def test_before_every_read(self):
        runs = 0
        for name, content in self.inputs.items():
            self.write(name, content)
            _, whole, _, _, counts = self.faulty_run("read:0:5", name, "-T", "json")
            self.assertGreaterEqual(counts["read"], 4)
            for change in ("shrink", "empty", "grow"):
                for number in range(1, counts["read"] + 1):
                    self.write(name, content)
                    code, out, err, failed, _ = self.faulty_run(f"read:{number}:{change}", name, "-T", "json", "-q")
                    where = f"{change} before read {number} of {name}: {code} {err!r}"
                    self.assertTrue(failed, where)
                    runs += 1
                    if code == 0:  # lines up to somewhere are lines; what was added may have been read or not
                        self.assertEqual(err, "", where)
                        if change == "grow" and name != "wide.folded":
                            self.assert_same_profile(out, whole, where)
                        continue
                    self.assertEqual((code, out), (3, b""), where)
                    self.assert_located(err, [name], where)
        print(f"  {runs} changes before reads")

    def assert_same_profile(self, out, whole, where):
        """Byte for byte, but for the one warning that there is more behind it."""
        told = json.loads(out)["warnings"]
        if told:
            self.assertEqual([warning["count"] for warning in told], [1], where)
            self.assertIn(told[0]["kind"], ("trailing-bytes", "trailing-garbage"), where)
            self.assertRegex(told[0]["text"], r"^\d+ bytes? after the \w+( data)? were not read", where)
        self.assertEqual(re.sub(rb'"warnings": \[[^\]]*\]', b'"warnings": []', out, count=1), whole, where)
        self.assertEqual(json.loads(whole)["warnings"], [], where)

    @unittest.skipUnless(PRELOAD, "P2G_FAIL_NTH does not name the library that lets calls fail")
    @unittest.skipIf(SANITIZED, "the sanitizer's runtime has to be the first library")
    def test_inputs_are_not_mapped(self):
        """Nothing that shrinks can then be a SIGBUS."""
        for name, content in self.inputs.items():
            self.write(name, content)
            counts = self.faulty_run("read:0:5", name, "-T", "json")[-1]
            self.assertNotIn("mmap", counts)

    def test_rewritten_all_the_time(self):
        """By a writer that neither locks nor renames."""
        stop = threading.Event()
        chance = random.Random(2)

        def rewrite(path, content):
            while not stop.is_set():
                with open(path, "r+b") as file:
                    file.truncate(chance.randrange(len(content)))
                    file.seek(0)
                    file.write(content[:chance.randrange(len(content))])
                time.sleep(0.002)

        codes = {}
        for name, content in self.inputs.items():
            path = self.write(name, content)
            stop.clear()
            writer = threading.Thread(target=rewrite, args=(path, content))
            writer.start()
            try:
                for _ in range(int(15 * EFFORT)):
                    code, _, err = self.run_program(name, "-o", "out.svg", "-q")
                    self.assertIn(code, (0, 3), f"{name}: {err}")
                    if code == 3:
                        self.assert_located(err.replace(f"{name}:", f"{name}: ", 1), [name], name)
                    codes[code] = codes.get(code, 0) + 1
            finally:
                stop.set()
                writer.join()
        print(f"  rewritten: exit codes {codes}")

    def test_replaced_and_removed(self):
        """What was opened is read to its end, whatever becomes of the name."""
        os.mkfifo(self.folder / "fifo")
        expected = self.ok("-", "-T", "csv", "-V", "table", "--limit", "0", stdin=self.inputs["wide.folded"])
        self.write("wide.folded", self.inputs["wide.folded"])
        # It waits for the first input, while the second is replaced: then it is the new one that counts.
        process = self.start("fifo", "wide.folded", "-T", "csv", "-V", "table", "--limit", "0", stdout=subprocess.PIPE)
        with open(self.folder / "fifo", "wb") as fifo:
            fifo.write(b"main 0\nmain 1\n")
            os.replace(self.write("new", b"main 2\n"), self.folder / "wide.folded")
        out, _ = process.communicate(timeout=60)
        self.assertEqual((process.returncode, out.splitlines()[1:]), (0, self.ok("-", "-T", "csv", "-V", "table", "--limit", "0",
                                                                                stdin="main 3\n").splitlines()[1:]))
        path = self.write("wide.folded", self.inputs["wide.folded"])
        with open(path, "rb") as stdin:
            path.unlink()
            process = subprocess.run([BINARY, "-T", "csv", "-V", "table", "--limit", "0"], stdin=stdin, capture_output=True, timeout=60)
        self.assertEqual((process.returncode, process.stderr, process.stdout), (0, b"", expected))


main()

"""No malformed file costs more than a second and 64 MB + 8 times its size, in any view; bad settings neither."""
import gzip
import os
import signal
import subprocess
import unittest

import formats
from malformed import FOLDED, PSTATS, all_files
from measure import FULL, InFolder, best, need_binary, run, takes_less

MEMORY_BYTES = 64 << 20
MEMORY_TIMES = 8
CPU_S = 1.0
VIEWS = (["-T", "dot"], ["-V", "callgraph", "-T", "svg"], ["-V", "flame", "-T", "svg"], ["-V", "table", "-T", "csv"], ["-T", "json"], ["-T", "folded"])

PACKED_BYTES = 24 << 20


class Malformed(InFolder):
    def setUp(self):
        super().setUp()
        self.runs, self.most_s, self.most_bytes = 0, 0.0, 0

    def check(self, what, size, *arguments, codes):
        self.judge(what, size, best(self.folder, *arguments, enough_s=CPU_S), codes)

    def judge(self, what, size, found, codes):
        self.runs += 1
        self.most_s, self.most_bytes = max(self.most_s, found.cpu_s), max(self.most_bytes, found.memory_bytes)
        self.assertIn(found.code, codes, f"{what}: {found}")
        self.assertTrue(takes_less(found.cpu_s, CPU_S), f"{what}: {found}")
        self.assertLessEqual(found.memory_bytes, MEMORY_BYTES + MEMORY_TIMES * size, f"{what}: {found}")

    def tell(self):
        print(f"{self.id()}: {self.runs} runs, at most {self.most_s:.2f} s and {self.most_bytes >> 20} MB")

    def test_files(self):
        for i, (name, content) in enumerate(all_files()):
            self.write(name, content)
            views = VIEWS if FULL else [VIEWS[i % len(VIEWS)]]
            for view in views:
                self.check(f"{name} {view}", len(content), "-q", name, *view, codes=(0, 3))
            self.check(f"diff {name}", len(content), "diff", "-q", name, name, codes=(0, 3))
            for given in ("pstats", "folded"):
                self.check(f"{name} as {given}", len(content), "-q", "-f", given, name, "-T", "json", codes=(0, 3))
            os.remove(os.path.join(self.folder, name))
        self.tell()

    def test_other_formats(self):
        """As the program finds out itself, and as what it is told to be."""
        for i, (given, name, content) in enumerate(formats.all_files()):
            self.write(name, content)
            # What is read whole may unpack to 24 MB besides what its size allows.
            size = len(content) + (PACKED_BYTES // MEMORY_TIMES if given == "p2g" and name.endswith((".zst", ".gz")) else 0)
            for view in VIEWS if FULL else [VIEWS[i % len(VIEWS)]]:
                self.check(f"{given} {name} {view}", size, "-q", "-f", given, name, *view, codes=(0, 3))
            self.check(f"{name} of {given}, detected", size, "-q", name, "-T", "json", codes=(0, 3))
            if given == "p2g":
                self.check(f"{name} as a shard", size, "merge", "-q", "--shards", name, "-o", "out.p2g.zst", codes=(0, 3))
            os.remove(os.path.join(self.folder, name))
        self.tell()

    def test_streams(self):
        """What has no end, or a hole for an end."""
        with open(os.path.join(self.folder, "hole.folded"), "wb") as file:
            file.write(b"main;f 1\n")
            file.truncate(20 << 30)
        with open(os.path.join(self.folder, "hole.pstats"), "wb") as file:
            file.write(b"{")
            file.truncate(20 << 30)
        for name in ("/dev/zero", "/dev/urandom", "hole.folded", "hole.pstats"):
            for given in ("folded", "pstats", "auto"):
                self.check(f"{name} as {given}", 0, "-q", "-f", given, name, "-T", "json", codes=(3,))
        self.write("run.folded.gz", gzip.compress(FOLDED))
        self.write("run.pstats", PSTATS)
        os.mkfifo(os.path.join(self.folder, "fifo"))
        # Memory for a line is counted in the bytes of a line that is too long.
        for writer, given, size, codes in (("yes", "folded", 0, (3,)), ("yes '# a'", "folded", 0, (3,)), ("yes ''", "folded", 0, (3,)), ("yes 'a -1'", "folded", 0, (3,)),
                                           ("echo 'a;b 1'; yes", "folded", 0, (3,)), ("yes aaaaaaaa | tr -d '\\n'", "folded", 128 << 20, (3,)),
                                           ("cat run.folded.gz /dev/zero", "auto", 0, (0,)), ("cat run.folded.gz; yes", "auto", 0, (0,)),
                                           ("cat run.pstats; yes", "auto", 0, (0,)), ("printf '{'; yes", "pstats", 0, (3,))):
            with subprocess.Popen(["sh", "-c", f"({writer}) > fifo 2> /dev/null"], cwd=self.folder, start_new_session=True) as process:
                try:
                    found = run(self.folder, "-q", "-f", given, "fifo", "-T", "json")
                finally:
                    os.killpg(process.pid, signal.SIGKILL)
            self.judge(writer, size, found, codes)
        self.tell()

    def test_settings(self):
        """Themes and budgets that are deep, wide or long; patterns that are."""
        self.write("run.folded", b"main;work 5\nmain;rest 2\n")
        deep = 400_000
        texts = {"dotted": b"a" + b".a" * deep + b" = 1\n", "table": b"[a" + b".a" * deep + b"]\n", "quoted": b'"a"' + b' . "a"' * (deep // 4) + b" = 1\n",
                 "arrays": b"fail_on = " + b"[" * deep, "inline": b"fail_on = " + b"{a=" * (deep // 4), "tables": b"".join(b"[a%d]\n" % i for i in range(80_000)),
                 "hidden": b'x = """\\"""", a' + b".a" * deep + b' = "x"\n', "in-array": b"x = [" + (b"{a" + b".a" * 900 + b" = [") * 200,
                 "string": b'fail_on = ["' + b"x" * 900_000 + b'"]\n', "lines": b"\n" * 900_000 + b"x = 1\n", "damaged": bytes(range(256)) * 3000}
        for name, text in texts.items():
            self.write(name + ".toml", text)
            for option in ("--theme", "--budget"):
                self.check(f"{option} {name}", len(text), "-q", "run.folded", "-T", "svg", option, f"./{name}.toml", codes=(2, 3))
        limits = b"fail_on = [" + b",".join(b'"self(*w%dork) > 1"' % i for i in range(20_000)) + b"]\n"
        self.write("limits.toml", limits)
        self.check("20,000 limits", len(limits), "-q", "run.folded", "-T", "json", "--budget", "limits.toml", codes=(0, 1, 2))
        for pattern in ("(" * 50_000, "(a*)*" * 20_000, "a{1000}{1000}{1000}", "((a{100}){100}){100}", "(x+x+)+y", "[" * 50_000, "|".join("abc" for _ in range(25_000)), "*" * 100_000, "/" + "(a|b)*" * 10_000 + "/"):
            for option in ("--focus", "--root", "--hide", "--fail-on"):
                value = f"self({pattern}) > 1" if option == "--fail-on" else pattern
                self.check(f"{option} {pattern[:20]}", len(pattern), "-q", "run.folded", "-T", "json", f"{option}={value}", codes=(0, 1, 2))
        many = [f"--hide=rest|x{i}" for i in range(5_000)]
        self.check("5,000 patterns", 5_000 * 8, "-q", "run.folded", "-T", "json", *many, codes=(0,))
        self.tell()


need_binary()
unittest.main(verbosity=1)

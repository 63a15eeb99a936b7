"""Traps stay linear: four times the size takes less than eight times the CPU time, where a quadratic one takes sixteen."""
import unittest

from flood import PSTATS_FLOODS, cancelled_stacks
from measure import FULL, InFolder, best, need_binary
from traps import FOLDED, PSTATS

MOST_TIMES = 8
# What the process itself takes, and what the kernel's clock cannot tell apart.
CONSTANT_S = 0.02
SMALL_BYTES = 500_000 if FULL else 60_000
VIEWS = {"dot": ["-T", "dot"], "callgraph": ["-V", "callgraph", "-T", "svg"], "flame": ["-V", "flame", "-T", "svg"], "table": ["-V", "table", "-T", "txt"],
         "json": ["-T", "json"], "folded": ["-T", "folded"], "csv": ["-V", "table", "-T", "csv", "--limit", "0", "--callers"]}


class Growth(InFolder):
    def check(self, make, kind, views, compared=False, small_bytes=SMALL_BYTES):
        for name, size in (("small", small_bytes), ("large", 4 * small_bytes)):
            self.write(name, make(size))
        for view, options in views.items():
            small, large = (best(self.folder, *(["diff"] if compared else []), "-q", "-f", kind, name, *([name] if compared else []), *options,
                                 enough_s=CONSTANT_S) for name in ("small", "large"))
            if FULL:
                print(f"{make.__name__:45} {view:10} {4 * small_bytes >> 10:6} KB {small.cpu_s:7.3f} s {large.cpu_s:7.3f} s {large.memory_bytes >> 20:4} MB "
                      f"ratio {large.cpu_s / max(small.cpu_s, 0.001):5.1f}", flush=True)
            self.assertIn(large.code, (0, 3), f"{make.__name__} {view}: {large}")
            self.assertLess(large.cpu_s, MOST_TIMES * (small.cpu_s + CONSTANT_S), f"{make.__name__} {view}: {small} grows to {large}")

    def some_views(self, i):
        names = list(VIEWS)
        return VIEWS if FULL else {name: VIEWS[name] for name in (names[i % len(names)], names[(i + 3) % len(names)])}

    def test_folded_stacks(self):
        for i, make in enumerate(FOLDED):
            self.check(make, "folded", self.some_views(i))

    def test_pstats(self):
        for i, make in enumerate(PSTATS):
            self.check(make, "pstats", self.some_views(i))

    def test_names_made_to_collide(self):
        for make in PSTATS_FLOODS:
            self.check(make, "pstats", {"table": VIEWS["table"]}, small_bytes=400_000)
        self.check(cancelled_stacks, "folded", {"table": VIEWS["table"]}, small_bytes=400_000)

    def test_comparisons(self):
        for make, kind in [(make, "folded") for make in FOLDED[:10]] + [(make, "pstats") for make in PSTATS]:
            self.check(make, kind, {"diff": ["-T", "txt"]}, compared=True)
        if FULL:
            for make in FOLDED:
                self.check(make, "folded", {"diff flame": ["-V", "flame", "-T", "svg"]}, compared=True)

    def test_filters(self):
        for options in (["--focus", "."], ["--hide", "^[fa]$|^f?1"], ["--fold-recursion"], ["--depth", "3"], ["--reverse"]):
            for make in (FOLDED[0], FOLDED[1], FOLDED[12]):
                self.check(make, "folded", {" ".join(options): ["-V", "flame", "-T", "svg", *options]})


need_binary()
unittest.main(verbosity=1)

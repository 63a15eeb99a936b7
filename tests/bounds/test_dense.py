"""Dense graphs and other shapes that layouts are slow for are drawn within a second of CPU time, whole or chosen, by either engine."""
import itertools
import marshal
import os
import random
import unittest

from measure import FULL, InFolder, best, need_binary, takes_less

CPU_S = 1.0
MEMORY_BYTES = 256 << 20
CHOSEN = {"chosen": ["-T", "svg"], "chosen by dot": ["-T", "svg", "--layout", "dot"]}
WHOLE = {"whole": ["-T", "svg", "-n", "0", "-e", "0"], "whole by dot": ["-T", "svg", "-n", "0", "-e", "0", "--layout", "dot"]}
OTHERS = {"--max-nodes": ["-T", "svg", "--max-nodes", "0"], "dot": ["-T", "dot", "-n", "0", "-e", "0"], "json": ["-T", "json"], "flame": ["-V", "flame", "-T", "svg"]}


def key(i, name="f"):
    return (name + ".py", i, f"{name}{i}")


def pstats(count, pairs):
    callers = [{} for _ in range(count)]
    for caller, callee in pairs:
        callers[callee][key(caller)] = (1, 1, 0.001, 0.002)
    return marshal.dumps({key(i): (max(1, len(of)), max(1, len(of)), 0.001, 0.1, of) for i, of in enumerate(callers)}, 2)


def complete(n):
    return n, itertools.permutations(range(n), 2)


def complete_with_self_calls(n):
    return n, itertools.product(range(n), repeat=2)


def complete_without_cycles(n):
    return n, itertools.combinations(range(n), 2)


def bipartite(n):
    return n, itertools.product(range(n // 2), range(n // 2, n))


def two_cliques(n):
    half = n // 2
    return n, [*itertools.permutations(range(half), 2), *itertools.permutations(range(half, n), 2), (0, half)]


def at_random(n):
    numbers = random.Random(1)
    return n, [pair for pair in itertools.permutations(range(n), 2) if numbers.random() < 0.3]


def star(n):
    return n, [(0, i) for i in range(1, n)]


def star_that_gathers(n):
    return n, [(i, 0) for i in range(1, n)]


def chain(n):
    return n, itertools.pairwise(range(n))


def chain_with_jumps(n):
    return n, [*itertools.pairwise(range(n)), *((0, i) for i in range(2, n))]


def many_cliques(n):
    """Of ten functions: each is a part of its own, which is laid out alone."""
    return n, [(first + a, first + b) for first in range(0, n, 10) for a, b in itertools.permutations(range(10), 2)]


def heavy_below_hidden_callers(n):
    """What is heavy is called out of a ring of light functions, each with many callers: the way up through them is long."""
    ring = {key(i, "r"): (1, 1, 1e-6, 1e-5, {key((i - 1 - j) % n, "r"): (1, 1, 1e-6, 1e-6 * (20 - j)) for j in range(20)}) for i in range(n)}
    heavy = {key(i, "h"): (1, 1, 0.1, 50 - i * 0.01, {key(n - 1 - j, "r"): (1, 1, 0.1, 10.0) for j in range(5)}) for i in range(200)}
    return marshal.dumps({key(0, "main"): (1, 1, 0.1, 100.0, {}), **ring, **heavy}, 2)


class Dense(InFolder):
    def check(self, what, content, ways):
        self.write("run.prof", content)
        for way, options in ways.items():
            found = best(self.folder, "-q", "run.prof", *options, enough_s=CPU_S)
            if FULL:
                print(f"{what:40} {way:15} {found.cpu_s:6.2f} s {found.memory_bytes >> 20:4} MB", flush=True)
            self.assertEqual(found.code, 0, f"{what} {way}: {found}")
            self.assertTrue(takes_less(found.cpu_s, CPU_S), f"{what} {way}: {found}")
            self.assertLess(found.memory_bytes, MEMORY_BYTES, f"{what} {way}: {found}")

    def test_dense_graphs(self):
        for make in (complete, complete_with_self_calls, complete_without_cycles, bipartite, two_cliques, at_random):
            for n in (20, 36, 50, 70, 100, 110, 120, 200) if FULL else (36, 50, 120):
                ways = {**CHOSEN, **WHOLE, **OTHERS} if FULL or make is complete else WHOLE
                self.check(f"{make.__name__} {n}", pstats(*make(n)), ways)

    def test_large_graphs(self):
        for make, n in ((star, 20_000), (star_that_gathers, 10_000), (chain, 10_000), (chain_with_jumps, 2_000), (many_cliques, 3_000)):
            self.check(f"{make.__name__} {n}", pstats(*make(n)), {**CHOSEN, **WHOLE})

    def test_many_parts(self):
        """What bounds dot's work for a part bounds it for all of them."""
        parts = [(first + a, first + b) for first in range(0, 900, 30) for a, b in itertools.permutations(range(30), 2)]
        self.check("30 cliques of 30", pstats(900, parts), WHOLE)

    def test_hidden_callers(self):
        self.check("heavy below hidden callers", heavy_below_hidden_callers(1_500), CHOSEN)

    def test_comparisons(self):
        with open(os.path.join(self.folder, "run.prof"), "wb") as file:
            file.write(pstats(*complete(120)))
        for options in (["-T", "svg"], ["-V", "flame", "-T", "svg"], ["-T", "json"]):
            found = best(self.folder, "diff", "-q", "run.prof", "run.prof", *options, enough_s=CPU_S)
            self.assertEqual(found.code, 0, found)
            self.assertTrue(takes_less(found.cpu_s, CPU_S), found)


need_binary()
unittest.main(verbosity=1)

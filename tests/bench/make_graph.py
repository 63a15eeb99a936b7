#!/usr/bin/env python3
"""Writes a pstats file of a call graph of a given size, for layouts: everything in it can be drawn.

usage: make_graph.py OUT FUNCTIONS CALLS

A program in layers: functions call mostly into the next layers of their own module, sometimes a utility that many call,
rarely back into a cycle. Times add up: what a function calls is handed up to its callers, so that no pruning by shares
finds noise. Same arguments, same bytes.
"""
import marshal
import random
import sys

VERBS = "load parse build check merge store render fetch encode resolve visit emit".split()
NOUNS = "order user price index token field batch query frame config report session".split()


def main():
    out, functions, calls = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    rng = random.Random(functions * 31 + calls)
    modules = max(2, functions // 60)
    module = [0] + [rng.randrange(modules) for _ in range(functions - 1)]
    keys = [(f"/srv/app/{VERBS[module[i] % 12]}_{module[i]}.py", 10 + 7 * i,
             f"{rng.choice(VERBS)}_{rng.choice(NOUNS)}_{i}") for i in range(functions)]
    by_module = [[] for _ in range(modules)]
    for i in range(functions):
        by_module[module[i]].append(i)
    utilities = sorted(rng.sample(range(functions // 2, functions), max(1, functions // 40)))

    # Callers of each function have a lower number; so times can be handed up in one pass.
    callers = [set() for _ in range(functions)]
    for callee in range(1, functions):
        near = [i for i in by_module[module[callee]] if i < callee]
        callers[callee].add(rng.choice(near[-12:]) if near and rng.random() < 0.85 else rng.randrange(min(callee, 200)))
    count = functions - 1
    while count < calls:
        callee = rng.choice(utilities) if rng.random() < 0.3 else rng.randrange(1, functions)
        near = [i for i in by_module[module[callee]][-400:] if i < callee]
        caller = rng.choice(near[-40:]) if near and rng.random() < 0.7 else rng.randrange(callee)
        if caller not in callers[callee]:
            callers[callee].add(caller)
            count += 1

    own = [int(rng.lognormvariate(11, 1.5)) for _ in range(functions)]
    cumulative = own[:]
    stats = {}
    for callee in range(functions - 1, -1, -1):
        above = sorted(callers[callee])
        weights = [rng.random() + 0.05 for _ in above]
        edges, left_self, left_all = {}, own[callee], cumulative[callee]
        for at, (caller, weight) in enumerate(zip(above, weights)):
            last = at + 1 == len(above)
            share = weight / sum(weights[at:])
            self_ns = left_self if last else int(left_self * share)
            all_ns = left_all if last else max(self_ns, int(left_all * share))
            left_self -= self_ns
            left_all -= all_ns
            cumulative[caller] += all_ns
            number = rng.randint(1, 50)
            edges[keys[caller]] = (number, number, self_ns * 1e-9, all_ns * 1e-9)
        number = sum(edge[0] for edge in edges.values()) or 1
        stats[keys[callee]] = (number, number, own[callee] * 1e-9, cumulative[callee] * 1e-9, edges)
    with open(out, "wb") as file:
        marshal.dump(stats, file)


main()

#!/usr/bin/env python3
"""Grows a small real profile into a large one of the same kind: pstats stays pstats, folded stays folded.

A large program is many parts that behave like the small one and share what lies below them. So the profile is repeated
under other names, each part a little heavier or lighter; C functions (of pstats) and the leaves (of folded stacks) stay
common to all parts, and one function calls them all. Costs are scaled by powers of two only, which is exact, so what
added up still does. Same arguments, same bytes.

  grow.py samples/pstats/workload.prof big.prof --megabytes 50
  grow.py samples/folded/py-spy.folded big.folded --megabytes 130 --names cpp --order shuffled
"""
import argparse
import marshal
import os
import random
import sys
from pathlib import Path

import make_folded

MAKERS = {"python": make_folded.python_name, "cpp": make_folded.cpp_name, "java": make_folded.java_name}
MAIN = ("/srv/app/main.py", 1, "main")


def scale_of(part):
    """Of calls and of times: 1, 2, 4, 8 by part."""
    return 1 << random.Random(part).randrange(4)


# ---- pstats ----------------------------------------------------------------------------------------------------------

def add_part(stats, functions, part):
    scale = scale_of(part)

    # A function is one object wherever it occurs, and its texts are those of the code: what cProfile's snapshot gives,
    # and what lets marshal write references.
    keys = {}

    def renamed(key):
        file, line, name = key
        if file == "~":
            return key
        if key not in keys:
            file = sys.intern(f"/srv/app/services/part_{part:05d}/{file.lstrip('/')}")
            keys[key] = (file, line, sys.intern(f"{name}_{part}" if name[0] != "<" else name))
        return keys[key]

    def times(figures):
        return tuple(figure * scale for figure in figures)

    for key, (primitive, calls, own, cumulative, callers) in functions.items():
        new_key = renamed(key)
        old = stats.get(new_key)
        new_callers = old[4] if old else {}
        if not callers:  # a root of the small profile
            callers_of_part = {MAIN: times((calls, primitive, own, cumulative))}
        else:
            callers_of_part = {renamed(caller): times(figures) for caller, figures in callers.items()}
        for caller, figures in callers_of_part.items():
            before = new_callers.get(caller)
            new_callers[caller] = tuple(a + b for a, b in zip(before, figures)) if before else figures
        figures = times((primitive, calls, own, cumulative))
        if old:
            figures = tuple(a + b for a, b in zip(old[:4], figures))
        stats[new_key] = (*figures, new_callers)
    return sum(value[3] for value in functions.values() if not value[4]) * scale


def grow_pstats(small, out, size):
    functions = marshal.loads(small)
    if not all(isinstance(figures, tuple) for value in functions.values() for figures in value[4].values()):
        raise SystemExit("grow.py: callers without times (profile.py's): take a profile of cProfile's")
    # What one part more adds, seen on one that shares what all share.
    stats = {}
    add_part(stats, functions, 0)
    first = len(marshal.dumps(stats))
    add_part(stats, functions, 1)
    more = max(1, len(marshal.dumps(stats)) - first)
    parts = max(1, round((size - first) / more) + 1)
    stats = {}
    total = sum(add_part(stats, functions, part) for part in range(parts))
    entries = list(stats.items())
    random.Random(1).shuffle(entries)  # cProfile's order is that of addresses
    stats = {MAIN: (1, 1, 0.0, total, {}), **dict(entries)}
    del entries
    with open(out, "wb") as file:
        marshal.dump(stats, file)


# ---- Folded ----------------------------------------------------------------------------------------------------------

def grow_folded(small, out, size, language, order):
    lines = [line.rsplit(" ", 1) for line in small.decode().splitlines() if line and not line.startswith("#")]
    stacks = [(stack.split(";"), float(count) if "." in count else int(count)) for stack, count in lines]
    leaves = {stack[-1] for stack, _ in stacks}
    written, part, text = 0, 0, []
    while written < size:
        names = {}

        def renamed(frame):
            if language == "keep" or frame in leaves:
                return frame if frame in leaves else f"{frame}_{part}"
            if frame not in names:
                maker = random.Random(f"{frame} {part}")
                names[frame] = f"{MAKERS[language](maker)}${part}"
            return names[frame]

        scale = scale_of(part)
        for stack, count in stacks:
            line = ";".join(["main", *map(renamed, stack)]) + f" {count * scale}\n"
            text.append(line)
            written += len(line)
            if written >= size:
                break
        part += 1
    if order == "sorted":
        text.sort()
    elif order == "shuffled":
        random.Random(1).shuffle(text)
    with open(out, "w", encoding="utf-8") as file:
        file.writelines(text)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("small", help="a pstats file of cProfile's, or folded stacks")
    parser.add_argument("out")
    parser.add_argument("--megabytes", type=float, default=50, help="about so large, 1 to 500 (default 50)")
    parser.add_argument("--names", choices=["keep", *MAKERS], default="keep", help="whose names (folded)")
    parser.add_argument("--order", choices=["parts", "sorted", "shuffled"], default="parts", help="of lines (folded)")
    options = parser.parse_args()
    small = Path(options.small).read_bytes()
    size = int(options.megabytes * 1e6)
    if small[:1] in (b"{", b"\xfb"):
        grow_pstats(small, options.out, size)
    else:
        grow_folded(small, options.out, size, options.names, options.order)
    print(f"{options.out}: {os.path.getsize(options.out) / 1e6:.1f} MB")


main()

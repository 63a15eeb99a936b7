#!/usr/bin/env python3
"""Folds what `perf script -F comm,tid,ip,sym` prints: one line a stack, a frame for each thread at its root."""
import collections
import re
import sys


def short(name):
    name = re.sub(r"\(anonymous namespace\)::|\(inlined\)$|@.*$", "", name).strip()
    return re.sub(r"\(.*$", "", name.split("<")[0]).replace(";", ":") or "[unknown]"


stacks, first, thread, frames = collections.Counter(), None, None, []
for line in [*sys.stdin, "\n"]:
    if line.strip() == "":
        if frames:
            stacks[";".join([thread, *reversed(frames)])] += 1
        frames = []
    elif line[0] not in " \t":
        tid = line.split()[-1]
        first = first or tid
        thread = "reading thread" if tid == first else "second thread"
    else:
        address, name = line.split(None, 1)
        frames.append(short(name) + ("_[k]" if address.startswith("ffff") else ""))
for stack, count in sorted(stacks.items()):
    print(stack, count)

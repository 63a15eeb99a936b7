#!/usr/bin/env python3
"""Folds what `perf script -F comm,tid,ip,sym` prints: one line a stack, a frame for each thread at its root.

Of the kernel only the way into it is kept: ours to change is how often we call it, not what it does.
"""
import collections
import re
import sys


def short(name):
    name = re.sub(r"\(anonymous namespace\)::|\(inlined\)$|@.*$", "", name).strip()
    return re.sub(r"\(.*$", "", name.split("<")[0]).replace(";", ":") or "[unknown]"


def way_in(name):
    return {"asm_exc_page_fault": "page fault", "entry_SYSCALL_64_after_hwframe": "system call"}.get(name, "interrupt") + "_[k]"


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
        if short(name) == "[unknown]":
            continue
        if address.startswith("ffff"):  # from the inside outwards: the last one counts
            frames = [way_in(name.strip())]
        else:
            frames.append(short(name))
for stack, count in sorted(stacks.items()):
    print(stack, count)

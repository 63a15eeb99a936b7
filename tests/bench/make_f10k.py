#!/usr/bin/env python3
"""Writes 10,000 deep random stacks, about 7 MB: the hard case for the size of a flame graph.

Each stack is drawn for itself, so nearly every frame below the first levels is narrow: a picture that draws them all has
megabytes, one that can be attached must merge. Same bytes on every run.

usage: make_f10k.py [STACKS] > f10k.folded
"""
import random
import sys

PACKAGES = ("http", "orm", "cache", "template", "auth", "queue", "storage", "search")
VERBS = ("handle", "load", "render", "resolve", "commit", "fetch", "parse", "encode", "dispatch", "lookup")


def main():
    stacks = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    rng = random.Random(10_000)
    names = [f"{rng.choice(PACKAGES)}.{rng.choice(VERBS)}_{rng.choice(VERBS)}_{i}" for i in range(600)]
    for _ in range(stacks):
        # Few choices near the root, many further down, as in real programs.
        at, stack = 0, ["main"]
        for level in range(rng.randint(15, 46)):
            at = (at * 5 + rng.randint(0, 1 + level // 4)) % len(names)
            stack.append(names[at])
        sys.stdout.write(f"{';'.join(stack)} {rng.randint(1, 9)}\n")


if __name__ == "__main__":
    main()

"""The program against the reference over random profiles, each with random options.

P2G_RANDOM_PROFILES=N looks at N profiles, P2G_FIRST_SEED=N at others, P2G_SEED=N at one, P2G_KEEP=FOLDER leaves its
files there. What differs is named with its seed and its command line.
"""
import os
import pathlib
import random
import re
import shlex
import sys
import tempfile
import time

import cases
import program

PROFILES = int(os.environ.get("P2G_RANDOM_PROFILES", "600"))
FIRST_SEED = int(os.environ.get("P2G_FIRST_SEED", "0"))
ONE_SEED = os.environ.get("P2G_SEED")


class Case:
    """One random profile: where its files are and what has been run."""

    def __init__(self, seed, folder):
        self.random = random.Random(seed)
        self.folder = pathlib.Path(folder)
        self.last = []
        self.runs = 0

    def write(self, name, data):
        (self.folder / name).write_bytes(data)
        return name

    def run(self, *arguments, codes=(0,)):
        self.last = [str(argument) for argument in arguments]
        self.runs += 1
        return program.run(self.last, self.folder, codes)


def look_at(seed, folder):
    """The number of runs; raises what differs, with the command line."""
    case = Case(seed, folder)
    kind = cases.KINDS[seed % len(cases.KINDS)]
    try:
        kind(case)
    except Exception as error:
        keep = os.environ.get("P2G_KEEP")
        where = f"P2G_SEED={seed} P2G_KEEP=FOLDER repeats it" if not keep else f"files: {keep}"
        raise AssertionError(f"seed {seed} ({kind.__name__}), {where}\n"
                             f"  prof2graph {shlex.join(case.last)}\n{type(error).__name__}: {error}") from error
    return case.runs


def main():
    seeds = [int(ONE_SEED)] if ONE_SEED else range(FIRST_SEED, FIRST_SEED + PROFILES)
    keep = os.environ.get("P2G_KEEP")
    if keep:
        os.makedirs(keep, exist_ok=True)
    runs, wrong, start = 0, 0, time.monotonic()
    for seed in seeds:
        with tempfile.TemporaryDirectory(prefix="prof2graph-numbers-") as folder:
            try:
                runs += look_at(seed, keep or folder)
            except AssertionError as error:
                wrong += 1
                print(error, file=sys.stderr)
                if ONE_SEED and os.environ.get("P2G_TRACE"):
                    raise
                if wrong >= 5:
                    break
    print(f"{len(seeds)} random profiles, {runs} runs of the program, {wrong} differ, {time.monotonic() - start:.0f} s")
    return 1 if wrong or not runs else 0


if __name__ == "__main__":
    if not program.BINARY:
        sys.exit("P2G_BINARY must name the program")
    sys.exit(main())

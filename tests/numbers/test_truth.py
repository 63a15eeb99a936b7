"""Selections of call profiles against the true stacks (truth.py): nothing that is not marked is wrong.

P2G_TRUTH_PROGRAMS=N looks at N made-up programs, P2G_FIRST_SEED=N at others.
"""
import os
import pathlib
import sys

import program
import truth

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAMS = os.environ.get("P2G_TRUTH_PROGRAMS", "60")
FIRST_SEED = os.environ.get("P2G_FIRST_SEED", "0")


def main():
    failed = truth.main([program.BINARY, "--seeds", PROGRAMS, "--first", FIRST_SEED])
    traced = sorted(str(path) for path in ROOT.glob("../shared/corpus/truth/*.prof"))
    return failed | (truth.main([program.BINARY, *traced]) if traced else 0)


if __name__ == "__main__":
    if not program.BINARY:
        sys.exit("P2G_BINARY must name the program")
    sys.exit(main())

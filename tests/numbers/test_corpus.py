"""The program against the reference over all samples and, where it stands beside the checkout, the shared corpus."""
import pathlib
import random
import sys
import tempfile
import time

import cases
import program
from reference.diff import Diff
from reference.filter_stacks import filter_stacks
from reference.read_folded import read_folded
from reference.read_pstats import read_pstats
import comparing
from test_random import Case

ROOT = pathlib.Path(__file__).resolve().parents[2]
ROUNDS = 3  # of random options a file
LARGE_BYTES = 300_000  # of stacks: filters of such files take the reference too long


def files(kind, suffixes):
    found = sorted(ROOT.glob(f"samples/{kind}/*")) + sorted(ROOT.glob(f"../shared/corpus/{kind}/*"))
    if kind == "pstats":
        found += sorted(ROOT.glob("samples/diff/*.prof"))
    else:
        found += sorted(ROOT.glob("samples/self/*.folded"))
    return [path for path in found if path.suffix in suffixes]


def stacks(case, path):
    profile = read_folded(path.read_bytes())
    arguments = [str(path), "-f", "folded"]
    comparing.check_warnings(cases.everything(case, profile, arguments), profile)
    comparing.check_folded(case.run(*arguments, "-T", "folded"), profile)
    if path.stat().st_size > LARGE_BYTES:
        return
    for options in ({"fold_recursion": True}, {"depth": 3}, {"fold_recursion": True, "depth": 5}):
        flags = ["--fold-recursion"] * ("fold_recursion" in options)
        flags += ["--depth", str(options["depth"])] if "depth" in options else []
        left = filter_stacks(profile, options)
        cases.whole_graph(case, left, arguments, flags)
        comparing.check_folded(case.run(*arguments, "-T", "folded", *flags), left)


def calls(case, path):
    try:
        profile = read_pstats(path.read_bytes())
    except Exception:
        return False  # code objects of another Python, or sampled profiles, which are regrouped when they are read
    ran = cases.everything(case, profile, [str(path)])
    comparing.check_warnings(ran, profile)
    return True


def main():
    start, seen, skipped, runs, wrong = time.monotonic(), 0, [], 0, 0
    with tempfile.TemporaryDirectory(prefix="prof2graph-numbers-") as folder:
        every = [(stacks, path) for path in files("folded", (".folded", ".collapsed", ".collapse", ".txt"))]
        every += [(calls, path) for path in files("pstats", (".prof", ".pstats"))]
        for look, path in every:
            case = Case(0, folder)
            try:
                for round_number in range(ROUNDS):
                    case.random = random.Random(f"{path.name} {round_number}")
                    if look(case, path) is False:
                        skipped.append(path.name)
                        break
                else:
                    seen += 1
            except Exception as error:
                wrong += 1
                print(f"{path}\n  prof2graph {' '.join(case.last)}\n{type(error).__name__}: {error}", file=sys.stderr)
            runs += case.runs
        wrong += compare_samples(folder)
    print(f"{seen} profiles, {runs} runs of the program, {wrong} differ, {time.monotonic() - start:.0f} s; "
          f"left out: {', '.join(skipped)}")
    return 1 if wrong or seen < 20 else 0


def compare_samples(folder):
    sides = [sorted(ROOT.glob(f"samples/diff/{side}-*.prof")) for side in ("before", "after")]
    diff = Diff(*([read_pstats(path.read_bytes()) for path in side] for side in sides))
    case = Case(0, folder)
    ran = case.run("diff", "-T", "json", "--limit", "0", "--drift", "off", "--before", *sides[0], "--after", *sides[1])
    try:
        comparing.check_diff(ran, diff, [])
    except comparing.Differs as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    if not program.BINARY:
        sys.exit("P2G_BINARY must name the program")
    sys.exit(main())

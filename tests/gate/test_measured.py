"""Rates on real runs, with 95 % intervals: false alarms and what is found. P2G_GATE_RUNS=FOLDER of record_all.py, and
P2G_GATE_DRAWS=N comparisons a program (40). Skipped without. Prints a table; what it asserts has room for chance. "same" and
"cost", "calls" are drawn from runs of one program, made faster or slower as a whole by up to 40 %, with one function's figures
multiplied; "edited" are runs of programs that were edited."""
import collections
import marshal
import math
import os
import pathlib
import random
import sys
import unittest

from comparisons import compare, listed, rate_text, state, wilson
from record_all import PROGRAMS, VARIANTS

RUNS = os.environ.get("P2G_GATE_RUNS", "")
DRAWS = int(os.environ.get("P2G_GATE_DRAWS", "40"))
DRIFT = 0.4
EDITS = {"cost x1.2": (1.2, 1), "cost x1.5": (1.5, 1), "cost x2": (2, 1), "calls x1.2": (1.2, 1.2), "calls x2.25": (2.25, 2.25)}


def load(clock, program, variant):
    return [marshal.loads(path.read_bytes()) for path in sorted(pathlib.Path(RUNS, f"{clock}-{program}").glob(f"{variant}-*.prof"))]


def scaled(run, factor):
    """The same run on a machine of another speed."""
    return {key: (c, n, own * factor, cumulative * factor,
                  {caller: (a, b, x * factor, y * factor) for caller, (a, b, x, y) in callers.items()})
            for key, (c, n, own, cumulative, callers) in run.items()}


def edited(run, key, cost, calls):
    """One function's self cost, and its calls, multiplied; whoever calls it pays."""
    c, n, own, cumulative, callers = run[key]
    more = own * (cost - 1)
    changed = dict(run)
    parts = {caller: (round(a * calls), round(b * calls), x * cost, y + x * (cost - 1)) for caller, (a, b, x, y) in callers.items()}
    changed[key] = (round(c * calls), round(n * calls), own + more, cumulative + more, parts)
    return changed


def targets(runs):
    """Functions of 8 to 50 % share, else the three largest."""
    share = {}
    for key in runs[0]:
        if all(key in run for run in runs):
            parts = sorted(run[key][2] / sum(entry[2] for entry in run.values()) for run in runs)
            share[key] = parts[len(parts) // 2]
    fit = [key for key in share if 0.08 <= share[key] < 0.5]
    return fit or sorted(share, key=lambda key: -share[key])[:3]


def pattern(key):
    escaped = "".join("\\" + c if c in ".+*?()[]{}|^$\\/" else c for c in key[2])
    return f"/^{escaped}$/"


def old_rule():
    """The rule before this one, from beside the checkout: {limit: tripped}; nothing when it is not there."""
    path = pathlib.Path(__file__).resolve().parents[3] / "shared" / "corpus" / "gate" / "rule.py"
    if not path.is_file():
        return None
    space, text = {}, path.read_text()
    exec(compile(text[:text.index("# ---------------------------------------------------------------- harness")], "rule.py", "exec"), space)
    return space


def old_verdict(rule, before, after, key):
    plain = [[{k: (n, c, t, ct) for k, (c, n, t, ct, _) in run.items()} for run in side] for side in (before, after)]
    verdict = rule["tverdict"](*plain, key)
    return {"total": verdict["total5"], "self": verdict["gate"], "list": verdict["any"]}


LIMITS = {"total": "total>+5%", "self": "self({})>+5%", "cumulative": "cumulative({})>+5%", "any self": "self(*)>+5%"}


def new_verdict(before, after, key):
    limits = {name: limit.format(pattern(key)) for name, limit in LIMITS.items()}
    data, _ = compare(before, after, *limits.values())
    states = {name: state(data, limit) for name, limit in limits.items()}
    return {**{name: found == "tripped" for name, found in states.items()}, "list": bool(listed(data)),
            "sigma": data["speed"].get("sigma", 0), "undecided": states["self"] == "undecided",
            "silent": "calls equal in all functions" in data["verdict"]}


def measure(clock, n, rule):
    rng = random.Random(19)
    hits, tries = collections.Counter(), collections.Counter()
    sigmas = []

    def count(name, hit):
        tries[name] += 1
        hits[name] += bool(hit)

    for program in PROGRAMS:
        runs = load(clock, program, "base")
        if len(runs) < 2 * n:
            continue
        fit = targets(runs)
        for _ in range(DRAWS):
            drawn = [scaled(run, math.exp(rng.uniform(-math.log(1 + DRIFT), math.log(1 + DRIFT)))) for run in rng.sample(runs, 2 * n)]
            key = rng.choice(fit)
            before, after = drawn[:n], drawn[n:]
            new = new_verdict(before, after, key)
            sigmas.append(new["sigma"])
            for what in (*LIMITS, "list"):
                count(f"same {what}", new[what])
            if rule:
                old = old_verdict(rule, before, after, key)
                for what in ("total", "self", "list"):
                    count(f"same {what} old", old[what])
            for name, (cost, calls) in EDITS.items():
                if calls != 1 and len({run[key][1] for run in runs}) > 1:
                    continue
                changed = [edited(run, key, cost, calls) for run in after]
                new = new_verdict(before, changed, key)
                count(name, new["self"])
                if calls != 1:
                    count("said nothing changed", new["silent"])
                if rule:
                    count(f"{name} old", old_verdict(rule, before, changed, key)["self"])
        for variant in VARIANTS:
            edits = load(clock, program, variant)
            if variant == "base" or len(edits) < n:
                continue
            for _ in range(DRAWS):
                name = next(key for key in runs[0] if key[2] == PROGRAMS[program])
                new = new_verdict(rng.sample(runs, n), rng.sample(edits, n), name)
                count(f"edited {variant}", new["self"])
                count(f"edited {variant}, undecided", new["undecided"])
                count(f"edited {variant}, listed", new["list"])
    return hits, tries, sorted(sigmas)


@unittest.skipUnless(RUNS, "P2G_GATE_RUNS is not set")
class Measured(unittest.TestCase):
    def test_rates(self):
        rule = old_rule()
        for clock in ("cpu", "wall"):
            for n in (1, 2, 3, 5):
                hits, tries, sigmas = measure(clock, n, rule)
                if not sigmas:
                    continue
                print(f"\n{clock} n={n} comparisons={tries['same total']} sigma={sigmas[len(sigmas) // 2]:.3f}", file=sys.stderr)
                for name in tries:
                    if name.endswith(" old"):
                        continue
                    old = rate_text(hits[name + " old"], tries[name + " old"]) if rule and name + " old" in tries else "-"
                    print(f"  {name:22} old {old:22} new {rate_text(hits[name], tries[name])}", file=sys.stderr, flush=True)
                for what, most in (("total", 0.02), ("self", 0.02), ("list", 0.05)):
                    self.assertLessEqual(wilson(hits[f"same {what}"], tries[f"same {what}"])[0], most, (clock, n, what))
                self.assertEqual(hits["said nothing changed"], 0)
                self.assertGreaterEqual(wilson(hits["calls x2.25"], tries["calls x2.25"])[1], 0.99, (clock, n))


unittest.main()

"""Speeds, noise, changes and bands against the reference of the rule, on real runs. Skipped where it is not there."""
import marshal
import math
import os
import pathlib
import random
import re
import tarfile
import unittest

from comparisons import compare

GATE = pathlib.Path(__file__).resolve().parents[3] / "shared" / "corpus" / "gate"
# How much wider the bands are here than the reference's, which has those of the first fit; by number of runs.
NAMED = {2: 2.2 / 1.6, 4: 1.25 / 1.25, 6: 1.15 / 1.15, 10: 1.0}
TOTAL = {2: 3.4 / 1.6, 4: 1.3 / 1.25, 6: 1.25 / 1.15, 10: 1.1}


def load_rule():
    """Only its functions: what follows reads arguments."""
    text = (GATE / "rule.py").read_text()
    space = {}
    exec(compile(text[:text.index("# ---------------------------------------------------------------- harness")], "rule.py", "exec"), space)
    return space


def load_runs(kind, program, variants):
    with tarfile.open(GATE / f"{kind}-{program}.tar.gz") as archive:
        for member in sorted(archive.getmembers(), key=lambda m: m.name):
            if os.path.basename(member.name).split("-")[0] in variants:
                yield marshal.loads(archive.extractfile(member).read())


def for_rule(run):
    """Without addresses, which differ from run to run."""
    plain = {}
    for (file, line, name), (primitive, calls, own, cumulative, _) in run.items():
        key = file, line, re.sub(" at 0x[0-9a-f]+", "", name)
        before = plain.get(key, (0, 0, 0.0, 0.0))
        plain[key] = tuple(x + y for x, y in zip(before, (calls, primitive, own, cumulative)))
    return plain


@unittest.skipUnless(GATE.is_dir(), "no reference beside the checkout")
class Reference(unittest.TestCase):
    def check_band(self, ours, wanted, what):
        if "band" in ours:
            self.assertAlmostEqual(math.log1p(ours["band"]), wanted, delta=0.01 * wanted, msg=what)
        else:  # nothing that anybody measures would be outside of it
            self.assertGreater(wanted, 0.99 * math.log(100), what)

    def check(self, rule, before, after, what):
        n = len(before) + len(after)
        data, _ = compare(before, after)
        if any(warning["kind"] == "unlisted-calls" for warning in data["warnings"]):
            return 0  # time that pstats does not see is in our total, and so in all shares
        rows, total, speeds, references, sigma = rule["compare2"]([for_rule(r) for r in before], [for_rule(r) for r in after])
        self.assertEqual(data["speed"]["references"], references, what)
        self.assertAlmostEqual(math.log1p(data["speed"]["sigma"]), sigma, delta=1e-4, msg=what)
        for ours, theirs in zip(data["speed"]["before"] + data["speed"]["after"], speeds):
            self.assertAlmostEqual(math.log1p(ours), theirs, delta=1e-4, msg=what)
        one_sided = rule["tquant"](0.02, total[3])
        ours = data["total"]
        self.assertAlmostEqual(math.log1p(ours["change"]), total[1], delta=1e-4, msg=what)
        self.check_band(ours, one_sided * total[2] * TOTAL[n], what)
        checked = 0
        for function in data["functions"]:
            key = (function.get("file", "~"), function.get("line", 0), function["name"])
            if key not in rows or rows[key][2] == 1e-9 or "change" not in function["self"]:
                continue
            _, change, error, freedom = rows[key][:4]
            one_sided = rule["tquant"](0.02, freedom)
            self.assertAlmostEqual(math.log1p(function["self"]["change"]), change, delta=2e-3, msg=(what, key))
            self.check_band(function["self"], one_sided * error * NAMED[n], (what, key))
            checked += 1
        self.assertGreater(checked, 3, what)
        return 1

    def test_real_runs(self):
        rule, compared = load_rule(), 0
        for kind in ("cpu", "calm", "wall"):
            for program in ("rows", "bodies", "orders", "formula", "treap"):
                runs = list(load_runs(kind, program, ("base", "same")))
                edited = list(load_runs(kind, program, ("n12",)))
                rng = random.Random(program)
                for n in (1, 2, 3, 5):
                    drawn = rng.sample(runs, 2 * n)
                    compared += self.check(rule, drawn[:n], drawn[n:], (kind, program, n, "same"))
                    if len(edited) >= n:
                        compared += self.check(rule, drawn[:n], edited[:n], (kind, program, n, "n12"))
        self.assertGreater(compared, 70)


unittest.main()

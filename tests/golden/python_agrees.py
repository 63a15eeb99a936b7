"""Python's own marshal and pstats modules as the judge: every figure of every pstats sample, and the printed table.

Profiles that this Python cannot load (code objects of other versions) and sampled ones (regrouped when read) are left
to the golden files. Where it stands beside the checkout, a larger collection is judged too.
"""
import contextlib
import io
import json
import marshal
import os
import pathlib
import pstats
import subprocess
import unittest

BINARY = os.environ.get("P2G_BINARY", "")
ROOT = pathlib.Path(__file__).resolve().parents[2]
FILES = sorted(ROOT.glob("samples/pstats/*.prof")) + sorted(ROOT.glob("../shared/corpus/pstats/*.p[rs]*"))
NANOSECOND = 1.0001e-9
TABLE_FILES = ["workload.prof", "recursion.prof", "cprofile-3.9.prof"]
# pstats' sort keys and the columns of its table that they order by.
SORT_KEYS = {"calls": 0, "cumulative": 3, "cumtime": 3, "tottime": 1, "time": 1, "ncalls": 0}


def run(*arguments):
    result = subprocess.run([BINARY, "-q", *arguments], capture_output=True, timeout=120)
    assert result.returncode == 0, result.stderr.decode()
    return result.stdout


def text(value):
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else value


def key_of(label):
    file, line, name = label
    return text(file), max(line, 0), text(name)


def loadable():
    for path in FILES:
        try:
            stats = marshal.loads(path.read_bytes())
        except Exception:  # a code object of another version may fail in any way
            continue
        plain = isinstance(stats, dict) and all(len(key) == 3 and isinstance(text(key[2]), str) for key in stats)
        if plain and stats:
            yield path, stats


class Figures(unittest.TestCase):
    def same(self, ours, theirs, what):
        self.assertEqual((ours["calls"], ours["primitive_calls"]), theirs[:2], what)
        self.assertLess(abs(ours["self"] - theirs[2]), NANOSECOND, what)
        self.assertLess(abs(ours["cumulative"] - theirs[3]), NANOSECOND, what)

    def test_functions_and_edges(self):
        judged = 0
        for path, stats in loadable():
            data = json.loads(run("-T", "json", "-n", "0", "-e", "0", "--max-nodes", "0", str(path)))
            key = {f["id"]: (f.get("file", ""), f.get("line", 0), f["frame"]) for f in data["functions"]}
            functions = {key[f["id"]]: f for f in data["functions"]}
            edges = {(key[e["caller"]], key[e["callee"]]): e for e in data["edges"]}
            pairs = 0
            for label, (cc, nc, tt, ct, callers) in stats.items():
                self.same(functions[key_of(label)], (nc, cc, tt, ct), (path.name, label))
                for caller, figures in callers.items():
                    edge = edges[key_of(caller), key_of(label)]
                    pairs += 1
                    if isinstance(figures, tuple):
                        self.same(edge, figures, (path.name, caller, label))
                    else:
                        self.assertEqual(edge["calls"], figures, (path.name, caller, label))
                        self.assertNotIn("cumulative", edge)
            self.assertEqual(len(edges), pairs, path.name)
            judged += 1
        self.assertGreater(judged, 10)


class Table(unittest.TestCase):
    def rows(self, printed):
        lines = printed.splitlines()
        start = next(i for i, line in enumerate(lines) if "filename:lineno(function)" in line)
        return [line.split(None, 5) for line in lines[start + 1:] if line.strip()]

    def test_print_stats(self):
        for name in TABLE_FILES:
            path = str(ROOT / "samples/pstats" / name)
            for sort, column in SORT_KEYS.items():
                printed = io.StringIO()
                with contextlib.redirect_stdout(printed):
                    pstats.Stats(path).sort_stats(sort).print_stats()
                theirs = self.rows(printed.getvalue())
                ours = self.rows(run("-V", "table", "--sort", sort, "--limit", "0", path).decode())
                self.assertEqual(sorted(ours), sorted(theirs), (name, sort))
                # Of "69/68" only the 69 orders; what ties is in any order.
                self.assertEqual(*([row[column].split("/")[0] for row in rows] for rows in (ours, theirs)), (name, sort))

    def test_order_of_names(self):
        path = str(ROOT / "samples/pstats/workload.prof")
        for sort in ("name", "nfl", "stdname", "file", "module", "line", "pcalls"):
            printed = io.StringIO()
            with contextlib.redirect_stdout(printed):
                pstats.Stats(path).sort_stats(sort).print_stats()
            ours = self.rows(run("-V", "table", "--sort", sort, "--limit", "0", path).decode())
            theirs = self.rows(printed.getvalue())
            if sort in ("nfl", "stdname"):  # the keys that leave no tie
                self.assertEqual([row[5] for row in ours], [row[5] for row in theirs], sort)
            else:
                self.assertEqual(sorted(ours), sorted(theirs), sort)


unittest.main()

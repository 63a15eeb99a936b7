"""The table is pstats' own printing: every Python that is found profiles a program, prints it, and is compared.

Same rows, same figures to the printed digit, same spaces. The order is that of pstats but for ties: pstats leaves
functions of equal keys in the order of a dict, so where several in a row have the same key, they are compared as a set.
That they are ties, and all of them, is seen in the figures of the file, not in the three printed decimals: numbers of
calls and texts are equal, times are the same nanosecond (cProfile's clock ticks no finer; profile.py's sums of binary
fractions differ by less).

Looked for: python and pypy on PATH, all of pyenv's versions ($PYENV_ROOT, or where its shims on PATH are), and
P2G_PYTHONS (paths, separated as in PATH). Besides, this Python prints all profiles of samples/ that it can load.
P2G_NUMBERS_FULL=1 adds those of ../shared/corpus, and tries each beginning of a sort key with every Python.
"""
import collections
import glob
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
from fractions import Fraction

import program

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
FULL = os.environ.get("P2G_NUMBERS_FULL", "") not in ("", "0")
# yappi's leaves calls out, and the total is then of what was measured.
FILES = sorted(path for path in ROOT.glob("samples/pstats/*.prof") if path.name != "yappi.prof")
if FULL:
    FILES += sorted(ROOT.glob("../shared/corpus/pstats/*.p[rs]*"))
TABLES = {"print_stats": [], "print_callers": ["--callers"], "print_callees": ["--callees"]}
# calls, self, per call, cumulative, per call, name; per call is blank when there was none.
ROW = re.compile(r" *\S+ +\S+ (?: {8}| *\S+) +\S+ (?: {8}| *\S+) (.+)")

def nanoseconds(seconds):
    return round(Fraction(seconds) * 10 ** 9)


# Columns of a function as pstats_prints.py gives it: [[file, line, name], standard name, cc, nc, tt, ct].
KEYS = {
    "pcalls": lambda f: -f[2],
    "calls": lambda f: -f[3],
    "time": lambda f: -nanoseconds(f[4]),
    "cumulative": lambda f: -nanoseconds(f[5]),
    "filename": lambda f: f[0][0],
    "line": lambda f: f[0][1],
    "name": lambda f: f[0][2],
    "nfl": lambda f: (f[0][2], f[0][0], f[0][1]),
    "stdname": lambda f: f[1],
}
KEYS.update(ncalls=KEYS["calls"], tottime=KEYS["time"], cumtime=KEYS["cumulative"], module=KEYS["filename"])


def pythons():
    """Paths, each interpreter once."""
    names = ["python3", "python", "python2", "python2.7", "pypy3", "pypy"] + [f"python3.{n}" for n in range(4, 20)]
    found = [path for path in map(shutil.which, names) if path]
    folders = [pathlib.Path(path).parent for path in found]
    roots = {str(folder.parent) for folder in folders if folder.name == "shims"} | {os.environ.get("PYENV_ROOT")}
    found = [path for path, folder in zip(found, folders) if folder.name != "shims"]  # each is one of the versions
    for root in sorted(filter(None, roots)):
        found += sorted(glob.glob(os.path.join(root, "versions", "*", "bin", "python")))
    found += os.environ.get("P2G_PYTHONS", "").split(os.pathsep)
    once = {}
    for path in found:
        if path and os.access(path, os.X_OK):
            asked = subprocess.run([path, "-c", "import sys, cProfile, pstats; print(sys.executable)"],
                                   capture_output=True, text=True, timeout=60)
            if asked.returncode == 0:
                once.setdefault(os.path.realpath(asked.stdout.strip()), path)
    return list(once.values())


def run_python(python, *arguments, folder):
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8", "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run([python, *arguments], cwd=folder, env=environment, capture_output=True, timeout=300)
    if done.returncode != 0:
        raise AssertionError(f"{python} {' '.join(arguments)}: {done.stderr.decode('utf-8', 'replace')}")
    return done.stdout.decode("utf-8", "surrogatepass")


def sections(printed):
    """(facts, {(word, table): lines})"""
    head, *rest = re.split(r"(?m)^==== ", printed)
    result = {}
    for section in rest:
        title, _, lines = section.partition("\n")
        word, table = title.split()
        result[word, table] = lines.split("\n")
    return json.loads(head), result


def blocks(lines, table):
    """(head, {standard name: [lines]} in order). Of print_stats a line is a block; of the others a function with all
    of its callers or callees."""
    lines = [line.rstrip() for line in lines]
    if table == "print_stats":
        start = next((i for i, line in enumerate(lines) if "filename:lineno(function)" in line), len(lines))
        return lines[:start], [(ROW.fullmatch(row)[1], [row]) for row in lines[start + 1:] if row]
    start = next((i for i, line in enumerate(lines) if line.startswith("Function ")), len(lines))
    arrow = " <-" if table == "print_callers" else " ->"
    found = []
    for line in lines[start + 1:]:
        if arrow in line:
            found.append((line.split(arrow)[0].rstrip(), [line]))
        elif line and found:
            found[-1][1].append(line)
        elif line and not found:
            continue  # the heading of the figures
    return lines[start:start + 1], found


def summary(lines):
    return [line for line in lines if "function calls" in line or line.startswith("Function ")]


class Counts:
    def __init__(self):
        self.tables, self.rows, self.tied, self.words = 0, 0, 0, set()


def same_order(ours, theirs, key_of, what, counts):
    """Positions of equal keys hold the same blocks; the keys come from the file."""
    if len(ours) != len(theirs):
        raise AssertionError(f"{what}: {len(ours)} rows, pstats has {len(theirs)}")
    at = 0
    while at < len(theirs):
        end = at + 1
        while end < len(theirs) and key_of(theirs[end][0]) == key_of(theirs[at][0]):
            end += 1
        mine, pstats = sorted(ours[at:end]), sorted(theirs[at:end])
        if mine != pstats:
            a, b = next(pair for pair in zip(mine, pstats) if pair[0] != pair[1])
            raise AssertionError(f"{what}, rows {at + 1} to {end}:\n  program: {a}\n  pstats:  {b}")
        counts.rows += end - at
        counts.tied += end - at if end - at > 1 else 0
        at = end


def keys_by_name(facts, word):
    """{standard name: key}; several functions may have one name: then a key has all of theirs."""
    key = KEYS[word] if word in KEYS else KEYS[next(full for full in KEYS if full.startswith(word))]
    names = collections.defaultdict(list)
    for function in facts["functions"]:
        names[function[1]].append(key(function))
    return {name: sorted(keys) for name, keys in names.items()}


def compare(python, profile, folder, counts, every_word=True):
    facts, printed = sections(run_python(python, str(HERE / "pstats_prints.py"), str(profile), folder=folder))
    names = collections.Counter(function[1] for function in facts["functions"])
    for (word, table), lines in printed.items():
        if word not in KEYS and not (every_word and table == "print_stats"):
            continue  # beginnings of words name the same key: one table of them says so
        what = f"{python}, {profile}: prof2graph -V table --limit 0 --sort {word} {' '.join(TABLES[table])}"
        ran = program.run(["-V", "table", "--limit", "0", "--sort", word, *TABLES[table], str(profile)], folder)
        our_head, ours = blocks(ran.out.decode().replace("≈", " ").split("\n"), table)
        their_head, theirs = blocks(lines, table)
        if summary(our_head) != summary(their_head):
            raise AssertionError(f"{what}: {summary(our_head)}, pstats: {summary(their_head)}")
        by_name = keys_by_name(facts, word)
        # Several functions of one printed name cannot be told apart in what is printed.
        if any(names[name] > 1 for name, _ in theirs):
            ours, theirs = ([block for block in each if names[block[0]] == 1] for each in (ours, theirs))
        for name, _ in theirs:
            if name not in by_name:
                raise AssertionError(f"{what}: no function is called {name!r}")
        same_order(ours, theirs, by_name.get, what, counts)
        counts.tables += 1
        counts.words.add(word)
    return facts


def made_profiles(python, folder):
    """By cProfile and by profile.py, the latter in its own words."""
    shutil.copy(HERE / "profiled_program.py", folder)
    run_python(python, "-m", "cProfile", "-o", "c.prof", "profiled_program.py", folder=folder)
    run_python(python, "-c", "import profile, profiled_program; p = profile.Profile(); "
               "p.runctx('profiled_program.main()', vars(), {}); p.dump_stats('py.prof')", folder=folder)
    return [pathlib.Path(folder, name) for name in ("c.prof", "py.prof")]


def loadable():
    """Not sampled ones, which are regrouped, nor those that name a code object, which pstats cannot sort by name."""
    for path in FILES:
        question = ("import pstats, sys; s = pstats.Stats(sys.argv[1]); "
                    "sys.exit(not all(len(f) == 3 and hasattr(f[2], 'split') for f in s.stats))")
        asked = subprocess.run([sys.executable, "-c", question, str(path)], capture_output=True)
        if asked.returncode == 0:
            yield path


def main():
    wrong = 0
    print("python        profiler   words  tables    rows  of them tied")
    total = Counts()

    def look(python, path, label, folder, every_word=True):
        nonlocal wrong
        counts = Counts()
        try:
            facts = compare(python, path, folder, counts, every_word)
        except AssertionError as error:
            wrong += 1
            return print(error, file=sys.stderr)
        version = ("pypy " if facts["implementation"] == "pypy" else "") + facts["version"]
        total.tables, total.rows = total.tables + counts.tables, total.rows + counts.rows
        return print(f"{version:12}  {label:9} {len(counts.words):6} {counts.tables:7} {counts.rows:7} {counts.tied:7}")

    for number, python in enumerate(pythons()):
        with tempfile.TemporaryDirectory(prefix="prof2graph-pstats-") as folder:
            for path, label in zip(made_profiles(python, folder), ("cProfile", "profile")):
                look(python, path, label, folder, every_word=FULL or number == 0)
    with tempfile.TemporaryDirectory(prefix="prof2graph-pstats-") as folder:
        for path in loadable():
            look(sys.executable, path, path.name, folder, every_word=False)
    print(f"{total.tables} tables, {total.rows} rows, {wrong} files differ")
    return 1 if wrong or not total.tables else 0


if __name__ == "__main__":
    if not program.BINARY:
        sys.exit("P2G_BINARY must name the program")
    sys.exit(main())

"""Our pstats reader beside Python's own marshal and pstats, on random dumps and on damaged ones.

Valid dumps: every figure, to the last decimal, and which warnings there are. Dumps for Python 2 (interned strings by
number, 64-bit integers) are judged by what was written, where Python 3 no longer reads them. Damaged dumps: what Python
reads as a pstats dict we read, with the same figures; what it refuses, or reads as something else, we refuse. ALLOWED
lists the exceptions. P2G_DUMPS=N for more than 2,000 dumps, P2G_SEED=N for one alone.
"""
import concurrent.futures
import json
import marshal
import math
import os
import pickle
import pstats
import random
import re
import resource
import subprocess
import sys
from decimal import Decimal
from fractions import Fraction

from marshal_writer import Writer

BINARY = os.environ.get("P2G_BINARY", "")
DUMPS = int(os.environ.get("P2G_DUMPS", "2000"))
LARGEST = 1 << 53  # integers beyond are cut down, and it is said so
MOST_MEMORY = 1 << 28
ROOM = 2.0e9  # seconds whose sum a file holds in nanoseconds

# Messages of Python's marshal for what we read all the same, and why.
ALLOWED = [
    ("unknown type code", "Python 2's codes R and I, 3.14's and 3.15's codes"),
    ("unnormalized long data", "a leading zero of a long changes nothing"),
    ("UnicodeDecodeError", "a name that is not UTF-8 is repaired, with a warning"),
    ("unhashable type", "in what is read over"),
]
FILES = ["~", "", "app.py", "/usr/lib/python3.11/json/decoder.py", "C:\\pkg\\mod.py", "<string>", "caf\u00e9.py",
         "\u65e5\u672c.py", "\U0001f40d.py", "x\ud800.py", "profile", "f\x1b[0m\n.py", b"old.py", b"latin\xe9.py"]
NAMES = ["main", "<module>", "<built-in method builtins.exec>", "<lambda>", "f", "\u00e9t\u00e9", "x\udc80", "tab\there",
         b"old", b"caf\xc3\xa9", b"\xe9\xff"]


class Refused(Exception):
    """Not a pstats dict."""


# ---- Random profiles ----


def random_count(dice):
    kind = dice.random()
    if kind < 0.02:
        return -dice.randrange(1, 10)
    if kind < 0.04:
        return dice.choice([LARGEST - 1, LARGEST, LARGEST + 1, 2**62, 2**63, -2**63, 10**30, -10**25])
    if kind < 0.06:
        return float(dice.randrange(50))
    return dice.randrange(dice.choice([3, 1000, 2**31, 2**40]))


def random_seconds(dice, large):
    kind = dice.random()
    if kind < 0.05:
        return dice.randrange(3)
    if kind < 0.10:
        return 0.0
    if kind < 0.13:
        return -dice.random() * dice.choice([1e-9, 1e-6, 1])
    if kind < 0.15:
        return dice.choice([math.inf, -math.inf, math.nan, -0.0, 5e-324, 1e-300])
    if kind < 0.18:
        return dice.randrange(2**20) / 2**21 * 1e-9  # ties and what is near them
    if kind < 0.22:
        return (2 * dice.randrange(10**6) + 1) / 2e9
    if large and kind < 0.4:
        return dice.choice([1e10, 1e15, 1e30, 1e300]) * dice.random()
    if kind < 0.6:
        return dice.randrange(10**12) / 1e9
    return dice.random() * dice.choice([1e-6, 1, 100])


def random_figures(dice, shape, large):
    if shape == "counts":
        return random_count(dice)
    times = dice.randrange(1, 4) if shape == "added" else 1
    row = []
    for _ in range(times):
        row += [random_count(dice), random_count(dice), random_seconds(dice, large), random_seconds(dice, large)]
    return tuple(row)


def random_entries(dice, python2):
    large = dice.random() < 0.05
    files = FILES if dice.random() < 0.5 else FILES[:6]
    functions = []
    for number in range(dice.randrange(12)):  # names end in a number, so that different ones stay so when repaired
        name = dice.choice(NAMES)
        name = name + (b"%d" % number if isinstance(name, bytes) else str(number))
        line = dice.choice([0, -1, 2**31 - 1, 2**31, -2**40]) if dice.random() < 0.1 else dice.randrange(500)
        functions.append((dice.choice(files), line, name))
    shape = dice.choice(["tuples", "tuples", "counts", "added", "mixed"])
    shared = []  # values that are the same object are written once
    entries = []
    for function in functions:
        if dice.random() < 0.05:
            continue  # only known as a caller
        callers = []
        for caller in dice.sample(functions, dice.randrange(min(len(functions), 4) + 1)):
            kind = dice.choice(["tuples", "counts"]) if shape == "mixed" else shape
            callers.append((caller, random_figures(dice, kind, large)))
        if shared and dice.random() < 0.1:
            callers = dice.choice(shared)
        shared.append(callers)
        numbers = (random_count(dice), random_count(dice), random_seconds(dice, large), random_seconds(dice, large))
        entries.append((function, numbers + (callers,)))
    if entries and dice.random() < 0.05:
        entries.append((entries[0][0], (1, 1, 0.5, 0.5, [])))  # Python keeps the last, we add them up
    if dice.random() < 0.05:
        entries.append((("__later__",), None))
    return entries


# ---- What our output has to be ----


def repaired(text):
    """What a name becomes: U+FFFD for each ill-formed part, one for an encoded surrogate."""
    raw = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
    try:
        return raw.decode(), False
    except UnicodeDecodeError:
        parts = re.split(rb"\xed[\xa0-\xbf][\x80-\xbf]", raw)
        return "\ufffd".join(part.decode("utf-8", "replace") for part in parts), True


class Expected:
    """Entries as our JSON should have them: times in nanoseconds, counts, kinds of warnings."""

    def __init__(self, entries):
        self.kinds = set()
        self.functions = {}  # key -> [calls, primitive calls, self, cumulative]
        self.edges = {}  # (caller, callee) -> the same; primitive and times None where one is unknown
        self.seconds = 0.0
        orphans, order = {}, []
        for function, value in entries:
            if len(function) == 1:
                self.kinds.add("unknown-entry")
                continue
            key = self.key(function)
            cc, nc, tt, ct, callers = value
            row = [self.count(nc), self.count(cc), *self.times(tt, ct)]
            if key in self.functions:
                self.kinds.add("duplicate-function")
                row = [a + b for a, b in zip(row, self.functions[key])]
            self.functions[key] = row
            for caller, figures in callers:
                order.append((self.key(caller), key, self.edge(figures)))
        for caller, callee, row in order:
            known = self.edges.get((caller, callee))
            if known:
                row = [None if a is None or b is None else a + b for a, b in zip(row, known)]
            self.edges[caller, callee] = row
        for caller, callee, row in order:
            if caller not in self.functions:
                orphans.setdefault(caller, 0)
            if caller in orphans and row[3] is not None:
                orphans[caller] = max(orphans[caller], row[3])
        for caller, cumulative in orphans.items():
            self.kinds.add("caller-without-entry")
            self.functions[caller] = [0, 0, 0, cumulative]
        if not self.functions:
            self.kinds.add("no-functions")
        self.total = sum(row[2] for row in self.functions.values())

    def key(self, function):
        file, line, name = function
        (file, bad_file), (name, bad_name) = repaired(file), repaired(name)
        if bad_file or bad_name:
            self.kinds.add("invalid-utf8")
        if not -2**31 <= line < 2**31:
            self.kinds.add("huge-number")
            line = 0
        return file, int(line), name

    def bounded(self, value):
        if isinstance(value, int) and abs(value) > LARGEST:
            self.kinds.add("huge-number")
            return LARGEST if value > 0 else -LARGEST
        return int(value)

    def count(self, value):
        return self.not_negative(self.bounded(value))

    def not_negative(self, value):
        if value < 0:
            self.kinds.add("negative-count")
        return max(value, 0)

    def times(self, *values):
        out = []
        for value in values:
            seconds = float(self.bounded(value)) if isinstance(value, int) else value
            if not math.isfinite(seconds):
                self.kinds.add("not-finite")
                seconds = 0.0
            self.seconds += abs(seconds)
            units = abs(Fraction(seconds)) * 10**9
            weight = math.floor(units + Fraction(1, 2))
            out.append(-weight if seconds < 0 else weight)
        return out

    def edge(self, figures):
        if not isinstance(figures, tuple):
            return [self.count(figures), None, None, None]
        sums = [0, 0, 0.0, 0.0]
        for i, figure in enumerate(figures):
            if i % 4 < 2:
                sums[i % 4] += self.bounded(figure)
            else:
                sums[i % 4] += float(self.bounded(figure)) if isinstance(figure, int) else figure
        return [self.not_negative(sums[0]), self.not_negative(sums[1]), *self.times(sums[2], sums[3])]


def shown_key(function):
    return function["frame"], function.get("file", ""), function.get("line", 0)


class Judge:
    """Compares; collects what is different as text."""

    def __init__(self, expected, data):
        self.findings = []
        # Sums that need more room than nanoseconds have are kept coarser.
        self.slack = 0 if expected.seconds < ROOM else expected.seconds * 2
        self.slack = self.slack if expected.seconds < 1e18 else math.inf
        self.warned = {warning["kind"] for warning in data["warnings"]}
        # Whether figures agree is looked at by tests/numbers.
        self.warned -= {"label-collision", "negative-time", "mixed-threads", "unlisted-calls", "huge-time"}
        data = self.without_unlisted(data)
        self.of_functions(expected, data)
        self.of_edges(expected, data)
        self.same_time("total", data["total"], expected.total)
        if self.slack:  # how much was cut down depends on the order in which large times came
            self.warned.discard("huge-number")
            expected.kinds.discard("huge-number")
        if self.warned != expected.kinds:
            self.findings.append(f"warnings {sorted(self.warned)}, expected {sorted(expected.kinds)}")

    @staticmethod
    def without_unlisted(data):
        """Without what the program makes up for time that the file does not account for."""
        made_up = {function["id"]: function for function in data["functions"] if function["frame"] == "(not listed)"}
        total = Decimal(data["total"]) - sum(Decimal(function["self"]) for function in made_up.values())
        return {"total": total, "functions": [each for each in data["functions"] if each["id"] not in made_up],
                "edges": [edge for edge in data["edges"] if edge["callee"] not in made_up]}

    def same(self, what, ours, theirs):
        if ours != theirs:
            self.findings.append(f"{what}: {ours}, expected {theirs}")

    def same_time(self, what, ours, nanoseconds):
        if nanoseconds is None or ours is None:
            return self.same(what, ours, nanoseconds)
        if abs(Decimal(ours) - Decimal(nanoseconds).scaleb(-9)) * 10**9 > Decimal(self.slack):
            self.findings.append(f"{what}: {ours}, expected {Decimal(nanoseconds).scaleb(-9)}")

    def row(self, what, ours, row):
        self.same(f"{what} calls", ours.get("calls"), row[0])
        self.same(f"{what} primitive calls", ours.get("primitive_calls"), row[1])
        self.same_time(f"{what} self", ours.get("self"), row[2])
        self.same_time(f"{what} cumulative", ours.get("cumulative"), row[3])

    def of_functions(self, expected, data):
        shown = {(name, file, max(line, 0)): row for (file, line, name), row in expected.functions.items()}
        ours = {shown_key(function): function for function in data["functions"]}
        self.same("functions", sorted(ours), sorted(shown))
        for key in set(ours) & set(shown):
            self.row(key, ours[key], shown[key])

    def of_edges(self, expected, data):
        keys = {function["id"]: shown_key(function) for function in data["functions"]}
        ours = {(keys[edge["caller"]], keys[edge["callee"]]): edge for edge in data["edges"]}
        shown = {}
        for pair, row in expected.edges.items():
            shown[tuple((name, file, max(line, 0)) for file, line, name in pair)] = row
        self.same("edges", sorted(ours), sorted(shown))
        for key in set(ours) & set(shown):
            self.row(key, ours[key], shown[key])


# ---- What Python reads ----


def checked_key(key):
    file, line, name = key
    if not (isinstance(file, (str, bytes)) and isinstance(name, (str, bytes)) and is_count(line)):
        raise Refused(f"key {key!r}")
    return file, int(line), name


def is_count(value):
    if isinstance(value, float):
        return value.is_integer() and abs(value) <= LARGEST
    return isinstance(value, int)


def is_time(value):
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def check_row(row):
    if not (is_count(row[0]) and is_count(row[1]) and is_time(row[2]) and is_time(row[3])):
        raise Refused(f"figures {row!r}")


def entries_of(stats):
    """What Python read as entries; Refused when it is not what pstats consists of."""
    if not isinstance(stats, dict):
        raise Refused("no dict")
    entries = []
    for key, value in stats.items():
        if not isinstance(key, tuple) or len(key) not in (1, 3):
            raise Refused(f"key {key!r}")
        if len(key) == 1:
            if not isinstance(key[0], (str, bytes)):
                raise Refused(f"key {key!r}")
            entries.append((key, None))
            continue
        if not isinstance(value, tuple) or len(value) != 5 or not isinstance(value[4], dict):
            raise Refused(f"value {value!r}")
        check_row(value)
        callers = []
        for caller, figures in value[4].items():
            if not isinstance(caller, tuple) or len(caller) != 3:
                raise Refused(f"caller {caller!r}")
            if isinstance(figures, tuple):
                if not figures or len(figures) % 4:
                    raise Refused(f"figures {figures!r}")
                for i in range(0, len(figures), 4):
                    check_row(figures[i:i + 4])
            elif not is_count(figures):
                raise Refused(f"figures {figures!r}")
            callers.append((checked_key(caller), figures))
        entries.append((checked_key(key), value[:4] + (callers,)))
    return entries


class Loaded:
    """What pstats.Stats takes instead of a file."""

    def __init__(self, stats):
        self.stats = stats

    def create_stats(self):
        pass


def judge_pstats(stats, expected):
    """pstats' own sums beside what we expect; only where nothing was cut down, added up or repaired."""
    if expected.kinds - {"label-collision", "caller-without-entry", "negative-time", "invalid-utf8"} or expected.seconds > ROOM:
        return []
    if any(isinstance(key[2], bytes) for key in stats):  # its printing of names cannot take them
        return []
    theirs = pstats.Stats(Loaded(dict(stats)))
    calls = sum(row[0] for row in expected.functions.values())
    primitive = sum(row[1] for row in expected.functions.values())
    findings = []
    if (theirs.total_calls, theirs.prim_calls) != (calls, primitive):
        findings.append(f"pstats counts {theirs.total_calls}/{theirs.prim_calls} calls, expected {calls}/{primitive}")
    if abs(theirs.total_tt - expected.total / 1e9) > 1e-9 * (len(stats) + 1):
        findings.append(f"pstats' total is {theirs.total_tt}, expected {expected.total / 1e9}")
    return findings


# ---- The two kinds of tests ----


def in_child(work):
    """What work() returns or raises; Python's marshal may also crash on damaged dumps (a tuple that holds itself), or
    want the memory for as many items as a size claims."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        try:
            result = work()
        except BaseException as error:
            result = Refused(str(error)) if isinstance(error, Refused) else ValueError(repr(error))
        with open(writer, "wb") as out:
            pickle.dump(result, out)
        os._exit(0)
    os.close(writer)
    with open(reader, "rb") as answer:
        data = answer.read()
    if os.waitpid(child, 0)[1] != 0 or not data:
        return ValueError("Python crashes")
    return pickle.loads(data)


def has_half_entry(dump):
    """A dict ends after a key: Python drops the key in silence, whatever it is."""
    fixed = {"N": 0, "T": 0, "F": 0, "S": 0, ".": 0, "i": 4, "r": 4, "R": 4, "g": 8, "I": 8, "y": 16}
    open_containers, at = [], 0  # [items left, or None and how many so far]
    while at < len(dump):
        code, at = chr(dump[at] & 0x7F), at + 1
        if code == "0" and open_containers and open_containers[-1][0] is None:
            if open_containers.pop()[1] % 2:
                return True
        elif code in "{}([<>)":
            size = None
            if code == ")":
                size, at = dump[at], at + 1
            elif code not in "{}":
                size, at = int.from_bytes(dump[at:at + 4], "little"), at + 4
            open_containers.append([size, 0])
            if size != 0:
                continue
            open_containers.pop()
        elif code in fixed:
            at += fixed[code]
        elif code in "zZf":
            at += 1 + dump[at]
        elif code == "l":
            at += 4 + 2 * abs(int.from_bytes(dump[at:at + 4], "little", signed=True))
        else:
            at += 4 + int.from_bytes(dump[at:at + 4], "little")
        while open_containers:  # one more item, which may have been the last
            open_containers[-1][1] += 1
            if open_containers[-1][0] is None or open_containers[-1][1] < open_containers[-1][0]:
                break
            open_containers.pop()
        if not open_containers:
            break
    return False


def ours(dump):
    """(exit code, JSON or None, stderr)"""
    arguments = [BINARY, "-f", "pstats", "-T", "json", "-n", "0", "-e", "0", "--max-nodes", "0", "-q", "-"]
    try:
        result = subprocess.run(arguments, input=dump, capture_output=True, timeout=60)
    except subprocess.TimeoutExpired:
        return -1, None, "it takes more than a minute"
    data = json.loads(result.stdout, parse_float=Decimal) if result.returncode == 0 else None
    return result.returncode, data, result.stderr.decode()


def judge_valid(dice):
    python2 = dice.random() < 0.3
    entries = random_entries(dice, python2)
    writer = Writer(dice, python2)
    dump = writer.dump(entries)
    expected = Expected(entries)
    findings = []
    try:
        stats = marshal.loads(dump)
    except ValueError as error:  # and a text of Python 2 may be no UTF-8
        if not (python2 and ("unknown type code" in str(error) or "can't decode" in str(error))):
            findings.append(f"Python refuses the dump: {error}")
    else:
        if "duplicate-function" not in expected.kinds:
            # The writer is wrong too when Python does not read what it was given.
            again = Expected(entries_of(stats))
            findings += ["the writer lost something"] * (again.functions != expected.functions)
            findings += ["the writer lost edges"] * (again.edges != expected.edges)
            if stats and "unknown-entry" not in expected.kinds:
                findings += judge_pstats(stats, expected)
    code, data, err = ours(dump)
    if code != 0:
        return dump, findings + [f"exit code {code}: {err}"]
    return dump, findings + Judge(expected, data).findings


def damage(dump, dice):
    out = bytearray(dump)
    for _ in range(dice.randrange(1, 4)):
        at = dice.randrange(len(out))
        kind = dice.randrange(5)
        if kind == 0:
            del out[at:]
        elif kind == 1:
            out[at] ^= 1 << dice.randrange(8)
        elif kind == 2:
            out[at] = dice.choice(b"NTF.0irRgIyzZfstuaAl{})([<>x\xa9\xe9\xda")
        elif kind == 3:
            del out[at:at + dice.randrange(1, 12)]
        else:
            piece = out[at:at + dice.randrange(1, 40)]
            there = dice.randrange(len(out))
            out[there:there] = piece
        if not out:
            break
    return bytes(out)


def judge_damaged(dice):
    entries = random_entries(dice, False)
    dump = damage(Writer(dice, False).dump(entries), dice)
    code, data, err = ours(dump)
    if code not in (0, 3):
        return dump, [f"exit code {code}: {err}"]
    theirs = in_child(lambda: entries_of(marshal.loads(dump)))
    if isinstance(theirs, Refused):
        return dump, [f"read, though it is no pstats dict: {theirs}"] if code == 0 else []
    if isinstance(theirs, Exception):
        allowed = any(text in str(theirs) for text, _ in ALLOWED)
        return dump, [f"read, though Python refuses it: {theirs}"] if code == 0 and not allowed else []
    if code != 0:
        return dump, [] if has_half_entry(dump) else [f"refused, though Python reads it: {err}"]
    return dump, compare_loosely(Expected(theirs), data)


def compare_loosely(expected, data):
    """Figures without names: marshal takes the bytes of ASCII texts for Latin-1, we take them for UTF-8."""
    warned = {warning["kind"] for warning in data["warnings"]}
    if warned & {"duplicate-function", "huge-number"} or expected.seconds > ROOM:
        return []  # Python keeps the last of what is there twice

    def figures(row):
        return [str(row.get(key)) for key in ("calls", "primitive_calls")] + [nano(row.get(key)) for key in ("self", "cumulative")]

    def expected_figures(row):
        return [str(count) for count in row[:2]] + [str(time) for time in row[2:]]

    def nano(seconds):
        return str(seconds if seconds is None else int(Decimal(seconds).scaleb(9)))

    findings = []
    for what, rows, theirs in (("functions", data["functions"], expected.functions), ("edges", data["edges"], expected.edges)):
        mine = sorted(figures(row) for row in rows)
        wanted = sorted(expected_figures(row) for row in theirs.values())
        if mine != wanted and len(mine) == len(wanted):
            findings.append(f"{what}: {mine}, expected {wanted}")
        elif mine != wanted:
            findings.append(f"{len(mine)} {what}, expected {len(wanted)}")
    return findings


def judge(seed):
    dice = random.Random(seed)
    dump, findings = (judge_damaged if seed % 2 else judge_valid)(dice)
    return seed, dump, findings


def main():
    if not BINARY:
        sys.exit("P2G_BINARY must name the program")
    seeds = [int(os.environ["P2G_SEED"])] if "P2G_SEED" in os.environ else range(DUMPS)
    failed = 0
    with concurrent.futures.ProcessPoolExecutor(os.cpu_count()) as pool:
        for seed, dump, findings in pool.map(judge, seeds, chunksize=20):
            if not findings:
                continue
            failed += 1
            if failed <= 5:
                print(f"P2G_SEED={seed}: {dump.hex()}", *findings[:5], sep="\n  ")
    print(f"{len(seeds)} dumps, {failed} read differently")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

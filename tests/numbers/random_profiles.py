"""Small random inputs that are full of what goes wrong: recursion, ties, shared names, nothing, contradictions."""
import marshal
import re
from dataclasses import replace
from fractions import Fraction

from reference.gate import Limit, figures

# Names that share files, names and beginnings; some with annotations, some that only differ in their spelling.
TEXTS = ["main", "a", "b", "b_[k]", "c", "ab", "f (x.py:3)", "f (x.py:12)", "g (x.py:7)", "f (y.py:3)", "x.py:f:3",
         "y.py:9:g", "two words", "<lambda>", "C::m(int)", "thread (0x1f)"]
KEYS = [("x.py", 1, "<module>"), ("x.py", 3, "f"), ("x.py", 12, "f"), ("y.py", 3, "f"), ("x.py", 7, "g"),
        ("y.py", 5, "<lambda>"), ("y.py", 6, "<lambda>"), ("~", 0, "<built-in method builtins.len>"),
        ("~", 0, "<method 'append' of 'list' objects>"), ("", 0, "profiler"), ("z.py", 0, "h"), ("z.py", -1, "h"),
        ("~", 0, "sleep"), ("y.py", 3, "main")]


def random_stack(random, texts):
    """Uneven in depth, often recursive: the next frame is likely one of those before."""
    stack = [random.choice(texts)]
    while len(stack) < 9 and random.random() < 0.8:
        stack.append(random.choice(stack) if random.random() < 0.3 else random.choice(texts))
    return stack


def random_count(random, style):
    if style == "equal":
        return "10"
    if style == "fractions":
        return random.choice(["0.5", "1.25", "3", "0.125", ".5", "2.", "1e-3", "0", "7.50"])
    return str(random.choice([0, 1, 2, 3, 5, 10, 10, 25, 100, 1000]))


def folded(random):
    texts = random.sample(TEXTS, random.randint(1, 8))
    style = random.choice(["whole", "whole", "equal", "fractions"])
    lines = [";".join(random_stack(random, texts)) + " " + random_count(random, style)
             for _ in range(random.randint(1, 25))]
    if random.random() < 0.1:
        lines.insert(random.randrange(len(lines) + 1), random.choice(["# a comment", "no count", "a;b -3", "", "#"]))
    if random.random() < 0.2:
        lines.insert(0, "# unit: " + random.choice(["s", "ms", "us", "ns", "bytes", "samples"]))
    return ("\n".join(lines) + random.choice(["\n", ""])).encode()


class Program:
    """Calls that happened, one inside the other: what a profiler would have seen of them, and the stacks."""

    def __init__(self, random, single_callers=False, call_themselves=True):
        self.stacks = {}  # stack: ns
        self.stats = {}
        self.edges = {}
        self.callers = {}
        keys = [key for key in KEYS if key[1] >= 0]
        self.keys = random.sample(keys, random.randint(1, 9))
        self.random = random
        self.single_callers = single_callers  # a function is only called by the first that called it, or by itself
        self.call_themselves = call_themselves
        self.calls_left = random.randint(1, 60)
        while self.calls_left > 0:
            self.call(self.pick(None), [])

    def pick(self, caller):
        choices = self.keys
        if self.single_callers:
            choices = [key for key in self.keys if key != caller and self.callers.get(key, caller) == caller]
            choices += [caller] * (caller is not None and self.call_themselves)
        key = self.random.choice(choices) if choices else None
        if self.single_callers and key != caller:
            self.callers[key] = caller
        return key

    def call(self, key, stack):
        """Returns the time that it took."""
        if key is None:
            return 0
        self.calls_left -= 1
        pair = (stack[-1], key) if stack else None
        outermost = key not in stack
        outermost_pair = pair not in list(zip(stack, stack[1:]))
        stack.append(key)
        own = self.random.choice([0, 1, 3, 1000, 1000, 25_000, 1_000_000, 123_456_789])
        own = max(own, int(self.single_callers))
        self.stacks[tuple(stack)] = self.stacks.get(tuple(stack), 0) + own
        taken = own
        while self.calls_left > 0 and len(stack) < 12 and self.random.random() < 0.65:
            taken += self.call(self.pick(key), stack)
        stack.pop()
        self.count(self.stats, key, outermost, own, taken)
        if pair:
            self.count(self.edges, pair, outermost_pair, own, taken)
        return taken

    @staticmethod
    def count(table, key, outermost, own, taken):
        """[primitive calls, calls, self, cumulative]: time and primitive calls only of the outermost call."""
        figures = table.setdefault(key, [0, 0, 0, 0])
        figures[1] += 1
        figures[2] += own
        if outermost:
            figures[0] += 1
            figures[3] += taken

    def pstats(self):
        """As cProfile writes it."""
        stats = {}
        for key, (primitive, calls, own, cumulative) in self.stats.items():
            stats[key] = (primitive, calls, own / 1e9, cumulative / 1e9, {})
        for (caller, callee), (primitive, calls, own, cumulative) in self.edges.items():
            stats[callee][4][caller] = (calls, primitive, own / 1e9, cumulative / 1e9)
        return stats

    def folded(self):
        """The same run as stacks. Files and lines stand in the texts, so that the functions are the same ones."""
        def text(key):
            file, line, name = key
            return f"{name}@{file}@{line}"

        lines = [";".join(map(text, stack)) + f" {own}" for stack, own in self.stacks.items()]
        return ("# unit: ns\n" + "\n".join(lines) + "\n").encode()


def random_time(random):
    return random.choice([0, 0.0, 1e-9, 2e-9, 5e-7, 0.001, 0.001, 0.0025, 0.25, 1.5, 3, 12.000000001])


def contradictory(random):
    """Figures that no run has: pairs without entries, more primitive calls than calls, times that do not add up."""
    keys = random.sample(KEYS, random.randint(1, 10))
    odd = random.random()
    only_counts = random.random() < 0.2
    stats = {}
    for key in keys:
        if random.random() < 0.15:
            continue  # perhaps a caller all the same
        callers = {}
        for caller in random.sample(keys, random.randint(0, min(4, len(keys)))):
            calls = random.choice([0, 1, 1, 2, 7])
            own, cumulative = random_time(random), random_time(random)
            figures = (calls, random.choice([calls, 1]), own, cumulative)
            if only_counts or random.random() < 0.03:
                figures = calls
            elif random.random() < 0.05:
                figures = figures * 2
            callers[caller] = figures
        calls = random.choice([0, 1, 2, 3, 10, 177])
        primitive = random.choice([calls, calls, calls, 1, 0])
        stats[key] = (primitive, calls, random_time(random), random_time(random), callers)
    if odd < 0.1 and stats:
        key = random.choice(list(stats))
        primitive, calls, own, cumulative, callers = stats[key]
        stats[key] = random.choice([
            (primitive, calls, -1e-6, cumulative, callers), (primitive, calls, own, -0.5, callers),
            (-1, calls, own, cumulative, callers), (primitive, -3, own, cumulative, callers),
            (primitive, calls, float("inf"), float("nan"), callers)])
    elif odd < 0.15 and stats:  # Python 2 wrote bytes; the same function twice once both are text
        file, line, name = random.choice(list(stats))
        stats[file.encode(), line, name.encode()] = stats[file, line, name]
    return stats


def relayed(random):
    """Heavy functions that reach each other only over light ones: pruned, all that is left are residual edges."""
    heavy = [("x.py", line, "heavy") for line in range(1, random.randint(3, 6))]
    light = [("y.py", line, "light") for line in range(1, random.randint(2, 6))]
    milliseconds = {key: random.randint(2000, 4000) for key in heavy}
    milliseconds.update((key, random.randint(50, 100)) for key in light)
    stats = {}
    for key, whole in milliseconds.items():
        callers = {}
        for caller in random.sample(light if key in heavy else heavy + light, random.randint(1, 4) % (len(light) + 1)):
            if caller != key and random.random() < 0.8:
                most = min(whole, milliseconds[caller])
                callers[caller] = (1, 1, 0.0, random.choice([most, most, random.randint(1, most)]) / 1000)
        recursive = random.random() < 0.1
        stats[key] = (1, 2 if recursive else 1, whole / 2000, whole / 1000, callers)
    return stats


def dumped(random, stats):
    return marshal.dumps(stats, random.randint(0, 4))


def thresholds(random):
    """(arguments, node percent, edge percent, most functions)"""
    percents = ["0", "0", "0.1", "0.3", "0.7", "1.1", "2.2", "5", "7", "10", "14", "25", "28", "33.3", "50", "100"]
    node, edge = random.choice(percents), random.choice(percents)
    most = random.choice([0, 0, 0, 1, 2, 3, 5])
    return ["-n", node, "-e", edge, "--max-nodes", str(most)], node, edge, most


def exact_percent(random, cost, total):
    """A percentage that a cost meets exactly, when it has few digits."""
    share = Fraction(100 * cost, total) if total > 0 else Fraction(0)
    text = f"{float(share):.6g}"
    return text if Fraction(text) == share and 0 < share <= 100 else None


def random_filters(random, profile):
    """(arguments, the same for the reference). Patterns name functions that exist, or they would be an error."""
    frames = sorted({frame for stack in profile.stacks for frame in stack} if profile.functions is None
                    else profile.functions)
    arguments, options = [], {}
    for option in random.sample(["root", "leaf", "focus", "ignore", "hide", "show"], random.choice([0, 1, 1, 2, 3])):
        count = random.choice([1, 1, 2])
        options[option] = [random_pattern(random, random.choice(frames), option) for _ in range(count)]
        for pattern in options[option]:
            arguments += ["--" + option, pattern]
    if random.random() < 0.25:
        options["fold_recursion"] = True
        arguments.append("--fold-recursion")
    if random.random() < 0.25:
        options["depth"] = random.choice([1, 2, 3, 4])
        arguments += ["--depth", str(options["depth"])]
    return arguments, options


def random_pattern(random, frame, option):
    """--root and --leaf take globs or /expressions/, the others expressions."""
    name = re.escape(frame.name)
    expressions = [f"^{name}$", name, f"^{re.escape(frame.name[:1])}"]
    if frame.file:
        expressions.append(re.escape(frame.file) + ":")
    if option not in ("root", "leaf"):
        return random.choice(expressions + ["/" + expressions[0] + "/"])
    globs = [frame.name, f"*:{frame.line}:{frame.name}" if frame.file else frame.name]
    globs += [frame.name[:1] + "*", "?" * len(frame.name)] if frame.name.isalpha() else []
    return random.choice(globs + ["/" + expressions[0] + "/"])


def runs_of_stacks(random):
    """Runs of one program that changes on the way: most stacks stay, their counts vary."""
    texts = random.sample(TEXTS, random.randint(2, 8))
    style = random.choice(["whole", "whole", "equal", "fractions"])
    stacks = [";".join(random_stack(random, texts)) for _ in range(random.randint(2, 12))]
    runs = []
    for _ in range(random.randint(2, 6)):
        lines = ["zz;main 1"] + [f"{stack} {random_count(random, style)}" for stack in stacks if random.random() < 0.8]
        runs.append(("\n".join(lines) + "\n").encode())
    return runs


def runs_of_calls(random):
    """The same of calls; functions move to other lines and files, and some come and go."""
    stats = random.choice([contradictory(random), Program(random).pstats()])
    stats = {key: value for key, value in stats.items() if isinstance(key[0], str)}
    runs = []
    moved = dict(zip(KEYS, KEYS))
    for _ in range(random.randint(2, 6)):
        if random.random() < 0.4:
            key = random.choice(KEYS)
            to = random.choice([(key[0], key[1] + 100, key[2]), ("moved.py", 4, key[2])])
            moved[key] = to if key[0] != "~" else key
        run = {}
        for key, (primitive, calls, own, cumulative, callers) in stats.items():
            if random.random() < 0.1:
                continue
            factor = random.choice([1, 1, 1, 1.1, 2, 4])
            run[moved[key]] = (primitive, calls + random.choice([0, 0, 3]), own * factor, cumulative * factor,
                               {moved[caller]: figures for caller, figures in callers.items()})
        run["same.py", 1, "same"] = (1, 1, 0.001, 0.002, {})  # a file on both sides: nothing was built elsewhere
        runs.append(run)
    return runs


def limit(random, diff):
    subject = random.choice(["total", "new", "self", "cumulative"] + (["calls"] if diff.profile.stacks is None else []))
    sign = "" if subject == "new" else random.choice(["+", "+", "-", ""])
    pattern = None
    if subject not in ("total", "new"):
        name = random.choice(diff.rows).frame.name
        pattern = random.choice(["/./", f"/^{re.escape(name)}$/"])
    if subject == "calls":
        unit = random.choice(["", "%"]) if sign else ""
    else:
        percent = [] if subject == "total" and not sign else ["%", "%"]  # it is always 100 % of itself
        unit = random.choice(percent + (["ns", "us", "ms", "s"] if diff.profile.unit == "s" else ["", "samples"]))
    chosen = Limit(subject, pattern, random.choice([">", ">", ">=", "<", "<="]), sign,
                   random.choice(["0", "1", "3", "5", "7", "10", "14", "50", "100", "0.5", "1000"]), unit)
    exact = [value for value in map(chosen.in_unit(diff), figures(diff, chosen))
             if value is not None and decimal_text(abs(value)) is not None]
    if exact and random.random() < 0.6:  # a limit that is met exactly
        met = random.choice(exact)
        chosen = replace(chosen, sign=sign and "+-"[met < 0], number=decimal_text(abs(met)))
    return chosen


def decimal_text(value):
    """None when it has more than 12 decimals."""
    whole, rest = divmod(value * 10 ** 12, 1)
    return None if rest else f"{whole // 10 ** 12}.{whole % 10 ** 12:012}".rstrip("0").rstrip(".")

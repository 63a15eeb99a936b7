#!/usr/bin/env python3
"""Selections of call profiles against the truth.

Runs made-up programs under a tracer that writes one stream of events down twice: as the pstats file that cProfile would
have written (functions and caller/callee pairs) and as the true stacks. What the program says of the stacks under a
filter is the truth; what it says of the pstats file has to be that, or be marked as an estimate.

usage: truth.py PROGRAM [--seeds N] [--first N] [-v]      exit code 1 when something unmarked is wrong
       truth.py PROGRAM [-v] NAME.prof...                 of runs that were traced elsewhere: NAME.prof (calls), beside it
                                                          NAME.folded.gz (stacks) and NAME.filters.json (lists of options)
"""
import json
import marshal
import os
import random
import subprocess
import sys
import tempfile

EVENTS = 6000  # of one program, about


class Tracer:
    """cProfile's bookkeeping, with a clock of its own. Recursion is counted as _lsprof does: the times of a function, and
    of a pair, are those of the outermost activation."""

    def __init__(self):
        self.now, self.stack, self.events = 0, [], 0
        self.totals, self.pairs = {}, {}
        self.nodes, self.self_ns, self.path, self.children, self.last = [None], [0], [0], {}, 0

    def work(self, ns):
        self.now += ns

    def settle_node(self):
        self.self_ns[self.path[-1]] += self.now - self.last
        self.last = self.now

    @staticmethod
    def record(table, key):
        return table.setdefault(key, {"calls": 0, "nested": 0, "cumulative": 0, "self": 0, "level": 0})

    def enter(self, key):
        self.settle_node()
        self.events += 1
        if self.stack:
            self.record(self.pairs, (self.stack[-1][0], key))["level"] += 1
        self.record(self.totals, key)["level"] += 1
        self.stack.append([key, self.now, 0])
        child = (self.path[-1], key)
        if child not in self.children:
            self.children[child] = len(self.nodes)
            self.nodes.append(child)
            self.self_ns.append(0)
        self.path.append(self.children[child])

    def leave(self):
        self.settle_node()
        self.path.pop()
        key, begin, below = self.stack.pop()
        spent = self.now - begin
        entries = [self.totals[key]]
        if self.stack:
            self.stack[-1][2] += spent
            entries.append(self.pairs[(self.stack[-1][0], key)])
        for entry in entries:
            entry["level"] -= 1
            entry["calls"] += 1
            entry["self"] += spent - below
            if entry["level"] == 0:
                entry["cumulative"] += spent
            else:
                entry["nested"] += 1

    def call(self, key, body):
        self.enter(key)
        body()
        self.leave()

    def write(self, base):
        stats = {}
        for key, e in self.totals.items():
            stats[key] = (e["calls"] - e["nested"], e["calls"], e["self"] / 1e9, e["cumulative"] / 1e9, {})
        for (caller, callee), e in self.pairs.items():
            stats[callee][4][caller] = (e["calls"], e["calls"] - e["nested"], e["self"] / 1e9, e["cumulative"] / 1e9)
        with open(base + ".prof", "wb") as file:
            marshal.dump(stats, file)
        paths = [""]
        with open(base + ".folded", "w") as file:
            for node in range(1, len(self.nodes)):
                parent, (name_file, line, name) = self.nodes[node]
                frame = name if name_file == "~" else "%s (%s:%d)" % (name, name_file, line)
                paths.append((paths[parent] + ";" if paths[parent] else "") + frame)
                if self.self_ns[node]:
                    file.write("%s %.9f\n" % (paths[node], self.self_ns[node] / 1e9))


class Program:
    """A program made of parts that real ones have, each chosen and sized at random."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.tracer = Tracer()
        self.functions = []

    def function(self, file, name):
        line = 0 if file == "~" else 1 if name == "<module>" else len(self.functions) + 2
        key = (file, line, name)
        self.functions.append(key)
        return key

    def left(self):
        return self.tracer.events < EVENTS

    def work(self, low, high):
        self.tracer.work(self.random.randint(low, high))

    # Each part_… returns what one call of it does.

    def part_layers(self):
        """Layers that call the next ones, some at a small price and some at a large one, over shared helpers."""
        rng = self.random
        layers = [[self.function("src/app/layer%d.py" % d, "l%d_%d" % (d, i)) for i in range(rng.randint(1, 4))]
                  for d in range(rng.randint(2, 5))]
        helpers = [self.function(rng.choice(["lib/helpers.py", "~"]), "helper%d" % i) for i in range(rng.randint(1, 3))]
        plan = {}
        for depth, layer in enumerate(layers):
            for f in layer:
                below = [(g, rng.randint(1, 3)) for g in (layers[depth + 1] if depth + 1 < len(layers) else [])
                         if rng.random() < .6]
                used = [(h, rng.choice([1, 1, 30])) for h in helpers if rng.random() < .5]
                plan[f] = (below, used, rng.choice([10, 1000, 100000]))
        deep = self.function("lib/helpers.py", "deep")

        def run(f):
            below, used, own = plan[f]
            self.work(own // 2, own)
            for helper, price in used:
                def help_it(price=price):
                    self.work(1000 * price, 2000 * price)
                    if price > 1:
                        self.tracer.call(deep, lambda: self.work(100, 30000))
                self.tracer.call(helper, help_it)
            for g, times in below:
                for _ in range(times):
                    if self.left():
                        self.tracer.call(g, lambda g=g: run(g))
        return lambda: self.tracer.call(layers[0][0], lambda: run(layers[0][0]))

    def part_imports(self):
        """Modules that import each other through one hub, each once."""
        rng = self.random
        hub = [self.function(f, n) for f, n in [("~", "<built-in method builtins.__import__>"),
                                                ("<frozen importlib>", "_find_and_load"), ("<frozen importlib>", "_load"),
                                                ("~", "<built-in method builtins.exec>")]]
        finder = self.function("<frozen importlib>", "find_spec")
        count = rng.randint(2, 14)
        modules = [self.function(rng.choice(["src/app", "site-packages/dep"]) + "/mod%d.py" % i, "<module>")
                   for i in range(count)]
        imports = {i: rng.sample(range(i + 1, count), min(count - i - 1, rng.randint(0, 3))) for i in range(count)}
        own = [rng.choice([1000, 100000, 2000000]) for _ in range(count)]
        compile_class = self.function("lib/classes.py", "make_class")
        loaded = set()

        def load(i):
            def through(level):
                self.work(200, 3000)
                if level == 1:
                    self.tracer.call(finder, lambda: self.work(2000, 20000))
                    if i in loaded:
                        return
                if level + 1 < len(hub):
                    self.tracer.call(hub[level + 1], lambda: through(level + 1))
                else:
                    loaded.add(i)
                    self.tracer.call(modules[i], lambda: module(i))
            self.tracer.call(hub[0], lambda: through(0))

        def module(i):
            self.work(own[i] // 2, own[i])
            for j in imports[i]:
                load(j)
            if rng.random() < .5:
                self.tracer.call(compile_class, lambda: self.work(1000, 50000))
        return lambda: load(0)

    def part_decorators(self):
        """Functions called through one wrapper."""
        rng = self.random
        wrapper = self.function("lib/decorators.py", "wrapper")
        pairs = [(self.function("src/app/use.py", "caller%d" % i), self.function("src/app/use.py", "wrapped%d" % i),
                  rng.randint(1, 4), rng.choice([1000, 50000, 1000000])) for i in range(rng.randint(1, 6))]

        def run():
            for caller, wrapped, times, own in pairs:
                def use(wrapped=wrapped, times=times, own=own):
                    self.work(100, 5000)
                    for _ in range(times):
                        def inner():
                            self.work(100, 400)
                            self.tracer.call(wrapped, lambda: self.work(own // 2, own))
                            self.work(100, 400)
                        self.tracer.call(wrapper, inner)
                self.tracer.call(caller, use)
        return run

    def part_callbacks(self):
        """sorted(key=…) and the like: one C function that calls back what its caller gave it."""
        rng = self.random
        sort = self.function("~", "<built-in method builtins.sorted%d>" % len(self.functions))
        pairs = [(self.function("src/app/sort.py", "sorter%d" % i), self.function("src/app/sort.py", "key%d" % i),
                  rng.randint(2, 20), rng.choice([300, 20000])) for i in range(rng.randint(1, 5))]
        shared = self.function("src/app/sort.py", "weight")

        def run():
            for sorter, key, items, own in pairs:
                def use(key=key, items=items, own=own):
                    def sorting():
                        for _ in range(items):
                            self.work(50, 500)
                            def one():
                                self.work(own // 2, own)
                                if own > 300:
                                    self.tracer.call(shared, lambda: self.work(100, 3000))
                            self.tracer.call(key, one)
                    self.tracer.call(sort, sorting)
                self.tracer.call(sorter, use)
        return run

    def part_recursion(self):
        """Functions that call themselves, each other, and a shared leaf."""
        rng = self.random
        ring = [self.function("src/app/walk.py", "walk%d_%d" % (len(self.functions), i)) for i in range(rng.randint(1, 3))]
        leaf = self.function("src/app/walk.py", "leaf")
        other = self.function("src/app/other.py", "other")
        branch = rng.choice([1, 1, 2])
        depth = rng.randint(3, 9 if branch > 1 else 14)

        def walk(i, level):
            self.work(500, 30000)
            if level and self.left():
                for _ in range(branch):
                    self.tracer.call(ring[(i + 1) % len(ring)], lambda: walk((i + 1) % len(ring), level - 1))
            self.tracer.call(leaf, lambda: self.work(1000, 40000 if level % 2 else 4000))

        def run():
            self.tracer.call(ring[0], lambda: walk(0, depth))

            def elsewhere():
                self.work(1000, 100000)
                self.tracer.call(leaf, lambda: self.work(1000, 200000))
            self.tracer.call(other, elsewhere)
        return run

    def part_tangle(self):
        """Functions that call any of each other, as far as a budget goes: a parser, a visitor, an event loop."""
        rng = self.random
        ring = [self.function(rng.choice(["src/app/tangle.py", "lib/tangle.py"]), "t%d_%d" % (len(self.functions), i))
                for i in range(rng.randint(2, 7))]
        leaf = self.function("~", "<method 'append' of 'list' objects>")
        follow = {f: rng.sample(ring, rng.randint(1, min(3, len(ring)))) for f in ring}
        own = {f: rng.choice([100, 5000, 80000]) for f in ring}

        def run_one(f, level):
            self.work(own[f] // 2, own[f])
            for g in follow[f]:
                if level and self.left() and rng.random() < .7:
                    self.tracer.call(g, lambda g=g: run_one(g, level - 1))
            if rng.random() < .5:
                self.tracer.call(leaf, lambda: self.work(100, 1000))
        first = rng.sample(ring, rng.randint(1, 2))

        def run():
            for f in first:
                self.tracer.call(f, lambda f=f: run_one(f, rng.randint(1, 7)))
        return run

    def run(self):
        rng = self.random
        parts = [self.part_layers, self.part_imports, self.part_decorators, self.part_callbacks, self.part_recursion,
                 self.part_tangle]
        chosen = [part() for part in rng.sample(parts, rng.randint(1, 3))]
        top, main = self.function("src/app/__main__.py", "<module>"), self.function("src/app/__main__.py", "main")
        helper = self.function("src/app/__main__.py", "setup")

        def body():
            self.work(1000, 100000)
            for part in chosen:
                part()
                if rng.random() < .3:
                    self.tracer.call(helper, part)

        def module():
            self.work(1000, 300000)
            self.tracer.call(main, body)
        self.tracer.call(top, module)
        while self.tracer.stack:
            self.tracer.leave()

    def filters(self):
        rng = self.random
        called = [key for key in self.functions if key in self.tracer.totals]
        names = sorted({key[2] for key in called})

        def pattern(some):
            return "/^(%s)$/" % "|".join("".join("\\" + c if c in "()[].*+?^$|\\" else c for c in n) for n in some)
        one = lambda: pattern([rng.choice(names)])
        some = lambda share: pattern(rng.sample(names, max(1, int(len(names) * share))))
        return [["--hide", one()], ["--hide", some(.3)], ["--show", some(.3)], ["--show", some(.6)],
                ["--path", "src"], ["--path", "src/app/__main__.py"],
                ["--focus", one()], ["--focus", some(.15)], ["--ignore", one()], ["--root", one()], ["--leaf", one()],
                ["--leaf", some(.15)], ["--root", some(.15)],
                ["--depth", str(rng.randint(1, 3))], ["--depth", str(rng.randint(4, 8))], ["--fold-recursion"],
                ["--focus", one(), "--hide", one()], ["--hide", some(.2), "--depth", "3"]]


def figures(program, path, args):
    done = subprocess.run([program, "-q", path, "-T", "json", "-n", "0", "-e", "0", "--max-nodes", "0", *args],
                          capture_output=True, timeout=100)
    return json.loads(done.stdout) if done.returncode == 0 else None


def key_of(function):
    file = function.get("file", "~")
    return (function["name"], "" if file == "~" else file, function.get("line", 0))


class Score:
    def __init__(self):
        self.cases = self.self_error = self.arrows = self.false_arrows = self.marked = self.needless = 0
        self.wrong = []  # unmarked and wrong: must stay empty

    def add(self, what, guess, truth, verbose):
        total = truth["total"]
        by_id = [{f["id"]: f for f in side["functions"]} for side in (guess, truth)]
        mine = {key_of(f): f for f in by_id[0].values()}
        real = {key_of(f): f for f in by_id[1].values()}
        self.cases += 1
        error = 0
        for key in sorted(set(mine) | set(real)):
            f, g = mine.get(key, {}), real.get(key, {})
            off = {figure: abs(f.get(figure, 0) - g.get(figure, 0)) / total for figure in ("self", "cumulative", "hidden")}
            error += off["self"]
            if f.get("estimated"):
                self.marked += 1
                self.needless += max(off.values()) <= .0001
            elif max(off.values()) > .001:
                self.wrong.append("%s: %s is off by %s, and not marked" % (what, key, {k: round(v, 4) for k, v in off.items()}))
        self.self_error += error
        truths = {(key_of(by_id[1][e["caller"]]), key_of(by_id[1][e["callee"]])): e for e in truth["edges"]}
        false = drawn = 0
        for edge in guess["edges"]:
            pair = (key_of(by_id[0][edge["caller"]]), key_of(by_id[0][edge["callee"]]))
            weight, marked = edge.get("cumulative") or 0, edge.get("estimated", False)
            if weight >= .01 * total:
                drawn += 1
                false += pair not in truths
            if marked:
                continue
            if pair not in truths:
                self.wrong.append("%s: arrow %s -> %s is in no stack, and not marked" % (what, *pair))
            elif abs(weight - (truths[pair].get("cumulative") or 0)) > .001 * total:
                self.wrong.append("%s: arrow %s -> %s has %g instead of %g, and is not marked"
                                  % (what, *pair, weight, truths[pair]["cumulative"]))
        self.arrows += drawn
        self.false_arrows += false
        if verbose:
            print("%-60s self off %5.1f%%, false arrows %d of %d" % (what[:60], 100 * error, false, drawn))


def main(args):
    verbose = "-v" in args
    value = lambda name, default: int(args[args.index(name) + 1]) if name in args else default
    by_kind, score = {}, Score()

    def look(name, calls, stacks, selections):
        for selection in selections:
            guess, truth = (figures(args[0], path, selection) for path in (calls, stacks))
            if (guess is None) != (truth is None):
                score.wrong.append("%s %s: refused on one side only" % (name, selection))
            if guess is None or truth is None:
                continue
            what = "%s %s" % (name, " ".join(selection))
            score.add(what, guess, truth, verbose)
            by_kind.setdefault(" ".join(a for a in selection if a.startswith("--")), Score()).add(what, guess, truth, False)

    traced = [a for a in args[1:] if a.endswith(".prof")]
    for path in traced:
        base = path[:-len(".prof")]
        with open(base + ".filters.json") as file:
            look(os.path.basename(base), path, base + ".folded.gz", json.load(file))
    with tempfile.TemporaryDirectory() as folder:
        for seed in range(value("--first", 0), value("--first", 0) + (0 if traced else value("--seeds", 10))):
            program = Program(seed)
            program.run()
            base = os.path.join(folder, "run%d" % seed)
            program.tracer.write(base)
            look(str(seed), base + ".prof", base + ".folded", program.filters())
    for kind, s in by_kind.items():
        print("%-18s %4d cases: self off by %5.1f %%, false arrows %4.1f %% of %d, marked %d (%d needlessly), unmarked and wrong: %d"
              % (kind, s.cases, 100 * s.self_error / s.cases, 100 * s.false_arrows / max(s.arrows, 1), s.arrows, s.marked,
                 s.needless, len(s.wrong)))
    for line in score.wrong[:20 if not verbose else None]:
        print(line)
    print("%d cases: self off by %.1f %% of the total on average, %.1f %% of %d arrows false, %d functions marked, %d of them "
          "needlessly; unmarked and wrong: %d" % (score.cases, 100 * score.self_error / max(score.cases, 1),
                                                100 * score.false_arrows / max(score.arrows, 1), score.arrows, score.marked,
                                                score.needless, len(score.wrong)))
    return 1 if score.wrong or not score.cases else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

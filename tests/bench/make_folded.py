#!/usr/bin/env python3
"""Makes a large folded file that behaves like a real one, for measuring.

A sampler looks at a program that runs: from one sample to the next the stack loses a few frames and gains a few. So a
random call graph is made (each function calls a few others, a few of them most of the time), and a walk over it writes
one line a sample, unsorted, as py-spy, perf and async-profiler write them before they merge. Names look like Python's
(py-spy's spelling), C++'s and Java's. Same arguments, same bytes.

  make_folded.py --lines 200000 --names 2000 > f200k.folded      about 132 MB
  make_folded.py --lines 200000 --names 200000 --order shuffled  the worst case
"""

import argparse
import random
import sys

WORDS = """parse encode decode read write flush handle process dispatch resolve build visit emit load store fetch
    update merge split lookup insert remove scan match compile execute evaluate render layout commit rollback lock
    notify schedule request response session header payload buffer stream token node table index record cache""".split()


def python_name(rng):
    module = "/".join(rng.choice(WORDS) for _ in range(rng.randint(1, 3)))
    return "%s_%s (%s.py:%d)" % (rng.choice(WORDS), rng.choice(WORDS), module, rng.randint(1, 2000))


def cpp_name(rng):
    scope = "::".join(rng.choice(WORDS) for _ in range(rng.randint(1, 2)))
    argument = rng.choice(["int", "char const*", "std::string const&", "std::vector<int, std::allocator<int> >&"])
    return "%s::%s%s(%s)" % (scope, rng.choice(WORDS).title(), rng.choice(WORDS).title(), argument)


def java_name(rng):
    package = "/".join(rng.choice(WORDS) for _ in range(rng.randint(1, 3)))
    return "com/%s/%s.%s_[j]" % (package, rng.choice(WORDS).title(), rng.choice(WORDS))


def make_names(rng, count):
    """Distinct names; one program in one language per third, as mixed stacks are."""
    makers = (python_name, cpp_name, java_name)
    names, seen = [], set()
    while len(names) < count:
        name = makers[len(names) * 3 // count](rng)
        if name in seen:
            name += "$%d" % len(names)
        seen.add(name)
        names.append(name)
    rng.shuffle(names)
    return names


def lines_of(rng, names, count, depth):
    """A walk: pops a good third of the stack on average, pushes as much; deeper than `depth` it tends to go up."""
    callees = {}

    def callee(caller):
        known = callees.get(caller)
        if known is None:
            known = callees[caller] = [rng.randrange(len(names)) for _ in range(rng.randint(2, 8))]
        # The first callees get most of the calls.
        return known[int(len(known) * rng.random() ** 2)]

    stack = [0]
    for _ in range(count):
        pops = min(len(stack) - 1, int(rng.expovariate(1 / (0.42 * depth))))
        del stack[len(stack) - pops:]
        room = max(1, int(rng.gauss(depth, depth / 6)) - len(stack))
        for _ in range(room):
            stack.append(callee(stack[-1]))
        yield ";".join([names[i] for i in stack])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lines", type=int, default=200000)
    parser.add_argument("--names", type=int, default=2000, help="distinct names")
    parser.add_argument("--depth", type=int, default=17, help="mean number of frames of a line")
    parser.add_argument("--order", choices=["walk", "sorted", "shuffled"], default="walk")
    parser.add_argument("--decimals", type=int, default=0, help="counts with so many decimals")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    rng = random.Random(options.seed)
    names = make_names(rng, options.names)
    lines = []
    for stack in lines_of(rng, names, options.lines, options.depth):
        lines.append("%s %.*f\n" % (stack, options.decimals, rng.randint(1, 20) + rng.random() * (options.decimals > 0)))
    if options.order == "sorted":
        lines.sort()
    elif options.order == "shuffled":
        rng.shuffle(lines)
    sys.stdout.writelines(lines)


if __name__ == "__main__":
    main()

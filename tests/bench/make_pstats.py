#!/usr/bin/env python3
"""Writes a large pstats file whose figures add up like those of a real program.

usage: make_pstats.py OUT [FUNCTIONS] [EDGES]      (200000 and 1000000 unless told: about 50 MB)

Functions call only functions with a higher number, so times can be handed up exactly: a function's cumulative time
is its own plus what its calls cost, and it is split among its callers. Like cProfile's, times are whole nanoseconds
times 1e-9, the order of functions is arbitrary, and only objects that occur twice carry a reference mark.
"""
import marshal
import random
import sys

WORDS = ("get set make read write parse format find load store check build merge split open close next item node "
         "user order price token field value index cache query row column batch event state frame buffer header "
         "config session request response handler record schema filter group report").split()
PACKAGES = ("django sqlalchemy requests urllib3 pandas numpy jinja2 werkzeug flask celery boto3 botocore pydantic "
            "shop billing catalog accounts search reports core utils").split()


def make_keys(rng, count):
    files = []
    for _ in range(max(1, count // 40)):
        package = rng.choice(PACKAGES)
        path = "_".join(rng.sample(WORDS, rng.randint(1, 2)))
        files.append(f"/srv/app/lib/python3.11/site-packages/{package}/{path}/{rng.choice(WORDS)}_{len(files)}.py")
    keys = []
    for i in range(count):
        if rng.random() < 0.05:
            kind = rng.choice(("built-in method", "method"))
            keys.append(("~", 0, f"<{kind} '{rng.choice(WORDS)}_{i}' of '{rng.choice(WORDS)}' objects>"))
        elif rng.random() < 0.15:
            keys.append((rng.choice(files), i + 1, sys.intern(rng.choice(("__init__", "<lambda>", "<listcomp>", "run")))))
        else:
            name = "_".join(rng.choices(WORDS, k=rng.randint(3, 5)))
            keys.append((rng.choice(files), i + 1, f"{name}_{i}"))
    return keys


def make_callers(rng, functions, edges):
    """A set of lower-numbered callers for each function: one at least, many for a few utilities."""
    callers = [set() for _ in range(functions)]
    for callee in range(1, functions):
        callers[callee].add(rng.randint(max(0, callee // 2 - 500), callee - 1))
    for _ in range(edges - functions + 1):
        callee = functions - 1 - int((functions - 1) * rng.random() ** 1.6)
        callers[callee].add(rng.randrange(callee) if callee else 0)
    callers[0].discard(0)
    return callers


def split(rng, total, parts):
    """Whole numbers that sum to `total`."""
    weights = [rng.random() + 0.05 for _ in range(parts)]
    scale = sum(weights)
    shares = [int(total * weight / scale) for weight in weights]
    shares[0] += total - sum(shares)
    return shares


def main():
    out = sys.argv[1]
    functions = int(sys.argv[2]) if len(sys.argv) > 2 else 200_000
    edges = int(sys.argv[3]) if len(sys.argv) > 3 else functions * 5
    rng = random.Random(1)
    keys = make_keys(rng, functions)
    callers = make_callers(rng, functions, edges)
    own = [int(rng.lognormvariate(9, 2)) for _ in range(functions)]  # median 8 microseconds, some far above
    cumulative = own[:]
    entries = []
    for callee in range(functions - 1, -1, -1):  # everything a function calls has been handed up before it
        above = sorted(callers[callee])
        calls = [rng.randint(1, 400) for _ in above]
        edges_out = {}
        selves = split(rng, own[callee], len(above)) if above else []
        totals = split(rng, cumulative[callee] - own[callee], len(above)) if above else []
        for caller, count, self_ns, below_ns in zip(above, calls, selves, totals):
            cumulative[caller] += self_ns + below_ns
            # Numbers are objects of their own, as cProfile makes them: marshal marks what occurs twice.
            edges_out[keys[caller]] = (count, int(str(count)), self_ns * 1e-9, (self_ns + below_ns) * 1e-9)
        count = sum(calls) or 1
        entries.append((callee, (count, int(str(count)), own[callee] * 1e-9, cumulative[callee] * 1e-9, edges_out)))
    rng.shuffle(entries)
    stats = {keys[callee]: value for callee, value in entries}
    del entries, edges_out  # or every value would count as shared
    with open(out, "wb") as file:
        marshal.dump(stats, file)


main()

"""Comparisons with the program, generated runs of known speed and scatter, and rates with their intervals."""
import json
import marshal
import math
import os
import pathlib
import random
import subprocess
import tempfile

BINARY = os.environ.get("P2G_BINARY", "")


def wilson(hits, tries, z=1.96):
    """The 95 % interval of a rate."""
    if tries == 0:
        return 0.0, 1.0
    rate, scale = hits / tries, 1 + z * z / tries
    middle = (rate + z * z / 2 / tries) / scale
    half = z * math.sqrt(rate * (1 - rate) / tries + z * z / 4 / tries / tries) / scale
    return max(0.0, middle - half), min(1.0, middle + half)


def rate_text(hits, tries):
    low, high = wilson(hits, tries)
    return f"{100 * hits / tries:.1f} [{100 * low:.1f}-{100 * high:.1f}]" if tries else "-"


def compare(before, after, *limits, options=()):
    """({what the JSON says}, exit code) of runs in the form of marshalled pstats."""
    with tempfile.TemporaryDirectory(prefix="prof2graph-gate-") as folder:
        arguments = []
        for side, runs in (("before", before), ("after", after)):
            arguments.append(f"--{side}")
            for i, run in enumerate(runs):
                path = pathlib.Path(folder) / f"{side}-{i}.prof"
                path.write_bytes(marshal.dumps(run))
                arguments.append(str(path))
        gates = [word for limit in limits for word in ("--fail-on", limit)]
        ran = subprocess.run([BINARY, "diff", *arguments, "-T", "json", "-q", *gates, *options], capture_output=True,
                             timeout=60)
    if ran.returncode not in (0, 1):
        raise AssertionError(ran.stderr.decode())
    return json.loads(ran.stdout), ran.returncode


def state(data, limit):
    return next(entry["state"] for entry in data["gate"] if entry["limit"] == limit)


def listed(data):
    """Names of the functions that count as changed."""
    return [f["name"] for f in data["functions"] if f["self"]["changed"]]


# ---- Generated runs: f0 ... f19 below main, with known costs ------------------------------------------------------

FUNCTIONS = 20


def shares():
    """Of f0 ... f19; the largest holds 15 %."""
    weights = [1 / (i + 3) for i in range(FUNCTIONS)]
    return [0.98 * weight / sum(weights) for weight in weights]


def run(rng, sigma=0.03, drift=0.4, total=1.0, cost=None, calls=None, extra=None):
    """One run. `cost` and `calls`: {function number: factor}; `extra`: {name: (calls, share, caller number)}."""
    speed = math.exp(rng.uniform(-math.log(1 + drift), math.log(1 + drift)))
    main = ("app.py", 1, "main")
    made, below = {}, 0.0
    for i, share in enumerate(shares()):
        times = (calls or {}).get(i, 1)
        number = round(1000 * (i + 1) * times)
        scatter = sigma * math.sqrt(1 + 0.008 / share)
        own = total * share * times * (cost or {}).get(i, 1) * speed * math.exp(rng.gauss(0, scatter))
        made["app.py", 10 + i, f"f{i}"] = (number, number, own, own, {main: (number, number, own, own)})
        below += own
    for name, (number, share, caller) in (extra or {}).items():
        own = total * share * speed * math.exp(rng.gauss(0, sigma * math.sqrt(1 + 0.008 / share)))
        key = ("app.py", 10 + caller, f"f{caller}")
        made["app.py", 90, name] = (number, number, own, own, {key: (number, number, own, own)})
        c, n, t, cumulative, callers = made[key]
        made[key] = (c, n, t, cumulative + own, {main: (c, n, t, cumulative + own)})
        below += own
    own = 0.02 * total * speed
    made[main] = (1, 1, own, own + below, {})
    return made


def sides(seed, n, **edit):
    rng = random.Random(seed)
    common = {key: edit.pop(key) for key in ("sigma", "drift") if key in edit}
    return [run(rng, **common) for _ in range(n)], [run(rng, **common, **edit) for _ in range(n)]

#!/usr/bin/python3
"""make_profiles.py FOLDER [PROFILES [HOSTS]]: small profiles as a fleet writes them, FOLDER/HOST/NUMBER.prof (pstats).

Synthesised: the same program on each host, with other figures in each profile and a slow disk on the last host.
"""
import marshal
import pathlib
import random
import sys

MODULES = ["api", "auth", "cache", "db", "http", "jobs", "json", "log", "queue", "render", "store", "util"]


def keys():
    return [(f"/srv/app/{module}.py", 10 + 12 * i, f"{module}_{verb}")
            for module in MODULES for i, verb in enumerate(["open", "read", "parse", "check", "send", "close", "wait"])]


def divided(cost, calls):
    """A cost by caller, in proportion to how often each called; the parts add up."""
    total, left, parts = sum(calls.values()), cost, {}
    for caller, times in calls.items():
        parts[caller] = cost * times // total
        left -= parts[caller]
    parts[next(iter(calls))] += left
    return parts


def profile(chance, functions, slow):
    """Each function is called by the first, and by two of those before it. Costs are whole nanoseconds."""
    stats = {}
    spent_in_calls = dict.fromkeys(functions, 0)
    for i in reversed(range(len(functions))):
        key = functions[i]
        own = chance.randint(1_000, 9_000_000) * (8 if slow and key[2] == "db_read" else 1)
        cumulative = own + spent_in_calls[key]
        if i == 0:
            stats[key] = (1, 1, own / 1e9, cumulative / 1e9, {})
            break
        calls = {functions[j]: chance.randint(1, 50) for j in sorted({0, *chance.sample(range(i), min(i, 2))})}
        owns, costs = divided(own, calls), divided(cumulative, calls)
        for caller in calls:
            spent_in_calls[caller] += costs[caller]
        count = sum(calls.values())
        callers = {caller: (n, n, owns[caller] / 1e9, costs[caller] / 1e9) for caller, n in calls.items()}
        stats[key] = (count, count, own / 1e9, cumulative / 1e9, callers)
    return marshal.dumps(stats)


def main():
    folder = pathlib.Path(sys.argv[1])
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 120
    hosts = int(sys.argv[3]) if len(sys.argv) > 3 else 6
    chance = random.Random(1)
    functions = [("/srv/app/main.py", 1, "main"), *keys()]
    for i in range(count):
        host = i % hosts
        place = folder / f"host-{host:03}" / f"{i:06}.prof"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(profile(chance, functions, slow=host == hosts - 1))


if __name__ == "__main__":
    main()

"""Run by each Python: prints what its own pstats has to say about a profile, for every word that it sorts by.

pstats_prints.py FILE: marked sections on stdout. Must run under any Python from 2.6.
"""
from __future__ import print_function

import json
import pstats
import sys


def text(value):
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else value


def main():
    stats = pstats.Stats(sys.argv[1])
    words = sorted(stats.get_sort_arg_defs())
    functions = [[[text(func[0]), func[1], text(func[2])], text(pstats.func_std_string(func)), cc, nc, tt, ct]
                 for func, (cc, nc, tt, ct, callers) in stats.stats.items()]
    print(json.dumps({"version": sys.version.split()[0], "implementation": sys.implementation.name
                      if hasattr(sys, "implementation") else "cpython", "words": words, "functions": functions}))
    for word in words:
        stats.sort_stats(word)
        for table in ("print_stats", "print_callers", "print_callees"):
            print("==== %s %s" % (word, table))
            getattr(stats, table)()
    sys.stdout.flush()


main()

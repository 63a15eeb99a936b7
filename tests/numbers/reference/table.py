"""The table's rows in the order of each sort key, and who calls whom."""
from collections import defaultdict

from .frames import standard_name
from .graph import graph_of, totals

FIELDS = {
    "calls": lambda frame, cost: -cost.calls,
    "pcalls": lambda frame, cost: -(cost.primitive or 0),
    "self": lambda frame, cost: -cost.self,
    "cumulative": lambda frame, cost: -cost.cumulative,
    "file": lambda frame, cost: frame.file,
    "line": lambda frame, cost: frame.line,
    "name": lambda frame, cost: frame.name,
    "stdname": lambda frame, cost: standard_name(frame),
}
# pstats' other names.
SORT_KEYS = {**{field: [field] for field in FIELDS}, "ncalls": ["calls"], "cumtime": ["cumulative"], "time": ["self"],
             "tottime": ["self"], "filename": ["file"], "module": ["file"], "nfl": ["name", "file", "line"]}


def rows(profile, sort="cumulative", limit=0):
    """[(frame, Cost)]: figures descending, text ascending, what ties by name, file and line. Keys joined by commas
    order by the first, then by the second."""
    fields = [FIELDS[field] for key in sort.split(",") for field in SORT_KEYS[key]]
    ordered = sorted(totals(profile).items(), key=lambda row: ([field(*row) for field in fields], row[0]))
    return ordered[:limit] if limit else ordered


def relations(profile, row_frames, callers):
    """[(frame, other frame, Cost)]: for each row the other ends of its edges by file, line and name."""
    edges = graph_of(profile).edges if profile.stacks is not None else {p: (c, False) for p, c in profile.edges.items()}
    others = defaultdict(list)
    for (caller, callee), (cost, _) in edges.items():
        others[callee if callers else caller].append((caller if callers else callee, cost))
    return [(frame, other, cost) for frame in row_frames
            for other, cost in sorted(others[frame], key=lambda each: (each[0].file, each[0].line, each[0]))]

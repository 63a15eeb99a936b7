"""The call graph: totals, which functions stay, and the edges between them, those over dropped functions included."""
from dataclasses import dataclass
from fractions import Fraction

from .profile import Cost
from .residual import residual_edges


@dataclass
class Graph:
    functions: list  # [(frame, Cost)], heaviest first
    edges: dict  # {(caller, callee): (Cost, is residual)}
    dropped_functions: int = 0
    dropped_edges: int = 0
    dropped_self: int = 0


def totals(profile):
    """{frame: Cost}. A stack counts once for each function that is on it."""
    if profile.stacks is None:
        return profile.functions
    functions = {}
    for stack, cost in profile.stacks.items():
        for frame in set(stack):
            functions.setdefault(frame, Cost()).cumulative += cost
        functions[stack[-1]].self += cost
    return functions


def next_to_each_other(stack):
    return list(zip(stack, stack[1:]))


def pair_costs(stacks, keep):
    """{(caller, callee): Cost} over the functions that stay. A stack counts once for each pair that is on it; the
    self cost of a pair is that of the stacks that end with it."""
    pairs = {}
    for stack, cost in stacks.items():
        kept = [frame for frame in stack if frame in keep]
        for pair in set(next_to_each_other(kept)):
            pairs.setdefault(pair, Cost()).cumulative += cost
        if len(kept) >= 2 and stack[-1] in keep:
            pairs[kept[-2], kept[-1]].self += cost
    return pairs


def heaviest_first(item):
    frame, cost = item
    return -cost.cumulative, frame


def at_least(percent, total):
    """What a threshold in percent lets pass; without a threshold or a total that is everything."""
    if Fraction(percent) <= 0 or total <= 0:
        return None
    return Fraction(percent) / 100 * total


def passes(cost, least):
    return least is None or cost is None or cost >= least


def chosen(profile, functions, node_percent, max_nodes):
    least = at_least(node_percent, profile.total)
    staying = [item for item in functions.items() if passes(item[1].cumulative, least)]
    if max_nodes > 0:
        staying = sorted(staying, key=lambda item: (-item[1].cumulative, -item[1].self, item[0]))[:max_nodes]
    return {frame for frame, _ in staying}


def graph_of(profile, node_percent="0", edge_percent="0", max_nodes=0):
    functions = totals(profile)
    keep = chosen(profile, functions, node_percent, max_nodes)
    least_edge = at_least(edge_percent, profile.total)
    graph = Graph(sorted(((f, functions[f]) for f in keep), key=heaviest_first), {})
    gone = [frame for frame in functions if frame not in keep]
    graph.dropped_functions, graph.dropped_self = len(gone), sum(functions[frame].self for frame in gone)

    if profile.stacks is None:
        in_file = set(profile.edges)
        direct = {pair: cost for pair, cost in profile.edges.items() if keep.issuperset(pair)}
        over_dropped = residual_edges(profile, [frame for frame, _ in graph.functions], direct, least_edge)
    else:
        in_file = {pair for stack in profile.stacks for pair in next_to_each_other(stack)}
        pairs = pair_costs(profile.stacks, keep)
        direct = {pair: cost for pair, cost in pairs.items() if pair in in_file}
        over_dropped = {pair: cost for pair, cost in pairs.items()
                        if pair not in in_file and passes(cost.cumulative, least_edge)}
    shown = {pair: cost for pair, cost in direct.items() if passes(cost.cumulative, least_edge)}
    graph.dropped_edges = len(in_file) - len(shown)
    graph.edges = {pair: (cost, False) for pair, cost in shown.items()}
    graph.edges.update({pair: (cost, True) for pair, cost in over_dropped.items()})
    return graph

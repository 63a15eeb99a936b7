"""Edges over dropped functions where only pairs are known: src/passes/graph/residual_calls.h says what is guaranteed."""
from collections import defaultdict

from .profile import Cost


def never_recursive(cost):
    return cost.calls == cost.primitive


def residual_edges(profile, kept, direct, least_edge):
    """{(caller, callee): Cost}. `kept` is heaviest first; `direct` are the edges of the file between kept functions,
    before thresholds."""
    functions = profile.functions
    if len(kept) == len(functions):
        return {}
    guaranteed = guaranteed_edges(profile, kept, least_edge)
    guaranteed = {pair: bound for pair, bound in guaranteed.items() if pair not in direct}
    called = {callee for caller, callee in direct if caller != callee}
    edges = {pair: bound for pair, bound in guaranteed.items() if least_edge is None or bound >= least_edge}
    now_called = called | {callee for _, callee in edges}
    for callee in kept:
        light = [(-bound, kept.index(pair[0]), pair) for pair, bound in guaranteed.items()
                 if pair[1] == callee and callee not in now_called]
        if light:
            bound, _, pair = min(light)
            edges[pair] = -bound
    now_called |= {callee for _, callee in edges}
    from_outside = {frame: cost.calls for frame, cost in functions.items()}
    for (_, callee), cost in profile.edges.items():
        from_outside[callee] -= cost.calls
    for callee in kept:
        if callee in now_called or from_outside[callee] > 0:  # called from outside, it needs no caller
            continue
        caller = nearest_kept(profile, kept, callee)
        if caller is not None:
            edges[caller, callee] = None
    return {pair: Cost(None, bound, 0, None) for pair, bound in edges.items()}


def guaranteed_edges(profile, kept, least_edge):
    functions = profile.functions
    kept = set(kept)
    least = max(least_edge or 1, 1)
    bridges = [f for f, cost in functions.items()
               if f not in kept and never_recursive(cost) and cost.cumulative >= least]
    bridges.sort(key=lambda f: (-functions[f].cumulative, f))
    below = {f: defaultdict(int) for f in bridges}  # dropped: {kept: the least time of it that is below the kept one}
    for (caller, callee), cost in profile.edges.items():
        if caller in kept and callee in below and cost.cumulative is not None:
            below[callee][caller] += max(cost.cumulative, 0)
    calls_of = defaultdict(list)
    for (caller, callee), cost in profile.edges.items():
        if cost.cumulative is not None and cost.cumulative > 0:
            calls_of[caller].append((callee, cost.cumulative))
    found = defaultdict(list)
    taken = set()
    for via in bridges:
        taken.add(via)
        whole = functions[via].cumulative
        for owner, bound in list(below[via].items()):
            for callee, spent in calls_of[via]:
                through = min(bound, whole) - max(whole - spent, 0)
                if through <= 0:
                    continue
                if callee in kept and callee != owner:
                    found[owner, callee].append(through)
                elif callee in below and callee not in taken:
                    below[callee][owner] += through
    edges = {}
    for (caller, callee), bounds in found.items():
        apart = never_recursive(functions[caller]) or never_recursive(functions[callee])
        bound = sum(bounds) if apart else max(bounds)
        edges[caller, callee] = min(bound, functions[caller].cumulative, functions[callee].cumulative)
    return edges


def nearest_kept(profile, kept, callee):
    """The other kept function from which the fewest calls lead here over dropped ones; of several the heaviest."""
    front, seen = {callee}, {callee}
    while front:
        callers = {a for a, b in profile.edges if b in front and a not in seen}
        owners = [frame for frame in kept if frame in callers]
        if owners:
            return owners[0]
        front = {a for a in callers if a not in kept}
        seen |= front
    return None

"""Do the figures of a pstats file agree with each other? The rules of kit/agreement.h, one question after the other."""
from .frames import key_frame
from .profile import Cost

NOT_LISTED = key_frame("~", 0, "(not listed)")


def check_agreement(profile, raw_edges, without_entry):
    """Warns; and where the file does not list all that it measured, the rest becomes a function."""
    functions = {frame: cost for frame, cost in profile.functions.items() if frame not in without_entry}
    timed = [edge for edge in raw_edges if edge[2].cumulative is not None]
    negative = [cost for cost in functions.values() if cost.self < 0 or cost.cumulative < 0]
    any_negative = negative or any(cost.self < 0 or cost.cumulative < 0 for _, _, cost in timed)
    unfinished = sum(cost.calls == 0 for _, _, cost in timed)
    impossible = sum(cost.calls > 0 and (callee in functions and cost.cumulative > functions[callee].cumulative + 1
                                         or cost.self > cost.cumulative + 1) for _, callee, cost in timed)
    impossible += sum(cost.self > cost.cumulative + 1 for cost in functions.values())
    cut_down = "not-finite" in profile.warnings
    if not cut_down and (unfinished or (impossible and not any_negative)):
        return profile.warn("mixed-threads", unfinished + impossible)

    worth_telling = max(profile.total, 0) // 100 + 8
    tolerance = max(profile.total, 0) // 1000 + 8
    if sum(-min(cost.self, cost.cumulative, 0) for cost in negative) > worth_telling:
        edges = sum(cost.self < 0 or cost.cumulative < 0 for _, _, cost in timed)
        profile.warn("negative-time", len(negative) + edges)
    if cut_down:
        return None

    excess = {}
    if not any_negative:
        for caller, _, cost in timed:
            if caller in functions and cost.cumulative > functions[caller].cumulative + 1:
                excess[caller] = max(excess.get(caller, 0), cost.cumulative - functions[caller].cumulative)
    unlisted = {}
    if len(timed) == len(raw_edges):
        for frame, cost in functions.items():
            left = cost.cumulative - cost.self
            left -= sum(edge.cumulative for caller, callee, edge in timed if caller == frame and callee != frame)
            if left > 1:
                unlisted[frame] = left
            elif left < -1 and cost.calls == cost.primitive:  # below itself a function's calls overlap
                excess[frame] = max(excess.get(frame, 0), -left)
    excess = {frame: cost for frame, cost in excess.items() if cost > tolerance}
    profile.warn("label-collision", sum(cost > worth_telling for frame, cost in excess.items()
                                        if not (frame.name == "<module>" and frame.file[:1] == "<")))
    if not any_negative and raw_edges and len(timed) == len(raw_edges):
        list_the_rest(profile, timed, excess, unlisted, tolerance)
    return None


def list_the_rest(profile, timed, excess, unlisted, tolerance):
    most = max([cost.cumulative for cost in profile.functions.values()] + [0])
    little = max(profile.total, 0) // 50
    if sum(unlisted.values()) <= little and most - profile.total <= little:
        return
    called = {callee for caller, callee, _ in timed if caller != callee}
    room = max(unlisted.values(), default=0)
    roots = sum(cost.cumulative for frame, cost in profile.functions.items()
                if frame not in called and not (frame.name[:1] == "<" and cost.cumulative <= room))
    missing = max(roots, most) - profile.total
    if missing <= max(roots, most) // 50 + tolerance:
        return
    if excess or abs(sum(unlisted.values()) - missing) > tolerance:
        holders = [frame for frame, cost in profile.functions.items() if cost.cumulative == most]
        unlisted = {} if roots > most else {min(holders): missing}
    else:
        missing = sum(unlisted.values())
    rest = profile.functions.setdefault(NOT_LISTED, Cost())
    profile.functions[NOT_LISTED] = rest + Cost(missing, missing, 0, 0)
    for frame, cost in unlisted.items():
        profile.edges[frame, NOT_LISTED] = Cost(cost, cost, 0, 0)
    profile.total += missing
    profile.warn("unlisted-calls")

"""The program's output beside the reference's. Both become lists of plain lines; the first that differs is named."""
import unicodedata
from fractions import Fraction

from reference.gate import trips
from reference.graph import graph_of, pair_costs, totals
from reference.profile import Profile
from reference.read_folded import without_beginnings
from reference.table import relations, rows


class Differs(AssertionError):
    pass


def number(value):
    return None if value is None else str(Fraction(value))


def check_same(ours, theirs, what):
    """`ours` is the program's. Lists of any values."""
    for at, (x, y) in enumerate(zip(ours, theirs)):
        if x != y:
            raise Differs(f"{what}, line {at + 1}:\n  program:   {x}\n  reference: {y}")
    if len(ours) != len(theirs):
        more, side = (ours, "program") if len(ours) > len(theirs) else (theirs, "reference")
        raise Differs(f"{what}: {len(ours)} lines from the program, {len(theirs)} from the reference; "
                      f"only the {side} has {more[min(len(ours), len(theirs))]}")


def printed_name(entry):
    return entry["name"], entry["frame"], entry.get("file", ""), int(entry.get("line", 0))


def reference_name(frame):
    return frame.name, frame.shown, frame.file, frame.line


def printed_counts(entry):
    return tuple((key, int(entry[key])) for key in ("calls", "primitive_calls", "samples") if key in entry)


def reference_counts(profile, cost, residual=False):
    """What is not known is left out: calls of stacks, samples of times, how often dropped functions were called."""
    if profile.stacks is not None:
        return (("samples", cost.cumulative),) if profile.unit == "samples" and profile.decimals == 0 else ()
    if residual:
        return ()
    return (("calls", cost.calls),) + ((("primitive_calls", cost.primitive),) if cost.primitive is not None else ())


def check_graph(ran, profile, node="0", edge="0", max_nodes=0, what="call graph"):
    data = ran.json()
    graph = graph_of(profile, node, edge, max_nodes)
    fractional = profile.stacks is not None and profile.decimals > 0 and profile.unit == "samples"

    def counts(entry):
        # A part of a sample is a sample too; the field then repeats the cumulative cost.
        return () if fractional else printed_counts(entry)

    def value(cost):
        return number(profile.value(cost))

    check_same([number(data["total"])], [value(profile.total)], f"{what}: total")
    check_same([(printed_name(f), number(f["self"]), number(f["cumulative"]), counts(f)) for f in data["functions"]],
               [(reference_name(frame), value(cost.self), value(cost.cumulative), reference_counts(profile, cost))
                for frame, cost in graph.functions], f"{what}: functions")
    place = {frame: at for at, (frame, _) in enumerate(graph.functions)}
    theirs = sorted((place[caller], place[callee], value(cost.self), value(cost.cumulative),
                     reference_counts(profile, cost, residual), residual)
                    for (caller, callee), (cost, residual) in graph.edges.items())
    check_same([(int(e["caller"]), int(e["callee"]), number(e.get("self")), number(e.get("cumulative")), counts(e),
                 e.get("residual", False)) for e in data["edges"]], theirs, f"{what}: edges")
    check_same([(int(data["dropped"]["functions"]), int(data["dropped"]["edges"]), number(data["dropped"]["self"]))],
               [(graph.dropped_functions, graph.dropped_edges, value(graph.dropped_self))], f"{what}: dropped")


def check_warnings(ran, profile):
    printed = {w["kind"]: int(w["count"]) for w in ran.json()["warnings"]}
    said_of_what_is_right = ("no-functions", "empty-selection", "few-samples", "unknown-frames")
    known = {kind: count for kind, count in printed.items() if kind not in said_of_what_is_right}
    check_same(sorted(known.items()), sorted(profile.warnings.items()), "warnings")


def plain_cell(cell):
    """Without what keeps a spreadsheet from running a name: a quote before = + - @ and control characters."""
    return cell[1:] if cell[:1] == "'" and cell[1:2] and (cell[1] in "=+-@" or cell[1] < " ") else cell


def csv_name(row, prefix=""):
    return plain_cell(row[prefix + "name"]), plain_cell(row[prefix + "file"]), row[prefix + "line"]


def visible(text):
    """What has no form of its own, and what turns the direction of text, is escaped."""
    return "".join(f"\\u{{{ord(c):x}}}" if unicodedata.category(c) == "Cf" else c for c in text)


def cell_name(frame):
    return visible(frame.name), visible(frame.file), str(frame.line) if frame.file else ""


def check_rounded(cell, exact, what):
    """A quotient: rounded once as a binary fraction, and once to nine decimals."""
    if exact is None:
        return check_same([cell], [""], what)
    slack = Fraction(1, 2 * 10 ** 9) + abs(exact) / 2 ** 51
    if cell == "" or abs(Fraction(cell) - exact) > slack:
        raise Differs(f"{what}: program {cell}, reference {float(exact)!r}")
    return None


def check_table(ran, profile, sort="cumulative", limit=0):
    printed, expected = ran.csv(), rows(profile, sort, limit)
    check_same([csv_name(row) for row in printed], [cell_name(frame) for frame, _ in expected], f"order by {sort}")
    for row, (frame, cost) in zip(printed, expected):
        what = f"table: {frame.name}"
        check_rounded(row["self"], profile.value(cost.self), what)
        check_rounded(row["cumulative"], profile.value(cost.cumulative), what)
        if profile.stacks is not None:
            continue
        check_same([(row["calls"], row["primitive_calls"])], [(str(cost.calls), str(cost.primitive))], what)
        check_rounded(row["self_per_call"], profile.value(cost.self) / cost.calls if cost.calls else None, what)
        check_rounded(row["cumulative_per_call"],
                      profile.value(cost.cumulative) / cost.primitive if cost.primitive else None, what)


def check_relations(ran, profile, callers, sort="cumulative", limit=0):
    other = "caller_" if callers else "callee_"
    printed = ran.csv()
    expected = relations(profile, [frame for frame, _ in rows(profile, sort, limit)], callers)
    check_same([(csv_name(row), csv_name(row, other)) for row in printed],
               [(cell_name(frame), cell_name(end)) for frame, end, _ in expected], f"rows of {other}")
    for row, (frame, end, cost) in zip(printed, expected):
        what = f"{frame.name}, {other}{end.name}"
        check_rounded(row["self"], profile.value(cost.self), what)
        check_rounded(row["cumulative"], profile.value(cost.cumulative), what)
        if profile.stacks is None:
            primitive = "" if cost.primitive is None else str(cost.primitive)
            check_same([(row["calls"], row["primitive_calls"])], [(str(cost.calls), primitive)], what)


def check_folded(ran, profile):
    """Stacks, sums and texts, each stack once."""
    printed = {}
    scale = 1
    for line in ran.out.decode().splitlines():
        if line == "# unit: ns":
            scale = 10 ** 9
        if line.startswith(("# unit: ", "# lines: ")):
            continue
        stack, _, cost = line.rpartition(" ")
        if stack in printed:
            raise Differs(f"folded: {stack} stands there twice")
        printed[stack] = number(cost)
    expected = {}
    for stack, cost in without_beginnings(profile.stacks).items():
        expected[visible(";".join(frame.text for frame in stack))] = number(profile.value(cost) * scale)
    check_same(sorted(printed.items()), sorted(expected.items()), "folded")


def key_name(entry):
    return entry.get("file", ""), int(entry.get("line", 0)), entry["name"]


def by_name(data):
    """({function: entry}, {pair: entry}) of a JSON call graph of pstats."""
    names = [key_name(entry) for entry in data["functions"]]
    return (dict(zip(names, data["functions"])),
            {(names[int(e["caller"])], names[int(e["callee"])]): e for e in data["edges"]})


def nanoseconds(entry):
    return number(entry["self"] * 10 ** 9), number(entry["cumulative"] * 10 ** 9)


def check_against_stacks(ran, happened):
    """Pairs of calls tell the same self and cumulative costs as the stacks of that run."""
    functions, edges = by_name(ran.json())
    profile = Profile(stacks=happened.stacks)
    theirs = {frame: (number(cost.self), number(cost.cumulative)) for frame, cost in totals(profile).items()}
    check_same(sorted((name, nanoseconds(entry)) for name, entry in functions.items()), sorted(theirs.items()),
               "functions of calls and of stacks")
    pairs = pair_costs(happened.stacks, set(functions))
    check_same(sorted((pair, nanoseconds(entry)) for pair, entry in edges.items()),
               sorted((pair, (number(cost.self), number(cost.cumulative))) for pair, cost in pairs.items()),
               "edges of calls and of stacks")


def check_residual_bounds(ran, happened):
    """What is guaranteed of a way over dropped functions never exceeds what really went that way."""
    functions, edges = by_name(ran.json())
    pairs = pair_costs(happened.stacks, set(functions))
    for pair, entry in edges.items():
        if "residual" not in entry or "cumulative" not in entry:
            continue
        really = pairs[pair].cumulative if pair in pairs else 0
        if entry["cumulative"] * 10 ** 9 > really:
            raise Differs(f"residual edge {pair}: guaranteed {entry['cumulative']} s, but it was {really} ns")


def check_diff(ran, diff, limits, sort="self"):
    """Totals, noise, counts, every row in order, and what tripped. Where there is a clock it decides what counts
    (tests/gate compares that): then figures, spreads, and what the calls say."""
    data = ran.json()
    if "speed" in data:
        return check_timed_diff(ran, diff, limits)

    def value(cost):
        return number(diff.profile.value(cost))

    def change(before, after, band, changed):
        return value(before), value(after), value(after - before), value(band), changed

    def printed_change(entry):
        return tuple(number(entry[key]) for key in ("before", "after", "delta", "noise")) + (entry["changed"],)

    total = abs(diff.after - diff.before) > diff.total_band
    check_same([printed_change(data["total"])], [change(diff.before, diff.after, diff.total_band, total)], "diff: total")
    check_diff_frame(data, diff)
    printed = {key: int(count) for key, count in data["counts"].items() if key != "calls"}
    check_same(sorted(printed.items()), sorted(diff.counts().items()), "diff: counts")
    has_calls = diff.profile.stacks is None
    theirs = [(row.status(diff.profile.unit == "s"), reference_name(row.frame), row.moved_from,
               change(row.before.self, row.after.self, diff.band(row, "self"), row.self_moved),
               change(row.before.cumulative, row.after.cumulative, diff.band(row, "cumulative"), row.cumulative_moved),
               (row.before.calls, row.after.calls) if has_calls else None) for row in diff.shown(sort)]
    ours = [(f["status"], printed_name(f), f.get("moved_from"), printed_change(f["self"]),
             printed_change(f["cumulative"]),
             (int(f["calls"]["before"]), int(f["calls"]["after"])) if "calls" in f else None)
            for f in data["functions"]]
    check_same(ours, theirs, "diff: functions")
    tripped = [check_trips(diff, limit, entry) for limit, entry in zip(limits, data["gate"])]
    check_same([ran.code], [1 if any(tripped) else 0], "exit code")


def check_diff_frame(data, diff):
    def value(cost):
        return number(diff.profile.value(cost))

    check_same([number(data["noise"]), number(data["base"]), [number(data[side]["spread"]) for side in ("before", "after")]],
               [value(diff.noise), value(diff.base), [value(each) for each in diff.spreads]], "diff: noise, base, spreads")


def check_trips(diff, limit, entry):
    def value(cost):
        return number(diff.profile.value(cost))

    in_calls = limit.subject == "calls"
    over = [(number(pair[0]), number(pair[1])) if in_calls else (value(pair[0]), value(pair[1]))
            for pair in trips(diff, limit)]
    check_same([(number(trip.get("before")), number(trip["after"])) for trip in entry["trips"]],
               [(pair[0] if limit.about_change else None, pair[1]) for pair in over], f"limit {limit.text()}")
    return bool(over)


def check_timed_diff(ran, diff, limits):
    data = ran.json()

    def change(before, after):
        return number(diff.profile.value(before)), number(diff.profile.value(after)), number(diff.profile.value(after - before))

    def printed_change(entry):
        return tuple(number(entry[key]) for key in ("before", "after", "delta"))

    check_same([printed_change(data["total"])], [change(diff.before, diff.after)], "diff: total")
    check_diff_frame(data, diff)
    has_calls = diff.profile.stacks is None
    one_sided = ("new", "gone")
    theirs = [(reference_name(row.frame), str(row.moved_from), change(row.before.self, row.after.self),
               change(row.before.cumulative, row.after.cumulative),
               str((row.before.calls, row.after.calls) if has_calls else None),
               row.status(True) if row.status(True) in one_sided else "both") for row in diff.shown("self")]
    ours = [(printed_name(f), str(f.get("moved_from")), printed_change(f["self"]), printed_change(f["cumulative"]),
             str((int(f["calls"]["before"]), int(f["calls"]["after"])) if "calls" in f else None),
             f["status"] if f["status"] in one_sided else "both") for f in data["functions"]]
    check_same(sorted(ours), sorted(theirs), "diff: functions")
    for limit, entry in zip(limits, data["gate"]):
        if limit.subject == "calls" or not limit.about_change:
            check_trips(diff, limit, entry)
    check_same([ran.code], [1 if any(entry["state"] == "tripped" for entry in data["gate"]) else 0], "exit code")


def check_near_stacks(ran, profile):
    """The same functions, pairs and costs, but for rounding: shares are fixed-point numbers of 32 bits."""
    functions, edges = by_name(ran.json())
    slack = Fraction(profile.total, 10 ** 9) + 20

    def check(ours, theirs, what):
        theirs = {key: cost for key, cost in theirs.items()}
        check_same(sorted(ours), sorted(theirs), what)
        for key, cost in theirs.items():
            own, cumulative = (Fraction(ours[key][field] * 10 ** 9) for field in ("self", "cumulative"))
            if abs(own - cost.self) > slack or abs(cumulative - cost.cumulative) > slack:
                raise Differs(f"{what} {key}: program {own} {cumulative}, stacks {cost.self} {cost.cumulative} ns")

    def name(frame):
        return frame.file, frame.line, frame.name

    check(functions, {name(frame): cost for frame, cost in totals(profile).items()}, "functions")
    pairs = pair_costs(profile.stacks, set(totals(profile)))
    check(edges, {(name(a), name(b)): cost for (a, b), cost in pairs.items()}, "edges")

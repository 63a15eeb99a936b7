"""Two sides, several runs each: the same functions found again, medians, spread, noise, order, and the gate."""
import re
from collections import defaultdict
from dataclasses import dataclass, replace
from fractions import Fraction

from .frames import Frame
from .graph import totals
from .profile import Cost, common_scale, nearest

FIELDS = ("self", "cumulative", "calls", "primitive")


@dataclass
class Row:
    frame: Frame
    before: Cost
    after: Cost
    was: bool
    is_: bool
    spread: Cost
    apart: set
    moved_from: object = None
    self_moved: bool = False
    cumulative_moved: bool = False

    def delta(self, field):
        return getattr(self.after, field) - getattr(self.before, field)

    def is_equal(self):
        return self.was == self.is_ and not any(self.delta(field) for field in FIELDS)

    def status(self, is_time):
        # What is no function, but stands for some, neither came nor went.
        if self.was != self.is_ and self.frame.name not in ("(hidden)", "(not listed)"):
            return "new" if self.is_ else "gone"
        if not self.self_moved and not self.cumulative_moved:
            return "noise"
        up = self.delta("self" if self.self_moved else "cumulative") > 0
        return ("slower" if up else "faster") if is_time else ("more" if up else "less")


def median(values):
    """Of an even number the mean of the two in the middle, half away from zero."""
    values = sorted(values)
    half = len(values) // 2
    return values[half] if len(values) % 2 else nearest(values[half - 1] + values[half], 2)


def spread(values):
    """Largest minus smallest; three times that for two runs, twice for three, one and a half times for four."""
    apart = max(values) - min(values)
    return apart * {2: 6, 3: 4, 4: 3}.get(len(values), 2) // 2


# ---- The same functions --------------------------------------------------------------------------------------------

def has_file(frame):
    return bool(frame.file) and frame.file != "~" and not frame.file.startswith("<")


def identities(runs, lines_tell):
    """{frame: (file, name, annotation, ordinal)} of one side. The ordinal counts functions of one name in one file from
    the top; where lines are those that ran, all are one function."""
    places = defaultdict(set)
    for run in runs:
        for frame in totals(run):
            places[frame.file, without_address(frame.name), kind(frame)].add(frame)
    found = {}
    for place, frames in places.items():
        lines = sorted({frame.line for frame in frames})
        for frame in frames:
            found[frame] = place + (lines.index(frame.line) if lines_tell else 0,)
    return found


def without_address(name):
    """<function f at 0x7f25de6c6830> is <function f>: addresses differ from run to run."""
    return re.sub(" at 0x[0-9a-f]+", "", name)


def kind(frame):
    """What an annotation says: _[j] and _[1] are both compiled code."""
    if frame.is_key:
        return ""
    if frame.name.startswith("thread ("):
        return "thread"
    mark = frame.text[-2] if frame.text != frame.name and frame.text.endswith("]") else ""
    return {"1": "j"}.get(mark, mark)


def moves(before, after):
    """{identity before: identity after} of names that only one function of each side is left with."""
    left = defaultdict(lambda: ([], []))
    for side, (mine, other) in enumerate(((before, after), (after, before))):
        for identity in set(mine.values()) - set(other.values()):
            file, name = identity[:2]
            if any(has_file(frame) for frame, each in mine.items() if each == identity):
                says_little = name.startswith("__") or name.startswith("<")
                left[name, file.rsplit("/", 1)[-1] if says_little else ""][side].append(identity)
    return {old[0]: new[0] for old, new in left.values() if len(old) == len(new) == 1}


def matched(before, after):
    """(names, runs before, runs after, former names): runs over identities instead of frames."""
    lines_tell = all(run.stacks is None for run in before + after)
    old, new = identities(before, lines_tell), identities(after, lines_tell)
    became = moves(old, new)
    former = {}
    for frame, identity in sorted(old.items(), reverse=True):
        if identity in became:
            former[became[identity]] = f"{frame.name} ({frame.file})"
            old[frame] = became[identity]
    names = {}  # as the side after writes them, what only the side before has as that does
    for side in (new, old):
        taken = set(names.values())
        first = {}
        for frame, identity in sorted(side.items(), reverse=True):
            first[identity] = frame
        for identity, frame in first.items():
            if identity in names:
                continue
            if frame.is_key:
                shown = frame._replace(name=without_address(frame.name), line=frame.line if lines_tell else 0,
                                       text=frame.line)
                if (shown.file, shown.line, shown.name) in {(f.file, f.line, f.name) for f in taken}:
                    shown = shown._replace(line=0, text=-1)
            else:
                shown = without_line(frame)
            names[identity] = shown
    return names, [renamed(run, old) for run in before], [renamed(run, new) for run in after], former


def without_line(frame):
    """Where stacks name lines, they are those that ran: they are left out."""
    if frame.line == 0:
        return frame
    annotation = frame.text[-4:] if frame.text.endswith("]") else ""
    return frame._replace(line=0, text=f"{frame.name} ({frame.file}){annotation}")


def renamed(run, identity_of):
    if run.stacks is not None:
        stacks = defaultdict(int)
        for stack, cost in run.stacks.items():
            stacks[tuple(identity_of[frame] for frame in stack)] += cost
        return replace(run, stacks=stacks)
    functions = {}
    for frame, cost in run.functions.items():
        identity = identity_of[frame]
        functions[identity] = functions[identity] + cost if identity in functions else cost
    return replace(run, functions=functions)


# ---- Figures -------------------------------------------------------------------------------------------------------

def scaled(run, target):
    """The same shares of another total."""
    if run.total <= 0 or target <= 0:
        return run

    def scale(cost):
        return nearest(cost * target, run.total)

    if run.stacks is not None:
        return replace(run, total=target, stacks={stack: scale(cost) for stack, cost in run.stacks.items()})
    functions = {key: Cost(scale(cost.self), scale(cost.cumulative), cost.calls, cost.primitive)
                 for key, cost in run.functions.items()}
    return replace(run, total=target, functions=functions)


def is_present(run, cost):
    """A function of calls is on a side when any of its figures is not zero; one of stacks when it is on one."""
    return cost is not None and (run.stacks is not None or any(getattr(cost, field) for field in FIELDS))


def threefold(before, after):
    """Whether even the nearest runs of both sides differ threefold, which no spread explains."""
    if len(before) < 2 or len(after) < 2:
        return False
    return min(after) > 3 * max(max(before), 0) or min(before) > 3 * max(max(after), 0)


class Diff:
    def __init__(self, before, after, noise="0.5", normalize=False):
        runs = common_scale(before + after, least=1 if len(before + after) > 2 else 0)
        self.names, old, new, former = matched(runs[:len(before)], runs[len(before):])
        self.profile = runs[0]
        whole = median([run.total for run in old])
        self.whole_after = whole if normalize else median([run.total for run in new])
        if normalize:
            old, new = [scaled(run, whole) for run in old], [scaled(run, whole) for run in new]
        sides = [[totals(run) for run in side] for side in (old, new)]
        self.rows = [self.row(identity, (old, new), sides, former) for identity in self.names]
        self.rows = [row for row in self.rows if row.was or row.is_]
        # The total is the sum of the functions' self costs, so the changes in the table add up to its.
        self.before = sum(row.before.self for row in self.rows)
        self.after = sum(row.after.self for row in self.rows)
        self.spreads = [spread([sum(cost.self for cost in run.values()) for run in side]) for side in sides]
        self.base = self.before
        self.noise = int(Fraction(noise) / 100 * max(self.base, 0))  # rounded down: a change up to the share is noise
        self.total_band = max(self.noise, sum(self.spreads))
        for row in self.rows:
            row.self_moved = self.has_moved(row, "self")
            row.cumulative_moved = self.has_moved(row, "cumulative")
        self.rows.sort(key=lambda row: (not row.self_moved, -abs(row.delta("self")), -abs(row.delta("cumulative")),
                                        row.frame))

    def row(self, identity, runs, sides, former):
        middle, apart, present = [], Cost(), []
        values = {field: [] for field in FIELDS}
        for side_runs, side in zip(runs, sides):
            costs = [run.get(identity, Cost()) for run in side]
            columns = {field: [getattr(cost, field) for cost in costs] for field in FIELDS}
            middle.append(Cost(*(median(columns[field]) for field in FIELDS)))
            apart = apart + Cost(*(spread(columns[field]) for field in FIELDS))
            present.append(any(is_present(run, costs.get(identity)) for run, costs in zip(side_runs, side)))
            for field in FIELDS:
                values[field].append(columns[field])
        far = {field for field in FIELDS if threefold(*values[field])}
        return Row(self.names[identity], middle[0], middle[1], present[0], present[1], apart, far, former.get(identity))

    def band(self, row, field):
        """What a change has to exceed: the least noise, the spread of its runs, and, as a part of its cost, how far the
        runs as a whole lie apart."""
        least = min(self.before, self.after)
        unsteady = min(Fraction(sum(self.spreads), least), 1) if least > 0 else Fraction(0)
        part = unsteady * max(getattr(row.before, field), getattr(row.after, field), 0)
        return max(self.noise, getattr(row.spread, field), int(part))

    def has_moved(self, row, field):
        change = abs(row.delta(field))
        return change > self.band(row, field) or (field in row.apart and change > self.noise)

    def shown(self, sort="self"):
        rows = [row for row in self.rows if not row.is_equal()]
        if sort in ("cumulative", "calls"):
            rows.sort(key=lambda row: -abs(row.delta(sort)))
        if sort in ("name", "file"):
            rows.sort(key=lambda row: (row.frame.file if sort == "file" else "", row.frame))
        return rows

    def counts(self):
        result = dict.fromkeys(("changed", "new", "gone", "within_noise", "unchanged"), 0)
        for row in self.rows:
            status = row.status(True)
            if status == "noise":
                result["unchanged" if row.is_equal() else "within_noise"] += 1
            else:
                result[status if status in result else "changed"] += 1
        return result

"""Limits, as src/gate/limits.h describes them."""
from dataclasses import dataclass
from fractions import Fraction

from .frames import matches

SECONDS = {"ns": Fraction(1, 10 ** 9), "us": Fraction(1, 10 ** 6), "ms": Fraction(1, 1000), "s": Fraction(1)}
HOLDS = {">": lambda a, b: a > b, ">=": lambda a, b: a >= b, "<": lambda a, b: a < b, "<=": lambda a, b: a <= b}


@dataclass
class Limit:
    subject: str  # total, new, self, cumulative, calls
    pattern: object
    comparison: str
    sign: str  # "" for a limit on the profile itself
    number: str
    unit: str

    def text(self):
        subject = f"{self.subject}({self.pattern})" if self.pattern else self.subject
        return f"{subject}{self.comparison}{self.sign}{self.number}{self.unit}"

    @property
    def about_change(self):
        return self.sign != "" or self.subject == "new"

    def in_unit(self, diff):
        """A function from (before, after, …) to what is held against the limit; None: a percentage of nothing."""
        def figure(pair):
            before, after = pair[:2]
            amount = after - before if self.sign else after
            if self.unit != "%":
                scale = 1 if self.subject == "calls" else 10 ** diff.profile.decimals
                return Fraction(amount, scale) / SECONDS.get(self.unit, 1)
            whole = before if self.sign else diff.whole_after
            if whole > 0:
                return Fraction(100 * amount, whole)
            return None if self.sign and amount != 0 else Fraction(0)

        return figure


def figures(diff, limit):
    """[(before, after, band, whether it moved beyond the noise all the same)]"""
    if limit.subject == "total":
        return [(diff.before, diff.after, diff.total_band, False)]
    if limit.subject == "new":
        new = [row for row in diff.rows if row.status(True) == "new"]
        band = max(diff.noise, sum(row.spread.self for row in new))
        return [(0, sum(row.after.self for row in new), band, False)]
    found = []
    for row in diff.rows:
        if not matches(limit.pattern, row.frame):
            continue
        band = row.spread.calls if limit.subject == "calls" else diff.band(row, limit.subject)
        moved = limit.subject != "calls" and getattr(row, limit.subject + "_moved")
        found.append((getattr(row.before, limit.subject), getattr(row.after, limit.subject), band, moved))
    return found


def trips(diff, limit):
    """The (before, after) that are over the limit, the worst first."""
    in_unit = limit.in_unit(diff)
    over = []
    for before, after, band, moved in figures(diff, limit):
        delta = after - before
        if limit.about_change and abs(delta) <= band and not moved:
            continue
        figure = in_unit((before, after))
        if figure is None:  # of nothing: any change is more than every percentage
            figure = float("inf") if delta > 0 else -float("inf")
        if HOLDS[limit.comparison](figure, Fraction(limit.sign + limit.number)):
            over.append((before, after))
    return sorted(over, key=lambda pair: -abs(pair[1] - (pair[0] if limit.about_change else 0)))

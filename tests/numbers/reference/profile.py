"""What a file says, in integers: a cost is a number of 10^-decimals of the unit."""
from dataclasses import dataclass, field
from fractions import Fraction


@dataclass
class Cost:
    """Of a function or of a pair. None is what the file does not say."""

    self: object = 0
    cumulative: object = 0
    calls: int = 0
    primitive: object = 0

    def __add__(self, other):
        def add(a, b):
            return None if a is None or b is None else a + b

        return Cost(add(self.self, other.self), add(self.cumulative, other.cumulative), self.calls + other.calls,
                    add(self.primitive, other.primitive))


@dataclass
class Profile:
    unit: str = "samples"
    decimals: int = 0
    total: int = 0  # the sum of all self costs, whatever filters take away later
    stacks: object = None  # folded: {(frame, frame, …): cost}, callers first
    functions: object = None  # pstats: {frame: Cost}
    edges: object = None  # pstats: {(caller, callee): Cost}
    warnings: dict = field(default_factory=dict)  # kind: count

    def value(self, cost):
        """In the unit."""
        return None if cost is None else Fraction(cost, 10 ** self.decimals)

    def warn(self, kind, count=1):
        if count:
            self.warnings[kind] = self.warnings.get(kind, 0) + count


def nearest(numerator, denominator):
    """The nearest integer, halves away from zero; the denominator is positive."""
    half_up = (2 * abs(numerator) + denominator) // (2 * denominator)
    return half_up if numerator >= 0 else -half_up


def with_decimals(profile, decimals):
    """The same costs in smaller units."""
    factor = 10 ** (decimals - profile.decimals)

    def scale(cost):
        known = [None if weight is None else weight * factor for weight in (cost.self, cost.cumulative)]
        return Cost(*known, cost.calls, cost.primitive)

    result = Profile(profile.unit, decimals, profile.total * factor, warnings=dict(profile.warnings))
    if profile.stacks is not None:
        result.stacks = {stack: cost * factor for stack, cost in profile.stacks.items()}
    else:
        result.functions = {frame: scale(cost) for frame, cost in profile.functions.items()}
        result.edges = {pair: scale(cost) for pair, cost in profile.edges.items()}
    return result


def common_scale(profiles, least=0):
    decimals = max([least] + [profile.decimals for profile in profiles])
    return [with_decimals(profile, decimals) for profile in profiles]


def merged(profiles):
    """Several files of one run: everything is added."""
    profiles = common_scale(profiles)
    result = profiles[0]
    for other in profiles[1:]:
        result.total += other.total
        for kind, count in other.warnings.items():
            result.warn(kind, count)
        for name in ("stacks", "functions", "edges"):
            ours, theirs = getattr(result, name), getattr(other, name)
            for key in theirs or ():
                ours[key] = ours[key] + theirs[key] if key in ours else theirs[key]
    return result

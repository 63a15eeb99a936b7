"""pstats, as Python's own marshal module reads it: {(file, line, name): (cc, nc, tt, ct, callers)}."""
import marshal
import math
from fractions import Fraction

from .agreement import check_agreement
from .frames import key_frame
from .profile import Cost, Profile, nearest


def text(value):
    if hasattr(value, "co_name"):  # `python -m profile` has a code object as a name
        return f"<code object {value.co_name}>"
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else value


class Reader:
    def __init__(self):
        self.profile = Profile(unit="s", decimals=9, functions={}, edges={})

    def time(self, seconds):
        """The nearest nanosecond."""
        if not math.isfinite(seconds):
            self.profile.warn("not-finite")
            return 0
        exact = Fraction(seconds) * 10 ** 9
        return nearest(exact.numerator, exact.denominator)

    def count(self, number):
        self.profile.warn("negative-count", number < 0)
        return max(number, 0)

    def pair(self, value):
        """(nc, cc, tt, ct), perhaps several of those one after the other, or a number of calls."""
        if not isinstance(value, tuple):
            return Cost(None, None, self.count(value), None)
        parts = [value[at:at + 4] for at in range(0, len(value), 4)]
        calls, primitive = (self.count(sum(part[i] for part in parts)) for i in (0, 1))
        own, cumulative = (self.time(sum(part[i] for part in parts)) for i in (2, 3))
        return Cost(own, cumulative, calls, primitive)

    def add(self, table, key, cost):
        table[key] = table[key] + cost if key in table else cost

    def read(self, stats):
        profile = self.profile
        raw_edges = []  # a pair may come twice, when names differ in their encoding only
        for label, (primitive, calls, own, cumulative, callers) in stats.items():
            frame = key_frame(text(label[0]), label[1], text(label[2]))
            profile.warn("duplicate-function", frame in profile.functions)
            cost = Cost(self.time(own), self.time(cumulative), self.count(calls), self.count(primitive))
            self.add(profile.functions, frame, cost)
            for caller, value in callers.items():
                raw_edges.append((key_frame(text(caller[0]), caller[1], text(caller[2])), frame, self.pair(value)))
        known = set(profile.functions)
        for caller, callee, cost in raw_edges:
            self.add(profile.edges, (caller, callee), cost)
            if caller in known:
                continue
            # Only known as a caller: its cumulative time is that of its longest call.
            profile.warn("caller-without-entry", caller not in profile.functions)
            entry = profile.functions.setdefault(caller, Cost())
            entry.cumulative = max(entry.cumulative, cost.cumulative or 0)
        profile.total = sum(cost.self for cost in profile.functions.values())
        check_agreement(profile, raw_edges, set(profile.functions) - known)
        return profile


def read_pstats(data):
    return Reader().read(marshal.loads(data))

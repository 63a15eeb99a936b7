"""Filters over stacks, one at a time. Each takes a stack and gives back what is left of it, or None."""
from dataclasses import replace

from .frames import Frame, matches
from .read_folded import without_beginnings

HIDDEN = (Frame("(hidden)", "", 0, "(hidden)"),)  # the stack of what is hidden whole


def marker(patterns, plain_is_regex=False):
    cache = {}

    def marked(frame):
        if frame not in cache:
            cache[frame] = any(matches(pattern, frame, plain_is_regex) for pattern in patterns)
        return cache[frame]

    return marked


def select(stack, options):
    """ignore, focus, root, leaf, then hide and show, in this order: what is hidden may still be a root. Of what hide and
    show leave nothing of, the cost stays."""
    if "ignore" in options and any(map(marker(options["ignore"], True), stack)):
        return None
    if "focus" in options and not any(map(marker(options["focus"], True), stack)):
        return None
    first, last = 0, len(stack) - 1
    if "root" in options:
        first = next((i for i, frame in enumerate(stack) if marker(options["root"])(frame)), None)
    if "leaf" in options:
        last = next((i for i in reversed(range(len(stack))) if marker(options["leaf"])(stack[i])), None)
    if first is None or last is None or last < first:
        return None
    left = stack[first:last + 1]
    if "hide" in options:
        left = tuple(frame for frame in left if not marker(options["hide"], True)(frame))
    if "show" in options:
        left = tuple(frame for frame in left if marker(options["show"], True)(frame))
    return left or HIDDEN


def fold(stack):
    """A frame that is on the stack already is its first occurrence; what follows stands below that."""
    place = {}
    now = ()
    for frame in stack:
        now = place.setdefault(frame, now + (frame,))
    return now


def changed(stacks, change):
    result = {}
    for stack, cost in stacks.items():
        left = change(stack)
        if left:
            result[left] = result.get(left, 0) + cost
    return without_beginnings(result)


def filter_stacks(profile, options):
    stacks = changed(profile.stacks, lambda stack: select(stack, options))
    if stacks.get(HIDDEN) == 0:  # of what costs nothing there is nothing to keep
        del stacks[HIDDEN]
    if "fold_recursion" in options:
        stacks = changed(stacks, fold)
    if "reverse" in options:
        stacks = changed(stacks, lambda stack: stack[::-1])
    if "depth" in options:  # so many levels, the roots are the first
        stacks = changed(stacks, lambda stack: stack[:options["depth"]])
    return replace(profile, stacks=stacks)

"""Folded stacks, as src/importers/folded.cc describes them: `main;parse;read 12`."""
import re
from fractions import Fraction

from .frames import text_frame
from .profile import Profile

COUNT = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?")
# A comment's unit, and how many decimals of it a count has.
UNITS = {"s": ("s", 0), "ms": ("s", 3), "us": ("s", 6), "µs": ("s", 6), "ns": ("s", 9), "bytes": ("bytes", 0),
         "B": ("bytes", 0)}


def decode(data):
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        if data.startswith(mark):
            return data[len(mark):].decode(encoding, "replace")
    return data.decode("utf-8", "replace")


def decimals_of(count):
    decimals = 0
    while (count * 10 ** decimals).denominator != 1:
        decimals += 1
    return decimals


PYTHON_FILE = re.compile(r"(?s)<(?!anonymous>$).*|.*\.(py|pyx|pyw|pxd|pxi)")


def has_executed_line(text, frame):
    """Whether the line may be one that was executed: of Python, and behind the name."""
    defined = not text.endswith(")") and not re.search(r":[0-9]+$", text)
    return not (frame.line == 0 or defined or re.search(r"_\[[kjiw01]\]$", text) or not PYTHON_FILE.fullmatch(frame.file))


def lines_are_executed(frames):
    """py-spy, austin and Tachyon write the line of Python that was executed: it says nothing about which function. A
    module beyond its first line is being executed; without modules, a quarter of all functions at several lines are."""
    lines, modules = {}, False
    for text, frame in frames.items():
        if not has_executed_line(text, frame):
            continue
        if frame.name == "<module>":
            if frame.line > 1:
                return True
            modules = True
        if not frame.name.startswith("<"):
            lines.setdefault((frame.name, frame.file), set()).add(frame.line)
    several = sum(len(each) > 1 for each in lines.values())
    return not modules and several > 0 and several * 4 >= len(lines)


def without_separators(lines):
    """"-" between a user and a kernel part, where it is nowhere the first or the last of a stack."""
    for mark in ("-", "--"):
        ends = any(mark in (stack[0].text, stack[-1].text) for stack, _ in lines)
        if not ends:
            lines = [(tuple(frame for frame in stack if frame.text != mark), count) for stack, count in lines]
    return lines


def read_folded(data):
    profile = Profile()
    defined = False  # a comment says that lines are those of definitions
    lines = []  # (stack, count)
    unit, unit_decimals, austin = "samples", 0, False
    for line in decode(data).split("\n"):
        line = line.rstrip(" \t\r")
        if not line:
            continue
        if re.match(r"#([ \t]|$)", line):
            key, _, value = (part.strip(" \t") for part in line[1:].partition(":"))
            austin = austin or key == "austin"
            if key == "mode" and austin:
                key, value = "unit", {"wall": "us", "cpu": "us", "memory": "bytes"}.get(value, "")
            if (key, value) == ("lines", "defined"):
                defined = True
            if key == "unit" and value in UNITS:
                unit, unit_decimals = UNITS[value]
            continue
        split = re.fullmatch(r"(?s)(.*)[ \t]([^ \t]*)", line)
        stack = split[1].rstrip(" \t\r") if split else ""
        if not stack or not COUNT.fullmatch(split[2]):
            profile.warn("malformed-line", 0 if line[0] == "#" else 1)
        elif Fraction(split[2]) < 0:
            profile.warn("negative-count")
        else:
            lines.append((tuple(text.strip(" \t") for text in stack.split(";")), Fraction(split[2])))
    frames = {text: text_frame(text) for stack, _ in lines for text in stack}
    if not defined and (austin or lines_are_executed(frames)):
        for text, frame in frames.items():
            if has_executed_line(text, frame):
                frames[text] = text_frame(f"{frame.name} ({frame.file})")
    lines = [(tuple(frames[text] for text in stack), count) for stack, count in lines]
    lines = without_separators(lines)
    decimals = max((decimals_of(count) for _, count in lines), default=0)
    profile.unit, profile.decimals = unit, decimals + unit_decimals
    profile.stacks = {}
    for stack, count in lines:
        profile.stacks[stack] = profile.stacks.get(stack, 0) + int(count * 10 ** decimals)
    profile.total = sum(profile.stacks.values())
    profile.stacks = without_beginnings(profile.stacks)
    return profile


def without_beginnings(stacks):
    """A stack that costs nothing and is the beginning of another says nothing more than that one."""
    beginnings = {stack[:depth] for stack in stacks for depth in range(1, len(stack))}
    return {stack: cost for stack, cost in stacks.items() if cost != 0 or stack not in beginnings}

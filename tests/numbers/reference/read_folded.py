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


def function_frame(text):
    """py-spy, austin and Tachyon write the line of Python that was executed: it says nothing about which function."""
    frame = text_frame(text)
    defined = not text.endswith(")") and not re.search(r":[0-9]+$", text)
    if frame.line == 0 or defined or re.search(r"_\[[kjiw01]\]$", text) or not PYTHON_FILE.fullmatch(frame.file):
        return frame
    return text_frame(f"{frame.name} ({frame.file})")


def without_separators(lines):
    """"-" between a user and a kernel part, where it is nowhere the first or the last of a stack."""
    for mark in ("-", "--"):
        ends = any(mark in (stack[0].text, stack[-1].text) for stack, _ in lines)
        if not ends:
            lines = [(tuple(frame for frame in stack if frame.text != mark), count) for stack, count in lines]
    return lines


def read_folded(data):
    profile = Profile()
    frame_of = function_frame
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
                frame_of = text_frame
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
            lines.append((tuple(frame_of(text.strip(" \t")) for text in stack.split(";")), Fraction(split[2])))
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

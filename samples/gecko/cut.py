"""Cuts a raw profile of Firefox down to a sample: python3 cut.py PROFILE FIRST COUNT > firefox.json

Keeps some samples of the main thread and what they refer to, renumbered; markers, libraries and other processes go.
"""
import json
import sys


def rows_of(table):
    return table["data"], table["schema"]


def used_stacks(thread, kept):
    data, schema = rows_of(thread["stackTable"])
    used = set()
    for row in kept:
        at = row[0]
        while at is not None and at not in used:
            used.add(at)
            at = data[at][schema["prefix"]]
    return sorted(used)


def cut(thread, first, count):
    kept = thread["samples"]["data"][first:first + count]
    stacks, schema = rows_of(thread["stackTable"])
    used = used_stacks(thread, kept)
    stack_ids = {old: new for new, old in enumerate(used)}
    frames = sorted({stacks[i][schema["frame"]] for i in used})
    frame_ids = {old: new for new, old in enumerate(frames)}
    locations = thread["frameTable"]["data"]
    strings = sorted({locations[i][0] for i in frames})
    string_ids = {old: new for new, old in enumerate(strings)}
    thread["stackTable"]["data"] = [[None if stacks[i][0] is None else stack_ids[stacks[i][0]], frame_ids[stacks[i][1]]] for i in used]
    thread["frameTable"]["data"] = [[string_ids[locations[i][0]]] + locations[i][1:2] for i in frames]
    thread["stringTable"] = [thread["stringTable"][i] for i in strings]
    thread["samples"]["data"] = [[None if row[0] is None else stack_ids[row[0]]] + row[1:] for row in kept]
    thread["markers"]["data"] = []
    return thread


def main():
    profile = json.load(open(sys.argv[1], encoding="utf-8"))
    meta = {key: profile["meta"][key] for key in ("version", "startTime", "interval", "processType", "product", "misc", "sampleUnits") if key in profile["meta"]}
    thread = next(each for each in profile["threads"] if each["name"] == "GeckoMain")
    out = {"libs": [], "meta": meta, "threads": [cut(thread, int(sys.argv[2]), int(sys.argv[3]))], "processes": []}
    json.dump(out, sys.stdout, ensure_ascii=False, separators=(",", ":"))
    print()


main()

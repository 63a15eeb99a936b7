"""Reads the data that stand in a report, as its script does (profile_data.cc and comparison_data.cc say how)."""
import base64
import hashlib
import json
import re

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"


def unpacked(text):
    values, value, shift = [], 0, 0
    for letter in text:
        bits = LETTERS.index(letter)
        value |= (bits & 31) << shift
        shift += 5
        if bits < 32:
            values.append(value)
            value = shift = 0
    assert shift == 0, text
    return values


def signed(value):
    return -(value >> 1) if value & 1 else value >> 1


def data_of(page):
    """The JSON of a page."""
    return json.loads(re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)[1])


def place_of(data, numbers):
    shown, *path = data["places"][numbers[0]]
    return {"where": shown + (str(numbers[1] - 1) if numbers[1] else ""), "path": path[0] if path else ""}


def profile_of(data):
    """(functions, calls by (caller, callee)) of a report of one profile; weights are whole."""
    counted = bool(data["counted"])
    functions, calls = [], {}
    for i, (name, text) in enumerate(zip(data["functions"][::2], data["functions"][1::2])):
        numbers = unpacked(text)
        function = {"name": name, **place_of(data, numbers), "self": signed(numbers[2]), "cumulative": signed(numbers[3])}
        at = 4
        if counted:
            fewer = signed(numbers[5])
            function["calls"] = signed(numbers[4])
            function["primitive_calls"] = None if fewer < 0 else function["calls"] - fewer
            at = 6
        function["marks"] = numbers[at]
        rest, each, callee = numbers[at + 1:], 3 if counted else 2, i
        assert len(rest) % each == 0, text
        for values in zip(*[iter(map(signed, rest))] * each):
            callee += values[0]
            calls[i, callee] = {"cumulative": values[1], **({"calls": values[2]} if counted else {}), "marks": 0}
        functions.append(function)
    for caller, callee, marks in zip(*[iter(data["marks"])] * 3):
        calls[caller, callee]["marks"] = marks
    return functions, calls


def comparison_of(data):
    counted = bool(data["counted"])
    each = 3 if counted else 2
    functions, calls = [], {}
    for i, row in enumerate(zip(*[iter(data["functions"])] * each)):
        numbers = unpacked(row[1])
        keys = ["self before", "self after", "cumulative before", "cumulative after"] + ["calls before", "calls after"] * counted
        function = {"name": row[0], **place_of(data, numbers), **dict(zip(keys, map(signed, numbers[2:])))}
        at = 2 + len(keys)
        function["word"], function["marks"] = data["words"][numbers[at]], numbers[at + 1]
        callee = i
        for values in zip(*[iter(map(signed, numbers[at + 2:]))] * (5 if counted else 3)):
            callee += values[0]
            calls[i, callee] = values[1:]
        functions.append(function)
    return functions, calls


def beyond_of(data):
    """(callers, their sum, callees, their sum) by function."""
    found, i = {}, 0
    for step, callers, above, callees, below in zip(*[iter(unpacked(data["beyond"]))] * 5):
        i += step
        found[i] = callers, signed(above), callees, signed(below)
    return found


def allowed(page, what):
    """Hashes that the policy of a page allows."""
    policy = re.search(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">', page)[1]
    parts = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    return parts["default-src"], set(parts.get(what, "").split())


def inline(page, tag):
    """Hashes of what stands in a page between these tags, as a browser takes them."""
    texts = re.findall(rf"<{tag}>(.*?)</{tag}>", page, re.DOTALL)
    texts = [text.removeprefix("<![CDATA[").removesuffix("]]>") for text in texts]
    return {"'sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() + "'" for text in texts}

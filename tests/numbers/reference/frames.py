"""Functions by name: how a frame's text is taken apart, what order names have, what patterns are tried against."""
import re
from typing import NamedTuple

ANNOTATION = re.compile(r"(?s)(?P<text>.+)_\[[kjiw01]\]")
PROCESS_OR_THREAD = re.compile(r"process [0-9]|thread \(|tid:[0-9]+$|[PT]([0-9]{2,}|[0-9]+:[0-9]+)$")
LINE = "[0-9]{1,9}"


class Frame(NamedTuple):
    """The order of these tuples is the order of functions wherever figures tie: name, file, line, then text."""

    name: str
    file: str
    line: int  # 0: unknown
    text: object  # folded: as the input has it; pstats: the line as the input has it, which may be negative
    is_key: bool = False  # from pstats: the name is the text

    @property
    def shown(self):
        return self.name if self.is_key else self.text


def key_frame(file, line, name):
    return Frame(name, file, max(line, 0), line, True)


def looks_like_file(text):
    if text == "~" or (text[:1] == "<" and text[-1:] == ">"):
        return True
    has_folder = "/" in text or "\\" in text
    if not text or text.endswith(":") or "::" in text or (re.search(r"[(),*&;]", text) and not has_folder):
        return False
    return has_folder or re.search(r"\.[A-Za-z0-9]{1,7}$", text) is not None


def closing_group(text):
    """(before, inside) of the parenthesis that ends `text`, or None."""
    depth = 0
    for at in range(len(text) - 1, -1, -1):
        depth += {")": 1, "(": -1}.get(text[at], 0)
        if text[at] == "(" and depth == 0:
            return text[:at], text[at + 1:-1]
    return None


def text_frame(text):
    """Without its annotation: "name (file:line)", "file:name:line", "file:line:name", or a bare name."""
    annotated = ANNOTATION.fullmatch(text)
    bare = annotated["text"] if annotated else text
    if PROCESS_OR_THREAD.match(bare):
        return Frame(bare, "", 0, text)
    name, file, line = split_text(bare)
    return Frame(name, file, line, text)


def split_text(text):
    group = closing_group(text) if text.endswith(")") else None
    if group:
        before, inside = group
        place = re.fullmatch(rf"(?s)(.+?)((?::{LINE}){{1,2}})?", inside)
        has_space = before.endswith(" ")
        name = before[:-1] if has_space else before
        if place and name and looks_like_file(place[1]) and (place[2] or has_space):
            return name, place[1], int(place[2].split(":")[1]) if place[2] else 0
    last = re.fullmatch(rf"(?s)(.+):([^:]+):({LINE})", text)
    if last and not re.fullmatch("[0-9]+", last[2]) and looks_like_file(last[1]):
        return last[2], last[1], int(last[3])
    middle = re.fullmatch(rf"(?s)(.*?):({LINE}):(.+)", text)
    if middle and middle[3][0] != ":" and not re.fullmatch("[0-9]+", middle[3]) and looks_like_file(middle[1]):
        return middle[3], middle[1], int(middle[2])
    return text, "", 0


def standard_name(frame):
    """As pstats prints it."""
    if not frame.is_key and not frame.file:
        return frame.text
    if frame.file == "~" and frame.line == 0:
        marked = len(frame.name) >= 2 and frame.name[0] == "<" and frame.name[-1] == ">"
        return "{" + frame.name[1:-1] + "}" if marked else frame.name
    return f"{frame.file}:{frame.line}({frame.name})"


def module(frame):
    return re.sub(r"\.[^.]*$", "", re.split(r"[/\\]", frame.file)[-1]) if frame.file != "~" else ""


def spellings(frame):
    """What patterns are tried against, for names without packages."""
    yield frame.name
    yield frame.shown
    if module(frame):
        yield f"{module(frame)}.{frame.name}"
        yield f"{module(frame)}:{frame.name}"
        yield f"{module(frame)}:{frame.line}:{frame.name}"
    if frame.file:
        yield f"{frame.file}:{frame.line}:{frame.name}"


def matches(pattern, frame, plain_is_regex=False):
    """A glob over the whole name, or an expression that matches anywhere: always so for options that take an RE."""
    slashes = len(pattern) >= 2 and pattern[0] == pattern[-1] == "/"
    if slashes or plain_is_regex:
        expression = re.compile(pattern[1:-1] if slashes else pattern)
        return any(expression.search(text) for text in spellings(frame))
    glob = re.compile("".join({"*": "(?s:.*)", "?": "(?s:.)"}.get(c, re.escape(c)) for c in pattern))
    return any(glob.fullmatch(text) for text in spellings(frame))

"""Profiles whose functions have given names, the program, and what it makes of a name in each kind of output."""
import json
import marshal
import os
import pathlib
import re
import subprocess
import tempfile
import unittest

from names import raw

BINARY = os.environ.get("P2G_BINARY", "")


def pstats(names, times=1.0, calls=2):
    """main() calls a function of each name, from a file of the same name."""
    main = ("main.py", 1, "main")
    functions = {main: (1, 1, 0.5, 0.5 + len(names) * times, {})}
    for i, name in enumerate(names):
        seconds = times * (1 + i / 1000)
        functions[(name, i + 1, name)] = (calls, calls, seconds, seconds, {main: (calls, calls, seconds, seconds)})
    return marshal.dumps(functions)


def folded(names, times=100):
    """In the middle of stacks, where nothing of a name is taken for the end of a line."""
    return b"".join(b"main;%s;end %d\n" % (raw(name), times + i) for i, name in enumerate(names))


def folded_chains(names, times=1.0):
    """Twelve names deep, so that each is wide enough for its own text in a flame graph."""
    return b"".join(b"main;%s;end %d\n" % (b";".join(map(raw, part)), round(100 * times) + i) for i, part in enumerate(chunks(names, 12)))


# ---- What the program promises to print (base/text.h) ----------------------------------------------------------------

BIDI = "\u202a-\u202e\u2066-\u2069"
ENDS = "\u2028\u2029"  # of lines and paragraphs
OVERLOOKED = " \"'\xa0\xad\u1680\u2000-\u200f\u2018-\u201f\u202f\u205f-\u2064\u3000\ufeff"  # before what begins a formula
RUNS = re.compile(f"[{OVERLOOKED}]*[-=+@\uff1d\uff0b\uff0d\uff20\x00-\x1f\x7f-\x9f]")


def text_of(name, surrogates_are_one):
    """The name once it is read: ill-formed parts are U+FFFD; of pstats a lone surrogate is one of them."""
    data = raw(name)
    if surrogates_are_one:
        data = re.sub(rb"\xed[\xa0-\xbf][\x80-\xbf]", "\ufffd".encode(), data)
    return data.decode("utf-8", "replace")


SEPARATORS = ("-", "--")  # between the parts of a stack (importers/folded.cc): no frames where they never begin or end one


def frame_of(name):
    """A name of folded stacks once it is read, without the blanks around it; nothing for one that separates."""
    text = text_of(name, False).strip(" \t")
    return None if text in SEPARATORS else text


def frames_of(names):
    return {frame for frame in map(frame_of, names) if frame is not None}


def label_form(text):
    """Of labels, and of what is told about a function: several blanks are drawn as one."""
    return re.sub("([ \t])[ \t]+", r"\1", text)


def xml_form(text):
    return re.sub(f"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff{BIDI}]", "\ufffd", text)


def terminal_form(text):
    def escape(match):
        if "\u2000" < match[0]:
            return "\\u{%x}" % ord(match[0])
        return "".join("\\x%02x" % byte for byte in match[0].encode())
    return re.sub(f"[\x00-\x1f\x7f-\x9f{BIDI}{ENDS}]", escape, text)


def cell_form(text):
    """Of CSV: escapes as on a terminal but for what belongs into a cell; an apostrophe before what a spreadsheet would run, in whatever way it splits lines."""
    parts = re.split("([\t\n\r;|\u061b])", text)
    parts[::2] = ["'" * bool(RUNS.match(part)) + terminal_form(part) for part in parts[::2]]
    return "'" * (text[:1] in tuple("\t\n\r")) + "".join(parts)


def standard_name(function):
    """As pstats prints it; `function` is one of JSON."""
    name = function["name"]
    if function["frame"] != name or "file" not in function and "line" not in function:
        if "file" not in function:
            return function["frame"]
    if function.get("file") == "~" and not function.get("line"):
        return "{" + name[1:-1] + "}" if len(name) > 1 and name[0] == "<" and name[-1] == ">" else name
    # pstats says 0 where there is no line; the text of a folded stack's frame has none to say.
    line = f":{function['line']}" if "line" in function else ""
    return f"{function.get('file', '')}{line}({name})"


def key_of(function):
    """As pictures name it in full."""
    if "file" not in function:
        return function["name"]
    line = f":{function['line']}" if "line" in function else ""
    return f"{function['name']} ({function['file']}{line})"


EXACT = ("--exact-names",)  # names as the input has them, but for the blanks around those of folded stacks


class HostileTest(unittest.TestCase):
    maxDiff = 2000
    checks = 0

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="prof2graph-test-")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    @classmethod
    def tearDownClass(cls):
        print(f"{cls.__name__}: {cls.checks} checks")

    def check(self, good, message):
        type(self).checks += 1
        if not good:
            self.fail(message() if callable(message) else message)

    def check_same(self, got, wanted, what):
        """Of two collections, only what is different is told."""
        def told():
            parts = (got, wanted) if isinstance(got, (str, bytes)) else ([x for x in got if x not in wanted], [x for x in wanted if x not in got])
            return f"{what}: got {ascii(parts[0])[:700]}, wanted {ascii(parts[1])[:700]}"
        self.check(got == wanted, told)

    def write(self, name, content):
        path = self.folder / name
        path.write_bytes(content)
        return path

    def run_program(self, *arguments, codes=(0,)):
        """(stdout, stderr) as bytes; whatever is said is clean."""
        result = subprocess.run([BINARY, *arguments], cwd=self.folder, capture_output=True, timeout=60)
        self.check(result.returncode in codes, lambda: f"exit {result.returncode} of {ascii(arguments)[:300]}: {result.stderr[-500:]!r}")
        self.check_clean(result.stderr, "stderr")
        return result.stdout, result.stderr

    def check_clean(self, output, what):
        """Lines of well-formed text that no terminal takes for anything else."""
        text = output.decode("utf-8")  # raises
        found = re.search(f"[\x00-\x09\x0b-\x1f\x7f-\x9f{BIDI}{ENDS}]", text)
        self.check(found is None, lambda: f"{what} has {ascii(found[0])} in {ascii(text[max(0, found.start() - 60):][:120])}")

    def output(self, *arguments, names=EXACT):
        return self.run_program("-q", *names, *arguments)[0]

    def functions(self, file, *options, names=EXACT):
        """All functions as JSON has them, main aside."""
        functions = json.loads(self.output(file, "-T", "json", *options, names=names))["functions"]
        return [function for function in functions if function["name"] not in ("main", "end")]


def chunks(items, size):
    items = list(items)
    return [items[i:i + size] for i in range(0, len(items), size)]


def main():
    if not BINARY:
        raise SystemExit("P2G_BINARY must name the program")
    unittest.main(verbosity=1)

"""What call graph pictures claim, counted anew from the ids and tooltips of the SVG and the figures of the JSON: the share
of self time that is named, that nothing heavy is left unnamed, what a selection shows, and the first line."""
import html
import pathlib
import re
import subprocess
import sys
import time

import program

ROOT = pathlib.Path(__file__).resolve().parents[2]
FILES = sorted(ROOT.glob("samples/pstats/*.prof")) + sorted(ROOT.glob("samples/diff/*.prof")) + \
    [path for kind in ("folded", "cpuprofile", "speedscope", "pprof", "perf", "callgrind", "gprof", "trace", "bcc")
     for path in sorted(ROOT.glob(f"samples/{kind}/*")) if path.suffix not in (".md", ".py", ".sh", ".c", ".php", ".mjs")] + \
    sorted(ROOT.glob("../shared/corpus/pstats/*.p*")) + sorted(ROOT.glob("../shared/corpus/folded/*.folded")) + \
    sorted(ROOT.glob("../shared/cases/*/*.prof")) + sorted(ROOT.glob("../shared/cases/*/*.prof.gz"))
# Next to nothing of these can be left out without saying so: the goal of the pictures.
MUST_NAME_MOST = ("workload.prof", "importing.prof", "real.prof", "big.prof", "cfnlint.prof.gz", "aio-3.11.7.prof",
                  "ut-3.13.0.prof", "memtrail.pstats")
HEAVY = 0.03
MOST = 0.6


def run(*arguments):
    done = subprocess.run([program.BINARY, "-q", "--exact-names", *map(str, arguments)], stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=120, close_fds=False)
    return done.returncode, done.stdout.decode("utf-8", "replace")


def key_of(function):
    if "file" not in function:
        return function["name"]
    return f"{function['name']} ({function['file']}:{function['line']})" if "line" in function \
        else f"{function['name']} ({function['file']})"


def percent(share):
    """As the program prints a share."""
    if share <= 0:
        return "0%"
    if share < 0.0005:
        return "<0.1%"
    if 0.9995 <= share < 1.0005:
        return "100%"
    return f"{int(share * 1000 + 0.5) / 10:.1f}%"


def id_of(key):
    """Of an element: FNV-1a of the function's key."""
    value = 0x811c9dc5
    for byte in key.encode("utf-8", "replace"):
        value = (value ^ byte) * 0x01000193 & 0xffffffff
    return f"f{value:08x}"


class Picture:
    """Cards with what they name; rows of the list below; tooltips of edges; all texts."""

    def __init__(self, svg):
        self.texts = [html.unescape(text) for text in re.findall(r"<text[^>]*>([^<]*)</text>", svg)]
        self.cards, self.named, self.ids = {}, set(), set()
        for attributes, title in re.findall(r'<g class="n"([^>]*)>(?:<title>([^<]*)</title>)?', svg):
            lines = html.unescape(title).split("\n")
            figures = [at for at, line in enumerate(lines) if line.startswith(("cumulative ", "≈", "self "))]
            for at in figures:
                if lines[at].startswith("cumulative ") and at > 0:
                    self.cards[lines[at - 1]] = lines[at]
                    self.named.add(lines[at - 1])
            for ids in re.findall(r' data-(?:id|i)="([^"]*)"', attributes):  # tooltips of long stacks are cut
                self.ids.update(ids.split())
            listed = re.search(r'data-l="([^"]*)"', attributes)
            if listed:
                self.named.update(html.unescape(listed[1]).split("\n"))
        for title in re.findall(r'<g class="s"[^>]*><title>([^<]*)</title>', svg):
            if "\n" not in html.unescape(title):  # those of the strip have a second line
                self.named.add(html.unescape(title))
        self.edges = [html.unescape(title) for title in re.findall(r'<g class="eg"[^>]*><title>([^<]*)</title>', svg)]


def figures_of(data):
    """All shares that the JSON has, as they would be printed."""
    total = float(data["total"])
    weights = [float(each[figure]) for kind in ("functions", "edges") for each in data[kind]
               for figure in ("self", "cumulative") if figure in each]
    importing = data.get("importing")
    if importing:
        weights.append(float(importing["total"]))
        weights += [float(phase["cost"]) for phase in importing["phases"]]
        weights += [float(package[figure]) for package in importing["packages"]
                    for figure in ("bodies", "estimated_cost", "below") if figure in package]
    weights += [float(each["weight"]) for each in data.get("observations", []) if "weight" in each]
    differ = data.get("parts_differ", {})
    of_parts = {percent(float(differ[end])) for end in ("least", "most") if end in differ}
    return of_parts | {percent(weight / total) for weight in weights} if total > 0 else of_parts


def check_first_line(data, picture, markdown):
    known = figures_of(data)
    lines = [line.strip("`") for line in markdown.split("\n") if line.startswith("`")]
    small = {each["text"] for each in data.get("observations", []) if not each.get("leads")}
    lines = [line for line in lines if len(line) > 20 and line not in small]
    for line in lines[:2]:
        assert len(line) <= 120, f"long: {line}"
        for figure in re.findall(r"≈?(<?[0-9.]+%)", line):
            assert figure in known or line.startswith("Only "), f"{figure} is not in the JSON: {line}"
    if lines and picture.texts:  # a line may be broken
        assert lines[0] in " ".join(picture.texts), f"the picture says something else than: {lines[0]}"


def names(picture, key):
    unnamed = key == "" and "(no name)" in " ".join(picture.texts)
    return unnamed or key in picture.named or id_of(key) in picture.ids


def check_named(path, data, picture):
    total = float(data["total"])
    if total <= 0:
        return
    by_key = {}
    for function in data["functions"]:
        by_key.setdefault(key_of(function), []).append(float(function["self"]) / total)
    named = sum(sum(max(share, 0) for share in shares) for key, shares in by_key.items() if names(picture, key))
    for key, shares in by_key.items():
        heavy = max(shares)
        assert heavy < HEAVY or names(picture, key), f"{key} holds {heavy:.1%} by itself and is not named"
    said = [re.search(r"named below hold (<?[0-9.]+)% of it", text) for text in picture.texts]
    said = [float(match[1].strip("<")) for match in said if match]
    # Not counted by the picture: rows of a group, which say what the group spends there, and the middle of long stacks.
    assert not said or -0.11 <= 100 * named - said[0] <= 0.6, f"says that {said[0]} % are named, counted {100 * named:.2f}"
    assert path.name not in MUST_NAME_MOST or named >= MOST, f"only {named:.1%} of self time are named"


def check_selection(path, data):
    """Of up to three functions of middling weight: rules of a picture of what was asked for."""
    total = float(data["total"])
    middling = [f for f in data["functions"] if 0.02 <= float(f["cumulative"]) / total <= 0.9
                and re.fullmatch(r"[A-Za-z]\w+", f["name"])]
    done = 0
    for function in middling[:: max(1, len(middling) // 3)][:3]:
        pattern = f"^{function['name']}$"
        code, svg = run(path, "--focus", pattern, "-T", "svg")
        assert code == 0, f"--focus {pattern}: exit code {code}"
        picture, asked = Picture(svg), [f for f in data["functions"] if f["name"] == function["name"]]
        whole = " ".join(picture.texts)
        seen = [picture.cards[key_of(f)] for f in asked if key_of(f) in picture.cards]
        assert seen, f"--focus {pattern}: the function has no card"
        if len(asked) == 1 and not re.search(r"[0-9]+ functions, first ", whole):
            assert seen[0].startswith("cumulative 100%"), f"--focus {pattern}: its card says {seen[0]}"
            assert "asked" in whole and "of the selection" in whole, f"--focus {pattern}: no mark or no word"
        for text in list(picture.cards.values()) + picture.edges + picture.texts:
            for figure in re.findall(r"([0-9.]+)%", text):
                if "+" not in text and "of the run" not in text:
                    assert float(figure) <= 100, f"--focus {pattern}: {text}"
        largest = max(picture.cards.values(), key=lambda text: self_of(text))
        assert "Flat profile" not in whole or self_of(largest) < 3, f"--focus {pattern}: is called flat, with {largest}"
        done += 1
    return done


def self_of(text):
    match = re.search(r"self ≈?(<?)([0-9.]+)%", text)
    return 0.0 if not match or match[1] else float(match[2])


def check(path):
    code, out = run(path, "-T", "json", "-n", "0", "-e", "0")
    if code != 0:
        return 0
    data = program.Ran([], 0, out.encode(), "").json()
    code, svg = run(path, "-V", "callgraph", "-T", "svg", "-o", "-")
    assert code == 0
    mixed = {each["kind"] for each in data["warnings"]} & {"mixed-threads", "negative-time"}
    picture = Picture(svg)
    check_first_line(data, picture, run(path, "-T", "md")[1])
    if mixed:
        return 1
    check_named(path, data, picture)
    # A file that contradicts itself has figures in doubt before anything is selected.
    if float(data["total"]) > 0 and not any("estimated" in function for function in data["functions"]):
        check_selection(path, data)
    return 1


def main():
    start, seen, wrong = time.monotonic(), 0, 0
    for path in FILES:
        try:
            seen += check(path)
        except AssertionError as error:
            wrong += 1
            print(f"{path.relative_to(ROOT.parent)}: {error}", file=sys.stderr)
    print(f"{seen} pictures, {wrong} wrong, {time.monotonic() - start:.0f} s")
    return 1 if wrong or seen < 30 else 0


if __name__ == "__main__":
    sys.exit(main())

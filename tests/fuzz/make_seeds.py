"""Writes seeds/: small inputs that fuzz targets start from. Run it again when a target's form of input changes."""
import gzip
import marshal
import pathlib
import shutil

SEEDS = pathlib.Path(__file__).resolve().parent / "seeds"
SEPARATOR = b"\n%%%%\n"
MARK = b"\n%%options:"

MAIN, WORK, EXEC = ("app.py", 1, "main"), ("/srv/app/json/decoder.py", 9, "work"), ("~", 0, "<built-in method exec>")
PROFILE = {
    MAIN: (1, 1, 0.25, 1.0, {EXEC: (1, 1, 0.25, 1.0)}),
    WORK: (3, 5, 0.75, 0.75, {MAIN: (3, 3, 0.5, 0.75), WORK: (2, 0, 0.25, 0.25)}),
    EXEC: (1, 1, 0.0, 1.0, {}),
}
COUNTED = {MAIN: (1, 1, 0.25, 1.0, {}), WORK: (3, 3, 0.75, 0.75, {MAIN: 3})}
FOLDED = b"main;parse;read (io.py:3) 30\nmain;parse 20\nmain;write_[k] 50.5\n"
GROWN = b"main;parse;read (io.py:3) 30\nmain;parse 25\nmain;fresh 9\n"

TOML = b"""summary = "seed"
thresholds = [0, 1, 2, 5, 10, 20, 40, 70]
[light]
page = "#ffffff"
panel = "#f6f8fa"
ink = "#1b1f24"
muted = "#57606a"
rule = "#d0d7de"
edge = "#6e7781"
hot = "#a40e26"
caller = "#0550ae"
callee = "#116329"
steps = ["#eeeeee", "#dddddd", "#cccccc", "#bbbbbb", "#aaaaaa", "#999999", "#888888", "#777777"]
inks = ["#000000", "#000000", "#000000", "#000000", "#000000", "#000000", "#000000", "#000000"]
[dot]
gamma = 2.2
min_hsl = [0, 1, 0.9]
"""

FILES = {
    "pstats": {f"version-{version}": marshal.dumps(PROFILE, version) for version in range(5)} | {
        "counted": marshal.dumps(COUNTED)},
    "folded": {"small": FOLDED, "seconds": b"# unit: s\na;b 0.25\na 1e-05\n", "crlf": b"a;b 1\r\na\t2\r\n"},
    "source": {
        "gzip": b"\0" + gzip.compress(FOLDED * 5, mtime=0),
        "gzip-twice": b"\0" + gzip.compress(FOLDED, mtime=0) + gzip.compress(GROWN, mtime=0),
        # What the zstd program makes of "main;f 1" forty times: a compressed block and a checksum.
        "zstd": b"\0" + bytes.fromhex("28b52ffd0468850000486d61696e3b6620310a01005c54cb11be617a3e"),
        "plain": b"\0" + FOLDED,
        "wrapped-gzip": b"\3" + FOLDED,
        "wrapped-zstd": b"\4" + FOLDED,
        "wrapped-zstd-run": b"\2" + b"a" * 500,
    },
    "theme": {"small.toml": TOML},
    "budget": {"small.toml": b'fail_on = ["total > +5%", "self(json.*) > +10ms"]\nrequire = ["cumulative(main) < 2s"]\n',
               "escapes.toml": b"fail_on = ['calls(/a\\.b/)>+0', \"\"\"new>1%\"\"\"] # why\n"},
    "limit": {"total": b"total > +5%", "self": b"self(json.*)>+10ms", "calls": b"calls(parse)>=100",
              "cumulative": b"cumulative( /f\\(x\\)/ ) < 2.5 us", "new": b"new>1%", "samples": b"self(*)<=-3samples"},
    "pattern": {"glob": b"ma*n\nmain\nmean\nman", "class": b"[a-m]?[!x]*\nabc\nzbc", "regex": b"/^a.*[0-9]$/\nab1\nb",
                "plain-regex": b"re:ma.n\nmain\nmain (app.py:3)"},
    "cli": {"picture": b"run.prof\n-o\nx.svg\n--view\nflame\n--width=900", "diff": b"diff\na.prof\nb.prof\n--noise\n1%",
            "table": b"-V\ntable\n--sort\nself\n--limit\n0\n--callers\na.prof", "filter": b"-n\n5%\n-z\nmain\n--depth=3\n-",
            "gate": b"a.prof\n--fail-on\ntotal>1s\n--junit\nx.xml", "help": b"--help"},
    "diff": {  # shape, forms, functions (two bytes), seed, edit, every, runs: profile_recipe.cc
        "chain": bytes([0, 0, 0x18, 0xe2]), "chain-grown": bytes([0, 0, 0x18, 0xe2, 0, 4, 9]),
        "chain-odd": bytes([0, 8, 0x18, 0xe1, 0, 1]), "tree": bytes([1, 0, 0xe8, 0xe2, 0, 2, 6]),
        "complete": bytes([2, 0, 90, 0xe0, 0, 1]), "complete-cut": bytes([2, 0, 159, 0xe0, 0, 2, 3]) + MARK + b"\6\1",
        "ring": bytes([3, 0, 200, 0xe0]), "random": bytes([4, 0, 0x58, 0xe1, 7, 3, 4]), "hub": bytes([5, 0, 63, 0, 0, 1]),
        "ladder": bytes([6, 0, 0xe8, 0xe1, 1, 5]), "folded": bytes([6, 1, 63, 0, 1, 2, 5, 0x21]),
        "unlike": bytes([1, 7, 40]), "exact": bytes([6, 0, 30, 0, 1, 2, 4]) + MARK + b"\0\4",
        "files": FOLDED + SEPARATOR + GROWN, "files-pstats": marshal.dumps(PROFILE) + SEPARATOR + marshal.dumps(COUNTED),
    },
    "program": {
        "pstats": marshal.dumps(PROFILE), "counted": marshal.dumps(COUNTED, 2), "folded": FOLDED,
        "gzip": gzip.compress(FOLDED, mtime=0),
        "summed": FOLDED + SEPARATOR + GROWN,
        "compared": FOLDED + SEPARATOR + GROWN + MARK + b"\0\1",
        "compared-pstats": marshal.dumps(PROFILE) + SEPARATOR + marshal.dumps(COUNTED) + MARK + b"\0\1",
        "filtered": FOLDED + MARK + b"\0\0\0\x10\2",
        "hidden": marshal.dumps(PROFILE) + MARK + b"\0\0\0\x10\1",
        "strict": FOLDED + MARK + b"\0\2", "names": FOLDED + MARK + b"\0\0\xff",
    },
}


def main():
    shutil.rmtree(SEEDS, ignore_errors=True)
    for name, files in FILES.items():
        folder = SEEDS / name
        folder.mkdir(parents=True)
        for file, content in files.items():
            (folder / file).write_bytes(content)


main()

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

CPUPROFILE = (b'{"nodes":[{"id":1,"callFrame":{"functionName":"(root)","scriptId":"0","url":"","lineNumber":-1},"children":[2,3,4]},'
              b'{"id":2,"callFrame":{"functionName":"main","scriptId":"7","url":"a.js","lineNumber":0},"hitCount":2},'
              b'{"id":3,"callFrame":{"functionName":"(garbage collector)","scriptId":"0"}},{"id":4,"callFrame":{"functionName":"(idle)"}}],'
              b'"startTime":0,"endTime":90,"samples":[2,3,4,2],"timeDeltas":[5,10,-3,20]}')
TRACE = (b'[{"name":"run","ph":"B","pid":1,"tid":2,"ts":10,"args":{"a":1}},{"name":"f","ph":"X","pid":1,"tid":2,"ts":11,"dur":3.25},'
         b'{"name":"run","ph":"E","pid":1,"tid":2,"ts":20},{"name":"thread_name","ph":"M","pid":1,"tid":2,"args":{"name":"main"}},')
CHUNKS = (b'{"traceEvents":[{"name":"Profile","ph":"P","id":"0x1","pid":1,"tid":2,"ts":5,"args":{"data":{"startTime":5}}},'
          b'{"args":{"data":{"cpuProfile":{"nodes":[{"id":1,"callFrame":{"functionName":"f","lineNumber":3}}],"samples":[1,1]},'
          b'"timeDeltas":[1,2]}},"name":"ProfileChunk","ph":"P","id":"0x1","pid":1,"tid":9,"ts":7}],'
          b'"stackFrames":{"1":{"name":"g"},"2":{"name":"h","parent":"1"}},"samples":[{"ts":1,"pid":1,"tid":2,"sf":2}]}')
SPEEDSCOPE = (b'{"$schema":"https://www.speedscope.app/file-format-schema.json","profiles":[{"type":"sampled","name":"a","unit":"seconds",'
              b'"samples":[[0,1],[]],"weights":[0.5,1]},{"unit":"bytes","events":[{"type":"O","frame":0,"at":1},'
              b'{"type":"C","frame":0,"at":2.5}],"startValue":0,"endValue":3,"type":"evented"}],"shared":{"frames":[{"name":"f"},{"name":"g"}]}}')
GECKO = (b'{"meta":{"interval":1,"preprocessedProfileVersion":70},"threads":[{"name":"main","pid":"1","tid":1,"samples":{"stack":[1,null,0],'
         b'"weight":[1,2,3],"weightType":"samples"}}],"shared":{"stackTable":{"frame":[0,1],"prefixOffset":[0,1]},"frameTable":{"func":[0,1]},'
         b'"funcTable":{"name":[0,1],"source":[null,0],"lineNumber":[null,3]},"sources":{"filename":[1]},"stringArray":["f","a.rs"]}}')
RAW_GECKO = (b'{"meta":{"interval":1,"startTime":1,"processType":0},"threads":[{"name":"main","samples":{"schema":{"stack":0},"data":[[1],[0],[null]]},'
             b'"stackTable":{"data":[[null,0],[0,1]],"schema":{"prefix":0,"frame":1}},"frameTable":{"schema":{"location":0},"data":[[0],[1]]},'
             b'"stringTable":["(root)","f (a.js:1:2)[3]"]}],"processes":[]}')
PICTURE = (b'<?xml version="1.0"?><svg width="1200" onload="init(evt)" viewBox="0 0 1200 338" xmlns:fg="http://github.com/jonhoo/inferno">'
           b'<g><title>all (30 samples, 100%)</title><rect x="0%" y="37" width="100%" fg:x="0" fg:w="30"/></g>'
           b'<g><title>f&lt;int&gt; (a) (20 samples, 66.67%)</title><rect y="21" fg:x="10" fg:w="20"/></g></svg>')
MOJO = b"MOJ\3\1mode\0full\0\2\5\0007\0\x0b\4a.py\0\x0b\6run\0\3\7\4\6\1\1\1\1\5\7\x09\x89\1\x08\x0a\x48\2\5\0007\0\5\7\x09\2"

OWN_PICTURE = (b'<svg xmlns="http://www.w3.org/2000/svg" data-view="flame"><title>t</title>'
               b'<metadata class="figures">prof2graph 1\n')
OWN_CALLS = (OWN_PICTURE + b"calls\nmetric time\ts\t3\nfloor 3\nestimate why\nplaces\ncalls-without-self\np a.py\nk main\t0\t1\t\t0\nt f (b.py:2)\nk (other)\t-1\t0\t\t9\n"
             b"f 2 9 1 1 0\nf 5 5 3 2 1\nf 2 2 1 1 6\nc 0 1 5 5 3 2 0\nc 0 2 ? 2 1 1 2\n</metadata></svg>")
OWN_STACKS = OWN_PICTURE + b"stacks\nmetric samples\tsamples\t0\nt main\nt f\ns 0 0 3\ns 1 1 4\ns 2 1 1\ns 0 2\n</metadata></svg>"

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
    "json": {"values": b'{"a": [1, -2.5e3, "x\\u00e9\\n"], "b": {"c": true, "d": null}, "e": []}', "cut": b'[{"ph": "X", "ts": 1.5}, {"ph": "B",',
             "nested": b"[" * 40 + b"]" * 40},
    "program": {
        "cpuprofile": CPUPROFILE, "flamesvg": PICTURE, "gecko": GECKO, "gecko-raw": RAW_GECKO, "mojo": MOJO, "speedscope": SPEEDSCOPE,
        "picture-calls": OWN_CALLS, "picture-stacks": OWN_STACKS,
        "trace": TRACE, "trace-chunks": CHUNKS,
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

"""What would cost too much in formats other than folded stacks and pstats: (format, name, bytes). Counts that no file holds, lines and names
without an end, nesting without a bottom, threads without number; and each sample damaged."""
import gzip
import pathlib
import random
import struct

from malformed import MEGABYTE, gzip_of, zstd_of

SAMPLES = pathlib.Path(__file__).resolve().parents[2] / "samples"
MANY = 100_000
HUGE = (2**31 - 1, 2**32, 2**63 - 1, 2**64 - 1, 10**30)


def varint(number):
    out = b""
    while number > 127:
        out += bytes([number & 127 | 128])
        number >>= 7
    return out + bytes([number])


def perf():
    sample = b"app 1/1 1.0: 1 cycles:\n"
    yield "long-line", sample + b"\t1 " + b"f" * MEGABYTE + b" (x)\n\n"
    yield "long-head", b"a" * MEGABYTE + b" 1 1.0: 1 cycles:\n\t1 f (x)\n\n"
    yield "deep", sample + b"\t1 f (x)\n" * MANY + b"\n"
    yield "inlined", sample + b"\t1 f (inlined)\n" * MANY + b"\n"
    yield "threads", b"".join(b"t%d %d/%d 1.0: 1 cycles:\n\t1 f (x)\n\n" % (i, i, i) for i in range(MANY // 10))
    yield "events", b"".join(b"app 1/1 1.0: 1 e%d:\n\t1 f (x)\n\n" % i for i in range(MANY // 10))
    for count in HUGE:
        yield f"count-{count}", (b"app 1/1 1.0: %d cycles:\n\t1 f (x)\n\n" % count) * 3
    yield "parentheses", sample + b"\t1 " + b"(" * MEGABYTE + b"\n\n"


def callgrind():
    head = b"events: Ir\n"
    yield "long-name", head + b"fn=" + b"f" * MEGABYTE + b"\n1 1\n"
    yield "no-end", head + b"fn=(1) f\n1 " + b"9" * MEGABYTE
    yield "events", b"events: " + b" ".join(b"e%d" % i for i in range(MANY)) + b"\nfn=f\n1 1\n"
    yield "names", head + b"".join(b"fn=(%d) f%d\n1 1\n" % (i, i) for i in range(MANY // 10))
    yield "unknown-names", head + b"".join(b"fn=(%d)\n1 1\n" % i for i in range(MANY // 10))
    yield "files", head + b"".join(b"fi=(%d) x\n" % i for i in range(MANY)) + b"fn=f\n1 1\n"
    yield "calls-without-costs", head + b"fn=f\n" + b"cfn=g\ncalls=1 1\n" * (MANY // 2)
    yield "parts", (b"part: 1\n" + head + b"fn=f\n1 1\n\n") * (MANY // 10)
    yield "contexts", head + b"fn=(1) " + b"a'" * (MEGABYTE // 2) + b"f\n1 1\n"
    for count in HUGE:
        yield f"count-{count}", head + b"fn=(%d) f\n%d %d\ncfn=(2) g\ncalls=%d %d\n%d %d\n" % ((count,) * 7)


def bpftrace():
    yield "deep", b"@[\n" + b"    f+1\n" * MANY + b"]: 1\n"
    yield "no-end", b"@[\n" + b"    f+1\n" * MANY
    yield "long-line", b"@[\n    " + b"f" * MEGABYTE + b"+1\n]: 1\n"
    yield "maps", b"".join(b"@m%d[\n    f+1\n]: 1\n" % i for i in range(MANY // 10))
    yield "processes", b"".join(b"@[\n    f+1\n, p%d]: 1\n" % i for i in range(MANY // 10))
    yield "brackets", b"@" + b"[" * MEGABYTE + b"\n]: 1\n"
    yield "commas", b"@[" + b"," * MEGABYTE + b"]: 1\n"
    for count in HUGE:
        yield f"count-{count}", b"@[\n    f+1\n]: %d\n" % count * 3
    yield "json-deep", b'{"type": "map", "data": {"@": ' + b'{"a": ' * MANY + b"1" + b"}" * MANY + b"}}\n"
    yield "json-key", b'{"type": "map", "data": {"@": {"' + b"\\n    f" * (MEGABYTE // 8) + b'": 1}}}\n'


def speedscope():
    def file(frames, profiles):
        return b'{"$schema":"https://www.speedscope.app/file-format-schema.json","shared":{"frames":[%s]},"profiles":[%s]}' % (frames, profiles)

    def sampled(samples, weights):
        return b'{"type":"sampled","name":"t","unit":"none","startValue":0,"endValue":1,"samples":[%s],"weights":[%s]}' % (samples, weights)

    def evented(events):
        return b'{"type":"evented","name":"t","unit":"none","startValue":0,"endValue":1,"events":[%s]}' % events

    name = b'{"name":"f"}'
    yield "deep-json", file(b"[" * MANY, b"")
    yield "deep-stack", file(name, sampled(b"[" + b"0," * MANY + b"0]", b"1"))
    yield "long-name", file(b'{"name":"%s"}' % (b"f" * MEGABYTE), sampled(b"[0]", b"1"))
    yield "threads", file(name, b",".join([sampled(b"[0]", b"1")] * (MANY // 10)))
    yield "opened-only", file(name, evented(b",".join([b'{"type":"O","frame":0,"at":1}'] * MANY)))
    yield "closed-only", file(name, evented(b",".join([b'{"type":"C","frame":0,"at":1}'] * MANY)))
    yield "open-and-close", file(name, evented(b",".join([b'{"type":"O","frame":0,"at":1},{"type":"C","frame":0,"at":1}'] * (MANY // 2))))
    for count in HUGE:
        yield f"count-{count}", file(name, sampled(b"[0],[%d]" % count, b"%d,%d" % (count, count)))
    yield "exponent", file(name, sampled(b"[0]", b"1e999999999"))


def gecko():
    def file(threads, more=b""):
        return b'{"meta":{"version":27,"interval":1,"product":"a"},"libs":[]%s,"threads":[%s]}' % (more, threads)

    def thread(stacks, samples, strings=b'"f"', frames=b"[0]"):
        return (b'{"name":"t","pid":1,"tid":1,"registerTime":0,"samples":{"schema":{"stack":0,"time":1},"data":[%s]},"stackTable":{"schema":{"prefix":0,"frame":1},'
                b'"data":[%s]},"frameTable":{"schema":{"location":0},"data":[%s]},"stringTable":[%s],"markers":{"schema":{},"data":[]}}'
                % (samples, stacks, frames, strings))

    yield "deep-stack", file(thread(b"[null,0]," + b",".join(b"[%d,0]" % i for i in range(MANY)), b",".join(b"[%d,%d]" % (MANY, i) for i in range(200))))
    yield "every-depth", file(thread(b"[null,0]," + b",".join(b"[%d,0]" % i for i in range(3000)), b",".join(b"[%d,%d]" % (i, i) for i in range(3000))))
    yield "ring", file(thread(b"[1,0],[0,0]", b"[0,1],[1,2]"))
    yield "threads", file(b",".join([thread(b"[null,0]", b"[0,1]")] * (MANY // 20)))
    yield "long-name", file(thread(b"[null,0]", b"[0,1]", strings=b'"%s"' % (b"f" * MEGABYTE)))
    yield "deep-json", file(b"[" * MANY)
    yield "processes", b'{"meta":{"version":27,"interval":1},"threads":[],"processes":[' * 2000
    for count in HUGE:
        yield f"count-{count}", file(thread(b"[null,0],[%d,%d]" % (count, count), b"[%d,%d],[0,%d]" % (count, count, count), frames=b"[%d]" % count))


def trace():
    def event(**fields):
        return b"{" + b",".join(b'"%s":%s' % (key.encode(), value) for key, value in fields.items()) + b"}"

    begin = event(name=b'"f"', ph=b'"B"', pid=b"1", tid=b"1", ts=b"1")
    yield "begun-only", b"[" + b",".join([begin] * MANY) + b"]"
    yield "ended-only", b"[" + b",".join([event(name=b'"f"', ph=b'"E"', pid=b"1", tid=b"1", ts=b"1")] * MANY) + b"]"
    yield "nested", b"[" + b",".join(event(name=b'"f"', ph=b'"X"', pid=b"1", tid=b"1", ts=b"%d" % i, dur=b"%d" % (3 * MANY - 2 * i)) for i in range(MANY)) + b"]"
    yield "threads", b"[" + b",".join(event(name=b'"f"', ph=b'"X"', pid=b"1", tid=b"%d" % i, ts=b"1", dur=b"1") for i in range(MANY // 10)) + b"]"
    yield "long-name", b"[" + event(name=b'"%s"' % (b"f" * MEGABYTE), ph=b'"X"', pid=b"1", tid=b"1", ts=b"1", dur=b"1") + b"]"
    yield "deep-arguments", b"[" + event(name=b'"f"', ph=b'"X"', pid=b"1", tid=b"1", ts=b"1", dur=b"1", args=b'{"a":' * MANY + b"1" + b"}" * MANY) + b"]"
    for count in HUGE:
        yield f"count-{count}", b"[" + b",".join([event(name=b'"f"', ph=b'"X"', pid=b"%d" % count, tid=b"%d" % count, ts=b"%d" % count, dur=b"%d" % count)] * 3) + b"]"


def austin():
    yield "deep", b"# austin: 3.7.0\nP1;T0:1" + b";a.py:f:1" * MANY + b" 5\n"
    yield "long-name", b"# austin: 3.7.0\nP1;T0:1;a.py:" + b"f" * MEGABYTE + b":1 5\n"
    yield "threads", b"# austin: 3.7.0\n" + b"".join(b"P1;T0:%d;a.py:f:1 5\n" % i for i in range(MANY // 10))
    yield "metadata", b"# austin: 3.7.0\n" + b"# a: b\n" * MANY + b"P1;T0:1;a.py:f:1 5\n"
    for count in HUGE:
        yield f"count-{count}", b"# austin: 3.7.0\n# mode: full\n" + b"P1;T0:1;a.py:f:1 %d,%d,%d\n" % (count, count, count) * 3
    head = b"MOJ\x03\x01austin\x003.7.0\x00\x01mode\x00wall\x00"
    yield "mojo-name", head + b"\x0b\x01" + b"f" * MEGABYTE
    yield "mojo-strings", head + b"".join(b"\x0b" + varint(i)[:1] + b"a\0" for i in range(MANY))
    yield "mojo-stack", head + b"\x02\x01\x001\x00" + b"\x04\x01" * MANY
    yield "mojo-number", head + b"\x02" + b"\xff" * MEGABYTE


def field(number, payload):
    return varint(number << 3 | 2) + varint(len(payload)) + payload


def pprof():
    strings = b"".join(field(6, text) for text in (b"", b"samples", b"count", b"f"))
    kind = field(1, b"\x08\x01\x10\x02")
    function = field(5, b"\x08\x01\x10\x03")
    location = field(4, b"\x08\x01" + field(4, b"\x08\x01"))
    base = kind + strings + function + location
    yield "deep", base + field(2, field(1, b"\x01" * MANY) + field(2, b"\x01"))
    yield "long-name", base + field(6, b"f" * MEGABYTE)
    yield "inlined", kind + strings + function + field(4, b"\x08\x01" + field(4, b"\x08\x01") * MANY) + field(2, field(1, b"\x01" * 100) + field(2, b"\x01"))
    yield "types", kind * MANY + strings + function + location + field(2, field(1, b"\x01") + field(2, b"\x01"))
    yield "values", base + field(2, field(1, b"\x01") + field(2, b"\x01" * MANY))
    yield "labels", base + field(2, field(1, b"\x01") + field(2, b"\x01") + field(3, b"\x08\x01\x10\x03") * MANY)
    yield "groups", base + b"\x0b" * MANY
    yield "length", base + b"\x12" + varint(2**40)
    for count in HUGE[:4]:
        number = varint(count)
        yield f"count-{count}", base + field(2, field(1, number) + field(2, number)) * 3 + field(4, b"\x08" + number) + field(5, b"\x08" + number + b"\x10" + number)


def p2g():
    def text(value):
        return varint(len(value)) + value

    magic = b"prof2graph profile 1\n"
    head = b"\0" + text(b"folded") + text(b"") + text(b"samples") + text(b"samples") + b"\2\0" + b"\0\0"
    for count in HUGE[:4]:
        number = varint(count)
        yield f"inputs-{count}", magic + number
        yield f"reasons-{count}", magic + b"\0" + head + number
        yield f"warnings-{count}", magic + b"\0" + head + b"\0" + number
        yield f"texts-{count}", magic + b"\0" + head + b"\0\0" + number
        yield f"text-{count}", magic + b"\0" + head + b"\0\0" + b"\1" + number
        yield f"functions-{count}", magic + b"\0" + head + b"\0\0" + b"\1" + text(b"f") + number
        yield f"spellings-{count}", magic + b"\0" + head + b"\0\0" + b"\1" + text(b"f") + b"\1\0\0" + number
        yield f"stacks-{count}", magic + b"\0" + head + b"\0\0" + b"\1" + text(b"f") + b"\1\0\0\0" + number
    warnings = b"".join(text(b"%08d" % (10**7 - i)) + b"\1\0\0" for i in range(MANY))
    yield "warnings-that-descend", magic + b"\0" + head + b"\0" + varint(MANY) + warnings
    reasons = b"".join(text(b"%08d" % i) for i in range(MANY))
    yield "reasons", magic + b"\0" + head + varint(MANY) + reasons
    body = magic + b"\0" + head + b"\0\0" + b"\1" + text(b"f") + b"\1\0\0"
    spellings = [text(b"%08d" % (10**7 - i)) for i in range(MANY)]
    yield "spellings-that-descend", body + b"\1\0" + varint(MANY) + b"".join(spellings)
    spelled = body + b"\1\0" + varint(9 * MANY) + b"".join(text(b"%07d" % i) for i in range(9 * MANY))
    yield "spellings.gz", gzip.compress(spelled, mtime=0)
    yield "bomb-text.gz", gzip_of([magic + b"\0" + head + b"\0\0" + b"\1" + varint(2**31)] + [b"a" * MEGABYTE] * 100)
    yield "bomb-end.zst", zstd_of([body + b"\0\0\0\0\0\0end\n"] + [bytes(MEGABYTE)] * 1000)
    inputs = (b"".join(b"\0" + struct.pack(">QQ", 0, i) for i in range(block * 10_000, (block + 1) * 10_000)) for block in range(300))
    yield "bomb-inputs.zst", zstd_of([magic + varint(3_000_000), *inputs])
    yield "bomb-stacks.zst", zstd_of([body + b"\0" + varint(2**20) + b"\0", b"\0" * 2**20, b"\0" * 2**20, b"\2" * 2**20])


def damaged(folder):
    numbers = random.Random(13)
    for path in sorted((SAMPLES / folder).iterdir()):
        whole = path.read_bytes()
        if path.suffix in (".md", ".py", ".sh", ".c", ".go", ".php"):
            continue
        for part in range(1, 6):
            yield f"cut-{part}.{path.name}", whole[:len(whole) * part // 6]
        for i in range(6):
            copy = bytearray(whole)
            for _ in range(1 + i):
                copy[numbers.randrange(len(copy))] ^= 1 << numbers.randrange(8)
            yield f"flipped-{i}.{path.name}", bytes(copy)


FORMATS = {"perf": perf, "callgrind": callgrind, "bpftrace": bpftrace, "speedscope": speedscope, "gecko": gecko, "trace": trace, "austin": austin, "pprof": pprof, "p2g": p2g}


def all_files():
    for name, traps in FORMATS.items():
        yield from ((name, f"{trap}", content) for trap, content in traps())
        if (SAMPLES / name).is_dir():
            yield from ((name, trap, content) for trap, content in damaged(name))

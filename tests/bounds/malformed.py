"""Files that are no profile, or one no more: (name, bytes, whether it may be read all the same)."""
import gzip
import io
import itertools
import marshal
import random
import shutil
import struct
import subprocess
import tarfile
import tempfile
import zipfile
import zlib

FOLDED = b"".join(b"main;parse_%d;read;step_%d %d\n" % (i % 7, i % 50, i) for i in range(2000))
PSTATS = marshal.dumps({("app.py", i, f"f{i}"): (i, i, 0.5, 1.5, {("app.py", j, f"f{j}"): (1, 1, 0.1, 0.2) for j in range(max(0, i - 3), i)}) for i in range(200)})


def truncated():
    for name, whole in (("folded", FOLDED), ("pstats", PSTATS), ("folded.gz", gzip.compress(FOLDED, mtime=0)), ("pstats.gz", gzip.compress(PSTATS, mtime=0))):
        for part in range(1, 12):
            yield f"truncated-{part}.{name}", whole[:len(whole) * part // 12]


def flipped():
    numbers = random.Random(11)
    for name, whole in (("folded", FOLDED), ("pstats", PSTATS), ("folded.gz", gzip.compress(FOLDED, mtime=0))):
        for i in range(25):
            damaged = bytearray(whole)
            for _ in range(1 + i // 3):
                damaged[numbers.randrange(len(damaged))] ^= 1 << numbers.randrange(8)
            yield f"flipped-{i}.{name}", bytes(damaged)


def lengths():
    """Each four bytes of the beginning as a huge length."""
    for at in range(1, 60, 2):
        for value in (0x7fffffff, 0xffffffff, 0x80000000):
            yield f"length-{at}-{value:x}.pstats", PSTATS[:at] + struct.pack("<I", value) + PSTATS[at + 4:]
    for code in b"([<>lstuaAzZ":
        yield f"huge-{chr(code)}.pstats", b"{)\x03" + bytes([code]) + struct.pack("<i", 0x7fffffff) + b"x" * 100
        yield f"huge-value-{chr(code)}.pstats", b"{)\x01s\x01\0\0\0x" + bytes([code]) + struct.pack("<i", 0x7fffffff) + b"N" * 100_000


def references():
    laughs = b"{)\x01s\x01\0\0\0x" + b"\xa9\x0a" * 30 + b"N" * 10 + b"".join(b"r" + struct.pack("<I", i) for i in range(400))
    yield "laughs.pstats", laughs
    nested = b"".join(b"\xa9\x0a" + (b"r" + struct.pack("<I", level - 1) if level else b"N") * 10 for level in range(50))
    yield "laughs-flat.pstats", b"{)\x01s\x01\0\0\0x(" + struct.pack("<i", 50) + nested + b"0"
    yield "cycle.pstats", b"{)\x01s\x01\0\0\0x\xa9\x01r\0\0\0\0" + b"0"
    yield "cycle-of-dicts.pstats", b"\xfbr\0\0\0\0r\0\0\0\0" + b"0"
    yield "key-in-itself.pstats", b"{\xa9\x03r\0\0\0\0i\1\0\0\0r\0\0\0\0" + b"0"
    for name, code in (("tuples", b")\x01"), ("lists", b"[\x01\0\0\0"), ("dicts", b"{"), ("sets", b"<\x01\0\0\0"), ("marked", b"\xa9\x01")):
        yield f"deep-{name}.pstats", b"{)\x01s\x01\0\0\0x" + code * 100_000
    shared = b"\xfb" + b"".join(b")\x03s\x01\0\0\0f" + b"i" + struct.pack("<i", i) + b"s\x01\0\0\0gi\1\0\0\0" for i in range(2000)) + b"0"
    figures = b")\x05i\1\0\0\0i\1\0\0\0g" + bytes(8) + b"g" + bytes(8)
    functions = b"".join(b")\x03s\x01\0\0\0hi" + struct.pack("<i", i) + b"s\x01\0\0\0n" + figures + (shared if i == 0 else b"r\0\0\0\0") for i in range(2000))
    yield "one-dict-for-all.pstats", b"{" + functions + b"0"


MEGABYTE = 1 << 20


def gzip_of(chunks):
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    return b"".join([packer.compress(chunk) for chunk in chunks] + [packer.flush()])


def zstd_of(chunks, *options):
    # Into a file: a pipe that nobody reads meanwhile fills up, and both would wait for each other.
    with tempfile.TemporaryFile() as packed:
        with subprocess.Popen(["zstd", "-q", *options], stdin=subprocess.PIPE, stdout=packed) as process:
            for chunk in chunks:
                process.stdin.write(chunk)
        packed.seek(0)
        return packed.read()


def bombs():
    """Much out of little: a line without an end, a name without an end. Made by the megabyte: what is held here counts as the program's."""
    key, figures = b")\3z\1fTz\1g", b"TTi\1\0\0\0i\2\0\0\0"
    contents = {"line.folded": [b"a" * MEGABYTE] * 100, "semicolons.folded": [b"main;f 1\n"] + [b";" * MEGABYTE] * 64,
                "nul.folded": [b"main;f 1\n" * 1000] + [bytes(MEGABYTE)] * 64,
                "deep.folded": [b";" * MEGABYTE] * 7 + [b" 1\n\0\n"], "deepest.folded": [b";" * (MEGABYTE - 1), b" 1\n\0\n"],
                "trees.folded": [b"%x" % i + b";" * 1000 + b" 1\n" for i in range(20_000)] + [b"\0\n"],
                "edges.pstats": [b"{" + key + b")\x05" + figures + b"{"] + [(key + b")\x04" + figures) * 20_000] * 200,
                "references.pstats": [b"{"] + [(b"\xa9\3\xfa\1f\xe9\1\0\0\0\xfa\1g\xa9\5" + b"\xe9\1\0\0\0" * 4 + b"{0") * 20_000] * 200,
                "name.pstats": [b"{)\x03s" + struct.pack("<I", 0x7fffffff)] + [b"a" * MEGABYTE] * 100}
    for name, chunks in contents.items():
        yield f"bomb-{name}.gz", gzip_of(chunks)
        if shutil.which("zstd"):
            yield f"bomb-{name}.zst", zstd_of(chunks)


def long_bombs():
    """Gigabytes out of a little more: what was packed once stands there many times, which is a file as well."""
    unknown = b")\x01s\x01\0\0\0xN"
    contents = {"no-count.folded": (b"", b"b\n"), "comments.folded": (b"", b"# a\n"), "blank.folded": (b"", b"\n"), "negative.folded": (b"", b"a -1\n"),
                "one-good-line.folded": (b"main;f 1\n", b"b\n"), "good-then-blank.folded": (FOLDED, b" \n"), "carriage-returns.folded": (b"a;b 1\n", b"\r\n"),
                "trailing.pstats": (PSTATS, b"\0"), "profiles.pstats": (PSTATS, b"{0"), "long.pstats": (b"{)\x01s\x01\0\0\0xl\xff\xff\xff\x7f", b"\0"),
                "skipped.pstats": (b"{)\x01s\x01\0\0\0x(\xff\xff\xff\x7f", b"N"), "unknown.pstats": (b"{", unknown)}
    for name, (begin, piece) in contents.items():
        chunks = [piece * (MEGABYTE // len(piece))] * 64
        yield f"long-bomb-{name}.gz", gzip_of([begin]) + gzip_of(chunks) * 40
        if shutil.which("zstd"):
            yield f"long-bomb-{name}.zst", zstd_of([begin]) + zstd_of(chunks) * 200


def windows():
    if not shutil.which("zstd"):
        return
    for log in (25, 27, 28):
        chunks = (b"main;work %d\n" % i * (MEGABYTE // 20) for i in range(200))
        yield f"window-{log}.folded.zst", zstd_of(itertools.chain(chunks, [bytes(100)]), f"--long={log}")
    yield "window-10000.folded.zst", b"\x28\xb5\x2f\xfd\0" + bytes([17 << 3]) + b"\x02\0\x10a" * 10_000


def strangers():
    numbers = random.Random(5)
    yield "random.bin", numbers.randbytes(1_000_000)
    yield "nul.bin", bytes(1_000_000)
    yield "late-nul.folded", FOLDED + bytes(900_000)
    yield "elf.bin", b"\x7fELF\x02\x01\x01" + numbers.randbytes(200_000)
    yield "png.png", b"\x89PNG\r\n\x1a\n" + zlib.compress(numbers.randbytes(100_000))
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr(zipfile.ZipInfo("run.folded"), FOLDED)
    yield "zip.zip", archive.getvalue()
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w") as file:
        member = tarfile.TarInfo("run.folded")
        member.size = len(FOLDED)
        file.addfile(member, io.BytesIO(FOLDED))
    yield "tar.tar", archive.getvalue()
    yield "deep.folded", b";" * 4_000_000 + b" 1\n\0\n"
    yield "no-newline.txt", b"a" * 1_000_000
    yield "no-count.txt", b"a;b;c\n" * 160_000
    yield "utf-16.txt", b"\xff\xfe" + b"\xd8\x00" * 400_000
    yield "half-utf-16.txt", b"\xfe\xff" + b"a;b 1\n".decode().encode("utf-16-be") * 10_000 + b"\xd8"
    yield "numbers.txt", b"9" * 1_000_000
    yield "count.txt", b"a " + b"9" * 900_000 + b"\n"
    yield "exponent.txt", b"a;b 1e999999999\n" * 50_000
    yield "negative.txt", b"a;b -1\n" * 100_000
    yield "spaces.txt", b" " * 1_000_000
    yield "carriage-returns.txt", b"\r" * 1_000_000
    yield "zstd-window.zst", b"\x28\xb5\x2f\xfd\x00\xff" + numbers.randbytes(1000)
    yield "empty.txt", b""
    yield "gzip-of-gzip.gz", gzip.compress(gzip.compress(FOLDED, mtime=0), mtime=0)
    yield "gzip-members.gz", gzip.compress(b"", mtime=0) * 20_000
    yield "padded.folded.gz", gzip.compress(FOLDED, mtime=0) + bytes(900_000)
    yield "garbage.folded.gz", gzip.compress(FOLDED, mtime=0) + numbers.randbytes(900_000)


def all_files():
    for group in (truncated, flipped, lengths, references, bombs, long_bombs, windows, strangers):
        yield from group()

"""Writes pstats dumps in every spelling that Python 2.7 to 3.13 and PyPy have, one chosen at random for each object.

Independent of Python's own marshal module on purpose: that one is the judge.
"""
import struct

BIG = 1 << 40


class Writer:
    """One dump. `python2` allows what Python 3 no longer reads: interned strings by number and 64-bit integers."""

    def __init__(self, random, python2):
        self.random, self.python2 = random, python2
        self.references = not python2 and random.random() < 0.8
        self.text_floats = random.random() < 0.3
        self.out = bytearray()
        self.slots = 0
        self.known = {}  # (kind, value) -> slot in the table of references
        self.interned, self.interned_count = {}, 0

    def chance(self, share):
        return self.random.random() < share

    def head(self, code, known=None):
        """A type code; sometimes with a slot that later objects may refer to."""
        flagged = self.references and self.chance(0.6)
        self.out.append(ord(code) | (0x80 if flagged else 0))
        if flagged:
            self.slots += 1
            if known is not None:
                return self.slots - 1
        return None

    def u32(self, value):
        self.out += struct.pack("<I", value & 0xFFFFFFFF)

    def refer(self, key):
        slot = self.known.get(key)
        if slot is None or self.chance(0.3):
            return False
        self.out += b"r"
        self.u32(slot)
        return True

    def remember(self, key, slot):
        if slot is not None:
            self.known[key] = slot

    # Scalars.

    def text(self, value):
        """str as Python 3 has it; bytes as Python 2 has names."""
        key = (type(value).__name__, value)
        if self.refer(key):
            return
        if self.python2 and value in self.interned and self.chance(0.7):
            self.out += b"R"
            return self.u32(self.interned[value])
        raw = value if isinstance(value, bytes) else value.encode("utf-8", "surrogatepass")
        codes = "u"
        if isinstance(value, bytes):
            codes = "st" if self.python2 else "s"
        elif value.isascii():
            codes = "uaA" + ("zZ" if len(raw) < 256 else "")
        elif not self.python2:
            codes = "ut"
        code = self.random.choice(codes)
        self.remember(key, self.head(code, key))
        if self.python2 and code == "t":
            self.interned[value] = self.interned_count
            self.interned_count += 1
        if code in "zZ":
            self.out.append(len(raw))
        else:
            self.u32(len(raw))
        self.out += raw

    def integer(self, value, may_be_bool=True):
        if may_be_bool and value in (0, 1) and self.chance(0.03):
            self.out += b"FT"[value:value + 1]
            return
        key = ("int", value)
        if self.refer(key):
            return
        if -2**31 <= value < 2**31 and not self.chance(0.15):
            self.remember(key, self.head("i", key))
            return self.u32(value)
        if self.python2 and -2**63 <= value < 2**63 and self.chance(0.5):
            self.out += b"I" + struct.pack("<q", value)
            return
        self.remember(key, self.head("l", key))
        digits, rest = [], abs(value)
        while rest:
            digits.append(rest & 0x7FFF)
            rest >>= 15
        self.u32(-len(digits) if value < 0 else len(digits))
        self.out += struct.pack(f"<{len(digits)}H", *digits)

    def real(self, value):
        key = ("float", struct.pack("<d", value))
        if self.refer(key):
            return
        if self.text_floats:
            self.remember(key, self.head("f", key))
            digits = repr(value).encode()
            self.out.append(len(digits))
            self.out += digits
        else:
            self.remember(key, self.head("g", key))
            self.out += struct.pack("<d", value)

    def row(self, figures):
        """Two counts and two times; or one count, or several rows."""
        for i, figure in enumerate(figures):
            if isinstance(figure, float):
                self.real(figure)
            else:
                self.integer(figure, i % 4 < 2)

    # Containers. A value that was written before may be referred to as a whole.

    def tuple_head(self, size, key=None):
        if not self.python2 and self.chance(0.6):
            slot = self.head(")", key)
            self.out.append(size)
        else:
            slot = self.head("(", key)
            self.u32(size)
        return slot

    def key(self, function):
        key = ("key", function)
        if self.refer(key):
            return
        slot = self.tuple_head(3, key)
        self.text(function[0])
        self.integer(function[1])
        self.text(function[2])
        self.remember(key, slot)

    def figures(self, figures):
        """A caller's: a number of calls, or a tuple of 4, 8, 12 …"""
        if not isinstance(figures, tuple):
            return self.row([figures])
        key = ("figures", id(figures))
        if self.refer(key):
            return
        slot = self.tuple_head(len(figures), key)
        self.row(figures)
        self.remember(key, slot)

    def callers(self, callers):
        key = ("callers", id(callers))
        if self.refer(key):
            return
        slot = self.head("{", key)
        for function, figures in callers:
            self.key(function)
            self.figures(figures)
        self.out += b"0"
        self.remember(key, slot)

    def dump(self, entries):
        """entries: [(function, (cc, nc, tt, ct, [(caller, figures), …])), …], functions as (file, line, name); a function
        that is a tuple of one is an entry of another kind."""
        self.head("{")
        for function, value in entries:
            if len(function) == 1:
                self.tuple_head(1)
                self.text(function[0])
                self.out += b"N"
                continue
            self.key(function)
            self.tuple_head(5)
            self.row(value[:4])
            self.callers(value[4])
        self.out += b"0"
        return bytes(self.out)

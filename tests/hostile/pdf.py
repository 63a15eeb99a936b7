"""Reads a PDF's objects, so that a word is found where it means something and not where a font or a compressed stream happens to hold it."""
import re
import zlib

SPACE = b"\0\t\n\f\r "
DELIMITERS = b"()<>[]{}/%"
WORD = re.compile(rb"[^\0\t\n\f\r ()<>\[\]{}/%]+")
# What makes a viewer do something, as a key or as what a dictionary says that it is.
ACTING = {"AA", "OpenAction", "JS", "JavaScript", "Launch", "URI", "EmbeddedFile", "EmbeddedFiles", "SubmitForm", "ImportData", "GoToR", "GoToE", "RichMedia", "AcroForm",
          "XFA", "Annots"}


class Name(str):
    pass


class Reference(int):
    pass


class Damaged(Exception):
    pass


class Reader:
    """Objects of ISO 32000 from a place on."""

    def __init__(self, data, at=0):
        self.data, self.at = data, at

    def skip(self):
        while self.at < len(self.data):
            if self.data[self.at] == ord("%"):
                while self.at < len(self.data) and self.data[self.at] not in b"\r\n":
                    self.at += 1
            elif self.data[self.at] in SPACE:
                self.at += 1
            else:
                return

    def take(self, text):
        self.skip()
        if not self.data.startswith(text, self.at):
            return False
        self.at += len(text)
        return True

    def want(self, text):
        if not self.take(text):
            raise Damaged(f"no {text!r} at {self.at}: {self.data[self.at:self.at + 40]!r}")

    def word(self):
        self.skip()
        found = WORD.match(self.data, self.at)
        if found is None:
            raise Damaged(f"no word at {self.at}: {self.data[self.at:self.at + 40]!r}")
        self.at = found.end()
        return found[0]

    def integer(self):
        return int(self.word())

    def value(self):
        if self.take(b"<<"):
            entries = {}
            while not self.take(b">>"):
                self.want(b"/")
                key = self.name()
                entries[key] = self.value()
            return entries
        if self.take(b"["):
            items = []
            while not self.take(b"]"):
                items.append(self.value())
            return items
        if self.take(b"("):
            return self.literal()
        if self.take(b"<"):
            end = self.data.index(b">", self.at)
            text, self.at = self.data[self.at:end], end + 1
            digits = text.translate(None, SPACE)
            return bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode())
        if self.take(b"/"):
            return self.name()
        found = re.compile(rb"(\d+)[\0\t\n\f\r ]+\d+[\0\t\n\f\r ]+R(?![^\0\t\n\f\r ()<>\[\]{}/%])").match(self.data, self.at)
        if found:
            self.at = found.end()
            return Reference(found[1])
        word = self.word()
        if word in (b"true", b"false", b"null"):
            return {b"true": True, b"false": False, b"null": None}[word]
        return float(word) if b"." in word else int(word)

    def name(self):
        found = WORD.match(self.data, self.at)
        text = found[0] if found else b""
        self.at += len(text)
        return Name(re.sub(rb"#([0-9A-Fa-f]{2})", lambda digits: bytes([int(digits[1], 16)]), text).decode("latin-1"))

    def literal(self):
        depth, begin = 1, self.at
        while depth:
            byte = self.data[self.at]
            self.at += 2 if byte == ord("\\") else 1
            depth += (byte == ord("(")) - (byte == ord(")"))
        return self.data[begin:self.at - 1]


class Pdf:
    """All objects by their number, and what the dictionaries after them say."""

    def __init__(self, data):
        self.data = data
        self.places, self.packed, self.trailers, self.streams, self.objects = {}, {}, [], {}, {}
        at = int(data[data.rindex(b"startxref") + 9:].split()[0])
        seen = set()
        while at is not None and at not in seen:
            seen.add(at)
            at = self.read_places(at)
        for number in self.places:
            self.load(number)
        for number in [number for number, value in self.objects.items() if isinstance(value, dict) and value.get("Type") == "ObjStm"]:
            self.unpack(number)

    def read_places(self, at):
        """One table, or one stream, of where the objects are; returns where the one before it is."""
        reader = Reader(self.data, at)
        if reader.take(b"xref"):
            while not reader.take(b"trailer"):
                first, count = reader.integer(), reader.integer()
                for number in range(first, first + count):
                    place, _, kind = reader.integer(), reader.integer(), reader.word()
                    if kind == b"n":
                        self.places.setdefault(number, place)
            trailer = reader.value()
        else:
            number = int(Reader(self.data, at).word())
            self.places.setdefault(number, at)
            trailer = self.load(number)
            widths, content = trailer["W"], self.streams[number]
            index = trailer.get("Index", [0, trailer["Size"]])
            numbers = [n for first, count in zip(index[::2], index[1::2]) for n in range(first, first + count)]
            for i, each in enumerate(numbers):
                entry, fields = content[i * sum(widths):], []
                for width in widths:
                    fields.append(int.from_bytes(entry[:width], "big") if width else 1)
                    entry = entry[width:]
                if fields[0] == 1:
                    self.places.setdefault(each, fields[1])
        self.trailers.append(trailer)
        return trailer.get("Prev")

    def load(self, number):
        if number in self.objects:
            return self.objects[number]
        reader = Reader(self.data, self.places[number])
        if reader.integer() != number:
            raise Damaged(f"object {number} is not where it should be")
        reader.integer()
        reader.want(b"obj")
        value = self.objects[number] = reader.value()
        if reader.take(b"stream"):
            reader.at += 2 if self.data.startswith(b"\r\n", reader.at) else 1
            length = value["Length"]
            length = self.load(int(length)) if isinstance(length, Reference) else length
            content = self.data[reader.at:reader.at + length]
            reader.at += length
            reader.want(b"endstream")
            filters = value.get("Filter", [])
            for each in filters if isinstance(filters, list) else [filters]:
                if each == "FlateDecode" and "DecodeParms" not in value:
                    content = zlib.decompress(content)
            self.streams[number] = content
        reader.want(b"endobj")
        return value

    def unpack(self, number):
        content, header = self.streams[number], self.objects[number]
        reader = Reader(content)
        places = [(reader.integer(), reader.integer()) for _ in range(header["N"])]
        for inner, place in places:
            self.objects.setdefault(inner, Reader(content, header["First"] + place).value())

    def acting(self):
        """Whatever would act: (key, value) of all dictionaries, however deep."""
        found, waiting = [], [*self.objects.values(), *self.trailers]
        while waiting:
            value = waiting.pop()
            if isinstance(value, list):
                waiting.extend(value)
            elif isinstance(value, dict):
                waiting.extend(value.values())
                found.extend((key, each) for key, each in value.items()
                             if key in ACTING or key in ("S", "Type", "Subtype") and isinstance(each, Name) and each in ACTING)
        return found

"""Names on the command line and of files: whatever is said on stderr drives no terminal, and outputs say them in the promised form."""
import json
import os
import re
import xml.etree.ElementTree as ET
import zlib

from names import MARK, all_names, foldable, raw, short_names, some_names
from pdf import Pdf
from program import HostileTest, chunks, folded, main, pstats, terminal_form, xml_form

# What may be given as a value of anything; the exit code says that it is no good, or nobody minds.
OPTIONS = [["--format="], ["--type="], ["--view="], ["--theme="], ["--colormap="], ["--root="], ["--leaf="], ["--focus="], ["--ignore="], ["--hide="], ["--show="],
           ["--path="], ["--list-functions="], ["--sort="], ["--scheme="], ["--layout="], ["--node-label="], ["--node-thres="], ["--width="], ["--depth="],
           ["--limit="], ["--skew="], ["--fail-on="], ["--fail-on=self(", ") > 1"], ["--budget="], ["--junit="], ["--threads="], ["--output=no/folder/", ".svg"], ["--"],
           ["--output=", ".xyz"], ["--print-completion="], ["no/folder/"], ["--title="], ["--order="], ["--background="]]
COMPARING = [["--rename="], ["--rename=work=", ""], ["--noise="], ["--before="], ["--after="]]


def file_name(name):
    """Whether a folder can have it."""
    data = raw(name)
    return not (b"\0" in data or b"/" in data or not data or len(data) > 200 or data in (b".", b".."))


class Messages(HostileTest):
    def setUp(self):
        super().setUp()
        self.write("run.prof", pstats(["work"]))
        self.write("new.prof", pstats(["work"], 2))

    def test_options(self):
        """In CI each name meets a few of the options, and each option many names."""
        full = bool(os.environ.get("P2G_HOSTILE_FULL"))
        for i, name in enumerate(name for name in short_names() if b"\0" not in raw(name)):
            for j, option in enumerate(OPTIONS + COMPARING):
                if not full and (i * 7 + j) % 41:
                    continue
                diff = ["diff", "run.prof", "new.prof"] if option in COMPARING else ["run.prof"]
                value = option[0].encode() + raw(name) + (option[1].encode() if len(option) > 1 else b"")
                output, _ = self.run_program(*diff, value, codes=(0, 1, 2, 3))
                if not diff[1:]:
                    self.check_clean(output.replace(b"\t", b" "), "stdout")

    def test_functions_in_messages(self):
        """Limits that trip, patterns that match nothing, and functions that are compared."""
        for some in chunks(short_names(), 10):
            self.write("some.prof", pstats(some))
            self.write("more.prof", pstats(some[:-1], 3))
            self.run_program("some.prof", "-T", "csv", "--fail-on", "self(*) > 0", "-v", "--stats", codes=(1,))
            self.run_program("diff", "some.prof", "more.prof", "-T", "csv", "--fail-on", "self(*) > +1%", "--fail-on", "new > 0", "-v", codes=(0, 1))

    def test_damaged_files(self):
        """The excerpt of a line that is no stack, and the text of a marshal error."""
        for name in some_names(3):
            self.write("bad.folded", b"a;" + raw(name).replace(b"\n", b"") + b" x\n")
            self.run_program("-f", "folded", "bad.folded", codes=(0, 3))
        for i, name in enumerate(some_names(3)):
            content = pstats([name])
            self.write("bad.prof", content[:-1 - i % 40])
            self.run_program("-f", "pstats", "bad.prof", codes=(0, 3))
        for name in some_names(12):
            for suffix, text in (("theme.toml", b'[colours]\nink = "%s"\n%s = 1\n'), ("budget.toml", b'fail_on = ["%s"]\n%s = 1\n'), ("raw.toml", b"%s\n= %s")):
                self.write(suffix, text % (raw(name), raw(name)))
                self.run_program("run.prof", "-T", "svg", "--theme", "./" + suffix, codes=(0, 2, 3))
                self.run_program("run.prof", "-T", "json", "--budget", suffix, codes=(0, 1, 2, 3))

    def test_files(self):
        """Input and output files of any name: read, written, and named in what is written."""
        # A lone surrogate and its bytes are two names, but one file.
        for data in dict.fromkeys(raw(name) for name in some_names(4) if file_name(name)):
            path = b"./" + data + b".prof"
            with open(bytes(self.folder) + b"/" + path, "wb") as file:
                file.write(pstats(["work"]))
            shown = path.decode("utf-8", "replace")
            self.check_same(json.loads(self.output(path, "-T", "json"))["source"]["files"], [shown], "files in JSON")
            before = set(os.listdir(bytes(self.folder)))
            self.run_program("-q", path, "-o", b"./" + data + b".svg")
            self.check_same(set(os.listdir(bytes(self.folder))) - before, {data + b".svg"}, "new files")
            with open(bytes(self.folder) + b"/" + data + b".svg", "rb") as file:
                title = next(element.text for element in ET.fromstring(file.read()).iter() if element.tag.endswith("}title"))
            self.check(xml_form(shown[2:]) in title, lambda: f"{ascii(shown)} is {ascii(title)}")
            compared, _ = self.run_program("diff", path, "new.prof", "-T", "txt")
            self.check_clean(compared, "txt")
            shown = terminal_form(path.decode("utf-8", "backslashreplace"))  # ill-formed bytes are \\xNN there
            self.check(shown in compared.decode(), lambda: f"{ascii(shown)} is not in the comparison")
            self.run_program(path + b"x", codes=(3,))
            self.run_program("-q", path, "-o", b"./" + data + b".svg/x.svg", codes=(3,))

    def test_painted_pictures(self):
        """Cairo takes every name, whatever it has glyphs for."""
        for i, some in enumerate(chunks(all_names(), 60)):
            self.write("some.prof", pstats(some))
            self.write("some.folded", folded([name for name in some if foldable(name)]))
            for file, view in ((f, v) for f in ("some.prof", "some.folded") for v in ("callgraph", "flame", "sandwich")):
                kind = "pdf" if i % 2 else "png"
                needed = ("--function", "main") if view == "sandwich" else ("-n", "0", "-e", "0")
                output = self.output(file, "-V", view, "-T", kind, *needed)
                self.check(output.startswith({"pdf": b"%PDF", "png": b"\x89PNG"}[kind]) and len(output) > 2000, f"{kind} of {len(output)} bytes")
                if kind == "pdf":
                    self.check_pdf(output)

    def check_pdf(self, output):
        """Nothing that acts: no link, no script, no file."""
        read = Pdf(output)
        self.check(len(read.objects) > 5 and read.streams, f"a PDF of {len(read.objects)} objects and {len(read.streams)} streams")
        self.check_same(read.acting(), [], "what acts in a PDF")
        for content in read.streams.values():
            self.check(MARK.encode() not in content or b"/URI" not in content, "a link in a PDF")

    def test_what_acts_in_a_pdf_is_found(self):
        """The check itself: planted actions are found in every form, words that are no keys are not."""
        good = self.output("run.prof", "-T", "pdf")
        self.check_pdf(good)
        catalog = re.search(rb"/Type /Catalog\b", good)[0]
        planted = [b"/AA << /O 3 0 R >>", b"/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >>", b"/Op#65nAction 3 0 R", b"/Names << /EmbeddedFiles [] >>",
                   b"/X [ [ << /Y << /S /URI >> >> ] ]", b"/X << /Type /EmbeddedFile >>", b"/X << /S\n/Launch >>", b"% )\n/AA[]", b"/X (\\)) /JS ()"]
        for words in planted:
            self.check(plant(good, catalog, catalog + b" " + words).acting(), f"{words!r} is not found")
        for words in (b"/X (/AA /OpenAction)", b"/X /AA", b"/X [ /URI ]", b"/AAB+C /Y", b"% /AA\n", b"/X <2f4141>", b"/X (\\(/JS\\))"):
            self.check_same(plant(good, catalog, catalog + b" " + words).acting(), [], f"what acts in {words!r}")
        stream = b"90000 0 obj\n<< /Length 24 >>\nstream\n/AA /JS /OpenAction /URI\nendstream\nendobj\n"
        self.check_same(appended(good, stream, 90000).acting(), [], "what acts in a stream")
        packed = zlib.compress(b"99999 0 << /AA 1 >>")
        self.check(appended(good, b"90000 0 obj\n<< /Type /ObjStm /N 1 /First 8 /Filter /FlateDecode /Length %d >>\nstream\n" % len(packed) + packed +
                            b"\nendstream\nendobj\n", 90000).acting(), "/AA in an object stream is not found")


def plant(content, old, new):
    """The PDF with other words in an object; later objects move, and with them their places."""
    at = content.index(old)
    start = content.rindex(b"startxref")
    table = int(content[start + 9:].split()[0])
    grown = len(new) - len(old)
    moved = re.sub(rb"(\d{10}) 00000 n", lambda place: b"%010d 00000 n" % (int(place[1]) + (grown if int(place[1]) > at else 0)), content[table:start])
    return Pdf(content[:at] + new + content[at + len(old):table] + moved + b"startxref\n%d\n%%%%EOF\n" % (table + grown))


def appended(content, added, number):
    """An update: one more object."""
    before = int(content[content.rindex(b"startxref") + 9:].split()[0])
    place = len(content)
    return Pdf(content + added + b"xref\n%d 1\n%010d 00000 n \ntrailer\n<< /Size 100 /Prev %d >>\nstartxref\n%d\n%%%%EOF\n" % (number, place, before, place + len(added)))


main()

"""Batches, reports and recordings of files whose names, titles and functions try to be more than that."""
import html.parser
import json
import os
import pathlib
import stat
import sys
import unittest

from names import MARK, all_names, foldable, raw
from program import HostileTest, chunks, folded, main, pstats, xml_form

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import report  # noqa: E402

PYTHON = os.path.realpath(sys.executable)


class Elements(html.parser.HTMLParser):
    """Which elements have which attributes, where links lead, and all text."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.words, self.links, self.text = set(), [], []

    def handle_starttag(self, tag, attrs):
        self.words |= {(tag, name) for name, _ in attrs} | {(tag, None)}
        self.links += [value for name, value in attrs if name in ("href", "src", "action", "data")]

    def handle_comment(self, data):
        self.words.add(("comment", data[:20]))

    def handle_decl(self, decl):
        self.words.add(("declaration", decl))

    def handle_data(self, data):
        self.text.append(data)


def parsed(page):
    parser = Elements()
    parser.feed(page)
    parser.close()
    return parser


def file_names():
    """What a file system takes, each once."""
    names = {raw(name).replace(b"/", b"_")[:120] for name in all_names()}
    return sorted(name for name in names if b"\0" not in name and name.strip(b".") and not name.startswith(b"."))


class Batch(HostileTest):
    def batch(self, folder):
        self.run_program("batch", "-q", folder, "-o", "out-" + folder, "-T", "json", "--title", "</script><b>")
        return (self.folder / f"out-{folder}/index.html").read_text(), json.loads((self.folder / f"out-{folder}/manifest.json").read_bytes())

    def test_names_of_files(self):
        names = file_names()
        self.assertGreater(len(names), 400)
        for folder, used in (("plain", [b"x%04d" % i for i in range(len(names))]), ("evil", names)):
            (self.folder / folder).mkdir()
            for i, name in enumerate(used):
                (self.folder / folder).joinpath(os.fsdecode(name + b".folded")).write_bytes(b"main;work %d\n" % (i + 1))
        harmless, _ = self.batch("plain")
        page, manifest = self.batch("evil")
        found, expected = parsed(page), parsed(harmless)
        self.check(found.words <= expected.words, lambda: f"{found.words - expected.words}")
        self.check(all(link.startswith("./") for link in found.links), lambda: f"{[link for link in found.links if not link.startswith('./')]}")
        self.check(len(manifest["items"]) == len(names), len(manifest["items"]))
        for item in manifest["items"]:
            for output in item["outputs"]:
                self.check((self.folder / "out-evil" / output["file"]).is_file(), output["file"])
        self.check(sorted(p.name for p in self.folder.iterdir()) == ["evil", "out-evil", "out-plain", "plain"], "something was written elsewhere")

    def test_names_of_functions(self):
        harmless = None
        for make, suffix, names in ((pstats, ".prof", all_names()), (folded, ".folded", [name for name in all_names() if foldable(name)])):
            for kind, some in (("plain", None), ("evil", names)):
                folder = kind + suffix[1:]
                (self.folder / folder).mkdir()
                for i, part in enumerate(chunks(names, 40)):
                    used = ["x" * max(len(raw(name)) - 3, 0) + f"{j:03}" for j, name in enumerate(part)] if some is None else part
                    self.write(f"{folder}/{i:03}{suffix}", make(used))
                page, manifest = self.batch(folder)
                if some is None:
                    harmless = parsed(page)
                    continue
                found = parsed(page)
                warned = {("details", None), ("summary", None)}  # names that are no UTF-8
                self.check(found.words <= harmless.words | warned, lambda: f"{found.words - harmless.words}")
                self.check(all(link.startswith("./") for link in found.links), lambda: f"{found.links[:3]}")
                self.check(all(item["state"] == "drawn" for item in manifest["items"]), folder)

    def test_long_names(self):
        """A function's name of a megabyte, a file's of 255 bytes."""
        (self.folder / "long").mkdir()
        self.write("long/" + "n" * 248 + ".folded", b"main;work 1\n")
        self.write("long/a.folded", b"main;" + b"<i>" * 350_000 + b";end 5\n")
        page, manifest = self.batch("long")
        self.check(len(manifest["items"]) == 2, "two")
        self.check(len(page) < 400_000, f"{len(page)} bytes")
        self.check(("i", None) not in parsed(page).words, "<i>")

    def test_groups(self):
        (self.folder / "g").mkdir()
        for i, name in enumerate(file_names()[::9]):
            (self.folder / "g").joinpath(os.fsdecode(b"k-" + name + b".folded")).write_bytes(b"main;work %d\n" % (i + 1))
        self.run_program("batch", "-q", "g", "-o", "out", "-T", "json", "--group-by", "k-(.+)\\.folded", codes=(0, 2))


class Report(HostileTest):
    def test_names_of_a_megabyte(self):
        for name in (b"f" * (1 << 20), b"</script>" * 100_000, b"\xe2\x80\xa8" * 300_000, b"&amp;" * 200_000, b"\xe2\x80\xae" * 300_000):
            self.write("run.folded", b"main;" + name + b";end 5\nmain;other 3\n")
            page = self.output("run.folded", "-T", "html").decode()
            found = parsed(page)
            self.check(("b", None) not in found.words, "b")
            read, _ = report.profile_of(report.data_of(page))
            self.check({function["name"] for function in read} >= {"main", "end", "other"}, lambda: f"{name[:10]}")
            for tag, directive in (("style", "style-src"), ("script", "script-src")):
                self.check(report.allowed(page, directive)[1] == report.inline(page, tag), f"the policy and {tag}")

    def test_names_together(self):
        """What is harmless alone may close what another opens."""
        names = ["<!--<script>", "</script>", "-->", "<script>", "<!--", "]]>", "&lt;", "&", "\u2028", "\u202e", "\u2066x", "a\u2029b", "</style>", "'\"`"]
        self.write("run.prof", pstats(names))
        page = self.output("run.prof", "-T", "html").decode()
        words = {word for word in parsed(page).words if word[0] in ("script", "style", "comment")}
        self.write("plain.prof", pstats([f"f{i}" for i in range(len(names))]))
        self.check(words <= parsed(self.output("plain.prof", "-T", "html").decode()).words, lambda: f"{words}")
        read, _ = report.profile_of(report.data_of(page))
        self.check({function["name"] for function in read} >= {xml_form(name) for name in names[:5]}, "names")


class Recording(HostileTest):
    """The name of the program stands in the picture, and what it prints is its own."""

    def setUp(self):
        super().setUp()
        (self.folder / "bin").mkdir()
        recorder = self.write("bin/py-spy", b'#!/bin/sh\nwhile [ "$1" != -o ]; do shift; done\nprintf "main;work 50\\n" > "$2"\n')
        recorder.chmod(recorder.stat().st_mode | stat.S_IXUSR)
        path = os.environ["PATH"]
        self.addCleanup(os.environ.__setitem__, "PATH", path)
        os.environ["PATH"] = f"{self.folder}/bin:{path}"

    def record(self, script, *arguments, kind="html"):
        out, _ = self.run_program("run", "--with", "py-spy", "-T", kind, "-o", "-", "--", PYTHON, script, *arguments)
        return out.decode()

    def test_names_of_programs(self):
        self.write("x.py", b"")
        harmless = {kind: parsed(self.record("x.py", kind=kind)).words for kind in ("html", "svg", "md")}
        for i, name in enumerate(file_names()[::7]):
            script = os.fsdecode(name + b".py")
            (self.folder / script).write_bytes(b"")
            kind = ("html", "svg", "md")[i % 3]
            try:
                page = self.record("./" + script, "--" + script, kind=kind)
            finally:
                (self.folder / script).unlink()
            found = parsed(page)
            if kind != "md":
                self.check(found.words <= harmless[kind], lambda: f"{name!r}: {found.words - harmless[kind]}")
            self.check(all(link.startswith(("#", "data:")) or link.startswith("http") for link in found.links if link), lambda: f"{found.links}")


if __name__ == "__main__":
    main()

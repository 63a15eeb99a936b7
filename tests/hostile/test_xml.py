"""SVG and JUnit: well-formed for two parsers, made of nothing that harmless names would not give, and every name in it as text."""
import re
import shutil
import subprocess
import unittest
import xml.etree.ElementTree as ET

from names import MARK, all_names, foldable, raw, short_names, some_names
from program import HostileTest, chunks, folded, key_of, main, pstats, xml_form

EACH = 18  # names a picture: all of them are wide enough to be drawn
EVERYTHING = ["-n", "0", "-e", "0", "--max-nodes", "0"]
PICTURES = {"callgraph": ["-V", "callgraph", *EVERYTHING], "flame": ["-V", "flame"], "reversed": ["-V", "flame", "--reverse", "--flip", "--order", "name"],
            "stripped": ["-V", "callgraph", "-s", "--scheme", "dark", *EVERYTHING],
            "callers": ["-V", "sandwich", "--function", "end"], "callees": ["-V", "sandwich", "--function", "main"]}
PARTIAL = ("comparison", "stripped", "callers", "callees")  # -s leaves out a part of names, a sandwich sums the small
NAME_HOLDERS = {"data-n", "data-l", "aria-label"}  # attributes that may hold a name


def harmless(name):
    """A name of the same length that means nothing."""
    return "x" * max(len(raw(name)), 1)


def vocabulary(root):
    """Elements and attributes that a document is made of."""
    return {(element.tag, name) for element in root.iter() for name in [None, *element.attrib]}


class Xml(HostileTest):
    def parsed(self, output):
        try:
            root = ET.fromstring(output)
        except ET.ParseError as error:
            self.fail(f"{error} in {output[:300]!r}")
        self.check(True, "")
        return root

    def pictures(self, files, names):
        """(what, bytes) of each picture of the files, which are those of two runs."""
        for what, options in PICTURES.items():
            if what in ("reversed", "callers") and files[0].endswith(".prof"):
                continue  # calls are no stacks, and none ends here
            yield f"{what} of {ascii(names)[:200]}", self.output(files[0], "-T", "svg", *options)
        for view in ("callgraph", "flame"):
            yield f"comparison {view} of {ascii(names)[:200]}", self.output("diff", *files, "-V", view, "-T", "svg", "--noise", "0")

    def files_of(self, names, make, suffix):
        for stem, times in (("old", 100), ("new", 130)):
            self.write(stem + suffix, make(names, times))
        return "old" + suffix, "new" + suffix

    def check_inert(self, root, words, scripts, what):
        found = vocabulary(root)
        self.check(found <= words, lambda: f"{what}: new elements or attributes: {found - words}")
        for element in root.iter():
            tag = element.tag.rpartition("}")[2]
            if tag == "script":
                self.check_same(element.text, scripts[root.get("data-view")], f"{what}: the script")
            if tag == "style":
                self.check(MARK not in (element.text or "") and "url(" not in element.text and "@import" not in element.text, f"{what}: a name in the style")
            for name, value in element.attrib.items():
                if name not in NAME_HOLDERS:
                    self.check(MARK not in value and not re.search(r"[<>\"'\\]|script|url\((?!#)", value), lambda: f"{what}: {name}={ascii(value)[:200]}")

    def check_shown(self, root, functions, what):
        """The first line of a title, or of what stands for several, is the whole name."""
        shown = ["\n" + (element.text or "") + "\n" for element in root.iter() if element.tag.endswith("}title")]
        shown += ["\n" + element.attrib[name] + "\n" for element in root.iter() for name in ("data-l", "aria-label") if name in element.attrib]
        for function in functions:
            name = xml_form(key_of(function))
            self.check(any("\n" + name + "\n" in text for text in shown), lambda: f"{what}: {ascii(name)[:200]} is not shown")

    def check_all(self, names, make, suffix):
        """Pictures of harmless names say what there may be; those of hostile ones have no more."""
        words, scripts = set(), {}  # a script a view
        for some in chunks(names, EACH):
            files = self.files_of([harmless(name)[:-3] + f"{i:03}" for i, name in enumerate(some)], make, suffix)
            for _, output in self.pictures(files, some):
                root = self.parsed(output)
                words |= vocabulary(root)
                scripts.setdefault(root.get("data-view"), next((element.text for element in root.iter() if element.tag.endswith("}script")), None))
        drawn = []
        for number, some in enumerate(chunks(names, EACH)):
            files = self.files_of(some, make, suffix)
            functions = [function for function in self.functions(files[0]) if len(function["frame"]) < 400]
            for what, output in self.pictures(files, some):
                root = self.parsed(output)
                self.check_inert(root, words, scripts, what)
                if not what.startswith(PARTIAL):
                    self.check_shown(root, functions, what)
                drawn.append(self.write(f"{number}-{len(drawn)}.svg", output))
        self.lint(drawn)

    def lint(self, files):
        if not shutil.which("xmllint"):
            print("SKIPPED what xmllint says: it is not here")
            return
        result = subprocess.run(["xmllint", "--noout", "--nonet", "--huge", *files], capture_output=True)
        self.check(result.returncode == 0 and not result.stderr, lambda: f"xmllint: {result.stderr[:500]!r}")

    def test_pictures_of_pstats(self):
        self.check_all(all_names(), pstats, ".prof")

    def test_pictures_of_folded_stacks(self):
        self.check_all([name for name in all_names() if foldable(name)], folded, ".folded")

    def test_titles(self):
        self.write("run.prof", pstats(["work"]))
        self.write("new.prof", pstats(["work"], 2))
        for name in some_names():
            data = raw(name)
            if b"\0" in data:
                continue
            text = xml_form(data.decode("utf-8", "replace"))
            for arguments in (["run.prof"], ["run.prof", "-V", "flame"], ["diff", "run.prof", "new.prof", "-V", "callgraph"]):
                root = self.parsed(self.output(*arguments, "-T", "svg", "--no-script", b"--title=" + data))
                title = next(element.text for element in root.iter() if element.tag.endswith("}title"))
                self.check(text in title, lambda: f"--title {ascii(name)} is {ascii(title)}")

    def test_verdicts_as_junit(self):
        """The functions that trip a limit, and a budget's own name and texts."""
        plain = ET.fromstring(b"<testsuites><testsuite name='' tests='' failures='' errors='' skipped=''><testcase classname='' name=''>"
                              b"<failure message=''/></testcase></testsuite></testsuites>")
        told_at_once = 90  # of a limit that trips for more, the worst 100 are told
        for make, suffix, names in ((pstats, ".prof", all_names()), (folded, ".folded", list(filter(foldable, all_names())))):
            for some in chunks(names, told_at_once):
                file = self.files_of(some, make, suffix)[0]
                self.run_program("-q", file, "-T", "json", "-o", "out.json", "--fail-on", "cumulative(*) > 0.0001%", "--junit", "out.xml", codes=(1,))
                root = self.parsed((self.folder / "out.xml").read_bytes())
                self.check(vocabulary(root) <= vocabulary(plain), f"{vocabulary(root)}")
                failure = next(root.iter("failure")).text
                for function in self.functions(file):
                    name = xml_form(function["name"])
                    # Names are told as in tables: addresses left out, C functions as their method.
                    if len(name) < 200 and not re.search(" at 0x|^<|::h0|^~", function["name"]):
                        self.check(re.sub(" +", " ", name) in re.sub(" +", " ", failure), lambda: f"{ascii(name)} is not told")
        self.write("run.prof", pstats(short_names()))
        (self.folder / "budgets").mkdir()
        told = 0
        for name in some_names(3):
            data = raw(name)
            if b"\0" in data or b"/" in data or len(data) > 200 or data in (b".", b".."):
                continue
            budget = b"budgets/" + data
            with open(bytes(self.folder) + b"/" + budget, "wb") as file:
                file.write(b'fail_on = ["total > 0"]\n')
            self.run_program("-q", "run.prof", "-T", "csv", "-o", "out.csv", b"--budget=" + budget, b"--fail-on=self(" + data + b") > 0", "--junit", "budget.xml",
                             codes=(1, 2))
            if not (self.folder / "budget.xml").exists():
                continue  # no pattern, or none that a function matches: a message said so
            root = self.parsed((self.folder / "budget.xml").read_bytes())
            self.check(vocabulary(root) <= vocabulary(plain), f"{vocabulary(root)}")
            sources = {case.attrib["classname"] for case in root.iter("testcase")}
            self.check_same(sources, {"--fail-on", xml_form(budget.decode("utf-8", "replace"))}, "the budget's name")
            (self.folder / "budget.xml").unlink()
            told += 1
        self.check(told > 20, f"only {told} budgets were read")


if __name__ == "__main__":
    unittest.installHandler()
    main()

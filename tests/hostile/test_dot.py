"""DOT: Graphviz reads what we write and has every name; no name makes a node, an edge, an attribute or a page of its own."""
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET

from names import LONG, MARK, all_names, foldable, some_names
from program import HostileTest, chunks, folded, main, pstats, terminal_form

LONG_AS_READ = {part for name in LONG for part in (name, name.strip(" "))}
STRING = r'"(?:[^"\\]|\\.)*"'
LINE = re.compile(rf"\s*(?P<what>[^\s\[]+(?: -> \S+)?)\s+\[(?P<attributes>(?:[^\"\]]|{STRING})*)\];", re.S)
HARMLESS = {"graph", "node", "edge"}


def dot_form(text):
    return re.sub("[\ufffe\uffff]", "\ufffd", terminal_form(text))


def unescaped(text):
    """What a label shows, line by line: Graphviz' escapes and entities undone."""
    lines = re.split(r"\\n", re.sub(r"\\\\", "\0", text))
    return [line.replace('\\"', '"').replace("\0", "\\").replace("&amp;", "&") for line in lines]


class Dot(HostileTest):
    def graphviz(self, source, kind):
        result = subprocess.run(["dot", "-T" + kind], input=source, capture_output=True, timeout=120)
        self.check(result.returncode == 0 and not result.stderr, lambda: f"dot says: {result.stderr[:300]!r}")
        return result.stdout.decode()

    def statements(self, source):
        """(node or edge, attributes) as Graphviz wrote them after reading."""
        text = self.graphviz(source, "canon").replace("\\\n", "")
        for match in LINE.finditer(text):
            attributes = dict(re.findall(rf"(\w+)=({STRING}|[^,\]\s]+)", match["attributes"]))
            yield match["what"], {name: value[1:-1] if value[0] == '"' else value for name, value in attributes.items()}

    def check_file(self, file, names, arguments=()):
        source = self.output(file, "-T", "dot", "-n", "0", "-e", "0", *arguments)
        self.check_clean(source.replace(b"\t", b" "), "dot")
        functions = self.functions(file, *(["--strip"] if "--strip" in arguments else []))
        wanted = {dot_form(function["name"]) for function in functions if function["frame"] not in LONG_AS_READ}
        found, nodes, edges = set(), 0, 0
        for what, attributes in self.statements(source):
            if what in HARMLESS:
                continue
            known = {"label", "tooltip", "color", "fillcolor", "fontcolor", "fontsize", "penwidth", "arrowsize", "labeldistance", "style", "height", "width"}
            self.check(set(attributes) <= known, lambda: f"{set(attributes) - known} of {what}")
            self.check(re.fullmatch(r"f[0-9a-f]{12}(_\d+)?( -> f[0-9a-f]{12}(_\d+)?)?", what), f"a name became {what}")
            for name, value in attributes.items():
                self.check(name in ("label", "tooltip") or MARK not in value, f"{name}={value}")
            edges += " -> " in what
            if " -> " not in what:
                nodes += 1
                found.add(unescaped(attributes["tooltip"])[0])
        self.check(wanted <= found, lambda: f"missing: {ascii(wanted - found)[:500]}")
        self.check_same(nodes, len(functions) + len({"main", "end"}) - (file.endswith(".prof")), "nodes")
        self.check(edges >= len(functions), f"{edges} edges")
        return source

    def test_names_of_pstats(self):
        self.write("run.prof", pstats(all_names()))
        for arguments in ([], ["--wrap"], ["--strip", "--show-samples", "--color-nodes-by-selftime"], ["-c", "print"]):
            self.check_file("run.prof", all_names(), arguments)

    def test_names_of_folded_stacks(self):
        names = [name for name in all_names() if foldable(name)]
        self.write("run.folded", folded(names))
        for arguments in ([], ["--wrap"]):
            self.check_file("run.folded", names, arguments)

    def test_titles(self):
        self.write("run.prof", pstats(["work"]))
        for name in some_names():
            if not isinstance(name, str) or "\0" in name or re.search("[\ud800-\udfff]", name) or not name:
                continue
            source = self.output("run.prof", "-T", "dot", "--title=" + name)
            label = re.search(rf"\tlabel=({STRING});\n}}\n$", source.decode())
            self.check(label is not None, lambda: f"--title {ascii(name)}")
            shown = unescaped(label[1][1:-1])[0]
            self.check(shown == dot_form(name) or shown.endswith("…"), lambda: f"--title {ascii(name)} is {ascii(shown)}")

    def test_what_graphviz_draws(self):
        """Its SVG is well-formed and links nowhere."""
        for some in chunks(all_names(), 90):
            self.write("run.prof", pstats([name for name in some if name not in LONG]))
            drawn = self.graphviz(self.output("run.prof", "-T", "dot", "-n", "0", "-e", "0"), "svg")
            root = ET.fromstring(drawn)
            tags = {element.tag.rpartition("}")[2] for element in root.iter()}
            self.check(tags <= {"svg", "g", "title", "polygon", "path", "text", "a"}, f"{tags}")
            for element in root.iter():
                for name, value in element.attrib.items():
                    self.check(not name.endswith("href") and not name.startswith("on"), f"{name}={value}")


if not shutil.which("dot"):
    print("################ SKIPPED: no dot (package graphviz): nobody looks at what Graphviz makes of hostile names")
    sys.exit(77)
main()

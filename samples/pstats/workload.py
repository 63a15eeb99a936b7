"""Builds a little documentation site from the standard library's sources, in memory: reads modules, highlights their
code, renders pages, indexes the words, checks the links and packs it all."""
import ast
import csv
import difflib
import html
import html.parser
import io
import json
import os
import random
import re
import string
import textwrap
import tokenize
import zipfile
from collections import Counter
from xml.dom import minidom

MODULES = ("ast", "bisect", "calendar", "cmd", "colorsys", "contextlib", "copy", "csv", "fnmatch", "fractions", "glob",
           "heapq", "keyword", "pprint", "queue", "sched", "shlex", "string", "textwrap", "this")

PAGE = string.Template("""<html><head><title>$name</title></head><body>
<h1 id="top">$name</h1><p>$summary</p>$sections<h2>Source</h2><pre>$source</pre><p><a href="#top">up</a></p>
</body></html>""")


class Module:
    def __init__(self, name, path):
        self.name = name
        with open(path, encoding="utf-8") as file:
            self.source = file.read()
        self.tree = ast.parse(self.source)
        self.summary = ast.get_docstring(self.tree) or "No description."

    def definitions(self):
        collector = Collector()
        collector.visit(self.tree)
        return collector.found


class Collector(ast.NodeVisitor):
    """Functions and classes with their signatures, in order."""

    def __init__(self):
        self.found = []
        self.owners = []

    def visit_ClassDef(self, node):
        self.add(node, "class " + node.name)
        self.owners.append(node.name)
        self.generic_visit(node)
        self.owners.pop()

    def visit_FunctionDef(self, node):
        arguments = ast.unparse(node.args)
        self.add(node, f"{node.name}({arguments})")
        self.generic_visit(node)

    def add(self, node, signature):
        title = ".".join(self.owners + [signature])
        self.found.append((title, ast.get_docstring(node) or "", node.lineno))


class Highlighter:
    styles = {tokenize.NAME: "n", tokenize.STRING: "s", tokenize.NUMBER: "d", tokenize.COMMENT: "c"}

    def highlight(self, source):
        out = []
        for token in tokenize.generate_tokens(io.StringIO(source).readline):
            text = html.escape(token.string)
            style = self.styles.get(token.type)
            out.append(f'<i class="{style}">{text}</i>' if style else text)
        return " ".join(out)


class LinkChecker(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.anchors = set()
        self.links = []

    def handle_starttag(self, tag, attrs):
        for name, value in attrs:
            if name == "id":
                self.anchors.add("#" + value)
            elif name == "href":
                self.links.append(value)

    def broken(self):
        return [link for link in self.links if link not in self.anchors]


class Site:
    def __init__(self):
        self.pages = {}
        self.words = Counter()
        self.highlighter = Highlighter()

    def build(self, modules):
        for module in modules:
            self.pages[module.name] = self.render(module)
            self.index(module)

    def render(self, module):
        sections = "".join(self.section(*definition) for definition in module.definitions())
        return PAGE.substitute(name=module.name, summary=html.escape(textwrap.fill(module.summary, 90)),
                               sections=sections, source=self.highlighter.highlight(module.source))

    def section(self, title, description, line):
        paragraphs = "".join(f"<p>{html.escape(textwrap.fill(part, 80))}</p>" for part in description.split("\n\n"))
        return f'<h2 id="L{line}">{html.escape(title)}</h2>{paragraphs}<a href="#L{line}">#</a>'

    def index(self, module):
        self.words.update(word.lower() for word in re.findall(r"[A-Za-z]{3,}", module.source))

    def check(self):
        broken = []
        for page in self.pages.values():
            checker = LinkChecker()
            checker.feed(page)
            broken += checker.broken()
        return broken

    def search_index(self):
        return json.dumps(dict(self.words.most_common(2000)), indent=1)

    def sitemap(self):
        document = minidom.parseString("<urlset></urlset>")
        for name in self.pages:
            url = document.createElement("url")
            url.appendChild(document.createTextNode(f"https://docs.example/{name}.html"))
            document.documentElement.appendChild(url)
        return document.toprettyxml()

    def word_table(self):
        out = io.StringIO()
        writer = csv.writer(out)
        writer.writerows(sorted(self.words.items()))
        return out.getvalue()

    def pack(self):
        archive = io.BytesIO()
        with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
            for name, page in self.pages.items():
                packed.writestr(name + ".html", page)
            packed.writestr("search.json", self.search_index())
            packed.writestr("sitemap.xml", self.sitemap())
            packed.writestr("words.csv", self.word_table())
        return archive.getvalue()


def load_modules():
    library = os.path.dirname(os.__file__)
    return [Module(name, os.path.join(library, name + ".py")) for name in MODULES]


def changes_since_last_build(site):
    """A build log in the manner of `diff`: what an older build would have looked like is made up."""
    rng = random.Random(1)
    now = site.word_table().splitlines()
    before = [line for line in now if rng.random() > 0.02]
    return list(difflib.unified_diff(before[:1500], now[:1500], lineterm=""))


def main():
    site = Site()
    site.build(load_modules())
    broken = site.check()
    archive = site.pack()
    changes = changes_since_last_build(site)
    print(f"{len(site.pages)} pages, {len(archive)} bytes, {len(broken)} broken links, {len(changes)} changed lines")


if __name__ == "__main__":
    main()

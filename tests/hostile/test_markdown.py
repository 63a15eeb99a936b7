"""Markdown: cmark-gfm, with GitHub's extensions and raw HTML let through, finds names and nothing else."""
import html.parser
import re
import shutil
import subprocess
import sys

from names import all_names, foldable, raw, some_names
from program import HostileTest, folded, main, pstats, standard_name, terminal_form

CMARK = "cmark-gfm"


def span_form(text):
    """No more than 32 backticks in a row: readers give up on longer fences, and what is between them is markup then."""
    return re.sub("`{33,}", lambda run: run[0][:32] + r"\x60" * (len(run[0]) - 32), terminal_form(text))


def code_form(text):
    """Of a code span in a cell. Some readers would end the cell at `\\\\|`, so backslashes before a pipe are two each."""
    shown, backslashes = [], 0
    for c in span_form(text):
        if c == "|":
            shown.append("\\" * backslashes)
        backslashes = backslashes + 1 if c == "\\" else 0
        shown.append(c)
    return "".join(shown)


class Reader(html.parser.HTMLParser):
    """Elements, and the text of each table cell and heading."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.tags, self.cells, self.rows, self.inside = set(), [], [], False
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.tags.add((tag, *sorted(name for name, _ in attributes)))
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th", "h3", "p"):
            self.cells.append("")
            self.inside = True
            if tag == "td":
                self.rows[-1].append(len(self.cells) - 1)

    def handle_endtag(self, tag):
        if tag in ("td", "th", "h3", "p"):
            self.inside = False

    def handle_data(self, data):
        if self.inside:
            self.cells[-1] += data

    def handle_comment(self, data):
        self.tags.add(("comment",))

    def handle_decl(self, data):
        self.tags.add(("declaration",))

    def handle_pi(self, data):
        self.tags.add(("instruction",))

    def table(self):
        return [[self.cells[cell] for cell in row] for row in self.rows if row]


class Markdown(HostileTest):
    def render(self, markdown):
        extensions = [part for name in ("table", "autolink", "strikethrough", "tagfilter", "tasklist") for part in ("-e", name)]
        result = subprocess.run([CMARK, "--unsafe", *extensions], input=markdown, capture_output=True, timeout=60)
        self.check_same(result.returncode, 0, "cmark-gfm")
        return Reader(result.stdout.decode("utf-8"))

    def check_plain(self, markdown, words, what):
        self.check_clean(markdown, what)
        found = self.render(markdown)
        self.check(found.tags <= words, lambda: f"{what}: {found.tags - words} comes from a name")
        return found

    def check_file(self, file, newer, names, make):
        """Every kind of table, first of harmless names: those say which elements there may be."""
        commands = [["-V", "table", "--limit", "0", file], ["-V", "table", "--limit", "0", "--callers", file], ["-V", "table", "--limit", "0", "--callees", file],
                    ["diff", file, newer, "--limit", "0", "--noise", "0"], ["-V", "table", file, "--fail-on", "cumulative(*) > 0.001%"],
                    ["diff", file, newer, "--fail-on", "cumulative(*) > +0.001%", "--fail-on", "new > 0"]]
        words, tables = [], []
        for given in ([f"name{i}" for i, _ in enumerate(names)], names):
            self.write(file, make(given, 100))
            self.write(newer, make(given[:-1] + ["another"], 130))
            tables.append([self.run_program("-q", *command, "-T", "md", codes=(0, 1))[0] for command in commands])
        words = [self.render(table).tags for table in tables[0]]
        for command, table, allowed in zip(commands, tables[1], words):
            found = self.check_plain(table, allowed, command)
            self.check(len({len(row) for row in found.table()}) <= 2, f"{command}: rows of different lengths")
        wanted = sorted(code_form(standard_name(function)) for function in self.functions(file))
        rows = self.render(tables[1][0]).table()
        found = sorted(row[-1] for row in rows if row[-1] not in ("main.py:1(main)", "main", "end"))
        self.check_same(found, wanted, "names")

    def test_tables_of_pstats(self):
        self.check_file("run.prof", "new.prof", all_names(), pstats)

    def test_tables_of_folded_stacks(self):
        self.check_file("run.folded", "new.folded", [name for name in all_names() if foldable(name)], folded)

    def test_titles_and_file_names(self):
        self.write("run.prof", pstats(["work"]))
        words = self.render(self.output("run.prof", "-V", "table", "-T", "md", "--title=x")).tags
        compared = self.render(self.output("diff", "run.prof", "run.prof", "-T", "md", "--title=x")).tags
        for name in some_names():
            data = raw(name)
            if b"\0" in data or len(data) > 200:
                continue
            text = span_form(data.decode("utf-8")) if is_text(data) else None
            found = self.check_plain(self.output("run.prof", "-V", "table", "-T", "md", b"--title=" + data), words, data)
            if text:
                self.check_same(found.cells[0], text, "title")
            self.check_plain(self.output("diff", "run.prof", "run.prof", "-T", "md", b"--title=" + data), compared, data)
            if b"/" not in data and data not in (b".", b".."):
                with open(bytes(self.folder) + b"/" + data + b".prof", "wb") as file:
                    file.write(pstats(["work"]))
                self.check_plain(self.output("diff", b"./" + data + b".prof", "run.prof", "-T", "md", "--title=x"), compared, data)


def is_text(data):
    try:
        return bool(data.decode())
    except UnicodeDecodeError:
        return False


if not shutil.which(CMARK):
    print(f"################ SKIPPED: no {CMARK}: nobody looks at what Markdown makes of hostile names")
    sys.exit(77)
main()

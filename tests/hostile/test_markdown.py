"""Markdown: cmark-gfm, with GitHub's extensions and raw HTML let through, finds names and nothing else; so do readers of npm."""
import atexit
import filecmp
import html.parser
import json
import marshal
import os
import pathlib
import re
import shutil
import subprocess
import sys

from names import all_names, foldable, raw, some_names
from program import HostileTest, folded, main, pstats, standard_name, terminal_form

CMARK = "cmark-gfm"
HERE = pathlib.Path(__file__).parent


def start_readers():
    """Those of npm, or None, loudly. They are installed once, into a folder of the build."""
    folder = pathlib.Path(os.environ.get("P2G_NODE_FOLDER") or "")
    missing = [word for word in ("node", "npm") if not shutil.which(word)]
    if not os.environ.get("P2G_NODE_FOLDER") or missing:
        return print(f"################ SKIPPED: markdown-it and marked: {', '.join(missing) or 'P2G_NODE_FOLDER'} is not there")
    folder.mkdir(parents=True, exist_ok=True)
    lock = folder / "package-lock.json"
    if not (lock.exists() and filecmp.cmp(HERE / lock.name, lock, shallow=False) and (folder / "node_modules" / "marked").exists()):
        for name in ("package.json", lock.name):
            shutil.copy(HERE / name, folder / name)
        if subprocess.run(["npm", "ci", "--no-audit", "--no-fund"], cwd=folder, stdout=subprocess.DEVNULL).returncode:
            lock.unlink()
            return print("################ SKIPPED: markdown-it and marked: npm could not install them")
    process = subprocess.Popen(["node", HERE / "markdown_readers.mjs", folder], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    atexit.register(process.kill)
    return process


def npm_html(markdown):
    """Reader to HTML."""
    if not NPM_READERS:
        return {}
    NPM_READERS.stdin.write(json.dumps(markdown.decode()).encode() + b"\n")
    NPM_READERS.stdin.flush()
    return json.loads(NPM_READERS.stdout.readline())


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
    """Elements, the text of each table cell and heading, and what is not between <code>."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.tags, self.cells, self.rows, self.inside = set(), [], [], False
        self.tables, self.code, self.outside = 0, 0, ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.tags.add((tag, *sorted(name for name, _ in attributes)))
        self.tables += tag == "table"
        self.code += tag == "code"
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th", "h3", "p"):
            self.cells.append("")
            self.inside = True
            if tag == "td":
                self.rows[-1].append(len(self.cells) - 1)

    def handle_endtag(self, tag):
        self.code -= tag == "code"
        if tag in ("td", "th", "h3", "p"):
            self.inside = False

    def handle_data(self, data):
        if not self.code:
            self.outside += data
        if self.inside:
            self.cells[-1] += data

    def handle_comment(self, data):
        self.tags.add(("comment",))

    def handle_decl(self, data):
        self.tags.add(("declaration",))

    def handle_pi(self, data):
        self.tags.add(("instruction",))

    def signs(self):
        """Words and signs that are not within code: what a site's own markup (@name, #1, :smile:, $x$) could be made of."""
        return set(re.findall(r"[^\W\d_]+|[^\w\s]", self.outside))

    def table(self):
        return [[self.cells[cell] for cell in row] for row in self.rows if row]


class Markdown(HostileTest):
    def render(self, markdown):
        """What each reader finds, cmark-gfm's first."""
        extensions = [part for name in ("table", "autolink", "strikethrough", "tagfilter", "tasklist") for part in ("-e", name)]
        result = subprocess.run([CMARK, "--unsafe", *extensions], input=markdown, capture_output=True, timeout=60)
        self.check_same(result.returncode, 0, "cmark-gfm")
        return {name: Reader(text) for name, text in {CMARK: result.stdout.decode("utf-8"), **npm_html(markdown)}.items()}

    def check_plain(self, markdown, allowed, what):
        """`allowed`: what the readers found in the same with harmless names."""
        self.check_clean(markdown, what)
        found = self.render(markdown)
        for name, reader in found.items():
            self.check(reader.tags <= allowed[name].tags, lambda: f"{name}: {what}: {reader.tags - allowed[name].tags} comes from a name")
            self.check(reader.signs() <= allowed[name].signs(), lambda: f"{name}: {what}: {reader.signs() - allowed[name].signs()} is not in code")
            self.check_same([reader.tables], [allowed[name].tables], f"{name}: {what}: tables")
        return found

    def check_file(self, file, newer, names, make):
        """Every kind of table, first of harmless names: those say which elements there may be."""
        commands = [["-V", "table", "--limit", "0", file], ["-V", "table", "--limit", "0", "--callers", file], ["-V", "table", "--limit", "0", "--callees", file],
                    ["diff", file, newer, "--limit", "0", "--noise", "0"], ["-V", "table", file, "--fail-on", "cumulative(*) > 0.001%"],
                    ["diff", file, newer, "--fail-on", "cumulative(*) > +0.001%", "--fail-on", "new > 0"]]
        tables = []
        for given in ([f"name{i}" for i, _ in enumerate(names)], names):
            self.write(file, make(given, 100))
            self.write(newer, make(given[:-1] + ["another"], 130))
            tables.append([self.run_program("-q", *command, "-T", "md", "--exact-names", codes=(0, 1))[0] for command in commands])
        for command, table, harmless in zip(commands, tables[1], tables[0]):
            allowed = self.render(harmless)
            for reader, found in self.check_plain(table, allowed, command).items():
                self.check(found.tables > 0, f"{reader}: {command}: no table")
                self.check(len({len(row) for row in found.table()}) <= 2, f"{reader}: {command}: rows of different lengths")
                self.check_same([len(row) for row in found.table()][:1], [len(row) for row in allowed[reader].table()][:1], f"{reader}: {command}: cells")
        wanted = sorted(code_form(standard_name(function)) for function in self.functions(file))
        for reader, found in self.render(tables[1][0]).items():
            names = sorted(row[-1] for row in found.table() if row[-1] not in ("main.py:1(main)", "main", "end"))
            self.check_same(names, wanted, f"{reader}: names")

    def test_tables_of_pstats(self):
        self.check_file("run.prof", "new.prof", all_names(), pstats)

    def test_tables_of_folded_stacks(self):
        self.check_file("run.folded", "new.folded", [name for name in all_names() if foldable(name)], folded)

    def test_titles_and_file_names(self):
        self.write("run.prof", pstats(["work"]))
        words = self.render(self.output("run.prof", "-V", "table", "-T", "md", "--title=x"))
        compared = self.render(self.output("diff", "run.prof", "run.prof", "-T", "md", "--title=x"))
        for name in some_names():
            data = raw(name)
            if b"\0" in data or len(data) > 200:
                continue
            text = span_form(data.decode("utf-8")) if is_text(data) else None
            found = self.check_plain(self.output("run.prof", "-V", "table", "-T", "md", b"--title=" + data), words, data)
            if text:
                for reader in found.values():
                    self.check_same(reader.cells[0], text, "title")
            self.check_plain(self.output("diff", "run.prof", "run.prof", "-T", "md", b"--title=" + data), compared, data)
            if b"/" not in data and data not in (b".", b".."):
                with open(bytes(self.folder) + b"/" + data + b".prof", "wb") as file:
                    file.write(pstats(["work"]))
                self.check_plain(self.output("diff", b"./" + data + b".prof", "run.prof", "-T", "md", "--title=x"), compared, data)


    def test_every_shape_of_output(self):
        """With a gate that trips or not, warnings, several runs, nothing to say: tables are tables, and nothing runs into the next."""
        self.write("run.prof", pstats(["work", "other"]))
        self.write("new.prof", pstats(["work", "fresh"], 2))
        self.write("main.prof", pstats([]))
        self.write("empty.prof", marshal.dumps({}))
        self.write("run.folded", folded(["work"]) + b"no count\n")
        self.write("none.toml", b"")
        gates = [[], ["--fail-on", "self(*) > 99%"], ["--fail-on", "self(*) > 0"], ["--fail-on", "self(*) > 0", "--fail-on", "cumulative(*) > 99s"], ["--budget", "none.toml"]]
        plain = [["run.prof"], ["run.folded"], ["main.prof"], ["run.prof", "new.prof"], ["run.prof", "--limit", "1"], ["run.prof", "--callers"], ["run.prof", "--callees"]]
        diffs = [["run.prof", "new.prof"], ["run.prof", "run.prof"], ["--before", "run.prof", "run.prof", "--after", "new.prof", "new.prof"],
                 ["run.prof", "new.prof", "--normalize"], ["run.folded", "run.folded"]]
        shapes = [("table", ["-V", "table", *files]) for files in plain] + [("diff", ["diff", *files]) for files in diffs] + [("table", ["-V", "table", "empty.prof"])]
        for gate in gates:
            for kind, files in shapes:
                if "empty.prof" in files and "--fail-on" in gate or "run.folded" in files and "99s" in " ".join(gate):
                    continue  # no functions, no seconds
                for title in ([], ["--title", "x"]):
                    output = self.run_program("-q", *files, *gate, *title, "-T", "md", codes=(0, 1))[0]
                    for reader, found in self.render(output).items():
                        what = f"{reader}: {files} {gate}: {output.decode()}"
                        wanted = output.decode().count("\n| ---:") + output.decode().count("\n| :---")
                        self.check_same([found.tables], [wanted], what)
                        self.check(kind == "diff" or wanted == 1, what)
                        self.check("|" not in found.outside and "---" not in found.outside, lambda: f"{what}: a table is text")
                        self.check(("li",) in found.tags or "tripped**" not in output.decode(), lambda: f"{what}: no list")


def is_text(data):
    try:
        return bool(data.decode())
    except UnicodeDecodeError:
        return False


if not shutil.which(CMARK):
    print(f"################ SKIPPED: no {CMARK}: nobody looks at what Markdown makes of hostile names")
    sys.exit(77)
NPM_READERS = start_readers()
main()

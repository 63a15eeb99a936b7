"""JSON, CSV, folded stacks and plain tables: read by other readers, every name is what it was or its promised form."""
import csv
import io
import json
import os
import re
import shutil
import subprocess

from names import all_names, foldable
from program import RUNS, HostileTest, cell_form, chunks, folded, frame_of, frames_of, main, pstats, standard_name, terminal_form, text_of

NAMES = all_names()
FOLDABLE = [name for name in NAMES if foldable(name)]


class Data(HostileTest):
    def setUp(self):
        super().setUp()
        self.write("run.prof", pstats(NAMES))
        self.write("new.prof", pstats(NAMES[::-1], 2))
        self.write("run.folded", folded(FOLDABLE))
        self.write("new.folded", folded(FOLDABLE[::-1], 900))
        self.inputs = {"run.prof": "new.prof", "run.folded": "new.folded"}

    def test_json_gives_every_name_back(self):
        wanted = sorted((text_of(name, True), i + 1) for i, name in enumerate(NAMES))
        found = self.functions("run.prof")
        self.check_same(sorted((function["name"], function["line"]) for function in found), wanted, "names")
        self.check_same(sorted((function["file"], function["line"]) for function in found), wanted, "files")
        self.check_same({function["frame"] for function in self.functions("run.folded")}, frames_of(FOLDABLE), "frames")

    def test_only_what_was_made_at_run_time_is_left_out(self):
        """Without --exact-names JSON beside a picture has what the input wrote, and nobody's own name is taken for such a
        thing; alone it keeps all names."""
        for file, wanted in (("run.prof", {text_of(name, True) for name in NAMES}), ("run.folded", frames_of(FOLDABLE))):
            self.check_same({f["frame"] for f in self.functions(file, names=())}, set(wanted), f"{file}: names as they stand")
            self.output(file, "-o", "beside.json", "-o", "beside.svg", names=())
            functions = json.loads((self.folder / "beside.json").read_bytes())["functions"]
            functions = [function for function in functions if function["name"] not in ("main", "end")]
            spelled = [spelling for function in functions for spelling in function.get("spellings", [function["frame"]])]
            self.check_same(set(spelled), set(wanted), f"{file}: spellings")
            changed = {spelling: function["name"] for function in functions for spelling in function.get("spellings", [])}
            self.check_same(changed, {"a at 0x7f00": "a"} if file == "run.folded" else {}, f"{file}: names")

    def test_json_of_a_comparison_has_the_same_names(self):
        for old, new in self.inputs.items():
            names = {function["name"] for function in self.functions(old)}
            compared = json.loads(self.output("diff", old, new, "-T", "json", "--noise", "0"))["functions"]
            compared = {function["name"] for function in compared}
            names |= {"main", "end"}
            self.check(compared and compared <= names, lambda: f"{compared - names}")

    def test_json_in_every_view(self):
        for file in self.inputs:
            for view in ("callgraph", "flame", "table"):
                json.loads(self.output(file, "-T", "json", "-V", view))
            json.loads(self.output(file, "-T", "json", "-V", "sandwich", "--function", "*"))

    def check_csv(self, output):
        rows = list(csv.reader(io.StringIO(output.decode(), newline="")))
        for row in rows:
            self.check(len(row) == len(rows[0]), f"{len(row)} cells: {ascii(row)[:300]}")
            for cell in row:
                runs = cell[:1] in tuple("=+-@\t\r\n") and cell != "" and not re.fullmatch(r"-?\d+(\.\d+)?", cell)
                self.check(not runs, f"a spreadsheet may run {ascii(cell)}")
        raw_controls = re.search(rb"[\0-\x08\x0b\x0c\x0e-\x1f\x7f]", output)
        self.check(raw_controls is None, f"a control character: {raw_controls}")
        return [dict(zip(rows[0], row)) for row in rows[1:]]

    def check_split(self, output):
        """As a spreadsheet splits that has another list separator: it minds quotes only where a cell begins, or not at all."""
        text = output.decode()
        for separator in ";|\t\u061b":
            cells = re.split(f"[\n\r{separator}]", text)
            cells += [cell for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator) for cell in row]
            for cell in cells:
                begins = RUNS.match(cell.lstrip("\r\n"))  # our closing quote may open one there, and hold the end of the line
                runs = begins and "'" not in begins[0] and not re.fullmatch(r"-?\d+(\.\d+)?", cell)
                self.check(not runs, lambda: f"split at {ascii(separator)} a spreadsheet may run {ascii(cell)[:200]}")

    def check_in_a_spreadsheet(self, files):
        if not shutil.which("soffice"):
            print("SKIPPED what LibreOffice makes of CSV: it is not here")
            return
        for separator in (44, 59, 9, 124):
            options = [f"-env:UserInstallation=file://{self.folder}/office", "--headless", f"--infilter=CSV:{separator},34,76,1", "--convert-to", "fods"]
            subprocess.run(["soffice", *options, *files], cwd=self.folder, capture_output=True, timeout=300, check=True, env={**os.environ, "HOME": str(self.folder)})
            for file in files:
                cells = (self.folder / file).with_suffix(".fods").read_text()
                self.check("<table:table-cell" in cells, f"{file}: no cells")
                found = re.findall('table:formula="[^"]*"', cells)
                self.check(not found, lambda: f"{file}, split at {chr(separator)!r}: {found[:5]}")

    def test_csv_has_no_formula_whatever_splits_it(self):
        files = []
        for old, new in self.inputs.items():
            for stem, command in ((old, [old, "-V", "table"]), (old + "-callers", [old, "-V", "table", "--callers"]), (old + "-diff", ["diff", old, new, "--noise", "0"])):
                output = self.output(*command, "--limit", "0", "-T", "csv")
                self.check_split(output)
                files.append(self.write(stem.replace(".", "-") + ".csv", output).name)
        self.check_in_a_spreadsheet(files)

    def test_csv_has_the_names_and_no_formula(self):
        for file in self.inputs:
            functions = self.functions(file)
            rows = self.check_csv(self.output(file, "-V", "table", "--limit", "0", "-T", "csv"))
            for column in ("name", "file"):
                wanted = sorted(cell_form(function.get(column, "")) for function in functions)
                found = sorted(row[column] for row in rows if row["name"] not in ("main", "end"))
                self.check_same(found, wanted, column)
            for kind in ("--callers", "--callees"):
                self.check_csv(self.output(file, "-V", "table", "--limit", "0", "-T", "csv", kind))

    def test_csv_of_a_comparison_has_no_formula(self):
        for old, new in self.inputs.items():
            rows = self.check_csv(self.output("diff", old, new, "--limit", "0", "--noise", "0", "-T", "csv"))
            self.check(len(rows) > 400, f"{len(rows)} rows")

    def test_folded_stacks_of_stacks_come_back(self):
        once = self.output("run.folded", "-T", "folded")
        self.check_clean(once, "folded")
        middles = [frame_of(name) for name in FOLDABLE]
        wanted = {"main;end" if middle is None else f"main;{terminal_form(middle)};end" for middle in middles}
        self.check_same({line.rpartition(" ")[0] for line in once.decode().split("\n")[:-1]}, wanted, "stacks")
        self.write("again.folded", once)
        again = self.output("again.folded", "-T", "folded")  # sorted by what is an escape no more
        self.check_same(sorted(again.split(b"\n")), sorted(once.split(b"\n")), "stacks read again")

    def test_folded_stacks_of_calls_come_back(self):
        once = self.output("run.prof", "-T", "folded")
        self.check_clean(once, "folded")
        wanted = {"main (main.py:1);" + terminal_form(f"{f['name']} ({f['file']}:{f['line']})".replace(";", ":") if f["file"] != "~" else f["name"])
                  for f in self.functions("run.prof")}
        lines = once.decode().split("\n")[:-1]
        self.check_same(lines[:2], ["# unit: ns", "# lines: defined"], "what our own readers have to know")
        found = [line.rpartition(" ")[0] for line in lines[2:]]
        self.check_same(set(found) - {"main (main.py:1)"}, wanted, "stacks")
        self.write("again.folded", once)
        again = self.output("again.folded", "-T", "folded")  # sorted by what is an escape no more
        def stacks(text):  # blanks around a frame are none of it once it is read
            return sorted(";".join(frame.strip() for frame in line.split(";")) for line in text.decode().split("\n") if line[:1] != "#")
        self.check_same(stacks(again), stacks(once), "stacks read again")

    def test_tables_are_clean_and_complete(self):
        for file in self.inputs:
            wanted = sorted(terminal_form(standard_name(function)) for function in self.functions(file))
            table = self.output(file, "-V", "table", "--limit", "0", "-T", "txt")
            self.check_clean(table, "txt")
            figures = r" *\S+ +\S+ +\S+ +\S+ +\S+ " if file.endswith(".prof") else r" *\S+ +\S+% +\S+ +\S+% "
            found = [re.fullmatch(figures + "(.*)", line) for line in table.decode().split("\n")[6:]]
            found = [match[1] for match in found if match]
            self.check_same(sorted(name for name in found if name not in ("main.py:1(main)", "main", "end")), wanted, "names")
            for kind in ("--callers", "--callees"):
                self.check_clean(self.output(file, "-V", "table", "--limit", "0", "-T", "txt", kind), kind)

    def test_comparisons_and_lists_are_clean(self):
        for old, new in self.inputs.items():
            self.check_clean(self.output("diff", old, new, "--limit", "0", "--noise", "0", "-T", "txt"), "diff")
            listed = self.output(old, "--list-functions")
            self.check_clean(listed, "--list-functions")
            for function in self.functions(old):
                self.check(terminal_form(function["name"]) in listed.decode(), f"{function} is not listed")

    def test_warnings_and_counts_are_clean(self):
        for old, new in self.inputs.items():
            self.run_program(old, "-T", "json", "-v", "--stats")
            self.run_program("diff", old, new, "-T", "json", "-v", "--fail-on", "self(*) > 0", codes=(0, 1, 2))
            self.run_program(old, "-T", "json", "--fail-on", "self(*) > 0.5%", codes=(0, 1))

    def test_each_name_alone(self):
        """Nothing that one name does is hidden by another: ten at a time, each format once."""
        for some in chunks(NAMES, 10):
            self.write("some.prof", pstats(some))
            found = [function["name"] for function in self.functions("some.prof")]
            self.check_same(sorted(found), sorted(text_of(name, True) for name in some), "names")


main()

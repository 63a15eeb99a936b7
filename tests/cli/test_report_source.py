"""Source lines in reports: what each line costs, whose source is shown, and that nothing else of the machine gets in."""
import html
import json
import os
import pathlib
import random
import re
import stat
import unittest

import harness

ROOT = pathlib.Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "samples"
CELL = re.compile(r"<t[hd]([^>]*)>(.*?)</t[hd]>", re.DOTALL)

PROGRAM = "\n".join(f"def f{i}():\n    a = {i}\n    b = a + 1\n    return a * b\n\n" for i in range(6))


def line_of(i, at):
    """Of line `at` (0: def) of function i of PROGRAM."""
    return i * 6 + at + 1


def functions_of(page):
    """By name: {"index", "about", "notes", "rows": [{"place", "self", "share", "heat", "text"}]}."""
    found = {}
    for match in re.finditer(r'<details data-f="(\d+)"[^>]*><summary>(.*?) <small>(.*?)</small></summary>(.*?)</details>', page, re.DOTALL):
        index, name, about, rest = match.groups()
        heads = [html.unescape(text) for _, text in CELL.findall(re.search(r"<thead>(.*?)</thead>", rest, re.DOTALL)[1])]
        rows = []
        for row in re.findall(r"<tr>(.*?)</tr>", re.search(r"<tbody>(.*?)</tbody>", rest, re.DOTALL)[1], re.DOTALL):
            cells = CELL.findall(row)
            texts = dict(zip(heads, (html.unescape(text) for _, text in cells)))
            heat = next((re.search(r'class="s(\d)"', attributes)[1] for attributes, _ in cells if 'class="s' in attributes), None)
            self_head = next((head for head in heads if head.startswith("self ")), None)
            rows.append({"place": texts["line"], "self": texts.get(self_head, ""), "share": texts.get("%", ""), "heat": heat, "text": texts.get("source")})
        found[html.unescape(name)] = {"index": int(index), "about": html.unescape(about), "rows": rows,
                                      "notes": [html.unescape(text) for text in re.findall(r'<p class="muted">(.*?)</p>', rest)]}
    return found


def samples_in(text):
    return int(re.match(r"[\d,]+", text)[0].replace(",", "")) if text else 0


class Source(harness.CliTest):
    def page(self, *arguments, **options):
        code, out, _ = self.run_program("-q", "-T", "html", *arguments, **options)
        self.assertEqual(code, 0)
        return out.decode()

    def lines(self, *arguments, **options):
        return functions_of(self.page(*arguments, **options))

    def self_costs(self, *arguments):
        code, out, _ = self.run_program("-q", "-T", "json", *arguments)
        self.assertEqual(code, 0)
        return {each["name"]: each["self"] for each in json.loads(out)["functions"]}

    def write_program(self, folder="."):
        (self.folder / folder).mkdir(parents=True, exist_ok=True)
        self.write(f"{folder}/program.py", PROGRAM)

    def write_stacks(self, seed=0, file="program.py", name="stacks.folded"):
        """As py-spy writes them: each frame with the line that was being executed."""
        dice = random.Random(seed)
        stacks = [f"<module> ({file}:40)"]
        lines = [f"{stacks[0]} 1"]
        for _ in range(200):
            depth = dice.randint(1, 6)
            frames = [f"f{i} ({file}:{line_of(i, dice.randint(1, 3))})" for i in (dice.randrange(6) for _ in range(depth))]
            lines.append(";".join([stacks[0], *frames]) + f" {dice.randint(1, 9)}")
        return self.write(name, "\n".join(lines) + "\n")

    # ---- What lines cost ----

    def test_lines_are_their_functions_self_cost_exactly(self):
        self.write_program()
        for seed in range(3):
            self.write_stacks(seed)
            for options in ([], ["--focus", "f1"], ["--root", "f2"], ["--leaf", "f3"], ["--hide", "f4"], ["--ignore", "f5"], ["--depth", "3"], ["--fold-recursion"]):
                with self.subTest(seed=seed, options=options):
                    own = self.self_costs("stacks.folded", *options)
                    found = self.lines("stacks.folded", *options)
                    self.assertTrue(found)
                    self.assertEqual(set(found), {name for name, cost in own.items() if cost > 0 and name != "(hidden)"})
                    for name, each in found.items():
                        self.assertEqual(sum(samples_in(row["self"]) for row in each["rows"]), own[name], (name, each["rows"]))

    def test_each_line_has_what_its_stacks_cost(self):
        self.write_program()
        expected = {}
        for line in self.write_stacks(7).read_text().splitlines():
            stack, _, count = line.rpartition(" ")
            name, number = re.match(r"(\S+) \(program.py:(\d+)\)", stack.split(";")[-1]).groups()
            expected[name, number] = expected.get((name, number), 0) + int(count)
        got = {(name, row["place"]): samples_in(row["self"]) for name, each in self.lines("stacks.folded").items() for row in each["rows"] if row["self"]}
        self.assertEqual(got, expected)

    def test_lines_follow_a_selection(self):
        self.write_program()
        self.write("stacks.folded", f"f0 (program.py:{line_of(0, 1)});f1 (program.py:{line_of(1, 1)}) 3\nf0 (program.py:{line_of(0, 2)});f2 (program.py:14);f1 (program.py:{line_of(1, 2)}) 5\n")
        rows = self.lines("stacks.folded", "--focus", "f2")["f1"]["rows"]
        self.assertEqual([(row["place"], row["self"]) for row in rows if row["self"]], [(str(line_of(1, 2)), "5 samples")])

    def test_merged_files_add_up_line_by_line(self):
        self.write_program()
        self.write_stacks(1, name="a.folded")
        self.write_stacks(2, name="b.folded")
        parts = [self.lines(name) for name in ("a.folded", "b.folded")]
        whole = self.lines("a.folded", "b.folded")
        for name, each in whole.items():
            for row in each["rows"]:
                if row["self"]:
                    self.assertEqual(samples_in(row["self"]), sum(samples_in(other["self"]) for part in parts for other in part[name]["rows"] if other["place"] == row["place"]))

    def test_a_thread_has_its_own_lines(self):
        self.write_program()
        self.write("stacks.folded", "thread (1): a;f0 (program.py:2) 3\nthread (1): a;f0 (program.py:3) 1\nthread (2): b;f0 (program.py:3) 5\n")
        rows = self.lines("stacks.folded", "--thread", "a")["f0"]["rows"]
        self.assertEqual([(row["place"], row["self"]) for row in rows if row["self"]], [("2", "3 samples"), ("3", "1 sample")])

    def test_formats_that_know_lines(self):
        for sample in ("austin/old-full.austin", "pprof/cpu.pb.gz", "callgrind/rooms.callgrind", "callgrind/rooms.cachegrind", "pstats/tachyon.prof",
                       "source/shop.austin"):
            with self.subTest(sample):
                found = self.lines(str(SAMPLES / sample))
                self.assertTrue(any(row["self"] for each in found.values() for row in each["rows"]))
                for each in found.values():
                    shares = [float(row["share"].strip("%<")) for row in each["rows"] if row["share"]]
                    if shares and not any("<" in row["share"] for row in each["rows"]):
                        self.assertAlmostEqual(sum(shares), 100, delta=1)

    def test_perf_with_source_lines(self):
        self.write("perf.txt", "app 1 1.0: 1 cycles:\n\t1000 hot+0x10 (/usr/bin/app)\n  work.c:3\n\t2000 main+0x10 (/usr/bin/app)\n  work.c:9\n\n"
                               "app 1 1.1: 1 cycles:\n\t1004 hot+0x14 (/usr/bin/app)\n  work.c:4\n\t2000 main+0x10 (/usr/bin/app)\n  work.c:9\n\n")
        self.write("work.c", "int hot(int n)\n{\n  n += 1;\n  return n * n;\n}\n\nint main(void)\n{\n  return hot(1);\n}\n")
        rows = self.lines("perf.txt")["hot"]["rows"]
        self.assertEqual([(row["place"], row["share"], row["text"]) for row in rows],
                         [("1", "", "int hot(int n)"), ("2", "", "{"), ("3", "50.0%", "  n += 1;"), ("4", "50.0%", "  return n * n;"), ("5", "", "}")])

    def test_speedscope_of_py_spy(self):
        self.write_program()
        frames = [{"name": "f0", "file": "program.py", "line": line} for line in (2, 3)]
        self.write("a.json", json.dumps({"$schema": "https://www.speedscope.app/file-format-schema.json", "exporter": "py-spy@0.3.14", "shared": {"frames": frames},
                                         "profiles": [{"type": "sampled", "name": "t", "unit": "none", "startValue": 0, "endValue": 4, "samples": [[0], [1], [1], [1]], "weights": [1, 1, 1, 1]}]}))
        rows = self.lines("a.json")["f0"]["rows"]
        self.assertEqual([(row["place"], row["share"], row["text"]) for row in rows[1:3]], [("2", "25.0%", "    a = 0"), ("3", "75.0%", "    b = a + 1")])

    def test_other_outputs_are_what_they_were(self):
        """Lines are kept for reports only; functions are the same with them."""
        self.write_stacks()
        both = [self.ok("-q", "stacks.folded", "-T", "json")]
        self.ok("-q", "stacks.folded", "-o", "a.json", "-o", "a.html")
        both.append((self.folder / "a.json").read_bytes())
        self.assertEqual(*both)

    # ---- How they are shown ----

    def test_heat_is_never_colour_alone(self):
        self.write_program()
        self.write_stacks()
        for each in self.lines("stacks.folded").values():
            for row in each["rows"]:
                self.assertEqual(row["heat"] is not None, bool(row["share"]), row)

    def test_without_source_lines_are_listed(self):
        self.write("stacks.folded", "f (gone.py:41) 1\nf (gone.py:42) 3\n")
        page = self.page("stacks.folded")
        self.assertEqual([(row["place"], row["share"]) for row in functions_of(page)["f"]["rows"]], [("42", "75.0%"), ("41", "25.0%")])
        self.assertIn("--source DIR", html.unescape(page))

    def test_pstats_says_that_it_knows_no_lines(self):
        self.write("app.py", "def main():\n    work()\n\n\n\n\n\n\ndef work():\n    return 7\n")
        page = self.page("run.prof")
        self.assertIn("does not say what each line costs", page)
        self.assertEqual([(row["place"], row["text"], row["share"]) for row in functions_of(page)["work"]["rows"]],
                         [("9", "def work():", ""), ("10", "    return 7", "")])

    def test_no_section_where_nothing_is_known(self):
        self.assertNotIn('id="code"', self.page("run.folded"))

    def test_a_file_that_was_changed_later_is_told(self):
        self.write_program()
        profile = self.write_stacks()
        program = self.folder / "program.py"
        os.utime(profile, (1_000_000, 1_000_000))
        os.utime(program, (999_999, 999_999))
        self.assertNotIn("was changed after", self.page("stacks.folded"))
        os.utime(program, (1_000_001, 1_000_001))
        self.assertIn("was changed after", self.page("stacks.folded"))
        self.assertNotIn("was changed after", self.page("stacks.folded", env={"SOURCE_DATE_EPOCH": "1"}))

    def test_a_file_that_is_too_short_is_told_and_not_shown(self):
        self.write("program.py", "x = 1\n")
        self.write_stacks()
        each = self.lines("stacks.folded")["f3"]
        self.assertTrue(any("another version" in note for note in each["notes"]), each["notes"])
        self.assertTrue(all(row["text"] is None for row in each["rows"]))

    def test_text_is_only_text(self):
        self.write("program.py", b"def f0():\n    a = '</td><script>alert(1)</script>'\n    b = '\xff\xfe \x1b[31m \xe2\x80\xae'\r\n    return a\n")
        self.write("stacks.folded", "f0 (program.py:2) 1\nf0 (program.py:3) 2\n")
        page = self.page("stacks.folded")
        self.assertNotIn("<script>alert", page)
        self.assertNotIn("\x1b", page)
        self.assertNotIn("\u202e", page)
        self.assertIn("\ufffd", functions_of(page)["f0"]["rows"][2]["text"])

    def test_long_functions_and_lines_are_cut(self):
        self.write("program.py", "def f0():\n" + "".join(f"    a{i} = '{'x' * 1000}'\n" for i in range(500)))
        self.write("stacks.folded", "f0 (program.py:300) 1\nf0 (program.py:3) 2\n")
        rows = self.lines("stacks.folded")["f0"]["rows"]
        self.assertEqual([row["place"] for row in rows], ["1", "2", "3", "4", "5", "6", "⋮", *(str(line) for line in range(297, 304))])
        self.assertTrue(all(len(row["text"]) < 300 for row in rows))

    # ---- Whose source is read ----

    def secret_stays(self, path, *options):
        """A profile that names this path gets nothing that says SECRET."""
        self.write("p/stacks.folded", f"f (x.py:1) 1\nf0 ({path}:1) 5\nf0 ({path}:2) 6\n")
        page = self.page("p/stacks.folded", *options)
        self.assertNotIn("SECRET", page, path)
        return page

    def test_nothing_outside_of_the_folder_is_read(self):
        (self.folder / "p/sub").mkdir(parents=True)
        (self.folder / "outside").mkdir()
        secret = "def f0():\n    SECRET = 1\n"
        self.write("secret.py", secret)
        self.write("outside/other.py", secret)
        self.write("p/.hidden.py", secret)
        self.write("p/.env", secret)
        self.write("p/id_rsa", secret)
        (self.folder / "p/.git").mkdir()
        self.write("p/.git/config.py", secret)
        (self.folder / "p/link.py").symlink_to(self.folder / "secret.py")
        (self.folder / "p/folder").symlink_to(self.folder / "outside")
        (self.folder / "p/folder.py").mkdir()
        os.mkfifo(self.folder / "p/pipe.py")
        for path in ("../secret.py", "p/../../secret.py", str(self.folder / "secret.py"), "/secret.py", "secret.py", "link.py", "./link.py", "folder/other.py", "other.py", ".hidden.py",
                     ".env", "id_rsa", ".git/config.py", "config.py", "folder.py", "pipe.py", "..\\secret.py", "sub/../../secret.py"):
            with self.subTest(path):
                self.secret_stays(path)
                self.secret_stays(path, "--source", "p")

    def test_the_longest_tail_of_the_path_decides(self):
        for folder in ("", "a/", "a/b/", "c/b/"):
            (self.folder / folder).mkdir(parents=True, exist_ok=True)
            self.write(f"{folder}program.py", f"def f0():\n    here = '{folder}'\n")
        for path, wanted in (("/srv/www/a/b/program.py", "a/b/"), ("/srv/c/b/program.py", "c/b/"), ("program.py", ""), ("/x/a/program.py", "a/"), ("C:\\\\w\\\\c\\\\b\\\\program.py", "c/b/")):
            with self.subTest(path):
                self.write("stacks.folded", f"f0 ({path}:1) 1\nf0 ({path}:2) 2\n")
                path = path.replace("\\\\", "\\")
                found = functions_of(self.page("stacks.folded"))
                self.assertEqual([each["rows"][1]["text"] for each in found.values()], [f"    here = '{wanted}'"])

    def test_names_keep_their_case(self):
        self.write("Program.py", "def f0():\n    SECRET = 1\n")
        self.write("stacks.folded", "f0 (program.py:1) 1\nf0 (program.py:2) 1\n")
        self.assertNotIn("SECRET", self.page("stacks.folded"))

    def test_source_names_the_folder(self):
        self.write_program("elsewhere/deep")
        (self.folder / "p").mkdir()
        self.write_stacks(name="p/stacks.folded")
        self.assertIsNone(self.lines("p/stacks.folded")["f0"]["rows"][0]["text"])
        self.assertEqual(self.lines("p/stacks.folded", "--source", "elsewhere")["f0"]["rows"][0]["text"], "def f0():")
        self.assertEqual(self.lines("p/stacks.folded", "--source", "p", "--source", "elsewhere/deep")["f0"]["rows"][0]["text"], "def f0():")

    def test_a_profile_from_a_pipe_gets_no_source_unasked(self):
        self.write_program()
        stacks = self.write_stacks().read_bytes()
        self.assertIsNone(self.lines("-", stdin=stacks)["f0"]["rows"][0]["text"])
        self.assertEqual(self.lines("-", "--source", ".", stdin=stacks)["f0"]["rows"][0]["text"], "def f0():")

    def test_slips(self):
        self.fails(2, harness.error('--source: expected a folder, got "nowhere"'), "run.folded", "-T", "html", "--source", "nowhere")
        self.assertIn("--source is about reports of one profile: it has no effect here", self.run_program("run.folded", "-T", "json", "--source", ".")[2])

    def test_a_folder_that_may_not_be_read_has_nothing(self):
        self.write_program("locked")
        self.write_stacks()
        (self.folder / "locked").chmod(0)
        self.addCleanup((self.folder / "locked").chmod, stat.S_IRWXU)
        self.assertTrue(self.lines("stacks.folded"))

    # ---- How large ----

    def test_ten_thousand_functions_with_their_source_fit_into_a_megabyte(self):
        count = 10_000
        self.write("program.py", "".join(f"def function_number_{i}(argument):\n    value = argument * {i}\n    return value\n\n" for i in range(count)))
        self.write("stacks.folded", "".join(f"main (program.py:1);function_number_{i} (program.py:{4 * i + 2}) {i % 7 + 1}\nmain (program.py:1);function_number_{i} (program.py:{4 * i + 3}) 1\n" for i in range(count)))
        page = self.page("stacks.folded")
        self.assertLessEqual(len(page.encode()), 1_000_000)
        self.assertGreaterEqual(len(functions_of(page)), 50)
        self.assertIn("no lines are in this file, to keep it small", page)

    def test_200000_flat_functions_fit_into_a_megabyte(self):
        self.write("flat.folded", "".join(f"main;package.module.function_{i * 7919} 1\n" for i in range(200_000)))
        page = self.page("flat.folded")
        self.assertLessEqual(len(page.encode()), 1_000_000)
        self.assertIn("are not in this file", page)

    def test_names_of_a_megabyte_fit_into_a_megabyte(self):
        self.write("long.folded", "".join(f"main;{letter * 1_000_000};{letter}{'y' * 1_000_000} {i}\n" for i, letter in enumerate("abcdef", 1)))
        self.assertLessEqual(len(self.page("long.folded").encode()), 1_000_000)


if __name__ == "__main__":
    harness.main()

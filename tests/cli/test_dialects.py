"""Dialects and units of stacks in text: what the counts are, what a function is, and what a file is too poor for."""
import json
import pathlib
import unittest

from harness import CliTest, main

CASES = pathlib.Path(__file__).resolve().parents[2] / ".." / "shared" / "cases"
EVERYTHING = ("-T", "json", "-n", "0", "-e", "0", "--max-nodes", "0")

OLD = ("Thread 55cc7f10;run (app.py);L20;decode (app.py);L4 9001\n"
       "Thread 55cc7f10;run (app.py);L21;decode (app.py);L7 1003\n"
       "Thread 55cc7f20 10\n")
OLD_FULL = ("Thread 55cc7f10;run (app.py);L20;decode (app.py);L4 9000 84 0\n"
            "Thread 55cc7f10;run (app.py);L21 1000 0 -20\n"
            "Thread 55cc7f20 10 0 0\n")
FULL = ("# austin: 3.7.0\n# interval: 5000\n# mode: full\n\n"
        "P1;T0:7;app.py:run:20;app.py:decode:4 9000,0,4096\n"
        "P1;T0:7;app.py:run:21 1000,1,0\n"
        "P1;T0:8;app.py:wait:3 500,1,-8192\n\n# duration: 1\n")
MEMORY = "# austin: 3.7.0\n# mode: memory\n\nP12;T0:7;app.py:run:20 4096\nP12;T0:7;app.py:free:3 -1024\n"


class Dialects(CliTest):
    def figures(self, *arguments, note=""):
        """Total and {frame: (self, cumulative)}."""
        code, out, err = self.run_program(*arguments, *EVERYTHING)
        self.assertEqual((code, err), (0, note))
        document = json.loads(out)
        return document["total"], {f["frame"]: (f["self"], f["cumulative"]) for f in document["functions"]}

    def document(self, *arguments):
        code, out, _ = self.run_program(*arguments, *EVERYTHING)
        self.assertEqual(code, 0)
        return json.loads(out)


class Units(Dialects):
    def test_counts_are_what_the_option_says(self):
        self.write("nyt.folded", "main;tax 6293703\nmain 2026304\n")
        for unit, total, metric in (("100ns", 0.8320007, "s"), ("us", 8.320007, "s"), ("ns", 0.008320007, "s"),
                                    ("ms", 8320.007, "s"), ("s", 8320007, "s"), ("bytes", 8320007, "bytes"),
                                    ("KiB", 8519687168, "bytes"), ("samples", 8320007, "samples")):
            with self.subTest(unit=unit):
                document = self.document("nyt.folded", "--unit", unit)
                self.assertEqual((document["total"], document["metric"]["unit"]), (total, metric))

    def test_a_table_in_seconds(self):
        self.write("nyt.folded", "main;tax 6293703\nmain 2026304\n")
        self.assertIn(b"0.832 ", self.ok("nyt.folded", "--unit", "100ns", "-V", "table"))

    def test_other_units_are_names_with_a_note(self):
        note = 'prof2graph: note: "min" is no unit of time or memory that is known: counts are shown as they are\n'
        self.write("a.folded", "# unit: min\nmain;a 40\n")
        self.assertEqual(self.figures("a.folded", note=note)[0], 40)
        self.write("b.folded", "main;a 40\n")
        self.assertEqual(self.figures("b.folded", "--unit", "min", note=note)[0], 40)
        self.assertEqual(self.document("b.folded", "--unit", "cache-misses")["metric"]["unit"], "cache-misses")

    def test_a_name_that_could_do_harm_is_none(self):
        code, _, err = self.run_program("run.folded", "--unit", "<b>")
        self.assertEqual(code, 2)
        self.assertIn('--unit "<b>": no unit, and no name of what is counted', err)

    def test_what_the_file_says_is_not_overruled(self):
        self.write("a.folded", "# unit: ns\nmain;a 40\n")
        code, _, err = self.run_program("a.folded", "--unit", "us")
        self.assertEqual(code, 3)
        self.assertIn("a.folded:1: unit differs from that of --unit", err)
        self.assertEqual(self.document("a.folded", "--unit", "ns")["total"], 4e-8)

    def test_formats_that_say_their_unit_take_none(self):
        code, _, err = self.run_program("run.prof", "--unit", "ms", "-T", "json")
        self.assertEqual((code, err), (0, "prof2graph: note: --unit is about folded stacks: pstats says its own\n"))

    def test_folded_is_written_in_whole_nanoseconds_and_reads_the_same(self):
        self.write("a.folded", "main;a 1500\nmain;b 7\nmain 0\n")
        for unit in ("us", "100ns", "ms", "bytes", "cache-misses", "samples"):
            with self.subTest(unit=unit):
                self.ok("a.folded", "--unit", unit, "-T", "folded", "-o", "b.folded")
                text = (self.folder / "b.folded").read_text()
                self.assertNotIn(".", text)
                self.assertEqual(text.startswith("# unit: ns\n"), unit in ("us", "100ns", "ms"))
                before, after = self.document("a.folded", "--unit", unit), self.document("b.folded")
                for figures in ("total", "metric", "functions", "edges"):
                    self.assertEqual(before[figures], after[figures])

    def test_call_profiles_keep_their_functions_through_folded(self):
        self.run_program("run.prof", "-T", "folded", "-o", "b.folded")
        text = (self.folder / "b.folded").read_text()
        self.assertTrue(text.startswith("# unit: ns\n# lines: defined\n"), text)
        self.assertIn("main (app.py:1);work (app.py:9) 750000000\n", text)
        self.assertEqual(self.document("b.folded")["total"], 1)

    @unittest.skipUnless((CASES / "units").is_dir(), "no cases beside the sources")
    def test_case(self):
        self.assertEqual(self.document(str(CASES / "units" / "nyt.folded"), "--unit", "100ns")["total"], 0.8320007)


class Austin(Dialects):
    def test_lines_of_version_1_are_no_functions(self):
        self.write("a.austin", OLD)
        total, functions = self.figures("a.austin")
        self.assertEqual(total, 0.010014)
        self.assertEqual(functions, {"decode (app.py)": (0.010004, 0.010004), "run (app.py)": (0, 0.010004),
                                     "thread (55cc7f10)": (0, 0.010004), "thread (55cc7f20)": (0.00001, 0.00001)})

    def test_lines_of_version_1_by_line(self):
        self.write("a.austin", OLD)
        _, functions = self.figures("a.austin", "--by", "line")
        self.assertEqual(functions["decode (app.py:4)"], (0.009001, 0.009001))
        self.assertEqual(functions["run (app.py:21)"], (0, 0.001003))

    def test_three_columns_of_version_1(self):
        self.write("a.austin", OLD_FULL)
        note = "prof2graph: note: metric {} (of 3; --list-profiles)\n"
        total, functions = self.figures("a.austin", note=note.format("time"))
        self.assertEqual((total, functions["decode (app.py)"]), (0.01001, (0.009, 0.009)))
        total, functions = self.figures("a.austin", "--metric", "memory+", note=note.format("memory+"))
        self.assertEqual((total, functions["decode (app.py)"]), (84 * 1024, (84 * 1024, 84 * 1024)))
        total, functions = self.figures("a.austin", "--metric", "3", note=note.format("memory-"))
        self.assertEqual((total, functions["run (app.py)"]), (20 * 1024, (20 * 1024, 20 * 1024)))
        self.assertEqual(self.document("a.austin", "--metric", "time", "--thread", "55cc7f20")["total"], 0.00001)

    def test_full_mode_of_version_3(self):
        self.write("a.austin", FULL)
        for metric, total in (("time", 0.0105), ("cpu", 0.009), ("memory+", 4096), ("memory-", 8192)):
            self.assertEqual(self.document("a.austin", "--metric", metric)["total"], total, metric)
        listed = self.run_program("--list-profiles", "a.austin")[1].decode().split("\n")
        self.assertEqual(len([row for row in listed if "process 1" in row]), 8, listed)
        self.assertIn("cpu", listed[2])

    def test_one_digit_ids_are_processes_and_threads(self):
        self.write("a.austin", "# austin: 3.5.0\n# mode: wall\n\nP1;T5;app.py:run:20 40\nP1;T6;app.py:run:20 2\n")
        self.assertEqual(self.document("a.austin", "--thread", "1/5")["total"], 0.00004)

    def test_memory_mode_of_version_3(self):
        self.write("a.austin", MEMORY)
        self.assertEqual(self.document("a.austin")["total"], 4096)
        self.assertEqual(self.document("a.austin", "--metric", "memory-")["total"], 1024)

    def test_memory_mode_of_version_1_is_told_by_its_pages(self):
        self.write("a.austin", "".join(f"Thread 55cc7f10;grow (app.py);L{i} {4 * i}\n" for i in range(1, 21)))
        code, out, err = self.run_program("a.austin", *EVERYTHING)
        self.assertEqual((code, json.loads(out)["total"]), (0, 840 * 1024))
        self.assertIn("warning: a.austin: austin 1.0 does not say what it counts", err)
        self.assertEqual(self.figures("a.austin", "--unit", "us")[0], 0.00084)
        self.assertEqual(self.figures("a.austin", "--unit", "KiB")[0], 840 * 1024)

    def test_children_of_version_1(self):
        self.write("a.austin", "".join(f"Process {p};Thread 7f{p};work (app.py);L3 {p}5\n" for p in (1, 2)))
        self.assertEqual(self.document("a.austin", "--thread", "2")["total"], 0.000025)

    def test_option_for_folded_reads_the_dialect(self):
        self.write("a.txt", OLD)
        self.assertIn("decode (app.py)", self.figures("-f", "folded", "a.txt")[1])
        self.assertEqual(self.document("-f", "folded", "a.txt")["source"]["producer"], "austin")

    def test_a_thread_without_a_name(self):
        self.write("a.folded", "thread ();main 50\nthread (0x7F1): w;main 10\n")
        self.assertEqual(self.document("a.folded", "--thread", "(no name)")["total"], 50)

    def test_lines_that_are_cut_or_mixed(self):
        self.write("a.austin", FULL + "P1;T0:8;app.py:wait:3 5")
        self.assertEqual(self.document("a.austin")["warnings"][0]["kind"], "malformed-line")
        self.write("a.austin", FULL + MEMORY)
        code, _, err = self.run_program("a.austin")
        self.assertEqual(code, 3)
        self.assertIn("mode differs from that of the samples before", err)

    @unittest.skipUnless((CASES / "austin").is_dir(), "no cases beside the sources")
    def test_cases(self):
        total, functions = self.figures(str(CASES / "austin" / "a-3.8.18.austin"))
        self.assertEqual((total, functions["decode (app.py)"][0]), (0.921274, 0.886636))
        self.assertFalse([name for name in functions if name.startswith("L")])
        full = str(CASES / "austin" / "full.austin")
        document = self.document(full)
        self.assertEqual(document["total"], 3.595985)
        self.assertEqual({f["name"]: f["self"] for f in document["functions"][:6]}["<listcomp>"], 1.684008)
        self.assertEqual(self.document(full, "--metric", "memory+")["total"], 188460 * 1024)
        self.assertEqual(self.document(full, "--metric", "memory-")["total"], 185748 * 1024)


class Names(Dialects):
    def test_executed_lines_are_one_function(self):
        self.write("a.folded", "main (a.py:3);f (a.py:10) 20\nmain (a.py:4);f (a.py:12) 30\nmain (a.py:4) 5\n")
        self.assertEqual(self.figures("a.folded"), (55, {"main (a.py)": (5, 55), "f (a.py)": (50, 50)}))
        self.assertEqual(len(self.figures("a.folded", "--by", "line")[1]), 4)

    def test_lines_of_definitions_tell_functions_apart(self):
        self.write("a.folded", "<module> (a.py:1);get (a.py:3) 20\n<module> (a.py:1);get (a.py:30) 30\n")
        self.assertEqual(len(self.figures("a.folded")[1]), 3)
        many = "".join("f%d (a.py:%d) 5\n" % (i, i) for i in range(1, 10))
        self.write("a.folded", "get (a.py:30) 20\nget (a.py:40) 30\n" + many)
        self.assertEqual(len(self.figures("a.folded")[1]), 11)

    def test_a_module_beyond_its_first_line_is_being_executed(self):
        many = "".join("f%d (a.py:%d) 5\n" % (i, i) for i in range(1, 10))
        self.write("a.folded", "<module> (a.py:99) 20\nget (a.py:30) 20\nget (a.py:40) 30\n" + many)
        self.assertEqual(len(self.figures("a.folded")[1]), 11)

    def test_order_of_a_flame_chart_survives(self):
        self.write("a.folded", "m (a.py:1) 20\nx 5\nm (a.py:2) 20\nm (a.py:3) 5\n")
        self.assertEqual(self.ok("a.folded", "-T", "folded"), b"m (a.py) 45\nx 5\n")

    def test_files_without_lines_in_the_table(self):
        self.write("a.folded", "main (a.py:3) 20\nmain (a.py:4) 20\n")
        self.assertIn(b"a.py(main)", self.ok("a.folded", "-V", "table"))

    def test_the_border_of_user_and_kernel_is_no_function(self):
        self.write("k.folded", "iperf3;__write;-;entry_[k];a_[k] 12\niperf3;__write;--;entry_[k];b_[k] 3\n")
        document = self.document("k.folded")
        names = [function["name"] for function in document["functions"]]
        self.assertEqual(sorted(names), ["__write", "a", "b", "entry", "iperf3"])
        self.assertIn((names.index("__write"), names.index("entry"), 15),
                      [(edge["caller"], edge["callee"], edge["cumulative"]) for edge in document["edges"]])

    @unittest.skipUnless((CASES / "blanks").is_dir(), "no cases beside the sources")
    def test_case(self):
        out = self.ok(str(CASES / "blanks" / "k.folded"), "-T", "folded").decode()
        self.assertIn("lead;trail+12;x 7\n", out)
        self.assertNotIn("-;", out)


class Quality(Dialects):
    profiles_are_small = False

    def kinds(self, name, content, *arguments):
        self.write(name, content)
        return [warning["kind"] for warning in self.document(name, *arguments)["warnings"]]

    def test_a_file_of_unknown_functions_gets_a_word(self):
        self.assertEqual(self.kinds("u", "app;[unknown] 85\napp;[unknown];[unknown] 5\napp;main;f 10\n"), ["unknown-frames"])
        self.assertEqual(self.kinds("u", "app;0x7f00 85\napp;main;f 10\n"), ["unknown-frames"])
        self.assertEqual(self.kinds("u", "app;[unknown] 10\napp;main;f 90\n"), [])
        self.assertEqual(self.kinds("u", "app;[unknown];main;f 90\n"), [])
        code, _, err = self.run_program("u.missing")
        self.assertEqual(code, 3)

    def test_a_file_of_few_samples_gets_a_word(self):
        self.assertEqual(self.kinds("few", "a;b 3\na;c 1\n"), ["few-samples"])
        self.assertEqual(self.kinds("few", "a;b 9\na;c 1\n"), [])
        self.assertEqual(self.kinds("few", "a;b 3\na;c 1\n", "--unit", "s"), [])
        self.write("one", "a;b 6\n")
        self.write("two", "a;b 6\n")
        self.assertEqual(self.document("one", "two")["warnings"], [])

    def test_what_it_means_and_what_to_do(self):
        self.write("few", "a;[unknown] 3\na;c 1\n")
        code, _, err = self.run_program("few", "-T", "json")
        self.assertEqual(code, 0)
        self.assertIn("warning: only 4 samples: shares of so few are chance; record longer", err)
        self.assertIn("warning: 75 % of the cost is at functions without a name ([unknown]): install debug symbols", err)

    @unittest.skipUnless((CASES / "unknown").is_dir(), "no cases beside the sources")
    def test_cases(self):
        for name, kind in (("u.folded", "unknown-frames"), ("few.folded", "few-samples")):
            document = self.document(str(CASES / "unknown" / name))
            self.assertEqual([warning["kind"] for warning in document["warnings"]], [kind])


if __name__ == "__main__":
    main()

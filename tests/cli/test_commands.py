"""Commands: what each takes, what it refuses, and files that are called like one."""
import json

from harness import FOLDED, CliTest, error, main

COUNTS = "  hint: prof2graph merge FILE... -o OUT sums several\n"


class Names(CliTest):
    def test_draw_is_what_no_command_is(self):
        self.assertEqual(self.ok("draw", "run.prof"), self.ok("run.prof"))
        self.assertEqual(self.ok("-T", "json", "draw", "run.prof"), self.ok("run.prof", "-T", "json"))

    def test_a_file_that_is_called_like_a_command(self):
        self.write("diff", FOLDED)
        self.write("list", FOLDED)
        for name in ("diff", "list"):
            self.assertEqual(json.loads(self.ok("./" + name, "-T", "json"))["total"], 100)
            self.assertEqual(json.loads(self.ok("-T", "json", "--", name))["total"], 100)
        self.assertEqual(json.loads(self.ok("draw", "diff", "-T", "json"))["total"], 100)

    def test_mistyped(self):
        hint = '  hint: did you mean "merge"? A file is ./mrege\n'
        self.fails(2, error('unknown command "mrege"', hint), "mrege", "a", "b")
        self.write("mrege", FOLDED)
        self.assertEqual(json.loads(self.ok("mrege", "-T", "json"))["total"], 100)
        self.assertEqual(self.run_program("not-there.prof")[0], 3)

    def test_help_of_one(self):
        text = self.ok("diff", "--help").decode()
        self.assertTrue(text.startswith("usage: prof2graph diff [OPTIONS] BEFORE AFTER\n"))
        self.assertIn("--before", text)
        text = self.ok("merge", "-h").decode()
        self.assertTrue(text.startswith("usage: prof2graph merge [OPTIONS] FILE... -o OUT\n"))
        for option in ("--before", "--fail-on", "--width"):
            self.assertNotIn(option, text)
        self.assertLessEqual(max(map(len, text.splitlines())), 80)

    def test_options_of_other_commands(self):
        for command, option in (("merge", ("--fail-on", "total>1s")), ("convert", ("--width", "600")), ("list", ("--limit", "3"))):
            hint = f"  hint: prof2graph {command} --help lists them\n"
            self.fails(2, error(f"{option[0]} is no option of {command}", hint), command, "run.prof", *option)

    def test_completions_know_commands(self):
        for shell in ("bash", "zsh", "fish"):
            text = self.ok("--print-completion", shell).decode()
            for command in ("draw", "diff", "merge", "convert", "list"):
                self.assertRegex(text, rf"\b{command}\b", shell)


class Data(CliTest):
    def test_merge(self):
        self.write("b.folded", "main;parse 5\nother 1\n")
        self.ok("merge", "run.folded", "b.folded", "-o", "sum.folded")
        self.assertEqual((self.folder / "sum.folded").read_text(), "main;parse 25\nmain;parse;read 30\nmain;write 50\nother 1\n")

    def test_merge_in_any_order_and_any_groups(self):
        for name, text in (("a", "x;y 1\n"), ("b", "x 2\nz 4\n"), ("c", "x;y 8\nz;x 16\n")):
            self.write(name + ".folded", text)
        at_once = self.ok("merge", "a.folded", "b.folded", "c.folded", "-T", "folded")
        self.assertEqual(self.ok("merge", "c.folded", "a.folded", "b.folded", "-T", "folded"), at_once)
        self.ok("merge", "b.folded", "c.folded", "-o", "bc.folded")
        self.assertEqual(self.ok("merge", "a.folded", "bc.folded", "-T", "folded"), at_once)

    def test_convert(self):
        self.assertEqual(json.loads(self.ok("convert", "run.folded", "-T", "json"))["total"], 100)
        self.fails(2, error("convert takes one profile, got 2", COUNTS), "convert", "run.folded", "run.folded", "-T", "json")

    def test_all_rows_are_data(self):
        self.write("many.folded", "".join(f"f{i} 1\n" for i in range(100)))
        self.assertEqual(len(self.ok("convert", "many.folded", "-T", "csv").splitlines()), 101)
        self.assertEqual(len(self.ok("convert", "many.folded", "-T", "csv", "--limit", "7").splitlines()), 8)

    def test_the_type_has_to_be_said_and_to_be_data(self):
        hint = "  hint: -o OUT.json, or -T NAME\n"
        self.fails(2, error("data can be written in several types, and none is named", hint), "convert", "run.prof")
        hint = "  hint: prof2graph FILE... -o x.svg\n"
        self.fails(2, error("svg is a picture, not data", hint), "merge", "run.prof", "-o", "x.svg")


class List(CliTest):
    def test_a_file_that_offers_one_thing(self):
        self.assertEqual(self.ok("list", "run.folded").decode(),
                         "  thread  name  metric  name     unit     total  samples\n"
                         "* -       -     1       samples  samples  100    100\n")
        self.assertEqual(self.ok("--list-profiles", "run.folded"), self.ok("list", "run.folded"))

    def test_json(self):
        text = self.ok("list", "run.folded", "run.prof", "-T", "json")
        first, second = json.loads(text)["files"]
        self.assertEqual((first["file"], first["format"]), ("run.folded", "folded"))
        self.assertEqual(first["profiles"], [{"metric_number": 1, "metric": "samples", "unit": "samples", "total": 100, "samples": 100, "default": True}])
        self.assertEqual((second["profiles"][0]["unit"], second["profiles"][0]["total"]), ("s", 1))

    def test_lists_are_text_or_json(self):
        hint = "  hint: types for it are: txt json\n"
        self.fails(2, error("a list cannot be written as svg", hint), "list", "run.folded", "-T", "svg")
        hint = "  hint: leave out all but one\n"
        self.fails(2, error("a list is one output, and -o names 2", hint), "list", "run.folded", "-o", "a.txt", "-o", "b.json")


class Choosing(CliTest):
    def test_a_file_that_offers_nothing_to_choose(self):
        self.fails(2, error('run.prof: unknown metric "cpu"', "  hint: known are: time\n"), "run.prof", "--metric", "cpu")
        self.fails(2, error('run.prof: unknown thread "main": the file does not tell threads apart', ""), "run.prof", "--thread", "main")


    THREADS = "thread (one);main;f 30\nthread (two);main;g 10\n"

    def test_threads_are_listed(self):
        self.write("threads.folded", self.THREADS)
        self.assertEqual(self.ok("list", "threads.folded").decode(),
                         "  thread  name  metric  name     unit     total  samples\n"
                         "* #1      one   1       samples  samples  30     30\n"
                         "* #2      two   1       samples  samples  10     10\n")
        listed = json.loads(self.ok("list", "threads.folded", "-T", "json"))["files"][0]["profiles"]
        self.assertEqual([(row["thread_number"], row["thread"], row["total"]) for row in listed], [(1, "one", 30), (2, "two", 10)])

    def test_what_was_chosen_is_a_note(self):
        self.write("threads.folded", self.THREADS)
        note = "prof2graph: note: thread two (of 2; --list-profiles), 25 % of 40 samples\n"
        for thread in ("two", "#2", "t*"):
            text = self.ok("threads.folded", "-T", "json", "--thread", thread, warnings=note)
            self.assertEqual((json.loads(text)["total"], json.loads(text)["thread"]), (10, ["two"]))
        self.ok("threads.folded", "-q", "-T", "json", "--thread", "two")
        everything = self.ok("threads.folded", "-T", "json")
        self.assertEqual(json.loads(everything)["offered"]["threads"], ["one", "two"])
        self.assertEqual(self.ok("threads.folded", "-T", "json", "--thread", "all"), everything)

    def test_of_many_files_not_all_is_told(self):
        names = [f"{i}.folded" for i in range(60)]
        for i, name in enumerate(names):
            self.write(name, f"thread (t{i});main;f 10\nthread (two);main;g 10\n")
        code, _, err = self.run_program(*names, "-T", "json", "--thread", "/^t[0-9]/")
        notes = err.splitlines()
        self.assertEqual((code, notes[-1]), (0, "prof2graph: note: and so on for more files"))
        self.assertLess(len(notes), 60)

    def test_of_both_sides(self):
        self.write("threads.folded", self.THREADS)
        self.write("other.folded", "thread (two);main;g 20\nthread (three);x 1\n")
        code, out, _ = self.run_program("diff", "threads.folded", "other.folded", "--thread", "two", "-T", "json")
        self.assertEqual((code, json.loads(out)["total"]["delta"]), (0, 10))
        code, _, err = self.run_program("diff", "threads.folded", "other.folded", "--thread", "one", "-T", "json")
        self.assertEqual(code, 2)
        self.assertIn("other.folded", err)

    def test_threads_of_folded_stacks(self):
        self.write("t.folded", "process 1;thread (io);a;b 3\nthread (main);c 1\nthread (main);d 2\n")
        note = "prof2graph: note: thread process 1/io (of 2; --list-profiles), 50 % of 6 samples\n"
        for wanted in ("io", "#2", "process 1/*", "/^io$/", "1"):
            self.assertEqual(self.ok("t.folded", "--thread", wanted, "-T", "folded", warnings=note), b"process 1;thread (io);a;b 3\n")
        everything = self.ok("t.folded", "-T", "folded")
        self.assertEqual(self.ok("t.folded", "-T", "folded", "--thread", "all"), everything)
        self.assertEqual(self.ok("t.folded", "-T", "folded", "--thread", "io", "--thread", "main"), everything)
        hint = '  hint: did you mean "main"?\n'
        self.fails(2, error('t.folded: unknown thread "mian"', hint), "t.folded", "--thread", "mian")


class Merging(CliTest):
    def test_a_sum_that_has_no_room_is_an_error_and_not_a_negative_figure(self):
        self.write("big.folded", "a;b 900000000000000000\n" * 9)
        code, out, err = self.run_program("merge", "big.folded", "big.folded", "-T", "json")
        self.assertEqual((code, out), (3, b"" if isinstance(out, bytes) else ""))
        self.assertIn("the sum of all files is above 9.2e18 samples", err)

    def test_what_files_offer_does_not_depend_on_their_order(self):
        self.write("one.folded", "thread (main);a 3\nthread (w);b 9\n")
        self.write("two.folded", "thread (main);a 1\nthread (z);b 20\n")
        texts = [self.ok("merge", *files, "-T", "json") for files in (("one.folded", "two.folded"), ("two.folded", "one.folded"))]
        merged = [json.loads(text) for text in texts]
        for data in merged:
            self.assertNotIn("thread", data)
            self.assertEqual(data["total"], 33)
        same = json.loads(self.ok("merge", "one.folded", "one.folded", "-T", "json"))
        self.assertEqual(same["offered"]["threads"], ["main", "w"])


class Effects(CliTest):
    def test_what_contradicts_is_an_error(self):
        flame, table = "  hint: add --view flame, or leave it out\n", "  hint: add --view table, or leave it out\n"
        for options, message, hint in (
            (("--sort", "self"), "--sort orders the rows of a table, and no output shows one", table),
            (("--flip",), "--flip turns a flame graph over, and no output shows one", flame),
            (("--flip", "-V", "table"), "--flip turns a flame graph over, and no output shows one", flame),
            (("--flamechart", "-T", "json"), "--flamechart keeps the order of the input in a flame graph, and no output shows one", flame),
            (("--exact-only",), "--exact-only is about the stacks of a flame graph, and no output shows one", flame),
            (("--noise", "1"), "--noise is for comparing", "  hint: prof2graph diff BEFORE AFTER\n"),
        ):
            self.fails(2, error(message, hint), "run.prof", *options)

    def test_two_tables_at_once_are_an_error(self):
        self.fails(2, error("--callers and --callees are two tables", "  hint: leave one of them out\n"),
                   "run.prof", "--callers", "--callees")

    def test_a_list_shows_all_that_a_file_offers(self):
        for name, value in (("--thread", "a"), ("--metric", "time"), ("--view", "flame")):
            self.fails(2, error(f"{name} is for what is drawn: a list shows all that a file offers", "  hint: leave it out\n"),
                       "list", "run.folded", name, value)

    def test_what_one_kind_of_output_has_is_told_for_others(self):
        for arguments, note in (
            (("run.prof", "-o", "x.png", "--no-script"), "--no-script is about SVG"),
            (("run.prof", "-V", "table", "-T", "csv", "--title", "T"), "--title is about pictures, reports, DOT, Markdown and text"),
            (("diff", "run.prof", "run.prof", "-T", "svg", "--limit", "3"), "--limit limits the rows of a table"),
        ):
            code, _, err = self.run_program(*arguments)
            self.assertEqual((code, f"prof2graph: note: {note}: it has no effect here\n" in err), (0, True), err)

    def test_a_sort_key_that_does_not_exist(self):
        code, _, err = self.run_program("run.prof", "-o", "x.svg", "--sort", "bogus")
        self.assertEqual(code, 2)
        self.assertTrue(err.startswith('prof2graph: error: unknown sort key "bogus"\n'), err)

    def test_what_scripts_may_always_give_is_a_note(self):
        for options, text in (
            (("-V", "table", "-n", "1"), "--node-thres chooses functions and calls of a call graph of one profile"),
            (("-V", "flame", "--wrap"), "--wrap is about dot output"),
            (("-T", "json", "--width", "600"), "--width is about pictures"),
            (("-T", "json", "--limit", "5"), "--limit limits the rows of a table"),
        ):
            self.ok("run.folded", *options, warnings=f"prof2graph: note: {text}: it has no effect here\n")
            self.ok("run.folded", "-q", *options)

    def test_one_output_that_it_concerns_is_enough(self):
        self.ok("run.folded", "-o", "a.svg", "-o", "b.md", "--sort", "self", "-n", "0", "--width", "600")
        self.ok("run.folded", "-T", "json", "-n", "0", "-e", "0", "--max-nodes", "0")

    def test_callers_choose_the_table(self):
        self.assertIn(b"was called by", self.ok("run.prof", "--callers"))


main()

"""What functions are called: names made at run time, workers in folders of their own, -s, what may be pasted."""
import json
import marshal
import pathlib
import unittest

from harness import CliTest, error, main

SHARED = pathlib.Path(__file__).resolve().parents[3] / "shared" / "cases"


def functions(text):
    return {f["name"]: f for f in json.loads(text)["functions"]}


class NamesTest(CliTest):
    def draw(self, *arguments):
        """The functions as a picture has them, from data beside it."""
        self.ok(*arguments, "-o", "drawn.json", "-o", "drawn.svg")
        return functions((self.folder / "drawn.json").read_bytes())

    def compared(self, before, after, *arguments):
        """Numbers of functions of a comparison, and the functions that are not the same on both sides."""
        self.write("before.folded", before)
        self.write("after.folded", after)
        diff = json.loads(self.ok("diff", "-f", "folded", "before.folded", "after.folded", "-T", "json", *arguments))
        return diff["counts"], sorted((f["status"], f["name"]) for f in diff["functions"])

    def assert_alike(self, before, after):
        counts, functions = self.compared(before + " 5\n", after + " 5\n")
        self.assertEqual(functions, [], before)
        self.assertGreater(counts["unchanged"], 0)


class MadeAtRunTime(NamesTest):
    PAIRS = [
        ("main;Shop$$Lambda$7/0x0000000800c03000.get", "main;Shop$$Lambda$9/0x0000000800c04400.get"),
        ('process 12:"shop";thread (0x7F11);total', 'process 99:"shop";thread (0x7FAA);total'),
        ("shop-12/12;total", "shop-77/78;total"),
        ("main;total.isra.0", "main;total.part.3"),
        ("main;LazyCompile:~total /srv/a.js:3", "main;LazyCompile:*total /srv/a.js:3"),
        ("main;total (/tmp/ipykernel_1/22.py:3)", "main;total (/tmp/ipykernel_2/33.py:3)"),
        ("main;0x55d0c1a2f3b4", "main;0x561231a2f3b4"),
        ("main;total:12", "main;total:14"),
        ("main;total_[0]", "main;total_[j]"),
        ("main;<function total at 0x7f12a4b6c700>", "main;<function total at 0x7fab14b6c700>"),
    ]

    def test_two_runs_of_the_same_work_are_equal(self):
        for before, after in self.PAIRS:
            self.assert_alike(before, after)

    def test_exact_names_tell_them_apart(self):
        for before, after in self.PAIRS:
            if before.endswith((":12", ".py:3)")):
                continue  # lines are not compared in any case, and a file that is new is taken to have moved
            counts, _ = self.compared(before + " 5\n", after + " 5\n", "--exact-names")
            self.assertTrue(counts["new"] > 0 and counts["gone"] > 0, before)

    def test_other_functions_stay_apart(self):
        for one, other in (("v1", "v2"), ("fft_64", "fft_128"), ("utf8", "utf16"), ("f.1", "f.2"), ("a.cold", "b"), ("Total.func1", "Total.func2"), ("lambda$a$0", "lambda$a$1"), ("worker-1", "worker-2")):
            _, functions = self.compared(f"main;{one} 5\n", f"main;{other} 5\n")
            self.assertEqual(functions, [("gone", one), ("new", other)])

    def test_runs_that_spell_threads_alike_keep_them(self):
        stacks = "thread (1);total 5\nthread (2);total 6\n"
        self.assertEqual(self.compared(stacks, stacks)[0]["unchanged"], 3)
        self.assertEqual(self.compared(stacks, stacks.replace("2", "3"))[0]["unchanged"], 2)

    def test_costs_add_up_and_recursion_counts_once(self):
        self.write("a.folded", "main;parse.isra.0;parse;leaf 5\nmain;parse.part.1 3\nmain;parse 2\n")
        drawn = self.draw("a.folded")
        self.assertEqual((drawn["parse"]["self"], drawn["parse"]["cumulative"]), (5, 10))
        self.assertEqual(drawn["parse"]["spellings"], ["parse", "parse.isra.0", "parse.part.1"])
        self.assertEqual(len(self.draw("a.folded", "--exact-names")), 5)

    def test_a_part_of_a_function_needs_the_function(self):
        self.write("a.folded", "main;parse 3\nmain;parse.cold 2\nmain;Store.cold 1\n")
        drawn = self.draw("a.folded")
        self.assertEqual((drawn["parse"]["self"], drawn["Store.cold"]["self"]), (5, 1))

    def test_the_original_is_in_tooltips(self):
        self.write("a.folded", "main;parse.isra.0 5\nmain;parse 2\n")
        for view in ("flame", "callgraph"):
            self.assertIn(b"in the input: parse, parse.isra.0", self.ok("a.folded", "-V", view, "-T", "svg"))

    def test_the_input_order_stays(self):
        self.write("a.folded", "a.isra.0;x 1\na;y 2\nb 3\na;x 4\n")
        self.ok("a.folded", "-V", "flame", "--flamechart", "-o", "out.folded", "-o", "out.svg")
        self.assertEqual((self.folder / "out.folded").read_bytes(), b"a;x 1\na;y 2\nb 3\na;x 4\n")

    def test_data_of_one_profile_keep_its_names(self):
        """Programs that go on with them have the file beside them; people and several runs get one name a function."""
        self.write("a.folded", "main;parse.isra.0 1\nmain;parse 2\n")
        self.assertEqual(self.ok("a.folded", "-T", "folded"), b"main;parse 2\nmain;parse.isra.0 1\n")
        self.assertEqual(self.ok("merge", "a.folded", "a.folded", "-T", "folded"), b"main;parse 6\n")
        self.assertIn("parse.isra.0", self.ok("a.folded", "-T", "json").decode())
        self.assertNotIn(" parse.isra.0", self.ok("a.folded", "-V", "table").decode())

    def test_shared_pairs(self):
        pairs = SHARED / "volatile" / "pairs.tsv"
        if not pairs.is_file():
            self.skipTest("no ../shared")
        for line in pairs.read_text().splitlines():
            before, after, kind = line.split("\t")
            with self.subTest(kind):
                self.assert_alike(before, after)

    def test_shared_runs_are_grey(self):
        folder = SHARED / "volatile"
        if not folder.is_dir():
            self.skipTest("no ../shared")
        diff = json.loads(self.ok("diff", str(folder / "s1"), str(folder / "s2"), "-T", "json"))
        self.assertEqual((diff["functions"], diff["counts"]["unchanged"]), ([], 5))


class Rewriting(NamesTest):
    def test_own_rules(self):
        self.write("a.folded", "main;v1_total 5\nmain;v2_total 6\n")
        drawn = self.draw("a.folded", "--rename-re", "s/^v[0-9]+_//")
        self.assertEqual((drawn["total"]["self"], drawn["total"]["spellings"]), (11, ["v1_total", "v2_total"]))
        drawn = self.draw("a.folded", "--rename-re", "s/^v[0-9]+_//", "--rename-re", "s|TOTAL|sum;mary|i", "--exact-names")
        self.assertEqual(drawn["sum:mary"]["self"], 11)

    def test_no_rule(self):
        hint = "  hint: for example --rename-re 's/worker-\\d+/worker/'\n"
        self.fails(2, error('--rename-re: "x": expected s/EXPRESSION/TEXT/', hint), "--rename-re", "x", "run.folded")

    def test_calls_that_lead_to_one_another_stay_apart(self):
        a, b, c = ("a.py", 1, "v1_f"), ("a.py", 1, "v2_f"), ("a.py", 1, "v3_f")
        top = ("a.py", 9, "top")
        connected = {top: (1, 1, 0.0, 1.0, {}), a: (1, 1, 0.5, 1.0, {top: (1, 1, 0.5, 1.0)}), b: (1, 1, 0.5, 0.5, {a: (1, 1, 0.5, 0.5)})}
        self.write("connected.prof", marshal.dumps(connected))
        code, out, err = self.run_program("connected.prof", "-T", "json", "--rename-re", "s/v[0-9]_//")
        self.assertEqual((code, set(functions(out))), (0, {"top", "v1_f", "v2_f"}))
        self.assertEqual(err, "prof2graph: note: 2 functions keep the names that they have: they call one another, and a profile without call stacks does not say how much of their time is the same\n")
        apart = {top: (1, 1, 0.0, 1.0, {}), a: (1, 1, 0.5, 0.5, {top: (1, 1, 0.5, 0.5)}), c: (2, 2, 0.5, 0.5, {top: (2, 2, 0.5, 0.5)})}
        self.write("apart.prof", marshal.dumps(apart))
        drawn = self.draw("apart.prof", "--rename-re", "s/v[0-9]_//")
        self.assertEqual((drawn["f"]["self"], drawn["f"]["cumulative"], drawn["f"]["calls"]), (1.0, 1.0, 3))


class Workers(NamesTest):
    def profile(self, folder, calls, lines=(1, 5)):
        work, fetch = (folder + "/app/job.py", lines[0], "work"), (folder + "/app/net.py", lines[1], "fetch")
        return marshal.dumps({work: (1, 1, 0.25, 1.25, {}), fetch: (calls, calls, 1.0, 1.0, {work: (calls, calls, 1.0, 1.0)})})

    def test_one_program_in_several_folders(self):
        for i in (1, 2, 3):
            self.write(f"w{i}.prof", self.profile(f"/srv/worker-{i}", i))
        drawn = self.draw("w1.prof", "w2.prof", "w3.prof")
        self.assertEqual((len(drawn), drawn["fetch"]["calls"], drawn["fetch"]["cumulative"], drawn["fetch"]["file"]), (2, 6, 3.0, "app/net.py"))
        merged = self.ok("merge", "w3.prof", "w1.prof", "w2.prof", "-o", "-", "-T", "json")
        self.assertEqual({n: f["self"] for n, f in functions(merged).items()}, {"work": 0.75, "fetch": 3.0})
        self.assertEqual(len(json.loads(merged)["edges"]), 1)
        self.assertEqual(json.loads(self.ok("w1.prof", "w2.prof", "-T", "json", "--exact-names"))["functions"].__len__(), 4)

    def test_two_programs_stay_two(self):
        self.write("a.prof", self.profile("/srv/shop", 1, (10, 50)))
        self.write("b.prof", self.profile("/srv/blog", 1, (20, 60)))
        self.assertEqual(len(json.loads(self.ok("a.prof", "b.prof", "-T", "json"))["functions"]), 4)

    def test_windows_and_stacks(self):
        self.write("a.folded", "total (C:\\w1\\app\\job.py:3) 5\n")
        self.write("b.folded", "total (C:\\w2\\app\\job.py:3) 6\n")
        drawn = self.draw("a.folded", "b.folded")
        self.assertEqual((len(drawn), drawn["total"]["self"], drawn["total"]["file"]), (1, 11, "app\\job.py"))

    def test_libraries_in_environments_of_their_own(self):
        for i in (1, 2):
            self.write(f"{i}.folded", f"get (/srv/w{i}/venv/lib/python3.11/site-packages/req/api.py:3) 5\n")
        self.assertEqual(self.draw("1.folded", "2.folded")["get"]["file"], "req/api.py")

    def test_shared_workers(self):
        files = [str(SHARED / "workers" / f"w{i}.prof") for i in (1, 2, 3)]
        if not pathlib.Path(files[0]).is_file():
            self.skipTest("no ../shared")
        for command in ([], ["merge", "-o", "-"]):
            drawn = json.loads(self.ok(*command, *files, "-T", "json"))
            by_name = {}
            for f in drawn["functions"]:
                by_name.setdefault(f["name"], f)
            self.assertEqual(len(drawn["functions"]), 9)
            crunch, total = by_name["crunch"], by_name["<genexpr>"]
            self.assertEqual((crunch["calls"], round(crunch["cumulative"], 6)), (3, 0.651925))
            self.assertEqual((total["calls"], round(total["self"], 6)), (480003, 0.354644))
            self.assertEqual(round(drawn["total"], 6), 0.687260)


class Stripped(NamesTest):
    STACKS = "main;Map<int>::each(F);heavy 3\nmain;Map<long>::each(G);heavy 2\nmain;Map<int>::each(F);Map<long>::each(G) 1\n"

    def test_every_view_and_type(self):
        self.write("a.folded", self.STACKS)
        for arguments in (["-V", "flame", "-T", "svg"], ["-V", "table", "-T", "txt"], ["-V", "table", "-T", "md"],
                          ["-V", "table", "-T", "csv"], ["-T", "dot"], ["-T", "json"], ["-V", "flame", "-T", "folded"],
                          ["--list-functions"]):
            out = self.ok("a.folded", "-s", *arguments).decode()
            self.assertIn("Map::each", out, arguments)
            if arguments[-1] not in ("json", "svg"):  # there the name in full stands beside it
                self.assertNotIn("int", out, arguments)
        self.assertEqual(len(json.loads(self.ok("a.folded", "-s", "-T", "json"))["functions"]), 4)

    def test_merged_on_request(self):
        self.write("a.folded", self.STACKS)
        each = self.draw("a.folded", "--merge-stripped")["Map::each"]
        self.assertEqual((each["self"], each["cumulative"]), (1, 6))

    def test_shared_templates(self):
        full = SHARED / "templates" / "full.folded"
        if not full.is_file():
            self.skipTest("no ../shared")
        drawn = self.draw(str(full), "--merge-stripped")
        self.assertEqual((drawn["heavy"]["self"], drawn["vg::Mapper::each"]["cumulative"]), (558, 565))


class Pasting(NamesTest):
    def test_what_is_printed_is_a_pattern(self):
        self.write("a.folded", "main (/srv/app.py:1);legacy (/srv/v1.py:8);x 5\nmain (/srv/app.py:1);operator[] 1\nmain (/srv/app.py:1);f(a[]) 1\n")
        for name in ("legacy (v1.py:8)", "legacy (/srv/v1.py:8)", "/srv/v1.py:8(legacy)", "operator[]", "f(a[])"):
            self.assertNotIn(b'"name": "main"', self.ok("a.folded", "-T", "json", "--root", name), name)

        self.assertEqual(set(self.draw("a.folded", "--focus", "legacy (v1.py:8)")), {"main", "legacy", "x"})

    def test_what_the_input_wrote_is_a_pattern(self):
        self.write("a.folded", "main;parse.isra.0;x 5\n")
        self.assertNotIn(b'"name": "main"', self.ok("a.folded", "-T", "json", "--root", "parse.isra.0"))


class ToldApart(NamesTest):
    def test_rows_of_one_card(self):
        top, others = ("app.py", 1, "top"), [(f"v{i}.py", 8, "load") for i in (1, 2)]
        leaf = ("app.py", 9, "leaf")
        stats = {top: (1, 1, 1.0, 9.0, {}), leaf: (1, 1, 7.6, 7.6, {top: (1, 1, 7.6, 7.6)})}
        for other in others:
            stats[other] = (1, 1, 0.2, 0.2, {top: (1, 1, 0.2, 0.2)})
        self.write("a.prof", marshal.dumps(stats))
        out = self.ok("a.prof", "-V", "callgraph", "-T", "svg", "--max-nodes", "2").decode()
        self.assertIn("load (v1.py)", out)
        self.assertIn("load (v2.py)", out)


if __name__ == "__main__":
    main()

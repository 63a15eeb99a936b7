"""--path, --mine, --relative and --depth as users and scripts give them."""
import json
import marshal
import re

from harness import CliTest, error, main


class Selections(CliTest):
    def setUp(self):
        super().setUp()
        self.write("mixed.folded", "main (app.py:1);load (/usr/lib/python3.11/json/decoder.py:3);cut (src/cut.py:9) 30\n"
                                   "main (app.py:1);load (/usr/lib/python3.11/json/decoder.py:3) 20\n"
                                   "main (app.py:1);get (/v/site-packages/requests/api.py:7) 50\n"
                                   "<module> (/usr/lib/python3.11/runpy.py:3) 100\n")

    def test_mine(self):
        self.assertEqual(self.ok("--mine", "-T", "folded", "mixed.folded"),
                         b"(hidden) 100\nmain (app.py) 70\nmain (app.py);cut (src/cut.py) 30\n")

    def test_path_from_here(self):
        for path in ("src", "./src/", "src/cut.py", str(self.folder / "src"), "cut", "src.cut"):
            self.assertEqual(self.ok("--path", path, "-T", "folded", "mixed.folded"),
                             b"(hidden) 170\ncut (src/cut.py) 30\n", path)
        self.assertEqual(self.ok("--path", ".", "-T", "folded", "mixed.folded"), self.ok("--mine", "-T", "folded", "mixed.folded"))

    def test_relative_is_said_in_every_output(self):
        sentence = "Shares are of the selection, 50.0% of the run’s 200 samples."
        for output in (("-T", "svg"), ("-V", "flame", "-T", "svg"), ("-T", "dot"), ("-V", "table"), ("-V", "table", "-T", "md")):
            whole = self.ok("--mine", *output, "mixed.folded").decode()
            part = self.ok("--mine", "--relative", *output, "mixed.folded").decode()
            text = re.sub(r"</text>.*?<text[^>]*>", " ", part)
            self.assertIn(sentence.split(",")[0], text, output)
            self.assertNotIn("Shares are of", whole, output)
        self.assertIn("100%", self.ok("--mine", "--relative", "-V", "table", "mixed.folded").decode())
        self.assertIn('"total": 100, "relative": true, "run_total": 200,',
                      self.ok("--mine", "--relative", "-T", "json", "mixed.folded").decode())
        self.write("twice.folded", (self.folder / "mixed.folded").read_text().replace("30\n", "230\n"))
        for option in ((), ("--normalize",)):
            self.assertRegex(self.ok("diff", "--mine", "--relative", *option, "mixed.folded", "twice.folded").decode(),
                             r"Shares are of the selection: 50\.0% of the run before, 75\.[02]% of the run after")

    def test_no_share_of_a_selection_is_above_all(self):
        # Of parse some is known to be below load, and not how much of what it calls.
        main, load, save, parse, lex = (("a.py", 1, "main"), ("a.py", 2, "load"), ("a.py", 3, "save"), ("a.py", 4, "parse"),
                                        ("a.py", 5, "lex"))
        self.write("shared.prof", marshal.dumps({
            main: (1, 1, 0.0, 10.0, {}), load: (1, 1, 1.0, 6.0, {main: (1, 1, 1.0, 6.0)}),
            save: (1, 1, 1.0, 4.0, {main: (1, 1, 1.0, 4.0)}),
            parse: (2, 2, 2.0, 8.0, {load: (1, 1, 1.0, 5.0), save: (1, 1, 1.0, 3.0)}),
            lex: (9, 9, 6.0, 6.0, {parse: (9, 9, 6.0, 6.0)})}))
        whole = json.loads(self.run_program("-q", "--root", "load", "--relative", "-T", "json", "shared.prof")[1])
        self.assertEqual((whole["total"], whole["run_total"]), (6, 10))
        self.assertLessEqual(max(function["cumulative"] for function in whole["functions"]), whole["total"])

    def test_relative_without_a_selection_has_no_effect(self):
        note = "prof2graph: note: --relative takes what filters leave for 100%: it has no effect here\n"
        self.assertEqual(self.ok("--relative", "-T", "json", "run.prof", warnings=note), self.ok("-T", "json", "run.prof"))

    def test_relative_shares_count_for_thresholds_and_limits(self):
        self.assertEqual(self.run_program("--mine", "mixed.folded", "--fail-on", "self(main)>60%", "-o", "a.json")[0], 0)
        self.assertEqual(
            self.run_program("--mine", "--relative", "mixed.folded", "--fail-on", "self(main)>60%", "-o", "a.json")[0], 1)


class Depth(CliTest):
    def test_levels_are_counted_from_one(self):
        folded = lambda depth: self.ok("--depth", depth, "-T", "folded", "run.folded")
        self.assertEqual(folded("1"), b"main 100\n")
        self.assertEqual(folded("2"), b"main;parse 50\nmain;write 50\n")
        self.assertEqual(folded("-1"), folded("3"))
        self.fails(2, error('--depth: expected a number of levels from 1, or -1 for no limit, got "0"'), "--depth", "0",
                   "run.folded")

    def test_levels_of_calls(self):
        functions = lambda depth: self.ok("--depth", depth, "-T", "json", "run.prof").count(b'"id"')
        self.assertEqual((functions("1"), functions("2")), (1, 2))


main()

"""-V sandwich --function PATTERN: callers and callees of one function, as users ask for them."""
import json

from harness import CliTest, error, main


class Sandwich(CliTest):
    def test_text(self):
        self.assertEqual(self.ok("-V", "sandwich", "--function", "work", "-T", "txt", "run.prof").decode(),
                         "work (app.py:9)\n"
                         "75.0% of the run (750 ms), self 75.0%; 3 calls, 250 ms each.\n"
                         "1 caller, main brings 100% of its time. It calls nothing.\n\n"
                         "  share    time  calls  a call  called by\n"
                         "   100%  750 ms     3×  250 ms  main (app.py:1)\n\n"
                         "  share    time  calls  a call  calls\n"
                         "   100%  750 ms     3×  250 ms  own code\n")

    def test_callers_is_the_same_view(self):
        named = ("--function", "parse", "run.folded")
        self.assertEqual(self.ok("-V", "callers", *named), self.ok("-V", "sandwich", *named))

    def test_json_has_the_call_graph_and_the_function(self):
        plain = json.loads(self.ok("-T", "json", "run.folded"))
        both = json.loads(self.ok("-V", "sandwich", "--function", "parse", "-T", "json", "run.folded"))
        found = both.pop("sandwich")
        self.assertEqual(plain, both)
        names = [function["name"] for function in both["functions"]]
        self.assertEqual(names[found["function"]], "parse")
        self.assertEqual([(names[row["function"]], row["cumulative"]) for row in found["callers"]], [("main", 50)])
        self.assertEqual([(names[row["function"]], row["cumulative"]) for row in found["callees"]], [("read", 30)])

    def test_beside_other_outputs(self):
        self.ok("-V", "sandwich", "--function", "parse", "run.folded", "-o", "a.svg", "-o", "a.md", "-o", "a.json")
        self.assertIn(b"parse: callers and callees", (self.folder / "a.svg").read_bytes())
        self.assertIn("| 100% | 50 samples | `main` |", (self.folder / "a.md").read_text())

    def test_without_a_function(self):
        self.fails(2, error("a sandwich is of one function, and none is named",
                            '  hint: add --function PATTERN; the most of its own cost has "write", then "read", then "parse"\n'),
                   "-V", "sandwich", "run.folded")

    def test_no_match(self):
        self.fails(2, error('--function: no function matches "prase"', '  hint: the nearest names are "parse"\n'),
                   "-V", "sandwich", "--function", "prase", "run.folded")

    def test_filtered_away(self):
        self.fails(2, error('--function: nothing that matches "write" is in the selection',
                            "  hint: leave out the filters, or name a function that they keep: --list-functions\n"),
                   "-V", "sandwich", "--function", "write", "--focus", "parse", "run.folded")

    def test_several(self):
        text = self.ok("-V", "sandwich", "--function", "*r*", "-T", "txt", "run.folded").decode()
        self.assertTrue(text.startswith("parse\n"), text)
        self.assertIn('The heaviest of 3 functions that match; others are --function "write", "read".\n', text)

    def test_what_it_cannot_be(self):
        self.fails(2, error("a sandwich is of one profile, and a comparison has two sides",
                            "  hint: prof2graph -V sandwich --function PATTERN AFTER; what changed is in diff -V table\n"),
                   "diff", "-V", "sandwich", "--function", "parse", "-o", "a.svg", "run.folded", "run.folded")
        self.fails(2, error("--function names the function of a sandwich, and no output shows one",
                            "  hint: add --view sandwich, or leave it out\n"), "--function", "parse", "run.folded")


if __name__ == "__main__":
    main()

"""Several -o: all of them from one reading, each the bytes it would have alone, all of them or none."""
import json

from harness import CliTest, error, main


class SeveralOutputs(CliTest):
    def test_each_is_what_it_would_be_alone(self):
        names = ("a.svg", "b.md", "c.json", "d.folded", "e.dot", "f.csv", "g.txt", "h.png")
        self.ok("run.prof", *(word for name in names for word in ("-o", name)),
                warnings="prof2graph: warning: the profile keeps no call stacks: stacks below shared functions are estimates\n")
        for name in names:
            together = (self.folder / name).read_bytes()
            self.run_program("run.prof", "-o", "alone-" + name)
            self.assertEqual(together, (self.folder / ("alone-" + name)).read_bytes(), name)

    def test_of_a_comparison(self):
        names = ("a.svg", "b.md", "c.json", "d.csv")
        self.ok("diff", "run.prof", "run.prof", *(word for name in names for word in ("-o", name)))
        for name in names:
            together = (self.folder / name).read_bytes()
            self.ok("diff", "run.prof", "run.prof", "-o", "alone-" + name)
            self.assertEqual(together, (self.folder / ("alone-" + name)).read_bytes(), name)

    def test_stdout_and_a_file(self):
        out = self.ok("run.folded", "-o", "-", "-T", "json", "-o", "x.svg")
        self.assertEqual(json.loads(out)["total"], 100)
        self.assertTrue((self.folder / "x.svg").read_bytes().startswith(b"<svg"))

    def test_one_reading(self):
        """A pipe can be read once only."""
        self.ok("-", "-o", "a.json", "-o", "b.folded", stdin="a;b 1\n")
        self.assertEqual((self.folder / "b.folded").read_text(), "a;b 1\n")

    def test_all_or_none(self):
        self.write("a.json", "before")
        code, _, err = self.run_program("run.folded", "-o", "a.json", "-o", "not-there/b.svg")
        self.assertEqual(code, 3)
        self.assertIn("not-there/b.svg", err)
        self.assertEqual((self.folder / "a.json").read_text(), "before")
        # The last one fails while it is written: what was finished before it is not there either.
        code, _, err = self.run_program("run.folded", "-o", "a.json", "-o", "/dev/full", "-T", "svg")
        self.assertEqual(code, 3)
        self.assertIn("/dev/full", err)
        self.assertEqual((self.folder / "a.json").read_text(), "before")

    def test_the_type_is_for_those_that_do_not_say(self):
        self.ok("run.folded", "-T", "csv", "-o", "a.svg", "-o", "plain")
        self.assertTrue((self.folder / "a.svg").read_bytes().startswith(b"<svg"))
        self.assertTrue((self.folder / "plain").read_bytes().startswith(b"self,"))
        hint = "  hint: leave out -T, or give a name without a suffix\n"
        self.fails(2, error("-T csv is for no output: the suffix of each says its type", hint), "run.folded", "-T", "csv", "-o", "a.txt", "-o", "b.md")

    def test_one_file_twice(self):
        self.fails(2, error("-o a.svg is given twice", "  hint: leave one of them out\n"), "run.folded", "-o", "a.svg", "-o", "a.svg")
        self.fails(2, error("-o a.svg and -o ./a.svg are one file", "  hint: choose another name for one of them\n"), "run.folded", "-o", "a.svg", "-o", "./a.svg")
        self.fails(2, error("-o - is given twice", "  hint: leave one of them out\n"), "run.folded", "-o", "-", "-o", "-")

    def test_an_output_that_is_an_input(self):
        self.write("run.json", "x")
        message = error("run.json: is an input and cannot be the output too", "  hint: choose another name for -o\n")
        self.fails(2, message, "run.json", "-o", "a.svg", "-o", "run.json")

    def test_the_gate_is_in_all_of_them(self):
        code, _, err = self.run_program("run.prof", "-o", "a.md", "-o", "b.json", "--fail-on", "self(*)>10%", "--junit", "gate.xml")
        self.assertEqual(code, 1)
        self.assertIn("Gate: 1 of 1 limit tripped", (self.folder / "a.md").read_text())
        self.assertEqual(len(json.loads((self.folder / "b.json").read_text())["gate"]), 1)
        self.assertIn("<failure", (self.folder / "gate.xml").read_text())

    def many(self):
        self.write("many.folded", "".join(f"main;f{i} {i + 1}\n" for i in range(40)))

    def test_a_csv_that_is_cut_says_so(self):
        """A table for programs has no line for what is left out."""
        self.many()
        note = "prof2graph: note: out.csv: 11 rows left out, --limit 0 writes all\n"
        self.assertEqual(self.run_program("many.folded", "-o", "out.csv"), (0, b"", note))
        self.assertEqual((self.folder / "out.csv").read_text().count("\n"), 31)
        self.assertEqual(self.run_program("many.folded", "-o", "out.csv", "-q"), (0, b"", ""))
        for given in (("--limit", "0"), ("--limit", "10")):  # nobody is told what he asked for
            self.assertEqual(self.run_program("many.folded", "-o", "out.csv", *given), (0, b"", ""))
        self.assertEqual(self.run_program("run.folded", "-o", "out.csv"), (0, b"", ""))
        code, _, err = self.run_program("many.folded", "-V", "table", "-T", "csv")
        self.assertEqual((code, err), (0, note.replace("out.csv", "<stdout>")))
        self.assertEqual(self.run_program("many.folded", "-o", "out.txt"), (0, b"", ""))  # says it itself

    def test_a_csv_of_a_comparison_that_is_cut_says_so(self):
        self.many()
        self.write("after.folded", "".join(f"main;f{i} {2 * i + 500}\n" for i in range(40)))
        code, _, err = self.run_program("diff", "many.folded", "after.folded", "-o", "out.csv", "--noise", "0")
        self.assertEqual(code, 0)
        self.assertRegex(err, r"prof2graph: note: out\.csv: \d+ rows left out, --limit 0 writes all\n")


main()

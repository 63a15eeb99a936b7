"""A gate that checks nothing says so: values of unset variables, options given twice, budgets without limits, limits of what filters hide."""
import json
import marshal

from harness import CliTest, error, main

UNSET = "  hint: is a variable of a script unset?\n"
TWICE = "  hint: only one of them could count: leave one out\n"


class Blank(CliTest):
    EXPECTED = {
        "--format": "a name", "--output": "a file", "--type": "a name", "--view": "a name", "--theme": "a name or a file", "--colormap": "a name",
        "--root": "a pattern", "--function": "a pattern", "--explain": "a function", "--baseline": "a folder", "--source": "a folder", "--group-by": "a regular expression", "--group": "NAME=PATTERN", "--leaf": "a pattern", "--focus": "a regular expression", "--ignore": "a regular expression",
        "--hide": "a regular expression", "--show": "a regular expression", "--path": "the beginning of a path", "--scheme": "a name",
        "--background": "a name", "--layout": "a name", "--unit": "a name", "--by": "a name", "--node-label": "a name", "--order": "a name", "--group": "NAME=PATTERN", "--sort": "a key", "--before": "a file",
        "--after": "a file", "--rename": "OLD=NEW", "--fail-on": "a limit", "--budget": "a file", "--junit": "a file", "--drift": "a name", "--undecided": "a name", "--metric": "a name or a number", "--with": "a name", "--clock": "a name", "--keep": "a file", "--thread": "a pattern, an id or a number",
    }

    def test_every_option_is_looked_at(self):
        """One whose value is neither here nor a number nor may be blank is new: which is it?"""
        names = {line.split("--")[1].split()[0] for line in self.ok("--help").decode().split("\nexamples:")[0].splitlines()
                 if "--" in line and len(line.split("--")[1].split()) > 1 and line.split("--")[1].split()[1].isupper()}
        numbers = {"threads", "node-thres", "edge-thres", "max-nodes", "depth", "width", "skew", "limit", "noise", "jobs", "runs", "pid", "duration"}
        may_be_blank = {"title"}
        known = {name.removeprefix("--") for name in self.EXPECTED} | numbers | may_be_blank
        self.assertEqual(names - known, set())
        for name in numbers:
            code, out, err = self.run_program("--" + name, "", "run.prof")
            self.assertEqual((code, out), (2, b""), name)
            self.assertRegex(err, f'--{name}: expected .*, got ""')

    def test_values(self):
        for option, expected in self.EXPECTED.items():
            for value, shown in (("", ""), ("  ", "  "), ("\t\n", "\\x09\\x0a")):
                self.fails(2, error(f'{option}: expected {expected}, got "{shown}"', UNSET), "run.prof", option, value)

    def test_short_names(self):
        for short, option in (("-o", "--output"), ("-T", "--type"), ("-V", "--view"), ("-f", "--format"), ("-p", "--path"), ("-z", "--root")):
            self.fails(2, error(f'{option}: expected {self.EXPECTED[option]}, got ""', UNSET), "run.prof", short, "")

    def test_several_values(self):
        for option in ("--before", "--after"):
            self.fails(2, error(f'{option}: expected a file, got ""', UNSET), "diff", "--before", "run.prof", "--after", "run.prof", option, "run.prof", "")

    def test_input_files(self):
        for arguments in (["", "-T", "json"], ["run.prof", ""], ["--", ""], ["diff", "run.prof", ""], ["diff", " ", "run.prof"]):
            shown = " " if " " in arguments else ""
            self.fails(2, error(f'expected an input file, got "{shown}"', UNSET), *arguments)

    def test_a_title_may_be_empty(self):
        self.assertEqual(self.ok("run.prof", "-T", "svg", "--title", ""), self.ok("run.prof", "-T", "svg"))

    def test_nothing_is_written(self):
        """What the case was: no limit checked, no file, exit 0."""
        self.fails(2, error('--budget: expected a file, got ""', UNSET), "run.prof", "-o", "out.json", "--budget", "", "--junit", "")


class Twice(CliTest):
    def test_what_could_count_only_once(self):
        for option, one, two in (("--junit", "a.xml", "b.xml"), ("--budget", "a.toml", "b.toml"), ("--type", "svg", "json"),
                                 ("--view", "flame", "table"), ("--theme", "heat", "pink"), ("--format", "pstats", "pstats")):
            self.fails(2, error(f"{option} is given twice", TWICE), "run.prof", option, one, f"{option}={two}")

    def test_of_settings_the_last_counts(self):
        """For aliases with defaults of their own."""
        self.assertEqual(self.ok("run.prof", "-T", "svg", "--width", "600", "--width", "700"), self.ok("run.prof", "-T", "svg", "--width", "700"))


class Unchecked(CliTest):
    def test_lists(self):
        self.write("budget.toml", 'fail_on = ["self(*) > 0"]\n')
        for asked in ("--list-functions", "--list-views", "--list-formats", "--list-types", "--list-themes"):
            for option, value in (("--fail-on", "self(*)>0"), ("--budget", "budget.toml"), ("--junit", "a.xml")):
                self.fails(2, error(f"{option} checks nothing with {asked}", "  hint: leave one of them out\n"), "run.prof", option, value, asked)

    def test_help_helps_whatever_else_is_given(self):
        self.assertEqual(self.ok("--help", "--fail-on", "self(*)>0"), self.ok("--help"))

    def test_budgets_without_limits(self):
        for text in ("", "# total > +5%\n", "fail_on = []\n", "fail_on = []\nrequire = []\n", "\n \n"):
            self.write("budget.toml", text)
            warning = "prof2graph: warning: budget.toml holds no limits\n"
            for arguments in (["run.prof"], ["diff", "run.prof", "run.prof"]):
                found = json.loads(self.ok(*arguments, "-T", "json", "--budget", "budget.toml", warnings=warning))
                self.assertIn({"kind": "no-limits", "count": 1, "text": "budget.toml holds no limits"}, found["warnings"])
                hint = '  hint: without --strict this is a warning; limits are like fail_on = ["total > +5%"] and require = ["cumulative(main) < 2s"]\n'
                self.fails(3, error("budget.toml: --strict: holds no limits", hint), *arguments, "-T", "json", "--budget", "budget.toml", "--strict")
            self.assertEqual(self.run_program("run.prof", "-T", "json", "--budget", "budget.toml", "--fail-on", "total<2s")[0::2],
                             (1, warning + "prof2graph: limit total<2s tripped: total: 1.00 s\n"))
        self.ok("run.prof", "-T", "json", "--budget", "/dev/null", warnings="prof2graph: warning: /dev/null holds no limits\n")

    def test_budgets_that_are_none(self):
        (self.folder / "folder.toml").mkdir()
        self.assertEqual(self.run_program("run.prof", "--budget", "folder.toml")[0], 3)
        self.write("budget.toml", 'fail_on = ["total > 5s"]\nfail_on = []\n')
        self.assertEqual(self.run_program("run.prof", "--budget", "budget.toml")[0], 2)
        for limit in ("self(x\\u0000) > 1%", "total > +5%\\u0000", "total > 1e999", "total > nan", "self(*) > inf%", "self(*) > 1e2%", " "):
            self.write("budget.toml", f'fail_on = ["{limit}"]\n')
            self.assertEqual(self.run_program("run.prof", "--budget", "budget.toml")[0], 2, limit)

    def test_functions_that_filters_hide(self):
        """Their cost is somewhere else: such a limit would be kept whatever they cost."""
        hint = "  hint: a limit is about what is shown: leave out the filter, or the limit\n"
        for arguments in (["run.folded"], ["diff", "run.folded", "run.folded"], ["diff", "run.prof", "run.prof"]):
            name = "parse" if "run.folded" in arguments else "work"
            for option in ("--hide", "--ignore"):
                message = error(f"--fail-on: self({name})>1%: the filters leave no function that matches", hint)
                self.fails(2, message, *arguments, "-T", "json", option, name, "--fail-on", f"self({name})>1%")
        self.assertEqual(self.run_program("run.folded", "-T", "json", "--hide", "parse", "--fail-on", "self(read)>1%")[0], 1)

    def test_a_run_without_functions_is_said(self):
        """It is what a program that died left, and all limits of changes keep."""
        self.write("empty.prof", marshal.dumps({}))
        self.write("run.prof", marshal.dumps({("m.py", 1, "f"): (1, 1, 1.0, 1.0, {})}))
        for files in (("diff", "run.prof", "empty.prof"), ("diff", "empty.prof", "run.prof"), ("run.prof", "empty.prof"),
                      ("diff", "--before", "run.prof", "--after", "run.prof", "empty.prof")):
            code, _, err = self.run_program(*files, "-V", "table", "-T", "txt")
            self.assertEqual((code, err), (0, "prof2graph: warning: empty.prof: the profile has no functions\n"), files)
            code, out, err = self.run_program(*files, "-V", "table", "-T", "txt", "--strict")
            self.assertEqual((code, out), (3, b""), files)
            self.assertIn("--strict: the profile has no functions\n", err)

    def test_functions_that_are_gone(self):
        self.write("new.folded", "main;parsed 60\nmain;write 50\n")
        warning = "prof2graph: warning: self(parse)>1%: no function after matches\n"
        self.ok("diff", "run.folded", "new.folded", "-T", "json", "--fail-on", "self(parse)>1%", warnings=warning)
        self.ok("diff", "run.folded", "new.folded", "-T", "json", "--fail-on", "self(parse)>+1%")
        self.ok("diff", "run.folded", "run.folded", "-T", "json", "--fail-on", "self(parse)>99%")

    def test_units(self):
        self.write("bytes.folded", "# unit: bytes\nmain;parse 30\n")
        message = error("--fail-on: total>5samples: the profile measures bytes, not samples", "  hint: give a percentage or a plain number\n")
        self.fails(2, message, "bytes.folded", "-T", "json", "--fail-on", "total>5samples")
        message = error("--fail-on: total>5ms: the profile measures bytes, not time", "  hint: give a percentage or a plain number\n")
        self.fails(2, message, "bytes.folded", "-T", "json", "--fail-on", "total>5ms")

    def test_limits_of_memory(self):
        self.write("memory.folded", "# unit: bytes\nmain;parse 1073741824\n")
        for limit, code in (("total>100MB", 1), ("total>1GiB", 0), ("total>1.07GB", 1), ("self(parse)>1048575 KiB", 1), ("total>2000000000", 0)):
            with self.subTest(limit):
                got, _, err = self.run_program("memory.folded", "-T", "json", "--fail-on", limit)
                what = "total" if limit.startswith("total") else "parse"
                self.assertEqual((got, err), (code, f"prof2graph: limit {limit} tripped: {what}: 1.07 GB\n" if code else ""))
        self.fails(2, error("--fail-on: total>1MB: the profile measures samples, not bytes", "  hint: give a percentage or a plain number\n"),
                   "run.folded", "-T", "json", "--fail-on", "total>1MB")

    def test_every_spelling_of_time_is_time(self):
        self.write("ns.folded", "# unit: nanoseconds\nmain;parse 2500000000\n")
        self.write("s.folded", "# unit: s\nmain;parse 0.5\n")
        code, _, err = self.run_program("ns.folded", "s.folded", "-T", "json", "--fail-on", "total>2s", "--fail-on", "total>4s")
        self.assertEqual((code, err), (1, "prof2graph: limit total>2s tripped: total: 3.00 s\n"))
        out = self.ok("ns.folded", "-V", "table", "-T", "txt")
        self.assertIn(b"2.5 s", out)


class Many(CliTest):
    def setUp(self):
        super().setUp()
        self.write("many.folded", "".join(f"main;f{i:03} {i + 1}\n" for i in range(250)))
        self.write("more.folded", "".join(f"main;f{i:03} {2 * i + 2}\n" for i in range(250)))

    def test_the_worst_of_one_limit(self):
        code, out, err = self.run_program("many.folded", "-T", "json", "--fail-on", "self(f*)>0", "--junit", "gate.xml")
        gate = json.loads(out)["gate"][0]
        self.assertEqual((code, gate["tripped"], gate["count"], len(gate["trips"])), (1, True, 250, 100))
        self.assertEqual([trip["what"] for trip in gate["trips"]], [f"f{i:03}" for i in range(249, 149, -1)])
        self.assertEqual(err.splitlines()[9:], ["prof2graph: limit self(f*)>0 tripped: f240: 241 samples", "prof2graph: limit self(f*)>0 tripped: 240 more"])
        self.assertIn("f150: 151 samples\nand 150 more\n</failure>", (self.folder / "gate.xml").read_text())
        for name in ("many.folded", "more.folded"):  # of bytes: samples of which all are twice as many did not change
            self.write(name, "# unit: bytes\n" + (self.folder / name).read_text())
        out = self.run_program("diff", "many.folded", "more.folded", "-T", "txt", "--noise", "0", "--fail-on", "self(f*)>+0")[1].decode()
        self.assertIn("\n  self(f*)>+0: and 150 more\n", out)
        out = self.run_program("many.folded", "-V", "table", "-T", "md", "--fail-on", "self(f*)>0")[1].decode()
        self.assertIn("- `self(f*)>0`: `f150`: 151 B\n- and more: 150\n\n|", out)

    def test_the_worst_of_many_limits(self):
        limits = [f"self(f*)>{i / 1000}" for i in range(2000)]
        self.write("budget.toml", f"fail_on = {json.dumps(limits)}\n")
        code, out, err = self.run_program("many.folded", "-T", "json", "--budget", "budget.toml", "--junit", "gate.xml")
        gate = json.loads(out)["gate"]
        self.assertEqual((code, [result["limit"] for result in gate]), (1, limits))
        self.assertEqual({len(result["trips"]) for result in gate}, {5})
        self.assertEqual({result["count"] for result in gate}, {250, 249})
        self.assertEqual(len(err.splitlines()), 100 * 6 + 1)
        self.assertEqual(err.splitlines()[-1], "prof2graph: 1,900 more limits tripped")

    def test_equal_ones_keep_their_order(self):
        self.write("equal.folded", "".join(f"main;f{i:03} 7\n" for i in range(250)))
        out = self.run_program("equal.folded", "-T", "json", "--fail-on", "self(f*)>0")[1]
        self.assertEqual([trip["what"] for trip in json.loads(out)["gate"][0]["trips"]], [f"f{i:03}" for i in range(100)])

    def test_errors_are_those_of_the_first_limit(self):
        self.write("budget.toml", f"fail_on = {json.dumps([f'self(f{i:03})>1' for i in range(100)] + ['self(f00)>1', 'self(/(/)>1'])}\n")
        code, _, err = self.run_program("many.folded", "-T", "json", "--budget", "budget.toml")
        self.assertEqual((code, err.splitlines()[0]), (2, 'prof2graph: error: budget.toml self(f00)>1: no function matches "f00"'))


main()

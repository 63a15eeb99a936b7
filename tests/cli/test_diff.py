"""prof2graph diff: sides, the gate's exit codes and messages, what is written."""
import json
import marshal
import xml.etree.ElementTree as xml

from harness import CliTest, error, main

SIDES = "  hint: prof2graph diff before.prof after.prof, or --before FILE... --after FILE... for several runs\n"


def profile(work_s, calls=3, extra=None):
    start, work = ("app.py", 1, "main"), ("app.py", 9, "work")
    stats = {start: (1, 1, 0.25, 0.25 + work_s, {}), work: (calls, calls, work_s, work_s, {start: (calls, calls, work_s, work_s)})}
    return marshal.dumps({**stats, **(extra or {})})


HINT = "  hint: compare several runs a side (--before base/*.prof --after new/*.prof), or limit calls; --undecided fail does not let these pass\n"
UNDECIDED = "prof2graph: limit {} undecided: total: these runs are too few or too noisy to show a change of time\n"


class DiffTest(CliTest):
    def setUp(self):
        super().setUp()
        self.write("old.prof", profile(0.75))
        self.write("new.prof", profile(1.0, calls=4))

    def gate(self, *arguments):
        """(exit code, stderr); the output was written whole either way."""
        code, out, err = self.run_program("diff", "old.prof", "new.prof", "-T", "json", *arguments)
        self.assertEqual(json.loads(out)["prof2graph_diff"], 1)
        return code, err


class Sides(DiffTest):
    def test_two_files(self):
        self.fails(2, error("diff compares two profiles, got 1", SIDES), "diff", "old.prof")
        self.fails(2, error("diff compares two profiles, got 3", SIDES), "diff", "old.prof", "new.prof", "new.prof")
        self.fails(2, error("--after is missing", SIDES), "diff", "--before", "old.prof")
        self.fails(2, error("--before is missing", SIDES), "diff", "--after", "old.prof", "new.prof")
        self.fails(2, error('"new.prof" belongs to neither side', SIDES), "diff", "new.prof", "--before", "old.prof")

    def test_several_a_side(self):
        out = json.loads(self.ok("diff", "--before", "old.prof", "old.prof", "--after", "new.prof", "-T", "json"))
        self.assertEqual((out["before"]["runs"], out["after"]["runs"]), (2, 1))

    def test_stdin_can_be_one_of_them(self):
        out = self.ok("diff", "-", "new.prof", "-T", "json", stdin=profile(0.75))
        self.assertEqual(json.loads(out)["before"]["files"], ["<stdin>"])

    def test_unlike(self):
        message = '"old.prof" and "run.folded" cannot be compared: two sides cannot be both calls and stacks'
        self.fails(2, error(message, ""), "diff", "old.prof", "run.folded")

    def test_options_of_diff_alone(self):
        hint = "  hint: prof2graph diff BEFORE AFTER\n"
        self.fails(2, error("--normalize is for comparing", hint), "--normalize", "old.prof")
        self.fails(2, error("--rename is for comparing", hint), "--rename", "a=b", "old.prof")

    def test_types_that_cannot_hold_it(self):
        code, _, err = self.run_program("diff", "old.prof", "new.prof", "-T", "folded")
        self.assertEqual(code, 2)
        self.assertIn("cannot be written as folded\n  hint: types for it are:", err)

    def test_options_of_one_profile(self):
        for option in ("--exact-only", "--flamechart", "--callers", "--list-functions", "--explain=main"):
            self.fails(2, error(f"{option.partition('=')[0]} is for one profile", "  hint: leave out diff\n"), "diff", option, "old.prof",
                       "new.prof")

    def test_sort(self):
        self.fails(2, error('unknown sort key of a diff "slef"', '  hint: did you mean "self"?\n'), "diff", "old.prof",
                   "new.prof", "--sort", "slef")


class Properties(DiffTest):
    def test_itself_is_empty_in_every_form(self):
        self.assertIn(b"\nno difference\n", self.ok("diff", "old.prof", "old.prof"))
        self.assertIn(b"\nNo difference.\n", self.ok("diff", "old.prof", "old.prof", "-T", "md"))
        self.assertEqual(self.ok("diff", "old.prof", "old.prof", "-T", "csv").count(b"\n"), 1)
        self.assertEqual(json.loads(self.ok("diff", "old.prof", "old.prof", "-T", "json"))["functions"], [])

    def test_pictures_of_nothing_say_so(self):
        for view in ("callgraph", "flame"):
            picture = self.ok("diff", "old.prof", "old.prof", "-V", view).decode()
            self.assertIn(">No difference.</text>", picture)

    def test_mirrored(self):
        def rows(*files):
            out = json.loads(self.ok("diff", *files, "-T", "json", "--noise", "0"))
            return {f["name"]: (f["self"]["delta"], f["cumulative"]["delta"]) for f in out["functions"]}
        there, back = rows("old.prof", "new.prof"), rows("new.prof", "old.prof")
        self.assertEqual(there, {name: (-a, -b) for name, (a, b) in back.items()})
        self.assertEqual(there["work"], (0.25, 0.25))

    def test_filters_find_what_one_side_lacks(self):
        self.write("new.prof", profile(1.0, extra={("app.py", 20, "fresh"): (1, 1, 0.125, 0.125, {})}))
        out = json.loads(self.ok("diff", "old.prof", "new.prof", "-T", "json", "--focus", "fresh"))
        self.assertEqual([(f["name"], f["status"]) for f in out["functions"]], [("fresh", "new")])

    def test_deltas_add_up(self):
        extra = {("app.py", 20, "fresh"): (1, 1, 0.125, 0.125, {})}
        self.write("new.prof", profile(1.0, extra=extra))
        out = json.loads(self.ok("diff", "old.prof", "new.prof", "-T", "json"))
        self.assertEqual(sum(function["self"]["delta"] for function in out["functions"]), out["total"]["delta"])

    def test_a_comment_fits(self):
        many = {("a" * 100 + f"{i}.py", 1, "function" + "b" * 300): (1, 1, i / 1000, i / 1000, {}) for i in range(900)}
        self.write("new.prof", profile(1.0, extra=many))
        comment = self.ok("diff", "old.prof", "new.prof", "-T", "md")
        self.assertLess(len(comment), 60_000)
        self.assertTrue(comment.endswith(b"</details>\n\n"), comment[-200:])


class Gate(DiffTest):
    def test_kept(self):
        self.assertEqual(self.gate("--fail-on", "total>+30%", "--fail-on", "new>1%"), (0, UNDECIDED.format("total>+30%") + HINT))
        self.assertEqual(self.gate("--fail-on", "total>+30%", "--fail-on", "new>1%", "-q"), (0, ""))

    def test_undecided(self):
        """Three calls took 0.75 s, four 1 s; nothing tells the machine from the code."""
        self.assertEqual(self.gate("--fail-on", "total>+30%", "--undecided", "fail", "-q"), (1, UNDECIDED.format("total>+30%")))
        self.gate("--fail-on", "total>+30%", "--junit", "gate.xml")
        suite = xml.parse(self.folder / "gate.xml").getroot()[0]
        self.assertEqual((suite.get("failures"), suite.get("skipped"), suite[0][0].tag), ("0", "1", "skipped"))
        out = json.loads(self.run_program("diff", "old.prof", "new.prof", "-T", "json", "--fail-on", "total>+30%")[1])
        self.assertEqual((out["gate"][0]["state"], out["gate"][0]["tripped"]), ("undecided", False))
        self.assertIn("gate: 0 of 1 limit kept, 1 undecided\n", self.run_program("diff", "old.prof", "new.prof", "--fail-on", "total>+30%")[1].decode())

    def test_tripped_after_the_output_was_written(self):
        figures = "750 ms → 1.00 s, +250 ms (+33.3%), more work: 3 → 4 calls, one run a side"
        self.assertEqual(self.gate("--fail-on", "self(*)>+10ms"),
                         (1, f"prof2graph: limit self(*)>+10ms tripped: work (app.py:9): {figures}\n"))
        code, _, err = self.run_program("diff", "old.prof", "new.prof", "-q", "--fail-on", "calls(work)>+0", "-o", "a.md")
        self.assertEqual((code, err), (1, "prof2graph: limit calls(work)>+0 tripped: work (app.py:9): "
                                          "3 calls → 4 calls, +1 call (+33.3%)\n"))
        self.assertIn("**Gate: 1 of 1 limit tripped**", (self.folder / "a.md").read_text())

    def test_noise(self):
        self.assertEqual(self.gate("--fail-on", "total>+1%", "--noise", "26")[0], 0)
        self.assertEqual(self.gate("--fail-on", "total>+1%", "--noise", "24")[0], 1)

    def test_is_in_the_json(self):
        out = json.loads(self.run_program("diff", "old.prof", "new.prof", "-T", "json", "--fail-on", "total>+5%")[1])
        trip = out["gate"][0]["trips"][0]
        self.assertEqual((trip["what"], trip["before"], trip["after"]), ("total", 1, 1.25))

    def test_grammar(self):
        message = ("prof2graph: error: --fail-on:6: expected > or <\n  total=5%\n       ^\n"
                   "  hint: for example 'total>+5%', 'self(json.*)>+10ms', 'calls(parse)>+0' or 'new>1%'\n")
        self.fails(2, message, "diff", "not-there.prof", "new.prof", "--fail-on", "total=5%")

    def test_pattern_that_matches_nothing(self):
        message = error('--fail-on self(wrok)>+1ms: no function matches "wrok"', '  hint: the nearest names are "work"\n')
        self.fails(2, message, "diff", "old.prof", "new.prof", "--fail-on", "self(wrok)>+1ms")

    def test_junit(self):
        self.gate("--fail-on", "total>+5%", "--fail-on", "self(main)>+1ms", "--junit", "gate.xml")
        suite = xml.parse(self.folder / "gate.xml").getroot()[0]
        self.assertEqual((suite.get("tests"), suite.get("failures")), ("2", "1"))
        self.assertEqual([case.get("name") for case in suite], ["total>+5%", "self(main)>+1ms"])
        self.assertTrue(suite[0][0].get("message").startswith("total: 1.00 s → 1.25 s"))

    def test_junit_needs_limits(self):
        self.fails(2, error("--junit has no limits to write", "  hint: add --fail-on LIMIT or --budget FILE\n"),
                   "diff", "old.prof", "new.prof", "--junit", "gate.xml")


class Budget(DiffTest):
    def test_of_a_change(self):
        self.write("budget.toml", 'fail_on = ["total > +50%"]\nrequire = ["cumulative(main) < 1.2s"]\n')
        self.assertEqual(self.gate("--budget", "budget.toml"),
                         (1, "prof2graph: limit cumulative(main) < 1.2s tripped: main (app.py:1): 1.25 s\n" + UNDECIDED.format("total > +50%") + HINT))

    def test_of_one_profile(self):
        self.write("budget.toml", 'require = ["cumulative(work)<800ms", "self(work)<80%"]\n')
        self.ok("old.prof", "--budget", "budget.toml", "-T", "json")
        code, out, err = self.run_program("new.prof", "--budget", "budget.toml", "-T", "json")
        self.assertEqual((code, err), (1, "prof2graph: limit cumulative(work)<800ms tripped: work (app.py:9): 1.00 s\n"
                                          "prof2graph: limit self(work)<80% tripped: work (app.py:9): 1.00 s, 80.0%\n"))
        self.assertEqual([limit["tripped"] for limit in json.loads(out)["gate"]], [True, True])

    def test_a_change_needs_a_base(self):
        hint = "  hint: prof2graph diff BEFORE AFTER; for one profile give a limit without + or -\n"
        message = error("--fail-on: total>+5%: is about the change since a profile before", hint)
        self.fails(2, message, "old.prof", "--fail-on", "total>+5%")

    def test_mistakes_name_the_place(self):
        self.write("budget.toml", 'fail_on = [\n  "total > +5%",\n  "slef(x) > +5%",\n]\n')
        message = ('prof2graph: error: budget.toml:3:4: expected total, new, speed, self(…), cumulative(…) or calls(…)\n'
                   '    "slef(x) > +5%",\n     ^\n  hint: did you mean "self"?\n')
        self.fails(2, message, "diff", "old.prof", "new.prof", "--budget", "budget.toml")
        self.write("budget.toml", 'fail = ["total > +5%"]\n')
        code, _, err = self.run_program("diff", "old.prof", "new.prof", "--budget", "budget.toml")
        self.assertEqual((code, err.splitlines()[0]), (2, 'prof2graph: error: budget.toml:1:1: unknown budget key "fail"'))
        self.fails(3, "prof2graph: error: none.toml: cannot be opened: No such file or directory\n", "diff", "old.prof",
                   "new.prof", "--budget", "none.toml")


class TooLarge(CliTest):
    def test_totals_that_a_comparison_has_no_room_for(self):
        lines = [f"main;f{i} 900000000000000000\n" for i in range(4)]
        self.write("huge.folded", "".join(lines))
        self.write("less.folded", "".join(lines[:3]))
        code, out, err = self.run_program("diff", "less.folded", "huge.folded")
        self.assertEqual((code, out), (3, b""))
        self.assertIn("less.folded: is too large to be compared: at most 2,305,843,009,213,693,951 samples\n", err)
        self.write("large.folded", "".join(lines[:2]))
        self.write("half.folded", lines[0])
        self.assertIn(b"+900,000,000,000,000,000 samples", self.ok("diff", "half.folded", "large.folded"))


class Columns(CliTest):
    def test_long_units_leave_a_blank_between_columns(self):
        self.write("a.folded", "main;parse 1000\nmain;render 523\n")
        self.write("b.folded", "main;parse 3000\nmain;render 423\n")
        out = self.ok("diff", "a.folded", "b.folded").decode()
        self.assertRegex(out, r"×3 +±\S+ 1,000 samples 3,000 samples \+2,000 samples")
        self.assertNotRegex(out, r"%\d|samples[+\d]")


main()

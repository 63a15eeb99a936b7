"""A picture carries the figures that it shows: a table, another picture and a comparison can be made of it."""
import json
import pathlib
import re

from harness import CliTest, main

SAMPLES = pathlib.Path(__file__).parents[2] / "samples"
CALLS = [str(SAMPLES / "pstats" / name) for name in ("workload.prof", "recursion.prof", "cprofile-2.7.prof", "yappi.prof")]
STACKS = [str(SAMPLES / name) for name in ("self/read-pstats.folded", "perf/virtual-machines.txt", "cpuprofile/workload.cpuprofile", "folded/fractions.folded")]
ALL = ("-n", "0", "-e", "0", "--max-nodes", "0")


class Pictures(CliTest):
    def picture(self, profile, *options, name="base.svg"):
        code, _, err = self.run_program(profile, *options, "-q", "-o", name)
        self.assertEqual(code, 0, err)
        return name

    def figures(self, *arguments):
        code, out, err = self.run_program(*arguments, "-q", "-T", "json")
        self.assertEqual(code, 0, err)
        return json.loads(out)

    def functions(self, file, *options):
        data = self.figures(file, *ALL, *options)
        costs = {}  # several functions may share a label
        for function in data["functions"]:
            costs.setdefault(function["frame"], []).append((function["self"], function["cumulative"], function.get("calls")))
        return data, costs

    def test_a_call_graph_has_the_figures_of_its_profile(self):
        for profile in CALLS:
            whole, expected = self.functions(profile)
            data, read = self.functions(self.picture(profile, "-V", "callgraph"))
            self.assertEqual(data["total"], whole["total"], profile)
            listed = {frame: cost for frame, cost in read.items() if frame != "(other)"}
            self.assertGreater(len(listed), 3)
            for frame, costs in listed.items():
                self.assertTrue(set(costs) <= set(expected[frame]), (profile, frame, costs, expected[frame]))

    def test_calls_whose_own_cost_nobody_knows(self):
        for profile in (SAMPLES / "gprof").glob("*.gprof"), (SAMPLES / "callgrind").glob("*.callgrind"), (SAMPLES / "axe").glob("*.axe"):
            for file in profile:
                whole, expected = self.functions(str(file), "--exact-names")
                data, read = self.functions(self.picture(str(file), "-V", "callgraph", "--exact-names"))
                self.assertEqual(data["total"], whole["total"], file)
                for frame in read.keys() - {"(other)"}:
                    self.assertEqual([cost[:2] for cost in read[frame]], [cost[:2] for cost in expected[frame]], (file, frame))

    def test_a_flame_graph_of_stacks_has_its_stacks(self):
        for profile in STACKS:
            whole, expected = self.functions(profile)
            data, read = self.functions(self.picture(profile, "-V", "flame", "--exact-names"))
            self.assertEqual(data["total"], whole["total"], profile)
            self.assertEqual(read, expected, profile)  # small ones have all their stacks

    def test_a_picture_of_a_picture_is_that_picture(self):
        for profile, view in ((CALLS[0], "callgraph"), (CALLS[1], "callgraph"), (STACKS[0], "flame")):
            first = self.picture(profile, "-V", view, "--title", "T")
            second = self.picture(first, "-V", view, "--title", "T", name="second.svg")
            carried = [re.search("(?s)<metadata.*</metadata>", (self.folder / name).read_text())[0] for name in (first, second)]
            drop = lambda text: [row for row in text.splitlines() if not row.startswith(("estimate", "floor"))]
            self.assertEqual(drop(carried[0]), drop(carried[1]), profile)

    def test_a_rest_closes_the_sum(self):
        """Hundreds of small functions are one, whose own cost is exact and whose calls are not."""
        rows = [f"main;big{i} 1000" for i in range(120)] + [f"main;small{i} {i % 3 + 1}" for i in range(400)]
        self.write("many.folded", "\n".join(rows) + "\n")
        data, read = self.functions(self.picture("many.folded", "-V", "callgraph"))
        self.assertEqual(sum(cost[0] for costs in read.values() for cost in costs), data["total"])
        self.assertIn("(other)", read)
        self.assertIn("main", read)
        self.assertLess(len(read), 200)
        other = next(function for function in data["functions"] if function["frame"] == "(other)")
        self.assertEqual(other["estimated"], True)

    def test_two_pictures_compare(self):
        """Neither new nor gone is what one of them does not list."""
        base = [f"main;f{i:03} {1000 - i}" for i in range(300)]
        self.write("base.folded", "\n".join(base) + "\n")
        self.write("new.folded", "\n".join(base[:-1] + ["main;f299 40000", "main;brand_new 50000"]) + "\n")
        before = self.picture("base.folded", "-V", "callgraph")
        after = self.picture("new.folded", "-V", "callgraph", name="new.svg")
        for sides in ((before, after), (before, "new.folded"), ("base.folded", after)):
            data = self.figures("diff", *sides)
            by_name = {function["name"]: function for function in data["functions"]}
            small = [function for name, function in by_name.items() if re.fullmatch(r"f\d\d\d", name) and name != "f299"]
            self.assertFalse([function["name"] for function in small if function["status"] not in ("noise", "same", "unchanged")], sides)
            self.assertNotIn(by_name["(other)"]["status"], ("new", "gone"), sides)
            self.assertTrue(by_name["brand_new"]["self"]["changed"], sides)
            self.assertTrue(by_name["f299"]["self"]["changed"], sides)

    def test_the_same_picture_twice_is_no_change(self):
        for profile, view in ((CALLS[0], "callgraph"), (STACKS[0], "flame")):
            name = self.picture(profile, "-V", view)
            data = self.figures("diff", name, name, "--noise", "0")
            self.assertFalse([function for function in data["functions"] if function["self"]["changed"]])

    def test_a_picture_compares_with_its_profile(self):
        name = self.picture(CALLS[0], "-V", "callgraph")
        data = self.figures("diff", name, CALLS[0])
        self.assertFalse([f["name"] for f in data["functions"] if f["self"]["changed"] or f["status"] in ("new", "gone")])

    def test_what_was_changed_is_refused(self):
        name = self.picture(CALLS[0], "-V", "callgraph")
        text = (self.folder / name).read_text()
        for old, new in (("\nc 0 ", "\nc 99999 "), ("\nf ", "\nf x"), ("prof2graph 1\n", "prof2graph 2\n"), ("\nmetric time", "\nmeter time"),
                         ("\nk ", "\nq "), ("\nf ", "\nf 9223372036854775807 ")):
            self.assertIn(old, text)
            self.write("damaged.svg", text.replace(old, new, 1))
            code, out, err = self.run_program("damaged.svg", "-T", "json")
            self.assertEqual((code, out), (3, b""), (old, err))
            self.assertIn("figures in the picture are malformed", err)

    def test_a_picture_of_a_comparison_says_that_it_has_none(self):
        code, _, err = self.run_program("diff", CALLS[0], CALLS[0], "-V", "callgraph", "-o", "d.svg", "-q")
        self.assertEqual(code, 0, err)
        code, _, err = self.run_program("d.svg", "-T", "json")
        self.assertEqual(code, 3)
        self.assertIn("without the figures", err)

    def test_calls_that_a_picture_does_not_list_trip_nothing(self):
        sides = [self.picture(str(SAMPLES / "diff" / f"before-{n}.prof"), "-V", "callgraph", name=f"{n}.svg") for n in (1, 2)]
        code, out, err = self.run_program("diff", *sides, "--fail-on", "calls(*)>+0", "-T", "json", "-q")
        self.assertEqual(code, 0, err)
        self.assertIn(json.loads(out)["gate"][0]["state"], ("undecided", "held"))

    def test_no_picture_differs_from_its_profile(self):
        for profile in sorted((SAMPLES / "pstats").glob("*.prof")) + sorted((SAMPLES / "diff").glob("*.prof")):
            code, _, err = self.run_program(str(profile), "-V", "callgraph", "-o", "own.svg", "-q")
            self.assertEqual(code, 0, err)
            code, out, _ = self.run_program("diff", "own.svg", str(profile), "-T", "json", "-q")
            if code == 3:
                continue  # a profile of which nothing can be compared
            counts = json.loads(out)["counts"]
            self.assertEqual((counts["changed"], counts["new"], counts["gone"]), (0, 0, 0), profile)

    def test_what_may_be_missing_grows_with_the_scale(self):
        """Of more than two runs figures have a decimal more, and what a picture may lack is counted in it, too."""
        self.write("base.folded", "\n".join(f"main;f{i:03} {1000 - i}" for i in range(300)) + "\n")
        picture = self.picture("base.folded", "-V", "callgraph")
        for sides in ((picture, "base.folded"), ("--before", picture, picture, "--after", "base.folded", "base.folded")):
            data = self.figures("diff", "--noise", "0", *sides)
            counts = data["counts"]
            self.assertEqual((counts["changed"], counts["new"], counts["gone"]), (0, 0, 0), sides)

    def test_pictures_of_nothing_compare(self):
        self.write("zero.folded", "a;b 0\n")
        for view in ("callgraph", "flame"):
            name = self.picture("zero.folded", "-V", view)
            for sides in ((name, name), ("zero.folded", name), (name, "zero.folded")):
                code, _, err = self.run_program("diff", *sides, "-T", "json", "-q")
                self.assertIn(code, (0, 3), err)

    def test_huge_names_are_not_carried(self):
        self.write("huge.folded", "main;" + "x" * 2000 + " 5\nmain;y 3\n")
        name = self.picture("huge.folded", "-V", "flame")
        self.assertNotIn("<metadata", (self.folder / name).read_text())
        code, _, err = self.run_program(name, "-T", "json")
        self.assertEqual(code, 3)
        self.assertIn("without the figures", err)

    def test_names_that_try_to_be_more(self):
        self.write("odd.folded", "main;</metadata><script>x</script> 5\nmain;]]>&amp;\"' 4\nmain;tab\tin\tit 3\n")
        for view in ("callgraph", "flame"):
            name = self.picture("odd.folded", "-V", view)
            text = (self.folder / name).read_text()
            self.assertNotIn("<script>x", text)
            self.assertEqual(text.count("</metadata>"), 1)
            self.assertEqual(self.figures(name)["total"], 12)


if __name__ == "__main__":
    main()

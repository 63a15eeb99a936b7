"""--explain FUNCTION: where figures come from."""
from harness import CliTest, error, main


class Explain(CliTest):
    def test_of_calls(self):
        text = self.ok("--explain", "work", "run.prof").decode()
        self.assertEqual(text, "work (app.py:9)\n\n"
                               "self: 750 ms (75.0%)\n"
                               "  exact: what the file has as tottime\n"
                               "  the same by caller: main 750 ms = 750 ms\n\n"
                               "cumulative: 750 ms (75.0%)\n"
                               "  exact: what the file has as cumtime; only outermost calls count\n"
                               "  by caller: main 750 ms = 750 ms\n\n"
                               "calls: 3\n"
                               "  exact: what the file has as ncalls\n"
                               "  3 by the rows of 1 caller\n\n"
                               "100%: 1.00 s\n"
                               "  the sum of all own costs in the file, before any selection\n")

    def test_of_stacks(self):
        text = self.ok("--explain", "parse", "run.folded").decode()
        self.assertIn("self: 20 samples (20.0%)\n  exact: the sum of the stacks that end in it\n", text)
        self.assertIn("  self and callees: own 20 samples + read 30 samples = 50 samples\n", text)
        self.assertIn("calls: not in the file, which holds stacks\n", text)

    def test_estimates_say_why(self):
        self.write("two.prof", self.two_ways())
        text = self.run_program("--root", "a", "--explain", "deep", "two.prof")[1].decode()
        self.assertIn("≈", text)
        self.assertIn("estimated: a pstats profile keeps no call stacks, which this selection asks for\n", text)
        self.assertNotIn("estimated", self.ok("--explain", "deep", "two.prof").decode())

    def test_several_files(self):
        self.assertIn("exact: what the file has as tottime, summed over 2 files\n",
                      self.ok("--explain", "work", "run.prof", "run.prof").decode())

    def test_no_match(self):
        self.fails(2, error('--explain: no function matches "wrok"', '  hint: the nearest names are "work"\n'),
                   "--explain", "wrok", "run.prof")

    @staticmethod
    def two_ways():
        import marshal
        main, a, b, shared, deep = ((f"{name}.py", 1, name) for name in ("main", "a", "b", "shared", "deep"))
        return marshal.dumps({
            main: (1, 1, 0.0, 4.0, {}),
            a: (1, 1, 0.0, 2.0, {main: (1, 1, 0.0, 2.0)}),
            b: (1, 1, 0.0, 2.0, {main: (1, 1, 0.0, 2.0)}),
            shared: (2, 2, 0.5, 4.0, {a: (1, 1, 0.25, 2.0), b: (1, 1, 0.25, 2.0)}),
            deep: (2, 2, 3.5, 3.5, {shared: (2, 2, 3.5, 3.5)})})


if __name__ == "__main__":
    main()

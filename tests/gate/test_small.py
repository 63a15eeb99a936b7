"""The decision rule on generated runs of known speed, scatter and change: few enough to run always, seeds fixed."""
import random
import unittest

from comparisons import compare, listed, run, sides, state

COMPARISONS = 20
TOTAL, NAMED, EACH, CUMULATIVE, CALLS = "total>+5%", "self(f2)>+5%", "self(*)>+10%", "cumulative(main)>+5%", "calls(f2)>+0"


class SameCode(unittest.TestCase):
    def test_nothing_trips_and_nothing_is_listed(self):
        for n in (1, 2, 3, 5):
            wrong = 0
            for seed in range(COMPARISONS):
                data, code = compare(*sides(1000 * n + seed, n), TOTAL, NAMED, EACH, CUMULATIVE, CALLS)
                wrong += code == 1 or bool(listed(data)) or data["total"]["changed"]
                self.assertEqual(data["counts"]["calls"], 0)
                self.assertIn("calls equal in all functions", data["verdict"])
            self.assertLessEqual(wrong, 1, n)

    def test_speeds_and_scatter_are_found(self):
        for seed in range(5):
            rng = random.Random(seed)
            fast = [run(rng, drift=0, sigma=0.03) for _ in range(3)]
            slow = [run(rng, drift=0, sigma=0.03, total=1.5) for _ in range(3)]
            speed = compare(fast, slow)[0]["speed"]
            for each in speed["before"]:
                self.assertAlmostEqual(each, 0, delta=0.05)
            for each in speed["after"]:
                self.assertAlmostEqual(each, 0.5, delta=0.07)
            self.assertTrue(0.018 < speed["sigma"] < 0.045, speed)
            self.assertEqual(speed["references"], 21)

    def test_the_order_of_runs_does_not_matter(self):
        before, after = sides(5, 3, cost={2: 1.5})
        one = compare(before, after, TOTAL, NAMED)[0]
        for data in (compare(before[::-1], after, TOTAL, NAMED)[0], compare(before, after[1:] + after[:1], TOTAL, NAMED)[0]):
            for key in ("total", "functions", "gate", "resolution", "counts", "verdict", "findings"):
                self.assertEqual(one[key], data[key], key)


class Changes(unittest.TestCase):
    def found(self, limit, n, **edit):
        return sum(state(compare(*sides(77 * n + seed, n, **edit), limit)[0], limit) == "tripped"
                   for seed in range(COMPARISONS))

    def test_cost(self):
        self.assertGreaterEqual(self.found(NAMED, 3, cost={2: 1.2}), 17)
        self.assertEqual(self.found(NAMED, 3, cost={2: 1.5}), COMPARISONS)
        self.assertGreaterEqual(self.found(NAMED, 3, sigma=0.06, cost={2: 1.5}), 18)
        self.assertGreaterEqual(self.found("self(f2)<-5%", 3, cost={2: 1 / 1.5}), 19)

    def test_calls_are_exact_however_busy_the_machine(self):
        for n in (1, 2, 3, 5):
            for seed in range(8):
                data, code = compare(*sides(9 * n + seed, n, sigma=0.3, calls={2: 2.25}), NAMED, CALLS)
                self.assertEqual((state(data, NAMED), state(data, CALLS), code), ("tripped", "tripped", 1))
                self.assertEqual(data["counts"]["calls"], 1)
                self.assertNotIn("calls equal", data["verdict"])
                self.assertIn("3,000 → 6,750 calls (×2.25)", " ".join(data["findings"]))

    def test_work_goes_up_to_callers(self):
        data, _ = compare(*sides(3, 3, sigma=0.3, calls={0: 3}), "cumulative(main)>+20%", "cumulative(f1)>+20%")
        self.assertEqual(state(data, "cumulative(main)>+20%"), "tripped")
        self.assertNotEqual(state(data, "cumulative(f1)>+20%"), "tripped")

    def test_calls_split_into_cheaper_ones_are_not_more_work(self):
        data, _ = compare(*sides(3, 3, calls={2: 10}, cost={2: 0.1}), NAMED)
        self.assertNotEqual(state(data, NAMED), "tripped")

    def test_what_each_change_is_made_of(self):
        data, _ = compare(*sides(3, 5, sigma=0.01, calls={2: 2}, cost={4: 1.5}))
        by_name = {f["name"]: f for f in data["functions"]}
        self.assertEqual((by_name["f2"]["cause"], by_name["f4"]["cause"]), ("more work", "dearer"))
        self.assertAlmostEqual(by_name["f2"]["work"], by_name["f2"]["self"]["before"], delta=1e-9)
        self.assertEqual([by_name[f]["calls"]["class"] for f in ("f2", "f4")], ["changed", "equal"])


class Undecided(unittest.TestCase):
    def test_is_said_and_passes_unless_asked_for(self):
        before, after = sides(4, 1, sigma=0.1)
        data, code = compare(before, after, TOTAL)
        self.assertEqual((state(data, TOTAL), code), ("undecided", 0))
        self.assertGreater(data["gate"][0]["needs"], 0.05)
        self.assertEqual(compare(before, after, TOTAL, options=["--undecided", "fail"])[1], 1)

    def test_what_is_far_below_a_limit_is_held(self):
        self.assertEqual(state(compare(*sides(4, 5, sigma=0.01), "total>+50%")[0], "total>+50%"), "held")

    def test_speed_takes_two_runs_a_side(self):
        rng = random.Random(1)
        fast, slow = ([run(rng, drift=0.02, total=total) for _ in range(4)] for total in (1, 1.5))
        self.assertEqual(state(compare(fast, slow, "speed>+20%")[0], "speed>+20%"), "tripped")
        self.assertEqual(state(compare(fast, slow[:1] , "speed>+20%")[0], "speed>+20%"), "undecided")
        self.assertEqual(state(compare(fast[:2], fast[2:], "speed>+20%")[0], "speed>+20%"), "held")
        data, _ = compare(fast, slow, TOTAL)
        self.assertNotEqual(state(data, TOTAL), "tripped")

    def test_drift_may_be_kept(self):
        rng = random.Random(1)
        fast, slow = ([run(rng, drift=0, sigma=0.01, total=total) for _ in range(3)] for total in (1, 1.5))
        self.assertEqual(state(compare(fast, slow, TOTAL, options=["--drift", "off"])[0], TOTAL), "tripped")


class Shifts(unittest.TestCase):
    def test_an_extracted_helper_is_moved_and_not_slower(self):
        before, after = sides(8, 3, sigma=0.02, cost={2: 0.4}, extra={"f2_by": (3000, 0.06, 2)})
        data, code = compare(before, after, "cumulative(f2)>+5%")
        causes = {f["name"]: f["cause"] for f in data["functions"]}
        self.assertEqual((causes["f2"], causes["f2_by"]), ("moved", "moved"))
        self.assertEqual((state(data, "cumulative(f2)>+5%"), code), ("held", 0))
        self.assertIn("moved, not slower: from f2 (app.py:12) to f2_by (app.py:90) (new); cumulative of f2 (app.py:12)", " ".join(data["findings"]))

    def test_a_renamed_function_is_moved_and_not_slower(self):
        def renamed(run):
            key, other = ("app.py", 12, "f2"), ("app.py", 12, "f2_better")
            changed = {other if k == key else k: figures for k, figures in run.items()}
            return {k: (c, n, t, ct, {other if caller == key else caller: cost for caller, cost in callers.items()})
                    for k, (c, n, t, ct, callers) in changed.items()}

        for n in (1, 3):
            before, after = sides(31, n, sigma=0.01)
            data, code = compare(before, [renamed(run) for run in after], "total>+5%", "cumulative(main)>+5%")
            self.assertEqual(code, 0)
            self.assertIn("moved, not slower", " ".join(data["findings"]))
            causes = {f["name"]: f["cause"] for f in data["functions"]}
            self.assertEqual((causes["f2"], causes["f2_better"]), ("moved", "moved"))

    def test_what_is_slower_alike_is_not_called_no_change(self):
        """A total that doubled stands beside no sentence that nothing changed: where it was measured is said."""
        before, after = sides(5, 3, sigma=0.01, drift=0.001)
        after = [{k: (c, n, 2 * t, 2 * ct, {q: (a, b, 2 * x, 2 * y) for q, (a, b, x, y) in callers.items()})
                  for k, (c, n, t, ct, callers) in run.items()} for run in after]
        data, code = compare(before, after, "total>+5%", "speed>+20%")
        self.assertEqual(code, 1)
        self.assertNotEqual(state(data, "total>+5%"), "tripped")
        self.assertEqual(state(data, "speed>+20%"), "tripped")
        self.assertRegex(data["verdict"], r"^slower alike: .* → .* as measured; at one speed no change of the total above")
        self.assertRegex(" ".join(data["findings"]), r"ran (1\.9\d|2\.0\d) times as slow alike.*as measured, by module: app \+")

    def test_a_new_function_that_costs_is_not_moved(self):
        before, after = sides(8, 3, sigma=0.02, extra={"fresh": (3000, 0.2, 2)})
        data, _ = compare(before, after, "cumulative(f2)>+5%")
        self.assertEqual(state(data, "cumulative(f2)>+5%"), "tripped")
        self.assertEqual({f["name"]: f["cause"] for f in data["functions"]}["fresh"], "new")


unittest.main()

"""Many limits or patterns times many functions: the memory of the inputs, not of their product, and time that grows with each of them."""
import marshal
import os
import random
import unittest

from measure import FULL, InFolder, best, need_binary, run

MOST_TIMES = 8  # for four times as many, where a quadratic one takes sixteen
CONSTANT_S = 0.02
FUNCTIONS = 500
FEW = 2000
MANY = 20_000 if FULL else 8000


def profile(functions=FUNCTIONS, name_bytes=10):
    main = ("main.py", 1, "main")
    called = {("work.py", i + 1, "f" * name_bytes + str(i)): (1, 1, 0.001, 0.001, {main: (1, 1, 0.001, 0.001)}) for i in range(functions)}
    return marshal.dumps({main: (1, 1, 0.1, 0.1 + 0.001 * functions, {}), **called})


def budget(limits):
    return ("fail_on = [\n" + "".join(f"  '{limit}',\n" for limit in limits) + "]\n").encode()


LIMITS = {
    "one pattern": lambda i: f"self(*) > 0.{i:06}%",
    "globs": lambda i: f"self(*f{i % FUNCTIONS}{'*' * (i // FUNCTIONS)}) > 0.00001%",
    "expressions": lambda i: f"cumulative(/f{i % FUNCTIONS}(x{i})?$/) > 0.00001%",
    "of the whole": lambda i: f"total > {i}us",
}
# Twenty bytes of text that are as much program as RE2 lets one expression have, and states that names make many of.
EXPANDING = [f"self(/f|x{{{i}}}\\pL{{12}}/) > 0.00001%" for i in range(200)] + [f"self(/f|[ab]*a[ab]{{{i}}}$/) > 0.00001%" for i in range(20, 220)]
OUTPUTS = (["-T", "json"], ["-V", "table", "-T", "md"], ["-V", "callgraph", "-T", "svg"], ["-T", "json", "--junit", "gate.xml"])


class Products(InFolder):
    def size(self, name):
        return os.path.getsize(os.path.join(self.folder, name))

    def check_memory(self, found, what, inputs):
        most = (64 << 20) + 8 * sum(map(self.size, inputs))
        self.assertLess(found.memory_bytes, most, f"{what}: {found}")
        self.assertEqual(found.code, 1, f"{what}: {found}")

    def test_limits_take_the_memory_of_the_inputs(self):
        self.write("run.prof", profile())
        for what, limit in LIMITS.items():
            self.write("budget.toml", budget(map(limit, range(MANY))))
            for output in OUTPUTS if FULL or what == "one pattern" else OUTPUTS[:1]:
                found = run(self.folder, "run.prof", "--budget", "budget.toml", *output)
                self.check_memory(found, f"{what} {output}", ["run.prof", "budget.toml"])

    def test_expressions_that_expand_are_not_held_together(self):
        numbers = random.Random(5)
        main = ("main.py", 1, "f")
        names = {("work.py", i + 1, "".join(numbers.choice("ab") for _ in range(400))): (1, 1, 0.001, 0.001, {main: (1, 1, 0.001, 0.001)}) for i in range(150)}
        self.write("run.prof", marshal.dumps({main: (1, 1, 0.1, 0.25, {}), **names}))
        self.write("budget.toml", budget(EXPANDING if FULL else EXPANDING[::6]))
        self.check_memory(run(self.folder, "run.prof", "--budget", "budget.toml", "-T", "json"), "expanding", ["run.prof", "budget.toml"])

    def test_what_is_written_is_no_product(self):
        self.write("run.prof", profile())
        self.write("budget.toml", budget(map(LIMITS["one pattern"], range(MANY))))
        for output in (["-T", "json", "-o", "out"], ["-V", "table", "-T", "md", "-o", "out"], ["-T", "dot", "-o", "picture", "--junit", "out"], ["-T", "txt", "-V", "table", "-o", "out"]):
            run(self.folder, "run.prof", "--budget", "budget.toml", *output)
            self.assertLess(self.size("out"), 1 << 20 if "md" in output else 16 * (self.size("run.prof") + self.size("budget.toml")), output)
        run(self.folder, "diff", "run.prof", "run.prof", "--budget", "budget.toml", "-T", "txt", "-o", "out")
        self.assertLess(self.size("out"), 16 * (self.size("run.prof") + self.size("budget.toml")))

    def test_long_names_in_trips(self):
        """A long name is not told by every limit that it trips."""
        self.write("run.prof", profile(3, 1_000_000))
        self.write("budget.toml", budget(map(LIMITS["one pattern"], range(MANY))))
        for output in OUTPUTS[:1] + OUTPUTS[3:]:
            self.check_memory(run(self.folder, "run.prof", "--budget", "budget.toml", *output), output, ["run.prof", "budget.toml"])

    def test_a_long_name_takes_its_time_once(self):
        """And not once for each limit that tells it."""
        self.write("budget.toml", budget(map(LIMITS["one pattern"], range(MANY))))
        took = []
        for size in (10, 4_000_000):
            self.write("run.prof", marshal.dumps({("work.py", 1, "f" * size): (1, 1, 1.0, 1.0, {})}))
            took.append(best(self.folder, "run.prof", "-T", "json", "--budget", "budget.toml"))
            self.assertEqual(took[-1].code, 1)
        self.assertLess(took[1].cpu_s, MOST_TIMES * (took[0].cpu_s + CONSTANT_S), took)

    def test_a_long_limit_is_not_said_with_each_function(self):
        self.write("run.prof", profile(200))
        self.write("budget.toml", budget([f"self(*{'f' * 10}{'*' * 300_000}) > 0.00001%"]))
        for command in (["run.prof"], ["diff", "run.prof", "run.prof"]):
            said = run(self.folder, *command, "--budget", "budget.toml", "-T", "txt", "-V", "table", "-o", "out")
            self.assertEqual(said.code, 1)
            self.assertIn("…", said.message)
            self.assertLess(self.size("stderr") + self.size("out"), 200_000)

    def test_time_grows_with_the_limits(self):
        self.write("run.prof", profile())
        for what, limit in LIMITS.items():
            for name, count in (("few.toml", FEW), ("many.toml", 4 * FEW)):
                self.write(name, budget(map(limit, range(count))))
            few, many = (best(self.folder, "run.prof", "-T", "json", "--budget", name, enough_s=CONSTANT_S) for name in ("few.toml", "many.toml"))
            self.assertLess(many.cpu_s, MOST_TIMES * (few.cpu_s + CONSTANT_S), f"{what}: {few} grows to {many}")

    def test_time_grows_with_the_patterns(self):
        """Of options: as many as a command line takes."""
        self.write("run.prof", profile())
        for option in ("--focus", "--hide", "--root", "--show"):
            few, many = (best(self.folder, "run.prof", "-T", "json", *(word for i in range(count) for word in (option, f"*f{i % FUNCTIONS}{'*' * (i // FUNCTIONS)}"
                                                                       if option == "--root" else f"f{i % FUNCTIONS}(x{i})?$"))) for count in (FEW // 4, FEW))
            self.assertEqual((few.code, many.code), (0, 0), (option, few.message, many.message))
            self.assertLess(many.cpu_s, MOST_TIMES * (few.cpu_s + CONSTANT_S), f"{option}: {few} grows to {many}")
            self.assertLess(many.memory_bytes, 64 << 20, option)


need_binary()
unittest.main(verbosity=1)

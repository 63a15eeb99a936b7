"""Groups in call graph pictures: the card of importing, machinery as one card, what is named, what options do."""
import json
import marshal
import pathlib
import random
import re
import unittest

import harness

SAMPLES = pathlib.Path(__file__).resolve().parents[2] / "samples" / "pstats"
BOOTSTRAP = "<frozen importlib._bootstrap>"
EXTERNAL = "<frozen importlib._bootstrap_external>"


def fnv(text):
    value = 0x811C9DC5
    for byte in text.encode():
        value = (value ^ byte) * 0x01000193 & 0xFFFFFFFF
    return f"f{value:08x}"


def unescape(text):
    for entity, character in (("&#10;", "\n"), ("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&#39;", "'"), ("&amp;", "&")):
        text = text.replace(entity, character)
    return text


def texts(svg):
    return [unescape(text) for text in re.findall(r"<text[^>]*>([^<]*)</text>", svg)]


class Picture:
    """What a drawn call graph says, read back from its SVG."""

    def __init__(self, svg, functions):
        self.svg = svg
        strip, _, graph = svg.partition('<g class="g"')
        self.ids = set(re.findall(r'data-id="(\w+)"', graph)) | set(re.findall(r'data-k="(\w+)"', graph))
        for more in re.findall(r'data-i="([\w ]+)"', graph):
            self.ids.update(more.split())
        for listed in re.findall(r'data-l="([^"]*)"', graph):
            self.ids.update(fnv(name) for name in unescape(listed).split("\n"))
        self.functions = functions

    def is_named(self, function):
        return fnv(function_key(function)) in self.ids

    def named_share(self):
        total = sum(f["self"] for f in self.functions)
        return sum(f["self"] for f in self.functions if self.is_named(f)) / total

    def height_for_width(self):
        width, height = map(float, re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', self.svg).groups())
        return height / width


def function_key(function):
    if "file" not in function:
        return function["name"]
    line = f':{function["line"]}' if "line" in function else ""
    return f'{function["name"]} ({function["file"]}{line})'


class GroupTest(harness.CliTest):
    def svg(self, *arguments):
        code, out, err = self.run_program("-T", "svg", *arguments)
        self.assertEqual((code, re.sub(r"prof2graph: warning: .*\n", "", err)), (0, ""))
        return out.decode()

    def figures(self, profile):
        _, out, _ = self.run_program("-T", "json", profile)
        return json.loads(out)


class Importing(GroupTest):
    @classmethod
    def setUpClass(cls):
        cls.profile = str(SAMPLES / "importing.prof")

    def stats(self):
        return marshal.loads((SAMPLES / "importing.prof").read_bytes())

    def entered(self):
        """Time on calls from outside into the import system, written down a second time and as slowly as can be."""
        stats = self.stats()
        total = sum(figures[2] for figures in stats.values())
        machinery = {f for f in stats if "importlib._bootstrap" in f[0] or f[2] == "<built-in method builtins.__import__>"
                     or "_imp." in f[2] or f[2] == "import_module"}
        script = next(f for f in stats if f[2] == "<module>" and stats[f][3] > 0.97 * total)
        bodies = {f for f in stats if f[2] == "<module>"} - {script}
        side = {f: float(f in machinery or f in bodies) for f in stats}
        for _ in range(60):
            for f, (_, _, _, cumulative, callers) in stats.items():
                if f in machinery or f in bodies or f == script:
                    continue
                brought = sum(v[3] for c, v in callers.items() if c != f)
                part = sum(v[3] * side[c] for c, v in callers.items() if c != f)
                side[f] = part / max(brought, cumulative, 1e-12)
        inside = {f for f in stats if f != script and side[f] >= 0.5}
        entered = sum(v[3] for f in machinery for c, v in stats[f][4].items() if c not in inside)
        apportioned = sum(figures[2] * side[f] for f, figures in stats.items())
        return entered / total, apportioned / total

    def test_the_card_holds_what_enters_the_import_system(self):
        entered, apportioned = self.entered()
        shown = texts(self.svg(self.profile))
        percent = float(shown[shown.index("Importing", shown.index("Importing") + 1) + 2].rstrip("%"))
        self.assertAlmostEqual(percent, entered * 100, delta=0.1)
        self.assertLess(abs(entered - apportioned), 0.03)

    def rows(self, svg, after, before):
        shown = texts(svg)
        return shown[shown.index(after):shown.index(before)]

    def test_its_phases_add_up_to_it(self):
        shown = self.rows(self.svg(self.profile), "What it does", "Packages")
        steps = {"running module bodies", "reading files · get_data", "finding files · _find_spec", "unmarshalling",
                 "compiling, no .pyc · source_to_code", "creating modules", "checks, locks, the rest"}
        # Figures are drawn before the names that they belong to.
        sums = sum(float(shown[i - 1].strip("≈%<")) for i, text in enumerate(shown) if text in steps)
        self.assertAlmostEqual(sums, self.entered()[0] * 100, delta=0.05 * len(steps) + 0.1)

    def test_costs_of_packages_add_up_to_it_and_are_marked(self):
        shown = self.rows(self.svg(self.profile), "all below", "Small and spread: largest self times without a card")
        costs = [float(text.strip("≈%")) for text in shown if re.fullmatch(r"≈[\d.]+%", text)]
        self.assertGreater(len(costs), 8)
        self.assertAlmostEqual(sum(costs), self.entered()[0] * 100, delta=5)

    def test_what_keeps_much_is_named_and_most_is(self):
        picture = Picture(self.svg(self.profile), self.figures(self.profile)["functions"])
        total = sum(f["self"] for f in picture.functions)
        unnamed = [f["name"] for f in picture.functions if f["self"] >= 0.03 * total and not picture.is_named(f)]
        self.assertEqual(unnamed, [])
        self.assertGreaterEqual(picture.named_share(), 0.6)
        self.assertLessEqual(picture.height_for_width(), 1.8)
        self.assertLess(len(picture.svg), 120_000)

    def test_order_of_the_input_does_not_matter(self):
        items = list(self.stats().items())
        pictures = set()
        for seed in range(3):
            random.Random(seed).shuffle(items)
            self.write("shuffled.prof", marshal.dumps(dict(items)))
            pictures.add(self.svg("shuffled.prof"))
        self.assertEqual(len(pictures), 1)

    def test_without_groups_and_with_explicit_thresholds_functions_stand_for_themselves(self):
        for arguments in (["--no-groups"], ["-n", "1"], ["--max-nodes", "30"]):
            svg = self.svg(*arguments, self.profile)
            self.assertNotIn("What it does", texts(svg))
            self.assertIn("_find_and_load", svg)

    def test_a_run_that_imports_little_has_no_card(self):
        self.assertNotIn("What it does", texts(self.svg(str(SAMPLES / "workload.prof"))))

    def test_from_stacks_all_is_exact(self):
        def frame(name, file=BOOTSTRAP):
            return f"{name} ({file})"
        main, load = "<module> (app.py)", frame("_find_and_load")
        body = "<module> (/usr/lib/python3.11/site-packages/big/__init__.py)"
        run = f"{frame('exec_module', EXTERNAL)};{body}"
        self.write("run.folded", "\n".join([
            f"{main};{load};{frame('_find_spec')};stat 100",
            f"{main};{load};{frame('get_code', EXTERNAL)};{frame('get_data', EXTERNAL)};read 150",
            f"{main};{load};{run};build 200",
            f"{main};{load};{run};{load};{frame('_find_spec')};stat 50",
            f"{main};work 480",
            f"{main};{load} 20"]) + "\n")
        shown = texts(self.svg("run.folded"))
        self.assertIn("52.0%", shown)
        for name, percent in (("running module bodies", "20.0%"), ("reading files · get_data", "15.0%"),
                              ("finding files · _find_spec", "15.0%"), ("checks, locks, the rest", "2.0%")):
            self.assertEqual(shown[shown.index(name) - 1], percent, name)
        self.assertFalse([text for text in shown if text.startswith("≈")])
        self.assertTrue([text for text in shown if text.startswith("From call stacks, so exact")])
        self.assertIn("big", shown)


class Machinery(GroupTest):
    def pstats(self, functions, edges):
        """functions: name -> (file, self, cumulative); edges: (caller, callee, cumulative)."""
        keys = {name: (file, 1, name.split("@")[0]) for name, (file, _, _) in functions.items()}
        stats = {keys[name]: (1, 1, own, cumulative, {}) for name, (_, own, cumulative) in functions.items()}
        for caller, callee, cumulative in edges:
            stats[keys[callee]][4][keys[caller]] = (1, 1, 0.0, cumulative)
        self.write("run.prof", marshal.dumps(stats))

    def loop(self):
        base, events = "/usr/lib/python3.11/asyncio/base_events.py", "/usr/lib/python3.11/asyncio/events.py"
        self.pstats({"main": ("app.py", 0.0, 1.0), "run_until_complete": (base, 0.01, 1.0),
                     "run_forever": (base, 0.01, 0.99), "_run_once": (base, 0.01, 0.98), "_run": (events, 0.01, 0.97),
                     "handler": ("app.py", 0.6, 0.96), "write": ("app.py", 0.36, 0.36)},
                    [("main", "run_until_complete", 1.0), ("run_until_complete", "run_forever", 0.99),
                     ("run_forever", "_run_once", 0.98), ("_run_once", "_run", 0.97), ("_run", "handler", 0.96),
                     ("handler", "write", 0.36)])

    def test_an_event_loop_is_one_card_between_caller_and_handler(self):
        self.loop()
        svg = self.svg("run.prof")
        shown = texts(svg)
        self.assertIn("asyncio", shown)
        self.assertIn("group of 4 functions", shown)
        self.assertNotIn("run_forever", shown)
        self.assertIn("handler", shown)
        self.assertEqual(svg.count('class="eg"'), 3)
        self.assertEqual(shown[shown.index("asyncio") + 2:][:3], ["100%", "1.00 s", "self 4.0%"])

    def test_a_member_that_keeps_much_is_named(self):
        self.loop()
        shown = texts(self.svg("--group", "app=/handler|write|main/", "run.prof"))
        self.assertIn("handler", shown)
        self.assertIn("write", shown)

    def test_own_groups(self):
        self.loop()
        shown = texts(self.svg("--no-groups", "--group", "loop=run_*", "run.prof"))
        self.assertIn("loop", shown)
        self.assertIn("group of 2 functions", shown)
        self.assertIn("_run_once", shown)

    def test_a_group_that_is_none_is_an_error_of_use(self):
        for text in ("loop", "=x", "loop="):
            code, _, err = self.run_program("--group", text, "run.prof")
            self.assertEqual(code, 2)
            self.assertIn("--group: expected NAME=PATTERN", err)

    def test_a_function_that_is_called_like_a_group_is_another(self):
        self.write("run.folded", "main;asyncio 50\nmain;run_until_complete (asyncio/base_events.py);"
                                 "run_forever (asyncio/base_events.py);handler 50\n")
        shown = texts(self.svg("run.folded"))
        self.assertEqual(shown.count("group of 2 functions"), 1)
        self.assertIn("handler", shown)


class Flame(GroupTest):
    def flame(self, *arguments):
        return self.svg("-V", "flame", *arguments)

    def names(self, svg):
        return {unescape(title).split("\n")[0] for title in re.findall(r"<title>([^<]*)</title>", svg)}

    def test_importing_is_one_frame_with_its_phases_below(self):
        profile = str(SAMPLES / "importing.prof")
        names = self.names(self.flame(profile))
        self.assertTrue({"Importing", "running module bodies", "finding files", "unmarshalling"} <= names, names)
        self.assertNotIn("_find_and_load", {name.split(" (")[0] for name in names})
        self.assertIn("_find_and_load", {name.split(" (")[0] for name in self.names(self.flame("--no-groups", profile))})

    def test_it_is_drawn_as_wide_as_the_card_says_or_marked(self):
        profile = str(SAMPLES / "importing.prof")
        figures = self.figures(profile)
        by_id = figures["functions"]
        share = {f["name"]: f["cumulative"] / figures["total"] for f in by_id}
        wrong = []
        for title in re.findall(r"<title>([^<]*)</title>", self.flame(profile)):
            lines = unescape(title).split("\n")
            name = lines[0].split(" (")[0]
            if name in ("main", "write_letter") and not lines[1].startswith("≈"):
                if abs(float(lines[1].split("%")[0]) / 100 - share[name]) > 0.001:
                    wrong.append(lines)
        self.assertEqual(wrong, [])

    def test_what_is_mostly_a_guess_says_so_first(self):
        functions = {("app.py", 1, "main"): (1, 1, 0.0, 1.0, {})}
        for i in range(4):
            functions["app.py", 10 + i, f"way{i}"] = (1, 1, 0.0, 0.25, {("app.py", 1, "main"): (1, 1, 0.0, 0.25)})
        callers = {("app.py", 10 + i, f"way{i}"): (1, 1, 0.0, 0.25) for i in range(4)}
        functions["app.py", 20, "shared"] = (4, 4, 0.0, 1.0, callers)
        for side in ("left", "right"):
            above = ("app.py", 20, "shared")
            for depth in range(7):
                own = 0.5 if depth == 6 else 0.0
                key = ("app.py", 30 + depth, f"{side}{depth}")
                functions[key] = (4, 4, own, 0.5, {above: (4, 4, own, 0.5)})
                above = key
        self.write("guess.prof", marshal.dumps(functions))
        self.assertTrue([text for text in texts(self.flame("guess.prof")) if text.startswith("A call profile cannot show stacks")])
        exact = self.flame(str(SAMPLES / "recursion.prof"))
        self.assertFalse([text for text in texts(exact) if text.startswith("A call profile cannot show")])

    def test_a_module_is_called_by_its_file_however_narrow_its_frame_is(self):
        self.write("run.folded", "main;<module> (a/b/decorator.py:1);f 9\nmain;work 91\n")
        self.assertIn("decorator.py", texts(self.flame("run.folded")))


class Sizes(GroupTest):
    def size(self, svg):
        return [float(value) for value in re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', svg).groups()]

    def crowd(self):
        """Everybody calls everybody further down: more calls than any page has room for."""
        lines = [f"f{i};f{j};f{k} {1 + (i + j + k) % 7}" for i in range(28) for j in range(i + 1, 28) for k in range(j + 1, 28, 3)]
        self.write("crowd.folded", "\n".join(lines) + "\n")

    def test_explicit_thresholds_never_make_it_wider_and_say_what_is_left_out(self):
        self.crowd()
        for width in (480, 900):
            for arguments in (["-n", "0", "-e", "0"], ["--max-nodes", "25"]):
                svg = self.svg(*arguments, "--width", str(width), "crowd.folded")
                self.assertEqual(self.size(svg)[0], width)
        svg = self.svg("-n", "0", "-e", "0", "--width", "480", "crowd.folded")
        self.assertIn("left out: the picture is no wider than asked for", " ".join(texts(svg)))

    def test_it_grows_downwards(self):
        self.write("many.folded", "".join(f"main;f{i} 10\n" for i in range(300)))
        width, height = self.size(self.svg("-n", "0", "-e", "0", "many.folded"))
        self.assertEqual(width, 900)
        self.assertGreater(height, 300 / 7 * 70)

    def test_480_px_is_a_layout_of_its_own(self):
        for profile in ("importing.prof", "workload.prof"):
            for view in ("callgraph", "flame"):
                svg = self.svg("-V", view, "--width", "480", str(SAMPLES / profile))
                self.assertEqual(self.size(svg)[0], 480)
                for x, length in re.findall(r'<text(?: class="[^"]*")? x="([\d.]+)" y="[\d.]+" textLength="([\d.]+)"', svg):
                    self.assertLessEqual(float(x), 480)
                    self.assertLessEqual(float(length), 448)


if __name__ == "__main__":
    unittest.main()

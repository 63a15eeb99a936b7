"""Several profiles of one program, threads and processes: a strip and a foot of cards each, on one scale."""
import html
import json
import pathlib
import re
import unittest

import harness

ROOT = pathlib.Path(__file__).parents[2]
SAMPLES = ROOT / "samples"
WORKERS = [str(SAMPLES / "pstats" / f"worker-{i}.prof") for i in (1, 2, 3)]
CASES = ROOT / ".." / "shared" / "cases"  # reports from the field, where they are there

LEFT = 120  # where strips begin
UNITS = {"s": 1, "ms": 1e-3, "µs": 1e-6, "ns": 1e-9}


def rects(text):
    """(x, y, width, height) of each."""
    out = []
    for tag in re.findall(r"<rect[^>]*>", text):
        values = {key: float(value) for key, value in re.findall(r' (x|y|width|height)="([-\d.]+)"', tag)}
        out.append((values.get("x", 0), values.get("y", 0), values["width"], values["height"]))
    return out


def groups(picture, role):
    """(title, content) of the groups of a role; none of them nest."""
    found = re.findall(rf'<g class="{role}"[^>]*><title>(.*?)</title>(.*?)</g>', picture, re.S)
    return [(html.unescape(title), content) for title, content in found]


def texts(picture):
    return re.findall(r"<text[^>]*>([^<]*)</text>", picture)


def strips(picture):
    """By y: [(title, x, width)] of the segments of each strip, in order."""
    rows = {}
    for title, content in groups(picture, "s"):
        for x, y, width, height in rects(content):
            if height == 30:
                rows.setdefault(y, []).append((title.split("\n")[0], x, width))
    return [rows[y] for y in sorted(rows)]


class Parts(harness.CliTest):
    def picture(self, *arguments):
        code, out, err = self.run_program("-T", "svg", "-V", "callgraph", "--no-script", *arguments)
        self.assertEqual(code, 0, err)
        return out.decode()

    def figures(self, *arguments):
        code, out, err = self.run_program("-T", "json", *arguments)
        self.assertEqual(code, 0, err)
        return json.loads(out)

    def feet_add_up(self, files):
        picture, data = self.picture(*files), self.figures(*files)
        alone = [self.figures(file) for file in files]
        longest = max(each["total"] for each in alone)
        cumulative = {function["name"]: function["cumulative"] for function in data["functions"]}
        cards = groups(picture, "n")
        self.assertGreater(len(cards), 3)
        for title, content in cards:
            bars = [bar for bar in rects(content) if bar[3] == 6]
            feet = []  # [track, bar]: a bar lies on its track and begins where it begins
            for x, _, width, _ in bars:
                if feet and abs(feet[-1][0] - x) < 0.2:
                    feet[-1][2] = width
                else:
                    feet.append([x, width, 0])
            self.assertEqual(len(feet), len(files), title)
            track = feet[0][1]
            seconds = sum(bar for _, _, bar in feet) / track * longest
            name = title.split(" (")[0]
            self.assertAlmostEqual(seconds, cumulative[name],
                                   delta=0.2 * len(files) / track * longest)
            said = re.findall(r"\S+ ([\d.]+) (s|ms|µs|ns)", title.split("\n")[2])
            self.assertEqual(len(said), len(files), title)
            self.assertAlmostEqual(sum(float(amount) * UNITS[unit] for amount, unit in said), cumulative[name],
                                   delta=0.01 * cumulative[name] + 1e-6)

    def test_feet_of_a_card_add_up_to_the_card(self):
        self.feet_add_up(WORKERS)

    @unittest.skipUnless((CASES / "workers").is_dir(), "workers are not there")
    def test_feet_of_reported_workers(self):
        self.feet_add_up([str(CASES / "workers" / f"w{i}.prof") for i in (1, 2, 3)])

    def test_three_strips_on_one_scale_in_one_order(self):
        picture = self.picture(*WORKERS)
        alone = [self.figures(file) for file in WORKERS]
        rows = strips(picture)
        self.assertEqual(len(rows), 3)
        longest = max(each["total"] for each in alone)
        order = [name for name, _, _ in max(rows, key=len)]
        for row, each in zip(rows, alone):
            names = [name for name, _, _ in row]
            self.assertEqual(names, [name for name in order if name in names])
            own = {function["name"]: function["self"] for function in each["functions"]}
            x = LEFT
            for name, left, width in row:
                self.assertAlmostEqual(left, x, delta=0.2)
                x += width
                self.assertAlmostEqual(width / 764 * longest, own[name.split(" (")[0]], delta=0.001 * longest)
        for i, each in enumerate(alone):
            self.assertIn(f"worker-{i + 1}.prof", texts(picture))

    def test_the_line_says_how_they_differ_and_json_has_the_figures(self):
        data = self.figures(*WORKERS)
        self.assertEqual([part["name"] for part in data["parts"]], [f"worker-{i}.prof" for i in (1, 2, 3)])
        self.assertAlmostEqual(sum(part["total"] for part in data["parts"]), data["total"], 9)
        longest = max(data["parts"], key=lambda part: part["total"])["name"]
        shortest = min(data["parts"], key=lambda part: part["total"])["name"]
        differ = data["parts_differ"]
        self.assertEqual(differ["of"], "profile")
        self.assertGreater(differ["most"] - differ["least"], 0.1)
        lines = " ".join(texts(self.picture(*WORKERS)))
        self.assertRegex(lines, rf"{longest} is the longest, [\d.]+ ms: [\d.]+ times {shortest} \([\d.]+ ms\)")
        self.assertIn(f"differs most: {100 * differ['least']:.1f}% to {100 * differ['most']:.1f}% of a profile.", lines)

    def test_one_profile_has_no_strips_but_its_own(self):
        picture = self.picture(WORKERS[0])
        self.assertEqual(len(strips(picture)), 1)
        self.assertNotIn("One row a", picture)
        self.assertNotIn("parts", self.figures(WORKERS[0]))

    def test_more_than_eight_are_four_the_median_and_the_shortest(self):
        for i in range(18):
            self.write(f"run-{i:02}.folded", f"main;f {1000 + 100 * i}\nmain;g 500\n")
        files = [f"run-{i:02}.folded" for i in range(18)]
        lines = texts(self.picture(*files))
        self.assertEqual([line for line in lines if re.fullmatch(r"run-\d\d.folded", line)],
                         [f"run-{i:02}.folded" for i in (17, 16, 15, 14, 8, 0)])
        rest = sum(1500 + 100 * i for i in range(18) if i not in (17, 16, 15, 14, 8, 0))
        self.assertIn(f"And 12 more between, {rest:,} samples in all.", " ".join(lines))
        self.assertEqual(len(self.figures(*files)["parts"]), 18)

    def test_many_are_one_sum_and_no_more(self):
        for i in range(300):
            self.write(f"r{i}.folded", f"main;f {100 + i}\n")
        files = [f"r{i}.folded" for i in range(300)]
        data = self.figures(*files)
        self.assertNotIn("parts", data)
        self.assertEqual(data["total"], sum(range(100, 400)))
        self.assertEqual(len(strips(self.picture(*files))), 1)

    def test_threads_of_one_file(self):
        self.write("t.folded", "process 7;thread (1): a;main;f 60\nprocess 7;thread (1): a;main 30\n"
                               "process 7;thread (2): b;main;f 10\nprocess 7;thread (2): b;g;main;g 50\nprocess 7 5\n")
        data = self.figures("t.folded")
        self.assertEqual([part["total"] for part in data["parts"]], [5, 90, 60])
        self.assertEqual(data["parts_differ"]["of"], "thread")
        picture = self.picture("t.folded")
        self.assertEqual(len(strips(picture)), 3)
        card = next(title for title, _ in groups(picture, "n") if title.startswith("main"))
        self.assertIn("90 samples", card)
        self.assertIn("60 samples", card)  # main and g of the second lie in each other
        only = self.figures("--thread", "2", "t.folded")
        self.assertNotIn("parts", only)

    def test_selections_have_parts_where_they_are_exact(self):
        self.write("t.folded", "thread (1): a;main;f 60\nthread (1): a;main 30\nthread (2): b;main;f 10\n"
                               "thread (2): b;main;g 50\n")
        data = self.figures("--focus", "^f$", "t.folded")
        self.assertEqual([part["total"] for part in data["parts"]], [60, 10])
        self.assertEqual(len(strips(self.picture("--focus", "^f$", "t.folded"))), 2)
        self.assertNotIn("parts", self.figures("--focus", "price", *WORKERS))
        self.assertEqual(len(strips(self.picture("--focus", "price", *WORKERS))), 1)

    def test_names_of_files_tell_them_apart(self):
        for folder in ("a", "b"):
            (self.folder / folder / "out").mkdir(parents=True)
            self.write(f"{folder}/out/run.folded", "main;f 100\nmain;g 50\n")
        data = self.figures("a/out/run.folded", "b/out/run.folded")
        self.assertEqual([part["name"] for part in data["parts"]], ["a/out/run.folded", "b/out/run.folded"])
        lines = " ".join(texts(self.picture("a/out/run.folded", "b/out/run.folded")))
        self.assertIn("The 2 profiles are about as large: 150 samples each. The work is spread alike.", lines)

    def test_order_of_files_changes_rows_and_no_figure(self):
        there, back = self.figures(*WORKERS), self.figures(*reversed(WORKERS))
        self.assertEqual(there["parts"], back["parts"][::-1])
        self.assertEqual(there["parts_differ"], back["parts_differ"])


if __name__ == "__main__":
    unittest.main()

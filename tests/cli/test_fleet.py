"""Many profiles summed in parts, by several workers: the same bytes as one process, whoever is killed on the way."""
import csv
import io
import json
import os
import pathlib
import random
import shutil
import subprocess
import sys
import unittest

import harness

ROOT = pathlib.Path(__file__).parents[2]
SAMPLES = ROOT / "samples"
FLEET = SAMPLES / "fleet"
SYSTEM_PYTHON = "/usr/bin/python3"  # Debian's packages are for it

# Runs the program, but kills whoever asked for it once: in the middle of a merge.
DEADLY = """#!/bin/sh
if [ "$2" = merge ] && [ "$3" = --shards ] && mkdir "$P2G_KILLED" 2>/dev/null; then kill -9 {victim}; fi
exec "$P2G_BINARY" "$@"
"""


def has_dask():
    return subprocess.run([SYSTEM_PYTHON, "-c", "import distributed"], capture_output=True, check=False).returncode == 0


class Shards(harness.CliTest):
    def sum(self, *files, out="sum.p2g.zst", notes=""):
        code, _, err = self.run_program("merge", "--shards", *map(str, files), "-o", out)
        self.assertEqual((code, err), (0, notes))
        return (self.folder / out).read_bytes()

    def inputs(self, count=9):
        files = []
        for i in range(count):
            text = "".join(f"main;f{(i * 7 + j) % 5};g{j} {i + j + 1}\n" for j in range(4))
            files.append(self.write(f"h/{i}.folded", text) if (self.folder / "h").mkdir(exist_ok=True) is None else None)
        return [f"h/{path.name}" for path in files]

    def test_any_order_and_grouping_is_the_same(self):
        kinds = {
            "folded": self.inputs(),
            "pstats": [str(path) for path in sorted((SAMPLES / "pstats").glob("*.prof")) if path.name != "tachyon.prof"],
            "pprof": [str(path) for path in sorted((SAMPLES / "pprof").iterdir()) if path.suffix in (".pb", ".gz")][:3],
        }
        chance = random.Random(7)
        for kind, files in kinds.items():
            with self.subTest(kind):
                files = [name for name in files if self.run_program("merge", "--shards", files[0], name, "-o", "x.p2g.zst")[0] == 0]
                self.assertGreater(len(files), 1)
                code, _, err = self.run_program("merge", "-q", "--shards", *files, "-o", "all.p2g.zst")
                self.assertEqual((code, err), (0, ""))
                expected = (self.folder / "all.p2g.zst").read_bytes()
                for turn in range(4):
                    chance.shuffle(files)
                    shards, rest = [], list(files)
                    while rest:
                        size = chance.randint(1, 3)
                        part, rest = rest[:size], rest[size:]
                        shards.append(f"{turn}-{len(shards)}.p2g.zst")
                        self.assertEqual(self.run_program("merge", "-q", "--shards", *part, "-o", shards[-1])[0], 0)
                    half = len(shards) // 2
                    if half:
                        self.run_program("merge", "-q", "--shards", *shards[:half], "-o", "half.p2g.zst")
                        shards = ["half.p2g.zst", *shards[half:]]
                    chance.shuffle(shards)
                    self.run_program("merge", "-q", "--shards", *shards, "-o", "tree.p2g.zst")
                    self.assertEqual((self.folder / "tree.p2g.zst").read_bytes(), expected)

    def test_a_repeated_shard_counts_once(self):
        files = self.inputs()
        expected = self.sum(*files)
        self.sum(*files[:4], out="a.p2g.zst")
        self.sum(*files[4:], out="b.p2g.zst")
        note = "only what another file holds: counted once\n"
        self.assertEqual(self.sum("a.p2g.zst", "b.p2g.zst", "a.p2g.zst", notes=f"prof2graph: note: a.p2g.zst holds {note}"), expected)
        self.assertEqual(self.sum("./h//2.folded", "b.p2g.zst", "a.p2g.zst",
                                  notes=f"prof2graph: note: ./h//2.folded holds {note}"), expected)
        self.sum("a.p2g.zst", out="c.p2g.zst")
        self.assertEqual(self.sum("c.p2g.zst", "sum.p2g.zst", "b.p2g.zst", out="d.p2g.zst",
                                  notes=f"prof2graph: note: c.p2g.zst and 1 more files hold {note}"), expected)

    def test_a_part_of_a_shard_that_another_holds_is_an_error(self):
        files = self.inputs(4)
        self.sum(*files[:3], out="a.p2g.zst")
        self.sum(*files[2:], out="b.p2g.zst")
        code, _, err = self.run_program("merge", "--shards", "a.p2g.zst", "b.p2g.zst", "-o", "c.p2g.zst")
        self.assertEqual((code, err), (3, harness.error(
            "b.p2g.zst: holds h/2.folded, which a.p2g.zst holds too, beside others",
            "  hint: sum each input in one shard: make one of the two again without it\n")))
        self.assertFalse((self.folder / "c.p2g.zst").exists())

    def test_equal_bytes_under_two_names_are_two_inputs(self):
        self.write("a.folded", harness.FOLDED)
        self.write("b.folded", harness.FOLDED)
        self.sum("a.folded", "b.folded")
        self.assertEqual(self.ok("convert", "sum.p2g.zst", "-T", "folded").decode(),
                         "main;parse 40\nmain;parse;read 60\nmain;write 100\n")

    def test_a_plain_merge_adds_what_it_gets(self):
        self.sum("run.folded")
        for file in ("run.folded", "sum.p2g.zst"):
            self.assertIn("main;write 100\n", self.ok("merge", file, file, "-T", "folded").decode())

    def figures(self, path):
        code, out, err = self.run_program("-T", "json", "--exact-names", str(path))
        self.assertEqual(code, 0, err)
        data = json.loads(out)
        for key in ("thread", "offered"):  # what else the first file has is not kept
            data.pop(key, None)
        data.pop("warnings", None)  # name the file
        data["source"].pop("files")
        return data

    def test_what_goes_through_a_file_has_the_same_figures(self):
        samples = [path for folder in ("pstats", "pprof", "perf", "callgrind", "gprof", "folded", "austin", "speedscope", "axe")
                   for path in sorted((SAMPLES / folder).iterdir())]
        known = [path for path in samples if path.suffix != ".md" and self.run_program("list", str(path))[0] == 0]
        self.assertGreater(len(known), 40)
        for path in known:
            with self.subTest(path.name):
                code, _, err = self.run_program("convert", "-q", str(path), "-o", "x.p2g.zst")
                self.assertEqual(code, 0, err)
                self.assertEqual(self.figures("x.p2g.zst"), self.figures(path))
                first = (self.folder / "x.p2g.zst").read_bytes()
                self.assertEqual(self.run_program("convert", "-q", "x.p2g.zst", "-o", "y.p2g.zst")[0], 0)
                self.assertEqual((self.folder / "y.p2g.zst").read_bytes(), first)

    def test_what_goes_through_a_file_is_drawn_as_before(self):
        for sample in ("workload.prof", "importing.prof", "threads-3.12.prof", "profile-3.9.prof", "collision.prof"):
            path = SAMPLES / "pstats" / sample
            self.assertEqual(self.run_program("convert", "-q", str(path), "-o", "x.p2g.zst")[0], 0)
            for view in ("callgraph", "flame", "table"):
                with self.subTest(sample, view=view):
                    shown = ["-V", view, "--title", "t", "-T", "md" if view == "table" else "svg"]
                    before, after = (self.run_program(*shown, str(file)) for file in (path, "x.p2g.zst"))
                    self.assertEqual((before[0], after[0]), (0, 0))
                    self.assertEqual(after[1], before[1])

    def test_usage(self):
        cases = [
            (["--shards", "-"], "--shards reads files twice, and stdin can be read only once", "  hint: name files\n"),
            (["--shards", "run.folded", "--focus", "x"], "--shards sums all of each profile",
             "  hint: select when the sum is drawn\n"),
            (["--shards", "run.folded", "-T", "csv"], "a shard cannot be written as csv",
             "  hint: -o OUT.p2g.zst; prof2graph OUT.p2g.zst -o picture.svg draws it then\n"),
            (["--shards", "--spread", "run.folded"], "--shards and --spread are two outputs", "  hint: leave one of them out\n"),
            (["--spread", "run.folded", "-T", "json"], "a spread cannot be written as json", "  hint: types for it are: txt csv\n"),
            (["--spread", "run.folded", "--sort", "name"], "--sort name is no order of a spread",
             "  hint: --sort self, or --sort cumulative\n"),
        ]
        for arguments, message, hint in cases:
            code, _, err = self.run_program("merge", *arguments)
            self.assertEqual((code, err), (2, harness.error(message, hint)))

    def test_damage_is_told(self):
        whole = subprocess.run(["zstd", "-dc"], input=self.sum("run.folded"), capture_output=True, check=True).stdout
        self.write("plain.p2g", whole)
        self.assertIn(b"main;write 50", self.ok("convert", "plain.p2g", "-T", "folded"))
        for cut in range(len(b"prof2graph profile "), len(whole)):
            self.write("cut.p2g", whole[:cut])
            code, out, err = self.run_program("convert", "cut.p2g", "-T", "folded")
            self.assertEqual((code, out), (3, b""), cut)
            self.assertTrue(err.startswith("prof2graph: error: cut.p2g: "), err)
        self.write("next.p2g", whole.replace(b"profile 1\n", b"profile 2\n"))
        code, _, err = self.run_program("convert", "next.p2g", "-T", "folded")
        self.assertEqual(code, 3)
        self.assertIn("another version of prof2graph", err)


class Spread(harness.CliTest):
    def rows(self, *files):
        text = self.ok("merge", "--spread", *files, "-T", "csv").decode()
        return {row["name"]: row for row in csv.DictReader(io.StringIO(text))}

    def test_least_middle_and_most(self):
        for name, figures in {"a": (1, 10), "b": (4, 0), "c": (2, 5), "d": (9, 5)}.items():
            self.write(f"{name}.folded", f"main;f {figures[0]}\n" + (f"main;g {figures[1]}\n" if figures[1] else ""))
        rows = self.rows("a.folded", "b.folded", "c.folded", "d.folded")
        keys = ("files", "self_min", "self_median", "self_max", "self_max_in", "cumulative_min", "cumulative_median",
                "cumulative_max", "cumulative_max_in")
        self.assertEqual([rows["f"][key] for key in keys], ["4", "1", "3", "9", "d.folded", "1", "3", "9", "d.folded"])
        self.assertEqual([rows["g"][key] for key in keys], ["3", "0", "5", "10", "a.folded", "0", "5", "10", "a.folded"])
        self.assertEqual([rows["main"][key] for key in keys], ["4", "0", "0", "0", "", "4", "9", "14", "d.folded"])
        self.assertEqual(self.rows("a.folded", "b.folded")["f"]["self_median"], "2.5")

    def test_text(self):
        self.write("a.folded", "main;f 1\n")
        self.write("b.folded", "main;f 4\n")
        self.assertEqual(self.ok("merge", "--spread", "a.folded", "b.folded").decode(), (
            "2 files, total of each in samples: least 1, median 3, largest 4 in b.folded\n\n"
            "files  self min  median  max  cum. min  median  max  most self in  function\n"
            "    2         1       3    4         1       3    4  b.folded      f\n"
            "    2         0       0    0         1       3    4                main\n"))


class Fleet(harness.CliTest):
    def setUp(self):
        super().setUp()
        subprocess.run([sys.executable, str(FLEET / "make_profiles.py"), "profiles", "120", "6"], cwd=self.folder, check=True)
        files = sorted(str(path.relative_to(self.folder)) for path in (self.folder / "profiles").glob("*/*"))
        self.assertEqual(len(files), 120)
        (self.folder / "one").mkdir()
        self.assertEqual(self.run_program("merge", "-q", "--shards", *files, "-o", "one/fleet.p2g.zst")[0], 0)
        self.assertEqual(self.run_program("-q", "one/fleet.p2g.zst", "-o", "one/fleet.svg")[0], 0)

    def sum_with(self, command, victim):
        program = self.write("deadly", DEADLY.format(victim=victim))
        program.chmod(0o755)
        environment = {**os.environ, "PROF2GRAPH": str(program), "P2G_KILLED": str(self.folder / "killed"),
                       "P2G_BINARY": os.path.abspath(harness.BINARY)}
        done = subprocess.run(command, cwd=self.folder, env=environment, capture_output=True, check=False, timeout=100)
        self.assertEqual(done.returncode, 0, done.stderr.decode())
        self.assertTrue((self.folder / "killed").exists(), "nobody was killed")
        for name in ("fleet.p2g.zst", "fleet.svg"):
            self.assertEqual((self.folder / "out" / name).read_bytes(), (self.folder / "one" / name).read_bytes(), name)
        hosts = list(csv.DictReader((self.folder / "out" / "hosts.csv").open()))
        read = next(row for row in hosts if row["name"] == "db_read")
        self.assertEqual((read["files"], pathlib.Path(read["self_max_in"]).name), ("6", "host-005.p2g.zst"))
        self.assertGreater(float(read["self_max"]), 3 * float(read["self_median"]))
        # A host that is summed again changes nothing.
        code, _, err = self.run_program("merge", "--shards", "out/0/host-002.p2g.zst", "out/fleet.p2g.zst", "-o", "x.p2g.zst")
        self.assertEqual(code, 0, err)
        self.assertEqual((self.folder / "x.p2g.zst").read_bytes(), (self.folder / "one/fleet.p2g.zst").read_bytes())

    @unittest.skipUnless(shutil.which("parallel"), "no GNU parallel")
    def test_parallel(self):
        self.sum_with([str(FLEET / "sum_with_parallel.sh"), "profiles", "out"], victim="$$")

    @unittest.skipUnless(has_dask(), "no python3-distributed")
    def test_dask(self):
        self.sum_with([SYSTEM_PYTHON, "-B", str(FLEET / "sum_with_dask.py"), "profiles", "out", "--workers", "3"],
                      victim="$PPID")


if __name__ == "__main__":
    unittest.main()

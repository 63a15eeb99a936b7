"""batch: what is found, what it is called, what is written and left alone, and going on where it was."""
import fcntl
import hashlib
import json
import os
import pathlib
import pty
import re
import signal
import subprocess
import time
import unittest

from harness import CliTest, error, main

HINT = "  hint: prof2graph batch 'runs/**/*.prof' -o out/\n"


class BatchTest(CliTest):
    def setUp(self):
        super().setUp()
        for name, text in {"runs/a.folded": "main;parse 30\nmain;write 50\n", "runs/api/b.folded": "main;serve 7\n",
                           "runs/api/deep/c.folded": "main;dig 9\n", "runs/notes.txt": "these are notes\n"}.items():
            self.put(name, text)

    def put(self, name, content):
        (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
        return self.write(name, content)

    def batch(self, *arguments, code=0, stdin=b"", **options):
        """stderr of a batch into out/."""
        got, out, err = self.run_program("batch", *arguments, "-o", "out", stdin=stdin, **options)
        self.assertEqual((got, out), (code, b""), err)
        return err

    def manifest(self, folder="out"):
        return json.loads((self.folder / folder / "manifest.json").read_text())

    def items(self, folder="out"):
        return {item["name"]: item for item in self.manifest(folder)["items"]}

    def outputs(self, folder="out"):
        return {str(path.relative_to(self.folder / folder)): path.read_bytes()
                for path in (self.folder / folder).rglob("*") if path.is_file()}


class Inputs(BatchTest):
    def test_a_pattern_is_expanded_here(self):
        self.batch("runs/**/*.folded", "-T", "txt")
        self.assertEqual(sorted(self.items()), ["a.folded", "api/b.folded", "api/deep/c.folded"])
        self.assertIn(b"serve", self.outputs()["api/b.folded.txt"])

    def test_patterns_within_a_name(self):
        for pattern, names in {"runs/*.folded": ["a.folded"], "runs/*/?.folded": ["api/b.folded"],
                               "runs/**/[!a-b].folded": ["api/deep/c.folded"], "*/api/b*": ["runs/api/b.folded"],
                               "runs/**/api/**/*.folded": ["api/b.folded", "api/deep/c.folded"]}.items():
            self.batch(pattern, "-T", "txt")
            self.assertEqual(sorted(self.items()), names, pattern)

    def test_a_folder_leaves_out_what_is_no_profile(self):
        self.put("runs/.hidden.folded", "a 1\n")
        err = self.batch("runs", "-T", "txt")
        self.assertEqual({name: item["state"] for name, item in self.items().items()},
                         {"a.folded": "drawn", "api/b.folded": "drawn", "api/deep/c.folded": "drawn", "notes.txt": "no-profile"})
        self.assertIn("prof2graph: 4/4 notes.txt: left out: no profile\n", err)
        self.assertEqual(self.run_program("batch", "runs/notes.txt", "-o", "other")[0], 3)  # named: an error

    def test_lists(self):
        self.put("list", "runs/a.folded\n\nruns/api/b.folded\r\n")
        self.batch("@list", "-T", "txt")
        self.assertEqual(sorted(self.items()), ["a.folded", "b.folded"])
        self.batch("-", "-T", "txt", stdin="runs/api/deep/c.folded\n")
        self.assertEqual(sorted(self.items()), ["c.folded"])
        self.put("runs/new\nline.folded", "x 1\n")
        self.batch("-", "-T", "txt", stdin=b"runs/a.folded\0runs/new\nline.folded\0")
        self.assertEqual(sorted(self.items()), ["a.folded", "new%0Aline.folded"])

    def test_links_that_lead_back_are_no_trap(self):
        (self.folder / "runs/api/loop").symlink_to("..")
        self.batch("runs/**/*.folded", "runs", "-T", "txt")
        self.assertEqual(len(self.items()), 4)

    def test_one_that_matches_nothing(self):
        err = self.batch("runs/*.folded", "none/*.prof", "-T", "txt", code=3)
        self.assertIn("prof2graph: error: none/*.prof: no file matches this pattern\n", err)
        self.assertEqual(sorted(self.items()), ["a.folded"])

    @unittest.skipIf(os.geteuid() == 0, "root may read everything")
    def test_a_folder_that_cannot_be_read_is_told(self):
        (self.folder / "runs/api").chmod(0)
        self.addCleanup((self.folder / "runs/api").chmod, 0o755)
        for word in ("runs", "runs/**/*.folded"):
            err = self.batch(word, "-T", "txt", code=3)
            self.assertIn("prof2graph: error: runs/api: cannot be read: Permission denied\n", err)
            self.assertIn("a.folded", self.items())

    def test_words_that_make_no_batch(self):
        self.fails(2, error("no input", HINT), "batch", "-o", "out")
        self.fails(2, error("a batch writes into one folder, and -o names none", HINT), "batch", "runs")
        self.fails(2, error("a batch writes into a folder, not to stdout", HINT), "batch", "runs", "-o", "-")
        self.fails(2, error("-T svg is given twice", "  hint: leave one of them out\n"), "batch", "runs", "-o", "o", "-T", "svg", "-T", "svg")
        self.fails(2, error("--jobs is no option of draw", "  hint: prof2graph draw --help lists them\n"), "run.prof", "--jobs", "2")
        self.assertEqual(self.run_program("run.prof", "-T", "json", "-T", "svg")[0], 2)

    def test_outputs_are_no_inputs(self):
        self.batch("**/*.folded", "-T", "folded")
        first = self.items()
        self.batch("**/*.folded", "-T", "folded")
        self.assertEqual(self.items(), first)
        self.fails(2, error('"out/run.folded.folded" lies in the output folder', "  hint: choose another folder for -o\n"),
                   "batch", "out/run.folded.folded", "-o", "out")


class Names(BatchTest):
    def test_told_apart_by_their_folders(self):
        for word in ("runs/a.folded", "runs/api/b.folded"):
            self.put("other/" + word, "x 3\n")
        self.batch("runs/a.folded", "other/runs/a.folded", "-T", "txt")
        self.assertEqual(sorted(self.items()), ["other/runs/a.folded", self.folder.name + "/runs/a.folded"])

    def test_one_file_in_two_words_is_one(self):
        self.batch("runs/a.folded", "./runs/../runs/a.folded", "runs/*.folded", "-T", "txt")
        self.assertEqual(len(self.items()), 1)

    def test_the_batches_own_files_are_never_an_output(self):
        for name in ("manifest", "index"):
            self.put(name, "x 3\n")
        self.batch("manifest", "-T", "json")
        self.assertEqual(list(self.items()), [self.folder.name + "/manifest"])

    def test_a_file_and_a_folder_of_one_name(self):
        self.put("runs/x", "x 1\n")
        self.put("runs/x.txt/y", "y 1\n")
        self.batch("runs/x", "runs/**/y", "-T", "txt")
        self.assertEqual(sorted(item["state"] for item in self.items().values()), ["drawn", "drawn"])

    def test_groups_that_clash(self):
        self.put("in/g1/a.folded", "x 1\n")
        self.put("in/index/a.folded", "x 1\n")
        code, _, err = self.run_program("batch", "in/**/*.folded", "-o", "out", "--group-by", "manifest|in/(index)", "-T", "txt")
        self.assertEqual(code, 0, err)
        self.put("in/manifest/a.folded", "x 1\n")
        code, _, err = self.run_program("batch", "in/**/*.folded", "-o", "o2", "--group-by", "manifest", "-T", "json")
        self.assertEqual(code, 2)
        self.assertIn("would be written to manifest.json, which the batch needs itself", err)

    def test_hostile_names(self):
        names = ["<script>alert(1)<.folded", "a\"b'c&.folded", "%2e%2e.folded", "javascript:x.folded", "\x1b[31m.folded",
                 "back\\slash.folded", "\u202egnp.folded", "-rf.folded", "x" * 240 + ".folded"]
        for name in names:
            self.put("bad/" + name, "main;f 1\n")
        (self.folder / "bad" / os.fsdecode(b"\xff\xfe.folded")).write_text("main;f 1\n")
        before = set(self.listing())
        err = self.batch("bad/*", "-T", "txt")
        self.assertNotIn("\x1b", err)
        self.assertEqual(len(self.items()), len(names) + 1)
        self.assertTrue(all(item["state"] == "drawn" for item in self.items().values()))
        new = set(self.listing()) - before
        self.assertTrue(all(name == "out" or name.startswith("out/") for name in new), new)
        page = (self.folder / "out/index.html").read_text()
        self.assertNotIn("<script>alert", page)
        self.assertNotIn("\u202e", page)
        links = re.findall(r'href="([^"]*)"', page)
        self.assertEqual(len(links), len(names) + 1)
        self.assertTrue(all(re.fullmatch(r"\./[\w.~/%-]+", link) for link in links), links)

    def test_nothing_is_written_through_a_link(self):
        outside = self.put("outside/keep.txt", "keep")
        (self.folder / "out").mkdir()
        (self.folder / "out/a.folded.txt").symlink_to(outside)
        (self.folder / "out/api").symlink_to("../outside")
        err = self.batch("runs/**/*.folded", "-T", "txt", code=3)
        self.assertEqual((outside.read_text(), os.listdir(self.folder / "outside")), ("keep", ["keep.txt"]))
        self.assertIn("out/a.folded.txt: is a link, and nothing is written through one", err)
        self.assertIn("its folder api is a link", err)
        self.assertTrue(all(item["state"] == "failed" for item in self.items().values()))
        for name in ("index.html", "manifest.json", "manifest.json.part"):
            (self.folder / ("for " + name)).mkdir()
            (self.folder / ("for " + name) / name).symlink_to(outside)
            self.assertEqual(self.run_program("batch", "runs/*.folded", "-o", "for " + name, "-T", "txt")[0], 3)
            self.assertEqual(outside.read_text(), "keep")


class Report(BatchTest):
    def test_several_types(self):
        self.batch("runs/*.folded", "-T", "svg", "-T", "json", "-V", "flame")
        self.assertEqual([(o["file"], o["type"]) for o in self.items()["a.folded"]["outputs"]],
                         [("a.folded.svg", "svg"), ("a.folded.json", "json")])
        self.assertEqual(self.outputs()["a.folded.svg"], self.ok("runs/a.folded", "-V", "flame", "-T", "svg"))
        self.assertEqual(self.outputs()["a.folded.json"], self.ok("runs/a.folded", "-T", "json"))

    def test_without_a_type_it_is_a_picture(self):
        self.batch("runs/*.folded")
        self.assertEqual(self.outputs()["a.folded.svg"], self.ok("runs/a.folded", "-T", "svg"))

    def test_manifest(self):
        self.batch("runs/*.folded", "run.prof", "-T", "txt")
        manifest = self.manifest()
        self.assertEqual(manifest["prof2graph_batch"], 1)
        self.assertRegex(manifest["settings"], "^[0-9a-f]{64}$")
        item = self.items()["a.folded"]
        data = (self.folder / "runs/a.folded").read_bytes()
        self.assertEqual(item["inputs"], [{"file": "runs/a.folded", "sha256": hashlib.sha256(data).hexdigest()}])
        self.assertEqual((item["state"], item["exit"], item["total"], item["functions"]), ("drawn", 0, 80, 3))
        self.assertEqual([(row["function"], row["self"], row["cumulative"]) for row in item["top"]],
                         [("write", 50, 50), ("parse", 30, 30)])
        self.assertEqual(item["outputs"][0]["bytes"], len(self.outputs()["a.folded.txt"]))
        item = self.items()["run.prof"]
        self.assertEqual((item["total"], item["metric"]["unit"], item["top"][0]["function"]), (1, "s", "work"))

    def test_hashes_of_all_sizes(self):
        for size in (0, 1, 54, 55, 56, 63, 64, 65, 119, 120, 128, 300000):
            self.put(f"sizes/{size}.folded", b"main 1\n".ljust(size, b"\n")[:size])
        self.run_program("batch", "sizes/*", "-o", "out", "-T", "txt")
        for name, item in self.items().items():
            data = (self.folder / "sizes" / name).read_bytes()
            self.assertEqual(item["inputs"][0]["sha256"], hashlib.sha256(data).hexdigest(), name)

    def test_one_bad_file_does_not_stop_the_rest(self):
        self.put("runs/b.folded", "main;x notanumber\n" * 3)
        err = self.batch("runs/*.folded", "missing.prof", "-T", "txt", code=3)
        self.assertIn("prof2graph: error: runs/b.folded", err)
        self.assertIn("prof2graph: error: missing.prof: cannot be opened", err)
        self.assertEqual({name: item["state"] for name, item in self.items().items()},
                         {"a.folded": "drawn", "b.folded": "failed", "missing.prof": "failed"})
        self.assertEqual((self.items()["b.folded"]["exit"], self.items()["b.folded"]["outputs"]), (3, []))
        self.assertIn("failed: runs/b.folded: ", (self.folder / "out/index.html").read_text())
        self.assertNotIn("b.folded.txt", self.outputs())

    def test_any_number_of_jobs_gives_the_same_bytes(self):
        for i in range(40):
            self.put(f"many/{i % 7}/{i}.folded", f"main;f{i};g 3\nmain;h{i % 5} {i + 1}\n")
        made = []
        for jobs in ("1", "4", "0"):
            folder = "out" + jobs
            code, _, err = self.run_program("batch", "many", "runs", "-o", folder, "--jobs", jobs, "-T", "svg", "-T", "json")
            self.assertEqual(code, 0, err)
            made.append((self.outputs(folder), err.replace(folder, "out")))
        self.assertEqual(made[0], made[1])
        self.assertEqual(made[0], made[2])

    def test_limits_are_checked_of_each(self):
        err = self.batch("runs/**/*.folded", "-T", "txt", "--fail-on", "total>10", code=1)
        self.assertIn("1 over a limit", err)
        self.assertEqual(self.items()["a.folded"]["state"], "tripped")

    def test_quiet_and_log(self):
        err = self.batch("runs/*.folded", "-T", "txt")
        self.assertIn("prof2graph: 1/1 a.folded: 80 samples, most in write (62.5%)", err)
        self.assertEqual(self.batch("runs/*.folded", "-T", "txt", "-q", "--force"), "")

    def test_a_terminal_gets_a_bar(self):
        for i in range(400):
            self.put(f"many/{i}.folded", "".join(f"main;f{j % 50};g{j} {j + 1}\n" for j in range(300)))
        master, slave = pty.openpty()
        process = self.start("batch", "many", "-o", "out", "--jobs", "1", stdin=subprocess.DEVNULL, stdout=slave, stderr=slave,
                             env={"TERM": "xterm"})
        os.close(slave)
        seen = b""
        while True:
            try:
                block = os.read(master, 65536)
            except OSError:
                break
            if not block:
                break
            seen += block
        os.close(master)
        self.assertEqual(process.wait(), 0)
        text = seen.decode()
        self.assertNotIn("1/400", text)
        if process.returncode == 0 and text.count("\r") > 3:  # it took more than a second
            self.assertRegex(text, r"\[#*\.*\] [\d]+ of 400, \d+:\d\d left")
        self.assertIn("400 drawn", text)


class GoingOn(BatchTest):
    def stamps(self, folder="out"):
        return {path.name: path.stat().st_ino for path in (self.folder / folder).rglob("*.txt")}

    def test_unchanged_is_not_drawn_again(self):
        self.batch("runs/**/*.folded", "-T", "txt")
        report, before = self.outputs(), self.stamps()
        err = self.batch("runs/**/*.folded", "-T", "txt")
        self.assertIn("0 drawn, 3 unchanged", err)
        self.assertEqual((self.outputs(), self.stamps()), (report, before))
        self.put("runs/a.folded", "main;parse 31\n")
        self.assertIn("1 drawn, 2 unchanged", self.batch("runs/**/*.folded", "-T", "txt"))
        self.assertEqual(self.items()["a.folded"]["total"], 31)
        self.assertIn("3 drawn, 2 with warnings;", self.batch("runs/**/*.folded", "-T", "txt", "--force"))
        self.assertNotEqual(self.stamps(), before)

    def test_other_options_draw_again(self):
        self.batch("runs/*.folded", "-T", "txt")
        self.assertIn("1 drawn", self.batch("runs/*.folded", "-T", "txt", "--limit", "1"))
        self.assertIn("1 unchanged", self.batch("runs/*.folded", "-T", "txt", "--limit", "1", "--jobs", "2"))
        self.put("mine.toml", "")
        self.assertIn("1 drawn", self.batch("runs/*.folded", "-T", "txt"))

    def test_a_theme_that_changed_draws_again(self):
        theme = pathlib.Path(__file__).parents[2].joinpath("themes/heat.toml").read_text()
        self.put("my.toml", theme)
        self.batch("runs/*.folded", "--theme", "./my.toml")
        self.assertIn("1 unchanged", self.batch("runs/*.folded", "--theme", "./my.toml"))
        self.put("my.toml", theme + "\n# changed\n")
        self.assertIn("1 drawn", self.batch("runs/*.folded", "--theme", "./my.toml"))

    def test_a_pipe_is_read_each_time(self):
        os.mkfifo(self.folder / "pipe.folded")
        for cost in (3, 4):
            writer = subprocess.Popen(["sh", "-c", f"printf 'main;f {cost}\\n' > pipe.folded"], cwd=self.folder)
            self.batch("pipe.folded", "-T", "txt")
            writer.wait()
            self.assertEqual(self.items()["pipe.folded"]["total"], cost)

    def test_an_output_that_is_gone_or_cut_is_made_again(self):
        self.batch("runs/**/*.folded", "-T", "txt")
        whole = self.outputs()
        (self.folder / "out/a.folded.txt").unlink()
        (self.folder / "out/api/b.folded.txt").write_bytes(b"cut")
        self.assertIn("2 drawn, 1 unchanged", self.batch("runs/**/*.folded", "-T", "txt"))
        self.assertEqual(self.outputs(), whole)

    def test_a_manifest_that_somebody_broke_is_no_harm(self):
        self.batch("runs/*.folded", "-T", "txt")
        whole = self.outputs()
        for text in ("", "{", "[]", '{"prof2graph_batch": 1, "settings": 3, "items": [{}]}', "\0" * 100, '{"a":' * 1000,
                     whole["manifest.json"][:-30].decode() + '"'):
            (self.folder / "out/manifest.json").write_text(text)
            self.batch("runs/*.folded", "-T", "txt")
            self.assertEqual(self.outputs(), whole, text)

    def interrupted(self, number, jobs):
        process = self.start("batch", "many", "-o", "out", "--jobs", jobs, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                             stderr=subprocess.PIPE)
        deadline = time.monotonic() + 60
        part = self.folder / "out/manifest.json.part"
        while time.monotonic() < deadline and (not part.exists() or part.read_bytes().count(b"\n") < 20):
            time.sleep(0.005)
        process.send_signal(number)
        _, err = process.communicate(timeout=60)
        return process.returncode, err.decode()

    def test_interrupted_and_started_again(self):
        for i in range(300):
            self.put(f"many/{i}.folded", "".join(f"main;f{j % 30};g{j};h{j % 7} {j + i}\n" for j in range(200)))
        self.assertEqual(self.run_program("batch", "many", "-o", "whole")[0], 0)
        for number, jobs in ((signal.SIGINT, "1"), (signal.SIGTERM, "4"), (signal.SIGKILL, "2")):
            code, _ = self.interrupted(number, jobs)
            self.assertEqual(code, -9 if number == signal.SIGKILL else 128 + number)
            self.assertFalse((self.folder / "out/index.html").exists())
            done = {name: data for name, data in self.outputs().items() if name.endswith(".svg")}
            whole = self.outputs("whole")
            if number != signal.SIGKILL:
                self.assertEqual([name for name in self.outputs() if not name.endswith((".svg", ".part"))], [])
            for name, data in done.items():
                self.assertEqual(data, whole[name])
            err = self.batch("many")
            unchanged = int(re.search(r"(\d+) unchanged", err).group(1))
            self.assertGreaterEqual(unchanged, 15)
            self.assertLess(unchanged, 300)
            made = {name: data for name, data in self.outputs().items() if name in whole}
            self.assertEqual(made, whole)
            self.assertNotIn("manifest.json.part", self.outputs())
            subprocess.run(["rm", "-r", str(self.folder / "out")], check=True)

    def test_what_other_settings_began_is_not_trusted(self):
        for i in range(60):
            self.put(f"many/{i}.folded", "".join(f"main;f{j % 30};g{j} {j + i}\n" for j in range(200)))
        self.batch("many", "--theme", "gray")
        gray = self.outputs()
        self.assertIn(self.interrupted(signal.SIGINT, "1")[0], (0, 130))
        self.batch("many", "--theme", "gray")
        self.assertEqual(self.outputs(), gray)

    def test_two_at_once_do_not_mix(self):
        with self.put("out/manifest.json.part", "").open("ab") as journal:
            fcntl.flock(journal, fcntl.LOCK_EX)
            err = self.batch("runs/*.folded", "-T", "txt", code=3)
            self.assertEqual(err, "prof2graph: error: out: another batch writes into this folder\n")
            self.assertEqual(list(self.outputs()), ["manifest.json.part"])
        self.batch("runs/*.folded", "-T", "txt")


class Groups(BatchTest):
    def setUp(self):
        super().setUp()
        for run in (1, 2):
            for worker in (1, 2, 3):
                self.put(f"w/run-{run}/worker-{worker}.folded", f"main;work {run * worker}\n")

    def test_workers_of_a_run_are_one(self):
        self.batch("w/**/*.folded", "runs/a.folded", "--group-by", r"(run-\d+)/worker-\d+", "-T", "json")
        items = self.items()
        self.assertEqual({name: (item["total"], len(item["inputs"])) for name, item in items.items()},
                         {"a.folded": (80, 1), "run-1": (6, 3), "run-2": (12, 3)})
        files = [f"w/run-1/worker-{i}.folded" for i in (1, 2, 3)]
        self.assertEqual([item["file"] for item in items["run-1"]["inputs"]], files)
        self.assertEqual(self.outputs()["run-1.json"], self.ok(*files, "-T", "json"))

    def test_the_title_is_the_group(self):
        self.batch("w/**/*.folded", "--group-by", r"run-\d+")
        self.assertIn(b">run-1<", self.outputs()["run-1.svg"])

    def test_a_key_is_no_way_out(self):
        self.batch("w/**/*.folded", "--group-by", r"(w/)run-(1)", "-T", "txt")
        self.assertIn("w/-1", self.items())
        self.put("list", "\n".join(f"{self.folder}/w/../w/run-1/worker-{i}.folded" for i in (1, 2)))
        self.batch("@list", "--group-by", r"/w(/../).", "-T", "txt")
        self.assertEqual([name for name in self.listing() if "worker" in name and not name.startswith("w/")],
                         [name for name in self.listing() if name.startswith("out/") and "worker" in name])

    def test_no_expression(self):
        code, _, err = self.run_program("batch", "w", "-o", "out", "--group-by", "(")
        self.assertEqual(code, 2)
        self.assertIn('--group-by: "(" is no regular expression', err)


class Baseline(BatchTest):
    def setUp(self):
        super().setUp()
        for name, before, after in (("same", 1000, 1000), ("worse", 1000, 9000), ("better", 1000, 100), ("worst", 1000, 90000)):
            self.put(f"old/x/{name}.folded", f"main;f 5000\nmain;g {before}\n")
            self.put(f"new/x/{name}.folded", f"main;f 5000\nmain;g {after}\n")
        self.put("new/x/added.folded", "main;g 5\n")

    def test_each_with_its_namesake_and_the_worst_first(self):
        self.batch("new", "--baseline", "old", "-T", "txt")
        items = self.items()
        self.assertEqual(items["x/worse.folded"]["baseline"][0]["file"], "old/x/worse.folded")
        self.assertEqual(items["x/worse.folded"]["change"]["before"], 6000)
        self.assertEqual(items["x/worse.folded"]["change"]["delta"], 8000)
        self.assertEqual(items["x/worse.folded"]["change"]["function"], "g")
        self.assertNotIn("change", items["x/added.folded"])
        self.assertEqual(self.outputs()["x/worse.folded.txt"],
                         self.ok("diff", "old/x/worse.folded", "new/x/worse.folded", "-T", "txt"))
        page = (self.folder / "out/index.html").read_text()
        order = re.findall(r"<h2><a [^>]*>x/(\w+)\.folded", page)
        self.assertEqual(order, ["worst", "worse", "added", "same", "better"])
        self.assertIn('id="by-change" checked', page)
        self.assertEqual(page.count("new: compared with nothing"), 1)

    def test_pictures(self):
        self.batch("new", "--baseline", "old")
        self.assertEqual(self.outputs()["x/worse.folded.svg"],
                         self.ok("diff", "old/x/worse.folded", "new/x/worse.folded", "-T", "svg"))

    def test_a_baseline_that_changed_is_compared_again(self):
        self.batch("new", "--baseline", "old", "-T", "txt")
        self.put("old/x/same.folded", "main;f 4000\n")
        self.assertIn("1 drawn, 4 unchanged", self.batch("new", "--baseline", "old", "-T", "txt"))

    def test_groups_are_compared_as_sums(self):
        for side, cost in (("old", 100), ("new", 300)):
            for worker in (1, 2):
                self.put(f"{side}2/run/w{worker}.folded", f"main;work {cost}\n")
        self.batch("new2", "--baseline", "old2", "--group-by", "run", "-T", "txt")
        change = self.items()["run"]["change"]
        self.assertEqual((change["before"], change["delta"]), (200, 400))

    def test_no_folder(self):
        self.assertEqual(self.run_program("batch", "new", "-o", "out", "--baseline", "nothing")[0], 3)


class Stale(BatchTest):
    """Outputs of earlier batches that none of this one takes the place of."""

    def stale(self):
        return [entry["file"] for entry in self.manifest().get("stale", [])]

    def test_a_renamed_and_a_removed_profile(self):
        self.batch("runs", "-T", "txt")
        self.assertEqual(self.stale(), [])
        self.assertNotIn("stale", self.manifest())
        (self.folder / "runs/a.folded").rename(self.folder / "runs/new.folded")
        (self.folder / "runs/api/b.folded").unlink()
        for _ in range(2):  # said until they are gone
            err = self.batch("runs", "-T", "txt")
            self.assertEqual(self.stale(), ["a.folded.txt", "api/b.folded.txt"])
            self.assertIn("note: out/a.folded.txt and 1 more files are of an earlier batch and none of this one's: the index lists them\n", err)
        page = (self.folder / "out/index.html").read_text()
        self.assertIn("<summary>2 files of earlier batches</summary><ul>\n<li>a.folded.txt</li>\n<li>api/b.folded.txt</li>", page)
        (self.folder / "out/a.folded.txt").unlink()
        self.assertIn("note: out/api/b.folded.txt is of", self.batch("runs", "-T", "txt"))
        (self.folder / "out/api/b.folded.txt").unlink()
        self.assertNotIn("earlier batch", self.batch("runs", "-T", "txt"))
        self.assertNotIn("stale", self.manifest())

    def test_another_type_and_force(self):
        self.batch("runs/*.folded", "-T", "txt")
        self.batch("runs/*.folded", "-T", "csv", "--force")
        self.assertEqual(self.stale(), ["a.folded.txt"])
        self.batch("runs/*.folded", "-T", "txt")
        self.assertEqual(self.stale(), ["a.folded.csv"])

    def test_what_came_back_is_stale_no_more(self):
        self.batch("runs", "-T", "txt")
        self.batch("runs/*.folded", "-T", "txt")
        self.assertEqual(self.stale(), ["api/b.folded.txt", "api/deep/c.folded.txt"])
        self.batch("runs", "-T", "txt")
        self.assertEqual(self.stale(), [])

    def test_the_picture_of_a_profile_that_fails_now(self):
        self.batch("runs/*.folded", "-T", "txt")
        self.put("runs/a.folded", "no profile any more\n")
        self.batch("runs/*.folded", "-T", "txt", code=3)
        self.assertEqual(self.stale(), ["a.folded.txt"])

    def test_a_manifest_cannot_point_at_files_of_others(self):
        self.write("secret", "x")
        self.batch("runs/*.folded", "-T", "txt")
        (self.folder / "out/link").symlink_to(self.folder / "secret")
        outputs = ", ".join(json.dumps({"file": name}) for name in ("../secret", str(self.folder / "secret"), "link", "x/../../secret", "index.html"))
        text = (self.folder / "out/manifest.json").read_text()
        self.put("out/manifest.json", text.replace('"items": [', f'"stale": [{outputs}], "items": ['))
        self.batch("runs/*.folded", "-T", "txt")
        self.assertEqual(self.stale(), [])


class Index(BatchTest):
    def test_a_card_each_and_no_network(self):
        self.batch("runs", "-T", "svg")
        page = (self.folder / "out/index.html").read_text()
        self.assertEqual(page.count('<li class="drawn"'), 3)
        self.assertIn("<summary>1 file is no profile</summary><ul>\n<li>notes.txt</li>", page)
        self.assertIn('href="./api/b.folded.svg"', page)
        self.assertIn("default-src 'none'", page)
        self.assertEqual(re.findall(r"(?:src|href)=\"(?!\./)[^\"]*\"|url\(|@import", page), [])
        self.assertIn('title="write: self 62.5%, cumulative 62.5%"', page)

    def test_function_names_are_escaped(self):
        self.put("evil/x.folded", "main;<img/src=x:onerror=alert(1)> 5\nmain;a\"b&c 9\n")
        self.batch("evil", "-T", "txt")
        page = (self.folder / "out/index.html").read_text()
        self.assertNotIn("<img", page)
        self.assertIn("a&quot;b&amp;c", page)


main()

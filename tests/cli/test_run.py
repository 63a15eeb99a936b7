"""run: what is drawn of a program, and which programs can be run."""
import os
import pstats
import re
import sys
import time

from harness import error, main
from recording import APP, PYTHON, PYTHONS, RUN_HINT, RunTest


class Recorded(RunTest):
    def test_a_picture_and_where_it_is(self):
        code, out, err = self.run_program("run", "--", PYTHON, "app.py")
        self.assertEqual((code, out), (0, b""))
        self.assertIn("prof2graph: note: profile.svg: app.py, recorded with cProfile, wall time\n", err)
        picture = (self.folder / "profile.svg").read_text()
        self.assertIn("work", picture)
        self.assertRegex(picture, r"ms of wall time|s of wall time")
        self.assertIn(">app.py<", picture)

    def test_the_type_names_the_file(self):
        for options, name in {("-T", "md"): "profile.md", ("-V", "table"): "profile.txt", ("-V", "flame"): "profile.svg"}.items():
            self.assertEqual(self.run_program("run", "-q", *options, "--", PYTHON, "app.py")[0], 0)
            self.assertTrue((self.folder / name).is_file(), name)
        code, out, _ = self.run_program("run", "-V", "table", "-o", "-", "--", PYTHON, "app.py")
        self.assertEqual(code, 0)
        self.assertIn(b"app.py:6(main)", out)

    def test_nothing_of_the_recorder_is_in_it(self):
        for python in PYTHONS:
            for clock in ("wall", "cpu"):
                self.assertEqual(self.run_python(APP, options=("--clock", clock, "-n", "0"), python=python), (0, b"", ""), python)
                figures = self.figures()
                names = sorted(f["name"] for f in figures["functions"] if "file" in f and f["file"] not in ("", "~"))
                self.assertEqual(names, ["<genexpr>", "<module>", "main", "work"], python)
                root = self.functions()["<module>"]
                self.assertEqual(root["cumulative"], max(f["cumulative"] for f in figures["functions"]))
                self.assertFalse([edge for edge in figures["edges"] if edge["callee"] == root["id"]])
                self.assertEqual(self.functions()["work"]["calls"], 20)
                self.assertEqual(figures["metric"]["name"], {"wall": "wall time", "cpu": "CPU time"}[clock])
                others = {re.sub(r".*[ .<](\w+)>", r"\1", name) for name in set(self.functions()) - set(names)}
                self.assertLessEqual(others, {"sum", "range", "exit"}, python)
                self.assertNotIn("record_cprofile", (self.folder / "out.json").read_text())

    def test_clocks(self):
        text = "import time\ndef wait(): time.sleep(0.3)\nwait()\n"
        for python in PYTHONS:
            self.run_python(text, python=python)
            self.assertGreater(self.functions()["wait"]["cumulative"], 0.29, python)
            self.run_python(text, python=python, options=("--clock", "cpu"))
            self.assertLess(self.functions()["wait"]["cumulative"], 0.1, python)

    def test_the_clock_of_a_gate_does_not_count_waiting(self):
        text = "import time\ntime.sleep(0.3)\n"
        self.assertEqual(self.run_python(text, options=("--fail-on", "total>250ms"))[0], 0)
        code, _, err = self.run_python(text, options=("--fail-on", "total>250ms", "--clock", "wall"))
        self.assertEqual(code, 1)
        self.assertIn("prof2graph: limit total>250ms tripped", err)

    def test_a_tripped_limit_does_not_hide_how_the_program_ended(self):
        self.assertEqual(self.run_python(APP + "sys.exit(7)\n", options=("--fail-on", "total>1ns"))[0], 7)
        self.assertEqual(self.run_python(APP, options=("--fail-on", "total>1ns"))[0], 1)

    def test_the_raw_profile_is_kept(self):
        self.run_python(APP, options=("--keep", "raw.prof"))
        stats = pstats.Stats(str(self.folder / "raw.prof")).stats
        self.assertEqual([row[0] for key, row in stats.items() if key[2] == "work"], [20])
        self.assertIn(b"work", self.ok("raw.prof", "-V", "table"))
        self.fails(2, error("--keep and -o both write ./a.prof", "  hint: choose another name for one of them\n"),
                   "run", "--keep", "a.prof", "-o", "./a.prof", "-T", "json", "--", PYTHON, "app.py")

    def test_outputs_are_tried_before_the_program_runs(self):
        for options in (("-o", "nowhere/x.svg"), ("-o", "x.svg", "--keep", "nowhere/x.prof")):
            code, out, err = self.run_program("run", *options, "--", PYTHON, "-c", "print('it ran')")
            self.assertEqual((code, out), (3, b""), err)
            self.assertIn("cannot be written", err)

    def test_what_the_command_names_is_not_overwritten(self):
        before = (self.folder / "app.py").read_bytes()
        for options in (("-o", "app.py", "-T", "svg"), ("-o", "x.svg", "--keep", "app.py")):
            code, _, err = self.run_program("run", *options, "--", PYTHON, "app.py")
            self.assertEqual(code, 2)
            self.assertIn("app.py is part of the command and cannot be the output, too", err)
        self.assertEqual((self.folder / "app.py").read_bytes(), before)

    def test_a_failed_start_leaves_the_picture_of_before(self):
        (self.folder / "x.svg").write_text("good")
        code, _, err = self.run_program("run", "-o", "x.svg", "--", PYTHON, "nonexistent.py")
        self.assertEqual(code, 2)
        self.assertIn("ended before anything could be recorded", err)
        self.assertEqual((self.folder / "x.svg").read_text(), "good")

    def test_several_runs_are_summed(self):
        self.run_python(APP, options=("--runs", "3", "--keep", "raw.prof"))
        self.assertEqual(self.functions()["work"]["calls"], 60)
        self.assertTrue(all((self.folder / f"raw-{i}.prof").is_file() for i in (1, 2, 3)))

    def test_nothing_is_left_behind(self):
        (self.folder / "tmp").mkdir()
        self.run_python(APP, env={"TMPDIR": str(self.folder / "tmp")})
        self.run_python(APP + "import os; os._exit(3)\n", env={"TMPDIR": str(self.folder / "tmp")})
        self.assertEqual(os.listdir(self.folder / "tmp"), [])

    def test_threads_are_spoken_of(self):
        text = ("import threading\ndef other(): sum(range(1000))\ndef first(): sum(range(1000))\n"
                "t = threading.Thread(target=other); t.start(); first(); t.join()\n")
        for python in PYTHONS:
            self.write("program.py", text)
            code, _, err = self.run_program("run", "-o", "out.json", "-n", "0", "--", python, "program.py")
            self.assertEqual(code, 0)
            mixed = [warning for warning in self.figures()["warnings"] if warning["kind"] == "mixed-threads"]
            self.assertEqual("other" in self.functions(), bool(mixed), python)
            self.assertEqual("other threads of the program are not in the profile" in err, not mixed, python)
            missing = [warning for warning in self.figures()["warnings"] if warning["kind"] == "other-threads"]
            self.assertEqual(bool(missing), not mixed, python)

    def says(self, words, picture):
        """However the lines are broken."""
        text = re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", (self.folder / picture).read_text()))
        return words in text

    def test_pictures_say_what_is_not_in_them(self):
        text = "import subprocess, sys\nsubprocess.call([sys.executable, '-c', 'pass'])\n"
        self.write("program.py", text)
        for python in PYTHONS:
            code, _, err = self.run_program("run", "-o", "out.svg", "-o", "out.json", "--", python, "program.py")
            self.assertEqual(code, 0, err)
            self.assertIn("other processes that the program started are not in the profile", err, python)
            self.assertTrue(self.says("Other processes are not in it.", "out.svg"), python)
            self.assertIn("other-processes", [warning["kind"] for warning in self.figures()["warnings"]], python)
        code, _, err = self.run_program("run", "-o", "out.svg", "--", PYTHON, "app.py")
        self.assertNotIn("other processes", err)

    def test_several_outputs(self):
        self.assertEqual(self.run_program("run", "-q", "-o", "a.svg", "-o", "a.md", "--", PYTHON, "app.py")[0], 0)
        self.assertTrue((self.folder / "a.svg").is_file() and (self.folder / "a.md").is_file())


class Programs(RunTest):
    """What is an interpreter, a script, and nothing of both."""

    def test_a_script_by_its_first_line(self):
        for first in (f"#!{PYTHON}\n", f"#!{PYTHON} -B\n", f"#!/usr/bin/env {PYTHON}\n", f"#!/usr/bin/env -S {PYTHON} -B\n",
                      f"#!/bin/sh\n'''exec' \"{PYTHON}\" \"$0\" \"$@\"\n' '''\n", f"#!/bin/sh\n'''exec' {PYTHON} \"$0\" \"$@\"\n' '''\n"):
            environment = self.put_on_path("mytool", first + APP + "print(sys.argv[1:], __file__)\n")
            code, out, err = self.run_program("run", "-q", "-o", "out.json", "--", "mytool", "a", "b c", env=environment)
            self.assertEqual((code, err), (0, ""), first)
            self.assertEqual(out.decode(), f"['a', 'b c'] {self.folder}/bin/mytool\n")
            self.assertIn("work", self.functions())

    def test_a_file_of_python(self):
        environment = self.put_on_path("python3", f"#!/bin/sh\nexec {PYTHON} \"$@\"\n")
        for word in ("app.py", "./app.py"):
            self.assertEqual(self.run_program("run", "-q", "-o", "out.json", "--", word, env=environment), (0, b"", ""))
            self.assertIn("work", self.functions())

    def test_pytest_behind_a_shell_script(self):
        environment = self.put_on_path("pytest", "#!/usr/bin/env bash\nexec pyenv exec pytest\n")
        self.put_on_path("python3", f"#!/bin/sh\nexec {PYTHON} \"$@\"\n")
        self.write("pytest.py", APP + "print(sys.argv[1:])\n")
        code, out, err = self.run_program("run", "-q", "-o", "out.json", "--", "pytest", "-k", "x", env=environment)
        self.assertEqual((code, out, err), (0, b"['-k', 'x']\n", ""))

    def test_no_shell_looks_at_words(self):
        words = ["$(touch stolen)", "`touch stolen`", "; touch stolen", "a\nb", "*", "'\"", "--runs", "%s", "\\"]
        self.write("program.py", "import sys\nprint(sys.argv[1:])\n")
        code, out, _ = self.run_program("run", "-q", "-o", "out.json", "--", PYTHON, "program.py", *words)
        self.assertEqual((code, out.decode()), (0, f"{words}\n"))
        self.assertFalse((self.folder / "stolen").exists())

    def test_slips(self):
        self.fails(2, error("no program to run", RUN_HINT), "run")
        self.fails(2, error("no program to run", RUN_HINT), "run", "--")
        self.fails(2, error("no program to run", RUN_HINT), "run", "--", "")
        self.write("run", "main 1\n")
        self.fails(2, error("no program to run", RUN_HINT.replace("app.py", "app.py; the file run is ./run")), "run")
        (self.folder / "run").unlink()
        self.fails(2, error('"python": the program that is to run comes after --', RUN_HINT), "run", "python", "app.py")
        self.fails(2, error('"nosuchprogram" is no program that can be found', "  hint: what is to be run comes after --\n"),
                   "run", "--", "nosuchprogram")
        self.fails(2, error('"./run.prof" is not executable', "  hint: what is to be run comes after --\n"), "run", "--", "./run.prof")
        self.fails(2, error('"." is a folder, expected a program', "  hint: what is to be run comes after --\n"), "run", "--", ".")
        for words in ([PYTHON], [PYTHON, "-B"], [PYTHON, "-c"]):
            code, _, err = self.run_program("run", "--", *words)
            self.assertEqual(code, 2, words)
            self.assertIn("is an interpreter without a program", err)
        for options in (["--pid", "3"], ["--duration", "3"], ["--list-functions=x"], ["--explain", "f"], ["--after", "x"], ["--jobs", "2"],
                        ["--with", "nosuch"], ["--clock", "moon"], ["--runs", "0"], ["--keep", "-"], ["-T", "nosuch"], ["-V", "nosuch"]):
            code, out, err = self.run_program("run", *options, "--", PYTHON, "-c", "print('ran')")
            self.assertEqual((code, out), (2, b""), options)
            self.assertNotIn("ran", err.replace("ranges", ""))

    def test_a_slip_costs_no_run(self):
        for options in (["-o", "x.nosuch"], ["--sort", "nosuch"], ["--fail-on", "total>"], ["--theme", "nosuch"], ["--flip"]):
            code, out, _ = self.run_program("run", *options, "--", PYTHON, "-c", "print('ran')")
            self.assertEqual((code, out), (2, b""), options)

    def test_files_behind_dashes_are_files_elsewhere(self):
        self.assertEqual(self.ok("-T", "json", "--", "run.prof"), self.ok("run.prof", "-T", "json"))


main()

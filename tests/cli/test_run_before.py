"""run --before: both sides are recorded, and nothing is left of it."""
import os
import shutil
import signal
import subprocess
import unittest

from harness import error, main
from recording import APP, PYTHON, WAITS, RunTest


@unittest.skipUnless(shutil.which("git"), "no git")
class Before(RunTest):
    def setUp(self):
        super().setUp()
        self.write("app.py", APP)
        for words in (["init", "-q", "-b", "main"], ["add", "app.py"], ["-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "first"]):
            subprocess.run(["git", *words], cwd=self.folder, check=True)
        self.write("app.py", APP.replace("range(20)", "range(40)"))

    def worktrees(self):
        return subprocess.run(["git", "worktree", "list"], cwd=self.folder, check=True, capture_output=True).stdout.count(b"\n")

    def test_both_sides(self):
        code, out, err = self.run_program("run", "--runs", "3", "--before", "main", "-o", "out.json", "--keep", "r.prof", "--", PYTHON, "app.py")
        self.assertEqual((code, out), (0, b""), err)
        figures = self.figures()
        work = next(row for row in figures["functions"] if row["name"] == "work")
        self.assertEqual((work["calls"]["before"], work["calls"]["after"]), (20, 40))
        self.assertEqual([row["name"] for row in figures["functions"] if row["status"] in ("new", "gone")], [])
        self.assertNotIn("/before/", (self.folder / "out.json").read_text())
        self.assertEqual(self.worktrees(), 1)
        self.assertEqual(len([name for name in self.listing() if name.startswith("r-")]), 6)
        self.ok("diff", "--before", "r-before-1.prof", "--after", "r-after-1.prof", "-T", "json")

    def test_a_gate(self):
        code, _, err = self.run_program("run", "--before", "main", "--runs", "2", "-o", "x.svg", "--fail-on", "calls(work)>+10%", "--", PYTHON, "app.py")
        self.assertEqual(code, 1, err)
        self.assertIn("app.py at main", (self.folder / "x.svg").read_text())
        self.assertEqual(self.run_program("run", "--before", "main", "-o", "x.svg", "--fail-on", "calls(work)>+150%", "--", PYTHON, "app.py")[0], 0)

    def test_from_a_folder_within(self):
        (self.folder / "below").mkdir()
        self.write("below/b.py", APP)
        subprocess.run("git add below && git -c user.name=a -c user.email=a@b commit -qm second", shell=True, cwd=self.folder, check=True)
        process = subprocess.run([os.environ["P2G_BINARY"], "run", "-q", "--before", "HEAD", "-o", "out.json", "--", PYTHON, "b.py"],
                                 cwd=self.folder / "below", check=False, capture_output=True)
        self.assertEqual((process.returncode, process.stderr), (0, b""))

    def test_no_such_revision(self):
        hint = "  hint: a branch, a tag or a commit: main, v1.2, HEAD~3\n"
        for name in ("nosuch", "--upload-pack=x", "HEAD~9"):
            self.fails(2, error(f'--before: git knows no revision "{name}"', hint), "run", f"--before={name}", "-o", "x.svg", "--", PYTHON, "app.py")
        self.assertEqual(self.worktrees(), 1)

    def test_outside_of_a_repository(self):
        shutil.rmtree(self.folder / ".git")
        self.fails(2, error("--before main: this folder is in no git repository"), "run", "--before", "main", "-o", "x.svg", "--", PYTHON, "app.py")

    def test_a_signal_leaves_no_worktree(self):
        self.write("app.py", WAITS + "work()\n")
        subprocess.run("git -c user.name=a -c user.email=a@b commit -qam second", shell=True, cwd=self.folder, check=True)
        (self.folder / "tmp").mkdir()
        for number in (signal.SIGINT, signal.SIGTERM):
            process = self.start("run", "--before", "main", "-o", "x.svg", "--", PYTHON, "app.py", stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                 start_new_session=True, env={"TMPDIR": str(self.folder / "tmp")})
            process.stdout.readline()
            self.assertEqual(self.worktrees(), 2)
            os.killpg(process.pid, number)
            _, err = process.communicate(timeout=20)
            self.assertEqual(process.returncode, 128 + number)
            self.assertIn(b"interrupted before both sides were recorded", err)
            self.assertEqual((self.worktrees(), os.listdir(self.folder / "tmp")), (1, []))

    def test_code_that_is_not_of_the_revision_is_told(self):
        (self.folder / "library").mkdir()
        self.write("library/part.py", "def part(): pass\n")
        self.write("app.py", "import part\npart.part()\n")
        subprocess.run("git add . && git -c user.name=a -c user.email=a@b commit -qm second", shell=True, cwd=self.folder, check=True)
        code, _, err = self.run_program("run", "--before", "main", "-o", "x.svg", "--", PYTHON, "app.py", env={"PYTHONPATH": str(self.folder / "library")})
        self.assertEqual(code, 0, err)
        self.assertIn("library/part.py ran as it is now, not as it was", err)


main()

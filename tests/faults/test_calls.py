"""Every call of the C library fails in turn: a run is whole, or it says what failed and changes nothing."""
import gzip
import os
import pathlib
import shutil
import subprocess
import unittest

from faulty import EFFORT, PRELOAD, SANITIZED, FaultTest, code_of, main, many_stacks, pstats_bytes

# What each call may fail with, and what becomes of the run. A call that is not here must not fail at all.
FAILURES = {
    "open": ["EACCES", "EMFILE"],
    "read": ["EIO", "EISDIR"],
    "write": ["ENOSPC", "EIO", "EPIPE"],
    "close": ["EIO", "ENOSPC"],
    "rename": ["EACCES", "EXDEV"],
    "mkostemp": ["EACCES", "EROFS"],
    "unlink": ["EACCES"],
    "fsync": ["EIO"],
    "fstat": ["EIO"],
    "stat": ["EACCES", "EIO"],
    "fchmod": ["EPERM"],
    "access": ["EACCES"],
    "mmap": ["ENOMEM"],
    "dup": ["EMFILE"],
    "readlink": ["EIO"],
    "ftruncate": ["EIO"],
    "fopen": ["EMFILE"],
    "fcntl": ["EIO"],
    "pthread_create": ["EAGAIN"],
}
PARTLY = {"read": ["short", "interrupt"], "write": ["short", "interrupt"], "open": ["interrupt"], "close": ["interrupt"]}

THEME = (pathlib.Path(__file__).resolve().parents[2] / "themes/heat.toml").read_text()
BUDGET = 'fail_on = ["total > +500%", "self(work) > +1000s"]\n'


@unittest.skipUnless(PRELOAD, "P2G_FAIL_NTH does not name the library that lets calls fail")
@unittest.skipIf(SANITIZED, "the sanitizer's runtime has to be the first library")
class EveryCall(FaultTest):
    """`outputs` are the files that a run writes, in the order in which they take their names."""

    def setUp(self):
        super().setUp()
        self.write("before.prof", pstats_bytes())
        self.write("wide.folded", many_stacks(3000))
        self.write("run.prof.gz", gzip.compress(pstats_bytes(), mtime=0))
        self.write("mine.toml", THEME)
        self.write("budget.toml", BUDGET)

    def every_failure(self, *arguments, outputs=(), stdin=b"", foreign=False, alias=""):
        """`foreign`: libraries open files of their own, and what they do without one of them is theirs. `alias`: how
        messages name the output, when not as it is called."""
        self.alias = alias
        for name in outputs:
            self.write(name, "from before")
        before = self.contents()
        code, out, err, _, counts = self.faulty_run("read:0:5", *arguments, stdin=stdin)
        self.assertEqual((code, err), (0, ""))
        self.good = {"code": code, "out": out, "files": self.contents()}
        runs = 0
        for call, count in counts.items():
            if call in ("malloc", "dlsym", "dlopen"):
                continue
            for what in FAILURES[call][:1 if foreign else None] + PARTLY.get(call, []):
                for number in self.numbers(count, foreign) + ["*"]:
                    self.restore(before)
                    fault = f"{call}:{number}:{code_of(what)}"
                    result = self.faulty_run(fault, *arguments, stdin=stdin)
                    self.judge(f"{call} {number} {what}", result, before, outputs, what, foreign)
                    runs += 1
        print(f"  {self.id().split('.')[-1]}: {runs} faults in {sum(1 for c in counts if c in FAILURES)} kinds of calls")
        self.assertGreater(runs, 10)

    @staticmethod
    def numbers(count, foreign):
        """All calls; of the hundreds that libraries make for their fonts some, which always are the first and the last."""
        step = max(1, round(count / (4 * EFFORT))) if foreign else 1
        return [str(i) for i in range(1, count + 1) if i % step == 0 or i <= 2 or i > count - 2]

    def judge(self, where, result, before, outputs, what, foreign):
        code, out, err, failed, _ = result
        where = f"{where} ({', '.join(failed)})"
        theirs = foreign and not all(self.is_ours(name) for name in failed)
        after = self.contents()
        if code == 0:
            if not theirs:  # other fonts are another picture
                self.assertEqual((out, err), (self.good["out"], ""), where)
                self.assertEqual(after, self.good["files"], where)
            return
        if code == 141:
            self.assertEqual((what, err), ("EPIPE", ""), where)
        else:
            self.assertEqual(code, 3, f"{where}: {err!r}")
            # A call that is interrupted or only partly done goes on; nothing has to be said.
            self.assertTrue(theirs or what not in ("short", "interrupt"), where)
            if not (where.startswith("write * ") and err == ""):  # then nothing can be said either
                self.assert_located(err, self.names_for(failed) | ({*outputs} if theirs else set()), where)
        self.assertTrue(self.good["out"].startswith(out), where)
        if where.startswith("unlink"):  # it was the cleaning up that failed
            return
        # The renaming itself is one step a file: of two, the first may have been made.
        renamed = outputs[:1] if where.startswith("rename 2 ") else ()
        self.assertEqual(after, {**before, **{name: self.good["files"][name] for name in renamed}}, where)

    def is_ours(self, name):
        return name.startswith(("pipe:", "/dev/null", str(self.folder) + "/")) or "/" not in name

    def names_for(self, failed):
        """As messages name what the log says: relative to the folder, a temporary file as its target."""
        names = {"<stdin>", "<stdout>"} if any(name.startswith("pipe:") for name in failed) else set()
        for name in failed:
            name = os.path.relpath(name, self.folder) if name.startswith("/") else name
            name = name.replace(" (deleted)", "")
            names |= {name, name.rsplit(".", 1)[0]}
        return names | {self.alias}

    def test_pstats_to_svg(self):
        self.every_failure("run.prof", "-o", "out.svg", outputs=["out.svg"])

    def test_folded_to_flame(self):
        self.every_failure("wide.folded", "-V", "flame", "-o", "out.svg", outputs=["out.svg"])

    def test_stdin_to_stdout(self):
        self.every_failure("-", "-T", "json", stdin=many_stacks(3000).encode())

    def test_gzip(self):
        self.every_failure("run.prof.gz", "-o", "out.json", outputs=["out.json"])

    @unittest.skipUnless(shutil.which("zstd"), "zstd is not installed")
    def test_zstd(self):
        packed = subprocess.run(["zstd", "-c"], input=pstats_bytes(), capture_output=True, check=True).stdout
        self.write("run.prof.zst", packed)
        self.every_failure("run.prof.zst", "-o", "out.json", outputs=["out.json"])

    def test_several_inputs(self):
        self.every_failure("run.prof", "before.prof", "run.prof.gz", "-o", "out.csv", "-V", "table", outputs=["out.csv"])

    def test_table(self):
        self.every_failure("run.prof", "-V", "table")

    def test_dot(self):
        self.every_failure("run.folded", "-o", "out.dot", outputs=["out.dot"])

    def test_a_file_that_was_not_there(self):
        self.every_failure("run.prof", "-o", "new.svg")

    def test_a_link(self):
        self.write("real.svg", "from before")
        (self.folder / "link.svg").symlink_to("real.svg")
        self.every_failure("run.prof", "-o", "link.svg", alias="link.svg")

    def test_layout_by_graphviz(self):
        self.every_failure("run.prof", "--layout", "dot", "-o", "out.svg", outputs=["out.svg"], foreign=True)

    def test_theme(self):
        self.every_failure("run.prof", "--theme", "mine.toml", "-o", "out.svg", outputs=["out.svg"])

    def test_diff_with_budget_and_junit(self):
        self.every_failure("diff", "before.prof", "run.prof", "--budget", "budget.toml", "--junit", "limits.xml", "-o",
                           "diff.md", outputs=["limits.xml", "diff.md"])

    def test_diff_to_flame(self):
        self.every_failure("diff", "before.prof", "run.prof", "-V", "flame", "-o", "diff.svg", outputs=["diff.svg"])

    def test_help(self):
        self.every_failure("--help")

    def test_list_of_functions(self):
        self.every_failure("run.prof", "--list-functions", "-o", "out.txt", outputs=["out.txt"])

    def test_png(self):
        self.every_failure("run.prof", "-o", "out.png", outputs=["out.png"], foreign=True)

    def test_pdf(self):
        self.every_failure("run.prof", "-o", "out.pdf", outputs=["out.pdf"], foreign=True)


main()

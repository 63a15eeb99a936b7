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
    "openat": ["EACCES", "EMFILE", "EROFS"],
    "renameat": ["EACCES", "EXDEV"],
    "renameat2": ["EACCES", "EXDEV", "EINVAL", "ENOENT"],
    "unlinkat": ["EACCES"],
    "fsync": ["EIO"],
    "fstat": ["EIO"],
    "fstatat": ["EIO"],
    "fstatfs": ["EIO"],
    "stat": ["EACCES", "EIO"],
    "fchmod": ["EPERM"],
    "fchown": ["EPERM"],
    "faccessat": ["EACCES"],
    "lgetxattr": ["EIO"],
    "fsetxattr": ["EPERM"],
    "fremovexattr": ["EIO"],
    "getrandom": ["ENOSYS"],
    "mmap": ["ENOMEM"],
    "dup": ["EMFILE"],
    "readlinkat": ["EIO"],
    "ftruncate": ["EIO"],
    "fopen": ["EMFILE"],
    "fcntl": ["EIO"],
    "pthread_create": ["EAGAIN"],
}
PARTLY = {"read": ["short", "interrupt"], "write": ["short", "interrupt"], "open": ["interrupt"], "close": ["interrupt"]}

THEME = (pathlib.Path(__file__).resolve().parents[2] / "themes/heat.toml").read_text()
BUDGET = 'fail_on = ["total > 1000s", "calls(work) > +1000000"]\n'


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

    def every_failure(self, *arguments, outputs=(), stdin=b"", foreign=False, alias="", others=(), env=None):
        """`foreign`: libraries open files of their own, and what they do without one of them is theirs. `alias`: how
        messages name the output, when not as it is called."""
        self.alias, self.outputs = alias, [*outputs, *others]
        for name in outputs:
            self.write(name, "from before")
        before = self.contents()
        code, out, err, _, counts = self.faulty_run("read:0:5", *arguments, stdin=stdin, env=env or {})
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
                    result = self.faulty_run(fault, *arguments, stdin=stdin, env=env or {})
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
            if where.startswith("unlinkat"):  # it was the cleaning up that failed: what was replaced is still there
                after = {name: content for name, content in after.items() if name in self.good["files"]}
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
        if where.startswith("unlinkat"):  # it was the cleaning up that failed
            return
        self.assertEqual(after, before, where)

    def is_ours(self, name):
        return name.startswith(("pipe:", "/dev/null", str(self.folder) + "/")) or "/" not in name

    def names_for(self, failed):
        """As messages name what the log says: relative to the folder, a temporary file as its target."""
        names = {"<stdin>", "<stdout>"} if any(name.startswith("pipe:") for name in failed) else set()
        for name in failed:
            name = os.path.relpath(name, self.folder) if name.startswith("/") else name
            name = name.replace(" (deleted)", "")
            names |= {name, name.rsplit(".", 1)[0]}
            if not name or name.startswith(".prof2graph."):  # of a file by its descriptor; moved out of the way
                names |= {*self.outputs}
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
        self.every_failure("run.prof", "-o", "new.svg", alias="new.svg")

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

    def test_two_outputs_in_other_states(self):
        """One or both are new, or a stream: nothing stays of the one when the other fails."""
        limits = ("--fail-on", "total>1000s", "--junit")
        self.every_failure("run.prof", "-T", "csv", "-V", "table", "-o", "new.csv", *limits, "new.xml", others=["new.csv", "new.xml"])
        for name in ("new.csv", "new.xml"):
            (self.folder / name).unlink()
        self.every_failure("run.prof", "-T", "csv", "-V", "table", "-o", "old.csv", *limits, "new.xml",
                           outputs=["old.csv"], others=["new.xml"])
        (self.folder / "new.xml").unlink()
        self.every_failure("run.prof", "-T", "csv", "-V", "table", "-o", "-", *limits, "old.xml", outputs=["old.xml"])
        self.every_failure("run.prof", "-T", "csv", "-V", "table", "-o", "old.csv", *limits, "-", outputs=["old.csv"])

    def test_two_outputs_where_names_cannot_be_exchanged(self):
        """As on some file systems: the old one is moved out of the way, and a second failure brings it back."""
        limits = ("--fail-on", "total>1000s", "--junit")
        no_exchange = {"P2G_FAULT_NO_EXCHANGE": "1"}
        self.every_failure("run.prof", "-T", "csv", "-V", "table", "-o", "old.csv", *limits, "old.xml",
                           outputs=["old.csv", "old.xml"], env=no_exchange)
        self.every_failure("run.prof", "-T", "csv", "-V", "table", "-o", "new.csv", *limits, "-", others=["new.csv"],
                           env=no_exchange)

    def test_what_cannot_be_put_back(self):
        """Nothing works any more after the first of two outputs has its name: where the old one is now is told."""
        for name in ("old.csv", "old.xml"):
            self.write(name, f"{name} from before")
        code, _, err, _, _ = self.faulty_run(f"renameat:3+:{code_of('EACCES')}", "run.prof", "-V", "table", "-o", "old.csv",
                                             "--fail-on", "total>1000s", "--junit", "old.xml",
                                             env={"P2G_FAULT_NO_EXCHANGE": "1"})
        self.assertEqual(code, 3)
        self.assertRegex(err, r"^prof2graph: error: old.xml: cannot be written: Permission denied\n"
                         r"  hint: what old.csv was before is now .prof2graph.\w{6}\n$")
        self.assertEqual((self.folder / err.split()[-1]).read_text(), "old.csv from before")
        self.assertEqual((self.folder / "old.xml").read_text(), "old.xml from before")

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


if __name__ == "__main__":
    main()

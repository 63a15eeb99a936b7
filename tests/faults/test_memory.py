"""Allocations that fail, one or all from some point on; libraries that cannot be loaded."""
import unittest

from faulty import EFFORT, PRELOAD, SANITIZED, FaultTest, main, many_stacks

ENOMEM = 12
# What libraries do without memory is theirs: fontconfig and Graphviz end by abort() or by a null pointer.
OURS = {
    "svg": ("run.prof", "-o", "out.svg"),
    "flame": ("wide.folded", "-V", "flame", "-o", "out.svg"),
    "json": ("wide.folded", "--threads", "2", "-o", "out.json"),
    "dot": ("run.prof", "-o", "out.dot"),
    "table": ("run.prof", "-V", "table", "--callers"),
    "merge": ("run.folded", "wide.folded", "run.folded", "-o", "out.folded"),
    "diff": ("diff", "run.folded", "wide.folded", "-o", "out.md", "--fail-on", "total>+9000000%", "--junit", "out.xml"),
    "diff flame": ("diff", "run.folded", "wide.folded", "-V", "flame", "-o", "out.svg"),
    "filter": ("wide.folded", "--focus", "leaf_1+", "--hide", "level", "-T", "json"),
    "help": ("--help",),
}


@unittest.skipUnless(PRELOAD, "P2G_FAIL_NTH does not name the library that lets calls fail")
@unittest.skipIf(SANITIZED, "the sanitizer's runtime has to be the first library")
class Allocations(FaultTest):
    def setUp(self):
        super().setUp()
        self.write("wide.folded", many_stacks(2000))
        for suffix in ("svg", "json", "dot", "folded", "md", "xml"):
            self.write(f"out.{suffix}", "from before")

    def test_each(self):
        """Some of them evenly, and those at the end all, where outputs take their names."""
        runs = 0
        for title, arguments in OURS.items():
            before = self.contents()
            code, out, err, _, counts = self.faulty_run("malloc:0:12", *arguments)
            self.assertEqual((code, err), (0, ""))
            whole = self.contents()
            count = counts["malloc"]
            points = set(range(1, count, max(1, int(count / (12 * EFFORT))))) | {*range(1, 4)} | {*range(count - 8, count + 1)}
            for number in sorted(points):
                for following in ("", "+"):
                    self.restore(before)
                    result = self.faulty_run(f"malloc:{number}{following}:{ENOMEM}", *arguments)
                    self.judge(f"{title}, allocation {number}{following} of {count}", result, out, before, whole)
                    runs += 1
            self.restore(before)
        print(f"  {runs} failures of allocations")

    def judge(self, where, result, whole_out, before, whole):
        code, out, err, _, _ = result
        if code == 0:
            self.assertEqual((out, err, self.contents()), (whole_out, "", whole), where)
            return
        self.assertEqual(code, 3, f"{where}: {err!r}")
        self.assertRegex(err, r"^prof2graph: error: ([a-z0-9.]+: cannot be read: )?not enough memory\n", where)
        self.assertTrue(whole_out.startswith(out), where)
        after = self.contents()
        self.assertEqual(after.keys(), before.keys(), where)
        # Everything was written and renamed before the last of them were made.
        self.assertIn(after, (before, whole), where)


@unittest.skipUnless(PRELOAD, "P2G_FAIL_NTH does not name the library that lets calls fail")
@unittest.skipIf(SANITIZED, "the sanitizer's runtime has to be the first library")
class Libraries(FaultTest):
    def test_that_cannot_be_loaded(self):
        before = self.contents()
        for arguments, packages in ((("-o", "out.png"), ["libcairo2"]), (("-o", "out.pdf"), ["libcairo2"]),
                                    (("--layout", "dot", "-o", "out.svg"), ["libgvc6", "libgvc6"])):
            for number, package in enumerate(packages, 1):
                code, out, err, failed, _ = self.faulty_run(f"dlopen:{number}:2", "run.prof", *arguments)
                self.assertEqual((code, out, len(failed)), (3, b"", 1), arguments)
                self.assertRegex(err, r"^prof2graph: error: (out\.\w+: )?a library cannot be loaded: \S+: cannot open shared "
                                 fr"object file: No such file or directory\n  hint: is it installed\? \(Debian: {package}\)\n$")
                self.assertEqual(self.contents(), before)


main()

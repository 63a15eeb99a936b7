"""Where profiles come from, and what is said when they cannot be read: exit 3, the place, nothing written."""
import gzip
import json
import os
import shutil
import subprocess
import unittest

from harness import FOLDED, CliTest, error, main, pstats_bytes

JSON = ("-T", "json", "-n", "0", "-e", "0", "--max-nodes", "0")


class Sources(CliTest):
    def functions(self, *arguments, **options):
        data = json.loads(self.ok(*JSON, *arguments, **options))
        return {function["name"]: function["cumulative"] for function in data["functions"]}

    def setUp(self):
        super().setUp()
        self.expected = {"main": 100, "parse": 50, "read": 30, "write": 50}

    def test_file(self):
        self.assertEqual(self.functions("run.folded"), self.expected)
        self.assertEqual(self.functions("run.prof"), {"main": 1.0, "work": 0.75})

    def test_stdin(self):
        self.assertEqual(self.functions("-", stdin=FOLDED), self.expected)
        self.assertEqual(self.functions(stdin=FOLDED), self.expected)
        self.assertEqual(self.functions(stdin=pstats_bytes()), {"main": 1.0, "work": 0.75})

    def test_options_after_files(self):
        out = self.ok("run.folded", *JSON)
        self.assertEqual(self.ok(*JSON, "run.folded"), out)
        self.ok("run.folded", "-o", "a.json")
        self.assertEqual((self.folder / "a.json").read_bytes(), out)

    def test_file_that_looks_like_an_option(self):
        self.write("-x.folded", FOLDED)
        self.assertEqual(self.functions("--", "-x.folded"), self.expected)

    def test_format_names(self):
        for name in ("folded", "collapse", "collapsed"):
            self.assertEqual(self.functions("-f", name, "run.folded"), self.expected)

    def test_gzip(self):
        self.write("run.folded.gz", gzip.compress(FOLDED.encode()))
        self.assertEqual(self.functions("run.folded.gz"), self.expected)
        self.assertEqual(self.functions(stdin=gzip.compress(FOLDED.encode())), self.expected)

    @unittest.skipUnless(shutil.which("zstd"), "zstd is not installed")
    def test_zstd(self):
        packed = subprocess.run(["zstd", "-c"], input=pstats_bytes(), capture_output=True, check=True).stdout
        self.write("run.prof.zst", packed)
        self.assertEqual(self.functions("run.prof.zst"), {"main": 1.0, "work": 0.75})

    def test_merge(self):
        self.write("more.folded", "main;parse 7\nother 1\n")
        merged = self.functions("run.folded", "more.folded")
        self.assertEqual(merged, {"main": 107, "parse": 57, "read": 30, "write": 50, "other": 1})
        self.assertEqual(self.functions("run.prof", "run.prof"), {"main": 2.0, "work": 1.5})
        self.assertEqual(self.functions("run.folded", "-", stdin="main;parse 7\nother 1\n"), merged)

    def test_merge_of_different_kinds(self):
        code, out, err = self.run_program(*JSON, "run.folded", "run.prof")
        message = '"run.folded" and "run.prof" cannot be merged: one run cannot be both stacks and calls'
        self.assertEqual((code, out, err.splitlines()[0]), (2, b"", f"prof2graph: error: {message}"))


class Unreadable(CliTest):
    def test_missing_file(self):
        self.fails(3, error("no.prof: cannot be opened: No such file or directory", ""), "no.prof", "-o", "out.svg")

    def test_directory(self):
        hint = "  hint: name the files in it: prof2graph DIR/*.prof\n"
        self.fails(3, error(".: is a directory, expected a profile", hint), ".", "-T", "svg")

    @unittest.skipIf(os.geteuid() == 0, "root may read everything")
    def test_permission(self):
        self.write("secret.prof", b"x").chmod(0)
        self.fails(3, error("secret.prof: cannot be opened: Permission denied", ""), "secret.prof")

    def test_empty(self):
        self.write("empty", b"")
        hint = "  hint: did the profiled program end normally?\n"
        self.fails(3, error("empty: is empty, expected a profile", hint), "empty", *JSON)
        self.fails(3, error("<stdin>: is empty, expected a profile", hint), *JSON)

    def test_unrecognised(self):
        self.write("picture", b"\x89PNG\r\n\x1a\n" + bytes(range(256)))
        code, out, err = self.run_program("picture", "-T", "json")
        self.assertEqual((code, out), (3, b""))
        first = "prof2graph: error: picture: is of no format that prof2graph recognises\n  hint: formats are folded, "
        self.assertTrue(err.startswith(first), err)

    def test_malformed_is_another_error(self):
        self.write("cut.prof", pstats_bytes()[:60])
        hint = "  hint: the file is truncated: was the program stopped while it wrote the profile?\n"
        code, out, err = self.run_program("cut.prof", "-T", "json")
        self.assertEqual((code, out), (3, b""))
        self.assertRegex(err, r"^prof2graph: error: cut\.prof: byte 0x[0-9a-f]+: expected \d+ more bytes?, found the end")
        self.assertTrue(err.endswith(hint), err)

    def test_malformed_text_shows_the_place(self):
        self.write("bad.folded", "nothing that counts\nneither does this\n")
        hint = ("  nothing that counts\n               ^\n"
                "  hint: folded stacks are one stack a line: main;parse;read 12\n")
        message = error("bad.folded:1:14: expected a count after the stack", hint)
        self.fails(3, message, "-f", "folded", "bad.folded", "-T", "json")

    def test_broken_gzip(self):
        self.write("cut.gz", gzip.compress(FOLDED.encode() * 1000)[:-20])
        hint = "  hint: the file is truncated or damaged: was the upload or download complete?\n"
        self.fails(3, error("cut.gz: gzip data ends early", hint), "cut.gz", "-T", "json")

    def test_nothing_raw_reaches_the_terminal(self):
        self.write("bad.folded", b"a\x1b[31m\x07b nothing\n")
        _, _, err = self.run_program("-f", "folded", "bad.folded", "-T", "json")
        self.assertIn("  a\\x1b[31m\\x07b nothing\n                 ^\n", err)


class Imperfect(CliTest):
    """A bad line among good ones is counted and told; --strict refuses."""

    def setUp(self):
        super().setUp()
        self.write("some.folded", FOLDED + "oops\n")

    def test_warning(self):
        code, out, err = self.run_program(*JSON, "some.folded")
        self.assertEqual(code, 0)
        self.assertEqual(len(err.splitlines()), 1)
        self.assertTrue(err.startswith("prof2graph: warning: "), err)
        self.assertEqual(len(json.loads(out)["warnings"]), 1)

    def test_quiet(self):
        self.ok(*JSON, "-q", "some.folded")

    def test_strict(self):
        code, out, err = self.run_program(*JSON, "--strict", "some.folded", "-o", "out.json")
        self.assertEqual((code, out), (3, b""))
        self.assertTrue(err.startswith("prof2graph: error: some.folded: --strict: "), err)
        self.assertFalse((self.folder / "out.json").exists())


main()

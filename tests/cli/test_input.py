"""Where profiles come from, and what is said when they cannot be read: exit 3, the place, nothing written."""
import bz2
import gzip
import io
import json
import lzma
import os
import shutil
import socket
import subprocess
import tarfile
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
        self.write("picture", b"\x88PNG\r\n\x1a\n" + bytes(range(256)))
        code, out, err = self.run_program("picture", "-T", "json")
        self.assertEqual((code, out), (3, b""))
        first = "prof2graph: error: picture: is of no format that prof2graph recognises\n  hint: formats are austin, axe, "
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

    def test_window_of_zstd(self):
        """Gigabytes of memory that a file of a few bytes asks for."""
        self.write("long.zst", b"\x28\xb5\x2f\xfd\0" + bytes([17 << 3]) + b"\x39\0\0main 1\n" + bytes(9))
        message = error("long.zst: was written with zstd --long=27 (a window of 128 MB), which takes more memory than a file of this size may",
                        "  hint: unpack it: zstd -dc --long=31 FILE | prof2graph -\n")
        self.fails(3, message, "long.zst", "-T", "json")

    def test_other_compressions_and_archives(self):
        archive = io.BytesIO()
        with tarfile.open(fileobj=archive, mode="w") as file:
            file.addfile(tarfile.TarInfo("run.folded"))
        tar, unpack = archive.getvalue(), "  hint: unpack it: "
        for content, what, hint in ((lzma.compress(FOLDED.encode()), "is compressed with xz", f"{unpack}xz -dc FILE | prof2graph -\n"),
                                    (bz2.compress(FOLDED.encode()), "is compressed with bzip2", f"{unpack}bzip2 -dc FILE | prof2graph -\n"),
                                    (gzip.compress(gzip.compress(FOLDED.encode())), "is compressed twice: gzip data holds gzip data",
                                     f"{unpack}gunzip -c FILE | gunzip -c | prof2graph -\n"),
                                    (gzip.compress(lzma.compress(FOLDED.encode())), "is compressed twice: gzip data holds xz data",
                                     f"{unpack}gunzip -c FILE | xz -dc | prof2graph -\n"),
                                    (tar, "is a tar archive", f"{unpack}tar xf FILE\n"), (gzip.compress(tar), "is a tar archive", f"{unpack}tar xf FILE\n"),
                                    (b"PK\3\4\x14\0", "is a zip archive", f"{unpack}unzip FILE\n"),
                                    (b"PERFILE2h\0\0\0", "is a recording of perf", "  hint: perf script -i FILE | prof2graph -\n")):
            for name in ("x", "run.folded.gz", "run.prof"):
                self.write(name, content)
                self.fails(3, error(f"{name}: {what}, expected a profile", hint), name, "-T", "json")

    def test_socket(self):
        with socket.socket(socket.AF_UNIX) as listener:
            before = os.getcwd()
            os.chdir(self.folder)
            listener.bind("s.prof")
            os.chdir(before)
            self.fails(3, error("s.prof: is a socket, expected a profile", ""), "s.prof", "-T", "json")

    def test_counts_that_do_not_fit(self):
        self.write("huge", "main;a 9223372036854775807\nmain;b 1\n")
        hint = "  main;a 9223372036854775807\n         ^\n  hint: counts are added up to 9.2e18: write them in a larger unit\n"
        self.fails(3, error("huge:1:8: count is not below 10^18", hint), "huge", "-T", "json")

    def test_only_negative_counts(self):
        self.write("negative.folded", "main;a -5\nmain;b -1\n")
        hint = "  main;a -5\n         ^\n  hint: folded stacks are one stack a line: main;parse;read 12\n"
        self.fails(3, error("negative.folded:1:8: expected a count that is not negative", hint), "negative.folded", "-T", "json")

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


class Joined(CliTest):
    def test_units_of_counts(self):
        self.write("memory.folded", "# unit: bytes\nmain;parse 1073741824\n")
        self.assertIn(b">1.07 GB total<", self.ok("memory.folded", "-V", "flame", "-T", "svg"))
        self.assertIn(b"1.07 GB", self.ok("memory.folded", "-V", "table", "-T", "txt"))
        self.write("misses.folded", "# unit: cache-misses\nmain;parse 1500\n")
        self.assertIn(b">1,500 cache-misses<", self.ok("misses.folded", "-V", "flame", "-T", "svg"))
        self.assertEqual(json.loads(self.ok("misses.folded", "-T", "json"))["metric"], {"name": "cache-misses", "unit": "cache-misses"})
        self.write("strange.folded", "# unit: <b>\nmain;parse 3\n")
        self.ok("strange.folded", "-T", "json", warnings="prof2graph: warning: strange.folded: unit that has no name of letters was ignored\n")

    def test_files_of_several_units_in_one(self):
        """The last unit was taken for all: 3 s of one, 3,000 ms of the other were 3.003 s."""
        hint = "  hint: files of several units are merged by naming them: prof2graph a.folded b.folded\n"
        for first, second in (("# unit: s\nmain;a 3\n", "# unit: ms\nmain;a 3000\n"), ("main;a 3\n", "# unit: s\nmain;a 3\n"),
                              ("# unit: bytes\nmain;a 3\n", "# unit: us\nmain;a 3\n")):
            self.write("both.folded", first + second)
            line = first.count("\n") + 1
            self.fails(3, error(f"both.folded:{line}: unit differs from that of the stacks before", hint), "both.folded", "-T", "json")
            self.write("twice.folded", first + first)
            self.assertEqual(self.run_program("twice.folded", "-T", "json")[0], 0)


class Unread(CliTest):
    """Bytes after the profile are not passed over in silence."""

    def check(self, name, content, kind, text):
        self.write(name, content)
        code, out, err = self.run_program(*JSON, name)
        self.assertEqual((code, err), (0, f"prof2graph: warning: {name}: {text}\n"))
        self.assertEqual(json.loads(out)["warnings"], [{"kind": kind, "count": 1, "text": text, "file": name}])
        self.fails(3, error(f"{name}: --strict: {text}", "  hint: without --strict this is a warning\n"), *JSON, "--strict", name)
        self.ok("diff", "-q", "-T", "json", name, name)

    def test_second_profile(self):
        two = pstats_bytes() + pstats_bytes()
        text = f"{len(pstats_bytes())} bytes after the profile were not read: another profile? Files are merged by naming them: prof2graph a.prof b.prof"
        self.check("two.prof", two, "trailing-bytes", text)
        self.check("two.gz", gzip.compress(two), "trailing-bytes", text)
        self.check("members.gz", gzip.compress(pstats_bytes()) + gzip.compress(pstats_bytes()), "trailing-bytes", text)

    def test_anything_else(self):
        self.check("more.prof", pstats_bytes() + b"\n", "trailing-bytes", "1 byte after the profile were not read")
        self.check("more.prof", pstats_bytes() + bytes(1_000_000), "trailing-bytes", "1000000 bytes after the profile were not read")

    def test_after_gzip(self):
        for name, content in (("run.folded.gz", FOLDED.encode()), ("run.prof.gz", pstats_bytes())):
            self.check(name, gzip.compress(content) + b"garbage", "trailing-garbage", "7 bytes after the gzip data were not read")
            self.write(name, gzip.compress(content) + bytes(1_000))
            self.ok(*JSON, "--strict", name)

    def test_damage_behind_the_profile(self):
        self.write("cut.prof.gz", gzip.compress(pstats_bytes())[:-1])
        hint = "  hint: the file is truncated or damaged: was the upload or download complete?\n"
        self.fails(3, error("cut.prof.gz: gzip data ends early", hint), "cut.prof.gz", "-T", "json")


class Prof(CliTest):
    def test_prof_is_said_to_be_pstats(self):
        note = "prof2graph: note: -f prof reads a pstats file or, as gprof2dot's prof, the text of gprof\n"
        self.assertEqual(self.ok("-f", "prof", "run.prof", "-T", "json", warnings=note), self.ok("run.prof", "-T", "json"))
        self.write("gprof.txt", b"index % time    self  children    called     name\n[1]    100.0    0.50    0.00       2  f [1]\n")
        self.assertIn(b'"format": "gprof"', self.run_program("-f", "prof", "gprof.txt", "-T", "json")[1])
        self.write("other.txt", b"something else\n")
        code, _, err = self.run_program("-f", "prof", "other.txt")
        self.assertEqual(code, 3)
        self.assertIn("hint: -f prof reads a pstats file or, as gprof2dot's prof, the text of gprof\n", err)


main()

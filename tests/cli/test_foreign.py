"""Files that are no profiles, or not ours: each is named, with the way in, and none is drawn (issue 19)."""
import io
import json
import marshal
import pathlib
import pickle
import py_compile
import sqlite3
import tempfile
import unittest
import zipfile

from harness import CliTest, FOLDED, main, pstats_bytes

CASES = pathlib.Path(__file__).resolve().parents[2] / ".." / "shared" / "cases"

PRINTED = ("         12 function calls (11 primitive calls) in 0.297 seconds\n\n   Ordered by: internal time\n\n"
           "   ncalls  tottime  percall  cumtime  percall filename:lineno(function)\n"
           "        1    0.110    0.110    0.271    0.271 {built-in method builtins.sum}\n")

# What it is, a word of the way in, the beginning of such a file.
KINDS = [
    ("a recording of perf", "perf script -i FILE", b"PERFILE2" + bytes(64)),
    ("a report of perf", "perf script", "# To display the perf.data header info, please use --header\n#\n# Overhead  Command\n"),
    ("output of massif", "ms_print", "desc: --massif-out-file=x\ncmd: ./a\ntime_unit: i\n#---\nsnapshot=0\n"),
    ("a report of callgrind_annotate", "perf record", "----\nProfile data file 'callgrind.out.1' (creator: callgrind)\nEvents recorded:  Ir\n"),
    ("output of dhat", "perf record", '{"dhatFileVersion":2,"mode":"heap"}'),
    ("output of perf stat", "perf record", " Performance counter stats for './a':\n\n   12.01 msec task-clock\n"),
    ("a report of node --prof-process", "perf record", "Statistical profiling result from isolate.log, (9 ticks).\n\n"),
    ("gprof's data", "gprof -b", b"gmon\1\0\0\0" + bytes(64)),
    ("a CPU profile of gperftools", "google-pprof", bytes(8) + b"\3" + bytes(39)),
    ("a heap profile of V8", "perf record", '{"head":{"callFrame":{"functionName":"(root)"},"selfSize":0}}'),
    ("a heap snapshot of V8", "allocations", '{"snapshot":{"meta":{"node_fields":["type","name"]}}}'),
    ("V8's log", "perf record", "v8-version,11,3,244,8,0\nshared-library,/usr/bin/node,0x1,0x2,0\n"),
    ("a profile of stackprof", "stackprof --collapsed", '{"version":1.2,"mode":"cpu","interval":2000,"gc_samples":8}'),
    ("a recording of Java's Flight Recorder", "jfrconv", b"FLR\0\0\2\0\0" + bytes(64)),
    ("a profile of GHC", "inferno-collapse-ghcprof", "\tSat Nov 28 2026 Time and Allocation Profiling Report  (Final)\n\nMAIN  MAIN 5\n"),
    ("a table that pstats or prof2graph printed", "cProfile -o", PRINTED),
    ("a report of line_profiler", "cProfile -o", "Timer unit: 1e-06 s\n\nTotal time: 0.1 s\nFile: a.py\n"),
    ("a pickle of line_profiler", "cProfile -o", pickle.dumps({"timings": {("a.py", 2, "f"): [(3, 1, 5)]}, "unit": 1e-6})),
    ("a Python pickle", "dump_stats", pickle.dumps({"a": [1, 2, 3]}, 2)),
    ("a Python pickle", "dump_stats", pickle.dumps({"a": [1, 2, 3]})),
    ("Python source", "cProfile -o", "#!/usr/bin/env python3\nprint(1)\n"),
    ("Python source", "cProfile -o", "import os\n\ndef f(a):\n    return 12\n"),
    ("an SVG picture", "keeps no exact figures", '<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"></svg>'),
    ("a PNG picture", "keeps no exact figures", b"\x89PNG\r\n\x1a\n" + bytes(32)),
    ("a PDF", "keeps no exact figures", b"%PDF-1.7\n"),
    ("a zip archive", "unzip", b"PK\x03\x04" + bytes(32)),
    ("an SQLite database", "folded", b"SQLite format 3\0" + bytes(32)),
    ("a program, library or core dump", "when it ran", b"\x7fELF\2\1\1" + bytes(32)),
    ("a program or library of Windows", "when it ran", b"MZ\x90\0" + bytes(32)),
    ("compressed with xz", "xz -dc", b"\xfd7zXZ\0" + bytes(32)),
    ("compressed with bzip2", "bzip2 -dc", b"BZh91AY&SY"),
    ("looks like a log", "main;parse;read 12", "ERROR at line 12\nfoo bar 7\nbaz 9\n"),
    ("looks like a log", "main;parse;read 12", "make: Entering directory 'x'\ncc -c a.c\nmake: *** [all] Error 2\n"),
    ("output of DTrace", "stackcollapse.pl", "CPU     ID                    FUNCTION:NAME\n  1  29684   :tick-60s\n"),
    ("pprof's raw text", "stackcollapse-go.pl", "PeriodType: cpu nanoseconds\nPeriod: 10\nSamples:\nsamples/count\n 1 2: 1 2\n"),
    ("output of macOS' sample", "stackcollapse-sample.awk", "Analysis of sampling app (pid 1) every 1 millisecond\n"),
    ("a trace of xdebug", "stackcollapse-xdebug.php", "Version: 3.2.0\nFile format: 4\nTRACE START [2026-11-28]\n1\t0\t0\t0.1\n"),
    ("prof2graph's JSON", "output of prof2graph", '{"prof2graph": 1,\n "source": {}}'),
    ("a graph for Graphviz", "keeps no exact figures", 'digraph {\n\ta -> b;\n}\n'),
    ("a web page", "profile", "<!DOCTYPE html>\n<html><body></body></html>\n"),
]


class Foreign(CliTest):
    def assert_named(self, what, way_in, *arguments):
        code, out, err = self.run_program(*arguments, "-T", "json")
        self.assertEqual((code, out), (3, b""), err)
        first, hint = err.splitlines()
        self.assertRegex(first, r"^prof2graph: error: \S+: (is|looks) ")
        self.assertIn(what, first)
        self.assertTrue(first.endswith(", expected a profile"), first)
        self.assertIn(way_in, hint)

    def test_each_kind_is_named_with_the_way_in(self):
        for i, (what, way_in, content) in enumerate(KINDS):
            with self.subTest(what=what, i=i):
                self.write("file", content)
                self.assert_named(what, way_in, "file")

    def test_also_when_the_name_or_the_option_says_it_is_ours(self):
        for i, (what, way_in, content) in enumerate(KINDS):
            if what in ("Python source", "looks like a log"):
                continue  # only likely: who insists may be right
            for name, arguments in (("a.prof", ()), ("a.folded", ("-f", "folded"))):
                with self.subTest(what=what, i=i, name=name, arguments=arguments):
                    self.write(name, content)
                    self.assert_named(what, way_in, name, *arguments)

    def test_texts_of_windows_are_named_too(self):
        for content in (PRINTED.replace("\n", "\r\n").encode(), b"\xff\xfe" + PRINTED.encode("utf-16-le"),
                        b"\xef\xbb\xbf" + PRINTED.encode()):
            self.write("file.txt", content)
            self.assert_named("a table that pstats or prof2graph printed", "cProfile -o", "file.txt")

    def test_files_that_python_itself_writes(self):
        with tempfile.TemporaryDirectory() as folder:
            source = pathlib.Path(folder) / "module.py"
            source.write_text("def f():\n    return 1\n")
            self.write("file", pathlib.Path(py_compile.compile(str(source), cfile=str(source) + "c")).read_bytes())
        self.assert_named("a compiled Python module", "cProfile -o", "file")
        base = self.folder / "base"
        connection = sqlite3.connect(base)
        connection.execute("create table t (a)")
        connection.commit()
        connection.close()
        self.assert_named("an SQLite database", "folded", "base")
        archive = io.BytesIO()
        with zipfile.ZipFile(archive, "w") as file:
            file.writestr("a.txt", "a;b 1\n")
        self.write("zip", archive.getvalue())
        self.assert_named("a zip archive", "unzip", "zip")

    def test_our_own_output_is_no_input(self):
        for kind, what in (("txt", "a table that pstats or prof2graph printed"), ("csv", "a table that prof2graph printed"),
                           ("json", "prof2graph's JSON"), ("dot", "a graph for Graphviz"),
                           ("png", "a PNG picture"), ("pdf", "a PDF")):
            with self.subTest(kind=kind):
                view = ["-V", "table"] if kind in ("txt", "csv") else []
                self.ok("run.prof", "-o", f"out.{kind}", *view)
                self.assert_named(what, "", f"out.{kind}")

    def test_what_is_ours_is_drawn(self):
        for name, content in (
            ("plain", "main 5\nparse 7\nread 12\n"),
            ("words.folded", "operator new 5\nsort 7\n"),
            ("goroutine", "goroutine 5\nmain 9\n"),
            ("some", FOLDED + "a line of a log\n"),
            ("marshal", pstats_bytes()),
            ("json", '{"a";b} 5\n{"a";c} 9\n'),
        ):
            with self.subTest(name=name):
                self.write(name, content)
                code, out, err = self.run_program(name, "-T", "json")
                self.assertEqual(code, 0, err)
                self.assertGreater(json.loads(out)["total"], 0)

    def test_a_text_with_more_bad_lines_than_good_ones_is_refused(self):
        self.write("a.folded", "main;a 1\nthis\nthat\n")
        code, out, err = self.run_program("a.folded", "-f", "folded")
        self.assertEqual((code, out), (3, b""))
        self.assertIn("a.folded:2:5: expected a count after the stack: 2 of 3 lines have none", err)

    def test_marshal_that_is_no_profile_is_still_malformed(self):
        self.write("a.prof", marshal.dumps([1, 2, 3]))
        self.assertEqual(self.run_program("a.prof")[0], 3)

    @unittest.skipUnless((CASES / "foreign").is_dir(), "no cases beside the sources")
    def test_cases(self):
        for name, what in (("printed.prof", "pstats"), ("app.py.lprof", "line_profiler"), ("gmon.out", "gprof"),
                           ("massif.true", "massif"), ("build.log", "log")):
            with self.subTest(name=name):
                self.assert_named(what, "", str(CASES / "foreign" / name))


if __name__ == "__main__":
    main()

"""What tools of operating systems print of stacks: every shape of it gives the same figures, whatever it went through."""
import contextlib
import gzip
import io
import json
import pathlib
import re
import sys
import unittest

from harness import CliTest, main

CORPUS = pathlib.Path(__file__).resolve().parents[2] / ".." / "shared" / "corpus"
SAMPLES = pathlib.Path(__file__).resolve().parents[2] / "samples"
EVERYTHING = ("-T", "json", "-n", "0", "-e", "0", "--max-nodes", "0", "--exact-names")

PERF = ("app 12/13 [001]  5.000001:       2000 cycles:u: \n"
        "\t          12df leaf+0x6a (/srv/app)\n"
        "\t          152b main+0x4f (/srv/app)\n"
        "\n"
        "app 12/13 [000]  5.000002:       3000 cycles:u: \n"
        "\t          152b main+0x4f (/srv/app)\n"
        "\n")


class StackTexts(CliTest):
    def document(self, *arguments):
        code, out, err = self.run_program(*arguments, *EVERYTHING)
        self.assertEqual(code, 0, err)
        return json.loads(out)

    def figures(self, text, *arguments):
        self.write("file", text)
        document = self.document("file", *arguments)
        return document["total"], {f["frame"]: (f["self"], f["cumulative"]) for f in document["functions"]}

    def as_found(self, format_name, text):
        """Found by content alone, also behind a mark, with other line ends, in UTF-16, compressed and cut off."""
        data = text.encode()
        forms = (data, b"\xef\xbb\xbf" + data, data.replace(b"\n", b"\r\n"), b"\xff\xfe" + text.encode("utf-16-le"),
                 gzip.compress(data), data.rstrip(b"\n"))
        for i, form in enumerate(forms):
            with self.subTest(form=i):
                self.write("data", form)
                document = self.document("data")
                self.assertEqual(document["source"]["format"], format_name)
                yield document


class Perf(StackTexts):
    def test_is_found_in_every_form(self):
        for document in self.as_found("perf", PERF):
            self.assertEqual((document["total"], document["metric"]["unit"]), (5000, "cycles-u"))

    def test_every_shape_of_the_event_line(self):
        frames = "\t          12df leaf (/srv/app)\n\t          152b main (/srv/app)\n\n"
        heads = ("app 12  5.000001: cycles: ", "app 12/13 [001] 5.000001: cycles: ", "app    -1 K    5.000001: cycles: ",
                 "app 12 cycles: ", "app 12 [003] cycles: ", "app 12/13     cycles: ", "app (two) 7 12 5.000001: cycles: ",
                 "a:b c 12 5.000001: cycles:", "app 12 5.000001: cycles:: ", "x 12 0.000000001: cycles: ", "app 12 ",
                 " 12 5.000001: cycles: ", "dead 12 5.000001: cycles: ")
        for head in heads:
            with self.subTest(head=head):
                total, functions = self.figures(head + "\n" + frames + head + "\n" + frames)
                self.assertEqual((total, functions["leaf"], functions["main"]), (2, (2, 2), (0, 2)))

    def test_a_number_in_front_of_the_event_is_a_period_where_it_fills_its_column(self):
        line = "wrk (two) 7 12{} cycles: \n\t          12df leaf (/srv/app)\n\n"
        self.assertEqual(self.figures(line.format("    5025125") * 2)[0], 10050250)
        self.assertEqual(self.figures(line.format("") * 2)[0], 2)
        self.write("file", line.format("") * 2)
        self.assertIn("wrk (two) 7", self.run_program("--list-profiles", "file")[1].decode())

    def test_frames_without_an_event_line(self):
        self.assertEqual(self.figures("\n\t 12df leaf (/srv/app)\n\t 152b main (/srv/app)\n\n\n\t 152b main (/srv/app)\n")[1],
                         {"leaf": (1, 1), "main": (1, 2)})

    def test_events_are_never_added_up_and_the_one_with_most_samples_is_shown(self):
        other = PERF.replace("cycles:u", "page-faults") + PERF.replace("cycles:u", "page-faults") + PERF
        self.write("file", PERF + other)
        self.assertEqual(self.document("file")["metric"]["name"], "cycles:u")
        self.write("file", PERF + other + PERF.replace("cycles:u", "page-faults"))
        self.assertEqual(self.document("file")["metric"]["name"], "page-faults")
        self.assertEqual(self.document("file", "--metric", "cycles:u")["total"], 10000)
        self.assertEqual(self.document("file", "--metric", "samples")["total"], 6)

    def test_a_period_that_is_not_everywhere_is_none(self):
        self.assertEqual(self.figures(PERF + PERF.replace("3000 ", "     "))[0], 4)

    def test_clocks_are_time(self):
        for event in ("cpu-clock", "task-clock:ppp", "offcpu-time"):
            self.write("file", PERF.replace("cycles:u", event))
            document = self.document("file")
            self.assertEqual((document["total"], document["metric"]["unit"]), (0.000005, "s"))

    def test_what_has_no_stack_counts_in_the_total(self):
        self.write("file", PERF + "app 12/13 [001]  5.000003:       1000 cycles:u: \n\n")
        code, _, err = self.run_program("file", *EVERYTHING)
        self.assertEqual(code, 0)
        self.assertIn("sample has no stack and counts in the total only", err)
        self.assertEqual(self.document("file")["total"], 6000)

    def test_names(self):
        frames = ("(inlined)", "([JIT] tid 7)", "([JIT app cache])", "(/usr/bin/a b (c) (deleted))", "([kernel.kallsyms].init.text)")
        for held in frames:
            self.assertIn("f(int, char)", self.figures(PERF.replace("leaf+0x6a (/srv/app)", "f(int, char)+0x1 " + held))[1])
        names = {"operator delete(void*)": "operator delete(void*)", "": "[app]", "[unknown]": "[app]",
                 "operator->": "operator->", "W->walk": "W->walk", "fn() -> T": "fn() -> T",
                 "_$LT$T$u20$as$u20$a..B$GT$::c": "<T as a::B>::c", "a+0x1/0x20": "a", "operator+": "operator+"}
        for name, frame in names.items():
            self.assertIn(frame, self.figures(PERF.replace("leaf+0x6a", name))[1])

    def test_a_stack_of_what_was_seen_before_is_read_as_it_was(self):
        for text in (PERF * 3, PERF * 2 + PERF.replace("\n\n", "\n \n"), PERF + PERF.replace("\n\n", "\n# x\n") + PERF):
            total, functions = self.figures(text)
            self.assertEqual((total, functions["leaf"], functions["main"]), (15000, (6000, 6000), (9000, 15000)))

    def test_what_is_none_of_it_is_told_and_where(self):
        self.write("file", PERF + "app 12/13 [001]  5.000003:       1000 cycles:u: \n\t no frame\n\n")
        self.assertIn("line that is neither an event nor a frame was ignored, the first is line 9",
                      self.run_program("file", *EVERYTHING)[2])
        self.write("other.perf", "hello\nworld\n")
        code, _, err = self.run_program("other.perf", "-T", "json")
        self.assertEqual(code, 3)
        self.assertRegex(err, r"other\.perf:1:1: expected an event line")


class Corpus(StackTexts):
    """Expectations that somebody else worked out, where they lie beside the repository."""

    def check(self, folder):
        if not (CORPUS / folder).is_dir():
            self.skipTest("no ../shared")
        sys.path.insert(0, str(CORPUS))
        import expect_stacks
        for expectation in sorted((CORPUS / folder).glob("*.expect.json")):
            data = expectation.with_name(expectation.name.removesuffix(".expect.json"))
            with self.subTest(file=data.name):
                code, out, err = self.run_program(data, "-T", "folded", "--exact-names")
                self.assertEqual(code, 0, err)
                said = io.StringIO()
                with contextlib.redirect_stdout(said):
                    faults = expect_stacks.check(json.loads(expectation.read_text()), out.decode())
                self.assertEqual(faults, 0, said.getvalue())

    def test_perf(self):
        self.check("perf")


if __name__ == "__main__":
    main()

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


class Bpftrace(StackTexts):
    TEXT = "Attaching 2 probes...\n\n\n@[\n    leaf+91\n    main+113\n, work, 12]: 3\n@[\n    main+2\n, work, 12]: 4\n"

    def test_is_found_in_every_form(self):
        for document in self.as_found("bpftrace", self.TEXT):
            self.assertEqual(document["total"], 7)

    def test_the_users_stack_is_below_the_kernels_in_any_order(self):
        kernel, user = "\n    ksys_read+43\n    entry_SYSCALL_64_after_hwframe+118\n", "\n    read+2\n    main+1\n"
        for text in (f"@[{kernel}, {user}]: 5\n", f"@[{user}, {kernel}]: 5\n", f"@[app, {user}, {kernel}, 7]: 5\n"):
            self.write("file", text)
            self.assertEqual(self.run_program("file", "-T", "folded", "-f", "bpftrace")[1].decode().split("\n")[-2],
                             "main;read;entry_SYSCALL_64_after_hwframe_[k];ksys_read_[k] 5")

    def test_maps_are_never_added_up_and_what_has_no_stack_is_none(self):
        text = self.TEXT + "@ns[\n    main+1\n]: 900\n@x: 12\n@c[work]: 4\n@h: \n[4, 8)    3 |@@@|\n"
        self.assertEqual(self.figures(text)[0], 7)
        self.assertEqual(self.figures(text, "--metric", "@ns")[0], 900)
        self.assertEqual(self.document("file")["offered"]["metrics"], ["@", "@ns"])
        self.write("file", "@x: 12\n@c[work]: 4\n")
        self.assertIn("no map with stacks", self.run_program("file", "-f", "bpftrace")[2])

    def test_empty_stacks_count(self):
        self.assertEqual(self.figures("@k[, work2]: 24\n@k[\n    a+1\n, work2]: 6\n"),
                         (30, {"a": (6, 6)}))

    def test_json(self):
        line = '{"type": "map", "data": {"@": {"\\n    leaf+91\\n    main+1\\n,\\n    u+1\\n,work": 3, ",\\n    u+2\\n,work": 4}, "@x": 5}}'
        total, functions = self.figures('{"type": "attached_probes", "data": {"probes": 2}}\n\n' + line + "\n")
        self.assertEqual((total, functions["u"], functions["leaf"]), (7, (4, 7), (3, 3)))
        code, _, err = self.figures_of_cut(line)
        self.assertEqual(code, 3)
        self.assertIn("expected the rest of the map", err)

    def figures_of_cut(self, line):
        self.write("file", line[:60])
        return self.run_program("file", *EVERYTHING)

    def test_values_that_cannot_be_added_are_told(self):
        self.write("file", self.TEXT + "@[\n    a+1\n]: \n[4, 8)   3 |@@|\n")
        self.assertIn("value that cannot be added was ignored", self.run_program("file", *EVERYTHING)[2])
        self.assertEqual(self.figures("@[\n    a+1\n]: count 3, average 4, total 12\n@[\n    b+1\n]: count 1, average 4, total 4\n")[0], 16)


class Bcc(StackTexts):
    TEXT = ("Sampling at 99 Hertz of all threads by user + kernel stack... Hit Ctrl-C to end.\n^C\n"
            "    sys_write\n    --\n    write(int)\n    main\n    -                dd (25036)\n        12\n\n"
            "    func_a\n    main\n    -                my app (7) (13549)\n        3\n\n")

    def test_is_found_in_every_form(self):
        for document in self.as_found("bcc", self.TEXT):
            self.assertEqual((document["total"], document["metric"]["unit"]), (15, "samples"))

    def test_kernel_and_tasks(self):
        self.write("file", self.TEXT)
        self.assertEqual(self.run_program("file", "-T", "folded")[1].decode(),
                         "thread (dd);main;write(int);sys_write_[k] 12\nthread (my app (7));main;func_a 3\n")

    def test_time_is_time(self):
        self.write("file", self.TEXT.replace("Sampling at 99 Hertz of", "Tracing off-CPU time (us) of"))
        document = self.document("file")
        self.assertEqual((document["total"], document["metric"]["name"]), (0.000015, "off-CPU time"))

    def test_lost_traces_are_told(self):
        self.write("file", self.TEXT + "WARNING: 5 stack traces lost and could not be displayed.\n")
        self.assertIn("stack trace was lost while bcc recorded (5 times)", self.run_program("file", *EVERYTHING)[2])


class Dump(StackTexts):
    GDB = ('Thread 2 (Thread 0x7f1 (LWP 31) "wrk (2)"):\n#0  0x00007f00deadbeef in poll (n=1) at poll.c:29\n'
           "#1  main () at a.c:3\n\nThread 1 (Thread 0x7f0 (LWP 30)):\n#0  main () at a.c:9\n")
    JAVA = ('2026-01-01 00:00:00\nFull thread dump OpenJDK 64-Bit Server VM (17):\n\n'
            '"waiter "quoted" #7" #12 daemon prio=5 os_prio=0 tid=0x1 nid=0x3e runnable [0x0]\n'
            "   java.lang.Thread.State: RUNNABLE\n\tat app.Main$$Lambda$3/0x00007fe6ac003200.run(Unknown Source)\n"
            "\t- locked <0x1> (a app.Main)\n\tat java.lang.Thread.run(java.base@17.0.1/Thread.java:840)\n\n"
            '"VM Thread" os_prio=0 tid=0x2 nid=0x4 runnable\n\nJNI global refs: 14\n')
    GO = ("goroutine 1 [running]:\nmain.(*T).walk(0x1, {0x2})\n\t/a.go:3 +0x1\ncreated by main.main in goroutine 1\n\t/a.go:1 +0x1\n\n"
          "goroutine 7 [chan receive, 3 minutes]:\nmain.f[...]()\n\t/a.go:9 +0x1f\n")
    PYTHON = ('Fatal Python error: Segmentation fault\n\nCurrent thread 0x00007f01 (most recent call first):\n'
              '  File "/srv/a.py", line 7 in f\n  File "/srv/a.py", line 9 in <module>\n'
              'Thread 0x00007f02 (most recent call first):\n  File "/srv/a.py", line 8 in f\n')
    PY_SPY = ('Process 47: python3 a.py\nPython v3.11.7 (/usr/bin/python3.11)\n\nThread 47 (idle): "MainThread"\n'
              '    wait (a.py:3)\n        Arguments:\n            t: "a (b:1)"\n    <module> (a (b).py:4)\n')
    EU_STACK = "PID 12 - process\nTID 12:\n#0  0x0000000000001000 f(int) - /srv/a\n#1  0x0000000000001000 - 1 main\n"

    def test_are_found_in_every_form(self):
        for text, threads in ((self.GDB, 2), (self.JAVA, 1), (self.GO, 2), (self.PYTHON, 2), (self.PY_SPY, 1), (self.EU_STACK, 1)):
            for document in self.as_found("dump", text):
                self.assertEqual((document["total"], document["metric"]["unit"]), (threads, "threads"))

    def folded(self, text):
        self.write("file", text)
        return self.run_program("file", "-T", "folded", "--exact-names")[1].decode().split("\n")[:-1]

    def test_threads_with_their_states(self):
        self.assertEqual(self.folded(self.GDB), ["# unit: threads", "thread (30);main (a.c) 1", "thread (wrk (2));main (a.c);poll (poll.c) 1"])
        self.assertEqual(self.folded(self.GO), ["# unit: threads", "thread (goroutine [chan receive]);main.f[...] (/a.go) 1",
                                                "thread (goroutine [running]);main.(*T).walk (/a.go) 1"])
        self.assertEqual(self.folded(self.PYTHON)[1:], ["thread (0x00007f02);f (/srv/a.py) 1", "thread ([current]);<module> (/srv/a.py);f (/srv/a.py) 1"])
        self.assertEqual(self.folded(self.PY_SPY)[1:], ["<module> (a (b).py);wait (a.py) 1"])
        self.assertEqual(self.folded(self.EU_STACK)[1:], ["main;f(int)_[i] 1"])
        self.write("file", self.PY_SPY)
        self.assertIn("MainThread [idle]", self.run_program("--list-profiles", "file")[1].decode())

    def test_java(self):
        self.assertEqual(self.folded(self.JAVA)[1:], ["java.lang.Thread.run (Thread.java);app.Main$$Lambda$3/0x00007fe6ac003200.run 1"])
        self.write("file", self.JAVA)
        self.assertIn('waiter "quoted" #7 [RUNNABLE]', self.run_program("--list-profiles", "file")[1].decode())
        self.assertIn("thread has no frames and was left out", self.run_program("file", *EVERYTHING)[2])

    def test_several_dumps_are_samples(self):
        self.write("file", self.JAVA * 3)
        document = self.document("file")
        self.assertEqual((document["total"], document["metric"]["unit"]), (3, "samples"))

    def test_goroutines_of_one_stack_are_counted(self):
        text = "goroutine profile: total 4\n3 @ 0x437bf6 0x40619b\n#\t0x4b6dbe\tmain.f+0x1e\t/a.go:10\n\n1 @ 0x42d796\n#\t0x1\tmain.g+0x1\t/a.go:3\n"
        self.assertEqual(self.folded(text), ["# unit: threads", "main.f (/a.go) 3", "main.g (/a.go) 1"])
        self.assertEqual(self.folded(text + self.GO)[1], "main.f (/a.go) 3")
        self.assertEqual(self.folded(text + self.GO)[3], "thread (goroutine [chan receive]);main.f[...] (/a.go) 1")

    def test_a_goroutine_is_not_where_it_was_created(self):
        text = "goroutine 7 [select]:\nmain.f()\n\t/f.go:3 +0x1\ncreated by main.main\n\t/main.go:1 +0x1\n"
        self.assertEqual(self.folded(text)[1:], ["main.f (/f.go) 1"])

    def test_threads_without_heads_begin_at_their_innermost_frame(self):
        stack = "#0  0x00007f00deadbeef in poll (n=1) at poll.c:29\n#1  main () at a.c:3\n"
        self.assertEqual(self.figures(stack * 2)[0], 2)

    def test_names_of_gdb(self):
        names = ("std::map<a, b>::f", "operator new(unsigned long)", "(anonymous namespace)::run", "<signal handler called>",
                 "a::operator<< <int>", "std::function<void (int)>::operator()(int) const", "operator<", "x::operator->")
        for name in names:
            arguments = "" if name.startswith("<") else " (x=1, s=0x1 \"(\") at a b.c:4"
            frames = {frame.split(" (a b.c)")[0] for frame in self.figures(f"{self.GDB}#1  0x1 in {name}{arguments}\n")[1]}
            self.assertIn(name, frames)

    def test_what_was_cut_off_is_told(self):
        self.write("file", self.GDB + "(More stack frames follow...)\n")
        self.assertIn("its callers are not known", self.run_program("file", *EVERYTHING)[2])
        self.assertIn("[truncated];main (a.c) 1", "\n".join(self.folded(self.GDB + "(More stack frames follow...)\n")))

    def test_colours_of_a_terminal(self):
        coloured = self.PY_SPY.replace("wait", "\x1b[33mwait\x1b[0m").replace("Thread", "\x1b[1mThread\x1b[0m")
        self.assertEqual(self.folded(coloured), self.folded(self.PY_SPY))


class Corpus(StackTexts):
    """Expectations that somebody else worked out, where they lie beside the repository."""

    def check(self, folder, known=()):
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
                if data.name in known:
                    self.assertEqual(said.getvalue(), known[data.name])
                else:
                    self.assertEqual(faults, 0, said.getvalue())

    def test_perf(self):
        self.check("perf")

    def test_dumps(self):
        for folder in ("gdb", "eu-stack", "jstack", "faulthandler"):
            self.check(folder)

    def test_bpftrace(self):
        # Their reader takes "1ff8 0x1ff8 ([unknown])" for a function of that name.
        self.check("bpftrace", {"own-kstack-ustack-comm-tid-perf.txt": "inclusive of [unknown]: 318 instead of 317\n"})


if __name__ == "__main__":
    main()

"""Where output goes: the whole file or nothing, whatever happens."""
import os
import pathlib
import signal
import subprocess
import time
import unittest

from harness import FOLDED, CliTest, main, pstats_bytes

SIGNATURES = {
    "dot": b"digraph",
    "svg": b"<",
    "png": b"\x89PNG\r\n\x1a\n",
    "pdf": b"%PDF-",
    "json": b'{"prof2graph": 1,',
    "folded": b"# unit: ns\n# lines: defined\nmain",
    "txt": b"",
    "md": b"",
    "csv": b"calls,primitive_calls,self,",
}


class Fonts(CliTest):
    """A PNG or PDF has the glyphs of the machine's fonts, and says so where they are not enough."""

    def setUp(self):
        super().setUp()
        self.write("none.conf", '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig></fontconfig>\n')
        self.no_fonts = {"FONTCONFIG_FILE": str(self.folder / "none.conf")}
        self.write("plain.folded", "main;work 10\n")

    def test_letters_without_a_glyph_are_told(self):
        for kind in ("png", "pdf"):
            for options in (["run.prof"], ["-V", "flame", "run.prof"], ["diff", "run.prof", "run.prof"]):
                code, out, err = self.run_program(*options, "-T", kind, env=self.no_fonts)
                self.assertEqual(code, 0, err)
                self.assertTrue(out.startswith(SIGNATURES[kind]))
                self.assertRegex(err, r"^prof2graph: warning: this machine's font for Helvetica has no glyph for [^a-z]*, so boxes stand there: install "
                                      r"fonts-dejavu-core, or a font of that script, or write SVG \([0-9]+ times\)\n$")
            self.assertEqual(self.run_program("-q", "run.prof", "-T", kind, env=self.no_fonts)[2], "")

    def test_strict_refuses_boxes(self):
        for kind in ("png", "pdf"):
            for options in (["run.prof"], ["diff", "run.prof", "run.prof"]):
                before = self.listing()
                code, out, err = self.run_program("--strict", *options, "-o", f"out.{kind}", env=self.no_fonts)
                self.assertEqual((code, out), (3, b""), err)
                self.assertRegex(err, rf"^prof2graph: error: out.{kind}: --strict: this machine's font for Helvetica .*\n  hint: without --strict this is a warning\n$")
                self.assertEqual(self.listing(), before)

    def test_names_of_other_scripts(self):
        """Private letters, which no font has: each is named once, however often it is drawn."""
        self.write("odd.folded", "main;\U0010f0f0\U0010f0f1\U0010f0f0 10\n")
        for font in ({}, self.no_fonts):
            code, _, err = self.run_program("odd.folded", "-T", "png", env=font)
            self.assertEqual(code, 0, err)
            self.assertIn("\U0010f0f0 \U0010f0f1", err)
            self.assertEqual(err.count("\U0010f0f0"), 1)

    def test_only_what_is_drawn_counts(self):
        """Other formats leave fonts to whoever shows them."""
        for kind in ("svg", "dot", "json"):
            self.assertEqual(self.run_program("--strict", "run.prof", "-T", kind, env=self.no_fonts)[::2], (0, ""))
        self.write("hidden.folded", "main;work 1000000\nmain;\U0010f0f0 1\n")
        err = self.run_program("hidden.folded", "-V", "flame", "-T", "png", env=self.no_fonts)[2]
        self.assertNotIn("\U0010f0f0", err)


class Files(CliTest):
    def test_the_suffix_gives_the_type(self):
        for kind, signature in SIGNATURES.items():
            self.ok("-q", "run.prof", "-o", f"out.{kind}")
            data = (self.folder / f"out.{kind}").read_bytes()
            self.assertTrue(data.startswith(signature), f"{kind}: {data[:40]!r}")
            self.assertGreater(len(data), 10, kind)

    def test_a_file_holds_what_stdout_would(self):
        for kind in ("dot", "svg", "json"):
            out = self.ok("run.folded", "-T", kind)
            self.ok("run.folded", "-o", f"out.{kind}")
            self.assertEqual((self.folder / f"out.{kind}").read_bytes(), out)

    def test_dot_is_what_a_pipe_gets(self):
        self.assertTrue(self.ok("run.folded").startswith(b"digraph"))

    def test_an_existing_file_is_replaced_and_keeps_its_mode(self):
        path = self.write("out.json", "old")
        path.chmod(0o640)
        self.ok("run.folded", "-o", "out.json")
        self.assertTrue(path.read_bytes().startswith(b'{"prof2graph"'))
        self.assertEqual(path.stat().st_mode & 0o777, 0o640)

    def test_a_link_stays_a_link(self):
        self.write("real.json", "old")
        (self.folder / "link.json").symlink_to("real.json")
        self.ok("run.folded", "-o", "link.json")
        self.assertTrue((self.folder / "link.json").is_symlink())
        self.assertTrue((self.folder / "real.json").read_bytes().startswith(b'{"prof2graph"'))

    def test_no_folder(self):
        code, out, err = self.run_program("run.folded", "-o", "no/where/out.svg")
        self.assertEqual((code, out), (3, b""))
        self.assertEqual(err.splitlines()[0], "prof2graph: error: no/where/out.svg: cannot be written: No such file or directory")

    @unittest.skipIf(os.geteuid() == 0, "root may write everywhere")
    def test_folder_without_permission(self):
        (self.folder / "locked").mkdir()
        (self.folder / "locked").chmod(0o555)
        code, _, err = self.run_program("run.folded", "-o", "locked/out.svg")
        self.assertEqual(code, 3)
        self.assertIn("Permission denied", err)

    def test_a_failure_leaves_everything_as_it_was(self):
        self.write("cut.prof", pstats_bytes()[:60])
        kept = self.write("out.svg", "precious")
        before = self.listing()
        code, _, _ = self.run_program("cut.prof", "-o", "out.svg")
        self.assertEqual(code, 3)
        self.assertEqual(kept.read_text(), "precious")
        self.assertEqual(self.listing(), before)


class Devices(CliTest):
    @unittest.skipUnless(pathlib.Path("/dev/full").exists(), "there is no /dev/full")
    def test_full_disk(self):
        for kind in ("dot", "svg", "json", "txt"):
            code, _, err = self.run_program("run.prof", "-q", "-T", kind, "-o", "/dev/full")
            self.assertEqual(code, 3, kind)
            self.assertEqual(err.splitlines()[0], "prof2graph: error: /dev/full: cannot be written: No space left on device")
        with open("/dev/full", "wb") as full:
            process = self.start("run.prof", "-T", "json", stdout=full, stderr=subprocess.PIPE)
            _, err = process.communicate(timeout=60)
        self.assertEqual(process.returncode, 3)
        self.assertIn(b"No space left on device", err)

    def test_fifo(self):
        os.mkfifo(self.folder / "fifo")
        process = self.start("run.folded", "-T", "json", "-o", "fifo", stderr=subprocess.PIPE)
        with open(self.folder / "fifo", "rb") as fifo:
            self.assertTrue(fifo.read().startswith(b'{"prof2graph"'))
        self.assertEqual(process.communicate(timeout=60)[1], b"")
        self.assertEqual(process.returncode, 0)

    def test_reader_that_goes_away(self):
        """Quiet, and 141 as the shell says it of a program that SIGPIPE ended."""
        self.write("wide.folded", "".join(f"main;function_{i};leaf_{i} {i + 1}\n" for i in range(20000)))
        process = self.start("wide.folded", "-T", "json", stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        process.stdout.read(1)
        process.stdout.close()
        err = process.stderr.read()
        process.stderr.close()
        self.assertEqual((process.wait(timeout=60), err), (141, b""))

    def test_help_to_a_closed_pipe(self):
        reader, writer = os.pipe()
        os.close(reader)
        process = self.start("--help", stdout=writer, stderr=subprocess.PIPE)
        os.close(writer)
        self.assertEqual(process.communicate(timeout=60)[1], b"")
        self.assertEqual(process.returncode, 141)


class Signals(CliTest):
    def interrupted(self, which):
        """Ends the program while it waits for input, with an output named and one there from before."""
        kept = self.write("out.json", "precious")
        before = self.listing()
        process = self.start("-", "-o", "out.json", stdin=subprocess.PIPE, stderr=subprocess.PIPE)
        process.stdin.write(FOLDED.encode())
        process.stdin.flush()
        if "P2G_VALGRIND_BINARY" in os.environ:
            time.sleep(5)  # valgrind catches all signals, so that nothing tells when the program does
        self.wait_until_caught(process, which)
        process.send_signal(which)
        _, err = process.communicate(timeout=60)
        self.assertEqual((process.returncode, err), (128 + which, b""))
        self.assertEqual(kept.read_text(), "precious")
        self.assertEqual(self.listing(), before)

    def wait_until_caught(self, process, which):
        """Before that it is the system's default that ends a program, however long its start takes on a busy machine."""
        while process.poll() is None:
            status = pathlib.Path(f"/proc/{process.pid}/status").read_text()
            caught = next(line.split()[1] for line in status.splitlines() if line.startswith("SigCgt:"))
            if int(caught, 16) >> (which - 1) & 1:
                return
            time.sleep(0.01)

    def test_interrupt(self):
        self.interrupted(signal.SIGINT)

    def test_terminate(self):
        self.interrupted(signal.SIGTERM)

    def test_interrupt_with_the_temporary_file_open(self):
        self.write("wide.folded", "".join(f"main;function_{i};leaf_{i} {i + 1}\n" for i in range(100000)))
        before = self.listing()
        process = self.start("wide.folded", "-o", "out.json", stderr=subprocess.PIPE)
        while process.poll() is None and len(list(self.folder.iterdir())) == len(before):
            pass
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=60)
        finished = process.returncode == 0  # the race was lost, and that is no fault
        self.assertEqual(self.listing(), sorted(before + ["out.json"] * finished))
        self.assertIn(process.returncode, (0, 130))

    def test_interrupt_while_writing(self):
        """A reader that does not read holds the program in the middle of its output."""
        self.write("wide.folded", "".join(f"main;function_{i};leaf_{i} {i + 1}\n" for i in range(20000)))
        process = self.start("wide.folded", "-T", "json", stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        process.stdout.read(1)
        time.sleep(0.3)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=60)
        self.assertEqual((process.returncode, err), (130, b""))


class Libraries(CliTest):
    def loaded(self, *arguments):
        """What the dynamic linker says about the files that a run loads."""
        code, _, err = self.run_program("-q", "run.prof", "-o", "out", *arguments, env={"LD_DEBUG": "files"})
        self.assertEqual(code, 0)
        return err

    def test_large_ones_are_loaded_only_where_they_are_needed(self):
        for kind in ("dot", "svg", "json"):
            self.assertNotRegex(self.loaded("-T", kind), "cairo|gvc|cgraph", kind)
        self.assertRegex(self.loaded("-T", "png"), r"libcairo\.so")
        self.assertRegex(self.loaded("-T", "svg", "--layout", "dot"), r"libgvc\.so")


main()

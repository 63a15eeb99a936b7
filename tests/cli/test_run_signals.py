"""run: signals go to the program, once, and what was recorded is drawn."""
import os
import pathlib
import pty
import signal
import subprocess
import time

from harness import BINARY, main
from recording import PYTHON, PYTHONS, UNTIL_SEEN, WAITS, RunTest


class Signals(RunTest):
    def signalled(self, text, number, to_group, python=PYTHON, options=("-q", "-o", "out.json")):
        self.write("program.py", text)
        process = self.start("run", *options, "--", python, "program.py", stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                             stderr=subprocess.PIPE, start_new_session=True)
        self.addCleanup(process.stdout.close)
        self.assertEqual(process.stdout.readline(), b"ready\n")
        (os.killpg if to_group else os.kill)(process.pid, number)
        out, err = process.communicate(timeout=20)
        return process.returncode, out, err.decode()

    def test_ctrl_c_still_draws(self):
        for python in PYTHONS:
            for to_group in (True, False):
                code, _, err = self.signalled(WAITS + "work()\n", signal.SIGINT, to_group, python)
                self.assertIn("KeyboardInterrupt", err)
                self.assertEqual(code, 1 if "/2.7" in python or "/3.6" in python or "/3.7" in python else 130, python)
                self.assertIn("work", self.functions())
                (self.folder / "out.json").unlink()

    def test_term_and_hup_still_draw(self):
        for python in PYTHONS:
            for number in (signal.SIGTERM, signal.SIGHUP):
                code, _, err = self.signalled(WAITS + "work()\n", number, False, python)
                self.assertEqual((code, err), (128 + number, ""), python)
                self.assertIn("work", self.functions())
                (self.folder / "out.json").unlink()

    def test_a_signal_comes_once(self):
        """Whether it was sent to the program alone or to the group."""
        text = ("import signal, sys, time\nseen = []\nsignal.signal(signal.SIGINT, lambda *a: seen.append(1))\n"
                "signal.signal(signal.SIGTERM, lambda *a: seen.append(2))\n" + UNTIL_SEEN + "print(seen)\n")
        for number, name in ((signal.SIGINT, b"[1]\n"), (signal.SIGTERM, b"[2]\n")):
            for to_group in (True, False):
                for _ in range(3):
                    self.assertEqual(self.signalled(text, number, to_group), (0, name, ""), to_group)

    def test_a_program_that_is_killed_leaves_no_profile(self):
        before = self.listing()
        code, out, err = self.run_python("import os\nos.kill(os.getpid(), 9)\n")
        self.assertEqual((code, out), (137, b""))
        self.assertEqual(err, "prof2graph: error: program.py: left no profile\n  hint: a program that is killed, calls "
                              "os._exit() or becomes another one (exec) cannot write it\n")
        self.assertEqual(set(self.listing()) - set(before), {"program.py"})
        self.assertEqual(self.run_python("import os\nos._exit(0)\n")[0], 3)
        self.assertEqual(self.run_python("import os\nos._exit(9)\n")[0], 9)

    def test_ctrl_c_at_a_terminal(self):
        """The terminal tells the program itself, so that we do not tell it again."""
        self.write("program.py", "import signal, sys, time\nseen = []\nsignal.signal(signal.SIGINT, lambda *a: seen.append(1))\n"
                                 + UNTIL_SEEN + "print('seen', seen, sys.stdin.isatty())\n")
        for _ in range(3):
            pid, terminal = pty.fork()
            if pid == 0:
                os.chdir(self.folder)
                os.execv(BINARY, [BINARY, "run", "-q", "-o", "out.json", "--", PYTHON, "program.py"])
            text = b""
            while b"ready" not in text:
                text += os.read(terminal, 1000)
            os.write(terminal, b"\x03")
            try:
                while block := os.read(terminal, 1000):
                    text += block
            except OSError:
                pass
            self.assertEqual(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), 0)
            os.close(terminal)
            self.assertIn(b"seen [1] True", text)
            self.assertIn("work", self.functions())

    def test_the_program_goes_with_the_group(self):
        """A CI system that kills the group kills all of it."""
        self.write("program.py", "import os\nprint(os.getpid())\n" + WAITS + "work()\n")
        process = self.start("run", "-q", "-o", "x.svg", "--", PYTHON, "program.py", stdout=subprocess.PIPE, start_new_session=True,
                             env={"TMPDIR": str(self.folder)})  # which SIGKILL leaves as it is
        child = int(process.stdout.readline())
        process.stdout.readline()
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        process.stdout.read()  # ends when nobody has it open
        process.stdout.close()
        for _ in range(100):
            if not os.path.exists(f"/proc/{child}") or "Z" in pathlib.Path(f"/proc/{child}/stat").read_text().split()[2]:
                return
            time.sleep(0.05)
        self.fail("the program outlived its group")


main()

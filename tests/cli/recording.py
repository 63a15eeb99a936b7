"""What the tests of run and record share: programs, the Pythons that are here, stand-ins on PATH."""
import glob
import json
import os
import pathlib
import shutil
import subprocess
import sys

from harness import CliTest

APP = """\
import sys

def work(n):
    return sum(i * i for i in range(n))

def main():
    for _ in range(20):
        work(2000)

main()
"""
WAITS = """\
import sys, time, signal
def work():
    print("ready"); sys.stdout.flush()
    end = time.time() + 20
    while time.time() < end: sum(range(1000))
"""
# Until a signal has come, and then long enough for another.
UNTIL_SEEN = """\
print("ready"); sys.stdout.flush()
def work():
    end = time.time() + 20
    while not seen and time.time() < end: sum(range(1000))
    end = time.time() + 0.7
    while time.time() < end: sum(range(1000))
work()
"""
PYTHON = os.path.realpath(sys.executable)


def pythons():
    """One of each version: pyenv's ($PYENV_ROOT, or where its shims on PATH are), and this one."""
    shims = pathlib.Path(shutil.which("python3") or "/").parent
    root = os.environ.get("PYENV_ROOT") or (str(shims.parent) if shims.name == "shims" else "")
    found = [path for path in sorted(glob.glob(os.path.join(root, "versions", "*", "bin", "python"))) if root and os.access(path, os.X_OK)]
    return found or [PYTHON]


PYTHONS = pythons()
RUN_HINT = "  hint: prof2graph run -o profile.svg -- python app.py\n"


class RunTest(CliTest):
    def setUp(self):
        super().setUp()
        self.write("app.py", APP)

    def run_python(self, text, *arguments, options=(), python=PYTHON, **more):
        """(exit code, stdout, stderr without what prof2graph says) of a program under the recorder."""
        self.write("program.py", text)
        code, out, err = self.run_program("run", "-q", "-o", "out.json", *options, "--", python, "program.py", *arguments, **more)
        return code, out, err

    def alone(self, *words, stdin=b""):
        done = subprocess.run(words, cwd=self.folder, input=stdin, capture_output=True, check=False,
                              env={**os.environ, "LC_ALL": "C"})
        code = done.returncode if done.returncode >= 0 else 128 - done.returncode
        return code, done.stdout, done.stderr.decode(errors="backslashreplace")

    def figures(self, name="out.json"):
        return json.loads((self.folder / name).read_text())

    def functions(self, name="out.json"):
        return {function["name"]: function for function in self.figures(name)["functions"]}

    def same_as_alone(self, text, *arguments, python=PYTHON, stdin=b""):
        """Code and streams are those of the program alone; the profile is there."""
        self.write("program.py", text)
        expected = self.alone(python, "program.py", *arguments, stdin=stdin)
        (self.folder / "out.json").unlink(missing_ok=True)
        self.assertEqual(self.run_python(text, *arguments, python=python, stdin=stdin), expected, python)
        self.assertIn("<module>", self.functions())
        return expected

    def put_on_path(self, name, text):
        folder = self.folder / "bin"
        folder.mkdir(exist_ok=True)
        path = folder / name
        path.write_text(text)
        path.chmod(0o755)
        return {"PATH": f"{folder}:{os.environ['PATH']}"}

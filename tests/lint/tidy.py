"""clang-tidy over all sources with the checks of .clang-tidy. usage: tidy.py BUILD [FILE...]

A look at everything takes minutes, so what was clean is remembered in BUILD/tidy."""
import pathlib
import shutil
import subprocess
import sys

from remembered import look_at_changed, text_of
from repository import ROOT, files, report

SKIP = 77


def look_at(path, build):
    # The compiler's own flags are g++'s; the project's warnings are its business.
    done = subprocess.run(["clang-tidy", "-p", build, "--quiet", "--extra-arg=-Wno-unknown-warning-option",
                           "--extra-arg=-Wno-everything", str(ROOT / path)], capture_output=True, text=True, check=False)
    return "" if done.returncode == 0 else done.stdout.replace(f"{ROOT}/", "") or "clang-tidy failed"


def main():
    build = pathlib.Path(sys.argv[1])
    if shutil.which("clang-tidy") is None or not (build / "compile_commands.json").is_file():
        print("clang-tidy or the build's compile commands are not there")
        return SKIP
    version = subprocess.run(["clang-tidy", "--version"], capture_output=True, check=True).stdout
    paths = sys.argv[2:] or files("src/*.cc", "renderers/*.cc")
    return report(look_at_changed(paths, build / "tidy", version + text_of(".clang-tidy"), lambda path: look_at(path, build)))


sys.exit(main())

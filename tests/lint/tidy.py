"""clang-tidy over all sources with the checks of .clang-tidy. usage: tidy.py BUILD [FILE...]

A look at everything takes minutes, so what was clean is remembered in BUILD/tidy."""
import json
import os
import pathlib
import shlex
import shutil
import subprocess
import sys

from remembered import look_at_changed, text_of
from repository import ROOT, files, report

SKIP = 77


def flags_by_file(folder):
    """The compiler's flags of each source of ours, without the names of files. A build may compile some together, so this is of
    one that does not."""
    flags = {}
    subprocess.run(["cmake", "-S", ROOT, "-B", folder, "-G", "Ninja", "-DCMAKE_BUILD_TYPE=Release", "-DBUILD_TESTING=OFF",
                    "-DP2G_TOGETHER=OFF"], check=True, stdout=subprocess.DEVNULL)
    for entry in json.loads((folder / "compile_commands.json").read_text()):
        words = shlex.split(entry["command"])[1:]
        path = os.path.relpath(entry["file"], ROOT)
        flags[path] = tuple(word for before, word in zip(["", *words], words) if word not in ("-o", "-c") and before not in ("-o", "-c"))
    return flags


def look_at(source, flags):
    # A batch includes sources. The compiler's own flags are g++'s; the project's warnings are its business.
    done = subprocess.run(["clang-tidy", "--quiet", f"--config-file={ROOT}/.clang-tidy", "--checks=-bugprone-suspicious-include",
                           str(source), "--", *flags, "-Wno-everything"], capture_output=True, text=True, check=False)
    return "" if done.returncode == 0 else done.stdout.replace(f"{ROOT}/", "") or "clang-tidy failed"


def main():
    build = pathlib.Path(sys.argv[1])
    if shutil.which("clang-tidy") is None:
        print("clang-tidy is not there")
        return SKIP
    version = subprocess.run(["clang-tidy", "--version"], capture_output=True, check=True).stdout
    paths = sys.argv[2:] or files("src/*.cc", "renderers/*.cc")
    flags = flags_by_file(build / "tidy" / "build")
    if len(flags) < 300:
        return report([f"{len(flags)} sources are too few to be all"])
    return report(look_at_changed([path for path in paths if str(path) in flags], build / "tidy", version + text_of(".clang-tidy"),
                                  lambda source, path: look_at(source, flags[path]), flags.get))


sys.exit(main())

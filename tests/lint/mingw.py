"""mingw.py FOLDER [FILE...]: the sources of the program for Windows, looked at (-fsyntax-only) by Debian's cross compiler. What
it lacks or has otherwise belongs into src/base/platform.* or a *_windows.cc; what the program does without is a line of
.package/windows_left_out. Clean files are remembered in FOLDER. Exit 77 without the compiler."""
import pathlib
import re
import subprocess
import sys

from remembered import look_at_changed, text_of
from repository import ROOT, files, report
from syntax import knows, look_with, version_of

SKIP = 77
LEFT_OUT = ".package/windows_left_out"
PROBE = "#include <mutex>\n#include <zlib.h>\n#include <fmt/format.h>\n#include <re2/re2.h>\nstd::mutex mutex;\n"


def main():
    folder = pathlib.Path(sys.argv[1]).resolve()
    subprocess.run(["sh", ROOT / ".package/windows_headers.sh", folder / "include"], check=True)
    command = ["x86_64-w64-mingw32-g++-posix", "-fsyntax-only", "-std=c++20", "-w", "-I.", "-isystem", str(folder / "include"),
               "-DFMT_HEADER_ONLY", '-DP2G_VERSION="0"']
    if not knows(command, PROBE):
        print("SKIPPED: no compiler for Windows (Debian: g++-mingw-w64-x86-64-posix, libz-mingw-w64-dev): ./do windows")
        return SKIP
    patterns = [line for line in text_of(LEFT_OUT).decode().splitlines() if line and not line.startswith("#")]
    everything = [str(path) for path in files("src/*.cc", "renderers/*.cc")]
    findings = [f"{LEFT_OUT}: no source is left out by {pattern}" for pattern in patterns
                if not any(re.search(pattern, path) for path in everything)]
    paths = [path for path in sys.argv[2:] or everything if not any(re.search(pattern, path) for pattern in patterns)]
    return report(findings + look_at_changed(paths, folder, version_of(command), look_with(command)))


sys.exit(main())

"""libcxx.py FOLDER [FILE...]: all sources, looked at (-fsyntax-only) with the C++ library of macOS and the BSDs, by clang. What
that library lacks or another system has otherwise belongs into src/base/platform.*. Clean files are remembered in FOLDER.
Exit 77 without clang++, libc++ or fast_float."""
import pathlib
import subprocess
import sys
import tempfile

from remembered import look_at_changed
from repository import ROOT, files, report
from syntax import knows, look_with, version_of

SKIP = 77
CAIRO = subprocess.run(["pkg-config", "--cflags", "cairo"], capture_output=True, text=True, check=False).stdout.split()
COMMAND = ["clang++", "-stdlib=libc++", "-fsyntax-only", "-std=c++20", "-w", "-I.", *CAIRO, "-DFMT_HEADER_ONLY",
           '-DP2G_VERSION="0"', '-DP2G_GRAPHVIZ_DOT_PLUGIN=""', '-DP2G_GRAPHVIZ_CORE_PLUGIN=""']
PROBE = "#include <fast_float/fast_float.h>\n#include <fmt/format.h>\n#include <mutex>\nstd::mutex mutex;\n"


def check_values(findings):
    """What differs is written twice, so both have to say the same."""
    said = []
    with tempfile.TemporaryDirectory() as folder:
        for compiler in (["g++"], ["clang++", "-stdlib=libc++"]):
            program = f"{folder}/values"
            subprocess.run([*compiler, "-std=c++20", "-I.", "tests/lint/platform_values.cc", "src/base/platform.cc", "-o", program],
                           cwd=ROOT, check=True)
            said.append(subprocess.run([program], capture_output=True, text=True, check=True).stdout.splitlines())
    findings += [f"parse_double: {one} by libstdc++, {other} by libc++" for one, other in zip(*said) if one != other]
    if len(said[0]) != len(said[1]) or len(said[0]) < 50:
        findings.append(f"parse_double: {len(said[0])} and {len(said[1])} values")


def main():
    folder = pathlib.Path(sys.argv[1])
    if not knows(COMMAND, PROBE):
        print("SKIPPED: clang++, libc++ (Debian: libc++-dev) or fast_float (libfast-float-dev) is not installed")
        return SKIP
    paths = sys.argv[2:] or files("src/*.cc", "renderers/*.cc")
    findings = look_at_changed(paths, folder, version_of(COMMAND), look_with(COMMAND))
    check_values(findings)
    return report(findings)


sys.exit(main())

"""tool.py TOOL [ARGUMENT...] -- PATTERN...: runs a linter over the project's files; exit 77 (skipped) without the tool."""
import shutil
import subprocess
import sys

from repository import ROOT, files


def main():
    split = sys.argv.index("--")
    command, patterns = sys.argv[1:split], sys.argv[split + 1 :]
    if shutil.which(command[0]) is None:
        print(f"SKIPPED: {command[0]} is not installed")
        return 77
    names = [str(path) for path in files(*patterns)]
    if not names:
        print(f"no files match {patterns}")
        return 1
    return subprocess.run(command + names, cwd=ROOT).returncode


sys.exit(main())

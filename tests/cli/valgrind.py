"""valgrind.py PROGRAM [SUITE...]: the suites of this folder once more, with every start of the program under valgrind.

What valgrind says goes to a file of each process, so that the suites compare the same output and exit codes as ever;
here it is counted and shown. Leaks count when nothing points at them any more.
"""
import os
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent


def main():
    program, names = os.path.abspath(sys.argv[1]), sys.argv[2:]
    # test_version looks at the file of the program itself.
    suites = [HERE / name for name in names] or sorted(set(HERE.glob("test_*.py")) - {HERE / "test_version.py"})
    failed = False
    with tempfile.TemporaryDirectory(prefix="prof2graph-valgrind-") as logs:
        environment = {**os.environ, "P2G_BINARY": str(HERE / "under_valgrind.sh"), "P2G_VALGRIND_BINARY": program,
                       "P2G_VALGRIND_LOGS": logs, "P2G_VALGRIND_SUPPRESSIONS": str(HERE / "valgrind.supp")}
        for suite in suites:
            failed |= subprocess.run([sys.executable, "-B", str(suite)], env=environment).returncode != 0
        runs = sorted(pathlib.Path(logs).iterdir())
        findings = [text for text in (log.read_text(errors="replace") for log in runs) if text.strip()]
    for text in findings:
        print(text)
    print(f"{len(runs)} runs under valgrind, {len(findings)} with findings")
    return 1 if failed or findings or not runs else 0


sys.exit(main())

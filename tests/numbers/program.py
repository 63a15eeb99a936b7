"""Runs the program and reads what it prints, numbers exactly."""
import csv
import io
import json
import os
import subprocess
from fractions import Fraction

BINARY = os.environ.get("P2G_BINARY", "")


class Ran:
    def __init__(self, arguments, code, out, err):
        self.arguments, self.code, self.out, self.err = arguments, code, out, err

    def json(self):
        return json.loads(self.out, parse_int=Fraction, parse_float=Fraction)

    def csv(self):
        return list(csv.DictReader(io.StringIO(self.out.decode())))


def run(arguments, folder, codes=(0,)):
    """Runs in `folder`; any other exit code is an error."""
    # What names are made of is tested elsewhere; the reference has them as they stand, but for comparisons.
    exact = [] if arguments[0] == "diff" else ["--exact-names"]
    done = subprocess.run([BINARY, "-q", *arguments, *exact], cwd=folder, stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=120, close_fds=False)
    if done.returncode not in codes:
        raise AssertionError(f"exit code {done.returncode}: {done.stderr.decode('utf-8', 'replace')}")
    return Ran(arguments, done.returncode, done.stdout, done.stderr.decode("utf-8", "replace"))

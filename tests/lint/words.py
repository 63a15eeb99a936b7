"""Text files: no path of somebody's machine, no unfinished business, no stray white space, no words we do not use."""
import re
import sys

from repository import ROOT, files, report

# (expression, what is wrong, files that may)
RULES = [
    (r"/(root|home/\w+|Users/\w+)/|/work/|\.pyenv", "a path of one machine", r"^(samples|tests/lint/words\.py|tests/unit/(own_files|match_paths)_test\.cc)"),
    (r"\b(TODO|FIXME|XXX|HACK)\b", "unfinished business belongs in an issue", r"^tests/lint/words\.py"),
    (r"(?i)\b(inclusive|exclusive) (time|cost)", "say cumulative and self", r"^tests/lint/words\.py"),
    (r"[ \t]+$", "white space at the end of the line", r"^(samples|tests/golden|tests/fuzz)/"),
    (r"\t", "a tab", r"^(samples|tests/golden|tests/fuzz)/|\.gitmodules$"),
]
TEXT = {".cc", ".h", ".py", ".md", ".txt", ".cmake", ".json", ".toml", ".js", ".mjs", ".css", ".sh", ".1", ".5", ".yml", ""}
BIGGEST_BYTES = 1_000_000


def main():
    findings = []
    for path in files():
        data = (ROOT / path).read_bytes()
        if len(data) > BIGGEST_BYTES:
            findings.append(f"{path}: {len(data)} bytes is too much for the repository")
        if path.suffix not in TEXT or b"\0" in data:
            continue
        for number, line in enumerate(data.decode("utf-8", "replace").splitlines(), 1):
            for expression, wrong, except_in in RULES:
                if re.search(expression, line) and not re.search(except_in, str(path)):
                    findings.append(f"{path}:{number}: {wrong}: {line.strip()[:100]}")
        if data and not data.endswith(b"\n") and not re.search(r"^(samples|tests/golden|tests/fuzz)/", str(path)):
            findings.append(f"{path}: no newline at the end")
    return report(findings)


sys.exit(main())

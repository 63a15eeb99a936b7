"""The files that belong to the project: tracked ones, and new ones that are not ignored."""
import fnmatch
import pathlib
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[2]


def files(*patterns):
    """Paths relative to ROOT that match one of git's patterns (all files when there is none)."""
    listed = ["git", "-c", "safe.directory=*", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--"]
    found = subprocess.run(listed + list(patterns), cwd=ROOT, capture_output=True)
    if found.returncode == 0:
        names = [name for name in found.stdout.decode().split("\0") if name]
    else:  # an unpacked archive has no git
        names = [str(path.relative_to(ROOT)) for path in ROOT.rglob("*")]
        names = [name for name in names if not name.startswith("build/") and "node_modules/" not in name]
        names = [name for name in names if any(fnmatch.fnmatch(name, pattern) for pattern in patterns or ["*"])]
    return sorted(pathlib.Path(name) for name in set(names) if (ROOT / name).is_file())


def report(findings):
    """Prints the findings; the exit code for them."""
    for finding in findings:
        print(finding)
    print(f"{len(findings)} findings" if findings else "nothing to say")
    return 1 if findings else 0
